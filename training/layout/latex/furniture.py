"""Running heads, feet, page numbers, first-page journal furniture and title blocks."""


def running(doc, first_plain=True):
    """fancyhdr set-up of one random style; heads, feet and numbers carry identities. Returns preamble/body code."""
    r, p = doc.rng, doc.prose
    ink = r.choice([None, None, (.4, .4, .4), (.55, .55, .55), (0, .2, .5)])
    size = r.choice(["\\small", "\\footnotesize", "\\scriptsize", "\\footnotesize\\itshape", "\\scriptsize\\sffamily"])
    one = lambda cls, t: "{%s %s}" % (size, doc.ink(cls, t, ink))
    number = lambda: "{%s %s}" % (r.choice([size, "\\normalsize", "\\small"]), doc.ink("number", r.choice(["\\thepage", "\\thepage", "\\thepage", "-- \\thepage\\ --", "Page \\thepage", "\\thepage\\ of %d" % r.randint(20, 400)]), ink))
    texts = [p.title(2, 7), f"{p.surname()} et al.", f"{p.title(1, 3)} {r.randint(1980, 2024)}, {r.randint(1, 40)}, {r.randint(1, 999)}", f"Chapter {r.randint(1, 20)}. {p.title(1, 4)}", p.title(2, 5).upper() if not p.cjk else p.title(2, 5)]
    r.shuffle(texts)
    style = r.choice(["lr", "lr", "l", "c", "none", "num-in-head", "num-in-head", "both", "image"])
    out = ["\\pagestyle{fancy}\\fancyhf{}"]
    place_number = r.choice(["\\fancyfoot[C]", "\\fancyfoot[C]", "\\fancyfoot[R]", "\\fancyfoot[L]"])
    rule = r.choice(["0pt", "0.4pt", "0.4pt", "0.8pt"])
    if style == "lr":
        out.append("\\fancyhead[L]{%s}\\fancyhead[R]{%s}" % (one("header", texts[0]), one("header", texts[1])))
    elif style == "l":
        out.append("\\fancyhead[%s]{%s}" % (r.choice("LR"), one("header", texts[0])))
    elif style == "c":
        out.append("\\fancyhead[C]{%s}" % one("header", texts[0]))
    elif style == "num-in-head":
        side, other = r.choice([("L", "R"), ("R", "L")])
        out.append("\\fancyhead[%s]{%s}\\fancyhead[%s]{%s}" % (side, number(), r.choice([other, "C"]), one("header", texts[0])))
        place_number = ""
    elif style == "both":
        out.append("\\fancyhead[L]{%s}\\fancyfoot[%s]{%s}" % (one("header", texts[0]), "L" if "R" in place_number else "R", one("footer", texts[1])))
    elif style == "image":
        logo = "\\includegraphics[height=%dpt]{%s}" % (r.randint(12, 22), r.choice(doc.pool["images"]))
        out.append("\\fancyhead[%s]{\\cover{%s}{%s}}\\fancyhead[%s]{%s}" % (*(("L",) if (flip := r.random() < 0.5) else ("R",)), doc.reg.new("header_image"), logo, "R" if flip else "L", one("header", texts[0])))
        out.append("\\setlength{\\headheight}{24pt}")
    else:
        rule = "0pt"
    if place_number and r.random() < 0.93:
        out.append("%s{%s}" % (place_number, number()))
    if r.random() < 0.6 and style != "both":
        side = {"\\fancyfoot[C]": "L", "\\fancyfoot[R]": "L", "\\fancyfoot[L]": "R", "": "C"}[place_number]
        out.append("\\fancyfoot[%s]{%s}" % (side, one("footer", texts[2])))
    foot_rule = r.choice(["0pt", "0pt", "0.4pt"])
    out.append("\\renewcommand{\\headrulewidth}{%s}\\renewcommand{\\footrulewidth}{%s}" % (rule, foot_rule))
    plain = "\\fancyfoot[%s]{%s}" % (r.choice("CCRL"), number()) if r.random() < 0.8 else ""
    out.append("\\fancypagestyle{plain}{\\fancyhf{}\\renewcommand{\\headrulewidth}{0pt}%s}" % plain)  # chapter openings
    return "\n".join(out)


