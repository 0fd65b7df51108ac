"""Office documents: reports, contracts, letters, invoices, forms, resumes, minutes, newsletters, price lists, slides-like pages."""
import re
from xml.sax.saxutils import escape

from office.flat_odf import Odt
from words import Prose

FONTS = ["Liberation Sans", "Liberation Serif", "Carlito", "Caladea", "DejaVu Sans", "DejaVu Serif", "Arimo", "Cantarell", "EB Garamond", "Comfortaa"]
TEX = re.compile(r"\\(?:emph|textbf|textsuperscript)\{([^}]*)\}|\$[^$]*\$")
ACCENTS = [None, (.1, .25, .5), (.5, .1, .1), (.1, .4, .3), (.3, .3, .3), (.8, .4, 0)]


def plain(text):
    """Prose without TeX, as XML."""
    return escape(TEX.sub(lambda m: m[1] or "x", text).replace("\\%", "%").replace("--", "–").replace("\\", ""))


class Writer:
    """Style choices of one document and the blocks written with them."""

    def __init__(self, rng, pool, columns=1, landscape=False):
        self.rng, self.pool = rng, pool
        lang = rng.choices(["en", "de", "fr", "es", "zh", "uk"], [62, 10, 7, 6, 9, 6])[0]
        self.prose = Prose(rng, lang)
        self.prose.math_rate, self.prose.cite_style = 0, "none"
        self.odt = Odt(rng, rng.choice(FONTS))
        self.size = rng.choice([9, 10, 10.5, 11, 12]) - (1 if columns > 1 else 0)
        w, h = rng.choice([(21.0, 29.7), (21.59, 27.94)])
        w, h = (h, w) if landscape else (w, h)
        side = rng.uniform(1.3, 3.4) if columns == 1 else rng.uniform(1.2, 2)
        self.page = dict(w=w, h=h, left=side, right=side, top=rng.uniform(1, 2.4), bottom=rng.uniform(1, 2.2))
        self.columns, self.gap = columns, rng.uniform(0.5, 1.0)
        self.full = w - 2 * side
        self.column = (self.full - (columns - 1) * self.gap) / columns
        self.align = rng.choice(["start", "start", "justify"])
        self.leading = rng.choice([100, 100, 115, 115, 130, 150])
        self.accent = rng.choice(ACCENTS)
        self.after = rng.choice([0.1, 0.2, 0.3, 0.4])
        self.indent = rng.choice([0, 0, 0, 0.6])
        self.borders = rng.choice(["all", "all", "rows", "none", "outer"])
        self.n = 0

    def block(self, cls, text, ink=None, flows=True, bold=False, italic=False, size=None, **p):
        return self.odt.p(self.odt.span(self.odt.reg.new(cls, ink, flows), text, bold, italic, size), **p)

    def para(self, n=None):
        return self.block("text", plain(self.prose.paragraph(n)), align=self.align, after=self.after, leading=self.leading, indent=self.indent)

    def heading(self, level=1):
        self.n += 1
        num = "%d%s " % (self.n, self.rng.choice([".", "", ")"])) if self.rng.random() < 0.5 else ""
        return self.block("paragraph_title", num + plain(self.prose.title(1, 6)), self.accent, True, True, size=self.size + (4 if level == 1 else 1.5), before=0.3, after=0.15, keep=True)

    def bullets(self):
        r, out = self.rng, []
        left = max(1.1, 0.12 * self.size)
        mark = r.choice(["•", "–", "▪", "n", "a"])
        each = r.random() < 0.6
        whole = self.odt.reg.new("text", None, True)
        for i in range(r.randint(2, 7)):
            rgb = self.odt.reg.new("text", None, True) if each else whole
            m = "%d." % (i + 1) if mark == "n" else "%s)" % "abcdefgh"[i] if mark == "a" else mark
            text = plain(self.prose.sentence() if each else self.prose.words(r.randint(2, 8)).capitalize())
            out.append(self.odt.p(self.odt.span(rgb, m + "<text:tab/>" + text), left=left, indent=-left * 0.55, after=0.2 if each else 0))
        return "".join(out) + self.odt.p("", after=0.05)

    def cell(self, kind):
        r = self.rng
        if kind == "n":
            return r.choice([f"{r.random() * 100:.2f}", str(r.randint(0, 9999)), f"{r.randint(1, 99)}%", f"{r.randint(1, 99)},{r.randint(0, 999):03d}.00", "–", "", f"€ {r.randint(1, 900)}.{r.randint(10, 99)}"])
        return TEX.sub("", self.prose.words(r.randint(5, 18) if kind == "p" else r.randint(1, 3))).capitalize()

    def table(self, rows=None, kinds=None):
        r = self.rng
        n = len(kinds) if kinds else r.randint(2, 3 if self.column < 9 else 7)
        kinds = kinds or [r.choice("tttp")] + [r.choice("nntp") for _ in range(n - 1)]
        weights = [{"n": 1, "t": 1.5, "p": 3}[k] * r.uniform(.8, 1.2) for k in kinds]
        share = r.choice([1, 1, 1, 0.8, 0.65]) * self.column
        widths = [share * w / sum(weights) for w in weights]
        m = rows or r.choice([3, 4, 5, 6, 8, 12, 18, 30])
        data = [[self.cell("t") for _ in kinds]] + [[self.cell(k) for k in kinds] for _ in range(m)]
        fill = r.choice([None, None, (.85, .85, .85), self.accent, (.9, .93, 1)])
        dark = fill and sum(fill) < 1.6
        t = self.odt.table(data, widths, self.borders, fill, r.choice([None, None, (.95, .95, .95)]), r.choice([7.5, 8, 9, 10]), [r.choice(["end", "center"]) if k == "n" else "start" for k in kinds], (1, 1, 1) if dark else None, r.choice([(0, 0, 0), (.6, .6, .6), self.accent or (0, 0, 0)]), r.uniform(.03, .18))
        self.n_tab = getattr(self, "n_tab", 0) + 1
        cap = self.block("figure_title", "%s %d: %s" % (r.choice(["Table", "Tab."]), self.n_tab, plain(self.prose.title(2, 8))), None, True, r.random() < .4, size=self.size - 1, after=0.1, before=0.15, keep=True) if r.random() < 0.5 else ""
        note = self.block("vision_footnote", r.choice(["Source: ", "Note: ", "* "]) + plain(self.prose.sentence()), None, True, italic=True, size=self.size - 2) if r.random() < 0.25 else ""
        return cap + t + note

    def figure(self):
        r = self.rng
        cls = r.choice(["image", "chart"])
        file = r.choice(self.pool["images"] if cls == "image" else self.pool["charts"])
        self.n_fig = getattr(self, "n_fig", 0) + 1
        align = r.choice(["center", "center", "start"])
        cap = self.block("figure_title", "%s %d: %s" % (r.choice(["Figure", "Fig.", "Abb."]), self.n_fig, plain(self.prose.sentence())), (.3, .3, .3) if r.random() < .3 else None, True, italic=r.random() < .4, size=self.size - 1, align=align) if r.random() < 0.75 else ""
        return self.odt.p(self.odt.picture(cls, file, self.column * r.uniform(.5, .98)), align=align, after=0.1, before=0.2, keep=bool(cap)) + cap

    def note(self):
        """Paragraph with a footnote."""
        self.n_note = getattr(self, "n_note", 0) + 1
        mark = "(%d)" % self.n_note
        body = self.odt.p(self.odt.span(self.odt.reg.new("footnote"), mark + " " + plain(self.prose.paragraph(self.rng.choice([1, 1, 2]))), size=self.size - 2), after=0)
        rgb = self.odt.reg.new("text", None, True)
        note = '<text:note text:note-class="footnote"><text:note-citation text:label=" "> </text:note-citation><text:note-body>%s</text:note-body></text:note>' % body
        return self.odt.p(self.odt.span(rgb, plain(self.prose.paragraph()) + mark) + note, align=self.align, after=self.after, leading=self.leading)

    def contents(self):
        rgb = self.odt.reg.new("content", None, True)
        page, out = 1, self.block("paragraph_title", "Contents", self.accent, False, True, size=self.size + 4)
        for i in range(self.rng.randint(8, 32)):
            page += self.rng.randint(0, 6)
            out += self.odt.p(self.odt.span(rgb, "%d. %s<text:tab/>%d" % (i + 1, plain(self.prose.title(1, 6)), page)), after=0.08, tabs=self.odt.tab_stop(self.column, "right", self.rng.choice(["", "."])))
        return out

    def running(self):
        """(header, footer) paragraphs with identities."""
        r, o = self.rng, self.odt
        ink, size = r.choice([None, (.4, .4, .4), (.6, .6, .6), self.accent]), r.choice([7, 8, 9])
        span = lambda cls, t: o.span(o.reg.new(cls, ink), t, size=size)
        number = lambda: span("number", r.choice(["<text:page-number/>", "<text:page-number/>", "Page <text:page-number/>", "– <text:page-number/> –", "<text:page-number/> / %d" % r.randint(9, 90)]))
        tabs = o.tab_stop(self.full)
        head = r.choice(["", "t", "t", "tt", "tn", "i"])
        foot = r.choice(["", "n", "n", "tn", "t", "c"]) if head != "tn" else r.choice(["", "t"])
        text = lambda cls: span(cls, plain(self.prose.title(2, 5)))
        h = {"": "", "t": lambda: o.p(text("header"), align=r.choice(["start", "center", "end"])), "tt": lambda: o.p(text("header") + "<text:tab/>" + text("header"), tabs=tabs),
             "tn": lambda: o.p(text("header") + "<text:tab/>" + number(), tabs=tabs), "i": lambda: o.p(o.picture("header_image", r.choice(self.pool["images"]), r.uniform(1.2, 2.2)) + "<text:tab/>" + text("header"), tabs=tabs)}[head]
        f = {"": "", "n": lambda: o.p(number(), align=r.choice(["center", "end", "start"])), "tn": lambda: o.p(text("footer") + "<text:tab/>" + number(), tabs=tabs), "t": lambda: o.p(text("footer"), align=r.choice(["start", "center"])),
             "c": lambda: o.p(span("footer", plain(self.prose.sentence())), align="center")}[foot]
        return (h and h()), (f and f())

    def title(self):
        r = self.rng
        align = r.choice(["start", "center"])
        out = self.block("doc_title", plain(self.prose.title(2, 9)), self.accent, False, True, size=r.choice([16, 18, 22, 28]), align=align, after=0.4)
        return out + (self.block("text", plain(r.choice([self.prose.person(), self.prose.title(3, 8)])), (.4, .4, .4), align=align, size=self.size + 1, after=0.5) if r.random() < 0.6 else "")

    def finish(self):
        head, foot = self.running()
        return self.odt.xml(self.page, head, foot, self.size), self.odt

    def gutters(self):
        mids = [self.page["left"] + i * self.column + (i - .5) * self.gap for i in range(1, self.columns)]
        return [((m - .1) / self.page["w"], (m + .1) / self.page["w"]) for m in mids]


