// Answering: every text is kept in this browser at once, as a draft a moment
// later, and becomes an entry when its field is left. One save is on its way
// at a time; it is repeated with the same id until the server has taken it.
(()=>{
const $=(s,r=document)=>r.querySelector(s),all=(s,r=document)=>[...r.querySelectorAll(s)];
const f=$('form[data-auto]'),item=$('#item'),app=$('[data-app]');
if(!f)return;
const at=f.dataset.auto,who='sx:'+f.dataset.person+':'+at+':',only='noteOnly'in f.dataset,lang=document.documentElement.lang;
const say=$('[data-say]',f),words=$('[data-sayings]',f).dataset;
const tell=(w,time)=>{say.textContent=w+(time?' '+new Date().toLocaleTimeString(lang+'-u-nu-latn',{hour:'2-digit',minute:'2-digit'}):'')};
const id=()=>crypto.randomUUID?crypto.randomUUID():'10000000-1000-4000-8000-100000000000'.replace(/[018]/g,c=>(c^crypto.getRandomValues(new Uint8Array(1))[0]&15>>c/4).toString(16));
// What this browser keeps: text, the entry it was typed on, the moment.
const stash={
get(k){try{return JSON.parse(localStorage[who+k])}catch{}},
put(k,t){try{localStorage[who+k]=JSON.stringify({t,b:f.base?.value,at:Date.now()})}catch{}},
// Only the very text that the server has taken may go.
drop(k,t){const x=this.get(k);if(x&&(t==null||x.t.trim()===t.trim()))delete localStorage[who+k]}};
const key=n=>n.dataset.field||n.name,texts=()=>all('textarea:not([hidden]),input[name=locator]',f).filter(n=>n.name!='both');
const post=(to,body)=>fetch(to,{method:'POST',body:new URLSearchParams(body),headers:{'X-Part':'item'},signal:AbortSignal.timeout(20000)});
const bad=r=>{if(r.status==401){tell(words.out);return 1}if(r.status>=500)throw 0};

// Drafts.
const timers=new Map,drafted=new Set;let wait=0;
const draft=async n=>{
clearTimeout(timers.get(n));timers.delete(n);
const k=key(n),t=n.value;
try{
const r=await post(at+'/draft',{field:k,text:t,base:f.base?.value||0});
if(bad(r))return;
if(!r.ok){tell(words.refused);return}
const v=await r.json();wait=0;
if(k=='note'){stash.drop(k,t);f.note_was.value=t}else drafted.add(k);
if(n.value===t&&!flying&&!clash())tell(v.words,1);
}catch{off(()=>draft(n))}};
// No connection: what is open is tried again, later and later, and at once when the line is back.
const again=new Set;let timer;
const off=what=>{tell(words.off);again.add(what);clearTimeout(timer);timer=setTimeout(retry,wait=Math.min(wait*2||2000,60000))};
const retry=()=>{clearTimeout(timer);const l=[...again];again.clear();l.forEach(w=>w())};
addEventListener('online',()=>{wait=0;retry()});

// Entries.
let flying=null,more=false;
const clash=()=>$('#clash form');
const form=(b,extra)=>{
const d=new FormData(f,b&&b.form===f?b:undefined);
d.delete('note');d.delete('note_was');
for(const k of drafted)d.append('drafted',k);
d.set('command',id());
for(const k in extra)d.set(k,extra[k]);
return d};
const save=()=>{if(only||clash())return;if(flying){more=true;return}
flying={sent:Object.fromEntries(texts().map(n=>[key(n),n.value])),body:form(null,{do:'save'})};go()};
const go=async()=>{
const s=flying;tell(words.busy);
try{
const r=await post(at,s.body);
if(bad(r)){flying=null;return}
if(r.status==409){flying=null;await twoTexts(r);return}
if(!r.ok){flying=null;await refused(r);return}
const v=await r.json();wait=0;
f.base.value=v.base;
for(const k in s.sent){stash.drop(k,s.sent[k]);drafted.delete(k)}
for(const n of all('input:checked,select',f))stash.drop(n.name,n.value);
$('#status').textContent=v.status;if(v.rail)$('#domains').innerHTML=v.rail;
const m=$('#domains [aria-current=page] .gl');if(m)$('#mark').innerHTML=m.innerHTML;
$('#faults-here').replaceChildren();
flying=null;
if(more){more=false;save();return}
if(!timers.size)tell(v.words,1);
}catch{off(go)}};
const refused=async r=>{const b=$('#faults-here')||$('#clash');b.innerHTML=await r.text();tell(words.refused);b.scrollIntoView({block:'center'})};
const twoTexts=async r=>{$('#clash').innerHTML=await r.text();tell(words.clash);clash()?.scrollIntoView({block:'start'});clash()?.focus()};

f.addEventListener('input',e=>{const n=e.target;
if(n.type=='radio'||n.tagName=='SELECT'){if(n.name!='mention'&&!n.name.startsWith('new_'))stash.put(n.name,n.value);return}
if(!texts().includes(n))return;
stash.put(key(n),n.value);tell(words.typed);
clearTimeout(timers.get(n));timers.set(n,setTimeout(draft,700,n))});
f.addEventListener('change',e=>{const n=e.target;
if(n.name=='note')return void draft(n);
if(!n.name||/^(add|new_)/.test(n.name)||n.type=='checkbox')return;
if(n.name=='language')$('#just').lang=n.value;
clearTimeout(timers.get(n));timers.delete(n);save()});
// Buttons: the same forms as without script, without leaving the page when the line is down.
addEventListener('submit',async e=>{
const b=e.submitter,g=e.target;
if(g!==f&&!g.matches('[data-clash],[data-offer]')||b?.hasAttribute('data-take')||b?.hasAttribute('data-drop'))return;
e.preventDefault();
if(only){draft(f.note);return}
const what=b?.value||'save';
if(what=='save'&&g===f){save();return}
const d=g===f?form(b,{do:what}):new FormData(g,b),sent=g===f?Object.fromEntries(texts().map(n=>[key(n),n.value])):null;
timers.forEach(clearTimeout);timers.clear();
if(what!='preview'&&what!='find')tell(words.busy);
const send=async()=>{
while(flying)await new Promise(r=>setTimeout(r,100));
if(g===f)d.set('base',f.base.value);
try{
const r=await post(at,d);
if(bad(r))return;
if(r.status==409)return await twoTexts(r);
if(!r.ok)return await refused(r);
if(r.headers.get('Content-Type').includes('json')){
const v=await r.json();
if(sent)for(const k in sent)stash.drop(k,sent[k]);
all('input:checked,select',f).forEach(n=>stash.drop(n.name));
if(what=='resolve')texts().forEach(n=>stash.drop(key(n)));
const to=new URL(v.go,location);
if(to.pathname+to.search==location.pathname+location.search)location.reload();else location.assign(to);
}else $(b.dataset.into).innerHTML=await r.text();
}catch{off(send)}};
send()});
f.addEventListener('keydown',e=>{if(e.key!='Enter')return;
if(e.ctrlKey||e.metaKey){e.preventDefault();f.requestSubmit($('.foot .go',f)||$('[value=note]',f))}
else if(e.target.name=='add'){e.preventDefault();f.requestSubmit($('[value=find]',f))}
else if(e.target.tagName=='INPUT'){e.preventDefault();e.target.dispatchEvent(new Event('change',{bubbles:true}))}});

// What was never taken is offered back beside what is saved.
const offered=k=>all('[data-offer]').find(o=>o.dataset.offer==k);
const settle=(o,n,t)=>{if(t!=null){n.value=t;stash.put(key(n),t);save();n.focus()}o?.remove()};
const offer=(n,k,text,now,take)=>{
const o=$('#offer')?.content.firstElementChild.cloneNode(true);
if(!o){take();return}
o.dataset.here=k;
$('[data-name]',o).textContent=(n.closest('fieldset')?.querySelector('legend')?.firstChild.textContent||n.labels[0]?.textContent||'').trim()+'.';
$('[data-text]',o).textContent=text;$('[data-now]',o).textContent=now;
$('[data-take]',o).onclick=()=>{take();o.remove()};
$('[data-drop]',o).onclick=()=>{stash.drop(k);post(at,{do:'drop:'+k}).catch(()=>{});o.remove()};
$('#offers').append(o)};
if(!clash())for(const n of texts()){
const k=key(n),x=stash.get(k);
if(!x)continue;
if(x.t.trim()===n.value.trim()){stash.drop(k);continue}
const server=offered(k);
if(server&&$('[data-draft]',server).value.trim()===x.t.trim())continue;
offer(n,k,x.t,n.value,()=>{if(k=='note'){n.value=x.t;draft(n)}else settle(null,n,x.t)})}
all('[data-offer]').forEach(o=>{
const k=o.dataset.offer,n=texts().find(x=>key(x)==k);
o.addEventListener('submit',e=>{if(!n)return;e.preventDefault();
if(e.submitter.hasAttribute('data-take')){drafted.add(k);settle(o,n,$('[data-draft]',o).value)}
else{stash.drop(k);post(at,{do:'drop:'+k}).catch(()=>{});o.remove()}})});
// A choice that never arrived is made again where nothing was saved since, and offered back where something was.
if(!clash())for(const n of all('input[type=radio],select[name=language],select[name=change]',f)){
const x=stash.get(n.name),radio=n.type=='radio';if(!x||radio&&n.value!=x.t)continue;
if(radio?n.checked:n.value==x.t){stash.drop(n.name);continue}
const make=()=>{radio?n.checked=true:n.value=x.t;save()};
if(x.b===f.base?.value)setTimeout(make);
else offer(n,n.name,radio?n.parentNode.innerText:[...n.options].find(o=>o.value==x.t)?.text,radio?$('[name='+n.name+']:checked',f)?.parentNode.innerText||'—':n.selectedOptions[0].text,make)}

// Messages survive a closed tab, too.
all('[data-keep]').forEach(n=>{const k=n.dataset.keep;n.value||=stash.get(k)?.t||'';
n.addEventListener('input',()=>stash.put(k,n.value));n.form.addEventListener('submit',()=>stash.drop(k))});
// Who else is here, while somebody looks.
const here=item?.dataset.here;
if(here){const ask=async()=>{if(document.hidden)return;try{const r=await post(here,{});if(r.ok){const t=await r.text(),b=$('#here');if(b.innerHTML.trim()!==t.trim())b.innerHTML=t}}catch{}};
setInterval(ask,20000);document.addEventListener('visibilitychange',ask)}
// The history is read when it is opened.
const h=$('#history');
h?.addEventListener('toggle',async()=>{if(!h.open||h.dataset.read)return;h.dataset.read=1;
try{const r=await fetch(h.dataset.history,{headers:{'X-Part':'steps'}});if(r.ok)$('#steps').innerHTML=await r.text()}catch{delete h.dataset.read}});
})();
