"""Cells of a table that are merged into others, which show nothing of their own."""

from functools import cached_property
from itertools import islice
from typing import Any

from reading.docx_xml import named, number, value

MAX_COMPARED = 500
"""Pieces of text, of one cell; the label of a group of cells has few."""


class Label:
    """What a cell says."""

    def __init__(self, cell: Any) -> None:
        self._cell = cell

    @cached_property
    def text(self) -> str:
        parts = islice(self._cell.iter("{*}t"), MAX_COMPARED)
        return " ".join("".join(part.text or "" for part in parts).split())


class Merges:
    """Of a table, on the way through its cells."""

    def __init__(self) -> None:
        self._above: dict[int, Label] = {}  # by column, each merged into none
        self._left: Label | None = None
        self._column = 0

    def begin_row(self, row: Any) -> None:
        self._left = None
        self._column = int(number(named(row, "{*}trPr/{*}gridBefore"), 0))

    def repeats(self, cell: Any) -> bool:
        """Whether the next cell of the row says again what the one says that it is merged into:
        programs write a label into every cell of a group, and Word shows it once."""
        column, label = self._column, Label(cell)
        self._column += max(1, int(number(named(cell, "{*}tcPr/{*}gridSpan"), 1)))
        if is_merged(cell, "h"):
            first = self._left
        elif is_merged(cell, "v"):
            first = self._above.get(column)
            self._left = first
        else:
            first = None
            self._left = self._above[column] = label
        return first is not None and "" != label.text == first.text


def is_continued(cell: Any) -> bool:
    return is_merged(cell, "v") or is_merged(cell, "h")


def is_merged(cell: Any, way: str) -> bool:
    """Vertically or horizontally, into one before it."""
    merge = cell.find(f"{{*}}tcPr/{{*}}{way}Merge")
    return merge is not None and value(merge, "val") in {"", "continue"}