def report(w):
    body = w.title() + (w.contents() if w.rng.random() < 0.25 else "")
    last = ""
    for _ in range(w.rng.randint(8, 26)):
        k = w.rng.choices(["para", "heading", "bullets", "table", "figure", "note"], [40, 18, 10, 14, 12, 10])[0]
        k = "para" if k == last == "heading" else k
        body += w.heading(w.rng.choice([1, 2, 2])) if k == "heading" else getattr(w, k)()
        last = k
    return body


def contract(w):
    """Numbered clauses and signature lines."""
    body = w.title() + w.para(2)
    for i in range(1, w.rng.randint(4, 10)):
        body += w.block("paragraph_title", "§ %d %s" % (i, plain(w.prose.title(1, 4))), None, False, True, align=w.rng.choice(["start", "center"]) if i == 1 else "start", before=0.3, keep=True)
        for j in range(1, w.rng.randint(2, 5)):
            body += w.block("text", "%d.%d<text:tab/>%s" % (i, j, plain(w.prose.paragraph(w.rng.randint(1, 3)))), left=1, indent=-1, align=w.align, leading=w.leading)
    return body + w.block("text", "________________________<text:tab/>________________________", before=1.5, after=0, tabs=w.odt.tab_stop(w.full * .55, "left")) + w.block("text", plain(w.prose.person()) + "<text:tab/>" + plain(w.prose.person()), tabs=w.odt.tab_stop(w.full * .55, "left"))


