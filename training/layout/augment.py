"""Camera and scanner at training time, on uint8 BGR pages; geometry moves the boxes (axis-aligned hulls). cv2 only, about 10 ms a page, as much again when curled.

Boxes are float32 [M, 5] = class, x0, y0, x1, y1 in px of the image that goes in or comes out.
"""
import cv2
import numpy as np

from .curl import curl

INTERP = [cv2.INTER_AREA, cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC]


def clip(boxes: np.ndarray, w: float, h: float, keep: float = 0.5) -> np.ndarray:
    """Clips to w x h; drops boxes of which less than `keep` remains or that are under 2 px."""
    if not len(boxes):
        return boxes
    area = (boxes[:, 3] - boxes[:, 1]) * (boxes[:, 4] - boxes[:, 2])
    b = boxes.copy()
    b[:, [1, 3]] = b[:, [1, 3]].clip(0, w)
    b[:, [2, 4]] = b[:, [2, 4]].clip(0, h)
    bw, bh = b[:, 3] - b[:, 1], b[:, 4] - b[:, 2]
    return b[(bw * bh >= keep * area) & (bw > 2) & (bh > 2)]


def crop(g: np.random.Generator, im: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A window of 55-100% of each side."""
    h, w = im.shape[:2]
    cw, ch = int(w * g.uniform(.55, 1)), int(h * g.uniform(.55, 1))
    x, y = int(g.integers(0, w - cw + 1)), int(g.integers(0, h - ch + 1))
    b = b.copy()
    b[:, [1, 3]] -= x
    b[:, [2, 4]] -= y
    return im[y:y + ch, x:x + cw], clip(b, cw, ch, .4)


def quarter(im: np.ndarray, b: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """k quarter turns counter-clockwise."""
    for _ in range(k):
        w = im.shape[1]
        im = np.rot90(im)
        b = np.stack((b[:, 0], b[:, 2], w - b[:, 3], b[:, 4], w - b[:, 1]), 1)
    return np.ascontiguousarray(im), b


def warp(g: np.random.Generator, im: np.ndarray, b: np.ndarray, S: int) -> tuple[np.ndarray, np.ndarray]:
    """Skew, mild perspective, shear, margins; the page lands stretched on S x S px."""
    h, w = im.shape[:2]
    src = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
    pad = g.choice([0, 0, .02, .06])
    dst = np.float32([[0, 0], [S, 0], [S, S], [0, S]])
    dst = (dst - S / 2) * (1 - pad) + S / 2
    if g.random() < .35:
        dst += g.uniform(-.025, .025, (4, 2)).astype(np.float32) * S
    deg = g.normal(0, 1.2) if g.random() < .85 else g.uniform(-6, 6)
    a = np.deg2rad(deg)
    q = (dst - S / 2) @ np.float32([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) + S / 2
    M = cv2.getPerspectiveTransform(src, q.astype(np.float32))
    if max(h, w) > 1.5 * S:
        im = cv2.GaussianBlur(im, (3, 3), 0)
    edge = [255, 255, 255] if g.random() < .5 else g.integers(0, 256, 3).tolist()
    out = cv2.warpPerspective(im, M, (S, S), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE if g.random() < .4 else cv2.BORDER_CONSTANT, borderValue=edge)
    if len(b):
        # Corners shrunk a little toward the centre line: a skewed hull of a wide line would grow too tall.
        c = np.stack((b[:, [1, 2]], b[:, [3, 2]], b[:, [3, 4]], b[:, [1, 4]]), 1).astype(np.float32)
        c = cv2.perspectiveTransform(c.reshape(-1, 1, 2), M).reshape(-1, 4, 2)
        b = np.concatenate((b[:, :1], c.min(1), c.max(1)), 1)
        b = clip(b, S, S)
    return out, b


def light(g: np.random.Generator, im: np.ndarray) -> np.ndarray:
    """Photometric wear. Input and output uint8 BGR of any size."""
    h, w = im.shape[:2]
    if g.random() < .3:
        im = cv2.cvtColor(cv2.cvtColor(im, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if g.random() < .04:
        im = cv2.addWeighted(im, .88, cv2.blur(im[:, ::-1], (3, 3)), .12, 0)
    if g.random() < .12:
        low = cv2.resize(g.uniform(.55, 1.05, (3, 3)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        im = np.clip(im * low[..., None], 0, 255).astype(np.uint8)
    if g.random() < .35:
        lut = np.clip((np.arange(256) / 255.) ** g.uniform(.6, 1.7) * 255 * g.uniform(.75, 1.05) + g.uniform(-15, 35), 0, 255).astype(np.uint8)
        im = cv2.LUT(im, lut)
    if g.random() < .15:
        tint = np.array([g.uniform(.8, 1), g.uniform(.88, 1), 1])[None, None]
        im = np.clip(im * tint, 0, 255).astype(np.uint8)
    if g.random() < .2:
        im = cv2.GaussianBlur(im, (0, 0), g.uniform(.3, 1.1))
    if g.random() < .12:
        n = np.empty((h, w, 3), np.int16)
        cv2.randn(n, 0, float(g.uniform(3, 18)))
        im = np.clip(im + n, 0, 255).astype(np.uint8)
    if g.random() < .05:
        grey = cv2.cvtColor(im, cv2.COLOR_BGR2GRAY)
        bw = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[1] if g.random() < .6 else cv2.adaptiveThreshold(grey, 255, 1, 0, 15, 10)
        im = cv2.cvtColor(bw, cv2.COLOR_GRAY2BGR)
    if g.random() < .05:
        for side in range(4):
            t = int(g.uniform(0, .04) * w)
            if t and g.random() < .5:
                np.rot90(im, side)[:t] = g.integers(0, 60)
    if g.random() < .02:
        im = 255 - im
    if g.random() < .3:
        im = cv2.imdecode(cv2.imencode(".jpg", im, [cv2.IMWRITE_JPEG_QUALITY, int(g.integers(18, 80))])[1], 1)
    return im


def page(g: np.random.Generator, im: np.ndarray, b: np.ndarray, S: int, strength: float = 1.0, curled: float = 0) -> tuple[np.ndarray, np.ndarray]:
    """The whole chain: -> uint8 [S, S, 3], boxes in px of it. `curled`: share of the views without skew that are bent; 0 draws nothing for it."""
    if g.random() < .25 * strength:
        im, b = crop(g, im, b)
    if g.random() < .03 * strength:
        im, b = quarter(im, b, int(g.integers(1, 4)))
    if g.random() < .4 * strength:
        im, b = warp(g, im, b, S)
    else:
        h, w = im.shape[:2]
        b = b * np.float32([1, S / w, S / h, S / w, S / h])
        im = cv2.resize(im, (S, S), interpolation=INTERP[g.integers(4)])
        if curled and g.random() < curled:
            im, b = curl(g, im, b)
    return light(g, np.ascontiguousarray(im)), clip(b, S, S)
