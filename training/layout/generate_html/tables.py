"""Tables in the forms real pages have: wrapped cells, ragged columns, no inner rules, shaded heads, spans, forms, keys and values."""
from . import words as w
from .blocks import FIG_TITLE, TABLE, VFOOT
from .style import Style, colour

RULES = ("grid", "booktabs", "none", "horizontal", "shaded", "zebra", "headline", "outer", "vertical")


def cell(s: Style, kind: str) -> str:
    r = s.r
    if kind == "num":
        return w.number(r)
    if kind == "long":
        t = w.text(r, s.lang, r.randint(1, 3))
        return t if r.random() < .75 else "<ul style='margin:0;padding-inline-start:14px'>" + "".join(f"<li>{w.sentence(r, s.lang, 6)}</li>" for _ in range(r.randint(2, 4))) + "</ul>"
    if kind == "prose":
        return f"<div style='height:{s.fs * .6:.0f}px'></div>".join(w.text(r, s.lang, r.randint(1, 5)) if r.random() < .75 else "".join(f"<div style='padding-inline-start:30px;text-indent:-14px;margin-bottom:3px'>{m} {w.text(r, s.lang, 1)}</div>" for m in r.choice(("•••", "abcd", "–––––"))) for _ in range(r.randint(1, 4)))
    if kind == "mid":
        return w.phrase(r, s.lang, 3, 12)
    if kind == "mark":
        return r.choice(("✓", "✗", "–", "●", "○", "Yes", "No", "n/a", "", ""))
    if kind == "blank":
        return "" if r.random() < .7 else w.word(r, s.lang)
    return w.phrase(r, s.lang, 1, 3)


def table(s: Style, width: float | None = None, rows: int | None = None, kinds: list[str] | None = None, tall: bool = False):
    """One table of the given width in px; returns (html, estimated height px). Breaks across columns only when `tall`."""
    r = s.r
    width = width or s.colw
    fs = s.fs * r.choice((.72, .8, .88, .95, 1))
    n = max(2, min(r.choice((2, 3, 3, 4, 4, 5, 6, 7, 9, 12)), int(width / fs / 4)))
    if kinds is None:
        prose = r.random() < .3 and n <= 5
        kinds = [r.choice(("short", "mid", "short"))] + [r.choice(("long", "mid", "short", "num") if prose else ("num", "num", "num", "short", "mark", "blank")) for _ in range(n - 1)]
        if r.random() < .6 and not prose:
            k = r.choice(("num", "num", "short", "mark"))
            kinds[1:] = [k] * (n - 1)
    n = len(kinds)
    rows = rows or (r.randint(1, 9) if "long" in kinds else r.choice((2, 3, 4, 5, 6, 8, 10, 14, 20, 26)))
    rule, head = r.choice(RULES), r.choice((0, 1, 1, 1, 1, 2))
    line = f"{r.choice((.6, 1, 1, 1.5))}px solid {r.choice(('#000', '#000', '#555', '#999', '#ccc', s.accent))}"
    px, py = r.choice((2, 4, 6, 10)), r.choice((.5, 1, 2, 3, 5, 8))
    tint = r.choice(("#eee", "#ddd", "#ccc", colour(r, False), colour(r, True)))
    darkhead = tint.endswith("%)") and r.random() < .5
    if not darkhead and tint.endswith("%)"):
        tint = colour(r, False)
    auto = r.random() < .35
    out = []
    for i in range(rows + head):
        tds = []
        j = 0
        while j < n:
            span = r.choice((2, 3)) if (i < head and r.random() < .12 or r.random() < .015) and j + 2 < n else 1
            css = f"padding:{py}px {px}px;"
            if rule == "grid" or rule == "vertical":
                css += f"border:{line};" if rule == "grid" else f"border-left:{line};border-right:{line};"
            elif rule == "horizontal":
                css += f"border-bottom:{line};"
            if i < head:
                css += r.choice(("font-weight:700;", "font-weight:700;", "")) if j == 0 else "font-weight:700;"
                if rule in ("shaded", "zebra", "grid") and s.capstyle != 2:
                    css += f"background:{tint};" + ("color:#fff;" if darkhead else "")
            elif rule == "zebra" and i % 2:
                css += "background:#f0f0f0;"
            if rule in ("booktabs", "headline") and i == head - 1:
                css += f"border-bottom:{line};"
            k = kinds[j]
            css += f"text-align:{('right' if s.capstyle < 3 else 'center') if k in ('num', 'mark') else 'start'};"
            if k in ("num",):
                css += "white-space:nowrap;"
            body = w.phrase(r, s.lang, 1, 3 if k != "long" else 5) if i < head else cell(s, k)
            if j == 0 and i >= head and r.random() < .06:
                body = f"<b>{body}</b>"
            tds.append(f'<td colspan={span} style="{css}">{body}</td>')
            j += span
        out.append("<tr>" + "".join(tds) + "</tr>")
    outer = {"booktabs": f"border-top:{line};border-bottom:{line};", "outer": f"border:{line};", "zebra": r.choice(("", f"border:{line};")), "vertical": f"border:{line};"}.get(rule, "")
    wcss = "" if auto else f"width:{r.choice((100, 100, 100, 90, 80))}%;"
    mode = "cells" if rule in ("none", "headline") else "box"
    html = (f'<table data-c={TABLE} data-m={mode} style="{outer}{wcss}border-collapse:collapse;margin:0 auto;font-size:{fs:.1f}px;line-height:{r.choice((1.1, 1.2, 1.35))};'
            f'text-indent:0;text-align:start;vertical-align:{r.choice(("top", "middle"))};max-width:100%;{"" if tall else "break-inside:avoid"}">{"".join(out)}</table>')
    per = 1 + (max(4 if k == "long" else 1.6 if k == "mid" else 1 for k in kinds) - 1) * max(1, n * 180 / width)
    return html, (rows + head) * (fs * 1.25 * per + 2 * py)


