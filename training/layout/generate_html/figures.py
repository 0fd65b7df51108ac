"""Figures: charts and drawings as inline SVG, photographs, clip art and plots from pools of pictures, panels with captions, logos and seals."""
import math
import re

from . import words as w
from .blocks import CHART, IMAGE, SEAL, TEXT
from .style import Style, colour
from .tables import caption

PHOTOS: list[str] = []
POOL: dict[int, list[tuple[str, int, int]]] = {IMAGE: [], CHART: []}  # class -> (address, width px, height px) of pictures cut to their ink


def label(s: Style, x: float, y: float, t: str, size: float = 8, anchor: str = "middle", extra: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" text-anchor="{anchor}" {extra}>{t}</text>'


def plain(t: str) -> str:
    """Without markup, which means nothing inside an SVG's text and breaks it where it is cut."""
    return re.sub(r"<[^>]*>", "", t)


def short(s: Style) -> str:
    t = w.word(s.r, s.lang if s.r.random() < .7 else "en")
    return plain(t)[:14]


def axes(s: Style, W: float, H: float, L: float, B: float, size: float) -> str:
    r, out = s.r, []
    nx, ny = r.randint(3, 8), r.randint(3, 7)
    box = r.random() < .4
    out.append(f'<path d="M{L},4V{H - B}H{W - 4}{"V4H%f" % L if box else ""}" fill="none" stroke="#222"/>')
    for i in range(ny + 1):
        y = 6 + (H - B - 6) * i / ny
        out.append(label(s, L - 3, y + 3, f"{(ny - i) * r.choice((1, 1, 1)) * 10 / ny:.3g}", size, "end"))
        if s.capstyle % 2:
            out.append(f'<path d="M{L},{y:.1f}H{W - 4}" stroke="#ccc" stroke-width=".6"/>')
    for i in range(nx + 1):
        out.append(label(s, L + (W - L - 8) * i / nx, H - B + size + 2, str(2010 + i) if s.capstyle > 2 else f"{i * 5}", size))
    out.append(label(s, (L + W) / 2, H - 2, short(s) + " " + short(s), size * 1.1))
    out.append(label(s, 0, 0, short(s), size * 1.1, "middle", f'transform="translate({size * 1.1:.0f},{H / 2:.0f}) rotate(-90)"'))
    return "".join(out)


def chart(s: Style, W: float, H: float) -> str:
    """A line, bar, scatter or pie chart as one SVG of W x H px, class chart."""
    r = s.r
    size = max(5.5, min(11, W / 40 * r.uniform(.8, 1.5)))
    kind = r.choice(("line", "line", "line", "bar", "bar", "scatter", "pie", "hbar", "area"))
    cols = [r.choice(("#000", "#000", "#777")) if s.capstyle == 1 else colour(r, r.random() < .7) for _ in range(6)]
    L, B, out = size * 4.5, size * 3.2, []
    if kind != "pie":
        out.append(axes(s, W, H, L, B, size))
    X, Y = W - L - 10, H - B - 10
    series = r.randint(1, 5)
    for k in range(series if kind in ("line", "scatter", "area") else 0):
        a, b, c, noise = r.uniform(.1, .9), r.uniform(-.6, .6), r.uniform(0, 9), r.choice((0, 0, .02, .08))
        f = r.choice((lambda t: a + b * t, lambda t: a + .3 * math.sin(c * t + k), lambda t: a * math.exp(-c * t * .6), lambda t: a / (1 + math.exp(-c * 2 * (t - .5)))))
        m = r.choice((8, 20, 60))
        pts = [(L + X * i / m, 8 + Y * (1 - max(0, min(1, f(i / m) + r.gauss(0, noise + (.06 if kind == "scatter" else 0)))))) for i in range(m + 1)]
        if kind != "scatter":
            d = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in pts)
            out.append(f'<path d="{d}{f"V{8 + Y:.0f}H{L:.0f}Z" if kind == "area" else ""}" fill="{cols[k] if kind == "area" else "none"}" stroke="{cols[k]}" stroke-width="{r.choice((.8, 1.2, 2))}" {"stroke-dasharray=%s" % r.choice(("4,2", "1,2")) if r.random() < .3 else ""}/>')
        if kind == "scatter" or r.random() < .3:
            out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r.choice((1.2, 2, 3))}" fill="{r.choice((cols[k], "none"))}" stroke="{cols[k]}"/>' for x, y in pts[::max(1, m // 20)]]
    if kind in ("bar", "hbar"):
        n, g = r.randint(3, 10), r.randint(1, 3)
        for i in range(n):
            for k in range(g):
                v = r.uniform(.08, 1)
                if kind == "bar":
                    bw = X / n * .8 / g
                    out.append(f'<rect x="{L + X * i / n + bw * k + 3:.1f}" y="{8 + Y * (1 - v):.1f}" width="{bw:.1f}" height="{Y * v:.1f}" fill="{cols[k]}" stroke="{r.choice(("none", "#000"))}"/>')
                else:
                    bh = Y / n * .8 / g
                    out.append(f'<rect x="{L:.1f}" y="{8 + Y * i / n + bh * k:.1f}" width="{X * v:.1f}" height="{bh:.1f}" fill="{cols[k]}"/>')
    if kind == "pie":
        R, a = min(W, H) * .4, 0.0
        cx = W * r.choice((.35, .5))
        for k in range(r.randint(2, 6)):
            b = a + r.uniform(.4, 1.6)
            out.append(f'<path d="M{cx:.0f},{H / 2:.0f}L{cx + R * math.cos(a):.1f},{H / 2 + R * math.sin(a):.1f}A{R:.1f},{R:.1f} 0 0 1 {cx + R * math.cos(b):.1f},{H / 2 + R * math.sin(b):.1f}Z" fill="{cols[k]}" stroke="#fff"/>')
            out.append(label(s, cx + R * 1.12 * math.cos((a + b) / 2), H / 2 + R * 1.12 * math.sin((a + b) / 2), f"{r.randint(2, 60)}%", size))
            a = b
        if r.random() < .4:
            out.append(f'<circle cx="{cx:.0f}" cy="{H / 2:.0f}" r="{R * .55:.0f}" fill="{s.paper}"/>')
    if r.random() < .6:
        lx, ly = r.choice((L + 10, W * .65)), r.choice((14, H * .5))
        for k in range(max(2, series)):
            out.append(f'<rect x="{lx:.0f}" y="{ly + k * size * 1.4 - size * .7:.0f}" width="{size * 1.4:.0f}" height="{size * .6:.0f}" fill="{cols[k]}"/>' + label(s, lx + size * 2, ly + k * size * 1.4, short(s), size, "start"))
    if r.random() < .35:
        out.append(label(s, W / 2, size, plain(w.phrase(r, s.lang, 2, 5))[:40], size * 1.2, "middle", 'font-weight="700"'))
    return f'<svg data-c={CHART} data-m=box width="{W:.0f}" height="{H:.0f}" style="display:block;margin:0 auto;{"border:1px solid #aaa;" if r.random() < .15 else ""}font-family:\'{s.head_font}\'">{"".join(out)}</svg>'


