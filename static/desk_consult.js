// A remark is kept a moment after each change, so that one can stop at any
// time; "next" sends it. Without script "next" alone keeps it.
(()=>{
const f=document.querySelector('form[data-remark]');
if(!f)return;
const say=f.querySelector('[data-say]'),lang=document.documentElement.lang;
let timer,flight,gone=false,wait=2000,changed=false;
const keep=async()=>{
clearTimeout(timer);
if(gone)return;
flight?.abort();flight=new AbortController;
const d=new FormData(f);d.delete('doc');d.delete('command');
say.textContent=f.dataset.busy;
try{
const r=await fetch(f.dataset.remark,{method:'POST',body:new URLSearchParams(d),signal:flight.signal,headers:{'X-Part':'item'}});
if(!r.ok)throw r;
const v=await r.json();wait=2000;changed=false;
say.textContent=v.words+' '+new Date().toLocaleTimeString(lang+'-u-nu-latn',{hour:'2-digit',minute:'2-digit'});
}catch(e){if(e.name==='AbortError')return;say.textContent=f.dataset.off;timer=setTimeout(keep,wait=Math.min(wait*2,60000))}};
f.addEventListener('input',e=>{if(e.target.type==='file'||e.target.name==='drop')return;
if(e.target.name==='language')f.say.lang=e.target.value;
changed=true;clearTimeout(timer);timer=setTimeout(keep,700)});
f.addEventListener('submit',()=>{gone=true;clearTimeout(timer);flight?.abort()});
addEventListener('online',()=>{if(changed)keep()});
addEventListener('pageshow',e=>{if(e.persisted)location.reload()});
f.addEventListener('keydown',e=>{if(e.key==='Enter'&&(e.ctrlKey||e.metaKey)){e.preventDefault();f.requestSubmit(f.querySelector('[value=next]'))}});
})();
