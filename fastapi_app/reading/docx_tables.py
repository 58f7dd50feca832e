"""What a table's style gives to its cells, by where in the table they are: shading, and formats of
their letters."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, TypeAlias

from reading.docx_colours import shaded
from reading.docx_merges import Merges, is_continued
from reading.docx_xml import OFF, TWENTIETHS, is_on, named, number, value
from reading.visibility import MIN_POINTS, Colour

# What a table chooses of its style: each with its name, and its bit in the older form.
LOOKS = {
    "firstRow": 0x0020,
    "lastRow": 0x0040,
    "firstColumn": 0x0080,
    "lastColumn": 0x0100,
    "noHBand": 0x0200,
    "noVBand": 0x0400,
}
CORNERS = {
    "nwCell": {"firstRow", "firstCol"},
    "neCell": {"firstRow", "lastCol"},
    "swCell": {"lastRow", "firstCol"},
    "seCell": {"lastRow", "lastCol"},
}

Formats: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TableStyle:
    """The shading and the letters of its parts by their names, the whole being `wholeTable`."""

    shades: Mapping[str, Any]
    letters: Mapping[str, Formats]
    rows_in_band: int = 1
    columns_in_band: int = 1


def table_style(chain: Iterable[Any], formats_of: Callable[[Any], Formats]) -> TableStyle:
    """From a style and those it is based on: the nearest counts."""
    shades: dict[str, Any] = {}
    letters: dict[str, Formats] = {}
    bands = {"tblStyleRowBandSize": 1, "tblStyleColBandSize": 1}
    for style in reversed(list(chain)):
        for path in ("{*}tblPr/{*}shd", "{*}tcPr/{*}shd"):
            keep(shades, "wholeTable", style.find(path))
        lay_over(letters, "wholeTable", formats_of(style))
        for part in style.iterfind("{*}tblStylePr"):
            keep(shades, value(part, "type"), part.find("{*}tcPr/{*}shd"))
            lay_over(letters, value(part, "type"), formats_of(part))
        for band in bands:
            size = number(named(style, f"{{*}}tblPr/{{*}}{band}"), bands[band])
            bands[band] = max(1, int(size))
    return TableStyle(shades, letters, *bands.values())


def keep(shades: dict[str, Any], part: str, shade: Any | None) -> None:
    if shade is not None:
        shades[part] = shade


def lay_over(letters: dict[str, Formats], part: str, formats: Formats) -> None:
    if formats:
        letters[part] = {**letters.get(part, {}), **formats}


@dataclass(slots=True)
class Table:
    """A table on the way through its cells."""

    element: Any
    style: TableStyle
    looks: frozenset[str] | None  # None where it does not say
    rows: int
    merges: Merges = field(default_factory=Merges, init=False)
    _row: int = field(default=-1, init=False)
    _column: int = field(default=0, init=False)
    _is_repeated: bool = field(default=False, init=False)  # the row, on every page
    _cell: Any = field(default=None, init=False)
    _parts: list[set[str]] = field(
        default_factory=list, init=False
    )  # it is in, the strongest first

    def begin_row(self, row: Any) -> None:
        self.merges.begin_row(row)
        self._row, self._column = self._row + 1, 0
        self._is_repeated = is_on(row.find("{*}trPr/{*}tblHeader"))

    def begin_cell(self, cell: Any) -> None:
        """The next one of the row."""
        self._cell, column = cell, self._column
        self._column += max(1, int(number(named(cell, "{*}tcPr/{*}gridSpan"), 1)))
        looks = self.looks
        if looks is None:  # programs differ in what they show then
            looks = frozenset(LOOKS) - {"noHBand", "noVBand"}
        self._parts = []
        if self.style.shades or self.style.letters:
            is_last = next(cell.itersiblings("{*}tc"), None) is None
            self._parts = [
                self._corners(column, looks, is_last=is_last),
                self._edges(column, looks, is_last=is_last),
                *self._bands(column, looks),
            ]

    def shown_height(self) -> float:
        """Of lines in this cell: none where it is merged into another, or too narrow."""
        is_seen = cell_width(self._cell, self.element) >= MIN_POINTS
        return inf if is_seen and not is_continued(self._cell) else 0

    def background(self, around: Colour | None) -> Colour | None:
        """Of this cell. Its own shading takes the place of the style's."""
        own = self._cell.find("{*}tcPr/{*}shd")
        if own is not None:
            return shaded(own, around)
        shades = self.style.shades
        whole = shaded(shades.get("wholeTable"), around)
        for parts in self._parts:
            colours = {shaded(shades[part], whole) for part in parts if part in shades}
            if colours:
                return None if len(colours) > 1 or self.looks is None else colours.pop()
        return whole

    def letters(self) -> Formats:
        """Of this cell, as far as one can tell."""
        found = dict(self.style.letters.get("wholeTable", {}))
        for parts in reversed(self._parts):  # the weakest first
            layers = [self.style.letters[part] for part in parts if part in self.style.letters]
            for name, of_layers in by_name(layers).items():
                if len({tuple(one.attrib.items()) for one in of_layers}) > 1 or self.looks is None:
                    found.pop(name, None)
                else:
                    found[name] = of_layers[0]
        return found

    def _edges(self, column: int, looks: frozenset[str], *, is_last: bool) -> set[str]:
        """None of which is stronger than another."""
        edges = {
            "firstRow": "firstRow" in looks and (self._row == 0 or self._is_repeated),
            "lastRow": "lastRow" in looks and self._row == self.rows - 1,
            "firstCol": "firstColumn" in looks and column == 0,
            "lastCol": "lastColumn" in looks and is_last,
        }
        return {name for name, applies in edges.items() if applies}

    def _corners(self, column: int, looks: frozenset[str], *, is_last: bool) -> set[str]:
        edges = self._edges(column, looks, is_last=is_last)
        return {name for name, meeting in CORNERS.items() if meeting <= edges}

    def _bands(self, column: int, looks: frozenset[str]) -> Iterator[set[str]]:
        """Rows before columns; what has a look of its own is not counted."""
        row, column = self._row - ("firstRow" in looks), column - ("firstColumn" in looks)
        if "noHBand" not in looks and row >= 0:
            yield {band("Horz", row, self.style.rows_in_band)}
        if "noVBand" not in looks and column >= 0:
            yield {band("Vert", column, self.style.columns_in_band)}


