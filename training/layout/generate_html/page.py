"""One page by number: kind, size and style from a seed. `make(seed, i)` returns (html, W px, H px)."""
import random

from . import pages_display as d
from . import pages_form as f
from . import pages_pictures as p
from . import pages_scholarly as c
from . import pages_text as t
from .style import draw

KINDS = [(lambda s: t.article(s, "paper"), 18), (lambda s: t.article(s, "math"), 8), (lambda s: t.article(s, "book"), 6), (lambda s: t.article(s, "report"), 8),
         (lambda s: t.article(s, "textbook"), 6), (lambda s: t.article(s, "manual"), 5), (lambda s: t.article(s, "magazine"), 4), (lambda s: t.article(s, "stats"), 5),
         (lambda s: t.article(s, "figures"), 6), (lambda s: t.article(s, "refs"), 3), (lambda s: t.article(s, "list"), 2), (t.newspaper, 3), (t.sidebar, 3), (t.toc, 1.5), (t.index, 8), (t.end_matter, 6), (t.vertical, 1.2),
         (f.letter, 2.5), (f.invoice, 3), (f.form, 3), (f.contract, 6), (f.exam, 6), (f.figures_page, 6), (d.slide, 5), (d.infographic, 5), (d.cover, 3), (d.sparse, 3),
         (p.worksheet, 28), (p.wrapped, 6), (p.symbols, 7), (p.reports, 20), (p.handbook, 12), (p.brochure, 12), (p.clauses, 10), (p.turned, 7), (p.spread, 5),
         (c.annotated, 29), (c.mathematics, 8), (c.formulary, 11), (c.plates, 36), (c.paper, 7), (c.laboratory, 3), (c.correspondence, 2), (c.lecture, 4), (c.examination, 2)]
SIZES = [(794, 1123), (794, 1123), (794, 1123), (816, 1056), (816, 1056), (850, 1100), (700, 1050), (640, 960), (1123, 794), (600, 800)]


def make(seed: int, i: int) -> tuple[str, int, int]:
    r = random.Random(f"{seed}-{i}")
    W, H = r.choice(SIZES)
    s = draw(r, W, H)
    html = r.choices([k for k, _ in KINDS], [v for _, v in KINDS])[0](s)
    return html, s.W, s.H
