"""Slides (beamer), exam sheets and letters. Each returns the arguments of documents.assemble: (head, geometry, doc, preamble, body)."""
import figures
import formulas
import styles
import tables
from blocks import Doc
from furniture import running


class SlideGeometry:
    """Beamer keeps its own page size; no gutters."""

    def tex(self):
        return ""

    def gutters(self):
        return []


def slide_content(doc):
    """One frame's blocks: bullets, prose, a picture, a table, a formula, or two columns of those."""
    r = doc.rng
    kind = r.choice(["bullets", "bullets", "picture", "table", "formula", "two", "two", "prose"])
    if kind == "bullets":
        return bullets(doc)
    if kind == "picture":
        return picture(doc, 0.8)
    if kind == "table":
        doc.narrow = True
        src, shaded = tables.build(doc, rows=r.randint(2, 6))
        c = doc.reg.new("table")
        box = "\\cover{%s}{%s}" % (c, src) if shaded else "{\\rc{%s}\\arrayrulecolor[RGB]{%s}%s}" % (c, c, src)
        return "{\\centering\\fitbox{%s}\\par}" % box
    if kind == "formula":
        doc.room = 3
        return bullets(doc, 2) + doc.display() + doc.ink("text", doc.prose.sentence()) + "\\par "
    if kind == "prose":
        return "\\noindent %s\\par" % doc.ink("text", doc.prose.paragraph(r.randint(1, 3)))
    left, right = [(lambda: bullets(doc, 3)), (lambda: picture(doc, 0.45))][:: r.choice([1, -1])]
    return "\\begin{minipage}{.47\\linewidth}%s\\end{minipage}\\hfill\\begin{minipage}{.47\\linewidth}%s\\end{minipage}" % (left(), right())


def bullets(doc, n=None):
    """A bullet list; one block per item."""
    r = doc.rng
    mark = r.choice(["\\textbullet", "--", "$\\triangleright$", "$\\circ$"])
    out = "\\begin{list}{}{\\setlength{\\leftmargin}{14pt}\\setlength{\\itemsep}{%dpt}}" % r.randint(3, 9)
    for _ in range(n or r.randint(2, 5)):
        c = doc.reg.new("text")
        out += "\\item[{\\rc{%s}%s}]{\\rc{%s}%s}" % (c, mark, c, doc.prose.words(r.randint(2, 14)).capitalize())
    return out + "\\end{list}"


def picture(doc, share):
    """A centred picture with a caption at times."""
    r = doc.rng
    cls = r.choice(["image", "plot", "tikz"])
    w = 10 * share
    src = figures.chart(doc, w * 0.8) if cls == "tikz" else figures.from_pool(doc, doc.pool["images" if cls == "image" else "plots"], "%.2f\\linewidth" % r.uniform(.6, 1), "%.1fcm" % r.uniform(3.2, 4.6))
    if cls == "tikz":
        src = "\\resizebox{!}{%.1fcm}{%s}" % (r.uniform(3, 4.2), src)
    out = "{\\centering\\fitbox{\\cover{%s}{%s}}\\par}" % (doc.reg.new("image" if cls == "image" else "chart"), src)
    if r.random() < 0.4:
        out += "{\\centering\\scriptsize %s\\par}" % doc.ink("figure_title", "Figure %d: %s" % (doc.next("figure"), doc.prose.title(2, 5)))
    return out


def slides(rng, pool):
    """A beamer talk of 6-12 frames."""
    doc = Doc(rng, rng.choices(["en", "de", "fr"], [80, 10, 10])[0], pool, 1, 300)
    doc.prose.cite_style = "none"
    bar = rng.choice([None, (0.1, 0.2, 0.5), (0.5, 0.1, 0.1), (0.1, 0.3, 0.2), (0.15, 0.15, 0.15)])
    head_ink = (1, 1, 1) if bar else rng.choice([None, (0.2, 0.2, 0.7), (0.6, 0, 0)])
    pre = "\\setbeamertemplate{navigation symbols}{}"
    if bar:
        pre += "\\setbeamercolor{frametitle}{bg=barink}\\definecolor{barink}{rgb}{%.2f,%.2f,%.2f}" % bar
    side = rng.choice(["\\hfill", ""])
    foot = doc.ink("footer", doc.prose.title(2, 5), (.4, .4, .4)) if rng.random() < 0.5 else ""
    num = doc.ink("number", "\\insertframenumber", (.4, .4, .4)) if rng.random() < 0.7 else ""
    pre += "\\setbeamertemplate{footline}{\\hspace*{10pt}{\\tiny %s\\hfill %s}\\hspace*{10pt}\\vspace{5pt}}" % (foot, num)
    body = "\\begin{frame}\\centering{\\LARGE %s\\par}\\vspace{12pt}{\\large %s\\par}\\vspace{6pt}{\\small %s\\par}\\end{frame}" % (
        doc.ink("doc_title", doc.prose.title(3, 9), None if bar else head_ink), doc.ink("text", doc.prose.person()), doc.ink("text", doc.prose.affiliation()))
    for _ in range(rng.randint(5, 11)):
        body += "\\begin{frame}\\frametitle{%s}%s\n\\end{frame}\n" % (doc.ink("paragraph_title", doc.prose.title(2, 7), head_ink), slide_content(doc))
    return ("beamer", rng.choice(["11pt", "12pt", "10pt", "aspectratio=169", "aspectratio=1610,11pt", "14pt"]), rng.choice(["lm", "lmss", "helvet", "times"])), SlideGeometry(), doc, pre, body


