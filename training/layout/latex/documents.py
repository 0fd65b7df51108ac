"""Whole documents: each kind picks a style, fills it with blocks and returns a Job for the compiler."""
from dataclasses import dataclass

import styles
from blocks import Doc
from furniture import first_page, running, title_block
from slides import exam, letter, slides


@dataclass
class Job:
    """One document to typeset: preamble (format name or source), rest of the source, blocks and gutters."""
    kind: str
    head: tuple  # (class, options, font) for pdflatex, or a preamble string for xelatex
    body: str
    blocks: list
    gutters: list


FLOW = {  # weights of blocks by kind of document
    "paper": dict(paragraph=44, heading=20, listing=5, derivation=13, figure=9, table=9, theorem=3, algorithm=3, callout=1),
    "math": dict(paragraph=20, heading=11, listing=4, derivation=38, theorem=18, figure=3, table=2, callout=3),
    "report": dict(paragraph=34, heading=20, listing=12, figure=15, table=19, derivation=2, algorithm=2, callout=4),
    "data": dict(paragraph=34, heading=12, figure=20, table=30, listing=4),
    "prose": dict(paragraph=70, heading=18, listing=5, figure=3, table=1, callout=3),
    "code": dict(paragraph=34, heading=14, listing=10, algorithm=32, table=5, figure=4),
}


def flow(doc, mix, n, here=False, levels=(1, 1, 2, 2, 3)):
    """n blocks drawn by the mix's weights; never two headings of falling depth in a row more than twice."""
    r, out, last = doc.rng, [], ""
    kinds, weights = list(FLOW[mix]), list(FLOW[mix].values())
    for _ in range(n):
        k = r.choices(kinds, weights)[0]
        if k == "heading" and last == "heading":
            k = "paragraph"
        out.append(doc.heading(r.choice(levels)) if k == "heading" else getattr(doc, k)(here=here) if k in ("figure", "table") else getattr(doc, k)())
        last = k
    return "\n".join(out)


def spacing(r, columns):
    """Paragraph indent, skip and leading."""
    indent = r.choice([0, 10, 15, 20])
    skip = r.choice(["0pt", "0pt", "3pt", "6pt"]) if indent else r.choice(["4pt", "6pt", "8pt"])
    stretch = r.choice([1, 1, 1, 1.1, 1.25] if columns > 1 else [1, 1, 1, 1.15, 1.3, 1.5, 1.8])
    return "\\setlength{\\parindent}{%dpt}\\setlength{\\parskip}{%s plus 1pt}\\linespread{%s}\\selectfont\\sloppy\\emergencystretch=2em\\interfootnotelinepenalty=10000\n" % (indent, skip, stretch)


DEFAULT = "\\color[RGB]{1,1,101}\n"  # identity 0: ink of no block


def assemble(kind, head, geo, doc, pre, body):
    """Job from its parts; \\raggedbottom at random leaves the columns unequal as in drafts."""
    return Job(kind, head, geo.tex() + pre + DEFAULT + "\\begin{document}\n" + body + "\\end{document}\n", doc.reg.blocks, geo.gutters())


def latin(rng):
    return rng.choices(["en", "de", "fr", "es", "it"], [80, 7, 5, 5, 3])[0]


def paper(rng, pool, columns):
    """Journal or conference paper of one or two columns."""
    cls, opt = rng.choice(styles.TWO_COLUMN if columns == 2 else styles.ONE_COLUMN)
    font = rng.choice(list(styles.FONTS))
    aside = columns == 1 and rng.random() < 0.3
    geo = styles.Geometry(rng, columns, aside=aside)
    doc = Doc(rng, latin(rng), pool, columns, geo.column)
    doc.deepest = {"amsart": 1, "IEEEtran": 2}.get(cls, 3)
    mix = rng.choices(["paper", "math", "report", "data", "code", "prose"], [46, 20, 10, 12, 6, 14])[0]
    if mix == "math":
        doc.prose.math_rate = 0.12
    pre = running(doc) + (rng.choice(styles.TITLESEC) if cls in ("article", "extarticle") else "") + spacing(rng, columns)
    title = title_block(doc)
    body = "\\twocolumn[{%s}]" % title if columns == 2 else title
    body += first_page(doc)
    n = rng.randint(14, 45)
    text = flow(doc, mix, n)
    if aside:
        text = aside_into(doc, text)
    if columns == 1 and rng.random() < 0.08:
        text = "\\linenumbers " + text  # a manuscript; the line numbers are of no block
    body += text + (doc.references() if rng.random() < 0.85 else "")
    return assemble("paper%d" % columns, (cls, opt, font), geo, doc, pre, body)


