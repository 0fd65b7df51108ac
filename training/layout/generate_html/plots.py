"""The pool of charts: matplotlib with random data, styles, fonts and kinds, `chart-*.png` cut to their ink. Needs matplotlib.

`python -m layout.generate_html.plots OUT N SEED`. A panel of axes that share a frame is one chart.
"""
import os
import random
import sys
import warnings

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from . import words as w

FONTS = ("DejaVu Sans", "Liberation Sans", "Liberation Serif", "Carlito", "Roboto", "Lato", "TeX Gyre Termes", "Open Sans")
STYLES = ["default"] * 6 + ["classic", "ggplot", "bmh", "grayscale", "seaborn-v0_8", "seaborn-v0_8-whitegrid", "fivethirtyeight", "Solarize_Light2", "seaborn-v0_8-ticks"]


def word(r: random.Random, lo: int = 1, hi: int = 3) -> str:
    t = w.phrase(r, "en", lo, hi)
    return "".join(c for c in t if c.isalnum() or c == " ") + r.choice(("", "", " (%)", " (mm)", " [eV]", " (s)"))


def lines(r, g, ax):
    x = np.linspace(0, r.choice((1, 10, 100)), r.choice((8, 30, 200)))
    for k in range(r.randint(1, 5)):
        t = x / x.max()
        y = r.choice((lambda: g.normal(0, .2, len(x)).cumsum(), lambda: np.exp(-t * r.uniform(1, 6)), lambda: np.sin(t * r.uniform(3, 20) + k), lambda: t ** r.uniform(.3, 3) * r.uniform(.4, 2), lambda: 1 / (1 + np.exp(-(t - .5) * 12))))()
        kw = dict(lw=r.choice((.7, 1.2, 2)), ls=r.choice(("-", "-", "--", ":", "-.")), label=word(r, 1, 2))
        if len(x) < 40:
            kw |= dict(marker=r.choice(("", "o", "s", "^", "x", "D")), mfc=r.choice((None, "none")), ms=4)
        if r.random() < .2 and len(x) < 40:
            ax.errorbar(x, y, yerr=np.abs(g.normal(.1, .05, len(x))), capsize=2, **kw)
        else:
            ax.plot(x, y, **kw)
            if r.random() < .15:
                ax.fill_between(x, y - .15, y + .15, alpha=.25)


def bars(r, g, ax):
    n, k = r.randint(3, 12), r.choice((1, 1, 2, 3))
    names = [word(r, 1, 1)[:r.choice((4, 8, 14))] for _ in range(n)] if r.random() < .6 else [str(2005 + i) for i in range(n)]
    flat, stacked, base = r.random() < .35, r.random() < .4, np.zeros(n)
    for j in range(k):
        v = g.gamma(2, 1, n)
        hatch = r.choice((None, None, "//", "xx", ".."))
        wd = .8 if stacked else .8 / k
        pos = np.arange(n) + (0 if stacked else j * wd)
        kw = dict(label=word(r, 1, 2), hatch=hatch, edgecolor=r.choice(("none", "black")))
        got = ax.barh(pos, v, wd, left=base if stacked else 0, **kw) if flat else ax.bar(pos, v, wd, bottom=base if stacked else 0, **kw)
        if r.random() < .3:
            ax.bar_label(got, fmt="%.1f", fontsize=6)
        base = base + v
    if flat:
        ax.set_yticks(range(n), names)
    else:
        ax.set_xticks(range(n), names, rotation=r.choice((0, 45, 90)) if n > 4 else 0)


def scatter(r, g, ax):
    for _ in range(r.randint(1, 4)):
        m = r.choice((15, 60, 300))
        x = g.normal(r.uniform(-2, 2), 1, m)
        ax.scatter(x, x * r.uniform(-1, 1) + g.normal(0, .6, m), s=r.choice((4, 12, 30)) if r.random() < .8 else g.uniform(5, 300, m), alpha=r.choice((1, .5)), marker=r.choice("os^x+"), label=word(r, 1, 2))
    if r.random() < .3:
        ax.axline((0, 0), slope=.5, color="k", lw=1)


def spread(r, g, ax):
    data = [g.normal(i % 3, 1 + i * .1, 60) for i in range(r.randint(2, 9))]
    r.choice((lambda: ax.boxplot(data), lambda: ax.violinplot(data), lambda: ax.hist(data[:r.choice((1, 2))], bins=r.choice((8, 20, 50)), alpha=.8), lambda: ax.hist(data[0], bins=30, histtype="step")))()