def first_page(doc):
    """\\thispagestyle of a journal's first page: masthead, copyright foot, perhaps a repository stamp at the left edge."""
    r, p = doc.rng, doc.prose
    out = ["\\fancypagestyle{opening}{\\fancyhf{}"]
    x = r.random()
    if x < 0.35:
        out.append("\\fancyhead[L]{\\footnotesize %s}" % doc.ink("header", f"{p.title(2, 5)}, Vol. {r.randint(1, 60)}, No. {r.randint(1, 12)}, {r.randint(1990, 2024)}", (.3, .3, .3)))
        if r.random() < 0.5:
            out.append("\\fancyhead[R]{\\footnotesize %s}" % doc.ink("header", f"doi:10.{r.randint(1000, 9999)}/{r.randint(1000, 99999)}", (.3, .3, .3)))
    elif x < 0.5:
        out.append("\\fancyhead[C]{\\large\\bfseries %s}" % doc.ink("header", p.title(2, 5)))
    if r.random() < 0.4:
        out.append("\\fancyfoot[L]{\\scriptsize %s}" % doc.ink("footer", f"\\copyright\\ {r.randint(1995, 2024)} {p.surname()} {p.surname()}. {p.title(3, 8)}."))
        if r.random() < 0.5:
            out.append("\\fancyfoot[R]{\\small %s}" % doc.ink("number", "\\thepage"))
    elif r.random() < 0.7:
        out.append("\\fancyfoot[C]{\\small %s}" % doc.ink("number", "\\thepage"))
    out.append("\\renewcommand{\\headrulewidth}{%s}\\renewcommand{\\footrulewidth}{0pt}}\\thispagestyle{opening}" % r.choice(["0pt", "0.4pt"]))
    if r.random() < 0.2 and not p.cjk:
        stamp = f"arXiv:{r.randint(10, 24)}{r.randint(1, 12):02d}.{r.randint(1, 99999):05d}v{r.randint(1, 4)}\\quad [{r.choice(['cs.LG', 'math.AP', 'hep-th', 'physics.flu-dyn'])}]\\quad {r.randint(1, 28)} {r.choice(['Jan', 'Mar', 'Jul', 'Oct'])} 20{r.randint(10, 24)}"
        out.append("\\AddToShipoutPictureFG*{\\AtPageLowerLeft{\\put(14,%d){\\rotatebox{90}{\\Large %s}}}}" % (r.randint(200, 300), doc.ink("aside_text", stamp, (.5, .5, .5))))
    notes = "".join("\\footnotetext{%s}" % doc.ink("footnote", t) for t in getattr(doc, "opening_notes", []))
    return "".join(out) + notes + "\n"


def title_block(doc, abstract=True):
    """Document title, authors, affiliations, date, abstract and key words (full width)."""
    r, p = doc.rng, doc.prose
    side = r.choice(["\\centering", "\\centering", "\\centering", "\\raggedright"])
    size = r.choice(["\\LARGE", "\\Large\\bfseries", "\\LARGE\\bfseries", "\\huge", "\\Large\\sffamily\\bfseries", "\\large\\bfseries"])
    out = [masthead(doc)] if abstract and r.random() < 0.15 else []
    if r.random() < 0.2:
        out.append("{%s\\small %s\\par}\\smallskip" % (side, doc.ink("text", p.title(1, 3).upper() if not p.cjk else p.title(1, 2))))
    out.append("{%s%s %s\\par}\\vspace{%dpt}" % (side, size, doc.ink("doc_title", p.title(4, 14), doc.head_ink), r.randint(4, 16)))
    n = r.choice([1, 2, 3, 4, 6, 9])
    if r.random() < 0.25 and n in (2, 3):
        cells = ["\\begin{minipage}[t]{%.2f\\linewidth}\\centering %s\\end{minipage}" % (0.9 / n, doc.ink("text", "%s\\\\ \\small %s" % (p.person(), p.affiliation()))) for _ in range(n)]
        out.append("\\noindent " + "\\hfill ".join(cells) + "\\par\\medskip")
    else:
        out.append("{%s%s %s\\par}\\smallskip" % (side, r.choice(["", "\\large", "\\small", "\\bfseries"]), doc.ink("text", ", ".join(p.person() + ("$^{%d}$" % r.randint(1, 3) if n > 2 else "") for _ in range(n)))))
        if r.random() < 0.8:
            k = min(3, n)
            text = "\\\\ ".join(("$^{%d}$" % (i + 1) if k > 1 else "") + p.affiliation() for i in range(k))
            out.append("{%s\\small%s %s\\par}" % (side, r.choice(["", "\\itshape"]), doc.ink("text", text)))
    if r.random() < 0.35:
        out.append("\\smallskip{%s\\footnotesize %s\\par}" % (side, doc.ink("text", f"Received {r.randint(1, 28)} May {r.randint(1990, 2024)}; accepted {r.randint(1, 28)} June {r.randint(1990, 2024)}")))
    if abstract:
        out.append(info_and_abstract(doc) if r.random() < 0.2 and not doc.prose.cjk else abstract_block(doc))
    if r.random() < 0.4 and not p.cjk:
        doc.opening_notes = [f"$^{{{m}}}$ " + r.choice([f"Corresponding author: {p.word()}@{p.word()}.edu", f"{p.affiliation()}.", f"Supported by {p.surname()} grant {r.randint(1000, 99999)}. {p.sentence()}"]) for m in r.sample(["*", "\\dagger", "1", "2", "3"], r.randint(1, 3))]
    return "\n".join(out) + "\\par\\vspace{%dpt}\n" % r.randint(8, 22)


