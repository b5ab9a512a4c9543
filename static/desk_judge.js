// What is typed for a decision stays in this browser until it is recorded, so
// that a closed tab loses no reason.
(()=>{
for(const f of document.querySelectorAll('form[data-stay]')){
const key='sx:judge:'+f.dataset.stay;
const fields=()=>[...f.querySelectorAll('textarea,input[type=radio],select')];
let kept={};try{kept=JSON.parse(localStorage[key]||'{}')}catch{}
for(const n of fields()){
const v=kept[n.name];if(v==null)continue;
if(n.type==='radio')n.checked=n.value===v;else if(!n.value||n.tagName==='SELECT')n.value=v}
f.addEventListener('input',()=>{try{localStorage[key]=JSON.stringify(Object.fromEntries(new FormData(f)))}catch{}});
f.addEventListener('submit',()=>{try{sessionStorage[key]=1}catch{}});
}
// A decision that was recorded is told on the next page: its text may go.
if(new URLSearchParams(location.search).has('done'))for(const k of Object.keys(sessionStorage))if(k.startsWith('sx:judge:')){localStorage.removeItem(k);sessionStorage.removeItem(k)}
})();