def notes(s: Style):
    """What stands under a table: one note, or several with marks that are a box each; returns (html, height px)."""
    r, out, h = s.r, [], 0.0
    fs, hang = s.fs * r.choice((.72, .78, .85, .95, 1)), r.choice((0, 0, 12, 20))
    css = f'font-size:{fs:.1f}px;line-height:{r.choice((1.1, 1.2, 1.4))};padding-inline-start:{hang}px;text-indent:-{hang}px;' + r.choice(("", "", "font-style:italic;", "color:#555;"))
    mark = r.choice(("<sup>{}</sup> ", "({}) ", "{}) ", "<sup>{})</sup> ", "{} "))
    n = r.choice((1, 1, 1, 2, 3, 5))
    for i in range(n):
        lead = mark.format(r.choice((i + 1, "abcde"[i])) if n > 1 else r.choice(("*", "1", "a"))) if n > 1 or r.random() < .5 else r.choice(("Note: ", "Source: ", "注：" if s.lang == "zh" else "Notes. ", "* "))
        t = w.text(r, s.lang, r.choice((1, 1, 2))) if r.random() < .6 else w.phrase(r, s.lang, 3, 10)
        out.append(f'<div data-c={VFOOT} style="{css}">{lead}{t}</div>')
        h += s.est(len(t), fs=fs)
    gap = r.choice((1, 3, 6, 14, 22))
    return f'<div style="margin-top:{gap}px">{"".join(out)}</div>', h + gap


def captioned_table(s: Style, width: float | None = None):
    """A table with its caption above or below and sometimes a note under it."""
    r = s.r
    html, h = table(s, width)
    above = r.random() < .75
    cap, hc = caption(s, "table") if r.random() < .8 else ("", 0)
    note, hn = "", 0
    if r.random() < .35:
        note, hn = notes(s)
    m = r.uniform(.5, 1.4) * s.fs
    inner = cap + html + note if above else html + note + cap
    return f'<div style="margin:{m:.0f}px 0;break-inside:avoid">{inner}</div>', h + hc + hn + 2 * m


def caption(s: Style, what: str = "figure"):
    """A caption (class figure_title for tables too)."""
    r = s.r
    if s.lang in ("zh", "ja"):
        lead = f"{'图' if what == 'figure' else '表'}{r.randint(1, 30)}{r.choice((' ', '：', '-1 '))}"
    else:
        k = {"figure": ("Figure", "Fig.", "FIG.", "Figure", "Abbildung", "Рис."), "table": ("Table", "TABLE", "Tab.", "Table", "Tabelle", "Таблица")}[what]
        lead = k[min(s.capstyle, 3) if s.lang == "en" else s.capstyle % len(k)] + f" {r.choice((r.randint(1, 40), '%d.%d' % (r.randint(1, 9), r.randint(1, 20))))}{'.:  '[s.capstyle % 4]} "
    if r.random() < .55:
        lead = f"<b>{lead}</b>"
    if r.random() < .02:
        lead = ""
    t = w.phrase(r, s.lang, 3, 12) if r.random() < .45 else w.text(r, s.lang, r.randint(1, 4), s.inline)
    fs = s.fs * (.8, .88, .92, 1, .85)[s.capstyle]
    css = f"text-align:{'center' if len(t) < 90 or s.capstyle == 1 else s.align};" + ("font-style:italic;" if s.capstyle == 4 else "")
    return (f'<div data-c={FIG_TITLE} style="font-size:{fs:.1f}px;line-height:1.25;margin:{r.choice((1, 3, 5, 8))}px 0;text-indent:0;{css}">{lead}{t}</div>', s.est(len(t) + 8, fs=fs) + 8)
