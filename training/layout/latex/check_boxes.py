"""How exact the boxes are, measured on the finished JPEGs: check_boxes.py DATA [PAGES [CLASS,CLASS...]].

For every block of text, title, caption, formula or note that no other box comes near (4 px), the extent of the dark pixels within
the box grown by 3 px is compared with the box. Prints the share of edges within 1 px and 2 px and the count of each class. Also
checks the rows themselves: box inside the page, positive size, one row per file.
"""
import collections
import json
import random
import sys
from pathlib import Path

import numpy as np
from PIL import Image

INK_CLASSES = {0, 5, 6, 7, 8, 10, 11, 12, 16, 17, 19, 22, 24}
GROW, APART, DARK = 3, 4, 60  # px, px, grey levels below the ground


def edge_errors(grey, box, others):
    """|edge - ink edge| of the four sides in px, or None where a neighbour is too near."""
    x0, y0, x1, y1 = box
    for a0, b0, a1, b1 in others:
        if a0 < x1 + 2 * APART and a1 > x0 - 2 * APART and b0 < y1 + 2 * APART and b1 > y0 - 2 * APART:
            return None
    l, t = max(0, int(x0) - GROW), max(0, int(y0) - GROW)
    part = grey[t:int(y1) + GROW + 1, l:int(x1) + GROW + 1].astype(int)
    ys, xs = np.nonzero(part < np.median(part[0]) - DARK)
    if len(ys) == 0:
        return None
    return [abs(l + xs.min() - x0), abs(t + ys.min() - y0), abs(l + xs.max() + 1 - x1), abs(t + ys.max() + 1 - y1)]


def main(data, pages=300, classes=""):
    wanted = {int(c) for c in classes.split(",")} if classes else INK_CLASSES
    rows = [json.loads(line) for line in Path(data, "labels.jsonl").open()]
    assert len({r["file"] for r in rows}) == len(rows), "a file has two rows"
    errors, count = [], collections.Counter()
    for r in rows:
        for c, x0, y0, x1, y1 in r["boxes"]:
            assert 0 <= x0 < x1 <= r["width"] and 0 <= y0 < y1 <= r["height"], (r["file"], c)
            count[c] += 1
    for r in random.Random(0).sample(rows, min(int(pages), len(rows))):
        grey = np.asarray(Image.open(Path(data, r["file"])).convert("L"))
        assert grey.shape == (r["height"], r["width"]), r["file"]
        for i, (c, *b) in enumerate(r["boxes"]):
            if c in wanted:
                e = edge_errors(grey, b, [o[1:] for j, o in enumerate(r["boxes"]) if j != i])
                errors += [e] if e else []
    e = np.array(errors).ravel()
    print(f"{len(rows)} pages, {sum(count.values())} boxes; {len(e)} edges measured: {np.mean(e <= 1):.4f} within 1 px, {np.mean(e <= 2):.4f} within 2 px, mean {e.mean():.2f} px")
    print(dict(sorted(count.items())))


if __name__ == "__main__":
    main(*sys.argv[1:])
