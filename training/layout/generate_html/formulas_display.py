"""Display formulas in the shapes that papers and textbooks have: derivations, cases, matrices, systems, integrals, limits, reactions, worked numbers.

Each shape returns (MathML, lines); `hi` is the number of terms that fit on a line of the page's column.
"""
from .formulas import LETTERS, MATH_FONTS, expr, placed, term
from .style import Style

ACCENTS = "^¯~˙→"
UNITS = ("m", "kg", "s", "N", "J", "W", "V", "mol", "Pa", "K", "m/s", "kJ/mol", "cm²", "%")
ELEMENTS = ("H", "O", "C", "N", "Na", "Cl", "Fe", "Ca", "Cu", "S", "K", "Al", "Zn", "Mg")


def letter(r) -> str:
    """A symbol, sometimes with an accent, bold or indexed."""
    v = f'<mi{r.choice(("", "", "", " mathvariant=bold"))}>{r.choice(LETTERS)}</mi>'
    if r.random() < .2:
        v = f'<mover accent="true">{v}<mo>{r.choice(ACCENTS)}</mo></mover>'
    return f"<msub>{v}<mi>{r.choice('ijkn012')}</mi></msub>" if r.random() < .3 else v


def left_side(r) -> str:
    arg = f"<mo>(</mo>{letter(r)}{f'<mo>,</mo>{letter(r)}' if r.random() < .4 else ''}<mo>)</mo>"
    return r.choice((letter(r), f"<mi>{r.choice('fghuFGΦ')}</mi>{arg}", f"<mi>{r.choice(('P', 'E', 'Var', 'log', 'det', 'tr'))}</mi>{arg}", f"<mfrac><mrow><mo>∂</mo>{letter(r)}</mrow><mrow><mo>∂</mo>{letter(r)}</mrow></mfrac>"))


def row(*cells: str) -> str:
    """A line of an aligned group: the first cell ends where the second begins."""
    return "<mtr>" + "".join(f'<mtd style="text-align:{"right" if not i and len(cells) > 1 else "left"}">{c}</mtd>' for i, c in enumerate(cells)) + "</mtr>"


def plain(r, hi: int):
    return f"{left_side(r)}<mo>=</mo>{expr(r, 0, max(1, min(hi, r.choice((1, 2, 4, 8)))))}", 1.2


def derivation(r, hi: int):
    """The same left side over several steps."""
    n = r.choice((2, 2, 3, 3, 4, 6))
    rel = r.choice(("=", "=", "=", "≤", "⇔", "≈"))
    body = row(left_side(r), f"<mo>=</mo>{expr(r, 1, max(1, min(5, hi - 1)))}") + "".join(row("", f"<mo>{rel}</mo>{expr(r, 1, max(1, min(5, hi - 1)))}") for _ in range(n - 1))
    return f'<mtable displaystyle="true">{body}</mtable>', n


def broken(r, hi: int):
    """One long formula whose next lines begin with an operator."""
    n = r.choice((2, 2, 3))
    body = row(f"{left_side(r)}<mo>=</mo>{expr(r, 1, max(1, hi - 2))}") + "".join(row(f'<mspace width="{r.choice((1, 2, 4))}em"></mspace><mo>{r.choice("+−×")}</mo>{expr(r, 1, max(1, hi - 2))}') for _ in range(n - 1))
    return f'<mtable displaystyle="true">{body}</mtable>', n


def cases(r, hi: int):
    word = r.choice((("if ", "otherwise"), ("for ", "else"), ("falls ", "sonst"), ("若 ", "其他"), ("", ""), ("при ", "иначе")))
    n = r.choice((2, 2, 3, 4))
    rows = "".join(row(f"{expr(r, 1, 1)}<mo>,</mo>", f"<mtext>&ensp;{word[0]}</mtext>{letter(r)}<mo>{r.choice('<>≤≥=≠')}</mo><mn>{r.randint(0, 9)}</mn>" if i < n - 1 or not word[1] else f"<mtext>&ensp;{word[1]}</mtext>") for i in range(n)).replace("text-align:right", "text-align:left")
    return f"<mrow>{left_side(r)}<mo>=</mo><mrow><mo>{{</mo><mtable>{rows}</mtable></mrow></mrow>", n