def masthead(doc):
    """A journal's masthead: picture, name between rules, cover picture or logo at the other side."""
    r, p = doc.rng, doc.prose
    logo = lambda: "\\cover{%s}{\\includegraphics[height=%dpt,width=70pt,keepaspectratio]{%s}}" % (doc.reg.new("header_image"), r.randint(28, 60), r.choice(doc.pool["images"]))
    name = "{\\Large\\bfseries %s}" % doc.ink("header", p.title(2, 4), r.choice([None, (0, .3, .5), (.5, .1, .1)]))
    line = "{\\footnotesize %s}" % doc.ink("header", "journal homepage: www.%s.org" % p.word())
    mid = "\\begin{minipage}{.56\\linewidth}\\centering %s\\\\[6pt]%s\\end{minipage}" % (name, line)
    return "\\noindent\\hrule\\smallskip\\noindent%s\\hfill%s\\hfill%s\\par\\smallskip\\hrule height 1.2pt\\bigskip " % (logo(), mid, logo() if r.random() < .7 else "\\hspace*{40pt}")


def info_and_abstract(doc):
    """The two-part box of some journals: history and key words at the left, the abstract at the right, rules between."""
    r, p = doc.rng, doc.prose
    head = lambda t: "{\\small %s\\par}\\smallskip\\hrule\\smallskip " % doc.ink("paragraph_title", t)
    spaced = r.random() < 0.5
    left = head("A R T I C L E\\quad I N F O" if spaced else "Article info") + "{\\scriptsize %s\\par}\\medskip{\\scriptsize %s\\par}" % (
        doc.ink("text", "\\emph{Article history:}\\\\ Received %d May %d\\\\ Accepted %d June %d" % (r.randint(1, 28), y := r.randint(1995, 2023), r.randint(1, 28), y + 1)),
        doc.ink("text", "\\emph{Keywords:}\\\\ " + "\\\\ ".join(p.words(r.randint(1, 2)).capitalize() for _ in range(r.randint(3, 6)))))
    right = head("A B S T R A C T" if spaced else "Abstract") + "{\\footnotesize\\noindent %s\\par}" % doc.ink("abstract", p.paragraph(r.randint(5, 9)))
    box = "\\begin{minipage}[t]{%s\\linewidth}\\raggedright %s\\end{minipage}"
    return "\\medskip\\hrule\\medskip\\noindent" + box % (".28", left) + "\\hfill" + (box % (".67", right)).replace("\\raggedright ", "") + "\\par\\medskip\\hrule "


def abstract_block(doc):
    """Abstract with its heading (own line or run-in) and key words."""
    r, p = doc.rng, doc.prose
    text, size = p.paragraph(r.randint(4, 10)), r.choice(["\\small", "\\small", "\\footnotesize", "\\normalsize"])
    own = r.random() < 0.5
    head = "{\\centering\\bfseries %s\\par}\\smallskip" % doc.ink("paragraph_title", r.choice(["Abstract", "ABSTRACT", "Summary"])) if own else ""
    lead = "" if own else r.choice(["\\textbf{Abstract.} ", "\\emph{Abstract}---", "ABSTRACT: ", ""])
    key = "\\smallskip\\noindent %s\\par" % doc.ink("text", r.choice(["\\textbf{Keywords:} ", "\\emph{Index Terms}---", "Key words: "]) + ", ".join(p.words(r.randint(1, 2)) for _ in range(5))) if r.random() < 0.5 else ""
    width = r.choice(["\\linewidth", "0.85\\linewidth", "0.78\\linewidth"])
    return "\\medskip{\\centering\\begin{minipage}{%s}%s %s\\noindent %s\\par %s\\end{minipage}\\par}" % (width, size, head, doc.ink("abstract", lead + text), key)
