"""Block builders: LaTeX source of every kind of block with its identity colour (and its class entered in the registry)."""
import figures
import formulas
import tables
from identity import Registry
from words import Prose

PROSE_LINKS = ["where", "and", "so that", "and hence", "with", "which gives", "Then", "It follows that", "that is,", "or, equivalently,", "Therefore", "We have", "Thus we get"]


class Doc:
    """State of one document: random source, prose, registry, counters, width class and the pools of pictures."""

    def __init__(self, rng, lang, pool, columns=1, column_pt=400):
        self.rng, self.prose, self.reg = rng, Prose(rng, lang), Registry()
        self.prose.macro = lambda: formulas.inline(rng)
        self.pool, self.columns = pool, columns
        self.column_pt = column_pt
        self.narrow = column_pt < 290
        self.room = max(1, min(6, int(column_pt / 80)))
        self.count = {}
        self.math = self.prose.math_rate > 0
        self.head_ink = rng.choice([None] * 6 + [(0, .2, .6), (.6, 0, .1), (.1, .4, .3), (.35, .35, .35)])
        self.cap_style = rng.choice([("Figure", "Table", ": "), ("Fig.", "Table", ". "), ("FIG.", "TABLE", ". "), ("\\textbf{Figure", "\\textbf{Table", ".} "), ("Figure", "Table", " -- ")])
        self.cap_size = rng.choice(["\\small", "\\footnotesize", "\\normalsize", "\\small\\itshape", "\\footnotesize\\sffamily"])
        self.table_cap_above = rng.random() < 0.7
        self.fig_cap_above = rng.random() < 0.12
        self.numbered = rng.random() < 0.75
        self.ref_style = rng.choice(["[%d]", "%d.", "(%d)", ""])
        self.skip_items = rng.random() < 0.5
        self.noindent = rng.random() < 0.3
        self.in_box = False
        self.note_rate = rng.choice([0.05, 0.3, 0.7, 1.0])
        self.deepest = 3  # heading levels below this are run-in in some classes

    def next(self, what):
        self.count[what] = self.count.get(what, 0) + 1
        return self.count[what]

    def ink(self, cls, text, ink=None, flows=False):
        """Text in the colour of a new block."""
        return "{\\rc{%s}%s}" % (self.reg.new(cls, ink, flows), text)

    def par(self, cls, text, flows=True, ink=None, pre=""):
        return "%s\\leavevmode%s\\par\n" % (pre, self.ink(cls, text, ink, flows))

    # text
    def paragraph(self, n=None):
        text = self.prose.paragraph(n)
        notes = ""
        if not self.in_box and self.rng.random() < self.note_rate:
            for _ in range(self.rng.choice([1, 1, 2, 3]) if self.note_rate > 0.5 else 1):
                mark = "\\textsuperscript{%d}" % self.next("note")
                text += mark + (" " + self.prose.sentence() if self.rng.random() < 0.6 else "")
                notes += "\\footnotetext{%s}" % self.ink("footnote", mark + " " + self.prose.paragraph(self.rng.choice([1, 1, 2])))
        if self.rng.random() < 0.1:
            text = "\\textbf{%s.} " % self.prose.title(1, 3) + text
        return self.par("text", text + notes, pre="\\noindent" if self.noindent else "")

    def callout(self):
        """A framed or tinted box of prose with a heading at times, as textbooks and magazines set them."""
        r = self.rng
        head = "{\\bfseries %s\\par}\\smallskip " % self.ink("paragraph_title", self.prose.title(1, 5), self.head_ink) if r.random() < 0.5 else ""
        body = "\\noindent %s\\par" % self.ink("text", self.prose.paragraph(r.randint(1, 4)))
        frame, fill = r.choice([("black", "white"), ("black!30", "black!6"), ("blue!20", "blue!6"), ("orange!30", "yellow!12"), ("white", "black!10")])
        return "\\par\\medskip\\noindent{\\fboxsep=%dpt\\fcolorbox{%s}{%s}{\\begin{minipage}{\\dimexpr\\linewidth-2\\fboxsep-2\\fboxrule}%s%s\\end{minipage}}}\\par\\medskip\n" % (r.randint(4, 10), frame, fill, head, body)

    def heading(self, level=1):
        level = min(level, self.deepest)
        cmd = ["chapter", "section", "subsection", "subsubsection"][level]
        num = ""
        if self.numbered:
            self.count["h%d" % level] = self.count.get("h%d" % level, 0) + 1
            for deeper in range(level + 1, 4):
                self.count["h%d" % deeper] = 0
            num = ".".join(str(self.count.get("h%d" % i, 0) or 1) for i in range(1 if not self.count.get("h0") else 0, level + 1)) + self.rng.choice(["", "", "."]) + "\\enspace "
        text = self.prose.title(1, 7)
        return "\\%s*{%s}\n" % (cmd, self.ink("paragraph_title", num + text, self.head_ink))

    def listing(self):
        """A list: one block when tight, one block per item when spaced."""
        r = self.rng
        n = r.randint(2, 7)
        kind = r.choice(["bullet", "num", "alpha", "dash", "desc"])
        long = r.random() < 0.5
        each = self.skip_items or long
        whole = self.reg.new("text", None, True)
        out = ["\\begin{list}{}{\\setlength{\\leftmargin}{%dpt}\\setlength{\\itemsep}{%dpt}\\setlength{\\parsep}{0pt}\\setlength{\\labelsep}{5pt}}" % (r.randint(14, 30), r.randint(3, 8) if each else 0)]
        for i in range(n):
            c = self.reg.new("text", None, True) if each else whole
            mark = {"bullet": "\\textbullet", "num": "%d." % (i + 1), "alpha": "(%s)" % "abcdefgh"[i], "dash": "--", "desc": ""}[kind]
            text = self.prose.paragraph(r.randint(1, 3)) if long else self.prose.words(r.randint(3, 14)).capitalize() + r.choice([".", ";", ""])
            if kind == "desc":
                text = "\\textbf{%s} " % self.prose.words(1) + text
            out.append("\\item[{\\rc{%s}%s}]{\\rc{%s}%s}" % (c, mark, c, text))
        return "\n".join(out) + "\\end{list}\n"

    # mathematics
    def tag(self):
        r = self.rng
        if self.tag_rate > r.random():
            n = self.next("eq")
            t = r.choice(["(%d)" % n] * 3 + ["(%d.%d)" % (self.count.get("h1", 1) or 1, n), "(%d%s)" % (n, r.choice("ab")), "[%d]" % n])
            return "\\tag*{%s}" % self.ink("formula_number", t)
        return ""

    def display(self):
        """One display: equation, aligned rows, gathered rows or a split with one number."""
        r = self.rng
        self.tag_rate = r.choice([0, 0.3, 0.9, 1])
        kind = r.choices(["eq", "align", "gather", "one"], [58, 20, 8, 14])[0]
        room = self.room
        if kind == "eq":
            return "{\\rc{%s}\\begin{equation*}%s%s\\end{equation*}}" % (self.reg.new("display_formula"), formulas.single(r, room), self.tag())
        n = r.randint(2, 5)
        rows = formulas.rows(r, n, room)
        if kind == "one":
            body = " \\\\ ".join("%s & %s" % row for row in rows)
            return "{\\rc{%s}\\begin{equation*}\\begin{aligned}%s\\end{aligned}%s\\end{equation*}}" % (self.reg.new("display_formula"), body, self.tag())
        each = self.tag_rate >= 0.9
        c = self.reg.new("display_formula")
        out = []
        for lhs, rhs in rows:
            if each and out:
                c = self.reg.new("display_formula")
            sep = "{\\rc{%s}%s} & {}\\rc{%s}%s" if kind == "align" else "\\rc{%s}%s \\rc{%s}%s"
            out.append((sep % (c, lhs, c, rhs)) + (self.tag() if each else ""))
        return "\\begin{%s*}%s\\end{%s*}" % (kind, " \\\\ ".join(out), kind)

    def derivation(self):
        """Displays joined by short prose lines, inside one paragraph flow."""
        r = self.rng
        out = [self.par("text", self.prose.paragraph(r.randint(1, 3)) if r.random() < 0.6 else self.prose.words(5).capitalize()).replace("\\par\n", "\n")]
        for _ in range(r.randint(1, 4)):
            out.append(self.display())
            link = r.choice(PROSE_LINKS) if not self.prose.cjk else self.prose.words(1)
            if r.random() < 0.4:
                link += " " + self.prose.sentence()
            elif r.random() < 0.5:
                link += " " + formulas.inline(r) + " " + self.prose.words(r.randint(1, 5))
            out.append("\\noindent " + self.ink("text", link, flows=True) + "\n")
        if r.random() < 0.7:
            out.append(self.display())
        return "%\n".join(out) + "\\par\n"

    def theorem(self):
        r = self.rng
        name = r.choice(["Theorem", "Lemma", "Proposition", "Definition", "Example", "Corollary", "Remark"])
        shape = r.choice(["\\itshape ", "", "\\slshape "])
        out = "\\medskip " + self.par("text", "\\textbf{%s %d.} {%s%s}" % (name, self.next("thm"), shape, self.prose.paragraph(r.randint(1, 3))), pre="\\noindent")
        if r.random() < 0.5:
            out += self.derivation()
        if r.random() < 0.6:
            out += self.par("text", "\\emph{Proof.} " + self.prose.paragraph(r.randint(1, 6)) + "\\hfill $\\square$", pre="\\noindent")
        return out + "\\medskip "

    # floats
    def caption(self, kind, text=None):
        name = self.cap_style[0 if kind == "figure" else 1]
        text = text or self.prose.paragraph(self.rng.choice([1, 1, 1, 2, 3])) if self.rng.random() < 0.85 else self.prose.title(2, 6)
        return "\\caps{%s}{%s}" % (self.cap_size, self.ink("figure_title", "%s %d%s%s" % (name, self.next(kind), self.cap_style[2], text)))

    def graphic(self, width_cm, tex_width):
        """(class, source) of a picture at about width_cm."""
        r = self.rng
        x = r.random()
        if x < 0.28:
            return "chart", figures.chart(self, width_cm)
        if x < 0.42:
            return "chart", figures.diagram(self, width_cm)
        if x < 0.66:
            return "chart", figures.from_pool(self, self.pool["plots"], tex_width, "%.1fcm" % min(9, width_cm * 1.1))
        return "image", figures.from_pool(self, self.pool["images"], tex_width, "%.1fcm" % min(9, width_cm * 1.2))

    def covered(self, width_cm, tex_width):
        cls, src = self.graphic(width_cm, tex_width)
        return "\\fitbox{\\cover{%s}{%s}}" % (self.reg.new(cls), src)

    def figure_body(self, wide=False):
        r = self.rng
        full = (self.column_pt * (self.columns if wide else 1)) / 28.45
        if r.random() < 0.25:
            n = r.randint(2, 3 if wide or not self.narrow else 2)
            w = 0.94 / n
            sub = r.random() < 0.75
            panels = []
            one = None if sub else self.reg.new("image")
            for i in range(n):
                g = self.covered(full * w * 0.95, "\\linewidth") if sub else self.graphic(full * w * 0.95, "\\linewidth")[1]
                if not sub:
                    g = "\\fitbox{\\cover{%s}{%s}}" % (one, g)
                s = "\\par\\smallskip\\caps{\\footnotesize}{%s}" % self.ink("figure_title", "(%s) %s" % ("abc"[i], self.prose.words(r.randint(1, 5)))) if sub else ""
                panels.append("\\begin{minipage}[b]{%.2f\\linewidth}\\centering %s%s\\end{minipage}" % (w, g, s))
            return "\\hfill ".join(panels) + "\\par"
        k = r.uniform(0.5, 1)
        return "{\\centering %s\\par}" % self.covered(full * k * 0.97, "%.2f\\linewidth" % k)

    def float(self, kind, body, wide, here=False):
        star = "*" if wide and self.columns > 1 else ""
        if here or self.in_box:
            return "\\par\\medskip\\noindent\\begin{minipage}{\\linewidth}%s\\end{minipage}\\par\\medskip\n" % body
        return "\\begin{%s%s}[%s]%s\\end{%s%s}\n" % (kind, star, self.rng.choice(["t", "tb", "tbp", "h!", "ht"]), body, kind, star)

    def figure(self, here=False):
        wide = self.columns > 1 and self.rng.random() < 0.3
        body, cap = self.figure_body(wide), self.caption("figure")
        parts = [cap, "\\smallskip ", body] if self.fig_cap_above else [body, "\\smallskip ", cap]
        if self.rng.random() < 0.06:
            parts = [body]
        return self.float("figure", "\n".join(parts), wide, here)

    def table(self, here=False):
        r = self.rng
        wide = self.columns > 1 and r.random() < 0.4
        src, shaded = tables.build(self, wide)
        c = self.reg.new("table")
        box = "\\cover{%s}{%s}" % (c, src) if shaded else "{\\rc{%s}\\arrayrulecolor[RGB]{%s}%s}" % (c, c, src)
        rotated = r.random() < 0.03 and not self.narrow
        body = "{\\centering\\fitbox{%s}\\par}" % ("\\rotatebox{90}{%s}" % box if rotated else box)
        note = ""
        if r.random() < 0.3:
            note = "\\smallskip{\\footnotesize\\noindent %s\\par}" % self.ink("vision_footnote", r.choice(["\\emph{Note.} ", "$^{a}$ ", "* ", "Source: "]) + self.prose.paragraph(1))
        cap = self.caption("table") if r.random() < 0.9 else ""
        parts = [cap, "\\smallskip ", body, note] if self.table_cap_above else [body, note, "\\smallskip ", cap]
        return self.float("table", "\n".join(parts), wide, here)

    # code, references, asides
    def algorithm(self):
        """Pseudo-code between rules or a verbatim listing."""
        r = self.rng
        c = self.reg.new("algorithm", None, True)
        if r.random() < 0.5 and not self.prose.cjk:
            lines, depth = [], 0
            for i in range(r.randint(5, 18)):
                kw = r.choice(["for", "while", "if", "", "", "", "return"])
                s = {"for": "\\textbf{for} %s \\textbf{do}" % formulas.inline(r), "while": "\\textbf{while} %s \\textbf{do}" % formulas.inline(r), "if": "\\textbf{if} %s \\textbf{then}" % formulas.inline(r),
                     "": "$%s \\gets %s$" % (formulas.scripted(r), formulas.expression(r, 2, 0)), "return": "\\textbf{end}"}[kw]
                lines.append("\\noindent\\makebox[14pt][r]{\\scriptsize %d:}\\hspace{%dpt}%s" % (i + 1, 6 + 10 * depth, s))
                depth = min(3, depth + 1) if kw in ("for", "while", "if") else max(0, depth - 1) if kw == "return" else depth
            top = "\\hrule height.8pt\\smallskip\\noindent\\textbf{Algorithm %d} %s\\par\\smallskip\\hrule\\smallskip " % (self.next("alg"), self.prose.title(2, 6))
            return "\\par\\medskip{\\rc{%s}%s\\small %s\\par\\smallskip\\hrule}\\medskip\n" % (c, top, "\\par ".join(lines))
        names = [self.prose.word() if not self.prose.cjk else r.choice(["value", "index", "node", "total"]) for _ in range(8)]
        names = [n.encode("ascii", "ignore").decode() or "v" for n in names]
        lines, depth = [], 0
        for _ in range(r.randint(4, 22)):
            a, b, d = r.choice(names)[:9], r.choice(names)[:9], r.choice(names)[:9]
            s = r.choice(["%s = %s(%s)" % (a, b, d), "if %s > %d:" % (a, r.randint(0, 99)), "for %s in %s:" % (a[0], b), "return %s" % a, "# %s %s" % (a, b), "def %s(%s):" % (a, b), "%s[%d] += 1" % (a, r.randint(0, 9)), ""])
            lines.append(" " * (2 * depth) + s)
            depth = min(3, depth + 1) if s.endswith(":") else max(0, depth - r.choice([0, 0, 1]))
        opts = "fontsize=%s,frame=%s%s" % (r.choice(["\\small", "\\footnotesize", "\\scriptsize"]), r.choice(["none", "none", "single", "lines"]), ",numbers=left,numbersep=4pt,xleftmargin=14pt" if r.random() < 0.3 else "")
        return "\\par{\\rc{%s}\\begin{Verbatim}[%s]\n%s\n\\end{Verbatim}\n}\n" % (c, opts, "\n".join(lines))

    def references(self, n=None):
        r = self.rng
        n = n or r.randint(6, 40)
        size = r.choice(["\\small", "\\footnotesize", "\\normalsize"])
        indent = 20 if self.ref_style else 12
        out = ["\\section*{%s}" % self.ink("paragraph_title", r.choice(["References", "REFERENCES", "Bibliography", "Literature"]), self.head_ink)]
        out.append("{%s\\begin{list}{}{\\setlength{\\leftmargin}{%dpt}\\setlength{\\itemsep}{%dpt}\\setlength{\\parsep}{0pt}\\setlength{\\itemindent}{%dpt}\\setlength{\\labelsep}{4pt}}" % (
            size, indent, r.choice([0, 0, 2, 4]), 0 if self.ref_style else -12))
        for i in range(n):
            c = self.reg.new("reference_content", None, True)
            label = "[{\\rc{%s}%s}]" % (c, self.ref_style % (i + 1)) if self.ref_style else "[]"
            out.append("\\item%s{\\rc{%s}%s}" % (label if self.ref_style else "[]", c, self.prose.reference()))
        return "\n".join(out) + "\\end{list}}\n"

    def contents(self, n=None, lists=True):
        """A table of contents as one block."""
        r = self.rng
        c = self.reg.new("content", None, True)
        dots = r.choice(["\\dotfill", "\\dotfill", "\\hfill", "\\quad"])
        size = r.choice(["", "\\small", ""])
        out, page, ch, se = [], 1, 0, 0
        for _ in range(n or r.randint(12, 60)):
            page += r.randint(0, 9)
            if se == 0 or r.random() < 0.2:
                ch, se = ch + 1, 1
                out.append("\\noindent\\textbf{%d\\quad %s\\hfill %d}\\par" % (ch, self.prose.title(1, 4), page))
            else:
                out.append("\\noindent\\hspace*{14pt}%d.%d\\quad %s%s %d\\par" % (ch, se, self.prose.title(1, 5), dots, page))
                se += 1
        return "{%s\\rc{%s}%s}\n" % (size, c, "\n".join(out))

    def aside(self):
        """A margin note."""
        return "\\marginpar{\\raggedright\\scriptsize %s}" % self.ink("aside_text", self.prose.words(self.rng.randint(4, 16)))
