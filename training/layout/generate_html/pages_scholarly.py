"""Page kinds rich in captions, formulas, footnotes, heads and feet: papers, law and history, plates, formularies, letters, lectures, exams, laboratory sheets."""
from . import blocks as b
from . import figures, tables
from . import words as w
from .captions import Captions, pictured, tabled
from .formulas_display import Formulas, reaction, worked
from .frame import margin, setcols
from .furniture import dressed
from .notes import Notes
from .pages_form import T, kv
from .style import Style, colour

CLIP = "min-height:0;overflow:hidden;column-fill:auto;"


def prose(s: Style, notes: Notes | None = None, lo: int = 5, hi: int = 14):
    """A long paragraph, with marks of its notes after some sentences, sometimes led in by bold words; returns (html, height px)."""
    r = s.r
    mark = lambda: notes.ref() if notes and r.random() < .35 else ""
    t = ("" if s.lang in ("zh", "ja") else " ").join(w.sentence(r, s.lang, None, s.inline) + mark() for _ in range(r.randint(lo, hi)))
    if r.random() < .1:
        t = f"<b>{w.phrase(r, s.lang, 1, 4)}{r.choice(('.', ':', ' –'))}</b> {t}"
    return f"<p data-c={b.TEXT}>{t}</p>", s.est(len(t)) + s.gap


def small(s: Style):
    """A quotation in small type, set in: text, however like a note it looks."""
    r, fs = s.r, s.fs * s.r.choice((.8, .85, .9))
    t = w.text(r, s.lang, r.randint(1, 4))
    return f'<div data-c={b.TEXT} style="font-size:{fs:.1f}px;line-height:1.25;text-indent:0;margin:{s.fs * .6:.0f}px {r.choice((14, 26))}px">{t}</div>', s.est(len(t), s.colw - 44, fs) + 1.2 * s.fs


def stacked(s: Style, makers: list, height: float, again: float = .3) -> str:
    """Blocks of `makers` [(function, weight)] until `height` px are estimated to be full; another kind than the first follows itself only at rate `again`."""
    out, h, last, r = [], 0.0, None, s.r
    while h < height and len(out) < 90:
        k = r.choices([m for m, _ in makers], [v for _, v in makers])[0]
        if k is last and r.random() > again:
            k = makers[0][0]
        html, d = k()
        out.append(html)
        h += d
        last = k
    return "".join(out)


def columned(s: Style, body: str) -> str:
    return f'<div data-clip style="flex:1;{CLIP}columns:{s.cols};column-gap:{s.colgap}px">{body}</div>'


def spaced(s: Style, made: tuple[str, float], room: float = 20) -> tuple[str, float]:
    """A block (html, height px) with room above and below it."""
    return f'<div style="margin:{s.fs * s.r.uniform(.5, 1.3):.0f}px 0;break-inside:avoid">{made[0]}</div>', made[1] + room


def title(s: Style, size: float = 1.7) -> str:
    r = s.r
    return T(s, w.phrase(r, s.lang, 2, 9, caps=r.random() < .4), b.DOC_TITLE, f"flex:none;font-family:'{s.head_font}';font-size:{s.fs * size:.0f}px;line-height:1.15;font-weight:{r.choice((700, 700, 400))};text-align:{r.choice(('center', 'start'))};margin-bottom:{s.fs * .8:.0f}px;color:{s.accent}")


def annotated(s: Style) -> str:
    """Law, history, theology: few long paragraphs over many notes, below the page or below each column."""
    r, m = s.r, margin(s)
    H = setcols(s, m, r.choice((1, 1, 1, 2, 2, 3)))
    n, W, notes = s.cols, s.W - m[0] - m[1], Notes(s)
    top = title(s) + T(s, w.name(r, s.lang), b.TEXT, "flex:none;text-align:center;margin-bottom:10px") if r.random() < .1 else ""
    makers = [(lambda: prose(s, notes, 6, 16), 6), (lambda: b.heading(s), .7), (lambda: small(s), .5)]
    if n > 1 and r.random() < .5:
        cells = []
        for k in range(n):
            share = r.uniform(.2, .65) * H
            block = notes.block(s.colw, share, r.randint(4, 16)) if k == 0 or r.random() < .85 else ""
            notes.first += notes.n
            cells.append(f'<div style="flex:1;min-width:0;display:flex;flex-direction:column"><div data-clip style="flex:1;{CLIP}columns:1">{stacked(s, makers, H)}</div>{block}</div>')
        return dressed(s, top + f'<div style="flex:1;min-height:0;display:flex;gap:{s.colgap}px">{"".join(cells)}</div>', m)
    cols = 1 if W < 420 else r.choice((1, 1, 1, 2, 2, 3))
    block = notes.block(W, H * r.uniform(.2, .7), r.choice((5, 10, 16, 22, 30)), cols)
    fill = H * n * (1.2 if r.random() < .85 else r.uniform(.2, .5))
    return dressed(s, top + columned(s, stacked(s, makers, fill)) + block, m)


