"""Running heads and feet of one or several parts, in the flow above and below the text so that they never run into it.

`dressed` makes the whole page. Every part is a box of class header or footer, page numbers are numbers, marks are header or footer images.
"""
from . import blocks as b
from . import figures
from . import words as w
from .style import Style, colour

MONTHS = "January February March April May June July August September October November December".split()


def date(r) -> str:
    d, m, y = r.randint(1, 28), r.randint(1, 12), r.randint(1985, 2026)
    return r.choice((f"{d} {MONTHS[m - 1]} {y}", f"{MONTHS[m - 1]} {y}", f"{y}-{m:02d}-{d:02d}", f"{d:02d}.{m:02d}.{y}", f"{m}/{d}/{y % 100:02d}", f"{y}"))


def head_part(s: Style) -> str:
    """Words of a running head."""
    r, lang = s.r, s.lang
    short, n = w.phrase(r, lang, 1, 5), r.randint(1, 24)
    if lang in ("zh", "ja"):
        return r.choice((short, f"第{n}章　{short}", f"第{n}节　{short}", f"{w.phrase(r, lang, 2, 4)}　{r.randint(1980, 2025)}年第{n}期", f"第{r.randint(1, 40)}卷 第{n}期", f"{w.name(r, lang)}等：{short}", f"{short}（试行）", f"{date(r)}"))
    return r.choice((short, short, short, w.phrase(r, lang, 3, 9, caps=r.random() < .5), f"{w.name(r, lang)} et al.", f"{w.word(r, lang).title()} and {w.word(r, lang).title()}", f"Chapter {n}. {short}", f"{n}.{r.randint(1, 9)} {short}", f"§ {n} {short}",
                     f"{short}, Vol. {r.randint(1, 99)}, No. {n}", f"J. {w.word(r, lang).title()}. {w.word(r, lang).title()}. <b>{r.randint(1980, 2025)}</b>, <i>{r.randint(1, 99)}</i>, {r.randint(1, 400)}–{r.randint(401, 900)}", date(r), f"DRAFT – {date(r)}",
                     f"ISO {r.randint(1000, 29999)}:{r.randint(1990, 2025)}(E)", f"Case {n}:{r.randint(10, 25)}-cv-{r.randint(100, 99999):05d}-{r.choice('ABCD')}{r.choice('JKL')}&ensp;Document {r.randint(1, 300)}&ensp;Filed {date(r)}", f"{short} | {w.phrase(r, lang, 1, 4)}",
                     f"Name: {'_' * r.randint(8, 24)}", f"{r.choice('ABCDEFGH')}{r.randint(100, 9999)}/{n}", f"Page {n} of {n + r.randint(0, 60)}&ensp;{short}"))