def aside_into(doc, text):
    """Put margin notes at the ends of some paragraphs."""
    parts = text.split("\\par\n")
    return "".join(p + ((doc.aside() if doc.rng.random() < 0.3 and p.lstrip().startswith(("\\leavevmode", "\\noindent\\leavevmode")) else "") + "\\par\n" if i < len(parts) - 1 else "") for i, p in enumerate(parts))


def book(rng, pool):
    """Chapters of a textbook, thesis or report, with contents pages at times."""
    cls, opt = rng.choice(styles.BOOKS)
    aside = rng.random() < 0.15
    geo = styles.Geometry(rng, 1, aside=aside)
    doc = Doc(rng, latin(rng), pool, 1, geo.column)
    mix = rng.choice(["math", "math", "report", "data", "prose", "paper", "code"])
    pre = running(doc) + spacing(rng, 1)
    body = ""
    if rng.random() < 0.25:
        body += "\\thispagestyle{empty}\\vspace*{%dpt}" % rng.randint(20, 160) + title_block(doc, abstract=False) + "\\clearpage "
    if rng.random() < 0.4:
        body += "\\chapter*{%s}" % doc.ink("paragraph_title", "Contents") + doc.contents() + "\\clearpage "
    for _ in range(rng.randint(1, 2)):
        text = flow(doc, mix, rng.randint(14, 34))
        body += "\\setcounter{page}{%d}" % rng.randint(1, 400) + doc.heading(0) + (aside_into(doc, text) if aside else text)
    if rng.random() < 0.4:
        body += doc.references()
    return assemble("book", (cls, opt, rng.choice(list(styles.FONTS))), geo, doc, pre, body)


def report(rng, pool):
    """Report with many tables; a longtable at times."""
    cls, opt = rng.choice(styles.ONE_COLUMN[:7])
    geo = styles.Geometry(rng, 1, landscape=rng.random() < 0.12)
    doc = Doc(rng, latin(rng), pool, 1, geo.column)
    doc.deepest = 1 if cls == "amsart" else 3
    pre = running(doc) + (rng.choice(styles.TITLESEC) if cls in ("article", "extarticle") else "") + spacing(rng, 1)
    from tables import long_table
    body = title_block(doc, abstract=rng.random() < 0.3) if rng.random() < 0.6 else ""
    body += flow(doc, rng.choice(["report", "data"]), rng.randint(8, 20), here=rng.random() < 0.5)
    if rng.random() < 0.5:
        body += doc.paragraph() + long_table(doc, doc.reg.new("table")) + doc.paragraph()
    return assemble("report", (cls, opt, rng.choice(list(styles.FONTS))), geo, doc, pre, body)


def newsletter(rng, pool):
    """Two to four balanced columns under a masthead; boxes set in place."""
    columns = rng.choice([2, 3, 3, 3, 4])
    geo = styles.Geometry(rng, columns, paper=rng.choice(["a4", "letter"]))
    doc = Doc(rng, latin(rng), pool, columns, geo.column)
    size = "9pt" if columns > 2 else rng.choice(["9pt", "10pt"])
    pre = running(doc) + rng.choice(styles.TITLESEC[:4]) + spacing(rng, columns) + "\\def\\columnseprulecolor{\\color{black}}\\setlength{\\columnseprule}{%s}" % rng.choice(["0pt", "0.4pt"])
    body = "{%s\\fontsize{%d}{%d}\\selectfont\\bfseries %s\\par}\\medskip" % (rng.choice(["\\centering", "\\raggedright"]), *(s := rng.choice([(28, 32), (22, 26), (36, 40)])), doc.ink("doc_title", doc.prose.title(2, 4), doc.head_ink))
    if rng.random() < 0.6:
        body += "\\hrule\\smallskip{\\small %s\\par}\\smallskip\\hrule\\bigskip" % doc.ink("header", f"Volume {rng.randint(1, 50)}, Issue {rng.randint(1, 12)} \\quad {doc.prose.title(2, 4)}")
    doc.in_box = True
    for _ in range(rng.randint(1, 3)):
        body += "\\begin{multicols}{%d}\n" % columns + doc.heading(1) + flow(doc, rng.choice(["prose", "report", "prose", "data"]), rng.randint(8, 26), here=True, levels=(1, 2)) + "\\end{multicols}\n"
    return assemble("newsletter", ("extarticle", size, rng.choice(list(styles.FONTS))), geo, doc, pre, body)


