"""Measures an ONNX model: `python -m layout.evaluate --model M.onnx [--real DIR] [--held DIR] [--thresholds FILE.json]`.

Real pages (layout.jsonl): F1 per norm class at IoU 0.5. Rules: list truth counts as text; nested truth is neither missed nor wrong; PubLayNet
rows count for recall only; header, footer, number, footnote, formula number and contents count as text where the page's truth names none of
that kind (these sources call them text). Precision and recall are micro-averaged over pages. `--turn DEG --jpeg Q` wears the pages first.
Held-out generated pages: F1 per PP-DocLayout class; `--tune FILE` writes the thresholds that are best on them.
"""
import argparse
import collections
import json
import os

import cv2
import numpy as np
import onnxruntime
import pypdfium2

from . import augment
from .dataset import load, rows

LABELS = ("abstract algorithm aside_text chart content display_formula doc_title figure_title footer footer_image footnote formula_number header header_image "
          "image inline_formula number paragraph_title reference reference_content seal table text vertical_text vision_footnote").split()
NORM = dict(abstract="text", algorithm="text", aside_text="text", chart="figure", content="index", display_formula="formula", doc_title="title", figure_title="caption",
            footer="footer", footer_image="figure", footnote="footnote", formula_number="formula_number", header="header", header_image="figure", image="figure",
            number="footer", paragraph_title="title", reference="text", reference_content="text", seal="figure", table="table", text="text", vertical_text="text",
            vision_footnote="footnote", inline_formula="ignore")
SOFT = ("header", "footer", "footnote", "index")


def iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """[M, 4] x [P, 4] -> [M, P]."""
    lt, rb = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    wh = (rb - lt).clip(0)
    i = wh[..., 0] * wh[..., 1]
    ar = lambda t: (t[:, 2] - t[:, 0]) * (t[:, 3] - t[:, 1])
    return i / (ar(a)[:, None] + ar(b)[None] - i + 1e-9)


class Model:
    """An ONNX session with PP-DocLayout's pre-processing; calls return rows [K, 6] in page px after NMS."""

    def __init__(self, path: str, nms: tuple[float, float] = (.45, .8)) -> None:
        so = onnxruntime.SessionOptions()
        so.intra_op_num_threads = 1
        self.s, self.nms = onnxruntime.InferenceSession(path, so, providers=["CPUExecutionProvider"]), nms

    def __call__(self, im: np.ndarray, floor: float = .05) -> np.ndarray:
        h, w = im.shape[:2]
        x = cv2.resize(im[:, :, ::-1], (800, 800), interpolation=cv2.INTER_CUBIC).transpose(2, 0, 1)[None].astype(np.float32) * np.float32(1 / 255)
        r = self.s.run(None, {"im_shape": np.float32([[800, 800]]), "image": x, "scale_factor": np.float32([[800 / h, 800 / w]])})[0]
        return r[r[:, 1] > floor]

    def suppress(self, r: np.ndarray) -> np.ndarray:
        r = r[np.argsort(-r[:, 1], kind="stable")]
        keep: list[int] = []
        if len(r):
            m = iou(r[:, 2:], r[:, 2:])
            for i in range(len(r)):
                if all(m[i, k] < self.nms[0 if r[i, 0] == r[k, 0] else 1] for k in keep):
                    keep.append(i)
        return r[keep]


