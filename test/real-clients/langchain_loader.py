"""LangChain's loader validates request and answer against the reference's own models."""

from checks import IMAGE, PDF, URL, check, report
from langchain_paddleocr import PaddleOCRVLLoader
from pydantic import SecretStr


def load(path, **options):
    loader = PaddleOCRVLLoader(path, api_url=f"{URL}/layout-parsing", access_token=SecretStr("abc"), **options)
    return loader.load()


def text(documents):
    return "\n".join(document.page_content for document in documents)


check("a picture", lambda: text(load(IMAGE)))
check("a PDF", lambda: text(load(PDF)))
check("several files", lambda: text(load([IMAGE, PDF])))
check(
    "every option",
    lambda: text(
        load(
            IMAGE,
            use_layout_detection=True,
            use_chart_recognition=True,
            use_seal_recognition=True,
            use_ocr_for_image_block=False,
            layout_threshold=0.3,
            layout_nms=True,
            layout_unclip_ratio=1.0,
            layout_merge_bboxes_mode="large",
            layout_shape_mode="auto",
            prompt_label="ocr",
            format_block_content=True,
            repetition_penalty=1.1,
            temperature=0.1,
            top_p=0.9,
            min_pixels=112896,
            max_pixels=1003520,
            max_new_tokens=1024,
            merge_layout_blocks=True,
            markdown_ignore_labels=["number"],
            vlm_extra_args={},
            prettify_markdown=True,
            show_formula_number=True,
            restructure_pages=True,
            merge_tables=True,
            relevel_titles=True,
            visualize=True,
        )
    ),
)
metadata = load(IMAGE)[0].metadata
report("the raw answer is in the metadata", metadata, sorted(metadata))
