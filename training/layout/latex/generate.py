"""Generate labelled pages: generate.py OUT WORK [--seed S] [--pages N] [--until HH:MM].

Typesets seeded documents one after another, writes OUT/NNNNNN.jpg and appends to OUT/labels.jsonl:
{"file", "width", "height", "boxes": [[class id, x0, y0, x1, y1]]} in pixels of the JPEG. Document k depends on (seed, k) alone; a
restart goes on after the last document noted in OUT/state.json. Faulty pages (labels.faults) are dropped and counted.
"""
import argparse
import collections
import datetime
import glob
import json
import os
import random
import subprocess
from pathlib import Path

from PIL import Image

import documents
import labels
import styles

MAX_PAGES = 7  # pages kept of one document: the first and a random choice


def typeset(job, work):
    """PDF path of a job, or None if TeX made no page."""
    for old in glob.glob(str(work / "doc.*")):
        os.remove(old)
    if isinstance(job.head, tuple):
        fmt = styles.make_format(*job.head, work)
        source = job.body if fmt else styles.head(*job.head) + job.body
        engine = ["pdflatex", "-fmt=" + fmt] if fmt else ["pdflatex"]
        source = "\\pdfcompresslevel=0\\pdfobjcompresslevel=0 " + source if fmt else source.replace("\\begin{document}", "\\pdfcompresslevel=0\\pdfobjcompresslevel=0\\begin{document}", 1)
    else:
        engine, source = ["xelatex", "-output-driver=xdvipdfmx -z 0"], job.head + job.body
    (work / "doc.tex").write_text(source, encoding="utf-8")
    try:
        subprocess.run(engine + ["-interaction=batchmode", "doc.tex"], cwd=work, capture_output=True, timeout=90)
    except subprocess.TimeoutExpired:
        return None
    pdf = work / "doc.pdf"
    return pdf if pdf.exists() and pdf.stat().st_size else None


def pages(job, pdf, rng, dropped):
    """Yield (RGB array, boxes, record) of every good page of the typeset job."""
    shown, coloured = labels.open_both(pdf, job.blocks)
    chosen = sorted(rng.sample(range(1, len(shown)), MAX_PAGES - 1)) if len(shown) > MAX_PAGES else range(1, len(shown))
    for i in [0, *chosen]:
        side = rng.randint(1050, 1150)
        arr = labels.render(shown[i], side)
        ids = labels.identity_map(labels.render(coloured[i], side * labels.SCALE, smooth=False), len(job.blocks))
        boxes = labels.boxes_of_page(ids, job.blocks, job.gutters)
        bad = labels.faults(boxes, ids, arr)
        if bad:
            for b in bad:
                dropped[b.split()[0]] += 1
            yield arr, boxes, bad
            continue
        yield arr, boxes, None


def main():
    a = argparse.ArgumentParser()
    a.add_argument("out", type=Path), a.add_argument("work", type=Path)
    a.add_argument("--seed", type=int, default=1), a.add_argument("--pages", type=int, default=6000)
    a.add_argument("--until", default=""), a.add_argument("--prefix", default=""), a.add_argument("--pool", default="")
    a.add_argument("--debug", action="store_true", help="keep dropped pages and logs in WORK/bad")
    arg = a.parse_args()
    arg.out.mkdir(parents=True, exist_ok=True), arg.work.mkdir(parents=True, exist_ok=True)
    files = arg.pool or str(arg.work / "pool")
    pool = {"images": sorted(glob.glob(files + "/img-*.jpg")), "plots": sorted(glob.glob(files + "/plot-*.pdf"))}
    state_file = arg.out / f"state{arg.prefix}.json"
    state = json.loads(state_file.read_text()) if state_file.exists() else {"next": 0, "pages": 0}
    dropped, kinds = collections.Counter(state.get("dropped", {})), collections.Counter(state.get("kinds", {}))
    while state["pages"] < arg.pages:
        if arg.until and datetime.datetime.now().strftime("%H:%M") >= arg.until:
            break
        k = state["next"]
        rng = random.Random(f"{arg.seed}-{k}")
        state["next"] = k + 1
        try:
            job = documents.make(rng, pool)
        except OverflowError:
            continue
        pdf = typeset(job, arg.work)
        if pdf is None:
            dropped["no pdf " + job.kind] += 1
            if arg.debug:
                save_failure(arg.work, k, job.kind)
            continue
        with open(arg.out / "labels.jsonl", "a") as out:
            for arr, boxes, bad in pages(job, pdf, rng, dropped):
                if bad:
                    if arg.debug:
                        keep_bad(arg.work, k, arr, boxes, bad)
                    continue
                name = f"{arg.prefix}{state['pages'] + 1:06d}.jpg"
                Image.fromarray(arr).save(arg.out / name, quality=90)
                h, w = arr.shape[:2]
                out.write(json.dumps({"file": name, "width": w, "height": h, "boxes": [[c, *(round(v, 1) for v in b)] for c, _, b in boxes], "kind": job.kind, "doc": k}) + "\n")
                state["pages"] += 1
                kinds[job.kind] += 1
        state["dropped"], state["kinds"] = dropped, kinds
        state_file.write_text(json.dumps(state))


def save_failure(work, k, kind):
    """Keep the log's end of a document without pages."""
    bad = work / "bad"
    bad.mkdir(exist_ok=True)
    for ext in ("log", "tex"):
        if (work / ("doc." + ext)).exists():
            (bad / f"{k}-{kind}.{ext}").write_bytes((work / ("doc." + ext)).read_bytes())


def keep_bad(work, k, arr, boxes, reasons):
    """Save a dropped page with its boxes drawn and the reason in the name."""
    from overlay import draw
    bad = work / "bad"
    bad.mkdir(exist_ok=True)
    draw(Image.fromarray(arr), [[c, *b] for c, _, b in boxes]).save(bad / f"{k}-{'-'.join(reasons).replace(' ', '_')}-{len(list(bad.iterdir()))}.png")


if __name__ == "__main__":
    main()
