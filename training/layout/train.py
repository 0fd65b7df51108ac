"""Training: `python -m layout.train --data DIR --run DIR --total 60000`. Resumes from RUN/latest.pt; logs to stdout.

AdamW, warm-up and cosine over `--total` images, EMA. Re-lists the data at each epoch, so sources may grow.
"""
import argparse
import copy
import json
import math
import os
import time

import torch
from torch.utils.data import DataLoader

from .dataset import Batches
from .loss import loss
from .network import Detector


def save(path: str, net, ema, opt, state: dict) -> None:
    torch.save({"net": net.state_dict(), "ema": ema.state_dict(), "opt": opt.state_dict(), "state": state}, path + ".tmp")
    os.replace(path + ".tmp", path)


def main() -> None:
    a = argparse.ArgumentParser()
    a.add_argument("--data", default="/work/layout-data")
    a.add_argument("--run", default="/work/layout-train")
    a.add_argument("--total", type=int, default=60000, help="images over which the rate falls to its end")
    a.add_argument("--stop", type=int, default=0, help="stop at this many images (0: at --total)")
    a.add_argument("--epoch", type=int, default=2000, help="images between listings, checkpoints and log lines")
    a.add_argument("--lr", type=float, default=2e-3)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--bf16", action="store_true")
    a.add_argument("--workers", type=int, default=1)
    a.add_argument("--weights", default='{"latex": 1.0}', help="JSON: relative draw per source prefix")
    a.add_argument("--from", dest="start", type=float, default=-1, help="place on the cosine (0..1) to go on from, instead of images / total")
    a.add_argument("--until", default="", help="HH:MM today: the rate falls to its end by this time instead, and the run stops")
    a.add_argument("--threads", type=int, default=2)
    o = a.parse_args()
    torch.manual_seed(o.seed)
    dice = torch.Generator().manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    net = Detector().to(memory_format=torch.channels_last)
    ema = copy.deepcopy(net).eval()
    decay = [p for p in net.parameters() if p.ndim > 1]
    rest = [p for p in net.parameters() if p.ndim <= 1]
    opt = torch.optim.AdamW([{"params": decay, "weight_decay": .03}, {"params": rest, "weight_decay": 0}], lr=o.lr)
    state = {"images": 0, "epoch": 0, "steps": 0, "seconds": 0.0}
    latest = os.path.join(o.run, "latest.pt")
    if os.path.exists(latest):
        ck = torch.load(latest, map_location="cpu", weights_only=True)
        lost = net.load_state_dict(ck["net"], strict=False).missing_keys  # a module added since then starts as it was drawn
        ema.load_state_dict({**net.state_dict(), **ck["ema"]})
        state = ck["state"]
        if ck["opt"] and not lost:
            opt.load_state_dict(ck["opt"])
    print("parameters", sum(p.numel() for p in net.parameters()), "state", state, flush=True)
    halt = os.path.join(o.run, "stop")  # touch it to end the run at the next step
    if os.path.exists(halt):
        os.remove(halt)
    end = o.stop or o.total
    begun, first, born = time.time(), o.start if o.start >= 0 else min(1.0, state["images"] / o.total), state["steps"]
    limit = time.mktime(time.strptime(time.strftime("%Y-%m-%d ") + o.until, "%Y-%m-%d %H:%M")) if o.until else 0.0

    def progress() -> float:
        return first + (1 - first) * min(1, (time.time() - begun) / max(1, limit - begun)) if limit else min(1, state["images"] / o.total)

    while (time.time() < limit if limit else state["images"] < end) and not os.path.exists(halt):
        state["epoch"] += 1
        it = iter(DataLoader(Batches(o.data, o.seed, state["epoch"], json.loads(o.weights)), batch_size=None, num_workers=o.workers, prefetch_factor=4 if o.workers else None))
        t0, seen, acc, wait = time.time(), 0, {"cls": 0.0, "iou": 0.0, "cls2": 0.0, "edge": 0.0}, 0.0
        net.train()
        n = 0
        while seen < o.epoch and not os.path.exists(halt) and not (limit and time.time() > limit):
            t1 = time.time()
            x, truth = next(it)
            wait += time.time() - t1
            x = x.permute(0, 3, 1, 2).float().mul_(1 / 255).contiguous(memory_format=torch.channels_last)
            lr = o.lr * min(1, (state["steps"] - born + 1) / 100) * (.02 + .98 * .5 * (1 + math.cos(math.pi * progress())))
            for gr in opt.param_groups:
                gr["lr"] = lr
            with torch.autocast("cpu", torch.bfloat16, enabled=o.bf16):
                out = net(x)
            val, parts = loss(net, out, truth, float(x.shape[-1]), dice)
            opt.zero_grad(set_to_none=True)
            val.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 10)
            opt.step()
            state["steps"] += 1
            d = min(.997, (1 + state["steps"]) / (10 + state["steps"]))
            with torch.no_grad():
                for e, p in zip(ema.state_dict().values(), net.state_dict().values()):
                    if e.dtype.is_floating_point:
                        e.lerp_(p, 1 - d)
                    else:
                        e.copy_(p)
            state["images"] += len(x)
            seen += len(x)
            n += 1
            for k in acc:
                acc[k] += parts[k]
        del it
        dt = time.time() - t0
        state["seconds"] += dt
        save(latest, net, ema, opt, state)
        print(f"{time.strftime('%H:%M:%S')} images {state['images']} lr {lr:.2e} cls {acc['cls'] / max(1, n):.3f} iou {acc['iou'] / max(1, n):.3f} again {acc['cls2'] / max(1, n):.3f} edge {acc['edge'] / max(1, n):.3f} {seen / dt:.1f} img/s wait {wait / dt:.0%}", flush=True)


if __name__ == "__main__":
    main()
