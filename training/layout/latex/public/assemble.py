"""From the placed leaves of a page to labelled blocks: which leaves make one block, and of which class.

A block is (class name, rect in bp). A page that holds something the labelling habits have no answer for is refused (Unsure).
"""
import collections
import re

NUMBER = re.compile(r"^\W*(page|seite|p\.|pag\.|стр\.)?\W*(\d{1,4}|[ivxlc]{1,7}|[A-Z]\W?\d{1,3}|\d{1,3}[-–.:]\d{1,3})\W*((of|von|/|de)\W*\d{1,4})?\W*$", re.I)
BOLD = re.compile(r"bold|bx|heavy|black|demi|-b[di]?$|^pl?[a-z]{2}b\d", re.I)
CAPTION = re.compile(r"^(fig|tab|figure|table|figura|tabla|tabela|tabelle|abbildung|abb|tableau|tavola|рис|табл)\w*\W{0,2}\s*[\dIVX]", re.I)
ABSTRACT = re.compile(r"^\W*(abstract|summary|r[ée]sum[ée]|zusammenfassung|kurzfassung|resumen?|resumo|riassunto|sommario|аннотация|реферат)\W*$", re.I)
ABSTRACT_RUN_IN = re.compile(r"^(abstract|summary|r[ée]sum[ée]|zusammenfassung)\b", re.I)
RUN_IN = re.compile(r"^(theorem|lemma|proposition|definition|example|corollary|remark|proof|note|exercise|problem|claim|conjecture|axiom|satz|beweis|beispiel)\b", re.I)
TYPEWRITER = re.compile(r"mono|typewriter|courier|consol|^(cm|ec|sf|la|lh)?tt|cmtt|tctt|ectt|zcocola|txtt|inconsolata|fixed|code|pcr", re.I)
MOST_LINES = 14  # that stand alone outside lists; half as many of typewriter print: code or shapes made by means unknown
ADDRESS = re.compile(r"https?:|www\.|@")
FLOWING = {"text", "abstract", "reference_content", "content", "footnote", "paragraph_title", "algorithm", "aside_text", "title"}
SMALL = 26  # bp: pictures lower than this belong to their line of print


class Unsure(Exception):
    """The page cannot be labelled with certainty; the message says why."""


class Block:
    def __init__(self, cls, leaves):
        self.cls, self.leaves = cls, leaves

    @property
    def rect(self):
        return union(l.rect for l in self.leaves)

    @property
    def size(self):
        return max((l.size for l in self.leaves if l.kind == "t"), default=0)

    @property
    def text(self):
        return " ".join(l.text for l in self.leaves if l.kind == "t")

    @property
    def lines(self):
        return len({l.line for l in self.leaves})


def union(rects):
    rects = list(rects)
    return min(r[0] for r in rects), min(r[1] for r in rects), max(r[2] for r in rects), max(r[3] for r in rects)


def body_size(pages):
    """The largest font size in bp that a good part of the body's print has (in short documents notes may have more print)."""
    count = collections.Counter()
    for p in pages:
        for l in p.leaves:
            if l.kind == "t" and l.body:
                count[round(l.size, 1)] += len(l.text)
    return max((size for size, n in count.items() if n > 0.15 * count.total()), default=10)


def blocks(page, normal):
    """Blocks of the page; normal is the document's body size in bp."""
    if not page.whole or page.body is None:
        raise Unsure("no body")
    if framing(page) > SMALL:
        raise Unsure("frame")
    groups = collections.OrderedDict()
    for l in page.leaves:
        if l.mark("bad"):
            raise Unsure("construct")
        if l.body:
            key = place(l)
            if key:
                groups.setdefault(key, []).append(l)
    out = []
    for (cls, _), leaves in groups.items():
        out += finish(cls, leaves, normal)
    tables = {b.leaves[0].mark("tablefloat") for b in out if b.cls == "table"}
    if any(b.cls == "vision_footnote" and b.leaves[0].mark("tablefloat") not in tables for b in out):
        raise Unsure("table of print")
    out = figures(out)
    out = titles(tight_lists(out, normal), normal)
    return code(out) + furniture(page)


