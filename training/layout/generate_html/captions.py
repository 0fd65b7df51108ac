"""Captions in the manner of one page, and pictures and tables that carry one above, below or beside them."""
from . import figures, tables
from . import words as w
from .blocks import FIG_TITLE
from .style import Style

LEADS = {"en": (("Figure", "Fig.", "FIG.", "Figure", "Plate", "Map", "Scheme", "Chart", "Exhibit", "Photo", "Illustration"), ("Table", "TABLE", "Tab.", "Table", "Exhibit")),
         "de": (("Abbildung", "Abb.", "Bild", "Tafel", "Karte"), ("Tabelle", "Tab.", "Übersicht")), "fr": (("Figure", "Fig.", "Planche", "Carte"), ("Tableau", "TABLEAU", "Tab.")),
         "es": (("Figura", "Fig.", "Gráfico", "Lámina"), ("Tabla", "Cuadro")), "it": (("Figura", "Fig.", "Tav."), ("Tabella", "Tab.")), "pt": (("Figura", "Fig.", "Gráfico"), ("Tabela", "Quadro")),
         "ru": (("Рис.", "Рисунок", "Схема"), ("Таблица", "Табл.")), "uk": (("Рис.", "Рисунок"), ("Таблиця", "Табл.")), "zh": (("图", "图", "插图", "图表", "圖"), ("表", "附表", "表格")),
         "ja": (("図", "図", "写真", "図表"), ("表", "第表")), "ko": (("그림", "<그림>", "사진", "도"), ("표", "<표>")), "ar": (("شكل", "الشكل", "صورة"), ("جدول", "الجدول")),
         "el": (("Σχήμα", "Εικόνα"), ("Πίνακας",)), "hi": (("चित्र",), ("तालिका", "सारणी")), "he": (("איור", "תמונה"), ("טבלה", "לוח")), "th": (("รูปที่", "ภาพที่"), ("ตารางที่",))}
NUMERALS = {"ar": "٠١٢٣٤٥٦٧٨٩", "hi": "०१२३४५६७८९"}


class Captions:
    """The captions of one page: lead, type, size and place are drawn once, numbers go on. Calls return (html, height px)."""

    def __init__(self, s: Style, long: float | None = None) -> None:
        r = s.r
        self.s, self.n = s, r.randint(1, 30)
        self.leads = [r.choice(k).replace("<", "&lt;").replace(">", "&gt;") for k in LEADS[s.lang]]
        self.number = r.choice(("{n}", "{n}", "{n}", "{c}.{n}", "{c}-{n}", "{n}{a}", "{r}", "S{n}", "{n}({a})"))
        self.stop = r.choice((" ", ".", ".", ":", ":", "&ensp;", " – ", " | ", "：" if s.lang in w.FULL else ". "))
        self.bold, self.bare = r.choice(("", "lead", "lead", "lead", "all", "first")), r.choice((0, 0, 0, 0, .15, 1)) if s.lang in ("en", "fr", "de", "zh", "ja") else 0
        self.fs = s.fs * r.choice((.72, .8, .85, .88, .92, 1, 1))
        self.css = f"font-family:'{r.choice((s.font, s.font, s.head_font))}';" + r.choice(("", "", "", "font-style:italic;", f"color:{r.choice(('#555', '#333', s.accent))};"))
        self.place, self.long = r.choice(("center", "start", "justify", s.align)), r.choice((0, .25, .6)) if long is None else long

    def digits(self, text: str) -> str:
        return text.translate(str.maketrans("0123456789", NUMERALS[self.s.lang])) if self.s.lang in NUMERALS and self.s.capstyle % 2 else text

    def __call__(self, what: str = "figure", width: float | None = None, css: str = ""):
        s, r = self.s, self.s.r
        lead = ""
        if r.random() >= self.bare:
            self.n += 1
            number = self.number.format(n=self.n, c=1 + s.capstyle, a=r.choice("abcd"), r=("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[self.n % 10])
            gap = "" if s.lang in ("zh", "ja") and s.capstyle % 2 else " "
            lead = self.digits(f"{self.leads[what == 'table']}{gap}{number}") + self.stop.rstrip(" ") + " "
        text = w.text(r, s.lang, r.randint(1, 4), s.inline) if r.random() < self.long else w.phrase(r, s.lang, 2, 11) + r.choice(("", "", "."))
        if r.random() < .06:
            text += r.choice((f" ({w.name(r, s.lang)}, {r.randint(1890, 2024)})", f" © {w.name(r, s.lang)}", f" [{r.randint(1, 40)}]", f" n = {r.randint(3, 900)}."))
        size = s.est(len(lead) + len(text), width, self.fs)
        if self.bold == "first" and s.lang not in w.FULL:
            text = f"<b>{w.phrase(r, s.lang, 2, 6)}.</b> {text}"
        lead = f"<b>{lead}</b>" if lead and self.bold else lead
        text = f"<b>{text}</b>" if self.bold == "all" and len(text) < 90 else text
        broken = "<br>" if lead and self.place == "center" and what == "table" and s.capstyle == 4 else ""
        place = "center" if self.place == "justify" and len(text) < 50 else self.place
        return f'<div data-c={FIG_TITLE} style="font-size:{self.fs:.1f}px;line-height:{(1.2, 1.3)[s.capstyle % 2]};margin:{r.choice((2, 4, 6, 9))}px 0;text-indent:0;text-align:{place};{self.css}{css}">{lead}{broken}{text}</div>', size + 10


def pictured(s: Style, cap: Captions, width: float, height: float, place: str):
    """One picture of at most width x height px with its caption at `place` (above, below, left or right); returns (html, height px)."""
    r = s.r
    beside = place in ("left", "right")
    W = width * r.uniform(.45, .68) if beside else width * r.choice((1, 1, .95, .85, .7))
    H = min(height, W * r.uniform(.4, .95))
    pic = figures.picture(s, W, H)
    html, hc = cap("figure", width - W - 14 if beside else width)
    if not beside:
        return f'<div style="break-inside:avoid;text-indent:0">{html + pic if place == "above" else pic + html}</div>', H + hc
    parts = [f'<div style="flex:none">{pic}</div>', f'<div style="flex:1;min-width:0">{html}</div>']
    return f'<div style="break-inside:avoid;text-indent:0;display:flex;gap:14px;align-items:{r.choice(("start", "center", "end"))}">{"".join(parts if place == "right" else parts[::-1])}</div>', max(H, hc)


def tabled(s: Style, cap: Captions, width: float, rows: int | None = None, above: bool = True):
    """A table with its caption and sometimes notes of its own under it; returns (html, height px)."""
    r = s.r
    html, h = tables.table(s, width, rows or r.choice((3, 4, 5, 6, 8, 10)))
    text, hc = cap("table", width)
    note, hn = tables.notes(s) if r.random() < .35 else ("", 0)
    return f'<div style="break-inside:avoid;text-indent:0">{text + html + note if above else html + note + text}</div>', h + hc + hn
