"""Identity colours: every labelled block's ink carries one colour that the page image gives back.

A block's identity n is the RGB colour (1 + 3 (n mod 83), 1 + 3 (n div 83), 101). Identity 0 is "ink that belongs to no block"
(rules, separators) and is the document's default colour, so that unlabelled ink can be measured.
"""
CLASSES = {"abstract": 0, "algorithm": 1, "aside_text": 2, "chart": 3, "content": 4, "display_formula": 5, "doc_title": 6, "figure_title": 7,
           "footer": 8, "footer_image": 9, "footnote": 10, "formula_number": 11, "header": 12, "header_image": 13, "image": 14, "number": 16,
           "paragraph_title": 17, "reference": 18, "reference_content": 19, "seal": 20, "table": 21, "text": 22, "vertical_text": 23, "vision_footnote": 24}
BASE, STEP, BLUE, LIMIT = 1, 3, 101, 83 * 83


def colour(n):
    """RGB bytes of identity n."""
    return BASE + STEP * (n % 83), BASE + STEP * (n // 83), BLUE


class Registry:
    """The blocks of one document: identity -> (class name, visible RGB in 0..1 or None for black, may flow over columns)."""

    def __init__(self):
        self.blocks = [("none", None, False)]
        self.aliases = {}  # identity of a part drawn in another visible ink (a table's borders) -> identity of its block

    def part(self, whole, ink):
        """A second colour of the block `whole` (an 'R,G,B' from new) for ink of another visible colour; returns 'R,G,B'."""
        r, g, _ = (int(v) for v in whole.split(","))
        n = (r - BASE) // STEP + 83 * ((g - BASE) // STEP)
        out = self.new(self.blocks[n][0], ink, self.blocks[n][2])
        self.aliases[len(self.blocks) - 1] = n
        return out

    def new(self, cls, ink=None, flows=False):
        """Register a block; returns the TeX colour argument 'R,G,B'."""
        assert cls in CLASSES or cls == "none", cls
        self.blocks.append((cls, ink, flows))
        n = len(self.blocks) - 1
        if n >= LIMIT:
            raise OverflowError("too many blocks in one document")
        return "%d,%d,%d" % colour(n)