def real_pages(root: str, turn: float, jpeg: int):
    """Yields (source, image BGR, truth rows): PDFs at 144 dpi."""
    rng = np.random.default_rng(5)
    for line in open(os.path.join(root, "layout.jsonl")):
        r = json.loads(line)
        f = os.path.join(root, "files", r["file"])
        im = np.array(pypdfium2.PdfDocument(f)[r["page"] - 1].render(scale=2).to_pil().convert("RGB"))[:, :, ::-1].copy() if f.endswith("pdf") else cv2.imread(f)
        h, w = im.shape[:2]
        corners = lambda b: np.array([min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3])])  # some were drawn from the wrong one
        t = [(b["norm"], corners(b["box"]) * [w, h, w, h], bool(b.get("nested"))) for b in r["boxes"]]
        if turn:
            M = cv2.getRotationMatrix2D((w / 2, h / 2), rng.uniform(-turn, turn), 1)
            im = cv2.warpAffine(im, M, (w, h), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
            c = lambda b: (np.array([[b[0], b[1], 1], [b[2], b[1], 1], [b[2], b[3], 1], [b[0], b[3], 1]]) @ M.T)
            t = [(k, np.concatenate((c(b).min(0), c(b).max(0))), n) for k, b, n in t]
        if jpeg:
            im = cv2.imdecode(cv2.imencode(".jpg", im, [cv2.IMWRITE_JPEG_QUALITY, jpeg])[1], 1)
        yield r["file"], im, t


def match(pred: np.ndarray, truth: np.ndarray) -> tuple[list[int], set[int]]:
    """Greedy by score: truth index per prediction or -1, and the truth hit. Boxes [.., 4]; predictions already sorted."""
    out, hit = [], set()
    m = iou(truth, pred) if len(truth) and len(pred) else np.zeros((len(truth), len(pred)))
    for p in range(len(pred)):
        q = [(m[t, p], t) for t in range(len(truth)) if t not in hit and m[t, p] >= .5]
        out.append(max(q)[1] if q else -1)
        if q:
            hit.add(out[-1])
    return out, hit


def real(model: Model, root: str, thr: np.ndarray, turn: float, jpeg: int, verbose: bool) -> dict:
    tp, fp, fn, rec = (collections.Counter() for _ in range(4))
    free = [0, 0]
    for name, im, t in real_pages(root, turn, jpeg):
        r = model(im)
        r = model.suppress(r[r[:, 1] > thr[r[:, 0].astype(int)]])
        lab = [NORM[LABELS[int(c)]] for c in r[:, 0]]
        tn = ["text" if k == "list" else k for k, _, _ in t]
        lab = ["text" if k in SOFT and k not in tn else k for k in lab]
        recall_only = "publaynet" in name
        tb = np.array([b for _, b, _ in t]).reshape(-1, 4)
        nested = [n or k in ("ignore", "other") for k, (_, _, n) in zip(tn, t)]
        line = []
        _, hit = match(r[:, 2:], tb)
        solid = [i for i in range(len(t)) if not nested[i]]
        free[0] += sum(i in hit for i in solid)
        free[1] += len(solid)
        for k in set(tn) | set(lab):
            ti = [i for i in range(len(t)) if tn[i] == k]
            ti.sort(key=lambda i: nested[i])
            pi = [i for i in range(len(r)) if lab[i] == k]
            got, hit = match(r[pi, 2:], tb[ti])
            good = [g for g in got if g >= 0 and not nested[ti[g]]]
            miss = sum(1 for i in ti if not nested[i]) - len(good)
            boxed = tb[[i for i in range(len(t)) if nested[i]]]
            wrong = 0
            for g, p in zip(got, pi):
                if g < 0 and not recall_only and not (len(boxed) and iou(boxed, r[p:p + 1, 2:]).max() >= .5):
                    wrong += 1
            rec[k] += len(good); fn[k] += miss
            if not recall_only:
                tp[k] += len(good); fp[k] += wrong
            line.append(f"{k} {len(good)}/{len(good) + miss} +{wrong}")
        if verbose:
            print(name[-50:], "; ".join(sorted(line)))
    out = {}
    for k in sorted(set(rec) | set(fn) | set(fp)):
        if k in ("ignore", "other"):
            continue
        p, q = tp[k] / max(1, tp[k] + fp[k]), rec[k] / max(1, rec[k] + fn[k])
        out[k] = {"p": round(p, 3), "r": round(q, 3), "f1": round(2 * p * q / max(1e-9, p + q), 3), "truth": rec[k] + fn[k]}
    out["class-free recall"] = round(free[0] / max(1, free[1]), 3)
    return out


def held(model: Model, root: str, limit: int, thr: np.ndarray | None, worn: bool, curled: bool = False):
    """Per class on generated pages nobody trained on, worn as in training if `worn`: real pages are as unlike the clean ones as those are.
    Worn pages are curled, all that are not skewed, only if `curled`: without it the views are those of earlier figures.
    With thr None: the best threshold per class. -> {label: (f1, threshold, truth)}."""
    g = np.random.default_rng(7)
    sc, total = collections.defaultdict(list), collections.Counter()
    pages = [r for v in rows(root, held=True).values() for r in v[:limit]]
    for row in pages:
        im, b = load(row)
        if worn:
            im, b = augment.page(g, im, b, 1000, curled=float(curled))
        r = model.suppress(model(im, .08))
        for c in range(25):
            t, p = b[b[:, 0] == c, 1:], r[r[:, 0] == c]
            total[c] += len(t)
            got, _ = match(p[:, 2:], t)
            sc[c] += [(float(s), g >= 0) for s, g in zip(p[:, 1], got)]
    out = {}
    for c in range(25):
        if total[c] < 5:
            continue
        best = (0.0, .4)
        for th in np.arange(.1, .8, .02) if thr is None else [thr[c]]:
            k = [h for s, h in sc[c] if s > th]
            best = max(best, (2 * sum(k) / max(1, len(k) + total[c]), float(th)))
        out[LABELS[c]] = (round(best[0], 3), round(best[1], 2), total[c])
    return out, len(pages)


def main() -> None:
    a = argparse.ArgumentParser()
    a.add_argument("--model", required=True)
    a.add_argument("--real", default="")
    a.add_argument("--held", default="")
    a.add_argument("--limit", type=int, default=40, help="held-out pages a source")
    a.add_argument("--thresholds", default="", help="JSON with thresholds by class id, or a number")
    a.add_argument("--tune", default="")
    a.add_argument("--turn", type=float, default=0)
    a.add_argument("--jpeg", type=int, default=0)
    a.add_argument("--same", type=float, default=.45)
    a.add_argument("--cross", type=float, default=.8)
    a.add_argument("--worn", action="store_true", help="wear the held-out pages")
    a.add_argument("--curled", action="store_true", help="with --worn: bend the pages that are not skewed")
    a.add_argument("-v", action="store_true")
    o = a.parse_args()
    thr, nms = np.full(25, .35), (o.same, o.cross)
    if o.thresholds:
        if os.path.exists(o.thresholds):
            settings = json.load(open(o.thresholds))
            nms = tuple(settings["nms"].values()) if "nms" in settings else nms
            for k, v in settings["thresholds"].items():
                thr[int(k)] = v
        else:
            thr[:] = float(o.thresholds)
    m = Model(o.model, nms)
    if o.held:
        res, n = held(m, o.held, o.limit, None if o.tune else thr, o.worn, o.curled)
        print(f"held-out generated pages: {n}; macro F1 {np.mean([v[0] for v in res.values()]):.3f}")
        for k, v in res.items():
            print(f"  {k:18} F1 {v[0]:.3f} at {v[1]:.2f} ({v[2]} boxes)")
        if o.tune:
            t = {str(i): res.get(LABELS[i], (0, .4, 0))[1] for i in range(25)}
            json.dump({"thresholds": t}, open(o.tune, "w"), indent=1)
            for k, v in t.items():
                thr[int(k)] = v
    if o.real:
        for k, v in real(m, o.real, thr, o.turn, o.jpeg, o.v).items():
            print(k, v)


if __name__ == "__main__":
    main()
