"""One page's typographic style: sizes in CSS px at 96 dpi, colours, fonts. Drawn once per page."""
import random
from dataclasses import dataclass

from . import words

SERIF = ["Liberation Serif", "TeX Gyre Termes", "TeX Gyre Pagella", "Latin Modern Roman", "EB Garamond", "Caladea", "C059", "P052",
         "Linux Libertine O", "Noto Serif", "DejaVu Serif", "GFS Didot", "Junicode", "STIX"]
SANS = ["Liberation Sans", "Carlito", "Roboto", "Open Sans", "Lato", "DejaVu Sans", "Noto Sans", "TeX Gyre Heros", "Cantarell",
        "Liberation Sans Narrow", "URW Gothic", "Comfortaa"]
CJK = {"zh": (["Noto Serif CJK SC", "AR PL UKai CN", "Noto Serif CJK TC"], ["Noto Sans CJK SC", "Noto Sans CJK TC"]),
       "ja": (["Noto Serif CJK JP", "IPAMincho"], ["Noto Sans CJK JP", "IPAGothic"]),
       "ko": (["Noto Serif CJK KR", "NanumMyeongjo"], ["Noto Sans CJK KR", "NanumGothic"])}


@dataclass
class Style:
    """What every block of one page reads: px sizes, page size, language, colours."""
    r: random.Random
    lang: str
    W: int
    H: int
    fs: float
    lh: float
    font: str
    head_font: str
    ink: str
    accent: str
    paper: str
    align: str
    indent: float
    gap: float
    cols: int = 1
    colw: float = 600.0
    colgap: float = 24.0
    inline: float = 0.0
    heads: str = "num"
    capstyle: int = 0
    counter: int = 0

    @property
    def rtl(self) -> bool:
        return self.lang in ("ar", "he")

    def n(self) -> int:
        self.counter += 1
        return self.counter

    def est(self, chars: float, width: float | None = None, fs: float | None = None) -> float:
        """Height in px of `chars` characters set in `width` px."""
        fs = fs or self.fs
        cw = fs * (1.0 if self.lang in words.FULL else 0.46)
        return max(1, -(-chars * cw // (width or self.colw))) * fs * self.lh


def colour(r: random.Random, dark: bool) -> str:
    return f"hsl({r.randint(0, 359)},{r.randint(20, 90)}%,{r.randint(18, 42) if dark else r.randint(82, 95)}%)"


def draw(r: random.Random, W: int, H: int) -> Style:
    """A style for a page of W x H px."""
    lang = r.choices([a for a, _ in words.LANGS], [b for _, b in words.LANGS])[0]
    serif = r.random() < 0.55
    fam = r.choice(CJK[lang][0 if serif else 1]) if lang in CJK else r.choice(SERIF if serif else SANS)
    head = fam if r.random() < 0.6 else (r.choice(CJK[lang][1]) if lang in CJK else r.choice(SANS if r.random() < .7 else SERIF))
    fs = r.choice((10.5, 11.5, 12, 12.7, 13.3, 13.3, 14, 14.7, 16))
    indent = r.choice((0, 0, 0, fs, fs * 2)) if lang not in ("zh", "ja") else fs * 2
    gap = r.choice((0, 0, 2, fs * .5)) if indent else r.choice((fs * .35, fs * .5, fs * .7, fs, fs * 1.3))
    return Style(r=r, lang=lang, W=W, H=H, fs=fs, lh=r.choice((1.15, 1.2, 1.25, 1.3, 1.4, 1.5, 1.7)), font=fam, head_font=head,
                 ink=r.choice(("#000", "#000", "#111", "#222", "#333", "#444")), accent=r.choice(("#000", "#000", colour(r, True))),
                 paper=r.choice(("#fff",) * 9 + ("#fdfaf2", "#f6f3ea", colour(r, False))), align=r.choice(("justify", "justify", "left")),
                 indent=indent, gap=gap, inline=r.choice((0, 0, 0, .03, .08)), heads=r.choice(("num", "num", "plain", "caps", "centre", "roman", "cjk")),
                 capstyle=r.randint(0, 4))