def by_name(layers: Iterable[Formats]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for layer in layers:
        for name, one in layer.items():
            found.setdefault(name, []).append(one)
    return found


def band(direction: str, place: int, size: int) -> str:
    return f"band{place // size % 2 + 1}{direction}"


def table(element: Any, style: TableStyle) -> Table:
    look = element.find("{*}tblPr/{*}tblLook")
    rows = (*element.iterfind("{*}tr"), *element.iterfind("{*}sdt/{*}sdtContent/{*}tr"))
    return Table(element, style, None if look is None else looks_of(look), len(rows))


def looks_of(look: Any) -> frozenset[str]:
    try:
        bits = int(value(look, "val") or "0", 16)
    except ValueError:
        bits = 0
    said = {name: value(look, name) for name in LOOKS}
    return frozenset(
        name for name, bit in LOOKS.items() if (said[name] not in OFF if said[name] else bits & bit)
    )


def cell_width(cell: Any, table: Any) -> float:
    """In points, where the table's layout is fixed, so that what is wider is cut off; infinite
    where it is not, or nothing is said."""
    layout, width = table.find("{*}tblPr/{*}tblLayout"), cell.find("{*}tcPr/{*}tcW")
    if layout is None or width is None or value(layout, "type") != "fixed":
        return inf
    if value(width, "type") not in {"", "dxa"}:
        return inf
    return abs(number(value(width, "w"), 0)) / TWENTIETHS or inf


def is_deleted(element: Any) -> bool:
    """Whether a row or a cell was taken out, with the change kept."""
    marks = (element.find(path) for path in ("{*}trPr/{*}del", "{*}tcPr/{*}cellDel"))
    return any(mark is not None for mark in marks)


def table_points_off(element: Any) -> float:
    """How far a table is moved from its usual place, at most."""
    indent, place = (element.find(f"{{*}}tblPr/{{*}}{name}") for name in ("tblInd", "tblpPr"))
    moves = [] if place is None else [value(place, "tblpX"), value(place, "tblpY")]
    if indent is not None and value(indent, "type") in {"", "dxa"}:
        moves.append(value(indent, "w"))
    return max((abs(number(move, 0)) for move in moves), default=0) / TWENTIETHS
