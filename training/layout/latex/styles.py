"""Preambles: document classes, fonts, page geometry. Each (class, options, font) is dumped once as a TeX format for speed."""
import hashlib
import subprocess
from pathlib import Path

MACROS = r"""
\makeatletter
\protected\def\rc#1{\color[RGB]{#1}}
\ifdefined\XeTeXversion \def\lit#1{\special{pdf:code #1}}\else \def\lit#1{\pdfliteral page{#1}}\fi
% \cover{RGB}{box}: the box, then a rectangle of exactly its size in the identity colour (marked content that labels.py removes)
\newcommand\cover[2]{\leavevmode\begingroup\sbox0{#2}\copy0\llap{\lit{/Rct BMC}{\rc{#1}\vrule width\wd0 height\ht0 depth\dp0}\lit{EMC}}\endgroup}
% \fitbox{box}: shrink to the line width if wider
\newcommand\fitbox[1]{\leavevmode\begingroup\sbox2{#1}\ifdim\wd2>\linewidth\resizebox{\linewidth}{!}{\copy2}\else\copy2\fi\endgroup}
% \caps{setup}{text}: centred if it fits on one line
\newcommand\caps[2]{{#1\sbox4{#2}\ifdim\wd4>\linewidth\noindent#2\par\else\noindent\hfil\copy4\hfil\par\fi}}
\def\@makefntext#1{\noindent #1}
\def\footnoterule{\kern-3\p@\hrule width .4\columnwidth\kern2.6\p@}
\makeatother
"""
PACKAGES = r"""\usepackage{amsmath,amssymb,amsfonts}\usepackage{graphicx}\usepackage{booktabs,multirow,array,longtable,multicol,fancyvrb,rotating,eso-pic}
\usepackage{tikz}\usetikzlibrary{shapes,arrows.meta,arrows}\usepackage{lineno}\def\linenumberfont{\color{black}\normalfont\tiny\sffamily}"""
FONTS = {
    "lm": r"\usepackage{lmodern}", "lm2": r"\usepackage{lmodern}\frenchspacing", "times": r"\usepackage{mathptmx}", "palatino": r"\usepackage{mathpazo}", "charter": r"\usepackage{charter}",
    "newcent": r"\usepackage{newcent}", "bookman": r"\usepackage{bookman}", "utopia": r"\usepackage{utopia}",
    "helvet": r"\usepackage[scaled=.92]{helvet}\renewcommand{\familydefault}{\sfdefault}", "tgheros": r"\usepackage{tgheros}\renewcommand{\familydefault}{\sfdefault}",
    "lmss": r"\usepackage{lmodern}\renewcommand{\familydefault}{\sfdefault}", "tgpagella": r"\usepackage{tgpagella}", "tgtermes": r"\usepackage{tgtermes}",
}
for _name in ("times", "palatino", "charter", "utopia", "tgpagella", "tgtermes"):  # outline sans and mono, never bitmaps
    FONTS[_name] += r"\renewcommand{\sfdefault}{lmss}\renewcommand{\ttdefault}{lmtt}"
TITLESEC = [r"\titleformat{\section}{\%s\bfseries}{}{0pt}{}" % s for s in ("large", "Large", "normalsize")] + [
    r"\titleformat{\section}{\centering\scshape\large}{}{0pt}{}\titleformat{\subsection}{\itshape}{}{0pt}{}",
    r"\titleformat{\section}{\sffamily\bfseries\Large}{}{0pt}{}\titleformat{\subsection}{\sffamily\bfseries}{}{0pt}{}",
    r"\titleformat{\section}{\centering\bfseries}{}{0pt}{}", r"\titleformat{\section}{\filright\huge}{}{0pt}{}",
    r"\titlespacing*{\section}{0pt}{6pt}{2pt}\titlespacing*{\subsection}{0pt}{4pt}{1pt}", "", "", ""]
TWO_COLUMN = [("article", "twocolumn"), ("article", "twocolumn,10pt"), ("IEEEtran", "journal"), ("IEEEtran", "conference"), ("extarticle", "9pt,twocolumn"),
              ("scrartcl", "twocolumn,10pt"), ("extarticle", "8pt,twocolumn"), ("amsart", "twocolumn")]
ONE_COLUMN = [("article", "11pt"), ("article", "12pt"), ("article", "10pt"), ("amsart", "11pt"), ("scrartcl", "11pt"), ("scrartcl", "12pt"),
              ("extarticle", "14pt"), ("article", "11pt,leqno"), ("amsart", "reqno"), ("article", "10pt,fleqn"), ("memoir", "11pt,article"), ("extarticle", "17pt")]
