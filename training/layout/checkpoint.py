"""Small checkpoints for the repository: `python -m layout.checkpoint pack RUN/latest.pt layout/checkpoint.pt` (EMA weights in fp16, counters)
and `resume layout/checkpoint.pt RUN/latest.pt` (weights as they are, a fresh optimizer)."""
import sys

import torch

from .network import Detector


def pack(src: str, dst: str) -> None:
    ck = torch.load(src, map_location="cpu", weights_only=True)
    torch.save({"ema": {k: v.half() if v.dtype == torch.float32 else v for k, v in ck["ema"].items()}, "state": ck["state"]}, dst)


def resume(src: str, dst: str) -> None:
    ck = torch.load(src, map_location="cpu", weights_only=True)
    w = {k: v.float() if v.dtype == torch.float16 else v for k, v in ck["ema"].items()}
    net = Detector()
    net.load_state_dict(w)
    torch.save({"net": w, "ema": w, "opt": None, "state": ck["state"]}, dst)


if __name__ == "__main__":
    {"pack": pack, "resume": resume}[sys.argv[1]](sys.argv[2], sys.argv[3])
