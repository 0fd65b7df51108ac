"""Page kinds in which pictures stand among text without captions: worksheets, text around pictures, symbol tables, reports with charts, spreads, turned tables."""
from . import blocks as b
from . import figures, tables
from . import words as w
from .frame import MIX, columns, flow, margin, setcols, sheet
from .pages_form import T, exam
from .style import Style, colour

DRAWN = (figures.pooled, figures.pooled, figures.pooled, figures.drawing, figures.drawing, figures.diagram, figures.plot, figures.photo)


def named(s: Style, pic: str, name: str) -> str:
    """A picture with its letter or name right below it, both one figure."""
    return f'<div data-c={b.IMAGE} data-m=box style="width:max-content;text-align:center;line-height:1.15;font-size:{s.fs * .9:.1f}px">{pic.replace("data-c=", "data-was=")}<div style="margin-top:2px">{name}</div></div>'


def row(s: Style, width: float) -> str:
    """Two to six small pictures beside each other, lettered (the letter in the figure or a text of its own) or bare."""
    r, n = s.r, s.r.choice((2, 3, 4, 4, 5, 6))
    kind, cell = r.choice(DRAWN[:6]), width / n - 10
    a, how, marks = min(cell, r.uniform(50, 130)), r.random(), r.choice(("ABCDEF", "①②③④⑤⑥", "abcdef", "123456"))
    cells = []
    for i in range(n):
        pic = kind(s, a, a * r.uniform(.7, 1))
        name = r.choice((marks[i], f"({marks[i]})")) if how < .75 else w.phrase(r, s.lang, 1, 2)
        cells.append(named(s, pic, name) if how < .5 else f'<div>{pic}{T(s, name, css="text-align:center") if how < .85 else ""}</div>')
    return f'<div style="display:flex;justify-content:{r.choice(("space-around", "space-between", "flex-start"))};gap:8px;align-items:flex-end;margin:6px 0;break-inside:avoid;text-indent:0">{"".join(cells)}</div>'


def beside(s: Style, width: float, text: str) -> str:
    """A picture beside what it belongs to."""
    r, a = s.r, s.r.uniform(.18, .42) * width
    pic = r.choice(DRAWN)(s, a, a * r.uniform(.5, 1.1))
    pic = named(s, pic, w.phrase(r, s.lang, 1, 3)) if r.random() < .25 else pic
    parts = [f'<div style="flex:1;min-width:0">{text}</div>', f'<div style="flex:none">{pic}</div>']
    return f'<div style="display:flex;gap:12px;align-items:{r.choice(("start", "center", "end"))};margin:6px 0;break-inside:avoid">{"".join(parts if r.random() < .75 else parts[::-1])}</div>'


def banner(s: Style) -> str:
    """A section heading on a tinted tag or ribbon, as school books have it."""
    r, c = s.r, colour(s.r, True)
    look = r.choice((f"background:{c};color:#fff;padding:3px 14px;border-radius:{r.choice((0, 6, 20))}px;", f"border:1.5px solid {c};color:{c};padding:2px 10px;", f"border-left:8px solid {c};padding-left:8px;", f"background:{colour(r, False)};padding:3px 12px;"))
    return f'<div style="margin:{s.fs:.0f}px 0 4px;text-indent:0;break-after:avoid"><span data-c={b.PAR_TITLE} data-m=box style="display:inline-block;line-height:1.2;font-weight:700;font-size:{s.fs * r.choice((1, 1.15, 1.3)):.0f}px;{look}">{w.phrase(r, s.lang, 1, 4)}</span></div>'


