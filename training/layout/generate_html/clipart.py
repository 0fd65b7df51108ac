"""The pool of drawings: public-domain clip art (Debian's openclipart-svg) as it is, grey or as outlines, and diagrams by Graphviz.

`python -m layout.generate_html.clipart OUT ART GRAPHS SEED` writes PNGs cut to their ink, class image by their name `image-*.png`.
"""
import glob
import os
import random
import subprocess
import sys

import cv2
import numpy as np

from . import words as w

ART = "/usr/share/openclipart/svg/**/*.svg"
LEFT_OUT = ("/logos/", "/special/")  # marks of other people, test patterns


def to_ink(im: np.ndarray, paper: int = 250) -> np.ndarray | None:
    """The part of a BGR picture on white that is not white; None when hardly anything is drawn or it is a mere strip."""
    ys, xs = np.where((im < paper).any(2))
    if len(ys) < 400:
        return None
    im = im[ys.min():ys.max() + 1, xs.min():xs.max() + 1]
    h, w_ = im.shape[:2]
    return im if min(h, w_) > 30 and .2 < w_ / h < 5 else None


def drawn(r: random.Random, svg: str) -> np.ndarray | None:
    """One clip-art picture in one of its looks."""
    side = r.choice((240, 360, 480))
    got = subprocess.run(["rsvg-convert", "-w", str(side), "-h", str(side), "--keep-aspect-ratio", "-b", "white", svg], capture_output=True, timeout=20)
    im = cv2.imdecode(np.frombuffer(got.stdout, np.uint8), 1) if got.returncode == 0 and got.stdout else None
    if im is None:
        return None
    look = r.random()
    if look < .35:
        edges = cv2.Canny(cv2.GaussianBlur(im, (0, 0), 1), 40, 110)
        im = cv2.cvtColor(255 - (cv2.dilate(edges, np.ones((2, 2), np.uint8)) if r.random() < .6 else edges), cv2.COLOR_GRAY2BGR)
    elif look < .6:
        im = cv2.cvtColor(cv2.cvtColor(im, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return to_ink(im)


def graph(r: random.Random) -> np.ndarray | None:
    """A network, tree, state machine or table of records, laid out by Graphviz."""
    directed = r.random() < .7
    n, word = r.randint(3, 16), lambda: w.phrase(r, "en", 1, r.choice((1, 2, 3))).replace('"', "").replace("<", "").replace(">", "")
    shape = r.choice(("box", "box", "ellipse", "circle", "plaintext", "record", "diamond", "hexagon", "cylinder"))
    style = r.choice(('style=filled,fillcolor="%s"' % r.choice(("#eeeeee", "#cfe2f3", "#fff2cc", "#d9ead3")), 'style="rounded"', 'style="solid"'))
    names = [word() for _ in range(n)]
    rows = [f'rankdir={r.choice(("LR", "TB", "TB"))}; node [shape={shape},{style},fontname="{r.choice(("Helvetica", "Times", "DejaVu Sans"))}",fontsize={r.choice((9, 12, 16))}]; edge [fontsize=9];']
    for i, t in enumerate(names):
        rows.append(f'n{i} [label="{f"{{{t}|{word()}|{word()}}}" if shape == "record" else t}"];')
    for i in range(1, n):
        label = f'[label="{w.word(r, "en")}"]' if r.random() < .25 else ""
        rows.append(f'n{r.randint(max(0, i - 4), i - 1)} {"->" if directed else "--"} n{i} {label};')
    for _ in range(r.choice((0, 0, 2, 5))):
        rows.append(f'n{r.randrange(n)} {"->" if directed else "--"} n{r.randrange(n)};')
    dot = f'{"digraph" if directed else "graph"} {{ {" ".join(rows)} }}'
    got = subprocess.run([r.choice(("dot", "dot", "dot", "neato", "circo")), "-Tpng", "-Gdpi=80", "-Goverlap=false"], input=dot.encode(), capture_output=True, timeout=20)
    im = cv2.imdecode(np.frombuffer(got.stdout, np.uint8), 1) if got.stdout else None
    if im is not None and max(im.shape) > 900:
        im = cv2.resize(im, None, fx=(s := 900 / max(im.shape)), fy=s, interpolation=cv2.INTER_AREA)
    return im if im is None else to_ink(im)


def main(out: str, art: int, graphs: int, seed: int) -> None:
    os.makedirs(out, exist_ok=True)
    r = random.Random(seed)
    files = sorted(f for f in glob.glob(ART, recursive=True) if not any(k in f for k in LEFT_OUT) and 2000 < os.path.getsize(f) < 400_000)
    n = 0
    for svg in r.sample(files, min(len(files), art)):
        try:
            im = drawn(r, svg)
        except subprocess.TimeoutExpired:
            continue
        if im is not None:
            n += cv2.imwrite(f"{out}/image-a{n:04d}.png", im)
    for i in range(graphs):
        im = graph(r)
        if im is not None:
            cv2.imwrite(f"{out}/image-g{i:04d}.png", im)
    print(n, "drawings")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
