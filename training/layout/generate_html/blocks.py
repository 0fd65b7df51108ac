"""Text blocks: each function returns (html, estimated height in px). `data-c` carries the class id; the renderer measures it."""
from . import words as w
from .style import Style

ABSTRACT, ALGORITHM, ASIDE, CHART, CONTENT, FORMULA, DOC_TITLE, FIG_TITLE, FOOTER, FOOTER_IMG, FOOTNOTE, FNUM, HEADER, HEADER_IMG, IMAGE, INLINE, \
    NUMBER, PAR_TITLE, REFERENCE, REF_CONTENT, SEAL, TABLE, TEXT, VTEXT, VFOOT = range(25)


def par(s: Style, lo: int = 1, hi: int = 6, cls: int = TEXT, css: str = "", fs: float | None = None):
    """A paragraph of lo..hi sentences."""
    t = w.text(s.r, s.lang, s.r.randint(lo, hi), s.inline)
    size = f"font-size:{fs}px;" if fs else ""
    return f'<p data-c={cls} style="{size}{css}">{t}</p>', s.est(len(t), fs=fs) + s.gap


def heading(s: Style, level: int | None = None):
    """A section title in the page's manner; sometimes run tight, ruled or on a tint."""
    r = s.r
    level = level or r.choice((1, 2, 2, 3))
    n = s.n()
    num = {"num": f"{n}{'.' if r.random() < .5 else ''}{'' if level == 1 else '.' + str(r.randint(1, 9))}&ensp;", "roman": f"{'I' * (n % 3 + 1)}. ",
           "cjk": f"{'一二三四五六七八九十'[n % 10]}、" if s.lang in ("zh", "ja") else f"§ {n} "}.get(s.heads, "")
    t = w.phrase(r, s.lang, 1, 8, caps=r.random() < .3)
    fs = s.fs * {1: r.choice((1.15, 1.3, 1.5, 1.8)), 2: r.choice((1, 1.1, 1.2)), 3: 1.0}[level]
    css = f"font-family:'{s.head_font}';font-size:{fs:.1f}px;color:{s.accent};font-weight:{r.choice((700, 700, 700, 600, 400)) if level < 3 else 700};"
    css += "text-transform:uppercase;" if s.heads == "caps" and level == 1 else ""
    css += "text-align:center;" if s.heads in ("centre", "roman") else ""
    css += "font-style:italic;" if level == 3 and r.random() < .6 else ""
    if r.random() < .3:  # a heading in body type: what sets it apart is a mark, its place or its slant alone
        fs = s.fs
        css += f"font-size:{fs:.1f}px;" + r.choice(("text-decoration:underline;", "font-variant:small-caps;", "font-style:italic;", "letter-spacing:1px;", "color:#666;", "", "", ""))
        css += r.choice(("", "", f"font-family:'{s.font}';font-weight:400;"))
    t += r.choice(("", "", "", "", "", "", ":", " (continued)"))
    deco = r.random()
    if deco < .06:
        css += f"border-bottom:1px solid {s.accent};"
    elif deco < .1:
        css += "background:#ddd;padding:2px 4px;"
    elif deco < .13:
        css += f"background:{s.accent};color:#fff;padding:2px 6px;"
    m = f"margin:{r.uniform(.4, 1.4) * s.fs:.0f}px 0 {r.uniform(.1, .7) * s.fs:.0f}px;break-after:avoid;break-inside:avoid;text-indent:0;text-align-last:auto;"
    return f'<div data-c={PAR_TITLE} style="{m}{css}line-height:1.2">{num}{t}</div>', s.est(len(t) + 4, fs=fs) + 1.6 * s.fs


def lst(s: Style):
    """A list: one box per item when items are long or spaced, else one box for the whole."""
    r = s.r
    n, long_ = r.randint(2, 8), r.random() < .6
    mark = r.choice(("disc", "disc", "decimal", "lower-alpha", "square", "'– '", "upper-roman", "'☐ '", "'✓ '"))
    whole = not long_ and r.random() < .35
    rows, h = [], s.gap
    for _ in range(n):
        t = w.text(r, s.lang, r.randint(1, 2), s.inline) if long_ else w.phrase(r, s.lang, 2, 9)
        rows.append(f'<li {"" if whole else f"data-c={TEXT} data-m=li"} style="margin:{s.gap * .5 if long_ else 1:.0f}px 0">{t}</li>')
        h += s.est(len(t), s.colw - 24) + (s.gap * .5 if long_ else 1)
    tag = "ol" if mark in ("decimal", "lower-alpha", "upper-roman") else "ul"
    attr = f"data-c={TEXT} data-m=li" if whole else ""
    return f'<{tag} {attr} style="margin:{s.gap:.0f}px 0;padding-inline-start:{r.randint(16, 38)}px;list-style:{mark};text-indent:0">{"".join(rows)}</{tag}>', h


