"""Exports a checkpoint: `python -m layout.export_onnx --checkpoint RUN/latest.pt --out recto-layout-s.onnx`.

Inputs and outputs are PP-DocLayout's (spec 2.2, 2.3): im_shape, image, scale_factor -> fetch_name_0 float32 [300 N, 6] (class, score,
x1, y1, x2, y2 in page px), fetch_name_1 int32 [N]. The graph samples the 800 px image down to `--inner` px, decodes, keeps the 300 best points
that are the strongest of their neighbours in the row, and looks at each of those again (one class each). NMS is the caller's. The export is compared with torch at batch 1 and 2.
"""
import argparse

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn import functional as F

from .network import STRIDES, Detector, boxes_of

ROWS = 300
PEAK = 3  # points of a row that compete
NAMES = (["im_shape", "image", "scale_factor"], ["fetch_name_0", "fetch_name_1"])


def peaks(score: torch.Tensor, size: int) -> torch.Tensor:
    """Point scores [N, A] with those lowered that have a stronger neighbour in their row: a line of text is found by many points side by side,
    and they must not push other lines out of the rows that leave the graph."""
    out, start = [], 0
    for s in STRIDES:
        side = size // s
        level = score[:, start:start + side * side].reshape(-1, 1, side, side)
        best = F.max_pool2d(level, (1, PEAK), 1, (0, PEAK // 2))
        out.append(torch.where(level >= best, level, level - 20).reshape(-1, side * side))
        start += side * side
    return torch.cat(out, 1)


class Exported(nn.Module):
    """The graph that ships."""

    def __init__(self, net: Detector, inner: int) -> None:
        super().__init__()
        self.net, self.inner = net, inner

    def forward(self, im_shape: torch.Tensor, image: torch.Tensor, scale_factor: torch.Tensor):
        x = image if self.inner == 800 else F.interpolate(image, size=(self.inner, self.inner), mode="bilinear", align_corners=False)
        logits, dist, points, _, features = self.net(x)
        score = logits.amax(-1)
        idx = peaks(score, self.inner).topk(ROWS, dim=1)[1].unsqueeze(-1)
        boxes = torch.gather(boxes_of(dist, points).clamp(0, self.inner), 1, idx.expand(-1, -1, 4))
        first = torch.gather(score, 1, idx[..., 0]).sigmoid()
        boxes, logits = self.net.look_again(features, boxes, torch.gather(logits, 1, idx.expand(-1, -1, logits.shape[-1])), float(self.inner))
        top, cls = logits.sigmoid().max(-1)
        top = (top * first).sqrt()  # the second look has not seen every kind of weak candidate
        cls, boxes = cls.to(torch.float32), boxes.clamp(0, self.inner)
        page = im_shape / scale_factor / self.inner  # (h, w) of the page per inner px
        boxes = boxes * torch.cat((page[:, 1:], page[:, :1], page[:, 1:], page[:, :1]), 1).unsqueeze(1)
        rows = torch.cat((cls.unsqueeze(-1), top.unsqueeze(-1), boxes), -1)
        count = (score[:, 0] * 0 + ROWS).to(torch.int32)
        return rows.reshape(-1, 6), count


def load(path: str, key: str = "ema") -> Detector:
    net = Detector()
    ck = torch.load(path, map_location="cpu", weights_only=True)
    net.load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in ck[key].items()})
    return net.eval()


def main() -> None:
    a = argparse.ArgumentParser()
    a.add_argument("--checkpoint", default="/work/layout-train/latest.pt")
    a.add_argument("--out", required=True)
    a.add_argument("--inner", type=int, default=640)
    o = a.parse_args()
    m = Exported(load(o.checkpoint), o.inner).eval()
    args = (torch.tensor([[800., 800.]]), torch.rand(1, 3, 800, 800), torch.tensor([[.8, 1.]]))
    torch.onnx.export(m, args, o.out, input_names=NAMES[0], output_names=NAMES[1], opset_version=17, dynamo=False,
                      dynamic_axes={k: {0: "batch"} for k in NAMES[0]} | {"fetch_name_0": {0: "rows"}, "fetch_name_1": {0: "batch"}})
    g = onnx.load(o.out)
    onnx.checker.check_model(g)
    s = onnxruntime.InferenceSession(o.out, providers=["CPUExecutionProvider"])
    for n in (1, 2):
        x = [torch.full((n, 2), 800.), torch.rand(n, 3, 800, 800), torch.tensor([[.8, 1.], [.5, .7]])[:n]]
        want = [t.detach().numpy() for t in m(*x)]
        got = s.run(None, dict(zip(NAMES[0], (t.numpy() for t in x))))
        print("batch", n, got[0].shape, got[1], "largest score difference", float(np.abs(np.sort(got[0][:, 1]) - np.sort(want[0][:, 1])).max()))
        assert np.abs(np.sort(got[0][:, 1]) - np.sort(want[0][:, 1])).max() < 1e-3 and got[1].tolist() == [ROWS] * n


if __name__ == "__main__":
    main()