def mathematics(s: Style) -> str:
    """A page of derivations: formulas one after another or with a line between them, statements with bold leads, a note at its foot."""
    r, m = s.r, margin(s)
    H = setcols(s, m, r.choice((1, 1, 2, 2, 3)))
    shown, notes, s.inline = Formulas(s), Notes(s), r.choice((.03, .08, .12))
    said = lambda: b.par(s, 1, r.choice((1, 2, 4)))
    stated = lambda: (f'<p data-c={b.TEXT} style="{r.choice(("", "font-style:italic;"))}"><b>{w.phrase(r, s.lang, 1, 2)} {r.randint(1, 9)}.{r.randint(1, 30)}{r.choice((".", ":"))}</b> {w.text(r, s.lang, r.randint(1, 3), s.inline)}</p>', s.fs * s.lh * 3)
    makers = [(said, 3), (shown, r.choice((4, 6, 9))), (stated, .8), (lambda: b.heading(s), .5), (lambda: prose(s, notes), .8)]
    block = notes.block(s.W - m[0] - m[1], H * .3, r.choice((1, 2, 3, 5))) if r.random() < .5 else ""
    return dressed(s, columned(s, stacked(s, makers, H * s.cols * 1.4, again=.65)) + block, m)


def formulary(s: Style) -> str:
    """A sheet of formulas under headings, with their names before or below them, plain or in frames."""
    r, m = s.r, margin(s)
    s.indent = 0
    H = setcols(s, m, r.choice((1, 2, 2, 3)))
    shown, framed, named = Formulas(s, r.choice((0, 0, .5))), r.random() < .3, r.choice((0, 0, .2, .6))
    tint = r.choice(("border:1px solid #777;", f"background:{colour(r, False)};", f"border-left:3px solid {s.accent};"))

    def entry():
        html, h = shown()
        name = T(s, w.phrase(r, s.lang, 1, 5) + r.choice(("", ":")), css=f"font-weight:{r.choice((400, 700))}") if r.random() < named else ""
        return f'<div style="break-inside:avoid;{tint + "padding:4px 10px;margin:6px 0;" if framed else ""}">{name}{html}</div>', h + (s.fs * s.lh if name else 0) + 16 * framed

    makers = [(entry, 7), (lambda: b.heading(s), .7), (lambda: b.par(s, 1, 2), .4)]
    return dressed(s, (title(s) if r.random() < .6 else "") + columned(s, stacked(s, makers, H * s.cols * 1.4, again=.9)), m)