def system(r, hi: int):
    """Linear equations below each other, with or without a brace."""
    n, names = r.choice((2, 3, 3, 4)), r.choice(("xyz", "abc", "uvw"))
    rows = "".join(row("".join(f'<mo>{r.choice("+−") if k else ""}</mo><mn>{r.randint(2, 19)}</mn><mi>{v}</mi>' for k, v in enumerate(names[:r.choice((2, 3))])), f"<mo>=</mo><mn>{r.randint(-9, 99)}</mn>") for _ in range(n))
    brace = "<mo>{</mo>" if r.random() < .6 else ""
    return f"<mrow>{brace}<mtable>{rows}</mtable></mrow>", n


def grid(r, n: int, m: int) -> str:
    a, b = r.choice(("()", "[]", "[]", "||"))
    entry = r.choice((lambda: f"<mn>{r.randint(-9, 20)}</mn>", lambda: f"<msub><mi>{r.choice('abx')}</mi><mn>{r.randint(1, 4)}{r.randint(1, 4)}</mn></msub>", lambda: r.choice(("<mn>0</mn>", "<mn>1</mn>", "<mo>⋯</mo>", "<mo>⋮</mo>", f"<mi>{r.choice('abcλ')}</mi>"))))
    rows = "".join("<mtr>" + "".join(f"<mtd>{entry()}</mtd>" for _ in range(m)) + "</mtr>" for _ in range(n))
    return f"<mrow><mo>{a}</mo><mtable>{rows}</mtable><mo>{b}</mo></mrow>"


def matrix(r, hi: int):
    n, m = r.randint(2, 4), r.choice((1, 2, 3, 4)) if hi > 4 else 2
    more = f"{grid(r, m, 1)}<mo>=</mo>{grid(r, n, 1)}" if hi > 5 and r.random() < .4 else ""
    return f"<mrow><mi mathvariant=bold>{r.choice('ABJMTΣ')}</mi><mo>=</mo>{grid(r, n, m)}{more}</mrow>", n


def integral(r, hi: int):
    sign = r.choice(("∫", "∫", "∫", "∬", "∮"))
    bounds = f"<msubsup><mo>{sign}</mo><mrow>{r.choice(('<mn>0</mn>', '<mi>a</mi>', '<mo>−</mo><mi>∞</mi>'))}</mrow><mrow>{r.choice(('<mn>1</mn>', '<mi>b</mi>', '<mi>∞</mi>', '<mi>T</mi>'))}</mrow></msubsup>" if r.random() < .7 else f"<msub><mo>{sign}</mo><mi>{r.choice('ΩSVDΓ')}</mi></msub>"
    v = r.choice("xtsuθ")
    return f"{left_side(r) + '<mo>=</mo>' if r.random() < .6 else ''}{bounds}{expr(r, 1, max(1, min(3, hi - 3)))}<mspace width=.2em></mspace><mi>d</mi><mi>{v}</mi>{'<mo>=</mo>' + expr(r, 1, 1) if hi > 4 and r.random() < .6 else ''}", 1.6


def limit(r, hi: int):
    op = r.choice(("lim", "lim", "max", "min", "sup", "arg min", "arg max"))
    under = f"<munder><mi>{op}</mi><mrow>{letter(r)}<mo>{r.choice('→∈')}</mo><mi>{r.choice('∞nℝXΩ0')}</mi></mrow></munder>"
    return f"{letter(r) + '<mo>=</mo>' if r.random() < .4 else ''}{under}{expr(r, 1, max(1, min(3, hi - 2)))}<mo>{r.choice('=≤≥')}</mo>{term(r, 1)}", 1.5


def series(r, hi: int):
    one = lambda: f"<munderover><mo>{r.choice('∑∑∏⋃')}</mo><mrow><mi>{r.choice('ijkn')}</mi><mo>=</mo><mn>{r.randint(0, 1)}</mn></mrow><mi>{r.choice('nNmK∞')}</mi></munderover>{term(r, 1)}"
    return f"{left_side(r)}<mo>=</mo>{one()}{'<mo>+</mo>' + one() if hi > 4 and r.random() < .4 else ''}", 1.9


