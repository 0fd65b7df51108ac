"""Page kinds with free placement: letters, invoices, forms, exams, slides, infographics, contracts, covers, drawings, legends."""
from . import blocks as b
from . import figures, tables
from . import words as w
from .frame import MIX, columns, flow, margin, setcols, sheet
from .style import Style, colour


def T(s: Style, t: str, cls: int = b.TEXT, css: str = "") -> str:
    return f'<div data-c={cls} style="text-indent:0;{css}">{t}</div>'


def kv(s: Style, n: int) -> str:
    """Keys and values, one text box a line or one for all."""
    r, one = s.r, s.r.random() < .5
    rows = "".join(f'<div {"" if one else f"data-c={b.TEXT}"}>{"<b>" if s.capstyle > 2 else ""}{w.phrase(r, s.lang, 1, 2)}:{"</b>" if s.capstyle > 2 else ""} {r.choice((w.number(r), w.name(r, s.lang), w.phrase(r, s.lang, 1, 3)))}</div>' for _ in range(n))
    return f'<div {f"data-c={b.TEXT}" if one else ""} style="text-indent:0;text-align:start">{rows}</div>'


def letter(s: Style) -> str:
    r, m = s.r, margin(s)
    m = (m[0] * 1.2, m[1] * 1.2, s.H * .05, s.H * .07)
    setcols(s, m, 1)
    s.indent, s.gap = 0, s.fs * .8
    out = [f'<div style="flex:none;display:flex;justify-content:space-between;margin-bottom:{r.randint(10, 40)}px">{figures.logo(s, b.HEADER_IMG, r.randint(26, 60))}{T(s, "<br>".join(w.phrase(r, s.lang, 2, 4) for _ in range(r.randint(2, 4))), b.HEADER, f"font-size:{s.fs * .75:.1f}px;text-align:right")}</div>' if r.random() < .7 else ""]
    out.append(T(s, "<br>".join([w.name(r, s.lang)] + [w.phrase(r, s.lang, 2, 4) for _ in range(3)]), css=f"margin:{r.randint(6, 40)}px 0 14px;text-align:start"))
    out.append(T(s, f"{r.randint(1, 28)} {w.word(r, s.lang).title()} {r.randint(1990, 2026)}", css=f"text-align:{r.choice(('left', 'right'))};margin-bottom:12px"))
    out.append(T(s, w.phrase(r, s.lang, 3, 8), r.choice((b.DOC_TITLE, b.PAR_TITLE)), "font-weight:700;margin-bottom:8px") if r.random() < .6 else "")
    out.append(T(s, f"Dear {w.name(r, s.lang)},", css="margin-bottom:8px"))
    out += [b.par(s, 1, 6)[0] for _ in range(r.randint(2, 5))]
    out.append(b.lst(s)[0] if r.random() < .3 else "")
    out.append(T(s, w.phrase(r, s.lang, 2, 3) + ",", css="margin:10px 0 6px"))
    out.append(f'<div data-c={b.IMAGE} data-m=box style="font-family:Comfortaa;font-style:italic;font-size:28px;width:160px;transform:rotate(-4deg);text-indent:0;white-space:nowrap;overflow:hidden">{w.name(r, "en")}</div>' if r.random() < .3 else '<div style="height:30px"></div>')
    out.append(T(s, f"{w.name(r, s.lang)}<br>{w.phrase(r, s.lang, 2, 4)}"))
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto">{"".join(out)}</div>', figures.seal(s, r.uniform(.5, .75) * s.W, r.uniform(.55, .8) * s.H, r.randint(70, 150)) if r.random() < .35 else "", m)