def plates(s: Style) -> str:
    """Pictures in a grid, each with its caption above, below or beside it; sometimes a few lines of text between or notes below."""
    r, m = s.r, margin(s)
    s.indent = 0
    n = r.choice((1, 2, 2, 3, 3, 3, 4, 4))
    H = setcols(s, m, n)
    place = r.choice(("below", "below", "below", "above", "right", "left")) if s.colw > 230 else r.choice(("below", "below", "above"))
    cap, rows = Captions(s, None if s.colw > 150 else 0), r.choice((3, 4, 5, 6, 7))
    told, height = r.choice((0, 0, 0, 0, .5, 1)) if s.colw > 150 else 0, max(45, H / rows - 60)
    lead = (title(s, 1.5) if r.random() < .25 else "") + (T(s, w.text(r, s.lang, r.randint(2, 5)), css="flex:none;margin-bottom:10px") if r.random() < .4 else "")
    body, h = [], 0.0
    while h < H * n * 1.05 and len(body) < n * rows:
        one = r.random()
        html, d = tabled(s, cap, s.colw, r.choice((3, 4, 6)), r.random() < .7) if one < .1 else pictured(s, cap, s.colw, height, place)
        if one > .93:
            html, d = prose(s, None, 2, 5)
        elif one >= .1 and r.random() < told:  # an entry of a catalogue: what is told of the picture is text
            more, dm = b.par(s, 1, 3)
            html, d = html + more, d + dm
        body.append(f'<div style="margin-bottom:{r.choice((8, 14, 20))}px;break-inside:avoid">{html}</div>')
        h += d + 16
    notes = Notes(s)
    block = notes.block(s.W - m[0] - m[1], H * .15, r.choice((1, 2, 4)), r.choice((1, 2))) if r.random() < .25 else ""
    return dressed(s, lead + columned(s, "".join(body)) + block, m)


def panels(s: Style, cap: Captions, width: float, height: float) -> tuple[str, float]:
    """Two to six pictures beside each other in about `height` px with a caption each or one for all, lettered within."""
    r = s.r
    nx, ny = r.choice(((2, 1), (2, 1), (3, 1), (2, 2), (3, 2)))
    W = (width - 10 * (nx - 1)) / nx
    H, each = min(W * r.uniform(.5, .95), height / ny - 50), r.random() < .65
    kind = r.choice((figures.picture, figures.photo, figures.plot, figures.pooled, figures.chart))
    cells, h = [], 0.0
    for i in range(nx * ny):
        text, h = cap("figure", W) if each else (f'<div style="text-align:center;font-size:{cap.fs:.1f}px;line-height:1.15">({"abcdef"[i]})</div>', s.fs)
        cells.append(f'<div style="width:{W:.0f}px">{kind(s, W * .98, H)}{text}</div>')
    tail, ht = ("", 0) if each else cap("figure", width)
    body = f'<div style="display:flex;flex-wrap:wrap;gap:10px;align-items:{r.choice(("start", "end"))};text-indent:0">{"".join(cells)}</div>'
    return f'<div style="break-inside:avoid">{tail + body if r.random() < .12 else body + tail}</div>', ny * (H + h) + ht


def paper(s: Style) -> str:
    """A page of a paper: long paragraphs, captioned pictures and tables in and over the columns, formulas, notes."""
    r, m = s.r, margin(s)
    ncol = r.choice((1, 2, 2, 2, 3))
    if ncol > 1:
        m = (m[0] * .75, m[1] * .75, m[2], m[3])
    H, W = setcols(s, m, ncol), s.W - m[0] - m[1]
    cap, shown, notes = Captions(s), Formulas(s), Notes(s)
    place = r.choice(("below", "below", "below", "above")) if s.colw < 400 else r.choice(("below", "below", "above", "right", "left"))
    above = r.random() < .8
    fig = lambda: spaced(s, pictured(s, cap, s.colw, H * r.uniform(.16, .3), place) if r.random() < .7 else panels(s, cap, s.colw, H * .36))
    tab = lambda: spaced(s, tabled(s, cap, s.colw, None, above))
    makers = [(lambda: prose(s, notes, 3, 9), 4), (fig, r.choice((2, 4))), (tab, r.choice((.5, 2))), (shown, r.choice((0, 2, 4))), (lambda: b.heading(s), .9), (lambda: small(s), .2)]
    top, used = "", 0.0
    if ncol > 1 and r.random() < .35:
        html, used = panels(s, cap, W, H * .4) if r.random() < .6 else tabled(s, cap, W, r.choice((4, 6, 8)), above)
        top = f'<div data-clip style="flex:none;margin-bottom:14px;max-height:{H * .7:.0f}px;overflow:hidden">{html}</div>'
    block = notes.block(W if ncol == 1 else s.colw, H * .3, r.choice((1, 2, 3, 5, 8))) if r.random() < .75 else ""
    return dressed(s, top + columned(s, stacked(s, makers, max(120, H - used) * ncol * 1.35)) + block, m)


