"""Chromium's "print to PDF"."""

from pathlib import Path

from tests.reading.innocent.made_by.tools import made, page, paragraphs, run
from tests.reading.innocent.texts import (
    ARABIC,
    CHINESE,
    ENGLISH,
    FOOTER,
    GREEK,
    HEBREW,
    JAPANESE,
    RUSSIAN,
    TITLE,
    WATERMARK,
)


def printed(folder: Path, html: str) -> bytes:
    (folder / "a.html").write_text(html)
    run(
        folder,
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        "--print-to-pdf=a.pdf",
        "a.html",
    )
    return (folder / "a.pdf").read_bytes()


@made("chromium_article.pdf")
def article(folder: Path) -> bytes:
    return printed(folder, page(f"<h1>{TITLE}</h1>{paragraphs(ENGLISH)}"))


@made("chromium_justified.pdf")
def justified(folder: Path) -> bytes:
    style = "p { text-align: justify; hyphens: auto; word-spacing: 4px; letter-spacing: .4px }"
    return printed(folder, page(paragraphs(ENGLISH), style))


@made("chromium_table_with_dark_head.pdf")
def table_with_dark_head(folder: Path) -> bytes:
    rows = "".join(f"<tr><td>{number}<td>{text}" for number, text in enumerate(ENGLISH))
    style = "th { background: #123; color: white } * { print-color-adjust: exact }"
    return printed(folder, page(f"<table><tr><th>Number<th>{TITLE}{rows}</table>", style))


@made("chromium_columns.pdf")
def columns(folder: Path) -> bytes:
    style = "body { columns: 2; font-size: 8pt }"
    return printed(folder, page(paragraphs(ENGLISH * 2), style))


@made("chromium_code.pdf")
def code(folder: Path) -> bytes:
    style = ".k { color: #a0a } .c { color: #999 }"
    body = (
        '<pre><span class="c"># finds a row</span>\n<span class="k">def</span> find(rows, key):\n'
        '    <span class="k">return</span> next(row for row in rows if row.key == key)</pre>'
    )
    return printed(folder, page(body, style))


@made("chromium_watermark.pdf")
def watermark(folder: Path) -> bytes:
    style = (
        "b { position: fixed; top: 40%; left: 20%; font-size: 90pt; color: rgba(0, 0, 0, .08);"
        " transform: rotate(-45deg) }"
    )
    return printed(folder, page(f"<b>{WATERMARK}</b>{paragraphs(ENGLISH)}", style))


@made("chromium_small_footer.pdf")
def small_footer(folder: Path) -> bytes:
    style = "footer { position: fixed; bottom: 0; font-size: 5pt; color: #777 }"
    return printed(folder, page(f"{paragraphs(ENGLISH)}<footer>{FOOTER}</footer>", style))


@made("chromium_arabic.pdf")
def arabic(folder: Path) -> bytes:
    return printed(folder, page(paragraphs(ARABIC), language="ar", direction="rtl"))


@made("chromium_hebrew.pdf")
def hebrew(folder: Path) -> bytes:
    return printed(folder, page(paragraphs(HEBREW), language="he", direction="rtl"))


@made("chromium_japanese_vertical.pdf")
def japanese_vertical(folder: Path) -> bytes:
    style = "body { writing-mode: vertical-rl; font-family: 'Noto Serif CJK JP' }"
    return printed(folder, page(paragraphs(JAPANESE), style, "ja"))


@made("chromium_many_scripts.pdf")
def many_scripts(folder: Path) -> bytes:
    return printed(folder, page(paragraphs(GREEK + RUSSIAN + CHINESE)))


@made("chromium_drawing.pdf")
def drawing(folder: Path) -> bytes:
    body = (
        '<svg width="400" height="120"><rect width="190" height="60" fill="navy"/>'
        '<text x="20" y="35" fill="white">Root of the tree</text>'
        '<text x="20" y="100" stroke="black" fill="none" font-size="30">Leaf</text></svg>'
    )
    return printed(folder, page(paragraphs(ENGLISH) + body))


@made("chromium_shadowed_headings.pdf")
def shadowed_headings(folder: Path) -> bytes:
    style = (
        "h1, h2 { text-shadow: 0 1px 0 #fff } * { print-color-adjust: exact } .label {"
        " background: #999; color: white; text-shadow: 0 -1px 0 rgba(0, 0, 0, .25) }"
    )
    text = paragraphs(ENGLISH)
    body = f'<h1>{TITLE}</h1>{text}<h2>{TITLE}</h2><span class="label">{WATERMARK}</span>'
    return printed(folder, page(body, style))


@made("chromium_outlined_heading.pdf")
def outlined_heading(folder: Path) -> bytes:
    style = "h1 { -webkit-text-stroke: 1px black; -webkit-text-fill-color: transparent }"
    return printed(folder, page(f"<h1>{TITLE}</h1>{paragraphs(ENGLISH)}", style))


@made("chromium_pale_remark.pdf")
def pale_remark(folder: Path) -> bytes:
    style = "i { color: #dadada } b { color: #ddd } * { print-color-adjust: exact }"
    body = f"{paragraphs(ENGLISH)}<p><i>{FOOTER}</i><p><b>{TITLE}</b>"
    return printed(folder, page(body, style))


@made("unsure_chromium_gradient_heading.pdf")
def gradient_heading(folder: Path) -> bytes:
    style = (
        "h1 { background: linear-gradient(90deg, red, blue); background-clip: text;"
        " color: transparent }"
    )
    return printed(folder, page(f"<h1>{TITLE}</h1>{paragraphs(ENGLISH)}", style))
