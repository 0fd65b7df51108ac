"""Tests of the label reader for public documents: python -m unittest (from layout/latex)."""
import unittest

import numpy as np

from . import assemble, pages, positions

HEAD = ["P 7 600.00 800.00 7", "B 60.00 80.00 540.00 720.00"]


def leaf(mark=0, par=1, line=1, display=0, rect=(60, 100, 540, 109), size=10, font="LMRoman10-Regular", text="print", kind="t", body=1):
    x0, y0, x1, y1 = rect
    return f"L {kind} {body} {mark} {par} {line} {display} {x0:.2f} {y0:.2f} {x1:.2f} {y1:.2f} {size:.2f} {font} {text}"


def blocks(*lines, end="E ok"):
    """[(class, rect)] of one page."""
    page = positions.read([*HEAD, *lines, end])[0]
    return [(b.cls, b.rect) for b in assemble.blocks(page, 10)]


class Reading(unittest.TestCase):
    def test_a_leaf_knows_its_constructs_from_the_outermost(self):
        page = positions.read([*HEAD, "M 5 2 caption", "M 2 0 figure", leaf(mark=5), "E ok"])[0]
        self.assertEqual(page.leaves[0].chain, ((2, "figure"), (5, "caption")))
        self.assertEqual((page.number, page.body, page.whole), ("7", (60, 80, 540, 720), True))

    def test_a_walk_that_broke_off_is_refused(self):
        with self.assertRaises(assemble.Unsure):
            blocks(leaf(), end="E attempt_to_index")


