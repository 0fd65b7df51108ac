"""Draw labels over pages for a check by eye: overlay.py DATA OUT.png FILE [FILE ...] puts them side by side."""
import json
import sys
from pathlib import Path

from PIL import Image, ImageDraw

NAMES = "abstract algorithm aside chart content formula doc_title caption footer footer_img footnote fno header header_img image inline number title reference ref_item seal table text vertical vfoot".split()
INKS = ["#888", "#0a0", "#f0f", "#fa0", "#088", "#80f", "#f00", "#c08", "#840", "#840", "#a52", "#08f", "#06a", "#06a", "#f60", "#000", "#0cc", "#e00", "#444", "#484", "#f44", "#0c0", "#00f", "#00f", "#b60"]


def draw(im, boxes):
    """Copy of the image with class-coloured rectangles and names."""
    im = im.convert("RGB").copy()
    d = ImageDraw.Draw(im)
    for c, *b in boxes:
        d.rectangle(b, outline=INKS[c], width=2)
        d.text((b[2] - 6 * len(NAMES[c]), b[1] - 10), NAMES[c], fill=INKS[c])
    return im


def main(data, out, *files):
    rows = {r["file"]: r for r in map(json.loads, Path(data, "labels.jsonl").open())}
    ims = [draw(Image.open(Path(data, f)), rows[f]["boxes"]) for f in files]
    sheet = Image.new("RGB", (sum(i.width for i in ims), max(i.height for i in ims)), "white")
    x = 0
    for i in ims:
        sheet.paste(i, (x, 0))
        x += i.width
    sheet.save(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