def invoice(w):
    """Addresses, an item table with totals, payment terms."""
    r, p = w.rng, w.prose
    lines = lambda n: "<text:line-break/>".join(plain(x) for x in [p.person(), f"{p.surname()} {r.randint(1, 99)}", f"{r.randint(1000, 99999)} {p.surname()}", f"Tel. {r.randint(100, 999)} {r.randint(1000, 99999)}"][:n])
    body = w.odt.p(w.odt.picture("image", r.choice(w.pool["images"]), r.uniform(2, 4)), align=r.choice(["start", "end"])) if r.random() < .5 else ""
    body += w.block("text", lines(4), size=w.size - 1, align=r.choice(["start", "end"]), after=.8) + w.block("text", lines(3), after=.8)
    body += w.block("doc_title", r.choice(["INVOICE", "Invoice", "Rechnung", "Facture", "Quotation", "Delivery note"]) + " %d" % r.randint(1000, 99999), w.accent, False, True, size=r.choice([14, 18, 24]), after=.4)
    body += w.block("text", f"Date: {r.randint(1, 28)}.{r.randint(1, 12)}.20{r.randint(10, 24)}<text:line-break/>Customer no.: {r.randint(100, 99999)}", after=.4)
    body += w.table(r.randint(2, 14), r.choice([list("ntnnn"), list("tnn"), list("npnn"), list("ttnnn")]))
    for k in ("Subtotal", "VAT 19%", "Total"):
        body += w.block("text", f"{k}: {r.randint(1, 999)}.{r.randint(10, 99)}", None, False, k == "Total", align="end", after=.05)
    return body + w.para(2) + (w.para(1) if r.random() < .5 else "")


