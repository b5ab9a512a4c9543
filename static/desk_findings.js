// Findings can be dragged to their place by the grip; the buttons beside it do
// the same without a mouse and without this script.
(()=>{
const show=root=>root.querySelectorAll('[data-order] .grip').forEach(g=>g.hidden=false);
let held=null,before='';
const order=list=>[...list.children].map(li=>li.dataset.id).join();
addEventListener('dragstart',e=>{
const grip=e.target.closest?.('.grip');if(!grip)return;
held=grip.closest('li');before=order(held.parentElement);
held.classList.add('lift');
e.dataTransfer.effectAllowed='move';e.dataTransfer.setDragImage(held,0,0);e.dataTransfer.setData('text/plain','');
});
addEventListener('dragover',e=>{
const li=held&&e.target.closest?.('li.fd');
if(!li||li.parentElement!==held.parentElement)return;
e.preventDefault();
const box=li.getBoundingClientRect();
if(li!==held)li[e.clientY<box.top+box.height/2?'before':'after'](held);
});
addEventListener('drop',e=>{if(held)e.preventDefault()});
addEventListener('dragend',()=>{
if(!held)return;
const li=held,list=li.parentElement,form=document.getElementById(list.dataset.order);
li.classList.remove('lift');held=null;
if(order(list)===before)return;
const put=(name,value)=>{const i=document.createElement('input');i.type='hidden';i.name=name;i.value=value;form.append(i)};
for(const x of list.children)put('ids',x.dataset.id);
put('dragged',li.dataset.id);
form.requestSubmit();
});
addEventListener('swapped',e=>e.detail&&show(e.detail));
show(document);
})();
