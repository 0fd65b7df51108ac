"""Tests of the identity colours and of the boxes read from them: python -m unittest (from this folder)."""
import unittest

import numpy as np

import labels
from identity import CLASSES, Registry, colour


def painted(h, w, *rects):
    """Identity map with (identity, x0, y0, x1, y1) rectangles."""
    ids = np.full((h, w), -1, np.int32)
    for n, x0, y0, x1, y1 in rects:
        ids[y0:y1, x0:x1] = n
    return ids


class IdentityColours(unittest.TestCase):
    def test_every_identity_survives_three_decimals(self):
        for n in range(0, 83 * 83, 7):
            self.assertEqual(labels.identity_of([round(v / 255, 3) for v in colour(n)], 83 * 83), n)

    def test_ordinary_colours_are_none(self):
        for rgb in ((0, 0, 0), (1, 1, 1), (1, 0, 0), (0.5, 0.5, 0.5)):
            self.assertIsNone(labels.identity_of(rgb, 83 * 83))

    def test_recolour_restores_ink_and_drops_covers(self):
        reg = Registry()
        rgb = [int(v) / 255 for v in reg.new("text", (0, .5, 1)).split(",")]
        stream = b"%.3f %.3f %.3f rg (a) Tj /Rct BMC 0 0 5 5 re f EMC 1 0 0 rg" % tuple(rgb)
        self.assertEqual(labels.recolour(stream, reg.blocks), b"0.000 0.500 1.000 rg (a) Tj  1 0 0 rg")


class Boxes(unittest.TestCase):
    def test_paragraph_over_two_columns_gives_two_boxes(self):
        reg = Registry()
        reg.new("text", None, True)
        ids = painted(400, 400, (1, 20, 200, 180, 380), (1, 220, 20, 380, 100))
        got = [b for _, _, b in labels.boxes_of_page(ids, reg.blocks, [(0.48, 0.52)])]
        self.assertEqual(sorted(got), [[10, 100, 90, 190], [110, 10, 190, 50]])

    def test_title_over_the_gutter_stays_whole(self):
        reg = Registry()
        reg.new("doc_title", None, True)
        got = labels.boxes_of_page(painted(400, 400, (1, 20, 20, 380, 60)), reg.blocks, [(0.48, 0.52)])
        self.assertEqual(got, [(CLASSES["doc_title"], 1, [10, 10, 190, 30])])

    def test_parts_join_their_block(self):
        reg = Registry()
        reg.part(reg.new("table"), (1, 1, 1))
        got = labels.boxes_of_page(painted(100, 100, (1, 10, 10, 20, 20), (2, 40, 40, 60, 60)), reg.blocks, [], reg.aliases)
        self.assertEqual([b for _, _, b in got], [[5, 5, 30, 30]])

    def test_faults_name_overlap_and_unowned_ink(self):
        page = np.full((100, 100, 3), 255, np.uint8)
        ids = painted(200, 200, (0, 150, 150, 170, 170))
        one, two = (22, 1, [10, 10, 50, 30]), (22, 2, [12, 12, 40, 28])
        self.assertIn("overlap", labels.faults([one, two], ids, page))
        far = (22, 2, [10, 40, 50, 60])
        self.assertTrue(any(f.startswith("loose") for f in labels.faults([one, far], ids, page)))
        self.assertEqual(labels.faults([one, far], painted(200, 200), page), [])


if __name__ == "__main__":
    unittest.main()
