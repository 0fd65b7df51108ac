"""Tests of the page curl: python -m unittest layout.test_curl (from training/)."""
import unittest

import numpy as np

from . import augment
from .curl import Bend, Curl, curl

S = 640
BOXES = np.float32([[22, 40, 30, 600, 60], [22, 40, 90, 310, 250], [5, 330, 90, 600, 110], [7, 330, 400, 610, 412], [10, 60, 590, 280, 600], [12, 500, 4, 636, 18], [21, 120, 300, 500, 360]])


def ink(c: Curl, box: np.ndarray) -> np.ndarray:
    """Extent x0, y0, x1, y1 of a black box after the curl: what is darker than half of the same page left white."""
    page = np.full((S, S, 3), 255, np.uint8)
    white = c.image(page)[..., 0].astype(int)
    x0, y0, x1, y1 = box.astype(int)
    page[y0:y1, x0:x1] = 0
    y, x = np.nonzero(c.image(page)[..., 0] < white / 2)
    return np.array([x.min(), y.min(), x.max() + 1, y.max() + 1])


class PageCurl(unittest.TestCase):
    def test_boxes_enclose_their_ink(self):
        for seed in range(14):
            c = Curl(np.random.default_rng(seed), S)
            for box, got in zip(BOXES, c.boxes(BOXES)):
                want = ink(c, box[1:])
                inside = got[1:].clip(0, S)
                self.assertLess(np.abs(want - inside).max(), 2, f"seed {seed}: {want} {inside}")

    def test_lines_bow_by_what_a_scan_shows(self):
        bows = []
        for seed in range(200):
            c = Curl(np.random.default_rng(seed), S)
            x = np.linspace(0, S, 65)
            for y in (.05 * S, .95 * S):
                p = c.points(np.stack((x, np.full(65, y)), 1))
                chord = np.interp(p[:, 0], p[[0, -1], 0], p[[0, -1], 1])
                bows.append(np.abs(p[:, 1] - chord).max() / S)
        self.assertLess(np.quantile(bows, .98), .05)
        self.assertGreater(np.quantile(bows, .5), .003)

    def test_inverse_undoes_forward(self):
        p = np.random.default_rng(1).random((500, 2))
        for seed in range(20):
            b = Bend(np.random.default_rng(seed), .03)
            self.assertLess(np.abs(b.inverse(b.forward(p))[0] - p).max() * S, .2)

    def test_same_seed_same_picture(self):
        page = np.random.default_rng(3).integers(0, 256, (S, S, 3), np.uint8)
        one, two, other = (curl(np.random.default_rng(s), page, BOXES) for s in (5, 5, 6))
        self.assertTrue((one[0] == two[0]).all() and (one[1] == two[1]).all())
        self.assertFalse((one[0] == other[0]).all())

    def test_views_are_curled_only_when_asked(self):
        page = np.full((900, 700, 3), 255, np.uint8)
        view = lambda seed, curled: augment.page(np.random.default_rng(seed), page, BOXES, 128, curled=curled)[1]
        bare = lambda seed: augment.page(np.random.default_rng(seed), page, BOXES, 128)[1]
        moved = [not np.array_equal(bare(s), view(s, 1)) for s in range(100)]
        self.assertTrue(all(np.array_equal(bare(s), view(s, 0)) for s in range(20)))
        self.assertTrue(40 < sum(moved) < 80, sum(moved))  # those that are not skewed

    def test_a_page_without_boxes(self):
        page = np.full((S, S, 3), 200, np.uint8)
        self.assertEqual(curl(np.random.default_rng(1), page, np.zeros((0, 5), np.float32))[1].shape, (0, 5))


if __name__ == "__main__":
    unittest.main()
