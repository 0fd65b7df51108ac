"""Display formulas in MathML (Chromium renders it), number at the far right, or inline-styled fallbacks."""
from .blocks import FNUM, FORMULA
from .style import Style

LETTERS = "xyzabcnmktuvpqrstABCDEFGHKLMNPQRSTUVXαβγδεζηλμνξπρστφχψωΓΔΘΛΣΦΨΩ"
MATH_FONTS = ("Latin Modern Math", "STIX Two Math", "TeX Gyre Termes Math", "DejaVu Math TeX Gyre")
OPS = ["+", "−", "=", "≤", "≥", "·", "×", "∈", "→", "≈", "∼", "⊗", "±"]


def term(r, depth: int = 0) -> str:
    """One MathML term, nested at most three deep."""
    q = r.random()
    v = f"<mi>{r.choice(LETTERS)}</mi>" if r.random() < .8 else f"<mn>{r.randint(0, 99)}</mn>"
    if depth > 2 or q < .3:
        return v
    if q < .45:
        return f"<msub>{v}<mi>{r.choice('ijkn0123')}</mi></msub>"
    if q < .55:
        return f"<msup>{v}<mn>{r.choice('23nk')}</mn></msup>"
    if q < .68:
        return f"<mfrac><mrow>{expr(r, depth + 1, 3)}</mrow><mrow>{expr(r, depth + 1, 3)}</mrow></mfrac>"
    if q < .78:
        o = r.choice("∑∏∫")
        return f"<munderover><mo>{o}</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>{r.choice('nNmK∞')}</mi></munderover>" + term(r, depth + 1)
    if q < .84:
        return f"<msqrt>{expr(r, depth + 1, 3)}</msqrt>"
    if q < .95:
        a, b = r.choice(("()", "[]", "{}", "||"))
        return f"<mrow><mo>{a}</mo>{expr(r, depth + 1, 4)}<mo>{b}</mo></mrow>"
    n = r.randint(2, 3)
    return "<mrow><mo>[</mo><mtable>" + "".join("<mtr>" + "".join(f"<mtd>{term(r, 3)}</mtd>" for _ in range(n)) + "</mtr>" for _ in range(n)) + "</mtable><mo>]</mo></mrow>"


def expr(r, depth: int = 0, hi: int = 7) -> str:
    out = [term(r, depth)]
    for _ in range(r.randint(1, hi)):
        out += [f"<mo>{r.choice(OPS)}</mo>", term(r, depth)]
    return "".join(out)


def formula(s: Style):
    """A display formula of one to four lines; its number is a box of its own. Returns (html, height px)."""
    r = s.r
    lines = r.choice((1, 1, 1, 1, 2, 3, 4))
    hi = max(1, int(s.colw / s.fs / 9))
    if lines == 1:
        body = expr(r, 0, min(hi, r.choice((2, 4, 9))))
    else:
        body = '<mtable displaystyle="true">' + "".join(
            f'<mtr><mtd style="text-align:right">{term(r, 2)}</mtd><mtd style="text-align:left"><mo>=</mo>{expr(r, 1, max(1, min(5, hi - 1)))}</mtd></mtr>' for _ in range(lines)) + "</mtable>"
    num = f"({r.choice((str(r.randint(1, 60)), f'{r.randint(1, 9)}.{r.randint(1, 40)}', f'A{r.randint(1, 9)}'))})" if r.random() < .65 else ""
    return placed(s, body, num, lines)


def placed(s: Style, body: str, num: str, lines: float, left: bool = False, math: str = ""):
    """`body` as a displayed formula of about `lines` lines with its number (or none) at the right or left; returns (html, height px)."""
    r = s.r
    side, other = ("left", "right") if left else ("right", "left")
    tag = f'<span data-c={FNUM} style="position:absolute;{side}:0;top:50%;transform:translateY(-50%);white-space:nowrap">{num}</span>' if num else ""
    just = r.choices(("center", "flex-start"), (85, 15))[0]
    pad = r.uniform(.3, 1.0) * s.fs
    fam = math or r.choice(MATH_FONTS)
    return (f'<div style="position:relative;display:flex;justify-content:{just};align-items:center;margin:{pad:.0f}px 0;break-inside:avoid;text-indent:0;direction:ltr;padding:0;padding-{side}:{3 * s.fs if num else 0:.0f}px;padding-{other}:{0 if just == "center" else 30}px">'
            f'<math display="block" data-c={FORMULA} data-m=math style="font-family:\'{fam}\';margin:0;font-size:{s.fs * r.choice((1, 1.1)):.1f}px;flex:none">{body}</math>{tag}</div>',
            lines * s.fs * 2.2 + 2 * pad)