def framing(page):
    """bp of upright rules of no construct, shorter than half a column: the sides of framed boxes, in one piece or line by line."""
    height = 0
    for l in page.leaves:
        h = l.rect[3] - l.rect[1]
        free = l.kind == "r" and l.body and not l.display and not l.mark("table", "figure", "algorithm", "display", "picture")
        if free and l.rect[2] - l.rect[0] < min(3, h) and h < 0.5 * (page.body[3] - page.body[1]):
            height += h
    return height


def place(l):
    """(class, key of the block) of a body leaf; None for rules that belong to no block."""
    low = l.rect[3] - l.rect[1] < SMALL
    if l.mark("caption") and not l.mark("algorithm", "picture"):
        return None if l.kind == "r" else ("figure_title", l.mark("caption"))
    if l.mark("figure") and l.kind == "r" and not low and l.rect[2] - l.rect[0] > SMALL:
        return "figure", (l.mark("figure"), id(l))  # a black square in the place of a picture
    if l.kind in "ic" and not (l.display > 0 or l.mark("display", "algorithm", "footnote", "heading")):
        if not low or l.mark("figure"):
            return "figure", (l.mark("figure"), l.mark("picture") or id(l))
    heading = l.mark("heading")
    outer = next((c for _, c in l.chain if c in ("table", "algorithm", "display", "content", "title", "titlepage", "footnote", "aside")), None)
    if heading and outer not in ("table", "algorithm", "footnote", "aside"):
        return None if l.kind == "r" else ("paragraph_title", (heading, l.par))
    if outer in ("title", "titlepage") and not l.mark("footnote", "abstract"):
        return None if l.kind == "r" else ("title", l.mark("table") or -l.par)
    if l.mark("footnote"):
        return None if l.kind == "r" else ("footnote", l.par)
    if outer == "algorithm":
        return "algorithm", l.mark("algorithm")
    if l.mark("figure"):
        return "figure text", (l.mark("figure"), l.par)
    if outer == "table":
        return "table", l.mark("table")
    if outer == "content":
        return None if l.kind == "r" and l.rect[3] - l.rect[1] > 9 else ("content", l.mark("content"))
    if l.display or outer == "display":
        if l.display < 0 or l.mark("number"):
            return "formula_number", (l.mark("number"), l.display, l.line)
        return "display_formula", l.mark("display") or -l.display
    if outer == "aside":
        return None if l.kind == "r" else ("aside_text", l.par)
    if l.kind == "r":
        return None
    if l.mark("tablenotes", "tablefloat"):
        return "float text", l.par
    if l.mark("bibliography"):
        return "reference_content", l.par
    if l.mark("abstract"):
        return "abstract", l.par
    lists = [m for m, c in l.chain if c == "list"]
    return "text", (l.par, lists[-1] if lists else None)


def finish(cls, leaves, normal):
    """Blocks of one group: split where it flows over columns, refused or renamed where the look contradicts the construct."""
    if cls == "table":
        return table(leaves)
    parts = split(leaves) if cls in FLOWING else [leaves]
    out = []
    for part in parts:
        b = Block(cls, part)
        if cls == "float text":
            b.cls = "figure_title" if CAPTION.match(b.text) else "vision_footnote"
        if cls == "abstract" and ABSTRACT.match(b.text.replace(" ", "")):
            b.cls = "paragraph_title"
        elif cls == "text" and ABSTRACT_RUN_IN.match(b.text) and b.lines > 2 and part[0].font != part[-1].font:
            b.cls = "abstract"
        elif cls in ("text", "abstract") and looks_like_heading(b, normal):
            if b.lines > 2 or len(b.text) > 120:
                raise Unsure("bold text")
            b.cls = "paragraph_title"
        out.append(b)
    return out


def looks_like_heading(b, normal):
    """All of its print is bold or larger than the body's, and it does not open a theorem."""
    print_ = [l for l in b.leaves if l.kind == "t"]
    words = "".join(l.text for l in print_)
    if RUN_IN.match(words):
        return False
    if sum(c.isalpha() for c in words) < 3:
        return False
    return all(BOLD.search(l.font) or l.size > 1.15 * normal for l in print_)


