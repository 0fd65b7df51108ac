"""Page kinds of large type and colour: slides, infographics, posters, covers, sparse pages."""
from . import blocks as b
from . import figures, tables
from . import words as w
from .formulas import formula
from .frame import flow, margin, setcols, sheet
from .pages_form import T
from .style import Style, colour


def panel(s: Style, width: float, height: float, kinds=("list", "par", "figure", "table", "formula", "big", "par", "list")) -> str:
    """One cell of a slide or an infographic, at most `height` px (cut and unlabelled beyond)."""
    r = s.r
    old, s.colw = s.colw, width
    k = r.choice(kinds)
    if k == "list":
        body = b.lst(s)[0]
    elif k == "par":
        body = "".join(b.par(s, 1, 3)[0] for _ in range(r.randint(1, 3)))
    elif k == "figure":
        body = figures.picture(s, width * r.uniform(.7, 1), min(height * .8, width * r.uniform(.4, .8)))
        body += T(s, w.phrase(r, s.lang, 2, 8), b.FIG_TITLE, f"font-size:{s.fs * .7:.0f}px;text-align:center") if r.random() < .4 else ""
    elif k == "table":
        body = tables.table(s, width)[0]
    elif k == "formula":
        body = formula(s)[0]
    else:
        body = T(s, f"{r.randint(1, 99)}{r.choice(('%', 'x', 'k', '+'))}", r.choice((b.PAR_TITLE, b.TEXT)), f"font-size:{s.fs * 2.4:.0f}px;font-weight:700;line-height:1.1;color:{s.accent}") + T(s, w.phrase(r, s.lang, 3, 9))
    s.colw = old
    head = T(s, w.phrase(r, s.lang, 1, 5), b.PAR_TITLE, f"font-size:{s.fs * r.choice((1, 1.15, 1.3)):.0f}px;font-weight:700;line-height:1.2;margin-bottom:4px;color:{s.accent}") if r.random() < .4 else ""
    return head + body


def slide(s: Style) -> str:
    r = s.r
    s.W, s.H = r.choice(((1100, 619), (1100, 825), (1000, 625)))
    s.fs, s.lh, s.indent, s.align = r.choice((17, 20, 23, 27)), 1.25, 0, "left"
    s.gap = s.fs * .4
    s.font = r.choice((s.font, s.head_font))
    bg = r.choice(("#fff", "#fff", "#fff", s.paper, colour(r, False), colour(r, True)))
    if bg.endswith("%)") and int(bg.split(",")[2][:-2]) < 50:
        s.ink, s.accent = "#fff", r.choice(("#fff", "#ffd27f"))
    s.paper = bg
    m = (s.W * .06, s.W * .06, s.H * .05, s.H * .09)
    if r.random() < .12:
        return sheet(s, f'<div style="flex:1;display:flex;flex-direction:column;justify-content:center;gap:16px;text-align:{r.choice(("center", "left"))}">{T(s, w.phrase(r, s.lang, 2, 9), b.DOC_TITLE, f"font-size:{s.fs * 2:.0f}px;font-weight:700;line-height:1.15")}{T(s, w.name(r, s.lang) + "<br>" + w.phrase(r, s.lang, 2, 5))}</div>', margins=m)
    band = r.random() < .2
    head = f'<div style="flex:none;margin-bottom:{s.fs * .7:.0f}px;{f"background:{s.accent};color:#fff;padding:8px 14px;" if band and s.ink != "#fff" else ""}">{T(s, w.phrase(r, s.lang, 2, 8), r.choice((b.PAR_TITLE, b.PAR_TITLE, b.DOC_TITLE)), f"font-size:{s.fs * 1.5:.0f}px;font-weight:{r.choice((700, 400))};line-height:1.15;" + ("" if band else f"color:{s.accent}"))}</div>'
    n = r.choice((1, 1, 2, 2, 3))
    cw, ch = (s.W * .88 - 24 * (n - 1)) / n, s.H * .7
    cells = "".join(f'<div data-clip style="flex:1;min-width:0;overflow:hidden;columns:1;column-fill:auto;height:{ch:.0f}px">{panel(s, cw, ch)}{panel(s, cw, ch) if r.random() < .35 else ""}</div>' for _ in range(n))
    return sheet(s, head + f'<div style="flex:1;min-height:0;display:flex;gap:24px">{cells}</div>', margins=m)


