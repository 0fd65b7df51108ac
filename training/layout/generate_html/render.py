"""Renders pages with Chromium over CDP: `python -m layout.generate_html.render --out DIR --seed 1 --start 0 --count 4000`.

One browser process, one page kept open; body.innerHTML is replaced. Writes JPEGs (long side about 1100 px) and labels.jsonl,
one line appended per page. Resumes: numbers already in labels.jsonl are left out.
"""
import argparse
import base64
import glob
import json
import os
import struct
import subprocess
import tempfile
import time
import urllib.request

import websocket

from . import figures
from .blocks import CHART, IMAGE
from .page import KINDS, make

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--hide-scrollbars", "--mute-audio",
         "--disable-extensions", "--allow-file-access-from-files", "--force-color-profile=srgb", "--remote-allow-origins=*", "--disable-dev-shm-usage"]
HEAD = "<style>*{box-sizing:border-box}body{margin:0}p{margin:0 0 var(--g);text-indent:var(--i)}td p,li{text-indent:0}math{overflow:visible}</style>"


class Browser:
    """A Chromium with one tab; `call` is a synchronous CDP request."""

    def __init__(self) -> None:
        self.dir = tempfile.mkdtemp(prefix="recto-chromium-")
        base = os.path.join(self.dir, "base.html")
        with open(base, "w") as f:
            f.write(f"<!doctype html><meta charset=utf-8>{HEAD}<body></body>")
        self.proc = subprocess.Popen(["chromium", *FLAGS, f"--user-data-dir={self.dir}", "--remote-debugging-port=0", f"file://{base}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port_file = os.path.join(self.dir, "DevToolsActivePort")
        for _ in range(200):
            if os.path.exists(port_file) and open(port_file).read().strip():
                break
            time.sleep(.1)
        port = open(port_file).read().split()[0]
        tabs = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        self.ws = websocket.create_connection(next(t for t in tabs if t["type"] == "page")["webSocketDebuggerUrl"], max_size=None, timeout=60)
        self.id = 0
        self.call("Page.enable")
        while self.call("Runtime.evaluate", expression="location.protocol + document.readyState", returnByValue=True)["result"]["value"] != "file:complete":
            time.sleep(.05)
        with open(os.path.join(os.path.dirname(__file__), "extract.js")) as f:
            self.call("Runtime.evaluate", expression=f.read())

    def call(self, method: str, **params):
        self.id += 1
        self.ws.send(json.dumps({"id": self.id, "method": method, "params": params}))
        while True:
            m = json.loads(self.ws.recv())
            if m.get("id") == self.id:
                if "error" in m:
                    raise RuntimeError(m["error"])
                return m["result"]

    def render(self, html: str, W: int, H: int, scale: float, quality: int) -> tuple[bytes, list]:
        """JPEG bytes and [[cls, x0, y0, x1, y1], ...] in px of the JPEG."""
        self.call("Emulation.setDeviceMetricsOverride", width=W, height=H, deviceScaleFactor=1, mobile=False)
        got = self.call("Runtime.evaluate", expression=f"recto({json.dumps(html)})", awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in got:
            raise RuntimeError(got["exceptionDetails"])
        shot = self.call("Page.captureScreenshot", format="jpeg", quality=quality, optimizeForSpeed=True, clip={"x": 0, "y": 0, "width": W, "height": H, "scale": scale})
        return base64.b64decode(shot["data"]), [[c, *(round(v * scale, 1) for v in b)] for c, *b in got["result"]["value"]]

    def close(self) -> None:
        self.proc.terminate()


def pool(folder: str, name: str) -> list[tuple[str, int, int]]:
    """Address and size in px of every picture of a kind."""
    return [(f"file://{p}", *png_size(p)) for p in sorted(glob.glob(f"{folder}/{name}-*.png"))]


def png_size(path: str) -> tuple[int, int]:
    with open(path, "rb") as f:
        return struct.unpack(">II", f.read(24)[16:])


def main() -> None:
    a = argparse.ArgumentParser()
    a.add_argument("--out", required=True)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--start", type=int, default=0)
    a.add_argument("--count", type=int, default=1000)
    a.add_argument("--kinds", default="", help="names of page functions, with commas: only these are drawn; name=weight draws it by that weight")
    a.add_argument("--photos", default="/work/layout-data/_photos")
    a.add_argument("--pictures", default="/work/layout-data/_pictures", help="the pools of clipart.py and plots.py")
    o = a.parse_args()
    os.makedirs(o.out, exist_ok=True)
    if o.kinds:
        asked = dict((k.split("=") + [""])[:2] for k in o.kinds.split(","))
        KINDS[:] = [(kind, float(asked[kind.__name__] or weight)) for kind, weight in KINDS if kind.__name__ in asked]
    figures.PHOTOS[:] = [f"file://{p}" for p in sorted(glob.glob(o.photos + "/*.jpg"))]
    figures.POOL.update({cls: pool(o.pictures, name) for cls, name in ((IMAGE, "image"), (CHART, "chart"))})
    path = os.path.join(o.out, "labels.jsonl")
    done = {json.loads(l)["file"] for l in open(path)} if os.path.exists(path) else set()
    br, t0, n = Browser(), time.time(), 0
    for i in range(o.start, o.start + o.count):
        name = f"{i:06d}.jpg"
        if name in done:
            continue
        try:
            html, W, H = make(o.seed, i)
            scale = 1100 / max(W, H)
            jpg, boxes = br.render(html, W, H, scale, 88)
        except Exception as e:  # one broken page or browser must not end the run
            print("page", i, repr(e)[:300], flush=True)
            br.close()
            br = Browser()
            continue
        with open(os.path.join(o.out, name), "wb") as f:
            f.write(jpg)
        with open(path, "a") as f:
            f.write(json.dumps({"file": name, "width": round(W * scale), "height": round(H * scale), "boxes": boxes}) + "\n")
        n += 1
        if n % 200 == 0:
            print(f"{n} pages, {n / (time.time() - t0):.1f}/s", flush=True)
    br.close()


if __name__ == "__main__":
    main()
