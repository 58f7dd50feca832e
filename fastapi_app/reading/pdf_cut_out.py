"""Letters that are holes, through which a picture or a changing colour is seen.

Such a text draws nothing itself. Whether what is seen through it is the text is found out by
drawing it: what is on the page in its place has to have the same shapes.
"""

from collections import Counter
from collections.abc import Sequence

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from reading.pdf_objects import address, show
from reading.pdf_picture import Picture
from reading.pdf_words import Word
from reading.visibility import MIN_CONTRAST, WHITE, Colour

MIN_LIKENESS = 0.8
"""The least correlation of both shapes."""
FULL = 64
"""Of 255: as much as a pixel that is all covered differs from what is around."""
MAX_PIXELS = 20_000  # of a word, that are compared
BLACK: Colour = (0, 0, 0)
NO_TEXTS = [pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING]


def cut_out(words: Sequence[Word], page: PdfPage, bare: Picture) -> set[int]:
    """Where those of these words begin that are seen so; all texts of the page are switched off."""
    holes = [word for word in words if word.box.area and any(ink.cuts for ink in word.inks)]
    holes = [word for word in holes if bare.contrast(word.box) >= MIN_CONTRAST]
    if not holes:
        return set()
    alone = picture_of(holes, page)
    return {word.start for word in holes if is_alike(word, bare, alone)}


def picture_of(words: Sequence[Word], page: PdfPage) -> Picture:
    """These words in black, and nothing else."""
    texts = {address(ink.text_object): ink.text_object for word in words for ink in word.inks}
    others = list(page.get_objects(NO_TEXTS))
    modes = [pdfium.FPDFTextObj_GetTextRenderMode(one) for one in texts.values()]
    for one in texts.values():
        pdfium.FPDFTextObj_SetTextRenderMode(one, pdfium.FPDF_TEXTRENDERMODE_FILL)
        pdfium.FPDFPageObj_SetFillColor(one, *BLACK, 255)
    show(others, False)
    show(texts.values(), True)
    picture = Picture(page)
    show(texts.values(), False)
    show(others, True)
    for one, mode in zip(texts.values(), modes, strict=True):
        pdfium.FPDFTextObj_SetTextRenderMode(one, mode)
    return picture


def is_alike(word: Word, bare: Picture, alone: Picture) -> bool:
    step = 1 + word.box.area // MAX_PIXELS
    there = bare.pixels(word.box)[::step]
    letters = [differing(one, WHITE) for one in alone.pixels(word.box)[::step]]
    around = Counter(one for one, covered in zip(there, letters, strict=True) if not covered)
    if not around:
        return False
    ((background, _),) = around.most_common(1)
    return correlation(letters, [differing(one, background) for one in there]) >= MIN_LIKENESS


def differing(one: Colour, other: Colour) -> float:
    """0 to 1."""
    most = max(abs(mine - yours) for mine, yours in zip(one, other, strict=True))
    return min(most, FULL) / FULL


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    mean, other_mean = sum(one) / len(one), sum(other) / len(other)
    pairs = [(mine - mean, yours - other_mean) for mine, yours in zip(one, other, strict=True)]
    size = sum(mine**2 for mine, _ in pairs) * sum(yours**2 for _, yours in pairs)
    return float(sum(mine * yours for mine, yours in pairs) / size**0.5) if size else 0.0
