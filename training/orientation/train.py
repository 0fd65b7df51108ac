"""Training and export: `python -m orientation.train --data DIR --run DIR --total 200000 --out recto-orientation.onnx --real DIR`.

Resumes from RUN/orientation.pt. Measures on the real pages turned by each quarter.
"""
import argparse
import json
import math
import os
import time

import cv2
import numpy as np
import onnxruntime
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from layout.evaluate import real_pages

from .data import MEAN, STD, Turned, details, prepare
from .network import Orientation


def norm(x: torch.Tensor) -> torch.Tensor:
    return ((x.float() / 255 - torch.from_numpy(MEAN)) / torch.from_numpy(STD)).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)


class Soft(nn.Module):
    """The shipped graph: probabilities."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x).softmax(-1)


def votes(said: np.ndarray) -> np.ndarray:
    """[views, 4] -> [4]: log-likelihoods weighted by the square of how far a view's first choice is ahead (vision, orientation/votes.ts)."""
    best = np.sort(said, 1)
    return ((best[:, -1:] - best[:, -2:-1]) ** 2 * np.log(np.maximum(said, .01))).sum(0)


def measure(path: str, real: str) -> None:
    """Accuracy on the real pages as they stand and turned. Pages whose content lies turned in the file are counted as if upright: look at the misses."""
    s, right, whole, n = onnxruntime.InferenceSession(path), 0, 0, 0
    for name, im, _ in real_pages(real, 0, 0):
        for k in range(4):
            page = np.ascontiguousarray(np.rot90(im, -k))
            views = np.stack([prepare(v) for v in [page, *details(page)]])
            said = s.run(None, {"x": norm(torch.from_numpy(views)).numpy()})[0]
            got, alone = int(votes(said).argmax()), int(said[0].argmax())
            whole += alone == k
            right += got == k
            n += 1
            if got != k:
                print("  miss", name[-48:], "turned", 90 * k, "said", 90 * got)
    print(f"real pages turned: {right}/{n} = {right / n:.3f}; by the whole page alone {whole / n:.3f}")


def main() -> None:
    a = argparse.ArgumentParser()
    a.add_argument("--data", default="/work/layout-data")
    a.add_argument("--run", default="/work/layout-train")
    a.add_argument("--total", type=int, default=200000)
    a.add_argument("--out", default="")
    a.add_argument("--real", default="")
    a.add_argument("--lr", type=float, default=3e-3)
    o = a.parse_args()
    torch.set_num_threads(1)
    net = Orientation().to(memory_format=torch.channels_last)
    opt, state = torch.optim.AdamW(net.parameters(), lr=o.lr, weight_decay=.02), {"images": 0}
    ck = os.path.join(o.run, "orientation.pt")
    if os.path.exists(ck):
        c = torch.load(ck, weights_only=True)
        net.load_state_dict(c["net"]); opt.load_state_dict(c["opt"]); state = c["state"]
    it = iter(DataLoader(Turned(o.data, 3, state["images"]), batch_size=None, num_workers=1, prefetch_factor=4))
    acc, n, t0 = 0.0, 0, time.time()
    while state["images"] < o.total and not os.path.exists(os.path.join(o.run, "stop-orientation")):
        x, k = next(it)
        for gr in opt.param_groups:
            gr["lr"] = o.lr * min(1, (state["images"] + 48) / 4000) * (.02 + .98 * .5 * (1 + math.cos(math.pi * state["images"] / o.total)))
        with torch.autocast("cpu", torch.bfloat16):
            out = net(norm(x))
        val = F.cross_entropy(out, k, label_smoothing=.03)
        opt.zero_grad(set_to_none=True)
        val.backward()
        opt.step()
        state["images"] += len(x)
        acc += (out.argmax(1) == k).float().mean().item()
        n += 1
        if n % 50 == 0:
            torch.save({"net": net.state_dict(), "opt": opt.state_dict(), "state": state}, ck + ".tmp")
            os.replace(ck + ".tmp", ck)
            print(f"{time.strftime('%H:%M:%S')} images {state['images']} accuracy {acc / n:.3f} {n * len(x) / (time.time() - t0):.0f} img/s", flush=True)
            acc, n, t0 = 0.0, 0, time.time()
    del it
    if o.out:
        torch.onnx.export(Soft(net.eval()), torch.rand(1, 3, 224, 224), o.out, input_names=["x"], output_names=["fetch_name_0"], opset_version=17, dynamo=False,
                          dynamic_axes={"x": {0: "batch"}, "fetch_name_0": {0: "batch"}})
        if o.real:
            measure(o.out, o.real)


if __name__ == "__main__":
    main()
