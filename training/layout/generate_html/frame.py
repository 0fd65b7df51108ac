"""Page frame: running heads, feet, page numbers, margins, the flow of blocks into columns."""
from . import blocks as b
from . import figures, tables
from . import words as w
from .formulas import formula
from .style import Style, colour

MAKERS = {"par": b.par, "head": b.heading, "list": b.lst, "code": b.code, "refs": b.references, "formula": formula,
          "table": tables.captioned_table, "figure": figures.figure}
MIX = {"paper": dict(par=9, head=2.2, list=1, formula=3.2, table=1, figure=1.4, code=.25), "book": dict(par=10, head=1, list=.5, figure=.4, formula=.3, table=.2),
       "report": dict(par=6, head=2.5, list=2, table=2, figure=1.5), "textbook": dict(par=6, head=2, list=2, formula=3, figure=2, table=1, code=.4),
       "manual": dict(par=5, head=2.5, list=3, code=2.5, figure=1, table=1.2), "magazine": dict(par=9, head=1.5, figure=1.5, list=.5),
       "math": dict(par=7, head=.8, formula=8, list=.4, figure=.3), "stats": dict(par=3, head=1.5, table=4, figure=1.5), "figures": dict(par=1.2, head=.4, figure=5, table=.6),
       "refs": dict(par=2, head=.8, refs=3), "list": dict(par=2, head=1.5, list=6)}


def flow(s: Style, mix: dict[str, float], height: float) -> str:
    """Blocks drawn by weight until `height` px are estimated to be full; a short prose line often follows a formula."""
    out, h, r, last = [], 0.0, s.r, ""
    while h < height and len(out) < 120:
        k = r.choices(list(mix), list(mix.values()))[0]
        if k == last and k in ("head", "table", "figure", "formula", "refs") and r.random() < .7:
            k = "par"
        if k == "par":
            html, d = b.par(s, 1, r.choice((2, 4, 8))) if last != "formula" or r.random() < .5 else b.par(s, 1, 1)
        elif k in ("table", "figure") and r.random() < .4 and h > height * .8:
            continue
        else:
            html, d = MAKERS[k](s)
        out.append(html)
        h += d
        last = k
    return "".join(out)


def columns(s: Style, mix: dict[str, float], height: float, fill: float = 1.7, notes: bool = True) -> str:
    """A block of `s.cols` columns of `height` px: either one flow broken over columns or columns with footnotes of their own."""
    r = s.r
    rule = r.choice(("", "", "", f"column-rule:1px solid #888;"))
    balance = r.random() < .1
    if not notes or r.random() < .6:
        target = s.cols * height * (fill if r.random() < .82 else r.uniform(.25, .9))
        note = b.footnotes(s) if notes and r.random() < .35 else ""
        return (f'<div data-clip style="flex:1;min-height:0;overflow:hidden;columns:{s.cols};column-gap:{s.colgap}px;column-fill:{"balance" if balance else "auto"};{rule}">{flow(s, mix, target)}</div>'
                + (f'<div style="flex:none;width:{s.colw:.0f}px">{note}</div>' if note and s.cols > 1 else note))
    cells = []
    for _ in range(s.cols):
        body = flow(s, mix, height * (fill if r.random() < .85 else r.uniform(.3, .9)))
        cells.append(f'<div style="flex:1;min-width:0;display:flex;flex-direction:column"><div data-clip style="flex:1;min-height:0;overflow:hidden;columns:1;column-fill:auto">{body}</div>{b.footnotes(s) if r.random() < .6 else ""}</div>')
    return f'<div style="flex:1;min-height:0;display:flex;gap:{s.colgap}px">{"".join(cells)}</div>'


