"""Turned pages for the classifier, in its pre-processing: short side 256, centre crop 224, ImageNet mean and deviation (spec 8).

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


class Turned(IterableDataset):
    """Endless (uint8 [B, 224, 224, 3], int64 [B])."""

    def __init__(self, root: str, seed: int, epoch: int, batch: int = 48, held: bool = False) -> None:
        self.root, self.seed, self.epoch, self.batch, self.held = root, seed, epoch, batch, held

    def __iter__(self):
        cv2.setNumThreads(1)
        wi = get_worker_info()
        g = np.random.default_rng([self.seed, self.epoch, wi.id if wi else 0])
        pages = [r for v in rows(self.root, self.held).values() for r in v if any(b[0] in (22, 17, 0, 19, 4, 21, 6, 7) for b in r["boxes"])]
        while True:
            ims, ks = [], []
            while len(ims) < self.batch:
                r = pages[g.integers(len(pages))]
                im = cv2.imread(r["path"], cv2.IMREAD_REDUCED_COLOR_2)  # half size: 550 px is enough for 256
                if im is None:
                    continue
                b = np.zeros((0, 5), np.float32)
                if g.random() < .3:
                    im, b = augment.crop(g, im, b)
                for _ in range(4):  # four labels of one page: one decode, four examples
                    k = int(g.integers(4))
                    q = np.ascontiguousarray(np.rot90(im, -k))
                    if g.random() < .5:
                        h, w = q.shape[:2]
                        M = cv2.getRotationMatrix2D((w / 2, h / 2), g.normal(0, 2.5), g.uniform(.85, 1.05))
                        q = cv2.warpAffine(q, M, (w, h), borderMode=cv2.BORDER_REPLICATE)
                    q = prepare(q, augment.INTERP[g.integers(4)])
                    ims.append(augment.light(g, np.ascontiguousarray(q)))
                    ks.append(k)
            yield torch.from_numpy(np.stack(ims)), torch.tensor(ks)