def letter(w):
    r, p = w.rng, w.prose
    body = w.block("text", "<text:line-break/>".join(plain(x) for x in [p.person(), f"{p.surname()} {r.randint(1, 99)}", p.surname()]), align=r.choice(["start", "end"]), after=1)
    body += w.block("text", plain(f"{p.surname()}, {r.randint(1, 28)} May {r.randint(1990, 2024)}"), align=r.choice(["start", "end"]), after=.8)
    body += w.block("paragraph_title", plain(p.title(3, 8)), None, False, True, after=.5) if r.random() < .7 else ""
    body += w.block("text", plain(f"Dear {p.person()},"), after=.3) + "".join(w.para(r.randint(2, 5)) for _ in range(r.randint(2, 5)))
    return body + w.block("text", "Yours faithfully,", before=.4, after=1.4) + w.block("text", plain(p.person()))


def form(w):
    """A form: label/value grids under headings."""
    body = w.title()
    for _ in range(w.rng.randint(2, 5)):
        body += w.heading(2) + (w.para(1) if w.rng.random() < .5 else "")
        cols = w.rng.choice([2, 2, 4])
        rows = [[w.cell("t") if j % 2 == 0 else w.rng.choice(["", "", w.cell("t"), "☐ yes ☐ no"]) for j in range(cols)] for _ in range(w.rng.randint(3, 9))]
        body += w.odt.table(rows, [w.column / cols * (0.8 if j % 2 == 0 else 1.2) for j in range(cols)], "all", None, None, w.size - 1, None, None, w.rng.choice([(0, 0, 0), (.5, .5, .5)]), w.rng.uniform(.05, .25))
    return body


def resume(w):
    r = w.rng
    body = w.block("doc_title", plain(w.prose.person()), w.accent, False, True, size=r.choice([18, 24, 30]), after=.1) + w.block("text", plain(f"{w.prose.surname()} {r.randint(1, 90)} | {w.prose.word()}@{w.prose.word()}.org | {r.randint(10000, 999999)}"), size=w.size - 1, after=.4)
    for _ in range(r.randint(3, 6)):
        body += w.heading()
        for _ in range(r.randint(1, 3)):
            body += w.block("text", "%d – %d<text:tab/>%s" % (r.randint(1990, 2010), r.randint(2011, 2024), plain(w.prose.title(3, 7))), bold=r.random() < .4, tabs=w.odt.tab_stop(3.5, "left"), after=.05)
            body += w.bullets() if r.random() < .5 else w.para(1)
    return body


def columns_page(w):
    """A newsletter or brochure in columns under a masthead."""
    r = w.rng
    body = w.block("doc_title", plain(w.prose.title(1, 4)), w.accent, False, True, size=r.choice([28, 36, 44]), align=r.choice(["start", "center"]), after=.2)
    if r.random() < .5:
        body += w.block("header", plain(f"No. {r.randint(1, 90)} – {w.prose.title(2, 4)}"), (.4, .4, .4), size=w.size, after=.4)
    for _ in range(r.randint(1, 3)):
        inner = "".join(w.heading(r.choice([1, 2])) + "".join(getattr(w, r.choices(["para", "figure", "bullets", "table"], [70, 14, 8, 5])[0])() for _ in range(r.randint(2, 5))) for _ in range(r.randint(2, 5)))
        body += w.odt.section(inner, w.columns, w.gap, r.random() < .3)
    return body


def slide_pages(w):
    """Landscape pages with large type: a talk exported as text pages."""
    r, body = w.rng, ""
    w.size = r.choice([18, 20, 24])
    for i in range(r.randint(3, 7)):
        body += w.block("paragraph_title", plain(w.prose.title(2, 6)), w.accent, False, True, size=w.size + 10, after=.8, align=r.choice(["start", "center"]), brk=i > 0)
        body += r.choice([w.bullets, w.bullets, w.figure, lambda: w.table(r.randint(2, 5)), lambda: w.para(2)])()
    return body


KINDS = [(report, 30, 1), (contract, 9, 1), (invoice, 12, 1), (letter, 7, 1), (form, 10, 1), (resume, 7, 1), (columns_page, 17, None), (slide_pages, 8, 1)]


def make(rng, pool):
    """(kind, XML, Odt, gutters) of a random office document."""
    make_body, _, columns = rng.choices(KINDS, [k[1] for k in KINDS])[0]
    w = Writer(rng, pool, columns or rng.choice([2, 2, 3]), landscape=make_body is slide_pages or rng.random() < .05)
    w.odt.body.append(make_body(w))
    xml, odt = w.finish()
    return make_body.__name__, xml, odt, w.gutters()
