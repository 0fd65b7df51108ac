"""Page kinds made of running text: papers, books, reports, magazines, newspapers, manuals, contents, indexes, bibliographies."""
from . import blocks as b
from . import figures, tables
from . import words as w
from .frame import MIX, columns, flow, margin, setcols, sheet
from .style import Style


def title_block(s: Style) -> str:
    """Title, authors, affiliations, abstract, key words over the full width; sometimes an article-info box."""
    r, c = s.r, s.r.choice(("center", "center", "left"))
    out = []
    if r.random() < .25:
        out.append(f'<div style="display:flex;justify-content:space-between;align-items:center;border-bottom:1px solid #888;margin-bottom:8px;padding-bottom:5px">{figures.logo(s, b.HEADER_IMG, r.randint(18, 46))}<span data-c={b.HEADER} style="font-size:{s.fs * .8:.1f}px">{w.phrase(r, s.lang, 3, 8)}</span></div>')
    fs = s.fs * r.choice((1.5, 1.7, 2, 2.3))
    out.append(f'<div data-c={b.DOC_TITLE} style="font-family:\'{s.head_font}\';font-size:{fs:.1f}px;line-height:1.2;font-weight:{r.choice((700, 700, 400))};text-align:{c};margin:{r.randint(4, 30)}px 0 {r.randint(6, 16)}px;color:{s.accent}">{w.phrase(r, s.lang, 4, 14, caps=r.random() < .5)}</div>')
    out.append(f'<div data-c={b.TEXT} style="text-align:{c};margin-bottom:5px">{", ".join(w.name(r, s.lang) + "<sup>%d</sup>" % r.randint(1, 4) for _ in range(r.randint(1, 7)))}</div>')
    for _ in range(r.choice((0, 1, 1, 2))):
        out.append(f'<div data-c={b.TEXT} style="text-align:{c};font-size:{s.fs * .85:.1f}px;font-style:{r.choice(("italic", "normal"))};margin-bottom:4px">{w.phrase(r, s.lang, 5, 14)}<br>{w.word(r, "en")}@{w.word(r, "en")}.org</div>')
    if r.random() < .8:
        box = r.choice(("", "", f"margin-left:{s.W * .06:.0f}px;margin-right:{s.W * .06:.0f}px;", "background:#eee;padding:6px 8px;", "border-top:1px solid;border-bottom:1px solid;padding:5px 0;"))
        t, lead = w.text(r, s.lang, r.randint(4, 9)), r.random()
        word = {"zh": "摘要", "ja": "要旨", "ko": "초록"}.get(s.lang, "Abstract")
        head = f'<div data-c={b.PAR_TITLE} style="font-weight:700;text-align:{c};margin-bottom:3px">{word}</div>' if lead < .5 else ""
        out.append(f'<div style="{box}margin-top:8px;font-size:{s.fs * .92:.1f}px">{head}<div data-c={b.ABSTRACT}>{f"<b>{word}.</b> " if lead > .6 else ""}{t}</div>'
                   + (f'<div data-c={b.TEXT} style="margin-top:5px"><b>{"关键词：" if s.lang == "zh" else "Keywords: "}</b>{", ".join(w.phrase(r, s.lang, 1, 2) for _ in range(5))}</div>' if r.random() < .6 else "") + "</div>")
    return f'<div style="flex:none;text-indent:0;margin-bottom:{r.randint(8, 22)}px">{"".join(out)}</div>'


def info_column(s: Style) -> str:
    """The narrow side column of a first page: logo, small headed notes, often tinted or ruled; each note is text or aside text."""
    r, rows = s.r, []
    if r.random() < .5:
        rows.append(figures.logo(s, b.HEADER_IMG, r.randint(20, 50)))
    cls = r.choice((b.TEXT, b.TEXT, b.ASIDE))
    for _ in range(r.randint(2, 6)):
        head = f'<div data-c={b.PAR_TITLE} style="font-weight:700;margin-top:8px">{w.phrase(r, s.lang, 1, 3)}</div>' if r.random() < .6 else '<div style="height:8px"></div>'
        rows.append(head + f'<div data-c={cls}>{r.choice((w.text(r, s.lang, r.randint(1, 3)), "<br>".join(w.phrase(r, s.lang, 1, 4) for _ in range(r.randint(2, 5)))))}</div>')
    deco = r.choice(("", "", "background:#eee;padding:8px;", "border-right:1px solid #777;padding-right:8px;", "border:1px solid #777;padding:6px;"))
    return f'<div data-clip style="flex:none;width:{s.W * r.uniform(.15, .26):.0f}px;overflow:hidden;font-size:{s.fs * .75:.1f}px;line-height:1.2;text-indent:0;text-align:start;{deco}">{"".join(rows)}</div>'


