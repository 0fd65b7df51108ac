"""The detector: space-to-depth stem, CSP backbone of plain 3x3 convolutions, PAN of 64 channels, decoupled anchor-free heads at strides 8, 16, 32.

Input float32 [N, 3, S, S] in 0..1 RGB, S a multiple of 32. Output per anchor point: 25 class logits and (l, t, r, b) distances in px.
"""
import torch
from torch import nn
from torch.nn import functional as F

from .second import Second

CLASSES = 25
STRIDES = (8, 16, 32)


class Conv(nn.Sequential):
    """Convolution, batch norm, SiLU-like activation (hardswish: cheap in ONNX runtimes)."""

    def __init__(self, a: int, b: int, k: int = 3, s: int = 1, g: int = 1) -> None:
        super().__init__(nn.Conv2d(a, b, k, s, k // 2, groups=g, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True))


class Wide(nn.Module):
    """A 7x7 depthwise block with a residual: context wider than the 3x3 stack."""

    def __init__(self, c: int) -> None:
        super().__init__()
        self.dw = nn.Sequential(nn.Conv2d(c, c, 7, 1, 3, groups=c, bias=False), nn.BatchNorm2d(c))
        self.pw = nn.Sequential(Conv(c, c * 2, 1), nn.Conv2d(c * 2, c, 1, bias=False), nn.BatchNorm2d(c))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        with torch.autocast("cpu", enabled=False):  # depthwise in bf16 is three times slower on this CPU
            y = self.dw(x.float())
        return x + self.pw(y)


def positions(h: int, w: int, c: int, device: torch.device) -> torch.Tensor:
    """Sine and cosine of both axes as fractions of the page: [h * w, c], c a multiple of 4."""
    f = 2.0 ** torch.arange(c // 4, device=device) ** 0.5 * 3.14159
    y, x = (torch.arange(h, device=device) + 0.5) / h, (torch.arange(w, device=device) + 0.5) / w
    ey, ex = torch.cat(((y[:, None] * f).sin(), (y[:, None] * f).cos()), 1), torch.cat(((x[:, None] * f).sin(), (x[:, None] * f).cos()), 1)
    return torch.cat((ey[:, None].expand(h, w, -1), ex[None].expand(h, w, -1)), -1).reshape(h * w, c)


class Attention(nn.Module):
    """Self-attention over the cells of the coarsest stride: the ends of a line as wide as the page see each other. Starts as the identity."""

    def __init__(self, c: int, heads: int = 4) -> None:
        super().__init__()
        self.heads, self.norm = heads, nn.LayerNorm(c)
        self.qk, self.v, self.o = nn.Linear(c, 2 * c), nn.Linear(c, c), nn.Linear(c, c)
        self.ffn = nn.Sequential(nn.LayerNorm(c), nn.Linear(c, 2 * c), nn.ReLU(), nn.Linear(2 * c, c))
        for m in (self.o, self.ffn[3]):
            nn.init.zeros_(m.weight)
            nn.init.zeros_(m.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, c, h, w = x.shape
        t = x.permute(0, 2, 3, 1).reshape(-1, h * w, c).float()
        y = self.norm(t)
        q, k = self.qk(y + positions(h, w, c, x.device)).chunk(2, -1)
        split = lambda z: z.reshape(-1, h * w, self.heads, c // self.heads).transpose(1, 2)
        a = (split(q) @ split(k).transpose(-1, -2) * (c // self.heads) ** -0.5).float().softmax(-1)
        t = t + self.o((a @ split(self.v(y)).float()).transpose(1, 2).reshape(-1, h * w, c))
        t = t + self.ffn(t)
        return t.reshape(-1, h, w, c).permute(0, 3, 1, 2)


class CSP(nn.Module):
    """Half the channels pass `n` residual 3x3 blocks, half go round."""

    def __init__(self, a: int, b: int, n: int) -> None:
        super().__init__()
        h = b // 2
        self.a, self.b, self.out = Conv(a, h, 1), Conv(a, h, 1), Conv(2 * h, b, 1)
        self.blocks = nn.ModuleList(nn.Sequential(Conv(h, h), Conv(h, h)) for _ in range(n))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.a(x)
        for m in self.blocks:
            y = y + m(y)
        return self.out(torch.cat((y, self.b(x)), 1))


class Head(nn.Module):
    """Two branches of two 3x3 convolutions. The outputs are padded to 32 and 16 channels (bf16 convolutions of odd widths are slow); the rest is dropped."""

    def __init__(self, c: int) -> None:
        super().__init__()
        self.cls = nn.Sequential(Conv(c, c), Conv(c, c))
        self.reg = nn.Sequential(Conv(c, c), Conv(c, c))
        self.c_out, self.r_out = nn.Conv2d(c, 32, 1), nn.Conv2d(c, 16, 1)
        nn.init.constant_(self.c_out.bias, -4.6)
        nn.init.constant_(self.r_out.bias, 1.0)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.c_out(self.cls(x)), self.r_out(self.reg(x))


class Detector(nn.Module):
    """forward(x) -> logits [N, A, 25], distances px [N, A, 4], points px [A, 2], stride [A], features for `look_again`."""

    def __init__(self, width: tuple[int, ...] = (32, 64, 128, 192), neck: int = 64) -> None:
        super().__init__()
        a, b, c, d = width
        self.stem = Conv(12, a, 3, 2)
        self.s4 = CSP(a, a, 1)
        self.s8 = nn.Sequential(Conv(a, b, 3, 2), CSP(b, b, 2))
        self.s16 = nn.Sequential(Conv(b, c, 3, 2), CSP(c, c, 2), Wide(c))
        self.s32 = nn.Sequential(Conv(c, d, 3, 2), CSP(d, d, 1), Wide(d), Wide(d))
        self.glob = Attention(d)
        self.l8, self.l16, self.l32 = Conv(b, neck, 1), Conv(c, neck, 1), Conv(d, neck, 1)
        self.t16, self.t8 = CSP(2 * neck, neck, 1), CSP(2 * neck, neck, 1)
        self.d16, self.d32 = Conv(neck, neck, 3, 2), Conv(neck, neck, 3, 2)
        self.p16, self.p32 = CSP(2 * neck, neck, 1), CSP(2 * neck, neck, 1)
        self.heads = nn.ModuleList(Head(neck) for _ in STRIDES)
        self.second = Second(a, neck, CLASSES)

    def forward(self, x: torch.Tensor):
        c4 = self.s4(self.stem(F.pixel_unshuffle(x, 2)))
        c8 = self.s8(c4)
        c16 = self.s16(c8)
        c32 = self.glob(self.s32(c16))
        p32 = self.l32(c32)
        p16 = self.t16(torch.cat((F.interpolate(p32, scale_factor=2.0, mode="nearest"), self.l16(c16)), 1))
        p8 = self.t8(torch.cat((F.interpolate(p16, scale_factor=2.0, mode="nearest"), self.l8(c8)), 1))
        p16 = self.p16(torch.cat((self.d16(p8), p16), 1))
        p32 = self.p32(torch.cat((self.d32(p16), p32), 1))
        logits, dist, pts, st = [], [], [], []
        for f, h, s in zip((p8, p16, p32), self.heads, STRIDES):
            k, r = h(f)
            logits.append(k.permute(0, 2, 3, 1).reshape(k.shape[0], -1, 32)[..., :CLASSES])
            dist.append(F.softplus(r.permute(0, 2, 3, 1).reshape(r.shape[0], -1, 16)[..., :4].float()) * s)
            H, W = f.shape[-2:]
            y, x_ = torch.meshgrid(torch.arange(H, device=f.device), torch.arange(W, device=f.device), indexing="ij")
            pts.append((torch.stack((x_, y), -1).reshape(-1, 2) + 0.5) * s)
            st.append(torch.full((H * W,), float(s), device=f.device))
        return torch.cat(logits, 1).float(), torch.cat(dist, 1), torch.cat(pts), torch.cat(st), (c4, p8)

    def look_again(self, features: tuple[torch.Tensor, torch.Tensor], boxes: torch.Tensor, logits: torch.Tensor, size: float) -> tuple[torch.Tensor, torch.Tensor]:
        """Candidates [N, K, 4] px and [N, K, 25] -> the same with exact edges and final logits, in float32."""
        with torch.autocast("cpu", enabled=False):
            return self.second(features[0].float(), features[1].float(), boxes.float(), logits.float(), size)


def boxes_of(dist: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
    """Distances px [N, A, 4] and points [A, 2] -> boxes [N, A, 4] = x0, y0, x1, y1 px."""
    return torch.cat((points - dist[..., :2], points + dist[..., 2:]), -1)