BOOKS = [("book", "10pt,twoside"), ("book", "11pt,openany"), ("report", "11pt"), ("report", "12pt"), ("scrbook", "11pt"), ("scrreprt", "11pt"), ("memoir", "10pt"), ("extbook", "9pt"), ("book", "10pt,fleqn")]


def head(cls, options, font):
    """The part of the preamble that is dumped into a format."""
    if cls == "beamer":
        return "\\documentclass[%s,xcolor={table}]{beamer}\\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}%s%s%s" % (
            options, FONTS[font], PACKAGES.replace(",eso-pic", ""), MACROS)
    titlesec = r"\usepackage{titlesec}" if cls in ("article", "extarticle", "report", "book", "extbook") else ""
    extra = "" if cls == "memoir" else r"\usepackage{fancyhdr}"
    return "\\documentclass[%s]{%s}\\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}\\usepackage[table]{xcolor}%s%s\\usepackage{geometry}%s%s%s" % (
        options, cls, FONTS[font], PACKAGES, extra if cls != "memoir" else r"\let\footruleskip\relax\usepackage{fancyhdr}", titlesec, MACROS)


def xe_head(options, lang, mainfont):
    """XeLaTeX preamble (no format): Chinese, Japanese, Korean or Cyrillic text."""
    cjk = {"zh": "SC", "ja": "JP", "ko": "KR"}.get(lang)
    out = "\\documentclass[%s]{article}\\usepackage[table]{xcolor}\\usepackage{fontspec}" % options
    if cjk:
        kind = mainfont
        out += "\\usepackage{xeCJK}\\setCJKmainfont{Noto %s CJK %s}\\setCJKsansfont{Noto Sans CJK %s}\\setCJKmonofont{Noto Sans CJK %s}" % (kind, cjk, cjk, cjk)
        out += "\\xeCJKsetup{CJKglue={\\hskip 0pt plus 0.08\\baselineskip}}" if lang != "ko" else ""
    else:
        out += "\\setmainfont{%s}" % mainfont
    return out + PACKAGES + "\\usepackage{geometry}\\usepackage{fancyhdr}\\usepackage{titlesec}" + MACROS


def make_format(cls, options, font, folder):
    """Name of the dumped format (built on first use) or None if it cannot be dumped."""
    text = head(cls, options, font)
    name = "f" + hashlib.md5(text.encode()).hexdigest()[:12]
    fmt = Path(folder) / (name + ".fmt")
    if not fmt.exists():
        (Path(folder) / (name + ".tex")).write_text(text + "\n\\dump\n")
        subprocess.run(["pdflatex", "-ini", "-interaction=batchmode", "-jobname=" + name, "&pdflatex", name + ".tex"], cwd=folder, capture_output=True, timeout=120)
    return name if fmt.exists() else None


class Geometry:
    """Page size and margins in points; knows the gutters as fractions of the page width."""

    SIZES = {"a4": (597.5, 845.0), "letter": (614.3, 794.97), "a5": (421.1, 597.5), "b5": (500.7, 711.3)}

    def __init__(self, rng, columns=1, paper=None, aside=False, landscape=False):
        self.paper = paper or rng.choices(["a4", "letter", "a5", "b5"], [46, 40, 4 if columns == 1 else 0, 10 if columns == 1 else 2])[0]
        self.w, self.h = self.SIZES[self.paper][:: -1 if landscape else 1]
        lo, hi = (0.05, 0.12) if columns > 1 else (0.07, 0.21)
        self.left = self.right = rng.uniform(lo, hi) * self.w
        if aside:
            self.left, self.right = 0.1 * self.w, 0.29 * self.w
        self.top, self.bottom = rng.uniform(0.065, 0.14) * self.h, rng.uniform(0.06, 0.15) * self.h
        self.columns, self.sep = columns, rng.uniform(12, 28)
        self.textwidth = self.w - self.left - self.right
        self.column = (self.textwidth - (columns - 1) * self.sep) / columns

    def tex(self):
        """\\geometry command (lengths in TeX points)."""
        return ("\\geometry{papersize={%.2fpt,%.2fpt},left=%.2fpt,right=%.2fpt,top=%.2fpt,bottom=%.2fpt,columnsep=%.2fpt,headsep=14pt,footskip=26pt,marginparwidth=%.1fpt,marginparsep=10pt}"
                % (self.w, self.h, self.left, self.right, self.top, self.bottom, self.sep, max(20, self.right - 30)))

    def gutters(self):
        """[(x0, x1)] page-width fractions strictly inside each column gutter."""
        out = []
        for i in range(1, self.columns):
            mid = self.left + i * self.column + (i - 0.5) * self.sep
            out.append(((mid - 3.2) / self.w, (mid + 3.2) / self.w))
        return out
