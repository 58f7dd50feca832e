"""DOCX: the text that a person sees in it."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from math import inf
from typing import Any

from lxml import etree

from reading.docx_chunks import MAX_DEPTH, Embedded
from reading.docx_colours import filled, shaded
from reading.docx_elsewhere import Elsewhere, Place
from reading.docx_equations import of_simple_field
from reading.docx_fields import Fields, only_notes
from reading.docx_formulas import Formulas, beside, is_of_formula
from reading.docx_package import Damaged, Package, Part
from reading.docx_page import Page, is_on_a_page, page_of
from reading.docx_positions import is_initial
from reading.docx_shown import NOTE_REFERENCES, drop_notes, is_line, note_number, unshown
from reading.docx_styles import Styles, line_height, points_off
from reading.docx_tables import Table, is_deleted, table_points_off
from reading.docx_theme import Theme
from reading.docx_xml import NOT_TEXT, TWENTIETHS, elements, is_standard, local_name, number, value
from reading.positions import ON_LINE, Piece, in_line
from reading.result import PARTLY_READ, Reading, Unreadable
from reading.symbols import drawn, symbol
from reading.visibility import HIDDEN_TEXT, Colour, not_blank, says_something
from reading.worker import serve

# What else is printed, after the text itself.
NOTES = ("footnotes", "endnotes")
SIDE_PARTS = ("header", "footer", *NOTES)
CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Dates and numbers that each program works out anew; they divide words nevertheless.
CHARACTERS |= dict.fromkeys(("dayShort", "dayLong", "monthShort", "monthLong", "pgNum"), " ")
CHARACTERS |= dict.fromkeys(("yearShort", "yearLong"), " ")


def read_docx(content: bytes) -> Reading:
    """Raises Unreadable."""
    return not_blank("DOCX file", read_package(Package(content), SIDE_PARTS))


def read_package(
    package: Package, kinds: Sequence[str], depth: int = 0, around: Colour | None = None
) -> Reading:
    """The text of the main part and of the others of these kinds; of a document that is embedded
    in others, so many and in that colour. Raises Unreadable."""
    main = Part(package.main, package.root(package.main))
    settings = part_of(package, "settings")
    theme = Theme(part_of(package, "theme"), settings)
    styles = Styles(next(iter(package.parts("styles")), None), theme)
    unused = unshown(package, main.root, settings)
    names = [name for name in package.related(package.main, *kinds) if name not in unused]
    sides, flags = sides_of(package, names)
    for part in sides:
        drop_notes(part.root, main.root)
    page = page_of(main.root, [part.root for part in sides], settings)
    if depth:  # the page is that of the outer one
        page = replace(page, colour=around if page.colour else None, colour_of_sides=around)
    elsewhere = Elsewhere(package, page, partial(read_chunk, depth + 1))
    story = Story(styles, page, elsewhere)
    story.tell(main, page.colour)
    for part in sides:
        story.tell(part, page.colour_of_sides)
    reading = story.told(flags)
    if elsewhere.unread_kind:
        raise Embedded(elsewhere.unread_kind, reading.flags)
    return reading


def read_chunk(depth: int, package: Package, around: Colour | None) -> Reading:
    if depth > MAX_DEPTH:
        raise Embedded("DOCX")
    return read_package(package, NOTES, depth, around)


def sides_of(package: Package, names: Iterable[str]) -> tuple[list[Part], tuple[str, ...]]:
    """A damaged one costs its own text, and is told."""
    parts, flags = [], set()
    for name in names:
        try:
            parts.append(Part(name, package.root(name)))
        except Damaged:
            flags.add(PARTLY_READ)
    return parts, tuple(flags)


def part_of(package: Package, kind: str) -> Any | None:
    """None also where it is damaged: it says little, and nothing of the text."""
    with suppress(Unreadable):
        return next(iter(package.parts(kind)), None)
    return None


class Story:
    """What is met on the way through the parts, in the order of their elements."""

    def __init__(self, styles: Styles, page: Page, elsewhere: Elsewhere) -> None:
        self._pieces: list[Piece] = []
        self._written = 0  # times that something was, which was no blank
        self._flags: set[str] = set()
        self._styles = styles
        self._page = page
        self._elsewhere = elsewhere
        self._part = ""
        self._fields = Fields()
        self._notes: set[tuple[str, int | str]] = set()  # to which a reference can be seen
        self._paragraphs: list[Any] = []
        self._tables: list[Table] = []
        self._formulas = Formulas()
        # Of all that we are in, the innermost last.
        self._backgrounds: list[Colour | None] = []
        self._heights: list[float] = [inf]  # in points, that are shown of a line
        self._there: list[bool] = [True]  # a run that is hidden hides a box in it too
        self._visible: list[bool] = [True]
        self._positions: list[int] = [ON_LINE]
        self._fonts: list[tuple[str, str]] = [("", "")]
        self._stacks: dict[str, tuple[list[Any], ...]] = {
            "p": (self._paragraphs, self._backgrounds, self._heights),
            "tbl": (self._tables, self._backgrounds, self._heights),
            "tr": (self._heights,),
            "tc": (self._backgrounds, self._heights, styles.cells),
            "txbxContent": (self._backgrounds, self._heights, styles.cells),
            "r": (self._there, self._visible, self._positions, self._fonts),
        }

    def told(self, more_flags: Sequence[str] = ()) -> Reading:
        hidden = {HIDDEN_TEXT} if self._formulas.hide else set()
        flags = self._flags.union(hidden, more_flags)
        return Reading(in_line(self._pieces), tuple(sorted(flags)))

    def tell(self, part: Part, background: Colour | None) -> None:
        self._backgrounds[:] = [background]
        self._part = part.name
        self._fields = Fields(elements(part.root, {"fldChar"}))
        way = etree.iterwalk(part.root, events=("start", "end"))
        for event, element in way:
            name = local_name(element)
            if element in self._page.over_drawings:
                self._backgrounds[0] = None if event == "start" else background
            if name in NOT_TEXT:
                if event == "start":
                    way.skip_subtree()
            elif is_of_formula(element):
                self._calculate(event, name, element)
            elif event == "end":
                self._leave(name)
            elif self._elsewhere.knows(name):
                self._enter_elsewhere(name, element)
                way.skip_subtree()
            else:
                self._enter(name, element)
                if self._is_left_out(name, element):
                    way.skip_subtree()

    def _enter(self, name: str, element: Any) -> None:
        match name:
            case "p":
                self._enter_paragraph(element)
            case "tbl":
                self._enter_table(element)
            case "tr":
                self._enter_row(element)
            case "tc":
                self._enter_cell(element)
            case "txbxContent":
                self._enter_box(element)
            case "r":
                self._enter_run(element)
            case "t" if is_standard(element):
                self._write(drawn(element.text or "", *self._fonts[-1]))
            case "sym":
                self._write(symbol(value(element, "font"), value(element, "char")))
            case "instrText":
                self._fields.write(element.text or "", is_seen=self._visible[-1])
            case _ if name in NOTE_REFERENCES:
                self._refer(name, element)
            case "fldSimple":
                shown = of_simple_field(element)
                self._write(shown.text, is_seen=self._visible[-1] and shown.is_seen)
            case "fldChar":
                self._meet_field(element)
            case _ if name in CHARACTERS:
                self._write(CHARACTERS[name])

    def _leave(self, name: str) -> None:
        ends_line = name == "p" and not (self._paragraphs and is_initial(self._paragraphs[-1]))
        for stack in self._stacks.get(name, ()):
            stack.pop()
        if ends_line:
            self._pieces.append(Piece("\n"))

    def _enter_paragraph(self, paragraph: Any) -> None:
        self._paragraphs.append(paragraph)
        formats = self._styles.of_paragraph(paragraph)
        self._lay(shaded(formats.get("shd"), self._backgrounds[-1]))
        is_off = points_off(formats) > self._page.longest_side
        self._cut(0 if is_off else line_height(formats))

    def _enter_table(self, table: Any) -> None:
        self._tables.append(self._styles.table(table))
        self._lay(shaded(table.find("{*}tblPr/{*}shd"), self._backgrounds[-1]))
        self._cut(0 if table_points_off(table) > self._page.longest_side else inf)

    def _enter_row(self, row: Any) -> None:
        if self._tables:
            self._tables[-1].begin_row(row)
        self._cut(row_height(row))

    def _enter_cell(self, cell: Any) -> None:
        around, table = self._backgrounds[-1], self._tables[-1] if self._tables else None
        if table is not None:
            table.begin_cell(cell)
        self._lay(around if table is None else table.background(around))
        self._styles.cells.append({} if table is None else table.letters())
        self._cut(inf if table is None else table.shown_height())

    def _is_left_out(self, name: str, element: Any) -> bool:
        """Whether nothing is shown of what is in it."""
        match name:
            case "tr":
                return is_deleted(element)
            case "tc":
                return is_deleted(element) or self._is_repeated(element)
            case "fldSimple":
                return only_notes(element)
            case _:
                return name in NOTE_REFERENCES.values() and self._is_hidden_note(name, element)

    def _is_repeated(self, cell: Any) -> bool:
        return bool(self._tables) and self._tables[-1].merges.repeats(cell)

    def _enter_box(self, box: Any) -> None:
        """A drawing with text in it, which may lie over others; what cuts lines does not cut it."""
        shape = next(islice(box.iterancestors(), 1, 2), None)
        self._styles.cells.append({})
        under = None if self._page.drawings else self._backgrounds[-1]
        self._lay(filled(shape, under))
        is_off = shape is not None and not is_on_a_page(shape, self._page.longest_side)
        self._heights.append(0 if is_off else inf)

    def _enter_run(self, run: Any) -> None:
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        self._positions.append(self._styles.position(run, paragraph))
        self._there.append(self._there[-1] and not self._styles.vanishes(run, paragraph))
        self._visible.append(
            self._there[-1]
            and self._styles.can_be_seen(
                run, paragraph, self._backgrounds[-1], self._heights[-1], self._formulas.scale
            )
        )
        self._fonts.append(self._styles.fonts(run, paragraph))

    def _meet_field(self, mark: Any) -> None:
        shown = self._fields.meet(mark, self._written, is_seen=self._visible[-1])
        if self._fields.hide:
            self._flags.add(HIDDEN_TEXT)
        if shown is not None:
            self._write(shown.text, is_seen=shown.is_seen)

    def _refer(self, name: str, reference: Any) -> None:
        """A note stands on the page if its number does, however that is formatted."""
        if self._there[-1] and self._heights[-1] > 0 and not self._fields.are_unshown:
            self._notes.add((NOTE_REFERENCES[name], note_number(reference)))

    def _is_hidden_note(self, name: str, note: Any) -> bool:
        """Whether no reference to it is seen; of the line above notes, to any of them."""
        notes = note.getparent() if is_line(note) else (note,)
        if any((name, note_number(one)) in self._notes for one in notes):
            return False
        if says_something("".join(note.itertext())):
            self._flags.add(HIDDEN_TEXT)
        return True

    def _enter_elsewhere(self, name: str, element: Any) -> None:
        place = Place(self._part, self._backgrounds[-1], self._heights[-1], self._there[-1])
        reading = self._elsewhere.at(name, element, place)
        self._flags.update(reading.flags)
        self._write(reading.text, is_seen=True)

    def _lay(self, colour: Colour | None) -> None:
        self._backgrounds.append(colour)

    def _cut(self, height: float) -> None:
        self._heights.append(min(self._heights[-1], height))

    def _calculate(self, event: str, name: str, element: Any) -> None:
        if event == "start":
            self._formulas.enter(name, element)
            return
        formula = self._formulas.leave(name)
        if formula is not None and self._fields.are_unshown:
            self._fields.write(formula.text, is_seen=True, is_letters=True)
        elif formula is not None:
            before = self._pieces[-1].text if self._pieces else ""
            self._pieces.append(Piece(beside(formula, before)))

    def _write(self, text: str, *, is_seen: bool | None = None) -> None:
        """Seen or not, as the run is that we are in, unless it is said."""
        is_seen = self._visible[-1] if is_seen is None else is_seen
        if self._fields.are_unshown:
            self._fields.write(text, is_seen=is_seen, is_letters=True)
            return
        if not is_seen:
            if HIDDEN_TEXT not in self._flags and says_something(text) and not self._is_mark():
                self._flags.add(HIDDEN_TEXT)
            return
        self._written += bool(text.strip())
        if self._formulas.are_open:
            self._formulas.write(text)
        else:
            self._pieces.append(Piece(text, self._positions[-1]))

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
