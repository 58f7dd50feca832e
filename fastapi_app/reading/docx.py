"""DOCX: the text that a person sees in it."""

from contextlib import suppress
from itertools import islice
from math import inf
from typing import Any

from lxml import etree

from reading.docx_colours import filled, shaded
from reading.docx_formulas import Formulas, beside, is_of_formula
from reading.docx_package import Package
from reading.docx_page import Page, page_of, shape_points_off
from reading.docx_styles import Styles, line_height, points_off
from reading.docx_tables import Table
from reading.docx_xml import TWENTIETHS, local_name, number, value
from reading.positions import ON_LINE, Piece, in_line
from reading.result import Reading, Unreadable
from reading.visibility import Colour, not_blank, says_something, visible
from reading.worker import serve

# What else is printed, after the text itself.
SIDE_PARTS = ("header", "footer", "footnotes", "endnotes")
# Taken out or moved away by its author; there for a program that cannot show the other form;
# formats, where a tab is a stop and no character; and how the word below it is pronounced.
NOT_TEXT = {"del", "moveFrom", "Fallback", "pPr", "rPr", "sectPr", "rt"}
CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(content: bytes) -> Reading:
    """Raises Unreadable."""
    package = Package(content)
    styles = Styles(next(iter(package.parts("styles")), None))
    main, sides = package.root(package.main), list(package.parts(*SIDE_PARTS))
    page = page_of(main, sides, settings_of(package))
    story = Story(styles, page)
    story.tell(main, page.colour)
    for part in sides:
        story.tell(part, page.colour_of_sides)
    return not_blank("DOCX file", visible(in_line(story.pieces), hides=story.hides))


def settings_of(package: Package) -> Any | None:
    """None also where they are damaged: they say little, and nothing of the text."""
    with suppress(Unreadable):
        return next(iter(package.parts("settings")), None)
    return None


class Story:
    """What is met on the way through the parts, in the order of their elements."""

    def __init__(self, styles: Styles, page: Page) -> None:
        self.pieces: list[Piece] = []
        self._hides = False
        self._styles = styles
        self._page = page
        self._paragraphs: list[Any] = []
        self._tables: list[Table] = []
        self._formulas = Formulas()
        # Of all that we are in, the innermost last.
        self._backgrounds: list[Colour | None] = []
        self._heights: list[float] = [inf]  # in points, that are shown of a line
        self._there: list[bool] = [True]  # a run that is hidden hides a box in it too
        self._visible: list[bool] = [True]
        self._positions: list[int] = [ON_LINE]
        self._stacks: dict[str, tuple[list[Any], ...]] = {
            "p": (self._paragraphs, self._backgrounds, self._heights),
            "tbl": (self._tables, self._backgrounds),
            "tr": (self._heights,),
            "tc": (self._backgrounds,),
            "txbxContent": (self._backgrounds, self._heights),
            "r": (self._there, self._visible, self._positions),
        }

    @property
    def hides(self) -> bool:
        return self._hides or self._formulas.hide

    def tell(self, part: Any, background: Colour | None) -> None:
        self._backgrounds[:] = [background]
        way = etree.iterwalk(part, events=("start", "end"))
        for event, element in way:
            name = local_name(element)
            if name in NOT_TEXT:
                if event == "start":
                    way.skip_subtree()
            elif is_of_formula(element):
                self._calculate(event, name, element)
            elif event == "end":
                self._leave(name)
            else:
                self._enter(name, element)

    def _enter(self, name: str, element: Any) -> None:
        match name:
            case "p":
                self._enter_paragraph(element)
            case "tbl":
                self._tables.append(self._styles.table(element))
                self._lay(shaded(element.find("{*}tblPr/{*}shd"), self._backgrounds[-1]))
            case "tr":
                self._enter_row(element)
            case "tc":
                self._enter_cell(element)
            case "txbxContent":
                self._enter_box(element)
            case "r":
                self._enter_run(element)
            case "t":
                self._write(element.text or "")
            case _ if name in CHARACTERS:
                self._write(CHARACTERS[name])

    def _leave(self, name: str) -> None:
        for stack in self._stacks.get(name, ()):
            stack.pop()
        if name == "p":
            self.pieces.append(Piece("\n"))

    def _enter_paragraph(self, paragraph: Any) -> None:
        self._paragraphs.append(paragraph)
        formats = self._styles.of_paragraph(paragraph)
        self._lay(shaded(formats.get("shd"), self._backgrounds[-1]))
        is_off = points_off(formats) > self._page.longest_side
        self._cut(0 if is_off else line_height(formats))

    def _enter_row(self, row: Any) -> None:
        if self._tables:
            self._tables[-1].begin_row(row)
        self._cut(row_height(row))

    def _enter_cell(self, cell: Any) -> None:
        around = self._backgrounds[-1]
        self._lay(self._tables[-1].background(cell, around) if self._tables else around)

    def _enter_box(self, box: Any) -> None:
        """A drawing with text in it, which may lie over others; what cuts lines does not cut it."""
        shape = next(islice(box.iterancestors(), 1, 2), None)
        under = None if self._page.has_drawings else self._backgrounds[-1]
        self._lay(filled(shape, under))
        is_off = shape is not None and shape_points_off(shape) > self._page.longest_side
        self._heights.append(0 if is_off else inf)

    def _enter_run(self, run: Any) -> None:
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        self._positions.append(self._styles.position(run, paragraph))
        self._there.append(self._there[-1] and not self._styles.vanishes(run, paragraph))
        self._visible.append(
            self._there[-1]
            and self._styles.can_be_seen(run, paragraph, self._backgrounds[-1], self._heights[-1])
        )

    def _lay(self, colour: Colour | None) -> None:
        self._backgrounds.append(colour)

    def _cut(self, height: float) -> None:
        self._heights.append(min(self._heights[-1], height))

    def _calculate(self, event: str, name: str, element: Any) -> None:
        if event == "start":
            self._formulas.enter(name, element)
            return
        formula = self._formulas.leave(name)
        if formula is not None:
            before = self.pieces[-1].text if self.pieces else ""
            self.pieces.append(Piece(beside(formula, before)))

    def _write(self, text: str) -> None:
        if not self._visible[-1]:
            self._hides = self._hides or (says_something(text) and not self._is_mark())
        elif self._formulas.are_open:
            self._formulas.write(text)
        else:
            self.pieces.append(Piece(text, self._positions[-1]))

    def _is_mark(self) -> bool:
        return bool(self._paragraphs) and self._styles.is_mark(self._paragraphs[-1])


def row_height(row: Any) -> float:
    """In points, where it is exact, so that what is higher is cut off; infinite elsewhere."""
    height = row.find("{*}trPr/{*}trHeight")
    if height is None or value(height, "hRule") != "exact":
        return inf
    return abs(number(value(height, "val"), inf)) / TWENTIETHS or inf


if __name__ == "__main__":
    serve(read_docx)
