"""Random tables as LaTeX source; the block's colour is put on by blocks.py.

build() returns (source, shaded). Widths are TeX lengths relative to \\linewidth, so that a table fits its column.
"""


def cell(doc, kind):
    """Text of one cell: 'n' number, 't' words, 'p' wrapped prose."""
    r = doc.rng
    if kind == "n":
        return r.choice([f"{r.random() * 100:.2f}", f"{r.random():.3f}", str(r.randint(0, 9999)), f"{r.randint(1, 99)}\\%", f"${r.random() * 10:.1f} \\pm {r.random():.1f}$",
                         f"{r.randint(1, 999)},{r.randint(0, 999):03d}", "--", f"({r.randint(1, 99)}.{r.randint(0, 9)})", f"${r.choice('-+')}{r.random():.2f}$"])
    if kind == "p":
        return doc.prose.words(r.randint(4, 16)).capitalize() + r.choice(["", "."])
    return doc.prose.words(r.choice([1, 1, 2, 2, 3])).capitalize()


def column_kinds(doc, n):
    """First column words mostly, the others numbers, words or wrapped prose."""
    r = doc.rng
    rest = r.choice(["n", "n", "n", "t", "mix"])
    kinds = [r.choice(["t", "t", "t", "p", "n"])]
    kinds += [r.choice("ntp") if rest == "mix" else rest for _ in range(n - 1)]
    return kinds


def build(doc, wide=False, rows=None):
    """One table: booktabs, plain, full grid, top-and-bottom, shaded; wrapped cells; multirow and multicolumn heads."""
    r = doc.rng
    narrow = doc.narrow and not wide
    n = r.randint(2, 4 if narrow else 7)
    kinds = column_kinds(doc, n)
    if kinds.count("p") > 2:
        kinds = ["p" if k == "p" and i < 2 else "t" if k == "p" else k for i, k in enumerate(kinds)]
    rules = r.choice(["book", "book", "book", "none", "grid", "grid", "rows", "outer", "shade"])
    m = rows or r.choice([2, 3, 4, 5, 6, 8, 10, 14, 20])
    if "p" in kinds:
        m = min(m, 7)
    bar = "|" if rules == "grid" else ""
    wraps = kinds.count("p")
    width = (0.86 - 0.11 * (n - wraps)) / wraps if wraps else 0
    spec = bar + bar.join(("p{%.2f\\linewidth}" % max(0.16, width)) if k == "p" else r.choice("rcc") if k == "n" else "l" for k in kinds) + bar
    if rules == "outer":
        spec = "|" + spec + "|"
    line = {"grid": "\\hline", "rows": "\\hline"}.get(rules, "")
    top, mid, bottom = {"book": ("\\toprule", "\\midrule", "\\bottomrule"), "none": ("", "", ""), "shade": ("", "", "")}.get(rules, ("\\hline",) * 3)
    bold = r.random() < 0.5
    heads = [doc.prose.words(r.choice([1, 1, 2])).capitalize() for _ in kinds]
    head = " & ".join(("\\textbf{%s}" % h if bold else h) for h in heads) + " \\\\"
    if n >= 4 and rules in ("book", "none", "rows") and r.random() < 0.35:
        half = (n - 1) // 2
        head = f"& \\multicolumn{{{half}}}{{c}}{{{heads[1]}}} & \\multicolumn{{{n - 1 - half}}}{{c}}{{{heads[2]}}} \\\\" + (f" \\cmidrule(lr){{2-{1 + half}}}\\cmidrule(l){{{2 + half}-{n}}} " if rules == "book" else " ") + head
    shaded = rules == "shade" or r.random() < 0.12
    out = [top, ("\\rowcolor[gray]{%.2f} " % r.uniform(0.6, 0.92) if shaded else "") + head, mid]
    stripe = shaded and r.random() < 0.5
    groups = rules in ("book", "none", "grid") and r.random() < 0.2
    left = 0
    for i in range(m):
        cells = [cell(doc, k) for k in kinds]
        if r.random() < 0.1:
            cells[r.randrange(1, n)] = ""
        if groups and n >= 3 and left == 0 and not shaded and i + 2 <= m and kinds[0] != "p":
            left = 2
            cells[0] = "\\multirow{2}{*}{%s}" % cells[0]
        elif left:
            cells[0] = ""
        left = max(0, left - 1)
        row = ("\\rowcolor[gray]{0.93} " if stripe and i % 2 else "") + " & ".join(cells) + " \\\\"
        inner = line if rules == "grid" or rules == "rows" and r.random() < 0.8 else ""
        if inner and left:
            inner = f"\\cline{{2-{n}}}"
        if i < m - 1 and rules == "book" and r.random() < 0.06:
            inner = "\\midrule"
        out.append(row + (inner if i < m - 1 else ""))
    out.append(bottom)
    stretch = r.choice(["1", "1", "1.15", "1.3", "1.6"])
    size = r.choice(["", "\\small", "\\small", "\\footnotesize", "\\scriptsize"])
    body = "\\begin{tabular}{%s}%s\\end{tabular}" % (spec, "\n".join(out))
    return "%s\\renewcommand{\\arraystretch}{%s}\\setlength{\\tabcolsep}{%.1fpt}%s" % (size, stretch, r.uniform(2.5, 8), body), shaded


def long_table(doc, colour):
    """A longtable of wrapped and number columns that breaks over pages (its ink carries the colour given)."""
    r = doc.rng
    n = r.randint(3, 5)
    rules = r.choice(["\\hline", "", "\\midrule"])
    bar = "|" if rules == "\\hline" and r.random() < 0.7 else ""
    w = 0.86 / n
    spec = bar + bar.join("p{%.2f\\linewidth}" % w for _ in range(n)) + bar
    kinds = [r.choice("tpn") for _ in range(n)]
    head = " & ".join("\\textbf{%s}" % doc.prose.words(2).capitalize() for _ in range(n))
    edge = rules or "\\hline"
    body = "".join(" & ".join(cell(doc, k) for k in kinds) + " \\\\ " + rules + "\n" for _ in range(r.randint(15, 45)))
    return "{\\rc{%s}\\arrayrulecolor[RGB]{%s}\\small\\begin{longtable}{%s}%s %s \\\\ %s \\endhead %s \\endfoot %s\\end{longtable}}" % (colour, colour, spec, edge, head, edge, edge, body)
