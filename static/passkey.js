// Passkeys: the browser's own dialogue, between two requests.
(()=>{
// A passkey belongs to a name, so there is none for a bare address of a machine.
if(!window.PublicKeyCredential||!PublicKeyCredential.parseRequestOptionsFromJSON||/^[\d.]+$|:/.test(location.hostname))return;
const post=async(to,what)=>{
const r=await fetch(to,{method:'POST',headers:{'Content-Type':'application/json','Accept':'application/json'},body:JSON.stringify(what||{})});
const v=await r.json().catch(()=>({}));
if(!r.ok)throw new Error(v.fault||'');
return v};
const wire=(box,work)=>{
const b=box.querySelector('button'),say=box.querySelector('[role=status]');
box.hidden=false;
b.addEventListener('click',async()=>{
b.disabled=true;say.textContent='';
try{await work(b)}catch(x){say.textContent=(x.name==='Error'&&x.message)||b.dataset.failed}
b.disabled=false})};
const ask=document.querySelector('[data-passkey-ask]');
if(ask)wire(ask,async b=>{
const c=await post('/desk/sign-in/passkey');
const k=await navigator.credentials.get({publicKey:PublicKeyCredential.parseRequestOptionsFromJSON(c.options.publicKey)});
const v=await post('/desk/sign-in/passkey/answer',{note:c.note,to:b.dataset.to,credential:k.toJSON()});
location.assign(v.to)});
const add=document.querySelector('[data-passkey-add]');
if(add)wire(add,async b=>{
const c=await post('/desk/account/passkeys/new');
const k=await navigator.credentials.create({publicKey:PublicKeyCredential.parseCreationOptionsFromJSON(c.options.publicKey)});
const v=await post('/desk/account/passkeys',{note:c.note,name:add.querySelector('input').value,credential:k.toJSON()});
location.assign(v.to)});
})();
