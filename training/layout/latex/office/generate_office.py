"""Generate labelled office pages: python -m office.generate_office OUT WORK --pool POOL [--seed S] [--pages N] [--until HH:MM] (from the folder above).

Batches of seeded flat ODT files are exported by one LibreOffice call each; pages and labels as generate.py writes them.
"""
import argparse
import collections
import datetime
import glob
import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pypdfium2 as pdfium
from PIL import Image

import labels
from generate import keep_bad
from office.office_documents import make

BATCH = 12
EXPORT = 'pdf:writer_pdf_Export:{"UseLosslessCompression":{"type":"boolean","value":"true"},"ReduceImageResolution":{"type":"boolean","value":"false"}}'


def rasterise_plots(pool, out):
    """JPEGs of the pool's plot PDFs (pictures here must be bitmaps)."""
    os.makedirs(out, exist_ok=True)
    for f in sorted(glob.glob(pool + "/plot-*.pdf")):
        target = f"{out}/{Path(f).stem}.jpg"
        if not os.path.exists(target):
            pdfium.PdfDocument(f)[0].render(scale=2).to_pil().convert("RGB").save(target, quality=90)
    return sorted(glob.glob(out + "/plot-*.jpg"))


def export(jobs, work):
    """Write and convert a batch; {index: pdf path}."""
    folder = work / "batch"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for i, (_, xml, _, _) in jobs.items():
        (folder / f"d{i}.fodt").write_text(xml, encoding="utf-8")
    try:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{work.resolve()}/profile", "--headless", "--convert-to", EXPORT, "--outdir", str(folder), *sorted(str(p) for p in folder.glob("*.fodt"))], capture_output=True, timeout=300)
    except subprocess.TimeoutExpired:
        pass
    return {i: folder / f"d{i}.pdf" for i in jobs if (folder / f"d{i}.pdf").exists()}


def main():
    a = argparse.ArgumentParser()
    a.add_argument("out", type=Path), a.add_argument("work", type=Path), a.add_argument("--pool", required=True)
    a.add_argument("--seed", type=int, default=1), a.add_argument("--pages", type=int, default=1500), a.add_argument("--until", default=""), a.add_argument("--debug", action="store_true")
    arg = a.parse_args()
    arg.out.mkdir(parents=True, exist_ok=True), arg.work.mkdir(parents=True, exist_ok=True)
    pool = {"images": sorted(glob.glob(arg.pool + "/img-*.jpg")), "charts": rasterise_plots(arg.pool, str(arg.work / "plots"))}
    state_file = arg.out / "state.json"
    state = json.loads(state_file.read_text()) if state_file.exists() else {"next": 0, "pages": 0, "dropped": {}, "kinds": {}}
    dropped, kinds = collections.Counter(state["dropped"]), collections.Counter(state["kinds"])
    while state["pages"] < arg.pages and not (arg.until and datetime.datetime.now().strftime("%H:%M") >= arg.until):
        jobs = {i: make(random.Random(f"office-{arg.seed}-{i}"), pool) for i in range(state["next"], state["next"] + BATCH)}
        state["next"] += BATCH
        pdfs = export(jobs, arg.work)
        dropped["no pdf"] += BATCH - len(pdfs)
        for i, pdf in pdfs.items():
            kind, _, odt, gutters = jobs[i]
            job = SimpleNamespace(blocks=odt.reg.blocks, gutters=gutters, aliases=odt.reg.aliases, pictures=odt.pictures)
            write_pages(arg, job, pdf, kind, i, state, dropped, kinds)
        state["dropped"], state["kinds"] = dropped, kinds
        state_file.write_text(json.dumps(state))


def write_pages(arg, job, pdf, kind, i, state, dropped, kinds):
    """Append the good pages of one exported document."""
    rng = random.Random(i)
    shown, coloured = labels.open_both(pdf, job.blocks, job.pictures)
    with open(arg.out / "labels.jsonl", "a") as out:
        for k in range(min(len(shown), 6)):
            side = rng.randint(1050, 1150)
            arr = labels.render(shown[k], side)
            ids = labels.identity_map(labels.render(coloured[k], side * labels.SCALE, smooth=False), len(job.blocks))
            boxes = labels.boxes_of_page(ids, job.blocks, job.gutters, job.aliases)
            bad = labels.faults(boxes, ids, arr)
            if bad:
                dropped.update(b.split()[0] for b in bad)
                if arg.debug:
                    keep_bad(arg.work, i, arr, boxes, bad)
                continue
            state["pages"] += 1
            kinds[kind] += 1
            name = f"{state['pages']:06d}.jpg"
            Image.fromarray(arr).save(arg.out / name, quality=90)
            out.write(json.dumps({"file": name, "width": arr.shape[1], "height": arr.shape[0], "boxes": [[c, *(round(v, 1) for v in b)] for c, _, b in boxes], "kind": "office-" + kind, "doc": i}) + "\n")


if __name__ == "__main__":
    main()