def lists_of_things(rng, pool):
    """Contents, bibliography or index pages of one to three columns."""
    kind = rng.choice(["contents", "references", "references", "index"])
    columns = {"contents": 1, "references": rng.choice([1, 2]), "index": rng.choice([2, 2, 3])}[kind]
    geo = styles.Geometry(rng, columns)
    doc = Doc(rng, latin(rng), pool, columns, geo.column)
    pre = running(doc) + spacing(rng, columns)
    wrap = ("\\begin{multicols}{%d}" % columns, "\\end{multicols}") if columns > 1 else ("", "")
    if kind == "contents":
        body = "\\section*{%s}" % doc.ink("paragraph_title", rng.choice(["Contents", "Table of Contents", "CONTENTS"])) + doc.contents(rng.randint(20, 110))
    elif kind == "references":
        body = doc.paragraph() + doc.references(rng.randint(25, 90))
    else:
        c = doc.reg.new("content", None, True)
        rows = "".join("\\noindent\\hangindent=10pt %s%s, %s\\par\n" % (rng.choice(["", "", "\\hspace*{8pt}"]), doc.prose.words(rng.randint(1, 3)), ", ".join(str(rng.randint(1, 500)) for _ in range(rng.randint(1, 4)))) for _ in range(rng.randint(60, 240)))
        body = "\\section*{%s}" % doc.ink("paragraph_title", "Index") + wrap[0] + "{\\small\\rc{%s}%s}" % (c, rows) + wrap[1]
        wrap = ("", "")
    return assemble("lists", ("article", rng.choice(["10pt", "11pt"]), rng.choice(list(styles.FONTS))), geo, doc, pre, wrap[0] + body + wrap[1])


def xelatex(rng, pool):
    """Chinese, Japanese, Korean or Cyrillic pages."""
    lang = rng.choices(["zh", "ja", "ko", "uk"], [50, 15, 10, 25])[0]
    columns = rng.choice([1, 1, 2])
    geo = styles.Geometry(rng, columns)
    doc = Doc(rng, lang, pool, columns, geo.column)
    font = rng.choice(["Serif", "Sans"]) if doc.prose.cjk else rng.choice(["DejaVu Serif", "DejaVu Sans", "Arimo", "EB Garamond"])
    mix = rng.choice(["paper", "math", "report", "data", "prose"])
    pre = running(doc) + rng.choice(styles.TITLESEC) + spacing(rng, columns)
    title = title_block(doc, abstract=rng.random() < 0.6)
    body = ("\\twocolumn[{%s}]" % title if columns == 2 else title) + first_page(doc) + flow(doc, mix, rng.randint(12, 32))
    if rng.random() < 0.5:
        body += doc.references(rng.randint(5, 20))
    head = styles.xe_head(rng.choice(["10pt", "11pt", "12pt"]) + (",twocolumn" if columns == 2 else ""), lang, font)
    return assemble("xe-" + lang, head, geo, doc, pre, body)


KINDS = [(lambda r, p: paper(r, p, 2), 26), (lambda r, p: paper(r, p, 1), 20), (book, 15), (report, 12), (newsletter, 10), (lists_of_things, 6),
         (xelatex, 8), (lambda r, p: assemble("slides", *slides(r, p)), 8), (lambda r, p: assemble("exam", *exam(r, p)), 9), (lambda r, p: assemble("letter", *letter(r, p)), 6)]


def make(rng, pool):
    """A random document of a random kind."""
    return rng.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0](rng, pool)