def invoice(s: Style) -> str:
    r, m = s.r, margin(s)
    m = (m[0] * .8, m[1] * .8, s.H * .05, s.H * .06)
    setcols(s, m, 1)
    s.indent = 0
    head = f'<div style="display:flex;justify-content:space-between;align-items:start;margin-bottom:16px">{figures.logo(s, r.choice((b.HEADER_IMG, b.IMAGE)), r.randint(28, 64))}{T(s, r.choice(("INVOICE", "Invoice", "RECEIPT", "Purchase Order", "Quotation", "Delivery Note", w.phrase(r, s.lang, 1, 3))), b.DOC_TITLE, f"font-size:{s.fs * 2:.0f}px;font-weight:700;color:{s.accent}")}</div>'
    pair = f'<div style="display:flex;justify-content:space-between;gap:40px;margin-bottom:14px">{kv(s, r.randint(2, 6))}{kv(s, r.randint(2, 6))}{kv(s, 3) if r.random() < .3 else ""}</div>'
    t = tables.table(s, kinds=["short", "mid", "num", "num", "num"][: r.randint(3, 5)] if r.random() < .7 else None, tall=True)[0]
    tot = f'<div style="display:flex;justify-content:flex-end;margin:10px 0">{kv(s, r.randint(1, 4))}</div>' if r.random() < .6 else ""
    tail = "".join(b.par(s, 1, 2, fs=s.fs * .8)[0] for _ in range(r.randint(0, 3)))
    more = b.heading(s, 3)[0] + tables.table(s)[0] if r.random() < .3 else ""
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto">{head}{pair}{t}{tot}{more}{tail}</div>', figures.seal(s, r.uniform(.4, .75) * s.W, r.uniform(.4, .8) * s.H, r.randint(80, 150)) if r.random() < .35 else "", m)


def form(s: Style) -> str:
    """A ruled form: bands, boxes to fill, nested tables without captions."""
    r, m = s.r, margin(s)
    setcols(s, m, 1)
    s.indent = 0
    out = [T(s, w.phrase(r, s.lang, 2, 8), b.DOC_TITLE, f"font-size:{s.fs * 1.5:.0f}px;font-weight:700;text-align:center;margin-bottom:8px")]
    for _ in range(r.randint(2, 5)):
        out.append(r.choice((lambda: b.heading(s)[0], lambda: kv(s, 4), lambda: b.par(s, 1, 2)[0], lambda: "", lambda: b.lst(s)[0]))())
        out.append(f'<div style="margin:6px 0">{tables.table(s, kinds=r.choice((["short", "blank"], ["short", "blank", "short", "blank"], ["mid", "mark", "mark", "mark"], None)))[0]}</div>')
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto">{"".join(out)}</div>', margins=m)


def contract(s: Style) -> str:
    """Clauses in a two- or three-column table over the whole page, or numbered paragraphs."""
    r, m = s.r, margin(s)
    H = setcols(s, m, 1)
    if r.random() < .6:
        t = tables.table(s, rows=r.randint(3, 8), kinds=r.choice((["short", "long"], ["short", "short", "long"], ["short", "long", "long"], ["long", "long"])), tall=True)[0]
        pre = "".join(b.par(s, 1, 2)[0] for _ in range(r.randint(0, 2))) + (b.heading(s)[0] if r.random() < .5 else "")
        post = flow(s, {"par": 3, "head": 1, "table": 1}, H * .5)
        return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto">{pre}{t}{post}</div>', margins=m)
    rows, a = [], r.randint(1, 9)
    for i in range(r.randint(8, 26)):
        if r.random() < .2:
            a += 1
            rows.append(b.heading(s, 2)[0])
        rows.append(f'<div style="display:flex;gap:12px;margin-bottom:{s.gap:.0f}px;text-indent:0"><span style="flex:none;width:34px" {f"data-c={b.TEXT}" if s.capstyle == 0 else ""}>{a}.{i + 1}</span><div data-c={b.TEXT} style="flex:1">{w.text(r, s.lang, r.randint(1, 4))}</div></div>')
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto">{"".join(rows)}</div>', margins=m)


