// The workbench without script is whole; this makes it lighter.
(()=>{
const $=(s,r=document)=>r.querySelector(s);
// A menu closes by Escape and by a click elsewhere.
const menu=$('details.me');
if(menu){
addEventListener('keydown',e=>{if(e.key==='Escape'&&menu.open){menu.open=false;$('summary',menu).focus()}});
addEventListener('click',e=>{if(menu.open&&!menu.contains(e.target))menu.open=false});
}
// Whoever signs out on a shared computer leaves no text behind.
addEventListener('click',e=>{if(e.target.closest('[data-forget]'))try{localStorage.clear()}catch{}});
// A form with data-swap="#id" exchanges that piece of the page alone. The
// server answers the header X-Part with the piece; when the line is down, the
// form is sent as a whole and the browser says so.
addEventListener('submit',async e=>{
const f=e.target,b=e.submitter,sel=(b&&b.dataset.swap)||f.dataset.swap;
if(!sel||e.defaultPrevented)return;
e.preventDefault();
const body=new FormData(f,b),to=(b&&b.getAttribute('formaction'))||f.action;
try{
const r=await fetch(to,{method:'POST',body:f.enctype==='multipart/form-data'?body:new URLSearchParams(body),headers:{'X-Part':sel.slice(1)}});
if(r.redirected){location.assign(r.url);return}
const html=await r.text(),old=$(sel);
if(!r.ok){const box=$('#faults-here',f)||f;$('.warn.told',box)?.remove();box.insertAdjacentHTML('afterbegin',html);$('.warn.told',box)?.scrollIntoView({block:'nearest'});return}
old.outerHTML=html;
const now=$(sel),focus=now&&$('[autofocus]',now);
(focus||now)?.focus?.();
dispatchEvent(new CustomEvent('swapped',{detail:now}));
}catch{f.removeAttribute('data-swap');b?.removeAttribute('data-swap');f.requestSubmit(b)}
});
// A button with data-copy puts the text of another element into the clipboard.
addEventListener('click',async e=>{
const b=e.target.closest('[data-copy]');if(!b)return;
try{await navigator.clipboard.writeText($(b.dataset.copy).textContent.trim());b.textContent=b.dataset.copied}catch{getSelection().selectAllChildren($(b.dataset.copy))}
});
// What asks before it is done says what it does.
addEventListener('submit',e=>{const q=(e.submitter&&e.submitter.dataset.sure)||e.target.dataset.sure;if(q&&!confirm(q)){e.preventDefault();e.stopImmediatePropagation()}},true);
})();