def split(leaves):
    """Leaves of a block in print order, cut where they go on in another column."""
    parts, last = [[leaves[0]]], leaves[0]
    for l in leaves[1:]:
        x0, _, x1, _ = union(p.rect for p in parts[-1])
        beside = l.rect[0] >= x1 - 1 or l.rect[2] <= x0 + 1
        if last.rect[1] - l.rect[1] > 30 and beside:
            parts.append([])
        parts[-1].append(l)
        last = l
    return parts


def bands(leaves):
    """Groups of leaves whose vertical extents touch, from the top."""
    out, end = [], None
    for l in sorted(leaves, key=lambda l: l.rect[1]):
        if end is None or l.rect[1] > end:
            out.append([])
            end = l.rect[3]
        out[-1].append(l)
        end = max(end, l.rect[3])
    return out


def columns(leaves, gap):
    """Groups of leaves between which an upright strip of that width is free, from the left."""
    out, end = [], None
    for l in sorted(leaves, key=lambda l: l.rect[0]):
        if end is None or l.rect[0] > end + gap:
            out.append([])
            end = l.rect[2]
        out[-1].append(l)
        end = max(end, l.rect[2])
    return out


def table(leaves):
    """A table; a layout aid of one column or one line is print."""
    if any(l.kind in "ic" and l.rect[3] - l.rect[1] > SMALL for l in leaves):
        raise Unsure("picture in a table")
    print_ = [l for l in leaves if l.kind == "t"]
    if not print_:
        raise Unsure("table without print")
    rows, cols = len({round(l.rect[3]) for l in print_}), len(columns(print_, 4))
    if cols < 2 or len(bands(print_)) < 2 and not any(l.kind == "r" for l in leaves):
        if rows > 1 and any(l.kind == "r" for l in leaves):
            raise Unsure("box of one column")
        return [Block("text", print_)]
    return [Block("table", leaves)]


def rows_of(block, numbers):
    """A display block cut into its rows when each of them carries a number."""
    rows = bands(block.leaves)
    x0, y0, x1, y1 = block.rect
    mine = [n for n in numbers if y0 - 2 < (n.rect[1] + n.rect[3]) / 2 < y1 + 2]
    if len(mine) < 2 or len(rows) != len(mine):
        return [block]
    return [Block(block.cls, r) for r in rows]


def figures(all_blocks):
    """Panels with captions of their own stay apart; the parts of a figure under one caption become one block."""
    numbers = [b for b in all_blocks if b.cls == "formula_number"]
    out, floats, captions = [], collections.OrderedDict(), collections.Counter()
    for b in all_blocks:
        m = b.leaves[0].mark("figure")
        if b.cls == "figure text" and CAPTION.match(b.text):  # of a class with a macro of its own for captions
            b.cls = "figure_title"
            b.leaves = [l for l in b.leaves if l.kind == "t"]
        if b.cls == "figure_title":
            captions[m] += 1
        if b.cls in ("figure", "figure text") and m:
            floats.setdefault(m, []).append(b)
        elif b.cls == "figure":
            out.append(Block(kind(b.leaves), b.leaves))
        elif b.cls == "display_formula":
            out += rows_of(b, numbers)
        else:
            out.append(b)
    for m, parts in floats.items():
        pictures = [b for b in parts if b.cls == "figure"]
        print_ = [b for b in parts if b.cls == "figure text"]
        if not pictures:
            raise Unsure("figure of print")
        if captions[m] > 1 or len(pictures) == 1 and not print_:
            if print_:
                raise Unsure("print among panels")
            out += [Block(kind(b.leaves), b.leaves) for b in pictures]
        else:
            leaves = [l for b in parts for l in b.leaves]
            out.append(Block(kind(leaves), leaves))
    return out


def kind(leaves):
    """chart for what TeX drew, image for files (pages.boxes_of tells plots among them)."""
    return "image" if any(l.kind == "i" for l in leaves) else "chart"


def tight_lists(all_blocks, normal):
    """Items of a list that stand as close as its lines are one block."""
    out, last = [], {}
    for b in all_blocks:
        lists = [m for m, c in b.leaves[0].chain if c == "list"]
        key = lists[0] if lists and b.cls == "text" else None
        before = last.get(key)
        if before and -0.5 < b.rect[1] - before.rect[3] < 0.75 * normal and b.rect[0] < before.rect[2]:
            before.leaves = before.leaves + b.leaves
            continue
        out.append(b)
        if key:
            last[key] = b
    return out


