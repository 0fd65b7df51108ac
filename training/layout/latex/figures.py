"""Figures: TikZ charts and diagrams written here, photographs and plots taken from a pool of files (pool.py).

Every function returns LaTeX source of one box; covers that give the exact extent are put on by blocks.py. Lengths in cm.
"""

INKS = ["blue", "red", "teal", "orange", "violet", "black", "gray", "brown", "green!50!black", "cyan!70!black", "magenta!70"]


def axes(doc, w, h):
    """Axis lines, ticks and labels of a w x h cm plot."""
    r = doc.rng
    out = ["\\draw (0,%.2f) -- (0,0) -- (%.2f,0);" % (h, w) if r.random() < 0.5 else "\\draw (0,0) rectangle (%.2f,%.2f);" % (w, h)]
    n, m = r.randint(3, 6), r.randint(3, 6)
    grid = r.random() < 0.35
    for i in range(n + 1):
        x = w * i / n
        out.append("\\draw (%.2f,0) -- (%.2f,-0.08) node[below] {\\tiny %s};" % (x, x, i * r.choice([1, 5, 10]) if i else 0))
        if grid:
            out.append("\\draw[gray!40,very thin] (%.2f,0) -- (%.2f,%.2f);" % (x, x, h))
    for i in range(m + 1):
        y = h * i / m
        out.append("\\draw (0,%.2f) -- (-0.08,%.2f) node[left] {\\tiny %.1f};" % (y, y, i / m))
    if r.random() < 0.7:
        out.append("\\node at (%.2f,-0.65) {\\scriptsize %s};" % (w / 2, doc.prose.words(2)))
        out.append("\\node[rotate=90] at (-0.85,%.2f) {\\scriptsize %s};" % (h / 2, doc.prose.words(1)))
    return out


def chart(doc, w):
    """A line, bar, scatter or pie chart about w cm wide."""
    r = doc.rng
    pw = max(1.6, w - 1.2)
    h = pw * r.uniform(0.45, 0.9)
    kind = r.choice(["line", "line", "bar", "scatter", "pie"])
    out = [] if kind == "pie" else axes(doc, pw, h)
    inks = r.sample(INKS, 4)
    series = r.randint(1, 4)
    if kind == "line":
        for s in range(series):
            y, pts = r.uniform(0.1, 0.8), []
            for i in range(r.randint(6, 25)):
                y = min(0.97, max(0.03, y + r.gauss(0, 0.08)))
                pts.append(y)
            path = " -- ".join("(%.2f,%.2f)" % (pw * i / (len(pts) - 1), h * y) for i, y in enumerate(pts))
            out.append("\\draw[%s,%s,%s] %s;" % (inks[s], r.choice(["thick", "thin", "semithick"]), r.choice(["solid", "dashed", "dotted", "solid"]), path))
    elif kind == "bar":
        n = r.randint(3, 9)
        for i in range(n):
            for s in range(min(series, 3)):
                bw = pw / n * 0.75 / min(series, 3)
                x = pw * (i + 0.12) / n + s * bw
                out.append("\\draw[fill=%s] (%.2f,0) rectangle (%.2f,%.2f);" % (inks[s] + "!60", x, x + bw, h * r.uniform(0.05, 0.95)))
    elif kind == "scatter":
        for s in range(series):
            for _ in range(r.randint(8, 30)):
                out.append("\\fill[%s] (%.2f,%.2f) circle (1.2pt);" % (inks[s], pw * r.uniform(.03, .97), h * r.uniform(.03, .97)))
    else:
        a, rad = 0, pw / 3.2
        cuts = sorted(r.uniform(0, 360) for _ in range(r.randint(2, 5))) + [360]
        for i, b in enumerate(cuts):
            out.append("\\draw[fill=%s] (0,0) -- (%.0f:%.2f) arc (%.0f:%.0f:%.2f) -- cycle;" % (r.choice(INKS) + "!%d" % r.randint(25, 80), a, rad, a, b, rad))
            if r.random() < 0.7:
                out.append("\\node at (%.0f:%.2f) {\\scriptsize %s};" % ((a + b) / 2, rad * 1.4, doc.prose.words(1)))
            a = b
    if kind != "pie" and series > 1 and r.random() < 0.6:
        for s in range(series):
            out.append("\\node[right] at (%.2f,%.2f) {\\tiny \\textcolor{%s}{\\rule{6pt}{2pt}} %s};" % (pw * 0.6, h - 0.2 - 0.26 * s, inks[s], doc.prose.words(1)))
    return "\\begin{tikzpicture}%s\\end{tikzpicture}" % "\n".join(out)


def diagram(doc, w):
    """Boxes with arrows on a grid: a flow diagram about w cm wide."""
    r = doc.rng
    cols, rows = r.randint(2, 4), r.randint(1, 4)
    dx, dy = w / cols, r.uniform(1.0, 1.7)
    shape = r.choice(["rectangle", "rectangle,rounded corners", "circle", "ellipse"])
    fill = r.choice(["", "fill=blue!10", "fill=gray!20", "fill=orange!20"])
    out, cells = [], [(i, j) for i in range(cols) for j in range(rows) if r.random() < 0.85] or [(0, 0), (1, 0)]
    for i, j in cells:
        label = doc.prose.words(1) if shape != "circle" else r.choice(["$x_%d$", "$s_%d$", "%d"]) % r.randint(0, 9)
        out.append("\\node[draw,%s,%s,inner sep=3pt] (n%d%d) at (%.2f,%.2f) {\\scriptsize %s};" % (shape, fill, i, j, i * dx, -j * dy, label))
    for a, b in zip(cells, cells[1:]):
        out.append("\\draw[-%s] (n%d%d) -- (n%d%d);" % (r.choice([">", "latex", "stealth"]), *a, *b))
    for _ in range(r.randint(0, 3)):
        a, b = r.choice(cells), r.choice(cells)
        if a != b:
            out.append("\\draw[->,dashed] (n%d%d) to[bend left] (n%d%d);" % (*a, *b))
    return "\\begin{tikzpicture}%s\\end{tikzpicture}" % "\n".join(out)


def from_pool(doc, files, width, max_height):
    """An included file at a width (TeX length) bounded in height."""
    return "\\includegraphics[width=%s,height=%s,keepaspectratio]{%s}" % (width, max_height, doc.rng.choice(files))


def seal(doc):
    """A round red stamp: rings, a star and an inscription along the ring."""
    r = doc.rng
    rad, ink = r.uniform(1.2, 2.0), r.choice(["red", "red!80!black", "blue!70!black", "red!70"])
    text = "\\".join([doc.prose.title(1, 2).upper()[:14], doc.prose.word()[:9]])
    return ("\\begin{tikzpicture}[%s]\\draw[line width=%.1fpt] (0,0) circle (%.2f);\\draw (0,0) circle (%.2f);\\node[star,star points=5,fill=%s,minimum size=%.1fcm] at (0,%.2f) {};"
            "\\node[align=center] at (0,-%.2f) {\\tiny\\bfseries %s};\\end{tikzpicture}") % (ink, r.uniform(1, 2.5), rad, rad * r.uniform(.8, .93), ink, rad * .35, rad * .2, rad * .3, text.replace("\\", "\\\\"))
