"""What the scripts have in common: one line of JSON per check, told whatever happens."""

import json
import os
import traceback

URL = os.environ["RECTO_URL"]
IMAGE = os.environ["SAMPLE_IMAGE"]
PDF = os.environ["SAMPLE_PDF"]


def report(name, ok, detail=""):
    print("CHECK " + json.dumps({"name": name, "ok": bool(ok), "detail": str(detail)[:500]}), flush=True)


def check(name, work):
    """`work` returns the answer's text; it must hold what the page says."""
    try:
        text = work()
        report(name, "Annual Report" in text or "Some words" in text, text)
    except Exception:
        report(name, False, traceback.format_exc()[-500:])


async def check_async(name, work, holds=("Annual Report", "Some words")):
    try:
        text = await work()
        report(name, any(word in text for word in holds), text)
    except Exception:
        report(name, False, traceback.format_exc()[-500:])