def worksheet(s: Style) -> str:
    """Questions with pictures beside, below and between them, answers in colour, dashed frames, ornaments."""
    r, m = s.r, margin(s)
    if r.random() < .5:
        s.lang, s.font = "zh", r.choice(("Noto Serif CJK SC", "Noto Sans CJK SC", "AR PL UKai CN"))
    s.indent, s.align, s.paper = 0, "left", r.choice(("#fff", "#fff", s.paper))
    n = r.choice((1, 2, 2))
    H = setcols(s, m, n)
    answer = r.choice(("#d0207a", "#c00", "#1646c8"))
    pad = '<img data-c=%d data-m=box src="%s" style="height:%dpx;width:%dpx">' % (b.IMAGE, r.choice(figures.PHOTOS or [""]), 30, 44) if r.random() < .3 else ""
    top = f'<div style="flex:none;display:flex;justify-content:center;align-items:center;gap:14px;margin-bottom:10px">{pad}{T(s, w.phrase(r, s.lang, 2, 7), b.DOC_TITLE, f"text-align:center;font-size:{s.fs * r.choice((1.5, 1.8, 2.2)):.0f}px;font-weight:700;line-height:1.2")}{pad}</div>' if r.random() < .75 else ""
    rows, h, q = [], 0.0, r.randint(0, 9)
    while h < H * n * 1.1:
        q += 1
        if r.random() < .15:
            rows.append(banner(s) if r.random() < .6 else b.heading(s, 2)[0])
            h += s.fs * 3
        t = w.text(r, s.lang, r.randint(1, 3))
        text = T(s, f"{q}{r.choice(('.', '、', ')'))} {t} {r.choice(('(&emsp;)', '____', '', ''))}", css=f"margin-top:{s.fs * .4:.0f}px")
        pick = r.random()
        if pick < .3:
            rows.append(beside(s, s.colw, text))
            h += max(s.est(len(t), s.colw * .65), s.colw * .25)
        elif pick < .62:
            rows.append(text + row(s, s.colw))
            h += s.est(len(t)) + 120
        elif pick < .75:
            a = s.colw * r.uniform(.3, .9)
            pic = r.choice(DRAWN)(s, a, min(a * r.uniform(.3, .8), H * .3))
            dash = f"width:max-content;margin:6px auto;padding:8px;border:1px {r.choice(('dashed', 'solid'))} #777;border-radius:{r.choice((0, 6))}px;"
            framed = f'<div data-c={b.IMAGE} data-m=box style="{dash}">{pic.replace("data-c=", "data-was=")}</div>' if r.random() < .3 else f'<div style="margin:6px 0;break-inside:avoid">{pic}</div>'
            rows.append(text + framed)
            h += s.est(len(t)) + a * .55
        elif pick < .85:
            rows.append(text + f'<div style="margin:5px 0">{tables.table(s, rows=r.choice((1, 2, 3)), kinds=["short"] + [r.choice(("num", "blank", "mark"))] * r.randint(2, 6))[0]}</div>')
            h += s.est(len(t)) + 70
        else:
            marks = "".join(T(s, f"{'ABCD'[i]}. {w.phrase(r, s.lang, 1, 3)}", css="flex:1") for i in range(4))
            rows.append(text + f'<div style="display:flex;flex-wrap:{r.choice(("wrap", "nowrap"))};padding-inline-start:16px">{marks}</div>')
            h += s.est(len(t)) + 24
        if r.random() < .25:
            rows.append(T(s, "<br>".join(w.phrase(r, s.lang, 2, 6) + r.choice(("", " = 37.68 (cm²)", " ÷ 4 = 12")) for _ in range(r.randint(1, 3))), css=f"color:{answer};padding-inline-start:{r.choice((0, 20, 60))}px"))
            h += s.fs * 3
        elif r.random() < .3:
            rows.append(f'<div style="height:{r.choice((20, 60))}px"></div>')
    rule = r.choice(("", "column-rule:1px dashed #bbb;", "column-rule:1px solid #999;"))
    corner = f'<div style="position:absolute;{r.choice(("right", "left"))}:{r.uniform(.01, .05) * s.W:.0f}px;bottom:{r.uniform(.01, .04) * s.H:.0f}px">{figures.pooled(s, 60, 70)}</div>' if r.random() < .2 else ""
    return sheet(s, top + f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:{n};column-gap:{s.colgap}px;column-fill:auto;{rule}">{"".join(rows)}</div>', corner, m)


def wrapped(s: Style) -> str:
    """Running text that flows around pictures, with or without a caption under them."""
    r, m = s.r, margin(s)
    n = r.choice((1, 1, 2, 3))
    H = setcols(s, m, n)
    out, h = [], 0.0
    while h < H * n * 1.4:
        if r.random() < .25:
            x, d = b.heading(s)
            out.append(x)
            h += d
        if r.random() < .35:
            a = s.colw * r.uniform(.25, .5)
            side = r.choice(("left", "right"))
            cap = tables.caption(s)[0] if r.random() < .4 else ""
            out.append(f'<div style="float:{side};clear:both;width:{a:.0f}px;margin:4px {"0 4px 12px" if side == "right" else "12px 4px 0"};text-indent:0">{r.choice(DRAWN)(s, a, a * r.uniform(.5, 1.2))}{cap}</div>')
            h += a * .6
        x, d = b.par(s, 3, 9)
        out.append(x)
        h += d
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:{n};column-gap:{s.colgap}px;column-fill:auto">{"".join(out)}</div>', margins=m)


def symbols(s: Style) -> str:
    """Tables whose cells hold pictures: legends, parts lists, symbol keys, picture dictionaries."""
    r, m = s.r, margin(s)
    s.indent = 0
    setcols(s, m, 1)
    s.colw = (s.W - m[0] - m[1]) / (k := r.choice((1, 1, 2)))
    parts = []
    for _ in range(k):
        n, size, line = r.choice((2, 2, 3, 4)), r.uniform(24, 70), r.choice(("border:1px solid #555;", "border-bottom:1px dashed #888;", "border-bottom:1px solid #bbb;"))
        rows = []
        for _ in range(r.randint(3, 14)):
            pics = r.randrange(n)
            cells = "".join(f'<td style="{line}padding:{r.choice((2, 5, 9))}px 6px">{r.choice(DRAWN[:6])(s, size * r.uniform(1, 2), size).replace("data-c=", "data-was=") if j == pics else w.phrase(r, s.lang, 1, 4) if j < 2 else w.text(r, s.lang, 1)}</td>' for j in range(n))
            rows.append(f"<tr>{cells}</tr>")
        parts.append(f'<div style="flex:1;min-width:0">{b.heading(s)[0] if r.random() < .6 else ""}<table data-c={b.TABLE} data-m=box style="width:100%;border-collapse:collapse;text-indent:0;text-align:start;line-height:1.2;font-size:{s.fs * .9:.1f}px">{"".join(rows)}</table>{tables.notes(s)[0] if r.random() < .3 else ""}</div>')
    tail = flow(s, MIX["report"], s.H * .3) if k == 1 else ""
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden"><div style="display:flex;gap:18px;align-items:flex-start">{"".join(parts)}</div>{tail}</div>', margins=m)


def reports(s: Style) -> str:
    """A report with charts under headings instead of captions, small tables with notes, statements that introduce them."""
    r, m = s.r, margin(s)
    s.indent, s.align = 0, r.choice(("left", s.align))
    H, out, h = setcols(s, m, 1), [], 0.0
    width = s.W - m[0] - m[1]
    while h < H * 1.1:
        if r.random() < .65:
            out.append(b.heading(s)[0])
            h += s.fs * 3
        if r.random() < .6:
            t = w.text(r, s.lang, r.randint(1, 3))
            out.append(T(s, t[:-1] + r.choice((":", ":", ".")), css=f"margin:{s.fs * .4:.0f}px 0"))
            h += s.est(len(t), width) + s.fs
        pick = r.random()
        if pick < .45:
            n = r.choice((1, 1, 2, 3))
            pics = [figures.plot(s, width / n * r.uniform(.6, .95), H * r.uniform(.15, .34)) if r.random() < .75 else figures.rings(s, width / n * .9, H * .2) for _ in range(n)]
            out.append(f'<div style="display:flex;gap:10px;align-items:center;justify-content:{r.choice(("flex-start", "space-around"))};margin:6px 0;{r.choice(("", "", "border-bottom:1px solid #aaa;padding-bottom:10px;"))}">{"".join(f"<div>{p}</div>" for p in pics)}</div>')
            h += H * .25
        elif pick < .8:
            t, d = tables.table(s, width)
            note, hn = tables.notes(s) if r.random() < .55 else ("", 0)
            out.append(f'<div style="margin:6px 0">{t}{note}</div>')
            h += d + hn + 12
        else:
            x, d = b.lst(s) if r.random() < .5 else b.par(s, 2, 4)
            out.append(x)
            h += d
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto">{"".join(out)}</div>', margins=m)


def clauses(s: Style) -> str:
    """A table of keys and paragraphs over the whole page, often begun on the page before, with bands across it."""
    r, m = s.r, margin(s)
    setcols(s, m, 1)
    s.indent, line, tint = 0, f"1px solid {s.r.choice(('#000', '#777', '#7aa0d0', s.accent))}", s.r.choice(("#ddd", colour(s.r, False), colour(s.r, True)))
    dark = tint.startswith("hsl") and int(tint.split(",")[2][:-2]) < 50
    pad = f"padding:{r.choice((3, 5, 8))}px {r.choice((5, 8))}px"
    parts = []
    for k in range(r.choice((1, 1, 2))):
        rows = []
        for i in range(r.randint(2, 6)):
            if r.random() < .2:
                rows.append(f'<tr><td colspan=2 style="border:{line};{pad};font-weight:700;background:{tint};{"color:#fff" if dark else ""}">{w.phrase(r, s.lang, 2, 9)}</td></tr>')
            rows.append(f'<tr><td style="border:{line};{pad};width:{r.choice((12, 18, 24))}%;font-weight:{r.choice((700, 400))}">{w.phrase(r, s.lang, 1, 4)}</td><td style="border:{line};{pad}">{tables.cell(s, "prose")}</td></tr>')
        open_top = "border-top:none!important;" if k == 0 and r.random() < .4 else ""
        parts.append(f'<table data-c={b.TABLE} data-m=box style="width:100%;border-collapse:collapse;{open_top}text-indent:0;vertical-align:top;line-height:{s.lh};font-size:{s.fs * r.choice((.85, .95)):.1f}px">{"".join(rows)}</table>')
    between = (b.heading(s)[0] if r.random() < .6 else "") + (b.par(s, 1, 2)[0] if r.random() < .5 else "")
    head = figures.logo(s, b.HEADER_IMG, r.randint(26, 54)) if r.random() < .3 else ""
    return sheet(s, f'<div style="flex:none;margin-bottom:14px">{head}</div><div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto">{between.join(parts)}</div>', margins=m)


def terminal(s: Style, W: float) -> str:
    """A display of a computer in a thin frame: a title, fields with leaders, keys at its foot, much of it empty; class image."""
    r = s.r
    fs = s.fs * r.choice((.62, .72, .85))
    line = lambda: r.choice((f"{w.phrase(r, s.lang, 1, 2)}{' .' * r.randint(3, 12)}&emsp;<i>{w.word(r, 'en').upper()}</i>&emsp;&emsp;{w.phrase(r, s.lang, 1, 4)}", w.phrase(r, s.lang, 2, 6), "&nbsp;", "&nbsp;", f"&ensp;{r.randint(1, 9)}={w.word(r, s.lang)}&emsp;{r.randint(1, 9)}={w.word(r, s.lang)}&emsp;{r.randint(1, 9)}={w.phrase(r, s.lang, 1, 2)}"))
    top = f'<div style="text-align:{r.choice(("center", "left"))};font-weight:{r.choice((700, 400))}">{w.phrase(r, s.lang, 2, 5)}</div>'
    gap = f'<div style="height:{r.choice((0, 20, 60, 130))}px"></div>'
    foot = f'<div>{"&emsp;".join(f"F{k}={w.word(r, s.lang)}" for k in range(1, r.randint(3, 7)))}</div>' if r.random() < .7 else ""
    look = r.choice(("background:#fff;color:#111;border:.8px solid #555;", "background:#fcfcfc;color:#111;border:.6px solid #777;", "background:#f2f2f2;color:#111;border:1px solid #bbb;", "background:#12233c;color:#cfe;border:none;"))
    return (f'<div data-c={b.IMAGE} data-m=box style="width:{W:.0f}px;margin:{s.fs * .3:.0f}px 0;padding:{r.randint(4, 14)}px {r.randint(8, 18)}px;overflow:hidden;white-space:nowrap;text-indent:0;text-align:start;line-height:1.3;break-inside:avoid;'
            f'border-radius:{r.choice((0, 4, 10, 16))}px;font-size:{fs:.1f}px;font-family:\'{r.choice(("Liberation Mono", "Inconsolata", "DejaVu Sans Mono", s.font))}\';{look}">{top}{"".join(f"<div>{line()}</div>" for _ in range(r.randint(3, 12)))}{gap}{foot}</div>')


def handbook(s: Style) -> str:
    """Steps with displays and pictures between sentences that are no captions, notes with a hanging lead, a wide left margin."""
    r, m = s.r, margin(s)
    s.indent, s.align = 0, "left"
    H, out, h = setcols(s, m, 1), [], 0.0
    inset = r.choice((0, 0, .15, .25)) * s.colw
    s.colw -= inset
    while h < H * 1.1:
        if r.random() < .3:
            x, d = b.heading(s)
            out.append(f'<div style="margin-inline-start:-{inset:.0f}px">{x}</div>')
            h += d
        for _ in range(r.choice((1, 1, 2))):
            lead = f"<b><i>{w.phrase(r, s.lang, 1, 2)}:</i></b> " if r.random() < .3 else ""
            t = w.text(r, s.lang, r.randint(1, 3))
            out.append(T(s, lead + t, css=f"margin:{s.gap + 2:.0f}px 0"))
            h += s.est(len(t)) + s.gap
        pick = r.random()
        if pick < .55:
            out.append(terminal(s, s.colw * r.choice((1, 1, .8))))
            h += 150
        elif pick < .75:
            a = s.colw * r.uniform(.4, 1)
            out.append(f'<div style="margin:6px 0;break-inside:avoid">{r.choice(DRAWN)(s, a, min(a * .6, H * .3))}</div>')
            h += a * .5
        elif pick < .85:
            x, d = b.lst(s)
            out.append(x)
            h += d
        if r.random() < .3:
            out.append(f'<div style="display:flex;gap:8px;margin:{s.fs * .5:.0f}px 0" data-c={b.TEXT}><b>{r.choice(("Note:", "Tip:", w.word(r, s.lang).title() + ":"))}</b><span>{w.text(r, s.lang, r.randint(1, 2))}</span></div>')
            h += s.fs * 3
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto;padding-inline-start:{inset:.0f}px">{"".join(out)}</div>', margins=m)


def brochure(s: Style) -> str:
    """A poster in sections: large headings right above tables, charts, cards and bands of colour; slanted shapes at the edges."""
    r = s.r
    s.fs, s.indent, s.align, s.lh, s.H = r.choice((10.5, 12, 14)), 0, "left", 1.35, r.choice((1123, 1400, 1800, 2000))
    m = (s.W * r.uniform(.05, .12), s.W * r.uniform(.05, .12), 26, 26)
    setcols(s, m, 1)
    place, size, hue = r.choice(("center", "center", "left")), s.fs * r.choice((1.3, 1.6, 2)), colour(r, True)
    shape = lambda: f'<div style="position:absolute;{r.choice(("left", "right"))}:0;top:{r.uniform(.1, .95) * s.H:.0f}px;width:{r.randint(15, 70)}px;height:{r.randint(40, 120)}px;background:{r.choice((hue, "#222"))};clip-path:polygon({r.choice(("0 0,100% 50%,0 100%", "100% 0,0 50%,100% 100%", "20% 0,100% 0,80% 100%,0 100%"))})"></div>'
    head = lambda: T(s, w.phrase(r, s.lang, 1, 4, caps=r.random() < .6), b.PAR_TITLE, f"font-family:'{s.head_font}';font-size:{size:.0f}px;line-height:1.15;font-weight:{r.choice((700, 700, 600, 400))};text-align:{place};color:{hue};margin:{s.fs * r.uniform(.8, 1.8):.0f}px 0 {s.fs * r.uniform(.2, .7):.0f}px")
    title = T(s, w.phrase(r, s.lang, 1, 4, caps=True), b.DOC_TITLE, f"font-family:'{s.head_font}';font-size:{size * 1.9:.0f}px;line-height:1.05;font-weight:700;color:{hue};max-width:60%")
    out, h = [f'<div style="display:flex;justify-content:space-between;align-items:center">{title}{figures.logo(s, b.IMAGE, r.randint(24, 48)) if r.random() < .5 else ""}</div>'], 120.0
    while h < s.H - 160:
        out.append(head())
        pick, band = r.random(), ""
        if pick < .35:
            body, d = tables.table(s, s.colw, rows=r.randint(2, 5))
        elif pick < .6:
            a = s.colw * r.uniform(.45, .75)
            note = "".join(T(s, f"• {w.phrase(r, s.lang, 2, 7)}", css=f"font-size:{s.fs * .85:.1f}px;margin-bottom:3px") for _ in range(r.randint(2, 4)))
            body, d = f'<div style="display:flex;gap:16px;align-items:center;justify-content:{place}"><div style="flex:none">{(figures.plot if r.random() < .6 else figures.chart)(s, a, a * .5)}</div>{f"<div>{note}</div>" if r.random() < .6 else ""}</div>', a * .5
        elif pick < .8:
            dark = r.random() < .5
            band = f"margin:0 -{m[0]:.0f}px;padding:12px {m[0]:.0f}px;background:{colour(r, dark)};{'color:#fff;' if dark else ''}"
            photo = f'<div style="flex:none">{figures.photo(s, s.colw * .3, 110)}</div>' if r.random() < .6 else ""
            body, d = f'<div style="display:flex;gap:14px;align-items:center">{photo}<div style="flex:1;text-align:{r.choice(("justify", "center"))}">{b.par(s, 2, 4)[0]}</div></div>', 130.0
        else:
            n, centred = r.choice((2, 3)), "text-align:center"
            body, d = f'<div style="display:flex;gap:16px">{"".join(f"<div style=flex:1>{figures.pooled(s, s.colw / n * .5, 80)}{T(s, w.phrase(r, s.lang, 2, 8), css=centred)}</div>" for _ in range(n))}</div>', 130.0
        out.append(f'<div style="{band}">{body}</div>' + (f'<div style="border-bottom:1px solid {hue};margin-top:10px"></div>' if r.random() < .3 else ""))
        h += d + size * 3
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto;position:relative;z-index:1">{"".join(out)}</div>', "".join(shape() for _ in range(r.choice((0, 2, 4)))), m, furn=r.random() < .3)


def turned(s: Style) -> str:
    """A table or figure turned by a quarter on an upright page, with its caption and its notes."""
    r, m = s.r, margin(s)
    W, H = s.W - m[0] - m[1], s.H - m[2] - m[3]
    s.colw, s.cols = H, 1
    inner = r.choice((lambda: tables.captioned_table(s, H)[0], lambda: tables.captioned_table(s, H)[0], lambda: tables.table(s, H, rows=r.randint(8, 24), tall=True)[0], lambda: figures.figure(s, H * .9)[0]))()
    head = T(s, w.phrase(r, s.lang, 2, 6), b.PAR_TITLE, f"font-weight:700;font-size:{s.fs * 1.2:.0f}px;margin-bottom:8px") if r.random() < .3 else ""
    box = f'<div data-clip style="position:absolute;left:{m[0]:.0f}px;top:{m[2]:.0f}px;width:{W:.0f}px;height:{H:.0f}px;overflow:hidden"><div data-turned style="position:absolute;left:{(W - H) / 2:.0f}px;top:{(H - W) / 2:.0f}px;width:{H:.0f}px;height:{W:.0f}px;transform:rotate({r.choice((90, -90))}deg)">{head}{inner}</div></div>'
    return sheet(s, "", box, m)


def spread(s: Style) -> str:
    """Two pages side by side in one picture, each with its own number; sometimes a margin strip to be cut off, with turned words."""
    r = s.r
    kind = r.choice((exam, worksheet, None))
    s.fs = r.choice((11, 12.5, 14))
    pages = []
    for _ in range(2):
        if kind:
            pages.append(kind(s))
        else:
            m = margin(s)
            H = setcols(s, m, r.choice((1, 2)))
            pages.append(sheet(s, columns(s, MIX["book"], H), margins=m))
    strip = 0
    words = ""
    if r.random() < .4:
        strip = r.randint(40, 90)
        words = "".join(f'<div data-c={b.TEXT} data-m=box style="writing-mode:vertical-rl;transform:rotate(180deg);text-indent:0;line-height:1.2;font-size:{s.fs:.0f}px">{w.phrase(r, s.lang, 1, 2)}{r.choice((" ______", ""))}</div>' for _ in range(r.randint(2, 4)))
        words = f'<div style="width:{strip}px;height:{s.H}px;display:flex;flex-direction:column;justify-content:space-evenly;align-items:center;border-right:1px {r.choice(("dashed", "dotted"))} #555;font-family:\'{s.font}\'">{words}</div>'
    W, H = s.W, s.H
    both = "".join(p.replace("id=page", "data-clip", 1) for p in pages)
    s.W = W * 2 + strip
    return f'<div id=page style="display:flex;width:{s.W}px;height:{H}px;background:{s.paper};position:relative;overflow:hidden">{words}{both}</div>'
