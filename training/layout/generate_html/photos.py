"""The pool of pictures: crops of Debian's wallpapers and scikit-image's samples, and procedural noise. `python -m layout.generate_html.photos OUT N SEED`."""
import glob
import os
import sys

import cv2
import numpy as np

SOURCES = ["/usr/share/backgrounds/**/*.jpg", "/usr/share/backgrounds/**/*.png", "/usr/share/backgrounds/**/*.webp"]


def procedural(g: np.random.Generator) -> np.ndarray:
    """Fractal noise, gradients and blobs; 480 x 640 BGR."""
    h, w = 480, 640
    out = np.zeros((h, w, 3), np.float32)
    for octave in range(1, 8):
        n = 2 ** octave + 1
        out += cv2.resize(g.random((n, n, 3), np.float32), (w, h), interpolation=cv2.INTER_CUBIC) * .6 ** octave
    out = (out - out.min()) / (np.ptp(out) + 1e-6)
    out = out ** g.uniform(.5, 2) * 255
    for _ in range(g.integers(0, 8)):
        cv2.ellipse(out, (int(g.integers(0, w)), int(g.integers(0, h))), (int(g.integers(10, 150)), int(g.integers(10, 150))), int(g.integers(0, 180)), 0, 360, g.uniform(0, 255, 3).tolist(), -1 if g.random() < .7 else 3)
    return cv2.GaussianBlur(out, (0, 0), float(g.uniform(.5, 3))).clip(0, 255).astype(np.uint8)


def main(out: str, n: int, seed: int) -> None:
    os.makedirs(out, exist_ok=True)
    g = np.random.default_rng(seed)
    files = sorted(f for p in SOURCES for f in glob.glob(p, recursive=True))
    try:
        import skimage
        files += sorted(glob.glob(os.path.dirname(skimage.__file__) + "/data/*.[pj][np]g"))
    except ImportError:
        pass
    pics = []
    for f in files:
        im = cv2.imread(f)
        if im is not None and min(im.shape[:2]) > 120:
            pics.append(cv2.resize(im, None, fx=(s := min(1, 1600 / max(im.shape[:2]))), fy=s, interpolation=cv2.INTER_AREA))
    print(len(pics), "pictures")
    for i in range(n):
        if pics and g.random() < .7:
            im = pics[g.integers(len(pics))]
            h, w = im.shape[:2]
            ch, cw = int(h * g.uniform(.2, 1)), int(w * g.uniform(.2, 1))
            y, x = g.integers(0, h - ch + 1), g.integers(0, w - cw + 1)
            im = im[y:y + ch, x:x + cw]
            im = im[:, ::-1] if g.random() < .5 else im
            s = min(1, 640 / max(im.shape[:2]))
            im = cv2.resize(im, None, fx=s, fy=s, interpolation=cv2.INTER_AREA)
        else:
            im = procedural(g)
        cv2.imwrite(f"{out}/{i:04d}.jpg", im, [cv2.IMWRITE_JPEG_QUALITY, 85])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