def exam(s: Style) -> str:
    """Questions with choices, blanks, small drawings and score tables, one or two columns."""
    r, m = s.r, margin(s)
    if r.random() < .45:
        s.lang, s.font = "zh", r.choice(("Noto Serif CJK SC", "Noto Sans CJK SC"))
    s.indent = 0
    H = setcols(s, m, r.choice((1, 2, 2)))
    top = T(s, w.phrase(r, s.lang, 3, 7), b.DOC_TITLE, f"flex:none;text-align:center;font-size:{s.fs * 1.6:.0f}px;font-weight:700;margin-bottom:8px")
    if r.random() < .5:
        top += f'<div style="flex:none;margin-bottom:8px">{tables.table(s, s.W - m[0] - m[1], rows=r.choice((1, 2)), kinds=["short"] + ["blank"] * r.randint(3, 7))[0]}</div>'
    rows, h, q = [], 0.0, 0
    while h < H * s.cols * 1.1:
        q += 1
        if q % 6 == 1:
            x, d = b.heading(s, 2)
            rows.append(x)
            h += d
        t = f"{q}{r.choice(('.', '、', ')'))} {w.text(r, s.lang, r.randint(1, 2), .05)} {r.choice(('(&emsp;&emsp;)', '______', '', ''))}"
        rows.append(T(s, t, css=f"margin-top:{s.fs * .5:.0f}px"))
        h += s.est(len(t)) + s.fs
        if r.random() < .55:
            n, side = 4, r.random()
            opts = [f"{'ABCD'[i]}{r.choice(('. ', '. ', ') '))}{w.phrase(r, s.lang, 1, 3)}" for i in range(n)]
            if side < .35:
                rows.append(T(s, "<br>".join(opts), css="padding-inline-start:18px"))
            elif side < .7:
                rows.append(T(s, "&emsp;&emsp;".join(opts), css="padding-inline-start:18px"))
            else:
                rows.append('<div style="padding-inline-start:18px">' + "".join(T(s, o) for o in opts) + "</div>")
            h += s.fs * s.lh * 3
        elif r.random() < .5:
            k, a = r.choice((1, 1, 2, 3, 4)), r.randint(50, 120)
            rows.append(f'<div style="display:flex;gap:16px;justify-content:{r.choice(("center", "space-around", "flex-end"))};margin:5px 0;break-inside:avoid">' + "".join(r.choice((figures.diagram, figures.drawing, figures.drawing))(s, min(a * 1.3, s.colw / k - 18), a) for _ in range(k)) + "</div>")
            h += a + 10
        else:
            rows.append(f'<div style="height:{r.choice((0, 0, 20, 60))}px"></div>')
    return sheet(s, top + f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:{s.cols};column-gap:{s.colgap}px;column-fill:auto">{"".join(rows)}</div>', margins=m)


def figures_page(s: Style) -> str:
    """Free-standing pictures: plates, patents, catalogues, legends with many small drawings and labels."""
    r, m = s.r, margin(s)
    H = setcols(s, m, 1)
    s.indent = 0
    if r.random() < .4:
        body = "".join(figures.figure(s)[0] for _ in range(r.choice((1, 1, 2))))
        return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto">{body}</div>', margins=m)
    n = r.choice((1, 2, 2, 3, 4))
    size = r.uniform(.35, .9)
    cw = (s.W - m[0] - m[1]) / n - 16
    items = []
    for _ in range(r.randint(4, 24)):
        pic = figures.picture(s, cw * size, cw * size * r.uniform(.3, .9))
        lab = T(s, w.phrase(r, s.lang, 1, 4), r.choice((b.TEXT, b.FIG_TITLE)) if s.capstyle < 2 else b.TEXT, "text-align:center;line-height:1.2") if r.random() < .7 else ""
        txt = b.par(s, 1, 2, fs=s.fs * .85)[0] if r.random() < .3 else ""
        row = r.random() < .5 and s.capstyle % 2
        items.append(f'<div style="break-inside:avoid;margin-bottom:14px;{"display:flex;align-items:center;gap:10px;" if row else ""}">{lab if row else ""}<div style="flex:none">{pic}</div>{"" if row else lab}{txt}</div>')
    head = b.heading(s, 1)[0] if r.random() < .6 else ""
    return sheet(s, head + f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:{n};column-gap:16px;column-fill:auto">{"".join(items)}</div>', margins=m)
