// Enhancement only: without it each sector is an ordinary link in the tab order.
(() => {
  const all = [...document.querySelectorAll('.wheel a.seg')];
  const f = document.documentElement.dir === 'rtl' ? -1 : 1;
  const step = {ArrowRight: f, ArrowDown: 1, ArrowLeft: -f, ArrowUp: -1};
  all.forEach((a, i) => {
    a.addEventListener('keydown', e => {
      if (e.altKey || e.ctrlKey || e.metaKey) return;
      const n = e.key in step ? (i + step[e.key] + all.length) % all.length : e.key === 'Home' ? 0 : e.key === 'End' ? all.length - 1 : -1;
      if (n < 0) return;
      all[n].focus();
      e.preventDefault();
    });
    a.addEventListener('click', () => {
      const h = a.getAttribute('href');
      const t = h[0] === '#' && document.getElementById(h.slice(1));
      if (t) setTimeout(() => t.focus({preventScroll: true}));
    });
  });
  document.querySelectorAll('.tongue').forEach(d => d.addEventListener('keydown', e => {
    if (e.key === 'Escape' && d.open) { d.open = false; d.firstElementChild.focus(); }
  }));
})();