def infographic(s: Style) -> str:
    """Coloured bands and cards with large body type."""
    r = s.r
    s.H = r.choice((1123, 1100, 1500)) if r.random() < .7 else s.H
    s.fs, s.indent, s.align, s.lh = r.choice((12, 14, 16)), 0, "left", 1.3
    m = (s.W * .05, s.W * .05, 20, 24)
    title = f'<div style="flex:none;margin:0 -{s.W * .05:.0f}px 14px;padding:{r.randint(14, 50)}px {s.W * .05:.0f}px;background:{colour(r, True)};color:#fff">{T(s, w.phrase(r, s.lang, 1, 5, caps=True), b.DOC_TITLE, f"font-size:{r.randint(30, 60)}px;font-weight:700;line-height:1.1")}{b.par(s, 1, 2)[0] if r.random() < .6 else ""}</div>'
    rows, h = [], 0
    while h < s.H - 200:
        n, hh = r.choice((1, 2, 2, 3)), r.randint(120, 300)
        cw = (s.W * .9 - 16 * (n - 1)) / n - 24
        tint = r.choice(("", "", f"background:{colour(r, False)};", "border:1px solid #bbb;", f"border-left:4px solid {s.accent};"))
        head = T(s, w.phrase(r, s.lang, 1, 4), b.PAR_TITLE, f"font-size:{s.fs * 1.5:.0f}px;font-weight:700;text-align:center;line-height:1.2;margin:4px 0;color:{s.accent}") if r.random() < .5 else ""
        rows.append(head + f'<div style="flex:none;display:flex;gap:16px;height:{hh}px;margin-bottom:14px">' + "".join(f'<div data-clip style="flex:1;min-width:0;overflow:hidden;padding:8px 12px;{tint}">{panel(s, cw, hh - 20)}</div>' for _ in range(n)) + "</div>")
        h += hh + 40
    return sheet(s, title + "".join(rows), margins=m, furn=r.random() < .4)


def cover(s: Style) -> str:
    """A cover or poster: a large title, a subtitle, an author turned or straight, perhaps one picture."""
    r = s.r
    s.align = r.choice(("center", "left"))
    m = (s.W * .1, s.W * .1, s.H * .08, s.H * .06)
    parts = [T(s, w.phrase(r, s.lang, 1, 7, caps=r.random() < .6), b.DOC_TITLE, f"font-family:'{s.head_font}';font-size:{r.randint(28, 74)}px;line-height:1.1;font-weight:{r.choice((700, 400, 300))};color:{s.accent}")]
    if r.random() < .7:
        parts.append(T(s, w.phrase(r, s.lang, 3, 10), r.choice((b.TEXT, b.PAR_TITLE)), f"font-size:{r.randint(15, 26)}px;line-height:1.25"))
    if r.random() < .5:
        parts.append(figures.photo(s, s.W * r.uniform(.4, .8), s.H * r.uniform(.2, .45)))
    if r.random() < .7:
        parts.append(T(s, w.name(r, s.lang) + (f"<br>{w.phrase(r, s.lang, 2, 5)}" if r.random() < .5 else ""), css=f"font-size:{r.randint(13, 22)}px;{'writing-mode:vertical-rl;align-self:center;' if r.random() < .12 else ''}"))
    if r.random() < .5:
        parts.append(b.par(s, 1, 4)[0])
    if r.random() < .3:
        parts.append(figures.logo(s, b.IMAGE, r.randint(30, 70)))
    return sheet(s, f'<div style="flex:1;min-height:0;display:flex;flex-direction:column;justify-content:{r.choice(("space-between", "center", "space-around"))};gap:18px">{"".join(parts)}</div>', margins=m, furn=r.random() < .4)


def sparse(s: Style) -> str:
    """One table, one figure or one formula alone, as scanned appendices have them."""
    r, m = s.r, margin(s)
    H = setcols(s, m, 1)
    mk = r.choice((lambda: tables.captioned_table(s)[0], lambda: tables.table(s, rows=r.randint(15, 45), tall=True)[0], lambda: figures.figure(s)[0], lambda: flow(s, {"par": 3, "formula": 1, "table": 1}, H * .3)))
    pre = b.par(s, 1, 1)[0] if r.random() < .3 else b.heading(s, 2)[0] if r.random() < .3 else ""
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto">{pre}{mk()}</div>', margins=m)