def diagram(s: Style, W: float, H: float) -> str:
    """A flow chart, plan or shape drawing, class image."""
    r, out = s.r, []
    kind = r.choice(("flow", "flow", "shapes", "plan", "geometry"))
    size = max(5.5, min(11, W / 38))
    if kind == "flow":
        nx, ny = r.randint(2, 5), r.randint(1, 4)
        for i in range(nx):
            for j in range(ny):
                if r.random() < .15:
                    continue
                bw, bh = W / nx * .7, min(H / ny * .6, r.uniform(20, 70))
                x, y = W / nx * (i + .15), H / ny * (j + .5) - bh / 2
                out.append(f'<rect x="{x:.0f}" y="{y:.0f}" width="{bw:.0f}" height="{bh:.0f}" rx="{r.choice((0, 4, 12))}" fill="{r.choice(("none", "#fff", "#eee", colour(r, False)))}" stroke="#333"/>' + label(s, x + bw / 2, y + bh / 2 + 3, short(s), size))
                if i < nx - 1:
                    out.append(f'<path d="M{x + bw:.0f},{y + bh / 2:.0f}h{W / nx * .3:.0f}m-5,-3l5,3l-5,3" fill="none" stroke="#333"/>')
                if j < ny - 1 and r.random() < .5:
                    out.append(f'<path d="M{x + bw / 2:.0f},{y + bh:.0f}v{max(4, H / ny - bh):.0f}m-3,-5l3,5l3,-5" fill="none" stroke="#333"/>')
    else:
        for _ in range(r.randint(3, 30)):
            x, y, a = r.uniform(0, W * .85), r.uniform(0, H * .85), r.uniform(8, min(W, H) * .45)
            fill = r.choice(("none", "none", "#ddd", colour(r, False), colour(r, True))) if kind != "geometry" else "none"
            out.append(r.choice((f'<rect x="{x:.0f}" y="{y:.0f}" width="{min(a * 1.4, W - x):.0f}" height="{min(a, H - y):.0f}" fill="{fill}" stroke="#222"/>',
                                 f'<circle cx="{x + 9:.0f}" cy="{y + 9:.0f}" r="{min(a / 2, x + 9, y + 9, W - x - 9, H - y - 9):.0f}" fill="{fill}" stroke="#222"/>',
                                 f'<path d="M{x:.0f},{y:.0f}L{r.uniform(0, W):.0f},{r.uniform(0, H):.0f}L{r.uniform(0, W):.0f},{r.uniform(0, H):.0f}Z" fill="{fill}" stroke="#222"/>',
                                 f'<path d="M{x:.0f},{y:.0f}Q{r.uniform(0, W):.0f},{r.uniform(0, H):.0f} {r.uniform(0, W):.0f},{r.uniform(0, H):.0f}" fill="none" stroke="#222"/>')))
            if r.random() < .3:
                out.append(label(s, x + 6, y + 8, r.choice((str(r.randint(1, 200)), r.choice("ABCDabc"), short(s))), size))
        out.append(f'<rect x="1" y="1" width="{W - 2:.0f}" height="{H - 2:.0f}" fill="none" stroke="{r.choice(("none", "#222"))}"/>')
    return f'<svg data-c={IMAGE} data-m=ink width="{W:.0f}" height="{H:.0f}" style="display:block;margin:0 auto;font-family:\'{s.head_font}\'">{"".join(out)}</svg>'


