"""Four-way page orientation: float32 [N, 3, 224, 224], normalised as PP-LCNet_x1_0_doc_ori (spec 8) -> logits [N, 4] over 0, 90, 180, 270."""
import torch
from torch import nn
from torch.nn import functional as F

from layout.network import CSP, Conv


class Orientation(nn.Module):
    """About 0.4 M parameters: space-to-depth stem, CSP stages at strides 4, 8, 16, 32, mean pooling over tokens with attention."""

    def __init__(self, w: tuple[int, ...] = (24, 48, 80, 128)) -> None:
        super().__init__()
        self.stem = Conv(12, w[0], 3, 2)
        self.stages = nn.Sequential(CSP(w[0], w[0], 1), Conv(w[0], w[1], 3, 2), CSP(w[1], w[1], 1), Conv(w[1], w[2], 3, 2), CSP(w[2], w[2], 1), Conv(w[2], w[3], 3, 2), CSP(w[3], w[3], 1))
        self.vote, self.weight = nn.Conv2d(w[3], 4, 1), nn.Conv2d(w[3], 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.stages(self.stem(F.pixel_unshuffle(x, 2))).float()
        a = self.weight(y).flatten(2).softmax(-1)
        return (self.vote(y).flatten(2) * a).sum(-1)
