"""Open WebUI's loader, taken out of its package: the whole application need not run for it."""

import importlib.util
import sys
import types
from importlib.metadata import files

from checks import IMAGE, PDF, URL, check, report

# All that the loader wants of the application.
sys.modules["open_webui"] = types.ModuleType("open_webui")
sys.modules["open_webui.env"] = types.ModuleType("open_webui.env")
sys.modules["open_webui.env"].GLOBAL_LOG_LEVEL = "WARNING"

path = next(f for f in files("open-webui") if str(f).endswith("loaders/paddleocr_vl.py")).locate()
spec = importlib.util.spec_from_file_location("paddleocr_vl", path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)


def load(file):
    return module.PaddleOCRVLLoader(api_url=URL, token="abc", file_path=file).load()


def text(documents):
    # A failure becomes the text of a document here: it is told by its metadata.
    if any("error" in document.metadata for document in documents):
        raise RuntimeError(documents)
    return "\n".join(document.page_content for document in documents)


check("a picture", lambda: text(load(IMAGE)))
check("a PDF", lambda: text(load(PDF)))
report("one document per page", len(load(PDF)) == 2)