class Assembling(unittest.TestCase):
    def test_lines_of_a_paragraph_are_one_block(self):
        got = blocks(leaf(line=1), leaf(line=2, rect=(60, 112, 200, 121)), leaf(par=2, line=3, rect=(60, 124, 540, 133)))
        self.assertEqual(got, [("text", (60, 100, 540, 121)), ("text", (60, 124, 540, 133))])

    def test_a_paragraph_that_goes_on_in_the_next_column_is_two(self):
        got = blocks(leaf(rect=(60, 700, 290, 709)), leaf(line=2, rect=(310, 100, 540, 109)))
        self.assertEqual(got, [("text", (60, 700, 290, 709)), ("text", (310, 100, 540, 109))])

    def test_a_display_stands_apart_from_its_number_and_a_reference_to_one_does_not(self):
        got = blocks("M 1 0 display", "M 2 1 number", "M 3 0 number", leaf(), leaf(mark=3, rect=(200, 112, 220, 121), line=2, text="(1)"),
                     leaf(mark=1, par=2, line=3, rect=(250, 130, 350, 140)), leaf(mark=2, par=2, line=3, rect=(520, 130, 540, 140), text="(1)"))
        self.assertEqual([c for c, _ in got], ["text", "display_formula", "formula_number"])

    def test_rows_with_a_number_each_are_a_block_each(self):
        rows = [leaf(mark=m, par=p, line=p, rect=(x, y, x + w, y + 10)) for p, y in ((2, 130), (3, 150)) for m, x, w in ((1, 250, 100), (8 + p, 520, 20))]
        got = blocks("M 1 0 display", "M 10 1 number", "M 11 1 number", *rows)
        self.assertEqual(sorted(r for c, r in got if c == "display_formula"), [(250, 130, 350, 140), (250, 150, 350, 160)])

    def test_tight_items_join_and_spaced_items_do_not(self):
        items = lambda step: [leaf(mark=1, par=n, line=n, rect=(80, 100 + step * n, 300, 107 + step * n)) for n in (1, 2, 3)]
        self.assertEqual(len(blocks("M 1 0 list", *items(12))), 1)
        self.assertEqual(len(blocks("M 1 0 list", *items(20))), 3)

    def test_a_caption_in_a_float_is_not_part_of_its_table(self):
        got = blocks("M 1 0 tablefloat", "M 2 1 caption", "M 3 1 table", leaf(mark=2), leaf(mark=3, par=2, line=2, rect=(60, 120, 100, 129)),
                     leaf(mark=3, par=3, line=3, rect=(150, 120, 200, 129)), leaf(mark=3, par=4, line=4, rect=(60, 132, 100, 141)))
        self.assertEqual([c for c, _ in got], ["figure_title", "table"])

    def test_panels_under_one_caption_are_one_and_with_captions_of_their_own_two(self):
        panels = [leaf(mark=m, kind="c", par=9, line=9, rect=(x, 100, x + 100, 200)) for m, x in ((2, 60), (3, 200))]
        marks = ["M 1 0 figure", "M 2 1 picture", "M 3 1 picture", "M 4 1 caption", "M 5 1 caption"]
        one = blocks(*marks, *panels, leaf(mark=4, rect=(60, 210, 300, 219)))
        self.assertEqual([c for c, _ in one], ["figure_title", "chart"])
        two = blocks(*marks, *panels, leaf(mark=4, rect=(60, 210, 160, 219)), leaf(mark=5, par=2, line=2, rect=(200, 210, 300, 219)))
        self.assertEqual(sorted(c for c, _ in two), ["chart", "chart", "figure_title", "figure_title"])

    def test_head_and_number_part_at_the_gap(self):
        got = blocks(leaf(), leaf(body=0, rect=(60, 50, 160, 58), text="Title"), leaf(body=0, rect=(530, 50, 540, 58), text="12"), leaf(body=0, rect=(295, 750, 305, 758), text="xii"))
        self.assertEqual([c for c, _ in got], ["text", "header", "number", "number"])

    def test_bold_print_on_a_line_of_its_own_is_a_heading_but_a_theorem_is_not(self):
        bold = lambda text: blocks(leaf(font="LMRoman10-Bold", text=text))[0][0]
        self.assertEqual((bold("Results"), bold("Theorem")), ("paragraph_title", "text"))

    def test_lines_of_typewriter_print_are_code_and_an_address_is_not(self):
        line = lambda n, text: leaf(par=n, line=n, rect=(60, 90 + 12 * n, 300, 99 + 12 * n), font="LMMono10-Regular", text=text)
        self.assertEqual(blocks(line(1, "let"), line(2, "x"), line(3, "end"))[0], ("algorithm", (60, 102, 300, 135)))
        self.assertEqual(blocks(line(1, "https://ctan.org"))[0][0], "text")

    def test_the_body_size_is_the_largest_common_one(self):
        page = positions.read([*HEAD, leaf(size=8, text="x" * 60), leaf(size=10, text="x" * 35), leaf(size=17, text="x" * 5), "E ok"])[0]
        self.assertEqual(assemble.body_size([page]), 10)

    def test_what_has_no_answer_is_refused(self):
        for lines in (["M 1 0 bad", leaf(mark=1)], ["M 1 0 figure", leaf(mark=1)], ["M 1 0 tablefloat", leaf(mark=1)], [leaf(), leaf(kind="r", rect=(60, 90, 60.4, 130))],
                      [leaf(), leaf(body=0, rect=(10, 300, 20, 308))]):
            with self.assertRaises(assemble.Unsure):
                blocks(*lines)


class Snapping(unittest.TestCase):
    def test_a_box_is_drawn_in_to_its_ink(self):
        mask = np.zeros((100, 100), bool)
        mask[20:30, 15:60] = True
        self.assertEqual(pages.snapped(mask, (12, 19, 70, 29.5), 1), [15, 20, 60, 30])
        self.assertIsNone(pages.snapped(mask, (70, 60, 80, 70), 1))

    def test_ink_without_a_box_is_a_fault(self):
        arr = np.full((200, 200, 3), 255, np.uint8)
        mask = np.zeros((200, 200), bool)
        mask[20:30, 20:40] = mask[60:70, 20:40] = True
        two = [(22, 1, [20, 20, 40, 30]), (22, 2, [20, 60, 40, 70])]
        self.assertEqual(pages.faults(two, mask, arr), [])
        mask[120:130, 20:40] = True
        self.assertIn("uncovered ink", pages.faults(two, mask, arr))


if __name__ == "__main__":
    unittest.main()