def sidebar(s: Style) -> str:
    """A page with an info column on one side and running text beside it."""
    r, m = s.r, margin(s)
    side = info_column(s)
    H = setcols(s, (m[0] + s.W * .24, m[1], m[2], m[3]), r.choice((1, 1, 2)))
    main = f'<div style="flex:1;min-width:0;display:flex;flex-direction:column">{title_block(s) if r.random() < .7 else ""}{columns(s, MIX["paper"], H * .6)}</div>'
    return sheet(s, f'<div style="flex:1;min-height:0;display:flex;gap:{r.randint(14, 26)}px">{side + main if r.random() < .7 else main + side}</div>', margins=m)


def article(s: Style, kind: str = "paper") -> str:
    """A page of a paper, book, report, textbook or manual."""
    r, m = s.r, margin(s)
    ncol = r.choices((1, 2, 3), {"paper": (3, 6, .3), "math": (5, 4, 0), "magazine": (.5, 3, 3), "book": (9, 1, 0)}.get(kind, (6, 3, .4)))[0]
    if ncol > 1:
        m = (m[0] * .75, m[1] * .75, m[2], m[3])
    H = setcols(s, m, ncol)
    top = bottom = ""
    if kind in ("paper", "report", "magazine") and r.random() < .2:
        top = title_block(s)
    elif r.random() < .15:
        t = (figures.figure if r.random() < .6 else tables.captioned_table)(s, s.W - m[0] - m[1])[0]
        top = f'<div style="flex:none">{t}</div>'
    elif kind == "book" and r.random() < .12:
        top = f'<div style="flex:none;height:{r.randint(40, 220)}px"></div><div data-c={r.choice((b.DOC_TITLE, b.PAR_TITLE))} style="flex:none;font-size:{s.fs * 1.9:.0f}px;text-align:center;margin-bottom:30px;text-indent:0;line-height:1.2">{w.phrase(r, s.lang, 1, 5)}</div>'
    elif r.random() < .06:
        bottom = f'<div style="flex:none">{figures.figure(s, s.W - m[0] - m[1])[0]}</div>'
    est = H * (.55 if top or bottom else 1)
    return sheet(s, top + columns(s, MIX[kind], est) + bottom, margins=m, furn=r.random() < .93)


def newspaper(s: Style) -> str:
    """A masthead and a grid of stories in three to six narrow columns."""
    r = s.r
    s.fs, s.lh, s.gap, s.indent, s.align = r.choice((9, 10, 10.7)), 1.18, 0, r.choice((0, 9)), "justify"
    m = (s.W * .045, s.W * .045, s.H * .04, s.H * .04)
    n = r.choice((3, 4, 4, 5, 6))
    H = setcols(s, m, n)
    s.colgap = r.choice((10, 14))
    out = []
    if r.random() < .5:
        out.append(f'<div style="flex:none;border-bottom:2px solid;margin-bottom:6px;text-align:center"><div data-c={b.DOC_TITLE} style="font-family:\'{s.head_font}\';font-size:{r.randint(36, 64)}px;line-height:1.1;font-weight:700">{w.phrase(r, s.lang, 1, 3, caps=True)}</div><div style="display:flex;justify-content:space-between;font-size:9px;border-top:1px solid"><span data-c={b.HEADER}>{w.phrase(r, s.lang, 3, 6)}</span><span data-c={b.HEADER}>{w.phrase(r, s.lang, 2, 4)}</span></div></div>')
    for i in range(k := r.choice((1, 2, 2, 3))):
        head = f'<div data-c={b.PAR_TITLE} style="flex:none;font-family:\'{s.head_font}\';font-weight:{r.choice((700, 700, 400))};font-size:{r.choice((18, 24, 30, 40))}px;line-height:1.1;margin:4px 0 6px;text-align:{r.choice(("left", "center"))};text-indent:0">{w.phrase(r, s.lang, 3, 9)}</div>'
        by = f'<div data-c={b.TEXT} style="flex:none;font-size:9px;font-weight:700;text-indent:0">{w.name(r, s.lang)}</div>' if r.random() < .5 else ""
        body = columns(s, {"par": 10, "figure": .7, "head": .7}, H / k * 1.05, notes=False)
        out.append(f'<div style="flex:{r.uniform(.7, 1.4):.2f};min-height:0;display:flex;flex-direction:column;border-top:{r.choice((0, 1))}px solid #555;margin-bottom:8px">{head}{by}{body}</div>')
    return sheet(s, "".join(out), margins=m, furn=r.random() < .5)


def toc(s: Style) -> str:
    r, m = s.r, margin(s)
    setcols(s, m, 1)
    head = f'<div data-c={r.choice((b.PAR_TITLE, b.PAR_TITLE, b.DOC_TITLE))} style="flex:none;font-size:{s.fs * 1.6:.0f}px;font-weight:700;margin:10px 0 14px;text-align:{r.choice(("center", "left"))}">{"目录" if s.lang == "zh" else r.choice(("Contents", "Table of Contents", "CONTENTS"))}</div>'
    return sheet(s, head + b.contents(s, r.randint(8, 34))[0], margins=m)