def drawing(s: Style, W: float, H: float) -> str:
    """A small line drawing as exams and textbooks have them: solids, nets, grids, triangles, number lines, crosses of axes; class image."""
    r, out = s.r, []
    size, thin = max(6, min(11, W / 14)), r.choice((.8, 1, 1.4))
    kind = r.choice(("box", "box", "net", "grid", "triangle", "line", "axes", "clock", "circuit"))
    line = lambda d, extra="": out.append(f'<path d="{d}" fill="none" stroke="#222" stroke-width="{thin}" {extra}/>')
    if kind == "box":
        n = r.randint(1, 3)
        a = min(W / (n + 1.2), H * .6)
        for i in range(n):
            x, y, d, b = W * .08 + i * a * 1.1, H * .3, a * r.uniform(.25, .45), a * r.uniform(.5, 1)
            line(f"M{x:.0f},{y:.0f}h{a * .7:.0f}v{b:.0f}h{-a * .7:.0f}ZM{x:.0f},{y:.0f}l{d:.0f},{-d * .7:.0f}h{a * .7:.0f}l{-d:.0f},{d * .7:.0f}M{x + a * .7 + d:.0f},{y - d * .7:.0f}v{b:.0f}l{-d:.0f},{d * .7:.0f}")
            if r.random() < .6:
                out.append(label(s, x + a * .35, y + b + size, f"{r.randint(2, 30)} cm", size))
    elif kind in ("net", "grid"):
        nx, ny = r.randint(3, 8), r.randint(2, 6)
        c = min(W / (nx + 1), H / (ny + 1.5))
        for i in range(nx):
            for j in range(ny):
                if kind == "grid" or j == ny // 2 or r.random() < .3:
                    out.append(f'<rect x="{4 + i * c:.1f}" y="{4 + j * c:.1f}" width="{c:.1f}" height="{c:.1f}" fill="{r.choice(("none", "none", "none", "#ccc", "#888"))}" stroke="#333" stroke-width="{thin}"/>')
    elif kind == "triangle":
        x = [W * r.uniform(.05, .3), W * r.uniform(.6, .95), W * r.uniform(.2, .8)]
        y = [H * .85, H * .85, H * r.uniform(.1, .3)]
        line(f"M{x[0]:.0f},{y[0]:.0f}L{x[1]:.0f},{y[1]:.0f}L{x[2]:.0f},{y[2]:.0f}Z")
        line(f"M{x[2]:.0f},{y[2]:.0f}V{y[0]:.0f}", 'stroke-dasharray="3,3"')
        out += [label(s, x[i] + (-4, 4, 0)[i], y[i] + (10, 10, -4)[i], "ABC"[i], size) for i in range(3)]
    elif kind == "line":
        y, n = H * .6, r.randint(4, 11)
        line(f"M4,{y:.0f}H{W - 6:.0f}m-5,-3l5,3l-5,3" + "".join(f"M{10 + (W - 24) * i / n:.0f},{y - 4:.0f}v8" for i in range(n + 1)))
        out += [label(s, 10 + (W - 24) * i / n, y + size + 5, str(i * r.choice((1, 1, 10))), size) for i in range(n + 1)]
    elif kind == "axes":
        cx, cy = W * r.uniform(.3, .6), H * r.uniform(.4, .7)
        line(f"M2,{cy:.0f}H{W - 4:.0f}m-5,-3l5,3l-5,3M{cx:.0f},{H - 2:.0f}V4m-3,5l3,-5l3,5")
        line(f"M{W * .1:.0f},{H * r.uniform(.1, .9):.0f}Q{cx:.0f},{H * r.uniform(-.4, 1.4):.0f} {W * .9:.0f},{H * r.uniform(.1, .9):.0f}")
        out += [label(s, W - 6, cy + size + 2, "x", size), label(s, cx - size, size + 2, "y", size), label(s, cx - size * .7, cy + size, "O", size)]
    elif kind == "clock":
        R = min(W, H) * .4
        out.append(f'<circle cx="{W / 2:.0f}" cy="{H / 2:.0f}" r="{R:.0f}" fill="none" stroke="#222" stroke-width="{thin}"/>')
        out += [label(s, W / 2 + R * .8 * math.sin(i * math.pi / 6), H / 2 - R * .8 * math.cos(i * math.pi / 6) + size * .35, str(i or 12), size * .8) for i in range(12)]
        for k in (.5, .75):
            t = r.uniform(0, 6.28)
            line(f"M{W / 2:.0f},{H / 2:.0f}l{R * k * math.cos(t):.0f},{R * k * math.sin(t):.0f}")
    else:
        line(f"M{W * .1:.0f},{H * .2:.0f}H{W * .9:.0f}V{H * .8:.0f}H{W * .1:.0f}Z")
        for k in range(r.randint(2, 4)):
            x, y = W * r.uniform(.15, .75), H * r.choice((.2, .8))
            out.append(r.choice((f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{H * .09:.0f}" fill="#fff" stroke="#222"/>', f'<rect x="{x:.0f}" y="{y - 4:.0f}" width="{W * .14:.0f}" height="8" fill="#fff" stroke="#222"/>')) + label(s, x + 5, y - 7, f"R{k + 1}", size))
    return f'<svg data-c={IMAGE} data-m=ink width="{W:.0f}" height="{H:.0f}" style="display:block;margin:0 auto;font-family:\'{s.head_font}\'">{"".join(out)}</svg>'


def rings(s: Style, W: float, H: float) -> str:
    """Two or three ring or pie charts in a row with what their colours mean between or below them, as one chart."""
    r, out, n = s.r, [], s.r.choice((2, 2, 3))
    size = max(6, min(11, W / 45))
    cols, hole, key = [colour(r, r.random() < .7) for _ in range(6)], r.choice((0, .5, .65)), r.random() < .6
    for i in range(n):
        cx, cy, R = W * (i + .5) / n, H * .45, min(W / n * (.28 if key else .4), H * .34)
        a = r.uniform(0, 6)
        end = a + 2 * math.pi
        k = 0
        while a < end - .05:
            b = min(end, a + r.uniform(.3, 2.4))
            out.append(f'<path d="M{cx:.0f},{cy:.0f}L{cx + R * math.cos(a):.1f},{cy + R * math.sin(a):.1f}A{R:.1f},{R:.1f} 0 {int(b - a > math.pi)} 1 {cx + R * math.cos(b):.1f},{cy + R * math.sin(b):.1f}Z" fill="{cols[k % 6]}" stroke="#fff"/>')
            if r.random() < .5:
                out.append(label(s, cx + R * 1.18 * math.cos((a + b) / 2), cy + R * 1.18 * math.sin((a + b) / 2) + 3, f"{r.randint(2, 70)}%", size))
            a, k = b, k + 1
        out.append(f'<circle cx="{cx:.0f}" cy="{cy:.0f}" r="{R * hole:.0f}" fill="{s.paper}"/>')
        out.append(label(s, cx, H * .93, plain(w.phrase(r, s.lang, 1, 3))[:24], size * 1.1, "middle", 'font-weight="700"'))
        if key and i < n - 1:
            out += [f'<rect x="{W * (i + 1) / n - size * 3:.0f}" y="{cy - 20 + j * size * 1.7:.0f}" width="{size * .8:.0f}" height="{size * .8:.0f}" fill="{cols[j]}"/>' + label(s, W * (i + 1) / n - size * 1.8, cy - 20 + j * size * 1.7 + size * .8, short(s)[:9], size, "start") for j in range(r.randint(2, 4))]
    return f'<svg data-c={CHART} data-m=ink width="{W:.0f}" height="{H:.0f}" style="display:block;margin:0 auto;font-family:\'{s.head_font}\'">{"".join(out)}</svg>'


def photo(s: Style, W: float, H: float, cls: int = IMAGE) -> str:
    r = s.r
    css = r.choice(("", "", "", "border:1px solid #333;", "filter:grayscale(1);", "filter:grayscale(1) contrast(1.6);", "border-radius:8px;", "box-shadow:2px 2px 6px #888;"))
    return f'<img data-c={cls} data-m=box src="{r.choice(PHOTOS)}" style="display:block;margin:0 auto;width:{W:.0f}px;height:{H:.0f}px;object-fit:cover;{css}">'


def pooled(s: Style, W: float, H: float, cls: int = IMAGE) -> str:
    """Clip art, a diagram or a plot of the pool in its own proportions within W x H px; drawn shapes when there is no pool."""
    if not POOL[cls]:
        return (chart if cls == CHART else diagram)(s, W, H)
    src, w_, h = s.r.choice(POOL[cls])
    k = min(W / w_, H / h)
    blend = "" if cls == CHART else "mix-blend-mode:multiply;"
    return f'<img data-c={cls} data-m=box src="{src}" style="display:block;margin:0 auto;width:{w_ * k:.0f}px;height:{h * k:.0f}px;{blend}">'


def plot(s: Style, W: float, H: float) -> str:
    return pooled(s, W, H, CHART)


def screen(s: Style, W: float, H: float) -> str:
    """A screenshot: a framed window or terminal full of small text, class image."""
    r = s.r
    dark = r.random() < .3
    fs = r.choice((6, 7, 8, 9, 11))
    sparse = r.choice((0, 0, .4, .7))
    rows = "".join(f'<div>&nbsp;</div>' if r.random() < sparse else f'<div style="white-space:nowrap;margin-left:{r.choice((0, 0, 20, W * .4)):.0f}px">{w.phrase(r, s.lang, 1, 6)}{r.choice(("", " . . . . . .", " [&nbsp;&nbsp;OK&nbsp;&nbsp;]", ": ______"))}</div>' for _ in range(int(H / fs / 1.9)))
    bar = f'<div style="background:{r.choice(("#ccc", "#35a", s.accent))};height:{fs * 1.8:.0f}px;color:#fff;text-align:center">{w.phrase(r, s.lang, 1, 4)}</div>' if r.random() < .6 else ""
    return (f'<div data-c={IMAGE} data-m=box style="margin:0 auto;width:{W:.0f}px;height:{H:.0f}px;overflow:hidden;border:1px solid {r.choice(("#000", "#888", "#bbb"))};border-radius:{r.choice((0, 0, 6, 14))}px;font-family:\'{r.choice(("Liberation Mono", "DejaVu Sans", s.head_font))}\';font-size:{fs}px;'
            f'line-height:1.6;text-align:start;text-indent:0;background:{"#111" if dark else r.choice(("#fff", "#f4f4f4"))};color:{"#dfd" if dark else "#222"}">{bar}<div style="padding:4px 8px">{rows}</div></div>')


def turned(s: Style, W: float, H: float) -> str:
    """A chart or drawing turned by a quarter within W x H px."""
    inner = s.r.choice((chart, diagram))(s, H, W)
    deg = s.r.choice((90, -90))
    return f'<div style="position:relative;width:{W:.0f}px;height:{H:.0f}px;margin:0 auto"><div style="position:absolute;left:{(W - H) / 2:.0f}px;top:{(H - W) / 2:.0f}px;width:{H:.0f}px;height:{W:.0f}px;transform:rotate({deg}deg)">{inner}</div></div>'


def picture(s: Style, W: float, H: float) -> str:
    """One picture of any kind."""
    kinds = ((photo, 22), (plot, 20), (pooled, 18), (chart, 14), (lambda s, W, H: rings(s, W, min(H, W * .6)), 4), (diagram, 5), (drawing, 7), (screen, 7), (turned, 3))
    return s.r.choices([k for k, _ in kinds], [v for _, v in kinds])[0](s, W, H)


def figure(s: Style, width: float | None = None):
    """A figure of one or several panels with its caption below, above or beside; returns (html, height px)."""
    r = s.r
    width = width or s.colw
    cap, hc = caption(s) if r.random() < .85 else ("", 0)
    gap = r.choice((2, 6, 12))
    if r.random() < .68:
        W = width * r.choice((1, 1, .9, .8, .6))
        H = W * r.uniform(.35, .95)
        H = min(H, s.H * .42)
        body, h = picture(s, W, H), H
    else:
        nx, ny = r.choice(((2, 1), (2, 1), (2, 2), (3, 1), (3, 2), (1, 2), (4, 1)))
        W = (width - gap * (nx - 1)) / nx
        H = W * r.uniform(.5, 1.0)
        kind, cells = r.choice((photo, photo, chart, plot, plot, diagram, pooled)), []
        sub = r.random()
        for i in range(nx * ny):
            t = "" if sub > .5 else f'<div {f"data-c={TEXT}" if sub > .4 else ""} style="text-align:center;font-size:{s.fs * .8:.1f}px;line-height:1.15;text-indent:0">({"abcdefghijkl"[i]}) {w.phrase(r, s.lang, 1, 3) if sub < .2 else ""}</div>'
            cells.append(f'<div style="width:{W:.0f}px">{kind(s, W * .98, H)}{t}</div>')
        body, h = f'<div style="display:flex;flex-wrap:wrap;gap:{gap}px;text-indent:0">{"".join(cells)}</div>', ny * (H + 14)
    m = r.uniform(.4, 1.2) * s.fs
    if cap and r.random() < .07 and width > 400:
        inner = f'<div style="display:flex;gap:12px;align-items:{r.choice(("end", "center", "start"))}"><div style="flex:none">{body}</div><div style="flex:1;min-width:90px">{cap}</div></div>' if "flex-wrap" not in body else body + cap
    else:
        inner = cap + body if r.random() < .12 else body + cap
    frame = f"border:1px solid {r.choice(('#000', '#777', s.accent))};border-radius:{r.choice((0, 0, 6))}px;padding:{r.randint(3, 8)}px;" if r.random() < .07 else ""
    return f'<div style="margin:{m:.0f}px 0;break-inside:avoid;text-indent:0;{frame}">{inner}</div>', h + hc + 2 * m


def logo(s: Style, cls: int, size: float) -> str:
    """A letterhead mark: shapes and a word, `size` px high."""
    r = s.r
    c, d = colour(r, True), colour(r, r.random() < .5)
    t = (short(s)[:9]).upper()
    shape = r.choice((f'<circle cx="20" cy="20" r="18" fill="{c}"/><circle cx="20" cy="20" r="9" fill="{d}"/>', f'<path d="M2,38L20,2L38,38Z" fill="{c}"/>',
                      f'<rect x="2" y="2" width="36" height="36" rx="6" fill="{c}"/><path d="M8,30L20,8L32,30" stroke="#fff" fill="none" stroke-width="4"/>', f'<path d="M2,20Q20,-10 38,20Q20,50 2,20" fill="{c}"/>'))
    txt = f'<text x="44" y="28" font-size="22" font-weight="700" fill="{c}">{t}</text>' if r.random() < .6 else ""
    wd = 44 + (15.5 * len(t) * (1.5 if s.lang in w.FULL else 1) if txt else 0)
    return f'<svg data-c={cls} data-m=ink viewBox="0 0 {wd:.0f} 40" height="{size:.0f}" width="{size * wd / 40:.0f}" style="font-family:\'{s.head_font}\'">{shape}{txt}</svg>'


def seal(s: Style, x: float, y: float, d: float) -> str:
    """A round or oval stamp of diameter `d` px laid over the page at x, y."""
    r = s.r
    c = r.choice(("#c00", "#c00", "#d22", "#224a9a"))
    t = w.words(r, s.lang, 6)[:22].replace("<", "").replace(">", "")
    i = f"arc{r.randint(0, 1 << 30)}"
    mid = f'<path transform="translate(50,50) scale(15)" d="M0,-1L.29,-.4 .95,-.31 .48,.15 .59,.81 0,.5 -.59,.81 -.48,.15 -.95,-.31 -.29,-.4Z" fill="{c}"/>' if r.random() < .6 else label(s, 50, 54, short(s)[:7], 11, "middle", f'fill="{c}"')
    return (f'<svg data-c={SEAL} data-m=box viewBox="0 0 100 100" style="position:absolute;left:{x:.0f}px;top:{y:.0f}px;width:{d:.0f}px;height:{d * r.choice((1, 1, .7)):.0f}px;opacity:{r.uniform(.55, .95):.2f};transform:rotate({r.randint(-20, 20)}deg)">'
            f'<circle cx="50" cy="50" r="47" fill="none" stroke="{c}" stroke-width="3"/><path id="{i}" d="M14,50A36,36 0 1 1 86,50" fill="none"/><text font-size="11" fill="{c}"><textPath href="#{i}">{t}</textPath></text>{mid}</svg>')
