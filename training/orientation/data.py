"""Turned pages for the classifier, in its pre-processing: short side 256, centre crop 224, ImageNet mean and deviation (spec 8).

The whole page shows its make-up but no letters at that size, so the classifier also looks at details: squares of print.

A page with label k is one that must be turned counter-clockwise by 90k degrees to stand upright, so it lies turned clockwise by 90k.
"""
import cv2
import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info

from layout import augment
from layout.dataset import rows

MEAN, STD = np.float32([.485, .456, .406]), np.float32([.229, .224, .225])


def prepare(im: np.ndarray, interp: int = cv2.INTER_LINEAR) -> np.ndarray:
    """BGR page -> uint8 RGB [224, 224, 3]."""
    h, w = im.shape[:2]
    s = 256 / min(h, w)
    im = cv2.resize(im, (max(224, round(w * s)), max(224, round(h * s))), interpolation=interp)
    y, x = (im.shape[0] - 224) // 2, (im.shape[1] - 224) // 2
    return im[y:y + 224, x:x + 224, ::-1]


# Classes of print: titles, text, lists of references and contents, captions, footnotes.
PRINT = (0, 4, 6, 7, 17, 19, 21, 22)
TABLE = 21
# Side of a detail as a share of the page's short side where the pipeline cuts them, and the range that training draws from.
DETAIL, DETAILS = 1 / 3.5, (.18, .5)


def detail(g: np.random.Generator, im: np.ndarray, boxes: list) -> np.ndarray:
    """A square around a point of a text box; often of a table, whose columns of figures look like lines, or of anything else, so that
    the network learns where it cannot know."""
    h, w = im.shape[:2]
    side = int(min(h, w) * g.uniform(*DETAILS))
    kind = g.random()
    places = [b for b in boxes if b[0] == TABLE] if kind < .3 else [b for b in boxes if b[0] in PRINT] if kind < .85 else []
    _, x0, y0, x1, y1 = places[g.integers(len(places))] if places else (0, 0, 0, w, h)
    x = int(np.clip(g.uniform(x0, x1) - side / 2, 0, w - side))
    y = int(np.clip(g.uniform(y0, y1) - side / 2, 0, h - side))
    return im[y:y + side, x:x + side]


def details(im: np.ndarray, most: int = 24) -> list[np.ndarray]:
    """Squares that cover a page, the ones with enough ink, in rows; the pipeline cuts the same (vision, orientation/views.ts)."""
    h, w = im.shape[:2]
    side = int(min(h, w) * DETAIL)
    nx, ny = -(-w // side), -(-h // side)
    found = []
    for j in range(ny):
        for i in range(nx):
            x, y = round(i * (w - side) / max(1, nx - 1)), round(j * (h - side) / max(1, ny - 1))
            tile = im[y:y + side, x:x + side]
            found.append((float(tile[::4, ::4].std()), len(found), tile))
    inked = sorted((t for t in found if t[0] > 12), key=lambda t: -t[0])[:most]
    return [tile for _, _, tile in sorted(inked, key=lambda t: t[1])]


class Turned(IterableDataset):
    """Endless (uint8 [B, 224, 224, 3], int64 [B])."""

    def __init__(self, root: str, seed: int, epoch: int, batch: int = 48, held: bool = False) -> None:
        self.root, self.seed, self.epoch, self.batch, self.held = root, seed, epoch, batch, held

    def __iter__(self):
        cv2.setNumThreads(1)
        wi = get_worker_info()
        g = np.random.default_rng([self.seed, self.epoch, wi.id if wi else 0])
        pages = [r for v in rows(self.root, self.held).values() for r in v if any(b[0] in PRINT for b in r["boxes"])]
        while True:
            ims, ks = [], []
            while len(ims) < self.batch:
                r = pages[g.integers(len(pages))]
                close = g.random() < .7
                im = cv2.imread(r["path"], cv2.IMREAD_COLOR if close else cv2.IMREAD_REDUCED_COLOR_2)  # half size: 550 px is enough for 256
                if im is None:
                    continue
                page, b = im, np.zeros((0, 5), np.float32)
                if not close and g.random() < .3:
                    im, b = augment.crop(g, im, b)
                for _ in range(6 if close else 4):  # several examples of one page: one decode
                    k = int(g.integers(4))
                    if close:
                        im = detail(g, page, r["boxes"])
                    q = np.ascontiguousarray(np.rot90(im, -k))
                    if g.random() < .5:
                        h, w = q.shape[:2]
                        M = cv2.getRotationMatrix2D((w / 2, h / 2), g.normal(0, 2.5), g.uniform(.85, 1.05))
                        q = cv2.warpAffine(q, M, (w, h), borderMode=cv2.BORDER_REPLICATE)
                    q = prepare(q, augment.INTERP[g.integers(4)])
                    ims.append(augment.light(g, np.ascontiguousarray(q)))
                    ks.append(k)
            yield torch.from_numpy(np.stack(ims[: self.batch])), torch.tensor(ks[: self.batch])