def reaction(r, hi: int):
    """A chemical equation."""
    def part() -> str:
        atoms = "".join(f'<msub><mi mathvariant="normal">{a}</mi><mn>{r.randint(2, 7)}</mn></msub>' if r.random() < .5 else f'<mi mathvariant="normal">{a}</mi>' for a in r.sample(ELEMENTS, r.choice((1, 2, 2, 3))))
        return f"{f'<mn>{r.randint(2, 6)}</mn>' if r.random() < .4 else ''}<mrow>{atoms}</mrow>"
    side = lambda: "<mo>+</mo>".join(part() for _ in range(r.choice((1, 2, 2)) if hi > 3 else 1))
    return f"{side()}<mo>{r.choice('→→⇌⟶=')}</mo>{side()}{r.choice(('', '', '<mo>↑</mo>', '<mo>↓</mo>'))}", 1.1


def worked(r, hi: int):
    """Numbers put into a formula, with their units."""
    n = lambda: f"<mn>{r.choice((r.randint(2, 900), round(r.random() * 90, 1), round(r.random(), 3)))}</mn>"
    u = f'<mspace width=".2em"></mspace><mtext>{r.choice(UNITS)}</mtext>'
    frac = f"<mfrac><mrow>{n()}<mo>×</mo>{n()}</mrow><mrow>{n()}</mrow></mfrac>" if r.random() < .6 else f"{n()}<mo>×</mo>{n()}"
    return f"{letter(r)}<mo>=</mo>{f'<mfrac><mrow>{letter(r)}{letter(r)}</mrow>{letter(r)}</mfrac><mo>=</mo>' if hi > 4 else ''}{frac}<mo>=</mo>{n()}{u if r.random() < .7 else ''}", 1.4


def choose(r, hi: int):
    """Binomials, roots in roots, nested fractions."""
    a = f'<mrow><mo>(</mo><mfrac linethickness="0"><mi>{r.choice("nNm")}</mi><mi>{r.choice("kri")}</mi></mfrac><mo>)</mo></mrow>'
    b = f"<msqrt><mn>{r.randint(1, 9)}</mn><mo>+</mo><msqrt>{expr(r, 2, 2)}</msqrt></msqrt>"
    c = f"<mfrac><mn>1</mn><mrow><mn>{r.randint(1, 9)}</mn><mo>+</mo><mfrac><mn>{r.randint(1, 9)}</mn>{term(r, 2)}</mfrac></mrow></mfrac>"
    return f"{left_side(r)}<mo>=</mo>{r.choice((a, b, c))}<mo>{r.choice('+−·')}</mo>{term(r, 1)}", 1.7


SHAPES = ((plain, 9), (derivation, 4), (broken, 2), (cases, 2), (system, 1.5), (matrix, 2.5), (integral, 3), (limit, 2), (series, 3), (reaction, 1.2), (worked, 2), (choose, 1.5))


class Formulas:
    """The displayed formulas of one page: how they are numbered and in which type is drawn once."""

    def __init__(self, s: Style, numbered: float | None = None) -> None:
        r = s.r
        self.s, self.math, self.left = s, r.choice(MATH_FONTS), r.random() < .1
        self.numbered = r.choice((0, .3, .6, .95)) if numbered is None else numbered
        self.form, self.n = r.choice(("({n})", "({n})", "({c}.{n})", "({c}-{n})", "[{n}]", "({c}.{k}.{n})", "({n}{a})", "……({n})")), r.randint(0, 40)

    def __call__(self, shape=None):
        """The next formula; returns (html, height px)."""
        s, r = self.s, self.s.r
        shape = shape or r.choices([k for k, _ in SHAPES], [v for _, v in SHAPES])[0]
        body, lines = shape(r, max(1, int(s.colw / s.fs / 6)))
        num = ""
        if r.random() < self.numbered:
            self.n += 1
            num = self.form.format(n=self.n, c=1 + s.capstyle, k=1 + self.n % 3, a=r.choice("abc"))
        return placed(s, body, num, lines, self.left, self.math)
