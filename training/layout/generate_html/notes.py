"""Footnotes in the forms of law, history and science: one line or many, in one to three columns, with or without a rule, marks of every kind.

Each note is a box of class footnote; now and then a tight block of them is one, as `blocks.footnotes` has it.
"""
from . import words as w
from .blocks import FOOTNOTE
from .style import Style

MARKS = ("<sup>{n}</sup> ", "<sup>{n}</sup>", "<sup>{n}</sup> ", "{n}. ", "{n} ", "{n}) ", "[{n}] ", "({n}) ", "<sup>{s}</sup> ", "{s} ", "<sup>{a}</sup> ", "{o} ", "<sup>{n})</sup> ", "<b>{n}</b>&ensp;")
RULES = ("short", "short", "short", "short", "full", "full", "none", "none", "centre", "double", "dotted")


def source(s: Style) -> str:
    """A short note: a citation, a reference back, an address, a remark of a few words."""
    r, lang = s.r, s.lang
    y, p = r.randint(1780, 2025), r.randint(1, 900)
    if lang in w.FULL:
        return r.choice((f"{w.name(r, lang)}：《{w.phrase(r, lang, 2, 6)}》，{w.phrase(r, lang, 2, 3)}，{y}年，第{p}页。", f"参见{w.name(r, lang)}，{y}，第{p}页。", f"同上，第{p}页。", w.sentence(r, lang, r.randint(4, 12))))
    name, title = w.name(r, lang), w.phrase(r, lang, 2, 6)
    return r.choice((f"{name}, <i>{title}</i> ({w.word(r, lang).title()}, {y}), {r.choice(('p.', 'pp.', 'S.', 'с.'))} {p}.", f"<i>Ibid.</i>, {p}.", f"<i>Id.</i> at {p}–{p + 7}.", f"See {name}, {y}, {p}.", f"Cf. <i>{title}</i>, {p}.",
                     f"{w.word(r, lang).title()} v. {w.word(r, lang).title()}, {p} U.S. {r.randint(1, 999)} ({y}).", f"Art. {p}, § {r.randint(1, 9)}, {title}.", f"{title}, <i>supra</i> note {r.randint(1, 99)}, at {p}.",
                     f"https://www.{w.word(r, 'en')}.org/{w.word(r, 'en')}/{p}", f"{w.word(r, 'en')}@{w.word(r, 'en')}.edu", f"{w.sentence(r, lang, r.randint(4, 12))}", f"„{title}“, in: {w.phrase(r, lang, 1, 4)} {r.randint(1, 60)} ({y}), {p}–{p + 20}."))


class Notes:
    """The footnotes of one page: their look is drawn once, their numbers go on."""

    def __init__(self, s: Style) -> None:
        r = s.r
        self.s, self.first, self.n = s, r.choice((1, 1, 1, r.randint(2, 400))), 0
        self.mark, self.rule = r.choice(MARKS), r.choice(RULES)
        self.fs = max(6.5, s.fs * r.choice((.66, .72, .76, .8, .8, .85, .9, .95, 1)))
        self.lh, self.gap, self.hang = r.choice((1.1, 1.15, 1.2, 1.3, 1.4)), r.choice((0, 0, 1, 2, 4)), r.choice((0, 0, 0, -12, -16, 14, 22))
        self.long = r.choice((0, 0, .1, .3, .7))

    def sign(self) -> str:
        k = self.first + self.n
        return self.mark.format(n=k, s=("*†‡§¶‖#"[self.n % 7] * (1 + self.n // 7)) if self.n < 21 else k, a="abcdefghijklmnopqrstuvwxyz"[self.n % 26], o="①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"[self.n % 20])

    def ref(self) -> str:
        """The raised mark in running text that some later note answers."""
        return f"<sup>{'*†‡§'[self.s.r.randrange(4)] if '{s}' in self.mark else self.first + self.s.r.randrange(12)}</sup>"

    def block(self, width: float, height: float, count: int, cols: int = 1) -> str:
        """At most `count` notes that fit into width x height px over `cols` columns, below the rule; "" when none fits."""
        s, r = self.s, self.s.r
        cw, one = width / cols - (14 if cols > 1 else 0), count <= 4 and r.random() < .25
        items, h = [], 0.0
        self.n = 0
        opened = r.random() < .08
        for i in range(count):
            lead = "" if opened and not i else self.sign()
            t = w.text(r, s.lang, r.choice((1, 2, 2, 3, 5))) if r.random() < self.long else source(s)
            t += f" {source(s)}" if r.random() < .2 else ""
            d = s.est(len(t) + 4, cw, self.fs) / s.lh * self.lh + self.gap
            if items and h + d > height * cols:
                break
            h += d
            self.n += bool(lead)
            pad, ind = (abs(self.hang), self.hang) if self.hang < 0 else (0, self.hang)
            items.append(f'<div {"" if one else f"data-c={FOOTNOTE}"} style="padding-inline-start:{pad}px;text-indent:{ind}px;margin-bottom:{self.gap}px">{lead}{t}</div>')
        ink = f"{r.choice((.6, .8, 1))}px {'dotted' if self.rule == 'dotted' else 'double' if self.rule == 'double' else 'solid'} {r.choice(('#000', '#444', '#888'))}"
        ink = ink.replace("0.6px double", "3px double").replace("0.8px double", "3px double").replace("1px double", "3px double")
        rule = {"none": "", "full": f"border-top:{ink};", "double": f"border-top:{ink};", "dotted": f"border-top:{ink};", "short": f"border-top:{ink};width:{r.choice((50, 90, 140, 200))}px;", "centre": f"border-top:{ink};width:120px;margin-inline:auto;"}[self.rule]
        return (f'<div style="flex:none;margin-top:{r.choice((4, 8, 12, 20))}px;text-align:{r.choice(("justify", s.align, "start"))}"><div style="max-width:100%;{rule}margin-bottom:{r.choice((2, 4, 6))}px"></div>'
                f'<div data-clip style="max-height:{height:.0f}px;overflow:hidden;columns:{cols};column-gap:20px;column-fill:{"balance" if cols > 1 else "auto"};font-size:{self.fs:.1f}px;line-height:{self.lh};--i:0px" {f"data-c={FOOTNOTE}" if one else ""}>{"".join(items)}</div></div>')