def foot_part(s: Style) -> str:
    """Words of a foot."""
    r, lang = s.r, s.lang
    year, who = r.randint(1985, 2026), w.phrase(r, lang, 1, 4, caps=True)
    if lang in ("zh", "ja") and r.random() < .7:
        return r.choice((w.phrase(r, lang, 2, 6), f"{w.phrase(r, lang, 2, 4)}出版社", f"版权所有 © {year} {w.phrase(r, lang, 2, 3)}", f"地址：{w.phrase(r, lang, 3, 6)}　电话：{r.randint(10, 99)}-{r.randint(1000000, 9999999)}", f"收稿日期：{date(r)}", f"{w.phrase(r, lang, 2, 4)}（机密）", f"DOI：10.{r.randint(1000, 9999)}/j.issn.{r.randint(1000, 9999)}-{r.randint(1000, 9999)}"))
    site = f"{w.word(r, 'en')}{r.choice(('', '-' + w.word(r, 'en')))}.{r.choice(('com', 'org', 'gov', 'edu', 'de', 'ac.uk'))}"
    return r.choice((f"© {year} {who}", f"© {year} {who}. All rights reserved.", f"www.{site}", f"https://doi.org/10.{r.randint(1000, 9999)}/{w.word(r, 'en')}.{year}.{r.randint(1000, 99999)}", f"https://{site}/{w.word(r, 'en')}", "Confidential", f"{who} – Confidential", "For internal use only",
                     f"Version {r.randint(1, 9)}.{r.randint(0, 9)}", f"Version {r.randint(1, 9)}.{r.randint(0, 9)}, {date(r)}", date(r), f"Revised {date(r)}", f"Printed on {date(r)}", f"Form {r.randint(10, 9999)}{r.choice(('', '-A', ' (Rev. 3)'))} ({year})", f"Cat. No. {r.randint(10000, 99999)}{r.choice('ABX')}",
                     who, who, w.phrase(r, lang, 2, 8), f"{w.word(r, 'en')}_{w.word(r, 'en')}_v{r.randint(1, 9)}.{r.choice(('docx', 'pdf', 'tex'))}", f"Downloaded from {site} on {date(r)}", "[Turn over", f"ISBN 978-{r.randint(0, 9)}-{r.randint(100, 999)}-{r.randint(10000, 99999)}-{r.randint(0, 9)}",
                     f"{w.name(r, lang)}, {who}", f"{r.randint(1, 300)} {w.word(r, lang).title()} Street, {w.word(r, lang).title()} {r.randint(10000, 99999)}", f"Tel. +{r.randint(1, 90)} {r.randint(10, 999)} {r.randint(100000, 999999)}", f"{w.word(r, 'en')}@{site}", f"Doc. no. {r.choice('ABCQ')}-{r.randint(100, 9999)} · Rev. {r.choice('ABC')}", "Continued on next page"))


def number(s: Style) -> str:
    r, n = s.r, s.r.randint(1, 900)
    if s.lang in ("zh", "ja") and r.random() < .4:
        return r.choice((f"第{n}页", f"第 {n % 40 + 1} 页 共 {n % 40 + r.randint(1, 30)} 页", f"·{n}·", f"— {n} —"))
    return r.choice((str(n), str(n), str(n), f"Page {n % 40 + 1} of {n % 40 + r.randint(1, 30)}", f"Page {n % 60}", f"– {n} –", f"{n % 30 + 1}/{n % 30 + r.randint(1, 30)}", r.choice(("ii", "iv", "ix", "xiv")), f"{r.choice('ABC')}-{n % 40 + 1}", f"p. {n}", f"[{n}]"))


