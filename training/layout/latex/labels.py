"""From one PDF with identity colours to page images and exact boxes.

The PDF is typeset once. Its content streams are then rewritten twice: identity colours back to the visible ink (the page image), and
as they are with the cover rectangles of figures kept (the identity image, rendered without smoothing at twice the size). Boxes are
the extents of each identity's pixels, so they cannot disagree with the page.
"""
import io
import re

import numpy as np
import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from identity import BASE, BLUE, CLASSES, STEP

COLOUR_OP = re.compile(rb"(?<![\d.])([\d.]+) ([\d.]+) ([\d.]+) (rg|RG)\b")
COVER = re.compile(rb"/Rct BMC.*?EMC", re.S)
SCALE = 2  # identity image pixels per page-image pixel


def identity_of(rgb, count):
    """Identity of a colour in 0..1 floats, or None."""
    r, g, b = (round(v * 255) for v in rgb)
    if b != BLUE or (r - BASE) % STEP or (g - BASE) % STEP:
        return None
    n = (r - BASE) // STEP + 83 * ((g - BASE) // STEP)
    return n if n < count else None


def recolour(stream, blocks):
    """Content stream bytes with identity colours replaced by each block's visible ink and cover rectangles removed."""
    def visible(m):
        n = identity_of([float(m[i]) for i in (1, 2, 3)], len(blocks))
        if n is None:
            return m[0]
        ink = blocks[n][1] or (0, 0, 0)
        return b"%.3f %.3f %.3f %s" % (*ink, m[4])
    return COLOUR_OP.sub(visible, COVER.sub(b"", stream))


def open_both(path, blocks, pictures=None):
    """(visible, identity) pypdfium2 documents of the file. pictures: identity -> JPEG path that replaces an image of that plain colour."""
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            for raw in page.images.values() if pictures else ():
                put_picture(raw, len(blocks), pictures)
            page.contents_coalesce()
            page.Contents.write(recolour(page.Contents.read_bytes(), blocks))
        buf = io.BytesIO()
        pdf.save(buf)
    return pdfium.PdfDocument(buf.getvalue()), pdfium.PdfDocument(path)


def put_picture(raw, count, pictures):
    """Replace a plain identity-coloured image XObject by the picture meant for it."""
    if raw.get("/Filter") == "/DCTDecode" or "/RctDone" in raw:
        return
    rgb = pikepdf.PdfImage(raw).as_pil_image().convert("RGB").getpixel((1, 1))
    n = identity_of([v / 255 for v in rgb], count)
    if n not in pictures:
        return
    with open(pictures[n], "rb") as f:
        data = f.read()
    size = Image.open(io.BytesIO(data)).size
    raw.write(data, filter=pikepdf.Name.DCTDecode)
    raw.Width, raw.Height, raw.ColorSpace, raw.BitsPerComponent = *size, pikepdf.Name.DeviceRGB, 8
    for key in ("/DecodeParms", "/SMask", "/Mask", "/Decode"):
        if key in raw:
            del raw[key]


def render(page, long_side, smooth=True):
    """HxWx3 uint8 RGB array whose long side is long_side px."""
    w, h = page.get_size()
    kw = {} if smooth else {"no_smoothtext": True, "no_smoothimage": True, "no_smoothpath": True}
    arr = page.render(scale=long_side / max(w, h), rev_byteorder=True, **kw).to_numpy()
    return arr[:, :, :3]


def identity_map(arr, count):
    """HxW int32: identity of each pixel, -1 where none."""
    a = arr.astype(np.int32)
    r, g = a[..., 0] - BASE, a[..., 1] - BASE
    n = r // STEP + 83 * (g // STEP)
    ok = (a[..., 2] == BLUE) & (r % STEP == 0) & (g % STEP == 0) & (r >= 0) & (g >= 0) & (n < count)
    return np.where(ok, n, -1)


def extents(ys, xs, flows, gutters):
    """Boxes [x0,y0,x1,y1) of one identity's pixels, split at column gutters (pixel intervals) that are free of its ink."""
    if flows:
        for lo, hi in gutters:
            left, right = xs < hi, xs >= lo
            if left.any() and right.any() and not (left & right).any() and (xs < lo).any():
                out = []
                for part in (left, right):
                    out += extents(ys[part], xs[part], True, gutters)
                return out
    return [[int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]]


def boxes_of_page(ids, blocks, gutters, aliases=None):
    """[(class id, identity, [x0, y0, x1, y1])] in page-image pixels; ids is the identity map at SCALE; gutters as page fractions;
    aliases joins the parts of a block that show in different inks."""
    h, w = ids.shape
    for part, whole in (aliases or {}).items():
        ids[ids == part] = whole
    ys, xs = np.nonzero(ids > 0)
    n = ids[ys, xs]
    order = np.argsort(n, kind="stable")
    ys, xs, n = ys[order], xs[order], n[order]
    starts = np.flatnonzero(np.r_[True, n[1:] != n[:-1]]) if len(n) else []
    cuts = [(int(a * w), int(b * w)) for a, b in gutters]
    out = []
    for s, e in zip(starts, list(starts[1:]) + [len(n)]):
        cls, _, flows = blocks[n[s]]
        if cls == "none":
            continue
        for b in extents(ys[s:e], xs[s:e], flows, cuts):
            out.append((CLASSES[cls], int(n[s]), [v / SCALE for v in b]))
    return out


def faults(boxes, ids, page):
    """Reasons to drop a page: blocks that overlap or leave the page, ink that no block owns, empty page."""
    h, w = page.shape[:2]
    if len(boxes) < 2:
        return ["empty"]
    out = []
    b = np.array([x[2] for x in boxes])
    if (b[:, 0] < 1).any() or (b[:, 1] < 1).any() or (b[:, 2] > w - 1).any() or (b[:, 3] > h - 1).any():
        out.append("leaves the page")
    area = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    ix = np.minimum(b[:, None, 2], b[None, :, 2]) - np.maximum(b[:, None, 0], b[None, :, 0])
    iy = np.minimum(b[:, None, 3], b[None, :, 3]) - np.maximum(b[:, None, 1], b[None, :, 1])
    inter = np.clip(ix, 0, None) * np.clip(iy, 0, None)
    np.fill_diagonal(inter, 0)
    if (inter / np.minimum(area[:, None], area[None, :]) > 0.25).any():
        out.append("overlap")
    covered = np.zeros((h, w), bool)
    for x0, y0, x1, y1 in b.astype(int):
        covered[max(0, y0 - 2):y1 + 3, max(0, x0 - 2):x1 + 3] = True
    stray = (ids[::SCALE, ::SCALE][:h, :w] == 0)
    stray &= ~covered[:stray.shape[0], :stray.shape[1]]
    stray[stray.sum(axis=1) > 0.12 * w] = False  # rules and separators are long runs of ink that no block owns
    stray[:, stray.sum(axis=0) > 0.12 * h] = False
    loose = int(stray.sum())
    if loose > 40:
        out.append(f"loose ink {loose}")
    return out
