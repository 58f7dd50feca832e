"""What has to be read of each innocent document. Of those that are not named here: ENGLISH."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.reading.innocent.texts import (
    ARABIC,
    CHINESE,
    ENGLISH,
    FOOTER,
    GERMAN,
    GREEK,
    HEBREW,
    JAPANESE,
    RUSSIAN,
    TITLE,
    WATERMARK,
)

SAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "chromium_arabic.pdf": ARABIC,
        "chromium_code.pdf": ("finds a row", "def find", "return next", "row for row in rows"),
        "chromium_drawing.pdf": (*ENGLISH, "Root of the tree", "Leaf"),
        "chromium_hebrew.pdf": HEBREW,
        "chromium_japanese_vertical.pdf": JAPANESE,
        "chromium_many_scripts.pdf": (*GREEK, *RUSSIAN, *CHINESE),
        "chromium_outlined_heading.pdf": (TITLE, *ENGLISH),
        "chromium_pale_remark.pdf": (*ENGLISH, FOOTER, TITLE),
        "chromium_shadowed_headings.pdf": (TITLE, *ENGLISH, TITLE, WATERMARK),
        "chromium_small_footer.pdf": (*ENGLISH, FOOTER),
        "chromium_table_with_dark_head.pdf": (TITLE, *ENGLISH),
        "chromium_watermark.pdf": (*ENGLISH, WATERMARK),
        "docx_js_report.docx": (TITLE, *ENGLISH, FOOTER),
        "fpdf2_arabic.pdf": ARABIC,
        "fpdf2_table.pdf": (TITLE, *ENGLISH),
        "latex_figure_with_small_labels.pdf": (*ENGLISH, "Leaf", "Root"),
        "latex_japanese.pdf": JAPANESE,
        "latex_japanese_vertical.pdf": JAPANESE,
        "latex_japanese_vertical_without_fonts.pdf": JAPANESE,
        "latex_mathematics.pdf": (*ENGLISH, "Searching takes O", "n", "steps"),
        "latex_slides.pdf": (TITLE, *ENGLISH[1:]),
        "latex_small_page_number.pdf": (*ENGLISH, "1"),
        "latex_umlauts.pdf": GERMAN,
        "latex_watermark.pdf": (*ENGLISH, WATERMARK),
        "libreoffice_arabic.pdf": ARABIC,
        "libreoffice_form.pdf": (*ENGLISH, "Your answer", ENGLISH[2]),
        "libreoffice_german_and_russian.pdf": (*GERMAN, *RUSSIAN),
        "libreoffice_hebrew.docx": HEBREW,
        "libreoffice_hebrew.pdf": HEBREW,
        "libreoffice_japanese_vertical.pdf": JAPANESE,
        "libreoffice_small_page_number.pdf": (*ENGLISH, FOOTER),
        "libreoffice_table.docx": (TITLE, *ENGLISH),
        "libreoffice_table.pdf": (TITLE, *ENGLISH),
        "libreoffice_watermark.pdf": (*ENGLISH, WATERMARK),
        "pandoc_report.docx": (TITLE, *ENGLISH, "def find", "A note"),
        "pdf_lib_article.pdf": (*ENGLISH, ENGLISH[2]),
        "pymupdf_two_pages_on_one.pdf": ENGLISH * 2,
        "python_docx_report.docx": (TITLE, *ENGLISH, "Reads", "10", FOOTER),
        "python_docx_small_page_number.docx": (*ENGLISH, "1"),
        "python_docx_white_on_dark.docx": (TITLE, *ENGLISH),
        "reportlab_form.pdf": (*ENGLISH, ENGLISH[2]),
        "reportlab_japanese_vertical_without_fonts.pdf": JAPANESE,
        "reportlab_japanese_without_fonts.pdf": JAPANESE,
        "reportlab_russian.pdf": (*RUSSIAN, *GERMAN),
        "reportlab_watermark_and_footer.pdf": (*ENGLISH, WATERMARK, FOOTER, "1"),
        "weasyprint_article.pdf": (TITLE, *ENGLISH, FOOTER),
        "weasyprint_columns.pdf": ENGLISH * 2,
        "chromium_columns.pdf": ENGLISH * 2,
        "weasyprint_hebrew.pdf": HEBREW,
    }
)


def says(name: str) -> str:
    return " ".join(SAYS.get(name, ENGLISH))
