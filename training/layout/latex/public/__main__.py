"""python -m layout.latex.public --out DATA/latex-public --cache SOURCES --seed 1 [--count N]: pages of public documents.

Typesets the documents of sources.tsv one after another, writes OUT/NNNNNN.jpg and appends to OUT/labels.jsonl (see training/README.md).
Goes on after the last document noted in OUT/state.json. Pages whose labels are not certain are dropped and counted there.
"""
import argparse
import collections
import json
import random
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from . import assemble, pages, positions, sources, typeset  # first: makes the modules of the folder above importable
import labels

MOST = 14  # pages kept of one document
FEWEST = 4  # blocks of a page worth keeping


def labelled(pdf, placed, rng, dropped, keep_bad=None):
    """Yield (RGB array, boxes) of the good pages of a typeset document, MOST at the most."""
    with open(placed, encoding="utf-8", errors="replace") as f:
        described = positions.read(f)
    document = pdfium.PdfDocument(pdf)
    if len(document) != len(described):
        dropped["page count"] += len(document)
        return
    normal = assemble.body_size(described)
    order = [0] + rng.sample(range(1, len(described)), len(described) - 1)
    good = 0
    for i in order[:2 * MOST]:
        if good == MOST:
            break
        side = rng.randint(1050, 1150)
        arr, boxes, bad = label(document[i], described[i], normal, side)
        if bad:
            dropped[bad[0].split(":")[0].rstrip("0123456789 ")] += 1
            if keep_bad:
                keep_bad(i, arr, boxes, bad)
            continue
        good += 1
        yield arr, boxes


def label(page, described, normal, side):
    """(RGB array, boxes, reasons to drop the page) of one page."""
    arr = labels.render(page, side)
    if max(abs(page.get_size()[0] - described.width), abs(page.get_size()[1] - described.height)) > 2:
        return arr, [], ["page size"]
    try:
        blocks = assemble.blocks(described, normal)
    except assemble.Unsure as why:
        return arr, [], [str(why)]
    if len(blocks) < FEWEST:
        return arr, [], ["sparse"]
    dark = pages.darkness(arr)
    mask = dark > pages.INK
    boxes = pages.boxes_of(blocks, mask, dark > pages.FAINT, side / max(page.get_size()))
    return arr, boxes, pages.faults(boxes, mask, arr)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--out", type=Path, required=True), a.add_argument("--cache", type=Path, required=True, help="where downloaded sources are kept")
    a.add_argument("--seed", type=int, default=1), a.add_argument("--count", type=int, default=10 ** 6, help="pages")
    a.add_argument("--sources", type=Path, default=sources.LIST), a.add_argument("--bad", type=Path, help="keep drawings of dropped pages here")
    arg = a.parse_args()
    arg.out.mkdir(parents=True, exist_ok=True), arg.cache.mkdir(parents=True, exist_ok=True)
    state_file = arg.out / "state.json"
    state = json.loads(state_file.read_text()) if state_file.exists() else {"next": 0, "pages": 0, "documents": {}, "dropped": {}, "failed": {}}
    forget_rest(arg.out / "labels.jsonl", state["pages"])
    dropped = collections.Counter(state["dropped"])
    listed = sources.listed(arg.sources)
    while state["next"] < len(listed) and state["pages"] < arg.count:
        source = listed[state["next"]]
        state["next"] += 1
        made = typeset.typeset(sources.stage(source, arg.cache, arg.cache / "_work"))
        if isinstance(made, str):
            state["failed"][source.path] = made
        else:
            rng = random.Random(f"{arg.seed}-{source.path}")
            kept = write(arg, state, labelled(*made, rng, dropped, keep(arg.bad, source)), source)
            state["documents"][source.path] = kept
        state["dropped"] = dropped
        state_file.write_text(json.dumps(state))
        print(state["next"], source.path, state["documents"].get(source.path, made), state["pages"], flush=True)
    print(f"{sum(n > 0 for n in state['documents'].values())} documents, {state['pages']} pages kept, {sum(dropped.values())} dropped: {dict(dropped)}")


def forget_rest(rows, last):
    """Drop the rows of pages after the last one noted: those of a document that was cut short are written again."""
    if rows.exists():
        rows.write_text("".join(l for l in rows.read_text().splitlines(keepends=True) if int(json.loads(l)["file"][:6]) <= last))


def write(arg, state, good, source):
    """Save the pages of one document; returns how many."""
    kept = 0
    with open(arg.out / "labels.jsonl", "a") as rows:
        for arr, boxes in good:
            name = f"{state['pages'] + 1:06d}.jpg"
            Image.fromarray(arr).save(arg.out / name, quality=90)
            h, w = arr.shape[:2]
            rows.write(json.dumps({"file": name, "width": w, "height": h, "boxes": [[c, *b] for c, _, b in boxes], "kind": "public", "doc": source.path}) + "\n")
            state["pages"] += 1
            kept += 1
    return kept


def keep(folder, source):
    """A function that saves a dropped page with its boxes drawn and the reason in the name; None without a folder."""
    if not folder:
        return None
    from overlay import draw
    folder.mkdir(parents=True, exist_ok=True)

    def save(i, arr, boxes, bad):
        name = f"{'-'.join(bad).replace(' ', '_')}-{source.path.replace('/', '_')}-{i}.png"
        draw(Image.fromarray(arr), [[c, *b] for c, _, b in boxes]).save(folder / name)
    return save


if __name__ == "__main__":
    main()
