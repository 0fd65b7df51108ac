"""Writes recto-layout-s.json beside the model: `python -m layout.card T.json OUT.json`. Thresholds of classes the tuning could not judge become 0.4."""
import json
import sys

from .evaluate import LABELS


def main(src: str, dst: str) -> None:
    t = json.load(open(src))["thresholds"]
    t = {k: (v if .1 < v < .76 else .4) for k, v in t.items()}
    json.dump({"model": "recto-layout-s", "input": 800, "rows": 300, "nms": {"same_class": .45, "cross_class": .8}, "order": False,
               "thresholds": t, "labels": {str(i): n for i, n in enumerate(LABELS)}}, open(dst, "w"), indent=1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
