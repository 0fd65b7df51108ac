"""Runs LuaLaTeX over a foreign document with hooks.tex read first."""
import os
import re
import resource
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = {"SOURCE_DATE_EPOCH": "1700000000", "FORCE_SOURCE_DATE": "1"}  # \today is the same in every run
LONGEST = 40  # s of processor time for one run
PATIENCE = 1800  # s by the clock, as the process may be paused while somebody measures
ERRORS = 12  # of TeX, above which the document is left out


def typeset(main, jobname="rct"):
    """(PDF path, positions path), or a reason as a string. References and contents settle in the second run."""
    folder = main.parent
    for name in ("positions.lua", "hooks.tex", "inputenc.sty"):
        shutil.copy(HERE / name, folder / name)
    for first in (True, False):
        if not run(folder, main.name, jobname, ["-draftmode"] if first else []):
            return "time"
        if not (folder / f"{jobname}.log").exists() or "==> Fatal error" in read(folder / f"{jobname}.log"):
            return "no pdf"
        aux = folder / f"{jobname}.aux"
        if first and aux.exists() and b"\\bibdata" in aux.read_bytes():
            subprocess.run(["bibtex", jobname], cwd=folder, capture_output=True, timeout=PATIENCE)
    pdf, positions = folder / f"{jobname}.pdf", folder / "rct-positions.txt"
    if not pdf.exists() or not positions.exists():
        return "no pdf"
    if len(re.findall(r"^! ", read(folder / f"{jobname}.log"), re.M)) > ERRORS:
        return "errors"
    return pdf, positions


def read(log):
    return log.read_text(encoding="utf-8", errors="replace")


def run(folder, main, jobname, options):
    command = ["lualatex", "-shell-restricted", "-interaction=batchmode", "-jobname=" + jobname, *options, "\\input{hooks.tex}\\input{%s}" % main]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=PATIENCE, env={**os.environ, **ENVIRONMENT},
                       preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST)), check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode >= 0  # not killed