def furniture(s: Style, left: float, right: float, top: float, bottom: float) -> str:
    """Running head, foot, page number, rules, side tabs. Margins in px; everything is absolutely placed."""
    r, out = s.r, []
    fs = max(6.5, s.fs * r.choice((.6, .7, .75, .85, .95)))
    grey = r.choice(("#000", "#000", "#333", "#666", "#888", "#aaa", s.accent))
    fam = r.choice((s.font, s.head_font))
    base = f"position:absolute;left:{left}px;right:{right}px;font-size:{fs:.1f}px;line-height:1.2;color:{grey};font-family:'{fam}';display:flex;gap:20px;text-indent:0;"
    num = r.choice((str(r.randint(1, 900)), str(r.randint(1, 900)), f"Page {r.randint(1, 20)} of {r.randint(20, 60)}", f"– {r.randint(1, 99)} –", f"{r.randint(1, 30)}/{r.randint(30, 60)}", r.choice(("ii", "iv", "xiv")), f"{r.choice('ABC')}-{r.randint(1, 30)}"))
    N = f'<span data-c={b.NUMBER}>{num}</span>'
    where = r.choices(("head", "foot", "none"), (3, 6, 1.2))[0]
    inline_no = r.random() < .15

    def strip(cls: int, k: int) -> list[str]:
        style = "font-style:italic;" if r.random() < .3 else "text-transform:uppercase;letter-spacing:1px;" if r.random() < .2 else ""
        two = f"<br>{w.phrase(r, s.lang, 2, 5)}" if r.random() < .12 else ""
        return [f'<span data-c={cls} style="{style}">{w.phrase(r, s.lang, 1, r.choice((4, 8)), caps=r.random() < .4)}{two if i == 0 else ""}{f" | {num}" if inline_no and i == 0 else ""}</span>' for i in range(k)]

    def row(cls: int, y: str, n: bool, line: str) -> str:
        k = r.choices((0, 1, 1, 2, 3), (1, 4, 4, 4, 1))[0]
        parts = strip(cls, k)
        if n:
            parts.insert(r.choice((0, len(parts), len(parts))), N)
        if r.random() < .12:
            parts.insert(r.choice((0, len(parts))), figures.logo(s, b.HEADER_IMG if cls == b.HEADER else b.FOOTER_IMG, fs * r.uniform(1.2, 3.5)))
        just = "center" if len(parts) == 1 and r.random() < .6 else r.choice(("space-between", "space-between", "flex-end", "flex-start")) if len(parts) < 2 else "space-between"
        return f'<div style="{base}{y}justify-content:{just};align-items:{"flex-end" if cls == b.HEADER else "flex-start"};{line}">{"".join(parts)}</div>' if parts else ""

    ln = f"{r.choice((.5, 1, 2))}px solid {grey}"
    if r.random() < .72 or where == "head":
        out.append(row(b.HEADER, f"bottom:{s.H - top + r.uniform(4, max(5, top * .5)):.0f}px;", where == "head" and not inline_no, f"border-bottom:{ln};padding-bottom:{r.randint(1, 5)}px;" if r.random() < .4 else ""))
    if r.random() < .62 or where == "foot":
        out.append(row(b.FOOTER, f"top:{s.H - bottom + r.uniform(4, max(5, bottom * .5)):.0f}px;", where == "foot" and not inline_no, f"border-top:{ln};padding-top:{r.randint(1, 5)}px;" if r.random() < .35 else ""))
    if r.random() < .05:
        side = r.choice(("left", "right"))
        out.append(f'<div data-c={b.ASIDE} data-m=box style="position:absolute;{side}:{r.uniform(4, 16):.0f}px;top:{r.uniform(.2, .6) * s.H:.0f}px;writing-mode:vertical-rl;{r.choice(("", "transform:rotate(180deg);"))}font-size:{r.choice((9, 11, 16))}px;color:#777;text-indent:0;white-space:nowrap">{w.phrase(r, s.lang, 3, 7)}</div>')
    if r.random() < .04 and top > 44:
        band = f'<span data-c={b.HEADER} style="background:{colour(r, True)};color:#fff;padding:3px 10px;align-self:flex-start">{w.phrase(r, s.lang, 1, 3).upper()}</span>'
        out.append(f'<div style="position:absolute;left:{left}px;top:{top * r.uniform(.05, .3):.0f}px;display:flex;gap:8px;text-indent:0;line-height:1.1;font-size:{fs:.0f}px;font-family:\'{fam}\'"><span data-c={b.HEADER} style="font-size:{min(top * .5, 40):.0f}px;color:{grey}">{r.randint(1, 12)}</span>{band}</div>')
    if r.random() < .04:
        out.append(f'<div style="position:absolute;{r.choice(("left", "right"))}:0;top:{r.uniform(.1, .7) * s.H:.0f}px;width:{r.randint(10, 26)}px;height:{r.randint(40, 160)}px;background:{s.accent}"></div>')
    return "".join(out)


def sheet(s: Style, body: str, extra: str = "", margins: tuple[float, float, float, float] | None = None, furn: bool = True) -> str:
    """The page: `body` in a flex column within (left, right, top, bottom) margins in px, furniture around it."""
    l, r_, t, bt = margins or margin(s)
    return (f'<div id=page {"dir=rtl" if s.rtl else ""} style="position:relative;overflow:hidden;width:{s.W}px;height:{s.H}px;background:{s.paper};color:{s.ink};font-family:\'{s.font}\';font-size:{s.fs}px;line-height:{s.lh};text-align:{s.align};--i:{s.indent}px;--g:{s.gap:.1f}px">'
            f'{furniture(s, l, r_, t, bt) if furn else ""}<div style="position:absolute;left:{l}px;right:{r_}px;top:{t}px;bottom:{bt}px;display:flex;flex-direction:column">{body}</div>{extra}</div>')


def margin(s: Style) -> tuple[float, float, float, float]:
    r = s.r
    x = r.uniform(.05, .15) * s.W
    return x, x * r.uniform(.7, 1.3), r.uniform(.045, .11) * s.H, r.uniform(.045, .11) * s.H


def setcols(s: Style, margins: tuple[float, float, float, float], n: int) -> float:
    """Sets column count and width of the style; returns the text height in px."""
    s.cols, s.colgap = n, s.r.choice((14, 18, 24, 32))
    s.colw = (s.W - margins[0] - margins[1] - s.colgap * (n - 1)) / n
    return s.H - margins[2] - margins[3]
