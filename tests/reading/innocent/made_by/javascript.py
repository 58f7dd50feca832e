"""Libraries for JavaScript, in a folder with node_modules that INNOCENT_NODE names."""

import json
import os
from pathlib import Path

from tests.reading.innocent.made_by.tools import made, page, paragraphs, run
from tests.reading.innocent.texts import ENGLISH, FOOTER, TITLE

KNOWN = "\n".join(
    f"const {name} = {json.dumps(value)};"
    for name, value in {"texts": ENGLISH, "title": TITLE, "footer": FOOTER}.items()
)


def written(folder: Path, script: str, result: str) -> bytes:
    """What a script writes that knows `fs`, `texts`, `title` and `footer`."""
    (folder / "node_modules").symlink_to(
        Path(os.environ["INNOCENT_NODE"]).resolve() / "node_modules"
    )
    (folder / "a.js").write_text(f'const fs = require("fs");\n{KNOWN}\n{script}')
    run(folder, "node", "a.js")
    return (folder / result).read_bytes()


@made("pdfkit_article.pdf")
def pdfkit(folder: Path) -> bytes:
    return written(
        folder,
        """const PDF = require("pdfkit");
        const doc = new PDF({info: {CreationDate: new Date(0)}});
        doc.pipe(fs.createWriteStream("a.pdf"));
        for (const text of texts) doc.text(text, {align: "justify"}).moveDown();
        doc.end();""",
        "a.pdf",
    )


@made("pdf_lib_article.pdf")
def pdf_lib(folder: Path) -> bytes:
    return written(
        folder,
        """const {PDFDocument, StandardFonts} = require("pdf-lib");
        (async () => {
          const doc = await PDFDocument.create();
          doc.setCreationDate(new Date(0)); doc.setModificationDate(new Date(0));
          const font = await doc.embedFont(StandardFonts.TimesRoman);
          const page = doc.addPage();
          texts.forEach((text, row) => page.drawText(
            text, {x: 50, y: 700 - 80 * row, font, size: 12, maxWidth: 450, lineHeight: 15}));
          const field = doc.getForm().createTextField("answer");
          field.setText(texts[2]);
          field.addToPage(page, {x: 50, y: 300, width: 480, height: 30});
          fs.writeFileSync("a.pdf", await doc.save());
        })();""",
        "a.pdf",
    )


@made("jspdf_article.pdf")
def jspdf(folder: Path) -> bytes:
    return written(
        folder,
        """const {jsPDF} = require("jspdf");
        const doc = new jsPDF();
        doc.setCreationDate(new Date(0)); doc.setFileId("0".repeat(32));
        doc.text(texts.join(" "), 20, 20, {maxWidth: 170, align: "justify"});
        fs.writeFileSync("a.pdf", Buffer.from(doc.output("arraybuffer")));""",
        "a.pdf",
    )


@made("docx_js_report.docx")
def docx_js(folder: Path) -> bytes:
    return written(
        folder,
        """const d = require("docx");
        const shade = {fill: "1F3864", type: d.ShadingType.CLEAR};
        const head = new d.TableCell({shading: shade, children: [new d.Paragraph({children: [
          new d.TextRun({text: title, color: "FFFFFF", bold: true})]})]});
        const below = new d.Footer({children: [new d.Paragraph({children: [
          new d.TextRun({text: footer, size: 10})]})]});
        const doc = new d.Document({creator: "", sections: [{
          footers: {default: below},
          children: [
            new d.Table({rows: [new d.TableRow({children: [head]})]}),
            ...texts.map(text => new d.Paragraph({
              alignment: d.AlignmentType.JUSTIFIED, children: [new d.TextRun(text)]}))]}]});
        d.Packer.toBuffer(doc).then(bytes => fs.writeFileSync("a.docx", bytes));""",
        "a.docx",
    )


@made("html_to_docx_article.docx")
def html_to_docx(folder: Path) -> bytes:
    html = json.dumps(page(f"<h1>{TITLE}</h1>{paragraphs(ENGLISH)}"))
    return written(
        folder,
        f"""const convert = require("html-to-docx");
        convert({html}, null, {{creator: ""}}).then(bytes => fs.writeFileSync("a.docx", bytes));""",
        "a.docx",
    )


@made("officegen_article.docx")
def officegen(folder: Path) -> bytes:
    return written(
        folder,
        """const doc = require("officegen")({type: "docx", creator: ""});
        for (const text of texts) doc.createP({align: "justify"}).addText(text, {font_size: 11});
        doc.generate(fs.createWriteStream("a.docx"));""",
        "a.docx",
    )
