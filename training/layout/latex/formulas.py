"""Random mathematics: a small grammar of expressions and of display environments' bodies.

Owns formula source only; the identity colours and tags are put on by blocks.py.
"""

LATIN = list("abcdefghijklmnpqrstuvwxyzABCDEFGHKLMNPQRSTUVWXYZ")
GREEK = ["\\" + g for g in "alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi varphi chi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega".split()]
DECOR = ["\\hat{%s}", "\\tilde{%s}", "\\bar{%s}", "\\mathbf{%s}", "\\mathcal{%s}", "\\dot{%s}", "\\vec{%s}", "\\mathbb{%s}"]
RELATIONS = ["=", "=", "=", "=", "\\le", "\\ge", "\\approx", "\\equiv", "<", "\\sim", "\\to", "\\in", ":=", "\\propto"]
BINARY = ["+", "+", "+", "-", "-", "\\cdot", "\\times", "\\otimes", ""]
FUNCTIONS = ["\\sin", "\\cos", "\\exp", "\\log", "\\ln", "\\tanh", "\\max", "\\min", "\\det", "f", "g", "F", "\\operatorname{Tr}", "\\Pr", "\\mathbb{E}"]


def atom(r):
    """A symbol, perhaps decorated."""
    x = r.random()
    if x < 0.62:
        return r.choice(LATIN)
    if x < 0.86:
        return r.choice(GREEK)
    if x < 0.93:
        d = r.choice(DECOR)
        return d % (r.choice(LATIN).upper() if "cal" in d or "bb" in d else r.choice(LATIN))
    return str(r.randint(0, 20))


def scripted(r):
    """A symbol with optional sub- and superscript."""
    s = atom(r)
    if r.random() < 0.4:
        s += "_{" + r.choice([atom(r), atom(r) + "," + atom(r), str(r.randint(0, 9)), "\\text{max}", atom(r) + "+1"]) + "}"
    if r.random() < 0.25:
        s += "^{" + r.choice(["2", "n", "-1", "\\top", "*", atom(r), "k-1", "(" + atom(r) + ")", "\\prime"]) + "}"
    return s


def factor(r, depth):
    """One factor; depth bounds nesting."""
    x = r.random()
    if depth <= 0 or x < 0.45:
        return scripted(r)
    e = lambda n=2: expression(r, r.randint(1, n), depth - 1)
    if x < 0.62:
        return "\\frac{%s}{%s}" % (e(), e())
    if x < 0.67:
        return "\\sqrt{%s}" % e()
    if x < 0.78:
        return "%s\\left(%s\\right)" % (r.choice(FUNCTIONS), e())
    if x < 0.85:
        return "\\%s_{%s}^{%s} %s" % (r.choice(["sum", "prod", "sum", "bigcup"]), r.choice(["i=1", "k=0", "j\\ne i", "n\\in N"]), r.choice(["n", "\\infty", "N-1", "m"]), factor(r, depth - 1))
    if x < 0.91:
        return "\\int_{%s}^{%s} %s \\,d%s" % (r.choice(["0", "a", "-\\infty", "\\Omega"]), r.choice(["1", "b", "\\infty", "T"]), e(), r.choice("xtsyz"))
    if x < 0.94:
        return "\\frac{\\partial %s}{\\partial %s}" % (scripted(r), scripted(r))
    if x < 0.97:
        return "\\left\\| %s \\right\\|_{%s}" % (e(), r.choice(["2", "F", "\\infty", "1"]))
    return "\\left[ %s \\right]" % e()


def expression(r, terms, depth=1):
    """Terms joined by binary operators."""
    out = factor(r, depth)
    for _ in range(terms - 1):
        out += " " + r.choice(BINARY) + " " + factor(r, depth)
    return out


def inline(r):
    """A short inline formula with its dollars."""
    return "$" + r.choice([scripted(r), scripted(r) + r.choice(["=", "<", "\\in ", "\\ge "]) + scripted(r), r.choice("fgh") + "(" + atom(r) + ")"]) + "$"


def matrix(r):
    """A matrix of 2-4 rows."""
    n, m = r.randint(2, 4), r.randint(1, 4)
    rows = " \\\\ ".join(" & ".join(r.choice([scripted(r), str(r.randint(-9, 9)), "\\cdots", "0"]) for _ in range(m)) for _ in range(n))
    k = r.choice(["pmatrix", "bmatrix", "vmatrix", "matrix"])
    return "\\begin{%s} %s \\end{%s}" % (k, rows, k)


def cases(r):
    """A case distinction."""
    rows = [f"{expression(r, r.randint(1, 2))}, & \\text{{{r.choice(['if', 'for', 'when'])} }} {scripted(r)} {r.choice(['>', '<', '=', chr(92) + 'ne'])} {scripted(r)}" for _ in range(r.randint(1, 3))]
    rows.append(expression(r, 1) + ", & \\text{otherwise}")
    return "\\begin{cases} " + " \\\\ ".join(rows) + " \\end{cases}"


def single(r, room):
    """One display line: left side, relation, right side. room ~ terms that fit the measure."""
    x = r.random()
    lhs = expression(r, 1, r.choice([0, 0, 1]))
    if x < 0.1 and room >= 2:
        body = matrix(r) + (" " + matrix(r) if room > 4 else "")
    elif x < 0.22 and room >= 2:
        body = cases(r)
    else:
        body = expression(r, r.randint(1, max(1, room)), r.choice([1, 1, 2]))
        if r.random() < 0.2 and room > 3:
            body += r.choice([" = ", " \\le ", " \\approx "]) + expression(r, 2, 1)
    return f"{lhs} {r.choice(RELATIONS)} {body}" + r.choice(["", "", ",", "."])


def rows(r, n, room):
    """n aligned (left, relation + right) pairs; some left sides empty."""
    out = []
    for i in range(n):
        lhs = "" if i and r.random() < 0.5 else expression(r, 1, r.choice([0, 0, 1]))
        out.append((lhs, f"{r.choice(RELATIONS[:8])} {expression(r, r.randint(1, max(1, room - 1)), r.choice([0, 1, 1, 2]))}"))
    return out