def laboratory(s: Style) -> str:
    """A laboratory sheet or manual: steps, pictures with the caption beside them, reactions and worked numbers, a table to fill in, notes."""
    r, m = s.r, margin(s)
    s.indent = 0
    H = setcols(s, m, 1)
    W, cap, shown, notes = s.W - m[0] - m[1], Captions(s, 0), Formulas(s), Notes(s)
    step, manner = 0, r.choice(("{n}. ", "{n}) ", "Step {n}: ", "({n}) "))

    def steps():
        nonlocal step
        step += 1
        t = w.text(r, s.lang, r.randint(1, 3))
        return T(s, manner.format(n=step) + t + (notes.ref() if r.random() < .2 else ""), css=f"margin:{s.fs * .45:.0f}px 0"), s.est(len(t)) + s.fs

    fig = lambda: spaced(s, pictured(s, cap, W, H * r.uniform(.12, .24), r.choice(("right", "left", "below", "above"))))
    tab = lambda: spaced(s, tabled(s, cap, W, r.choice((2, 4, 6)), True))
    sums = lambda: shown(r.choice((reaction, worked, worked, None)))
    makers = [(steps, 3), (sums, 3.2), (fig, 1.8), (tab, .8), (lambda: b.heading(s), .7)]
    block = notes.block(W, H * .25, r.choice((1, 2, 3, 5)), r.choice((1, 1, 2))) if r.random() < .6 else ""
    return dressed(s, (title(s) if r.random() < .5 else "") + columned(s, stacked(s, makers, H * 1.35, again=.5)) + block, m, heads=r.choice((1, 2, 2, 3)))


def correspondence(s: Style) -> str:
    """A letter, a memo or a form between a head of several parts and a foot of addresses, with notes in small print."""
    r, m = s.r, margin(s)
    s.indent, s.gap = 0, s.fs * r.choice((.5, .8))
    H, notes = setcols(s, m, 1), Notes(s)
    W = s.W - m[0] - m[1]
    out = []
    if r.random() < .4:
        out.append(f'<div style="display:flex;justify-content:space-between;align-items:start;gap:30px;margin-bottom:{r.randint(8, 26)}px">{figures.logo(s, b.HEADER_IMG, r.randint(24, 54))}{T(s, "<br>".join(w.phrase(r, s.lang, 2, 4) for _ in range(r.randint(2, 4))), b.HEADER, f"font-size:{s.fs * .75:.1f}px;line-height:1.2;text-align:end")}</div>')
    if r.random() < .5:
        out.append(T(s, "<br>".join([w.name(r, s.lang)] + [w.phrase(r, s.lang, 1, 4) for _ in range(r.randint(1, 3))]), css="text-align:start;margin:10px 0 14px"))
        out.append(T(s, w.phrase(r, s.lang, 3, 8), b.PAR_TITLE, "font-weight:700;margin-bottom:8px"))
        out += [prose(s, notes, 2, 6)[0] for _ in range(r.randint(2, 5))]
        out.append(T(s, f"{w.name(r, s.lang)}<br>{w.phrase(r, s.lang, 1, 4)}", css="margin-top:24px"))
    else:
        out.append(title(s, 1.4))
        out.append(f'<div style="display:flex;justify-content:space-between;gap:40px;margin-bottom:12px">{kv(s, r.randint(2, 4))}{kv(s, r.randint(2, 4))}</div>')
        cap = Captions(s, 0)
        out.append(tabled(s, cap, W, r.randint(3, 9))[0] if r.random() < .5 else tables.table(s, W, rows=r.randint(3, 9), kinds=r.choice((["short", "blank"], ["mid", "mark", "mark"], ["short", "blank", "short", "blank"], None)))[0])
        out.append('<div style="height:10px"></div>' + "".join(prose(s, notes, 2, 5)[0] for _ in range(r.randint(1, 4))))
    block = notes.block(W, H * .2, r.choice((1, 2, 3, 5)), r.choice((1, 1, 2))) if r.random() < .6 else ""
    s.cols = 1
    return dressed(s, columned(s, "".join(out)) + block, m, heads=r.choice((0, 1, 2, 3)), feet=r.choice((1, 2, 2, 3, 3, 4)))