def question(doc, i):
    """One exam question: stem, then parts, choices, a formula, a figure or answer space."""
    r, p = doc.rng, doc.prose
    marks = r.choice(["", " \\hfill [%d marks]" % r.randint(1, 12), " (%d points)" % r.randint(1, 20)])
    out = "\\medskip\\noindent %s\\par\n" % doc.ink("text", "\\textbf{%s}\\enspace %s%s" % (r.choice(["%d.", "Question %d.", "(%d)"]) % i, p.paragraph(r.randint(1, 2)), marks), flows=True)
    kind = r.choice(["parts", "choices", "formula", "figure", "space", "table", "lines"])
    if kind == "parts":
        out += "".join("{\\leftskip=18pt\\noindent %s\\par}\\smallskip\n" % doc.ink("text", "(%s) %s %s" % ("abcde"[k], p.sentence(), formulas.inline(r)), flows=True) for k in range(r.randint(2, 4)))
    elif kind == "choices":
        marks = [doc.ink("text", "%s %s" % ("ABCD"[k] + r.choice([".", ")"]), r.choice([formulas.inline(r), p.words(3)]))) for k in range(4)]
        out += ("\\noindent\\hspace*{18pt}" + "\\quad ".join(marks) if doc.narrow is False and r.random() < 0.5 else "".join("\\hspace*{18pt}%s\\par\\smallskip\n" % m for m in marks)) + "\\par"
    elif kind == "formula":
        out += doc.display()
    elif kind == "figure":
        out += "{\\centering %s\\par}" % doc.covered(6, ".5\\linewidth")
    elif kind == "table":
        out += doc.table(here=True)
    elif kind == "space":
        out += "\\vspace{%dpt}" % r.randint(30, 120)
    else:
        out += "".join("\\par\\vspace{14pt}\\noindent\\hrulefill\\par" for _ in range(r.randint(1, 4)))
    return out


def exam(rng, pool):
    """An exam or problem sheet of one or two columns."""
    columns = rng.choice([1, 1, 1, 2])
    geo = styles.Geometry(rng, columns)
    doc = Doc(rng, rng.choice(["en", "en", "en", "de", "fr"]), pool, columns, geo.column)
    doc.prose.cite_style, doc.prose.math_rate, doc.in_box = "none", 0.08, True
    pre = running(doc) + "\\setlength{\\parindent}{0pt}\\sloppy "
    body = "{\\centering\\Large\\bfseries %s\\par}\\medskip" % doc.ink("doc_title", doc.prose.title(2, 6))
    if rng.random() < 0.7:
        body += "\\noindent %s\\par\\medskip" % doc.ink("text", "Name: \\underline{\\hspace{120pt}}\\quad Class: \\underline{\\hspace{50pt}}")
    if rng.random() < 0.6:
        body += doc.par("text", "\\textbf{Instructions.} " + doc.prose.paragraph(2))
    qs = "".join(("\\section*{%s}" % doc.ink("paragraph_title", "Part %s. %s" % (rng.choice("ABC"), doc.prose.title(1, 3))) if rng.random() < 0.12 else "") + question(doc, i + 1) for i in range(rng.randint(8, 24)))
    body += "\\begin{multicols}{2}%s\\end{multicols}" % qs if columns == 2 else qs
    return ("article", rng.choice(["10pt", "11pt", "12pt"]), rng.choice(list(styles.FONTS))), geo, doc, pre, body


def letter(rng, pool):
    """A one-page letter with letterhead."""
    geo = styles.Geometry(rng, 1)
    doc = Doc(rng, rng.choice(["en", "en", "de", "fr"]), pool, 1, geo.column)
    doc.prose.cite_style, doc.prose.math_rate, doc.in_box = "none", 0, True
    p = doc.prose
    pre = running(doc) + "\\setlength{\\parindent}{0pt}\\setlength{\\parskip}{8pt}\\sloppy "
    address = lambda: "%s\\\\ %s %d\\\\ %d %s" % (p.person(), p.surname(), rng.randint(1, 200), rng.randint(1000, 99999), p.surname())
    body = ""
    if rng.random() < 0.4:
        body += "{%s\\cover{%s}{\\includegraphics[height=%dpt]{%s}}\\par}" % (rng.choice(["\\raggedleft", "\\raggedright", "\\centering"]), doc.reg.new("header_image"), rng.randint(24, 60), rng.choice(pool["images"]))
    body += "{%s %s\\par}\\vspace{14pt}" % (rng.choice(["\\raggedleft", "\\raggedright"]), doc.ink("text", address()))
    body += "\\noindent %s\\par\\vspace{10pt}" % doc.ink("text", address())
    body += "{%s %s\\par}" % (rng.choice(["\\raggedleft", "\\raggedright"]), doc.ink("text", f"{p.surname()}, {rng.randint(1, 28)} June {rng.randint(1990, 2024)}"))
    if rng.random() < 0.6:
        body += "{\\bfseries %s\\par}" % doc.ink(rng.choice(["paragraph_title", "doc_title"]), p.title(3, 8))
    body += doc.ink("text", f"Dear {p.person()},") + "\\par" + "".join(doc.paragraph() for _ in range(rng.randint(2, 6)))
    if rng.random() < 0.2:
        body += doc.listing()
    if rng.random() < 0.2:
        body += doc.table(here=True)
    body += doc.ink("text", "Yours sincerely,") + "\\par\\vspace{30pt}" + doc.ink("text", p.person() + "\\\\ " + p.title(1, 3)) + "\\par"
    if rng.random() < 0.35:
        body += "{\\raggedleft\\cover{%s}{%s}\\hspace*{%dpt}\\par}" % (doc.reg.new("seal"), figures.seal(doc), rng.randint(5, 90))
    return ("article", rng.choice(["10pt", "11pt", "12pt"]), rng.choice(list(styles.FONTS))), geo, doc, pre, body