def strip(s: Style, foot: bool, parts: int, numbered: bool, fs: float) -> str:
    """One row: its parts spread over the width, the number among them, a mark at an end."""
    r = s.r
    cls, words = (b.FOOTER, foot_part) if foot else (b.HEADER, head_part)
    manner = r.choice(("", "", "", "font-style:italic;", "text-transform:uppercase;letter-spacing:.6px;font-size:.88em;", "font-weight:700;", "font-variant:small-caps;"))
    one = lambda: f'<span data-c={cls} style="min-width:0;overflow-wrap:anywhere;max-width:{(100, 100, 52, 36, 28)[parts]}%;{manner}">{words(s)}{f"<br>{words(s)}" if r.random() < (.3 if foot else .15) else ""}</span>'
    cells = [one() for _ in range(parts)]
    if numbered:
        cells.insert(r.choice((0, len(cells), len(cells), len(cells) // 2)), f'<span data-c={b.NUMBER} style="white-space:nowrap;{r.choice(("", "", "font-weight:700;"))}">{number(s)}</span>')
    if r.random() < .12:
        cells.insert(r.choice((0, len(cells))), f'<span style="flex:none">{figures.logo(s, b.FOOTER_IMG if foot else b.HEADER_IMG, fs * r.uniform(1.4, 3.2))}</span>')
    if not cells:
        return ""
    just = r.choice(("center", "center", "flex-start", "flex-end")) if len(cells) == 1 else r.choice(("space-between", "space-between", "space-between", "space-between", "center", "flex-start"))
    return f'<div style="display:flex;gap:{r.choice((14, 22))}px;justify-content:{just};align-items:{"flex-start" if foot else "flex-end"};text-align:{"center" if just == "center" else "start"}">{"".join(cells)}</div>'


def line(s: Style, edge: str) -> str:
    """A rule on the given edge of a strip, or none."""
    r = s.r
    pick = r.random()
    if pick < .5:
        return ""
    if pick < .56:
        return f"background:{colour(r, False)};padding:3px 8px;"
    return f"border-{edge}:{r.choice(('.6px solid', '1px solid', '1px solid', '2px solid', '3px double', '1px dotted'))} {r.choice(('#000', '#555', '#aaa', s.accent))};padding-{edge}:{r.randint(1, 6)}px;"


def head(s: Style, parts: int | None = None, numbered: bool = False) -> str:
    """A running head of the given parts (0: none but perhaps a number)."""
    r = s.r
    fs = max(6.5, s.fs * r.choice((.6, .7, .78, .85, .95)))
    body = strip(s, False, r.choices((0, 1, 2, 3), (1, 4, 4, 2))[0] if parts is None else parts, numbered, fs)
    return f'<div style="flex:none;text-indent:0;line-height:1.2;font-size:{fs:.1f}px;font-family:\'{r.choice((s.font, s.font, s.head_font))}\';color:{r.choice(("inherit", "inherit", "#555", "#888", s.accent))};margin-bottom:{r.choice((6, 10, 14, 22, 34))}px;{line(s, "bottom")}">{body}</div>' if body else ""


def foot(s: Style, parts: int | None = None, numbered: bool = True) -> str:
    """A foot: one or two rows, or columns of an address, sometimes a line of small print above or below."""
    r = s.r
    fs = max(6.3, s.fs * r.choice((.58, .66, .72, .8, .9)))
    n = r.choices((0, 1, 2, 3), (.5, 3, 4, 3))[0] if parts is None else parts
    rows = [strip(s, True, n, numbered, fs)]
    if r.random() < .16:
        rows.insert(r.choice((0, 1)), f'<div data-c={b.FOOTER} style="text-align:{r.choice(("center", "start", "justify"))};margin:2px 0">{w.text(r, s.lang, r.choice((1, 1, 2)))}</div>')
    if r.random() < .12:
        rows.append(strip(s, True, r.choice((1, 2)), False, fs))
    body = "".join(rows)
    return f'<div style="flex:none;text-indent:0;line-height:1.2;font-size:{fs:.1f}px;font-family:\'{r.choice((s.font, s.head_font))}\';color:{r.choice(("inherit", "inherit", "#444", "#777", s.accent))};margin-top:{r.choice((5, 8, 12, 20, 30))}px;{line(s, "top")}">{body}</div>' if body else ""


def dressed(s: Style, body: str, margins: tuple[float, float, float, float], heads: int | None = None, feet: int | None = None) -> str:
    """The page: head, `body` (in a flex column that takes what is left) and foot within (left, right, top, bottom) margins in px."""
    r = s.r
    where = r.choices(("head", "foot", "none"), (3, 6, 1))[0]
    l, r_, t, bt = margins
    return (f'<div id=page {"dir=rtl" if s.rtl else ""} style="position:relative;overflow:hidden;width:{s.W}px;height:{s.H}px;background:{s.paper};color:{s.ink};font-family:\'{s.font}\';font-size:{s.fs}px;line-height:{s.lh};text-align:{s.align};--i:{s.indent}px;--g:{s.gap:.1f}px">'
            f'<div style="position:absolute;left:{l:.0f}px;right:{r_:.0f}px;top:{t * .55:.0f}px;bottom:{bt * .5:.0f}px;display:flex;flex-direction:column">{head(s, heads, where == "head")}<div style="flex:1;min-height:0;display:flex;flex-direction:column">{body}</div>{foot(s, feet, where == "foot")}</div></div>')
