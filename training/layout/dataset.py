"""Pages of every source under a data folder, as augmented batches. A source is a folder with labels.jsonl (it may grow while it is read)."""
import glob
import json
import os

import cv2
import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info

from . import augment

SIZES = {512: (.3, 8), 640: (.5, 6), 736: (.2, 5)}  # px -> (share of batches, pages a batch): many small steps
CURLED = .25  # of the six in ten views that are not skewed: 15% of all


def rows(root: str, held: bool = False) -> dict[str, list[dict]]:
    """Source name -> rows with absolute `path`; every 50th row of a source is held out for measuring."""
    out: dict[str, list[dict]] = {}
    for f in sorted(glob.glob(os.path.join(root, "*", "labels.jsonl"))):
        d, got = os.path.dirname(f), []
        with open(f) as fh:
            for n, line in enumerate(fh):
                if (n % 50 == 0) != held or not line.endswith("\n"):
                    continue
                try:
                    r = json.loads(line)
                except json.JSONDecodeError:
                    continue
                r["path"] = os.path.join(d, r["file"])
                got.append(r)
        if got:
            out[os.path.basename(d)] = got
    return out


def load(r: dict) -> tuple[np.ndarray, np.ndarray]:
    """A row's page: uint8 BGR and float32 [M, 5]; inline formulas are left out."""
    im = cv2.imread(r["path"])
    if im is None:
        raise FileNotFoundError(r["path"])
    b = np.array([x for x in r["boxes"] if x[0] != 15], np.float32).reshape(-1, 5)
    s = im.shape[1] / r["width"]
    if abs(s - 1) > .01:
        b[:, 1:] *= s
    return im, b


class Batches(IterableDataset):
    """Endless batches (uint8 [B, S, S, 3] RGB, list of [M, 5]). `weights`: relative draw per source name prefix."""

    def __init__(self, root: str, seed: int, epoch: int, weights: dict[str, float], scale: float = 1.0) -> None:
        self.root, self.seed, self.epoch, self.weights, self.scale = root, seed, epoch, weights, scale

    def __iter__(self):
        cv2.setNumThreads(1)
        wi = get_worker_info()
        g = np.random.default_rng([self.seed, self.epoch, wi.id if wi else 0])
        src = rows(self.root)
        names = list(src)
        w = np.array([len(src[n]) * next((v for k, v in self.weights.items() if n.startswith(k)), 1.0) for n in names], float)
        w /= w.sum()
        draw = lambda: src[(n := names[g.choice(len(names), p=w)])][g.integers(len(src[n]))]
        while True:
            S = int(g.choice(list(SIZES), p=[v[0] for v in SIZES.values()]))
            ims, truth = [], []
            while len(ims) < max(2, int(SIZES[S][1] * self.scale)):
                try:
                    im, b = augment.page(g, *load(draw()), S, curled=CURLED)
                except (FileNotFoundError, cv2.error):
                    continue
                ims.append(im[:, :, ::-1])
                truth.append(torch.from_numpy(np.ascontiguousarray(b, np.float32)))
            yield torch.from_numpy(np.stack(ims)), truth
