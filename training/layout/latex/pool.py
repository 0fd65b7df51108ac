"""Make the pool of pictures that figures draw from: photographs' crops (Debian's wallpaper packages), synthetic micrographs and
gels, and matplotlib plots. Run once: pool.py OUT_DIR [SEED]. Files: img-NNN.jpg, plot-NNN.pdf.
"""
import glob
import random
import sys

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps


def photo(rng, paths):
    """A random crop of a wallpaper, sometimes grey, 300-700 px."""
    im = Image.open(rng.choice(paths)).convert("RGB")
    s = rng.uniform(0.2, 0.7)
    w, h = int(im.width * s), int(im.height * s * rng.uniform(0.6, 1.3))
    h = min(h, im.height)
    x, y = rng.randint(0, im.width - w), rng.randint(0, im.height - h)
    im = im.crop((x, y, x + w, y + h))
    im.thumbnail((600, 600))
    im = ImageEnhance.Contrast(ImageEnhance.Color(im).enhance(rng.uniform(0, 1.6))).enhance(rng.uniform(0.7, 1.4))
    return im if rng.random() < 0.7 else ImageOps.grayscale(im).convert("RGB")


def synthetic(rng, np_rng):
    """Blobs, bands or smooth noise: micrographs, gels, maps."""
    w, h = rng.randint(200, 480), rng.randint(160, 420)
    kind = rng.choice(["blobs", "gel", "noise", "cells"])
    if kind == "gel":
        a = np.full((h, w), 225.0)
        for x in range(10, w - 30, rng.randint(28, 50)):
            for _ in range(rng.randint(1, 5)):
                y = rng.randint(8, h - 16)
                a[y:y + rng.randint(3, 9), x:x + 22] = rng.randint(10, 120)
        im = Image.fromarray(a.astype("uint8")).filter(ImageFilter.GaussianBlur(1.6)).convert("RGB")
    else:
        n = np_rng.random((max(3, h // rng.randint(6, 60)), max(3, w // rng.randint(6, 60)), 3 if kind != "cells" else 1)) * 255
        a = n if n.shape[2] == 3 else np.repeat(n, 3, 2) * np.array([rng.random(), rng.random(), rng.random()])
        im = Image.fromarray(a.astype("uint8")).resize((w, h), Image.BICUBIC)
        if kind == "blobs":
            im = im.filter(ImageFilter.GaussianBlur(3)).point(lambda v: 255 if v > 128 else int(v * 0.6))
    return im


def plot(rng, np_rng, path, plt):
    """One matplotlib figure with 1-4 axes saved as PDF."""
    plt.style.use(rng.choice(["default", "classic", "ggplot", "bmh", "seaborn-v0_8", "grayscale", "fivethirtyeight", "default"]))
    plt.rcParams.update({"font.size": rng.choice([6, 7, 8, 9]), "font.family": rng.choice(["sans-serif", "serif"])})
    rows, cols = rng.choice([(1, 1), (1, 1), (1, 1), (1, 2), (2, 2), (1, 3), (2, 1)])
    fig, axs = plt.subplots(rows, cols, figsize=(2.6 * cols + rng.random(), 2.1 * rows), squeeze=False)
    for ax in axs.flat:
        x = np.linspace(0, rng.choice([1, 10, 100]), 40)
        k = rng.choice(["line", "line", "bar", "barh", "scatter", "hist", "box", "heat", "contour", "fill", "err", "step", "pie"])
        for i in range(rng.randint(1, 4)):
            y = np.cumsum(np_rng.normal(0, 1, 40)) + i
            if k == "line": ax.plot(x, y, rng.choice(["-", "--", "-o", "-s", ":"]), ms=2, lw=1, label=f"m{i}")
            elif k == "scatter": ax.scatter(np_rng.normal(i, 1, 50), np_rng.normal(i, 1, 50), s=6, label=f"m{i}")
            elif k == "fill": ax.plot(x, y, lw=1); ax.fill_between(x, y - 1, y + 1, alpha=.3)
            elif k == "err": ax.errorbar(x[::4], y[::4], yerr=np_rng.random(10), fmt="o", ms=2)
            elif k == "step": ax.step(x, y)
            elif k == "hist": ax.hist(np_rng.normal(i, 1, 300), 20, alpha=.6)
        if k == "bar": ax.bar(range(6), np_rng.random(6))
        elif k == "barh": ax.barh([f"item {i}" for i in range(7)], np_rng.random(7))
        elif k == "box": ax.boxplot([np_rng.normal(i, 1, 40) for i in range(5)])
        elif k == "heat": ax.imshow(np_rng.random((8, 10)), aspect="auto", cmap=rng.choice(["viridis", "jet", "gray", "coolwarm"]))
        elif k == "contour": ax.contourf(np.add.outer(np.sin(x), np.cos(x)))
        elif k == "pie": ax.pie(np_rng.random(5), labels=list("ABCDE"))
        if rng.random() < .6: ax.set_xlabel("value (s)"); ax.set_ylabel("rate")
        if rng.random() < .3: ax.set_title(rng.choice(["Result A", "Trend", "Group 2", "Cost by year"]))
        if k in ("line", "scatter") and rng.random() < .5: ax.legend()
    fig.tight_layout()
    fig.savefig(path)
    plt.close(fig)


def main(out, seed=7):
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    rng, np_rng = random.Random(seed), np.random.default_rng(seed)
    paths = sorted(p for p in glob.glob("/usr/share/backgrounds/**/*.jpg", recursive=True) + glob.glob("/usr/share/backgrounds/**/*.png", recursive=True))
    for i in range(300):
        while True:  # no flat pictures: a label over nothing visible teaches nothing
            im = photo(rng, paths) if paths and rng.random() < 0.75 else synthetic(rng, np_rng)
            if np.asarray(im.convert("L")).std() > 20:
                break
        im.save(f"{out}/img-{i:03d}.jpg", quality=85)
    for i in range(220):
        plot(rng, np_rng, f"{out}/plot-{i:03d}.pdf", plt)
        plt.rcdefaults()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7)