def code(s: Style):
    """A listing or an algorithm box."""
    r = s.r
    rows, depth = [], 0
    for i in range(r.randint(4, 18)):
        depth = max(0, min(4, depth + r.choice((-1, 0, 0, 1))))
        body = r.choice((f"{w.word(r, 'en')} = {w.word(r, 'en')}({w.word(r, 'en')}, {r.randint(0, 99)})", f"if {w.word(r, 'en')} &lt; {r.randint(0, 9)}:",
                         f"return {w.word(r, 'en')}.{w.word(r, 'en')}[{r.randint(0, 9)}]", f"for {r.choice('ijk')} in range({w.word(r, 'en')}):",
                         f"// {w.words(r, 'en', 5)}", f"{w.word(r, 'en')}.{w.word(r, 'en')}();", "}", "&lt;item id=&quot;%d&quot;&gt;" % r.randint(1, 99)))
        rows.append((f"{i + 1:2d}: " if r.random() < 2 and s.capstyle % 2 else "") + "&nbsp;" * 2 * depth + body)
    box = r.choice(("", "border:1px solid #888;padding:4px 6px;", "background:#f0f0f0;padding:5px 8px;", "border-top:1px solid;border-bottom:1px solid;padding:3px 0;", "background:#222;color:#ddd;padding:6px 8px;"))
    mode = "box" if box else "text"
    fs = s.fs * r.choice((.8, .9, 1))
    fam = r.choice(("Liberation Mono", "DejaVu Sans Mono", "Inconsolata")) if r.random() < .8 else s.font
    return (f'<div data-c={ALGORITHM} data-m={mode} style="{box}font-family:\'{fam}\';font-size:{fs:.1f}px;line-height:1.25;white-space:pre;overflow:hidden;margin:{s.fs * .6:.0f}px 0;break-inside:avoid;text-align:left;direction:ltr;text-indent:0">'
            + "\n".join(rows) + "</div>", len(rows) * fs * 1.25 + s.fs * 1.6)


def references(s: Style, n: int | None = None):
    """Bibliography items, each one reference_content."""
    r = s.r
    rows, h = [], 0.0
    fs = s.fs * r.choice((.8, .9, 1))
    style, hang = r.randint(0, 2), r.choice((0, 16, 24))
    for i in range(n or r.randint(4, 22)):
        body = f"{w.name(r, s.lang)}, {w.name(r, s.lang)}{' et al.' if r.random() < .3 else ''} ({r.randint(1950, 2025)}). {w.sentence(r, s.lang, r.randint(5, 12))} <i>{w.phrase(r, s.lang, 2, 5)}</i> {r.randint(1, 90)}, {r.randint(1, 500)}–{r.randint(500, 999)}."
        lead = (f"[{i + 1}] ", f"{i + 1}. ", "")[style]
        rows.append(f'<div data-c={REF_CONTENT} style="padding-inline-start:{hang}px;text-indent:-{hang}px;margin-bottom:{r.choice((1, 1, 3)) if not style else s.gap * .4:.1f}px">{lead}{body}</div>')
        h += s.est(len(body) * .93, fs=fs) + 2
    return f'<div style="font-size:{fs:.1f}px;line-height:{r.choice((1.15, 1.25, s.lh))}">{"".join(rows)}</div>', h


def footnotes(s: Style):
    """Footnotes at a column's foot, below a short rule; several of them one box each or one box."""
    r = s.r
    fs = s.fs * r.choice((.72, .8, .88))
    rule = r.choice((f"border-top:.8px solid #333;width:{r.choice((60, 100, 160))}px;", f"border-top:1px solid #666;width:{s.colw:.0f}px", ""))
    n, one = r.choice((1, 1, 2, 3, 4)), r.random() < .3
    items = []
    for i in range(n):
        t = w.text(r, s.lang, r.choice((1, 1, 2)))
        items.append(f'<div {"" if one else f"data-c={FOOTNOTE}"} style="margin-top:1px"><sup>{r.choice((str(i + 1), "*†‡§"[i], "a"))}</sup> {t}</div>')
    return f'<div style="flex:none;margin-top:{r.randint(4, 14)}px"><div style="{rule}margin-bottom:3px;max-width:100%"></div><div {f"data-c={FOOTNOTE}" if one else ""} style="font-size:{fs:.1f}px;line-height:1.2;text-indent:0">{"".join(items)}</div></div>'


def contents(s: Style, n: int):
    """A table of contents: one `content` block."""
    r = s.r
    dots, rows = r.choice((True, True, False)), []
    for i in range(n):
        lvl = r.choice((0, 1, 1, 2))
        fill = f'<span style="flex:1;border-bottom:1px dotted #444;margin:0 4px 3px"></span>' if dots else '<span style="flex:1"></span>'
        rows.append(f'<div style="display:flex;padding-inline-start:{lvl * 18}px;margin:{r.choice((1, 3, 5))}px 0;{"font-weight:700;" if lvl == 0 else ""}"><span>{i + 1}{"" if lvl == 0 else "." + str(lvl)}&ensp;{w.phrase(r, s.lang, 1, 6)}</span>{fill}<span>{r.randint(1, 400)}</span></div>')
    return f'<div data-c={CONTENT} data-m=box style="text-indent:0">{"".join(rows)}</div>', n * s.fs * s.lh * 1.2
