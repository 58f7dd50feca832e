"""LibreOffice Writer: PDF by its export, and DOCX."""

from pathlib import Path

from tests.reading.innocent.made_by.tools import made, page, paragraphs, run
from tests.reading.innocent.texts import (
    ARABIC,
    ENGLISH,
    FOOTER,
    GERMAN,
    HEBREW,
    JAPANESE,
    RUSSIAN,
    TITLE,
    WATERMARK,
)

FLAT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">'
    "<office:automatic-styles>{styles}"
    '<style:page-layout style:name="L"><style:page-layout-properties {layout}/>'
    "<style:footer-style/></style:page-layout></office:automatic-styles>"
    '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">'
    "{footer}</style:master-page></office:master-styles>"
    "<office:body><office:text>{body}</office:text></office:body></office:document>"
)
A4 = 'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"'


def flat(
    texts: tuple[str, ...], style: str = "", run_style: str = "", layout: str = "", more: str = ""
) -> str:
    """A document of paragraphs in the form that is one XML file."""
    styles = (
        '<style:style style:name="P" style:family="paragraph"><style:paragraph-properties '
        f"{style}/><style:text-properties {run_style}/></style:style>"
        '<style:style style:name="S" style:family="paragraph"><style:paragraph-properties '
        'fo:text-align="center"/><style:text-properties fo:font-size="5pt"/></style:style>'
    )
    body = "".join(f'<text:p text:style-name="P">{text}</text:p>' for text in texts)
    return FLAT.format(styles=styles, layout=f"{A4} {layout}", footer=more, body=body)


def converted(folder: Path, name: str, source: str, to: str = "pdf") -> bytes:
    (folder / name).write_text(source)
    kind = Path(name).suffix[1:]
    reader = {"html": ["--infilter=HTML (StarWriter)"]}.get(kind, [])
    run(folder, "soffice", "--headless", *reader, "--convert-to", to, name)
    return (folder / name).with_suffix(f".{to.partition(':')[0]}").read_bytes()


@made("libreoffice_letter.pdf")
def letter(folder: Path) -> bytes:
    return converted(folder, "a.fodt", flat((TITLE, *ENGLISH)))


@made("libreoffice_justified.pdf")
def justified(folder: Path) -> bytes:
    return converted(folder, "a.fodt", flat(ENGLISH, 'fo:text-align="justify"'))


@made("libreoffice_small_page_number.pdf")
def small_page_number(folder: Path) -> bytes:
    footer = (
        '<style:footer><text:p text:style-name="S">Page <text:page-number/> of '
        "<text:page-count/></text:p></style:footer>"
    )
    return converted(folder, "a.fodt", flat(ENGLISH, more=footer))


@made("libreoffice_arabic.pdf")
def arabic(folder: Path) -> bytes:
    return converted(folder, "a.fodt", flat(ARABIC, 'style:writing-mode="rl-tb"'))


@made("libreoffice_hebrew.pdf")
def hebrew(folder: Path) -> bytes:
    return converted(folder, "a.fodt", flat(HEBREW, 'style:writing-mode="rl-tb"'))


@made("libreoffice_japanese_vertical.pdf")
def japanese_vertical(folder: Path) -> bytes:
    source = flat(JAPANESE, layout='style:writing-mode="tb-rl"')
    return converted(folder, "a.fodt", source)


@made("libreoffice_german_and_russian.pdf")
def german_and_russian(folder: Path) -> bytes:
    return converted(folder, "a.fodt", flat(GERMAN + RUSSIAN))


@made("libreoffice_table.pdf")
def table(folder: Path) -> bytes:
    rows = "".join(f"<tr><td>{number}<td>{text}" for number, text in enumerate(ENGLISH))
    head = f'<tr bgcolor="#112233"><td><font color="white">{TITLE}</font><td>'
    html = page(f"<table border=1>{head}{rows}</table><ul><li>{FOOTER}</ul>")
    return converted(folder, "a.html", html, "pdf:writer_web_pdf_Export")


@made("libreoffice_form.pdf")
def form(folder: Path) -> bytes:
    html = page(
        f'<form>Your answer: <input name="answer" size="60" value="{ENGLISH[2]}">'
        '<p><input type="checkbox" checked> Agreed</p></form>' + paragraphs(ENGLISH)
    )
    return converted(folder, "a.html", html, "pdf:writer_web_pdf_Export")


@made("libreoffice_watermark.pdf")
def watermark(folder: Path) -> bytes:
    style = 'fo:color="#c0c0c0" fo:font-size="80pt"'
    frame = (
        '<text:p><draw:frame text:anchor-type="paragraph" svg:x="2cm" svg:y="8cm" '
        'svg:width="15cm" svg:height="5cm"><draw:text-box><text:p text:style-name="P">'
        f"{WATERMARK}</text:p></draw:text-box></draw:frame></text:p>"
    )
    body = "".join(f"<text:p>{text}</text:p>" for text in ENGLISH)
    source = flat((), run_style=style).replace("<office:text>", f"<office:text>{frame}{body}")
    return converted(folder, "a.fodt", source)


@made("libreoffice_archive.pdf")
def archive(folder: Path) -> bytes:
    options = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
    return converted(folder, "a.fodt", flat(ENGLISH), options)


@made("libreoffice_letter.docx")
def letter_docx(folder: Path) -> bytes:
    return converted(folder, "a.fodt", flat((TITLE, *ENGLISH), 'fo:text-align="justify"'), "docx")


@made("libreoffice_hebrew.docx")
def hebrew_docx(folder: Path) -> bytes:
    return converted(folder, "a.fodt", flat(HEBREW, 'style:writing-mode="rl-tb"'), "docx")


@made("libreoffice_table.docx")
def table_docx(folder: Path) -> bytes:
    rows = "".join(f"<tr><td>{number}<td>{text}" for number, text in enumerate(ENGLISH))
    head = f'<tr bgcolor="#112233"><td><font color="white">{TITLE}</font><td>'
    html = page(f"<table border=1>{head}{rows}</table>")
    return converted(folder, "a.html", html, "docx:Office Open XML Text")


@made("libreoffice_rich_text.docx")
def rich_text(folder: Path) -> bytes:
    text = r"\par ".join(ENGLISH)
    return converted(folder, "a.rtf", rf"{{\rtf1\ansi {{\b {TITLE}}}\par {text}\par}}", "docx")
