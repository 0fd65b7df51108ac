"""Layout pages from public LaTeX documents, labelled from outside while LuaTeX typesets them (see ../README.md)."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # identity and labels are modules of the folder above, run from there
