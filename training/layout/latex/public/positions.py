"""Reads rct-positions.txt, what positions.lua wrote: pages of placed leaves, each with the chain of constructs it is in."""
from dataclasses import dataclass, field


@dataclass
class Leaf:
    """A run of glyphs, a rule, an image or a covered picture; rect in bp from the page's top left corner."""
    kind: str  # t text, r rule, i image file, c covered picture
    body: bool  # False in running heads and feet
    chain: tuple  # (mark, class) from the outermost construct to the innermost
    par: int  # paragraph
    line: int
    display: int  # > 0 in display mathematics, < 0 in an equation number, 0 elsewhere
    rect: tuple
    size: float  # bp of the font
    font: str
    text: str

    def mark(self, *classes):
        """Outermost mark of one of the classes, or None."""
        return next((m for m, c in self.chain if c in classes), None)


@dataclass
class Page:
    index: int
    width: float
    height: float
    number: str  # what \\thepage says
    body: tuple = None
    leaves: list = field(default_factory=list)
    whole: bool = False  # the walk came to its end


def read(lines):
    """Pages in the order of shipping out."""
    pages, marks, body = [], {}, None
    for line in lines:
        kind, *f = line.rstrip("\n").split(" ")
        if kind == "P":
            body = None
            pages.append(Page(len(pages), float(f[1]), float(f[2]), f[3] if len(f) > 3 else ""))
        elif kind == "M":
            marks[int(f[0])] = (int(f[1]), f[2])
        elif kind == "B":
            body = body or tuple(map(float, f))
            pages[-1].body = body
        elif kind == "L":
            pages[-1].leaves.append((f[0], f[1] == "1", int(f[2]), int(f[3]), int(f[4]), int(f[5]), tuple(map(float, f[6:10])), float(f[10]), f[11], f[12]))
        elif kind == "E":
            pages[-1].whole = f[0] == "ok"
    for p in pages:
        p.leaves = [Leaf(k, b, chain(marks, m), *rest) for k, b, m, *rest in p.leaves]
    return pages


def chain(marks, m):
    out = []
    while m in marks:
        parent, cls = marks[m]
        out.append((m, cls))
        m = parent
    return tuple(reversed(out))