def field(r, g, ax):
    n, m = r.randint(4, 30), r.randint(4, 30)
    z = sum(np.outer(np.sin(np.linspace(0, r.uniform(1, 9), n) + r.random() * 6), np.cos(np.linspace(0, r.uniform(1, 9), m))) for _ in range(3))
    cmap = r.choice(("viridis", "gray", "coolwarm", "jet", "Blues", "terrain"))
    got = r.choice((lambda: ax.imshow(z, cmap=cmap, aspect="auto"), lambda: ax.contourf(z, 12, cmap=cmap), lambda: ax.contour(z, 12), lambda: ax.pcolormesh(z, cmap=cmap)))()
    if r.random() < .6:
        plt.colorbar(got, ax=ax)
    if n * m < 100 and r.random() < .5:
        for i in range(n):
            for j in range(m):
                ax.text(j, i, f"{z[i, j]:.1f}", ha="center", va="center", fontsize=5)


def areas(r, g, ax):
    x = np.arange(r.randint(6, 40))
    if r.random() < .5:
        ax.stackplot(x, *(np.abs(g.normal(2, .4, len(x)).cumsum()) / (i + 1) for i in range(r.randint(2, 5))), labels=[word(r, 1, 1) for _ in range(5)])
    else:
        r.choice((lambda: ax.step(x, g.random(len(x)).cumsum(), label=word(r)), lambda: ax.stem(x, g.normal(0, 1, len(x)), label=word(r))))()


def spans(r, g, ax):
    """Bars of time, as plans have them."""
    for i in range(n := r.randint(4, 12)):
        a = i * r.uniform(.3, 1)
        ax.broken_barh([(a, r.uniform(1, 4))], (i - .3, .6), facecolors=r.choice(("#48a", "#999", "#e82", "#4a4")))
    ax.set_yticks(range(n), [word(r, 1, 2) for _ in range(n)])
    ax.invert_yaxis()


def coast(r, g, ax):
    """A map: closed wavy outlines with names and dots."""
    for _ in range(r.randint(1, 9)):
        t = np.linspace(0, 2 * np.pi, 200)
        rad = 1 + sum(g.normal(0, .3 / k) * np.cos(k * t + g.random() * 6) for k in range(1, 14))
        x, y = r.uniform(0, 4) + rad * np.cos(t) * r.uniform(.5, 2), r.uniform(0, 4) + rad * np.sin(t) * r.uniform(.5, 1.5)
        ax.fill(x, y, fc=r.choice(("none", "#eee", "#cde", "#dec", "#fd9", "#9c9")), ec=r.choice(("k", "#555", "#28a")), lw=r.choice((.5, 1)))
        if r.random() < .6:
            ax.text(x.mean(), y.mean(), word(r, 1, 1), fontsize=r.choice((6, 8, 10)), ha="center")
    ax.scatter(g.uniform(0, 4, 8), g.uniform(0, 4, 8), s=8, c="k")
    ax.set_aspect("equal")
    if r.random() < .7:
        ax.set_axis_off()


FLAT = (lines, lines, lines, bars, bars, bars, scatter, spread, field, areas, spans, coast)


def dress(r, ax, legend: bool) -> None:
    """Titles, labels, grid, spines, legend at random."""
    if r.random() < .75:
        ax.set_xlabel(word(r))
    if r.random() < .75:
        ax.set_ylabel(word(r))
    if r.random() < .4:
        ax.set_title(word(r, 2, 3 if len(ax.figure.axes) > 1 else 6), fontweight=r.choice(("normal", "bold")))
    if r.random() < .25:
        ax.grid(True, ls=r.choice(("-", ":")))
    if r.random() < .3:
        ax.spines[["top", "right"]].set_visible(False)
    if r.random() < .08:
        ax.text(.03, .93, f"({r.choice('abcd')})", transform=ax.transAxes)
    if legend and ax.get_legend_handles_labels()[0]:
        outside = r.choice((None, None, dict(loc="center left", bbox_to_anchor=(1, .5)), dict(loc="upper center", bbox_to_anchor=(.5, -.2), ncol=3), dict(loc="lower center", bbox_to_anchor=(.5, 1.02), ncol=2)))
        ax.legend(fontsize=r.choice((6, 8)), frameon=r.random() < .6, **(outside or dict(loc="best")))