def index(s: Style) -> str:
    """An index: one-line and hanging entries in two to four columns, each entry a text box (the habit of checked data)."""
    r, m = s.r, margin(s)
    s.fs, s.lh, s.indent, s.align = r.choice((8.5, 9.5, 10.5, 11.5)), r.choice((1.08, 1.15, 1.2, 1.3)), 0, "left"
    n = r.choice((2, 3, 3, 4))
    H = setcols(s, m, n)
    rows, h = [], 0.0
    hang, step, gap, comma = r.choice((0, 12, 24)), r.choice((10, 14, 20)), r.choice((0, 0, 1, 3)), r.choice((", ", "&emsp;", "&ensp;", " · "))
    long_, depth = r.choice((.1, .3)), 0
    while h < H * n * 1.02:
        if r.random() < .02:
            rows.append(f'<div data-c={b.PAR_TITLE} style="font-weight:700;font-size:{s.fs * r.choice((1.2, 1.5, 1.9)):.0f}px;line-height:1.1;margin-top:{s.fs:.0f}px">{r.choice("ABCDEFGHIJKLMNOPRSTW")}</div>')
            h += s.fs * 3
            depth = 0
            continue
        depth = max(0, min(2, depth + r.choice((-2, -1, 0, 0, 0, 1))))
        pages = "" if r.random() < .1 else comma + ", ".join(str(r.randint(1, 500)) for _ in range(r.randint(6, 30) if r.random() < long_ * .2 else r.choice((1, 1, 2, 4))))
        t = f"{w.phrase(r, s.lang, 1, 6 if r.random() < long_ else 3)}{pages}"
        rows.append(f'<div data-c={b.TEXT} style="padding-inline-start:{depth * step + hang}px;text-indent:-{hang}px;margin-bottom:{gap}px">{t}</div>')
        h += s.est(len(t), s.colw - hang - depth * step) + gap
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:{n};column-gap:{s.colgap}px;column-fill:auto">{"".join(rows)}</div>', margins=m)


def end_matter(s: Style) -> str:
    """The end of a paper: running text, then small headed notes of one to three lines (funding, contributions, availability), perhaps references."""
    r, m = s.r, margin(s)
    n = r.choice((1, 2, 2, 2))
    H = setcols(s, m, n)
    body = flow(s, MIX["paper"], H * n * r.uniform(.2, .7))
    fs = s.fs * r.choice((.8, .88, 1))
    rows = []
    for _ in range(r.randint(4, 12)):
        rows.append(T(s, w.phrase(r, s.lang, 1, 4), b.PAR_TITLE, f"font-family:'{s.head_font}';font-weight:{r.choice((700, 700, 600))};font-size:{fs:.1f}px;line-height:1.2;margin-top:{fs * r.uniform(.4, 1.1):.0f}px;break-after:avoid"))
        rows.append(T(s, w.phrase(r, s.lang, 2, 7) + "." if r.random() < .45 else w.text(r, s.lang, r.randint(1, 4)), b.TEXT, f"font-size:{fs:.1f}px;line-height:1.25"))
    tail = b.heading(s, 1)[0] + b.references(s)[0] if r.random() < .5 else ""
    top = tables.captioned_table(s, s.W - m[0] - m[1])[0] if r.random() < .25 else ""
    return sheet(s, f'<div style="flex:none">{top}</div><div data-clip style="flex:1;min-height:0;overflow:hidden;columns:{n};column-gap:{s.colgap}px;column-fill:auto">{body}{"".join(rows)}{tail}</div>', margins=m)


def T(s: Style, t: str, cls: int, css: str) -> str:
    return f'<div data-c={cls} style="text-indent:0;{css}">{t}</div>'


def vertical(s: Style) -> str:
    """A page of vertical Chinese or Japanese."""
    r = s.r
    s.lang = r.choice(("zh", "zh", "ja"))
    s.font, m = r.choice(("Noto Serif CJK SC", "Noto Serif CJK TC", "AR PL UKai CN")), margin(s)
    rows = []
    for _ in range(r.randint(3, 9)):
        rows.append(f'<div data-c={b.VTEXT} data-m=frag style="margin-left:{r.randint(2, 16)}px">{w.text(r, s.lang, r.randint(1, 7))}</div>')
    head = f'<div data-c={b.PAR_TITLE} data-m=frag style="font-size:{s.fs * 1.7:.0f}px;font-weight:700;margin-left:20px">{w.phrase(r, s.lang, 2, 5)}</div>'
    return sheet(s, f'<div data-clip style="flex:1;min-height:0;overflow:hidden;writing-mode:vertical-rl;columns:{r.choice((1, 2, 3))};column-gap:26px;column-fill:auto;text-indent:0">{head}{"".join(rows)}</div>', margins=m)
