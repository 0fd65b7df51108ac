// Measures every [data-c] element of the page. recto(html) -> [[cls, x0, y0, x1, y1], ...] in CSS px.
// Modes (data-m): text = line rectangles merged per column; box = one rectangle per fragment; ink = union of an SVG's parts;
// cells = union of cell texts; math = the formula's parts; frag = fragments of vertical text; li = text plus the list mark.
function lineRects(el) {
  const g = document.createRange();
  g.selectNodeContents(el);
  return [...g.getClientRects()].filter((q) => q.width > 1 && q.height > 1);
}
function union(rs) {
  if (!rs.length) return null;
  return { left: Math.min(...rs.map((q) => q.left)), top: Math.min(...rs.map((q) => q.top)), right: Math.max(...rs.map((q) => q.right)), bottom: Math.max(...rs.map((q) => q.bottom)) };
}
function visible(q, clips) {
  const h = q.bottom - q.top, w = q.right - q.left;
  const t = Math.max(q.top, clips.top), b = Math.min(q.bottom, clips.bottom), l = Math.max(q.left, clips.left), r = Math.min(q.right, clips.right);
  if (b - t < h * 0.6 || r - l < w * 0.5) return null;
  return { left: l, top: t, right: r, bottom: b };
}
function clipOf(el, page) {
  let c = { left: 0, top: 0, right: page.width, bottom: page.height };
  for (let e = el.parentElement; e; e = e.parentElement) {
    if (!e.hasAttribute('data-clip')) continue;
    const q = e.getBoundingClientRect();
    c = { left: Math.max(c.left, q.left), top: Math.max(c.top, q.top), right: Math.min(c.right, q.right), bottom: Math.min(c.bottom, q.bottom) };
  }
  return c;
}
function byColumn(rects) {
  const groups = [];
  let cur = null, low = 0;
  for (const q of rects) {
    const h = q.bottom - q.top;
    if (!cur || q.top < low - 2.2 * h - 8 && (q.left > Math.max(...cur.map((p) => p.right)) - 4 || q.right < Math.min(...cur.map((p) => p.left)) + 4)) {
      cur = []; groups.push(cur); low = 0;
    }
    cur.push(q);
    low = Math.max(low, q.bottom);
  }
  return groups;
}
function measure(el, page) {
  const clip = clipOf(el, page), m = el.dataset.m || 'text';
  const see = (rs) => rs.map((q) => visible(q, clip)).filter(Boolean);
  if (m === 'box' || m === 'frag') return see([...el.getClientRects()]);
  if (m === 'ink') return see([union([...el.querySelectorAll('rect,circle,path,text')].map((e) => e.getBoundingClientRect()).filter((q) => q.width + q.height > 1))].filter(Boolean));
  if (m === 'math') return see([union([...el.querySelectorAll('*')].map((e) => e.getBoundingClientRect()).filter((q) => q.width > 0))].filter(Boolean));
  if (m === 'cells') {
    const rows = see([...el.querySelectorAll('td')].flatMap(lineRects));
    return byColumn(rows.sort((a, b) => 0)).length ? [union(rows)] : [];
  }
  const lines = see(lineRects(el));
  const groups = el.closest('[data-turned]') ? [lines] : byColumn(lines); // beside each other is below each other there
  const boxes = groups.map(union).filter(Boolean);
  if (m === 'li' && boxes.length) {
    const pad = parseFloat(getComputedStyle(el).fontSize) * 1.1;
    if (getComputedStyle(el).direction === 'rtl') boxes[0].right += pad; else boxes[0].left -= pad;
  }
  return boxes;
}
function fitMath() {
  // A formula wider than its line loses its last terms, as an author would have broken it.
  for (const m of document.querySelectorAll('math')) {
    const room = m.parentElement.clientWidth - 60;
    const parts = [m, ...m.querySelectorAll(':scope > mtable > mtr > mtd:last-child')];
    for (let k = 0; k < 24; k++) {
      const u = union([...m.querySelectorAll('*')].map((e) => e.getBoundingClientRect()).filter((q) => q.width > 0));
      if (!u || u.right - u.left <= room) break;
      for (const p of parts) if (p.children.length > 2) p.lastElementChild.remove();
    }
    const u = union([...m.querySelectorAll('*')].map((e) => e.getBoundingClientRect()).filter((q) => q.width > 0));
    const css = getComputedStyle(m.parentElement), free = m.parentElement.clientWidth - parseFloat(css.paddingLeft) - parseFloat(css.paddingRight);
    if (u && u.right - u.left > free) m.parentElement.remove(); // one piece wider than its column, or into its number
  }
}
async function recto(html) {
  document.body.innerHTML = html;
  await Promise.all([...document.images].map((i) => i.decode().catch(() => 0)));
  fitMath();
  const page = document.getElementById('page').getBoundingClientRect(), out = [];
  for (const el of document.querySelectorAll('[data-c]')) {
    for (const q of measure(el, page)) {
      const w = q.right - q.left, h = q.bottom - q.top;
      if (w < 3 || h < 3) continue;
      out.push([+el.dataset.c, Math.max(0, q.left), Math.max(0, q.top), Math.min(page.width, q.right), Math.min(page.height, q.bottom)]);
    }
  }
  return out;
}
