"""A page image and its exact boxes: blocks in bp are drawn in to the ink of the rendered page, and the whole is checked."""
import numpy as np
from PIL import Image

import labels
from identity import CLASSES

INK = 48  # darkness of what is printed
FAINT = 12  # the same for pictures and tables, whose pale parts count
DRAWN = 0.4  # share of ink in a picture below which it is a plot or diagram, not a photograph
THICKEST = 4  # px of a rule
COVERED = 0.98  # share of the ink, rules apart, that the boxes must hold


def darkness(arr):
    """HxW grey levels between each pixel and the paper, taken to be the page's commonest shade."""
    grey = np.asarray(Image.fromarray(arr).convert("L")).astype(np.int16)
    return np.abs(grey - np.bincount(grey.ravel(), minlength=256).argmax())


def snapped(mask, rect, scale):
    """Extent [x0, y0, x1, y1) of the ink in a rect given in bp and grown by a pixel, or None where nothing shows."""
    h, w = mask.shape
    x0, y0 = max(0, int(rect[0] * scale - 1)), max(0, int(rect[1] * scale - 1))
    x1, y1 = min(w, int(np.ceil(rect[2] * scale + 1))), min(h, int(np.ceil(rect[3] * scale + 1)))
    ys, xs = np.nonzero(mask[y0:y1, x0:x1])
    if len(ys) == 0:
        return None
    return [x0 + int(xs.min()), y0 + int(ys.min()), x0 + int(xs.max()) + 1, y0 + int(ys.max()) + 1]


def boxes_of(blocks, mask, faint, scale):
    """[(class id, number, box in pixels)], as labels.faults takes them; mask and faint are the darkness above INK and FAINT."""
    out = []
    for i, b in enumerate(blocks):
        box = snapped(faint if b.cls in ("image", "chart", "table") else mask, b.rect, scale)
        if box:
            x0, y0, x1, y1 = box
            plot = b.cls == "image" and mask[y0:y1, x0:x1].mean() < DRAWN
            out.append((CLASSES["chart" if plot else b.cls], i + 1, box))
    return out


def faults(boxes, mask, arr):
    """Reasons to drop the page: those of labels.faults (overlap, loose ink), and ink that no box holds beyond 2%."""
    ids = np.repeat(np.repeat(np.where(mask, 0, -1).astype(np.int8), labels.SCALE, axis=0), labels.SCALE, axis=1)
    out = labels.faults(boxes, ids, arr)
    held = np.zeros_like(mask)
    for _, _, (x0, y0, x1, y1) in boxes:
        held[y0:y1, x0:x1] = True
    ruled = mask & ~held & (thin(mask & ~held) | thin((mask & ~held).T).T)
    rest = mask & ~ruled
    if rest.sum() and (rest & held).sum() / rest.sum() < COVERED:
        out.append("uncovered ink")
    if mask.mean() > 0.4:
        out.append("dark page")
    return out


def thin(mask):
    """Bool column: rows that hold a long run of ink and stand in a band of such rows no thicker than a rule."""
    long = mask.sum(axis=1) > 0.06 * mask.shape[1]
    edges = np.flatnonzero(np.diff(np.r_[0, long.astype(int), 0]))
    for start, end in zip(edges[::2], edges[1::2]):
        if end - start > THICKEST:
            long[start:end] = False
    return long[:, None]
