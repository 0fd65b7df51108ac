"""The second look: each candidate box is read again along its edges and inside, and gets exact edges and a final class.

The dense heads say roughly where a block lies; from one point they cannot see the far ends of a line as wide as the page. Here a box samples a
map of stride 4 across its four edges (a profile of ink, learnt) and the stride 8 features inside and around it. Starts as the identity.
"""
import torch
from torch import nn
from torch.nn import functional as F

ACROSS, ALONG, CHANNELS, INSIDE = 13, 8, 8, 32


def sample(feature: torch.Tensor, xy: torch.Tensor, size: float) -> torch.Tensor:
    """Bilinear samples of [N, C, h, w] at px [N, K, P, 2] of a square picture of `size` px -> [N, C, K, P]; beyond its border the edge value counts."""
    return F.grid_sample(feature, xy * (2 / size) - 1, mode="bilinear", padding_mode="border", align_corners=False)


def edge_points(boxes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Boxes [N, K, 4] -> px [N, K, 4 * ACROSS * ALONG, 2] for left, top, right, bottom, outwards positive, and the step [N, K, 4] between two samples across."""
    x0, y0, x1, y1 = boxes.unbind(-1)
    w, h = (x1 - x0).clamp(min=2), (y1 - y0).clamp(min=2)
    sx, sy = (w * .03).clamp(1, 8), (h * .03).clamp(1, 8)
    across = torch.arange(ACROSS, device=boxes.device, dtype=torch.float32) - ACROSS // 2
    along = (torch.arange(ALONG, device=boxes.device, dtype=torch.float32) + .5) / ALONG
    ys, xs = y0[..., None] + h[..., None] * along, x0[..., None] + w[..., None] * along
    out = []
    for edge, step, sign, vertical in ((x0, sx, -1., True), (y0, sy, -1., False), (x1, sx, 1., True), (y1, sy, 1., False)):
        a = (edge[..., None] + sign * step[..., None] * across)[..., :, None].expand(-1, -1, -1, ALONG)
        b = (ys if vertical else xs)[..., None, :].expand(-1, -1, ACROSS, -1)
        out.append(torch.stack((a, b) if vertical else (b, a), -1).flatten(2, 3))
    return torch.cat(out, 2), torch.stack((sx, sy, sx, sy), -1)


def inner_points(boxes: torch.Tensor, around: float = 14.0) -> torch.Tensor:
    """Boxes [N, K, 4] -> px [N, K, 49, 2]: 5 x 5 inside and a ring `around` px outside."""
    x0, y0, x1, y1 = boxes.unbind(-1)
    u = torch.tensor([.08, .29, .5, .71, .92], device=boxes.device)
    xs = torch.cat(((x0 - around)[..., None], x0[..., None] + (x1 - x0)[..., None] * u, (x1 + around)[..., None]), -1)
    ys = torch.cat(((y0 - around)[..., None], y0[..., None] + (y1 - y0)[..., None] * u, (y1 + around)[..., None]), -1)
    return torch.stack((xs[..., None, :].expand(-1, -1, 7, -1), ys[..., :, None].expand(-1, -1, -1, 7)), -1).flatten(2, 3)


class Second(nn.Module):
    """forward(fine [N, c4, S/4, S/4], p8 [N, neck, S/8, S/8], boxes px [N, K, 4], logits [N, K, classes], S) -> boxes px, logits."""

    def __init__(self, c4: int, neck: int, classes: int) -> None:
        super().__init__()
        self.fine, self.wide = nn.Conv2d(c4, CHANNELS, 1), nn.Conv2d(neck, INSIDE, 1)
        self.body = nn.Sequential(nn.Linear(INSIDE * 49 + 6, 192), nn.ReLU())
        self.edge = nn.Sequential(nn.Linear(ACROSS * CHANNELS * 2 + 64 + 4, 96), nn.ReLU(), nn.Linear(96, ACROSS))
        self.to_edge = nn.Linear(192, 64)
        self.name = nn.Sequential(nn.Linear(192 + classes, 96), nn.ReLU(), nn.Linear(96, classes))
        for m in (self.edge[2], self.name[2]):
            nn.init.zeros_(m.weight)
            nn.init.zeros_(m.bias)

    def forward(self, c4: torch.Tensor, p8: torch.Tensor, boxes: torch.Tensor, logits: torch.Tensor, size: float) -> tuple[torch.Tensor, torch.Tensor]:
        n, k = boxes.shape[:2]
        inside = sample(self.wide(p8), inner_points(boxes), size).permute(0, 2, 1, 3).flatten(2)
        w, h = (boxes[..., 2] - boxes[..., 0]).clamp(min=2), (boxes[..., 3] - boxes[..., 1]).clamp(min=2)
        shape = torch.stack(((w / 8).log(), (h / 8).log(), *(v / size for v in boxes.unbind(-1))), -1)
        body = self.body(torch.cat((inside, shape), -1))
        points, step = edge_points(boxes)
        profile = sample(self.fine(c4), points, size).reshape(n, CHANNELS, k, 4, ACROSS, ALONG)
        profile = torch.cat((profile.amax(-1), profile.mean(-1)), 1).permute(0, 2, 3, 1, 4).flatten(3)
        which = torch.eye(4, device=boxes.device).expand(n, k, 4, 4)
        shift = self.edge(torch.cat((profile, self.to_edge(body)[:, :, None].expand(-1, -1, 4, -1), which), -1)).softmax(-1)
        across = torch.arange(ACROSS, device=boxes.device, dtype=torch.float32) - ACROSS // 2
        moved = (shift * across).sum(-1) * step * torch.tensor([-1., -1., 1., 1.], device=boxes.device)
        return boxes + moved, logits + self.name(torch.cat((body, logits.clamp(-8, 8)), -1))