def lecture(s: Style) -> str:
    """A slide with a foot of several parts, formulas and captioned pictures in one or two halves, sources as footnotes."""
    r = s.r
    s.W, s.H = r.choice(((1100, 619), (1100, 825), (1000, 625)))
    s.fs, s.lh, s.indent, s.align = r.choice((16, 18, 21, 24)), 1.25, 0, "start"
    s.gap, s.paper = s.fs * .4, r.choice(("#fff", "#fff", s.paper))
    m = (s.W * r.uniform(.03, .07), s.W * r.uniform(.03, .07), s.H * .05, s.H * .05)
    n = r.choice((1, 2, 2, 3))
    H = setcols(s, m, n) * .66
    cap, shown, notes = Captions(s, 0), Formulas(s, r.choice((0, .5))), Notes(s)
    cap.fs = s.fs * r.choice((.6, .7, .8))
    notes.fs = s.fs * r.choice((.5, .58, .66))
    fig = lambda: spaced(s, pictured(s, cap, s.colw, H * r.uniform(.4, .68), r.choice(("below", "below", "above"))), 16)
    points = lambda: b.par(s, 1, 2) if r.random() < .7 else b.lst(s)
    makers = [(points, 1), (shown, 2.2), (fig, 1.6), (lambda: tabled(s, cap, s.colw, r.choice((2, 3, 4))), .5)]
    cells = "".join(f'<div data-clip style="flex:1;min-width:0;{CLIP}columns:1">{stacked(s, makers, H * 1.1, again=.6)}</div>' for _ in range(n))
    named = T(s, w.phrase(r, s.lang, 2, 7), r.choice((b.PAR_TITLE, b.PAR_TITLE, b.DOC_TITLE)), f"flex:none;font-size:{s.fs * 1.4:.0f}px;line-height:1.15;font-weight:{r.choice((700, 400))};margin-bottom:{s.fs * .6:.0f}px;color:{s.accent}")
    block = notes.block(s.W * .88, H * .2, r.choice((1, 2, 3)), r.choice((1, 1, 2))) if r.random() < .55 else ""
    return dressed(s, named + f'<div style="flex:1;min-height:0;display:flex;gap:{s.colgap}px">{cells}</div>{block}', m, heads=r.choice((0, 0, 1, 2)), feet=r.choice((1, 2, 3, 3)))


def examination(s: Style) -> str:
    """Questions with formulas to work on and pictures named by a caption, marks at their ends, a foot with the paper's code."""
    r, m = s.r, margin(s)
    s.indent = 0
    H = setcols(s, m, r.choice((1, 1, 2)))
    cap, shown, q = Captions(s, 0), Formulas(s, r.choice((0, 0, .4))), r.randint(0, 12)

    def question():
        nonlocal q
        q += 1
        t = f"{q}{r.choice(('.', ')', '&ensp;'))} {w.text(r, s.lang, r.randint(1, 3), .05)}{r.choice(('', f' [{r.randint(1, 9)}]', f' ({r.randint(2, 15)} marks)'))}"
        parts = "".join(T(s, f"({'abcdef'[i]}) {w.text(r, s.lang, 1)}", css="padding-inline-start:22px;margin-top:4px") for i in range(r.choice((0, 0, 2, 3))))
        return T(s, t, css=f"margin-top:{s.fs * .7:.0f}px") + parts, s.est(len(t)) + 2 * s.fs + 30

    fig = lambda: spaced(s, pictured(s, cap, s.colw * r.uniform(.6, 1), H * r.uniform(.12, .24), "below"))
    gap = lambda: (f'<div style="height:{(k := r.choice((20, 50, 110)))}px"></div>', k)
    makers = [(question, 3), (shown, 3), (fig, 1.8), (gap, .5), (lambda: tabled(s, cap, s.colw, r.choice((2, 3, 4))), .5), (lambda: b.heading(s), .3)]
    notes = Notes(s)
    block = notes.block(s.W - m[0] - m[1], H * .15, r.choice((1, 2, 3))) if r.random() < .3 else ""
    return dressed(s, (title(s, 1.5) if r.random() < .25 else "") + columned(s, stacked(s, makers, H * s.cols * 1.35, again=.5)) + block, m, heads=r.choice((1, 1, 2, 3)), feet=r.choice((1, 2, 2, 3)))
