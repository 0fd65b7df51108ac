"""Task-aligned assignment (score^0.5 x IoU^4, top 10) and the loss: varifocal-like BCE + 2 x GIoU + 0.25 x clipped L1, for points and for the second look."""
import torch
from torch.nn import functional as F

from .network import boxes_of


def iou_matrix(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """[..., M, 4] x [..., A, 4] -> [..., M, A]."""
    lt = torch.maximum(a[..., :, None, :2], b[..., None, :, :2])
    rb = torch.minimum(a[..., :, None, 2:], b[..., None, :, 2:])
    wh = (rb - lt).clamp(min=0)
    inter = wh[..., 0] * wh[..., 1]
    area = lambda t: (t[..., 2] - t[..., 0]) * (t[..., 3] - t[..., 1])
    return inter / (area(a)[..., :, None] + area(b)[..., None, :] - inter + 1e-6)


@torch.no_grad()
def assign(scores: torch.Tensor, boxes: torch.Tensor, points: torch.Tensor, stride: torch.Tensor, cls: torch.Tensor, gt: torch.Tensor, topk: int = 10):
    """One image: scores [A, 25], boxes [A, 4], truth cls [M], gt [M, 4] -> (index of truth per anchor or -1 [A], soft target [A])."""
    A, M = len(points), len(gt)
    if M == 0:
        return torch.full((A,), -1, dtype=torch.long), torch.zeros(A)
    c = (gt[:, :2] + gt[:, 2:]) / 2
    half = torch.maximum((gt[:, 2:] - gt[:, :2]) / 2, torch.full_like(c, 4.5))
    d = (points[None] - c[:, None]).abs()
    inside = (d <= half[:, None]).all(-1)
    iou = iou_matrix(gt, boxes)
    align = scores[:, cls].T.clamp(min=1e-6).sqrt() * iou.clamp(min=1e-3) ** 4 * inside
    k = min(topk, A)
    v, i = align.topk(k, dim=1)
    pos = torch.zeros_like(align, dtype=torch.bool).scatter_(1, i, v > 0)
    owner_iou = torch.where(pos, iou, torch.full_like(iou, -1))
    best, owner = owner_iou.max(0)
    has = best >= 0
    kept = torch.zeros_like(pos)
    kept[owner[has], has.nonzero()[:, 0]] = True
    al = align * kept
    peak, biou = al.max(1, keepdim=True)[0], (iou * kept).max(1, keepdim=True)[0]
    soft = (al / (peak + 1e-9) * biou.clamp(min=.1)).max(0)[0]
    return torch.where(has, owner, torch.full_like(owner, -1)), soft


def giou_loss(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Row-wise 1 - GIoU of [P, 4] boxes."""
    lt, rb = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    wh = (rb - lt).clamp(min=0)
    inter = wh[:, 0] * wh[:, 1]
    ua = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1]) + (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1]) - inter + 1e-6
    e = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
    hull = e[:, 0] * e[:, 1] + 1e-6
    return 1 - inter / ua + (hull - ua) / hull


def candidates(g: torch.Generator, boxes: torch.Tensor, prob: torch.Tensor, owner: torch.Tensor, truth: torch.Tensor, each: int = 40, reach: int = 1500) -> tuple[torch.Tensor, torch.Tensor]:
    """One image's boxes for the second look: found ones, wrong ones (half of them the strongest, half drawn from the `reach` next ones, which are
    looked at too when a page has few blocks), and truth shaken; -> (boxes [3 each, 4], index of their point)."""
    pos = (owner >= 0).nonzero()[:, 0]
    found = pos[torch.randint(len(pos), (each,), generator=g)]
    wrong = prob.amax(-1).masked_fill(owner >= 0, -1).topk(reach)[1]
    wrong = torch.cat((wrong[:each // 2], wrong[torch.randint(each // 2, reach, (each - each // 2,), generator=g)]))
    pick = torch.randint(len(pos), (each,), generator=g)
    t = truth[owner[pos[pick]], 1:]
    size = (t[:, 2:] - t[:, :2]).repeat(1, 2)
    shaken = t + torch.randn(t.shape, generator=g) * (size * .06 + 1.5).clamp(max=14)
    return torch.cat((boxes[found], boxes[wrong], shaken)), torch.cat((found, wrong, pos[pick]))


def second_loss(net, features, picked: torch.Tensor, logits: torch.Tensor, truth: list[torch.Tensor], size: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Varifocal-like class loss with the refined overlap as target, and GIoU + L1 of the edges. -> (class loss, edge loss)."""
    boxes, out = net.look_again(features, picked, logits, size)
    target, pb, pg = torch.zeros_like(out), [], []
    for n, t in enumerate(truth):
        if not len(t):
            continue
        near, which = iou_matrix(t[:, 1:], picked[n]).max(0)
        p = (near >= .35).nonzero()[:, 0]
        g = t[which[p]]
        now = iou_matrix(boxes[n, p, None].detach(), g[:, None, 1:])[:, 0, 0]
        target[n, p, g[:, 0].long()] = torch.where(now >= .5, now, torch.zeros_like(now))
        pb.append(boxes[n, p]); pg.append(g[:, 1:])
    prob = out.detach().sigmoid()
    weight = torch.where(target > 0, torch.ones_like(target), .75 * prob ** 1.5)
    cls = (F.binary_cross_entropy_with_logits(out, target, reduction="none") * weight).sum() / target.sum().clamp(min=1)
    if not pb:
        return cls, cls * 0
    b, g = torch.cat(pb), torch.cat(pg)
    edges = ((b - g).abs() / (g[:, 2:] - g[:, :2]).clamp(8, 60).repeat(1, 2)).clamp(max=2).mean(1) * 2
    return cls, (2 * giou_loss(b, g) + edges).sum() / max(1, len(b))


def loss(net, out, truth: list[torch.Tensor], size: float, g: torch.Generator) -> tuple[torch.Tensor, dict[str, float]]:
    """`truth`: per image [M, 5] = cls, x0, y0, x1, y1 px of the picture of `size` px. Returns (scalar, parts)."""
    logits, dist, points, stride, features = out
    boxes = boxes_of(dist, points)
    prob = logits.detach().sigmoid()
    target = torch.zeros_like(logits)
    pb, pg, pw, ps = [], [], [], []
    again, source = [], []
    for n, t in enumerate(truth):
        owner, soft = assign(prob[n], boxes[n].detach(), points, stride, t[:, 0].long(), t[:, 1:])
        p = (owner >= 0).nonzero()[:, 0]
        if len(p) == 0:
            again.append(boxes[n, :120].detach()); source.append(torch.arange(120))
            continue
        some, at = candidates(g, boxes[n].detach(), prob[n], owner, t)
        again.append(some); source.append(at)
        m = t[owner[p]]
        target[n, p, m[:, 0].long()] = soft[p]
        pb.append(boxes[n, p]); pg.append(m[:, 1:]); pw.append(soft[p]); ps.append(stride[p])
    weight = torch.where(target > 0, torch.ones_like(target), 0.75 * prob ** 1.5)
    norm = target.sum().clamp(min=1)
    cls = (F.binary_cross_entropy_with_logits(logits, target, reduction="none") * weight).sum() / norm
    if not pb:
        return cls, {"cls": cls.item(), "iou": 0.0, "cls2": 0.0, "edge": 0.0}
    picked, at = torch.stack(again), torch.stack(source)
    cls2, edge = second_loss(net, features, picked, torch.gather(logits.detach(), 1, at[..., None].expand(-1, -1, logits.shape[-1])), truth, size)
    b, m, w, s = torch.cat(pb), torch.cat(pg), torch.cat(pw), torch.cat(ps)
    gi = (giou_loss(b, m) * w).sum() / norm
    l1 = (((b - m).abs() / s[:, None]).clamp(max=4).mean(1) * w).sum() / norm
    return cls + 2 * gi + 0.25 * l1 + cls2 + edge, {"cls": cls.item(), "iou": gi.item(), "cls2": cls2.item(), "edge": edge.item()}
