"""LaTeX in its many ways: outlines and bitmaps, one column and two, pictures, slides, Japanese."""

from pathlib import Path

from tests.reading.innocent.made_by.tools import made, run
from tests.reading.innocent.texts import ENGLISH, FOOTER, GERMAN, JAPANESE, TITLE, WATERMARK

TEXT = "\n\n".join(ENGLISH)
BITMAPS = r"\pdfmapfile{}"  # no outlines are known, so METAFONT draws every letter as dots


def document(body: str, preamble: str = "", kind: str = r"\documentclass{article}") -> str:
    pages = "" if "beamer" in kind else r"\pagestyle{empty}"
    return f"{kind}\n{preamble}\n\\begin{{document}}{pages}\n{body}\n\\end{{document}}\n"


def latex(folder: Path, source: str, engine: str = "pdflatex") -> bytes:
    (folder / "a.tex").write_text(source)
    for _ in range(2):
        run(folder, engine, "-interaction=nonstopmode", "a.tex", FORCE_SOURCE_DATE="1")
    return (folder / "a.pdf").read_bytes()


@made("latex_article.pdf")
def article(folder: Path) -> bytes:
    return latex(folder, document(rf"\section{{{TITLE}}} {TEXT}"))


@made("latex_bitmap_fonts.pdf")
def bitmap_fonts(folder: Path) -> bytes:
    return latex(folder, document(f"{TEXT} $x_{{i+1}}^2$", BITMAPS))


@made("latex_bitmap_fonts_small.pdf")
def bitmap_fonts_small(folder: Path) -> bytes:
    return latex(folder, document(rf"{{\tiny {TEXT}}}", BITMAPS))


@made("latex_dvips.pdf")
def dvips(folder: Path) -> bytes:
    (folder / "a.tex").write_text(document(TEXT))
    run(folder, "latex", "-interaction=nonstopmode", "a.tex")
    run(folder, "dvips", "-V", "-D", "300", "-o", "a.ps", "a.dvi")
    run(folder, "ps2pdf", "a.ps", "a.pdf")
    return (folder / "a.pdf").read_bytes()


@made("latex_umlauts.pdf")
def umlauts(folder: Path) -> bytes:
    return latex(folder, document(GERMAN[0], r"\usepackage[T1]{fontenc}"))


@made("latex_mathematics.pdf")
def mathematics(folder: Path) -> bytes:
    formulas = (
        r"\[ \sum_{k=1}^{n} \frac{k^2}{2^{k_i}} \le \int_0^\infty e^{-x^2}\,dx \]"
        r"Searching takes $O(\log n)$ steps. $a^{b^{c}}$"
    )
    return latex(folder, document(TEXT + formulas, r"\usepackage{amsmath}"))


@made("latex_two_columns.pdf")
def two_columns(folder: Path) -> bytes:
    return latex(folder, document(TEXT, kind=r"\documentclass[twocolumn]{article}"))


@made("latex_contents_and_links.pdf")
def contents_and_links(folder: Path) -> bytes:
    body = (
        rf"\tableofcontents\section{{{TITLE}}}{TEXT}\footnote{{See \url{{https://example.org}}.}}"
    )
    return latex(folder, document(body, r"\usepackage[colorlinks]{hyperref}"))


@made("latex_watermark.pdf")
def watermark(folder: Path) -> bytes:
    across = (
        r"\usepackage{xcolor,graphicx}\AddToHook{shipout/background}{\put(150,-450)"
        rf"{{\rotatebox{{45}}{{\fontsize{{90}}{{90}}\selectfont\textcolor{{black!12}}{{{WATERMARK}}}}}}}}}"
    )
    return latex(folder, document(TEXT, across))


@made("latex_spaces_between_words.pdf")
def spaces_between_words(folder: Path) -> bytes:
    return latex(folder, document(TEXT, r"\pdfinterwordspaceon\input glyphtounicode"))


@made("latex_landscape.pdf")
def landscape(folder: Path) -> bytes:
    body = rf"\begin{{landscape}}{TEXT}\end{{landscape}}"
    return latex(folder, document(body, r"\usepackage{pdflscape}"))


@made("latex_figure_with_small_labels.pdf")
def figure_with_small_labels(folder: Path) -> bytes:
    labels = document(
        r"\begin{picture}(300,100)\put(0,0){\framebox(100,40){Leaf}}"
        r"\put(150,50){\framebox(100,40){Root}}\end{picture}"
    )
    (folder / "figure").mkdir()
    latex(folder / "figure", labels)
    body = rf"{TEXT} {TEXT} \includegraphics[width=0.34\paperwidth]{{figure/a.pdf}}"
    return latex(folder, document(body, r"\usepackage{graphicx}"))


@made("latex_small_page_number.pdf")
def small_page_number(folder: Path) -> bytes:
    preamble = (
        r"\usepackage{fancyhdr}\fancyhf{}\renewcommand{\headrulewidth}{0pt}"
        r"\cfoot{\fontsize{3}{3}\selectfont\thepage}"
    )
    return latex(folder, document(r"\thispagestyle{fancy}" + TEXT, preamble))


@made("latex_slides.pdf")
def slides(folder: Path) -> bytes:
    frames = "".join(rf"\begin{{frame}}{{{TITLE}}}{text}\end{{frame}}" for text in ENGLISH[1:])
    return latex(folder, document(frames, r"\usetheme{Madrid}", r"\documentclass{beamer}"))


@made("xelatex_article.pdf")
def xelatex_article(folder: Path) -> bytes:
    fonts = r"\usepackage{fontspec}\setmainfont{DejaVu Serif}"
    return latex(folder, document(f"{TEXT} {FOOTER}", fonts), "xelatex")


def japanese(folder: Path, kind: str, *options: str) -> bytes:
    source = "\\documentclass{%s}\\begin{document}\\pagestyle{empty}%s\\end{document}"
    (folder / "a.tex").write_text(source % (kind, "\n\n".join(JAPANESE)))
    run(folder, "uplatex", "-interaction=nonstopmode", "a.tex")
    run(folder, "dvipdfmx", *options, "a.dvi")
    return (folder / "a.pdf").read_bytes()


@made("latex_japanese.pdf")
def latex_japanese(folder: Path) -> bytes:
    return japanese(folder, "ujarticle")


@made("latex_japanese_vertical.pdf")
def japanese_vertical(folder: Path) -> bytes:
    return japanese(folder, "utarticle")


@made("latex_japanese_vertical_without_fonts.pdf")
def japanese_vertical_without_fonts(folder: Path) -> bytes:
    return japanese(folder, "utarticle", "-f", "ptex-noEmbed04.map", "-f", "uptex-noEmbed04.map")