def rings(r, g, fig) -> None:
    """One to four pies or rings; what the colours mean beside, between or below them, or on them."""
    n, hole = r.choice((1, 2, 2, 3, 4)), r.choice((0, 0, .4, .6))
    k = r.randint(2, 8)
    names = [word(r, 1, 2) for _ in range(k)]
    colours = plt.get_cmap(r.choice(("tab10", "Set2", "Blues_r", "Greys_r", "Pastel1", "plasma")))(np.linspace(0, .8, k))
    between = n == 2 and r.random() < .5
    axes = fig.subplots(1, 3 if between else n, squeeze=False)[0]
    where = r.choice(("pies", "legend", "legend"))
    for ax in (axes[[0, 2]] if between else axes):
        v = g.dirichlet(np.ones(k) * 1.5)
        ax.pie(v, labels=names if where == "pies" and n < 3 else None, colors=colours, startangle=r.randint(0, 360), autopct="%.1f%%" if r.random() < .6 else None, pctdistance=r.choice((.7, 1.18)),
               textprops=dict(fontsize=r.choice((5, 7, 9))), wedgeprops=dict(width=1 - hole, edgecolor=r.choice(("w", "k", "none"))))
        if n > 1 or r.random() < .5:
            ax.set_title(word(r, 1, 4), fontsize=r.choice((7, 9, 11)), fontweight=r.choice(("normal", "bold")), y=r.choice((1, 1, -.12)))
    handles = [plt.Rectangle((0, 0), 1, 1, color=c) for c in colours]
    if between:
        axes[1].set_axis_off()
        axes[1].legend(handles, names, loc="center", frameon=False, fontsize=r.choice((6, 8)))
    elif where == "legend":
        fig.legend(handles, names, frameon=r.random() < .3, fontsize=r.choice((6, 8)), **r.choice((dict(loc="lower center", ncol=min(k, 4)), dict(loc="center left", bbox_to_anchor=(.95, .5)))))


def round_axes(r, g, fig) -> None:
    ax = fig.add_subplot(projection=r.choice(("polar", "polar", "3d")))
    if ax.name == "polar":
        t = np.linspace(0, 2 * np.pi, r.choice((5, 6, 8, 200)))
        for _ in range(r.randint(1, 3)):
            v = 1 + np.abs(g.normal(0, .5, len(t)))
            v[-1] = v[0]
            ax.plot(t, v, label=word(r, 1, 1))
            if r.random() < .4:
                ax.fill(t, v, alpha=.3)
    else:
        x, y = np.meshgrid(np.linspace(-2, 2, 25), np.linspace(-2, 2, 25))
        ax.plot_surface(x, y, np.sin(x * r.uniform(.5, 3)) * np.cos(y * r.uniform(.5, 3)), cmap=r.choice(("viridis", "gray", "coolwarm")))


def figure(r: random.Random, g: np.random.Generator) -> None:
    """Draws one figure as the current one."""
    wd = r.uniform(2.4, 7)
    fig = plt.figure(figsize=(wd, wd * r.uniform(.35, 1.1)))
    q = r.random()
    if q < .16:
        rings(r, g, fig)
    elif q < .23:
        round_axes(r, g, fig)
    else:
        nx, ny = (1, 1) if q < .75 else r.choice(((2, 1), (1, 2), (1, 2), (1, 3), (3, 1), (2, 2), (3, 2)))
        if nx * ny > 1:
            plt.rcParams["font.size"] = min(7, plt.rcParams["font.size"])
            fig.set_size_inches(max(wd, 2 * ny), max(fig.get_figheight(), 1.5 * nx))
        axes = fig.subplots(nx, ny, squeeze=False, sharex=r.random() < .4, gridspec_kw=dict(hspace=r.choice((.1, .6, .6)), wspace=.4)).ravel()
        kind = r.choice(FLAT)
        for ax in axes:
            (kind if r.random() < .8 else r.choice(FLAT))(r, g, ax)
            dress(r, ax, r.random() < .55)
        if len(axes) == 1 and r.random() < .08 and kind is lines:
            inset = axes[0].inset_axes([.55, .55, .4, .38])
            lines(r, g, inset)
    if r.random() < .1:
        fig.suptitle(word(r, 2, 6))


def main(out: str, n: int, seed: int) -> None:
    os.makedirs(out, exist_ok=True)
    warnings.filterwarnings("ignore")
    for i in range(n):
        r, g = random.Random(f"{seed}-{i}"), np.random.default_rng([seed, i])
        plt.rcdefaults()
        plt.style.use(r.choice(STYLES))
        plt.rcParams |= {"font.family": r.choice(FONTS), "font.size": r.choice((6, 7, 8, 10, 12)), "axes.unicode_minus": False}
        try:
            figure(r, g)
            plt.savefig(f"{out}/chart-{i:04d}.png", dpi=r.choice((90, 110, 130)), bbox_inches="tight", pad_inches=.02)
        except Exception as e:  # a combination that matplotlib refuses
            print(i, repr(e)[:120])
        plt.close("all")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