def close(a, b):
    """b stands right below a in the same measure of print."""
    return -0.5 < b.rect[1] - a.rect[3] < 0.6 * b.size and b.rect[0] < a.rect[2] and a.rect[0] < b.rect[2]


def typewriter_share(b):
    print_ = [l for l in b.leaves if l.kind == "t"]
    return sum(len(l.text) for l in print_ if TYPEWRITER.search(l.font)) / max(1, sum(len(l.text) for l in print_))


def code(all_blocks):
    """Paragraphs of typewriter print alone, outside lists, are code; lines that follow each other are one block."""
    alone = [b for b in all_blocks if b.cls == "text" and b.lines == 1 and not b.leaves[0].mark("list", "title", "titlepage")]
    if len(alone) > MOST_LINES or 2 * sum(typewriter_share(b) > 0.5 for b in alone) > MOST_LINES:
        raise Unsure("lines alone")
    out = []
    for b in all_blocks:
        if b.cls == "text" and not b.leaves[0].mark("list", "title", "titlepage") and typewriter_share(b) == 1 and not ADDRESS.search(b.text):
            b.cls = "algorithm"
            before = out[-1] if out else None
            if before and before.cls == "algorithm" and 0 <= b.rect[1] - before.rect[3] + 0.5 < 2.2 * b.size and b.rect[0] < before.rect[2] and before.rect[0] < b.rect[2]:
                before.leaves = before.leaves + b.leaves
                continue
        out.append(b)
    return out


def titles(all_blocks, normal):
    """The largest print of a title is doc_title, the rest of it text."""
    parts = [b for b in all_blocks if b.cls == "title"]
    if len(parts) > 25:
        raise Unsure("title without end")
    top = max((b.size for b in parts), default=0)
    if parts and top <= 1.12 * normal:  # a title in body type: the first bold part
        top = 0
        first = next((b for b in parts if looks_like_heading(b, normal)), None)
        if not first:
            raise Unsure("title not told")
        first.cls = "doc_title"
    out = []
    for b in all_blocks:
        if b.cls == "title":
            b.cls = "doc_title" if b.size > 0.97 * top > 0 else "text"
            if b.cls == "doc_title" and out and out[-1].cls == "doc_title" and b.rect[1] - out[-1].rect[3] < b.size:
                out[-1].leaves = out[-1].leaves + b.leaves
                continue
            if b.cls == "text" and out and out[-1].cls == "text" and out[-1].leaves[0].mark("title", "titlepage") and close(out[-1], b):
                out[-1].leaves = out[-1].leaves + b.leaves
                continue
        out.append(b)
    if sum(b.cls == "doc_title" for b in out) > 1:
        raise Unsure("several titles")
    return out


def furniture(page):
    """Heads, feet and page numbers from the leaves outside the body."""
    out = []
    for side, cls in (("above", "header"), ("below", "footer")):
        leaves = []
        for l in page.leaves:
            if l.body or l.kind == "r":
                continue
            above, below = l.rect[3] <= page.body[1] + 3, l.rect[1] >= page.body[3] - 3
            if not above and not below:
                raise Unsure("ink beside the body")
            if (side == "above") == above:
                leaves.append(l)
        for band in bands(leaves):
            for run in columns(band, 18):
                out += foot_or_head(run, cls)
    return out


def foot_or_head(run, cls):
    """Blocks of one run of a head or foot: a number at its end stands for itself."""
    if any(l.kind in "ic" for l in run):
        if any(l.kind == "t" for l in run):
            raise Unsure("picture and print in a head")
        return [Block(cls + "_image", run)]
    run = sorted(run, key=lambda l: l.rect[0])
    if NUMBER.match(" ".join(l.text for l in run)):
        return [Block("number", run)]
    for one, rest in ((run[0], run[1:]), (run[-1], run[:-1])):
        apart = rest and (rest[0].rect[0] - one.rect[2] if one is run[0] else one.rect[0] - rest[-1].rect[2])
        if rest and NUMBER.match(one.text) and apart > 0.85 * one.size:
            return [Block("number", [one]), Block(cls, rest)]
    return [Block(cls, run)]
