"""Jupyter notebooks: what was written in the cells, and nothing of what they put out."""

import codecs
import json
from dataclasses import dataclass
from functools import partial
from typing import Any

from reading.result import PARTLY_READ, Reading, Unreadable
from reading.worker import serve

DAMAGED = "The notebook is damaged: it is not JSON; it needs manual review."
TOO_DEEP = "The notebook is nested too deeply to be read; it needs manual review."
NO_NOTEBOOK = "The file's name ends in .ipynb, but it is not a notebook; it needs manual review."
NO_CELL = "None of the notebook's cells can be read; it needs manual review."

FIRST_OF_JOINED_LINES = 4
"""The version of the format from which lines end in line breaks of their own."""
# Of a cell, in this and older versions of the format; the first that says something.
WRITTEN_AS = ("source", "input", "code", "text")
RENDERED = "rendered"  # what came of the source, in version 2
NOT_TWICE = frozenset((*WRITTEN_AS, RENDERED, "cells", "worksheets"))
# What else there is in one, and nobody has written as an answer.
AROUND_IT = {"cell_type", "metadata", "id", "outputs", "output", "execution_count", "attachments"}
AROUND_IT |= {"prompt_number", "collapsed", "language", "level", "trusted"}
CLOSED_LINES = ("\n", "\r")
DEEPEST = 6  # heading
PADDING = " \t\r\n\x00\x1a"  # behind the JSON


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_whole: bool  # or holds something that is not read
    is_known: bool = True  # or has nothing where there should be text


def read_notebook(content: bytes) -> Reading:
    """Raises Unreadable."""
    notebook, is_whole = parsed(text_of(content))
    found = cells_of(notebook)
    if found is None:
        raise Unreadable(NO_NOTEBOOK)
    is_whole = is_whole and not has_odd_sheets(notebook)
    version = notebook.get("nbformat")
    is_joined = not isinstance(version, float) or version >= FIRST_OF_JOINED_LINES
    cells = [cell_of(cell, is_joined=is_joined) for cell in found]
    is_whole = is_whole and all(cell.is_whole for cell in cells)
    text = "\n\n".join(cell.text for cell in cells if cell.text or cell.is_whole)
    if version is None and found and not any(cell.is_known for cell in cells):
        raise Unreadable(NO_NOTEBOOK)
    if not (is_whole or text.strip()):
        raise Unreadable(NO_CELL)
    return Reading(text, () if is_whole and "\ufffd" not in text else (PARTLY_READ,))


def text_of(content: bytes) -> str:
    """JSON is in Unicode; a byte that is not costs a character."""
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        return content.decode(json.detect_encoding(content), errors="replace")


def parsed(text: str) -> tuple[Any, bool]:
    """What is in it, and whether that is all. Raises Unreadable."""
    # Numbers are of no interest, and may be longer than Python converts to an int.
    lost: list[str] = []
    decoder = json.JSONDecoder(
        parse_int=float, strict=False, object_pairs_hook=partial(last_of_each, lost=lost)
    )
    text = text.strip(PADDING)
    try:
        notebook, end = decoder.raw_decode(text)
    except ValueError:
        raise Unreadable(DAMAGED) from None
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    return notebook, end == len(text) and not lost


def last_of_each(members: list[tuple[str, Any]], lost: list[str]) -> dict[str, Any]:
    """An object of these members; which texts it holds twice is told in `lost`."""
    kept = dict(members)
    if len(kept) < len(members):
        lost += [name for name, value in members if name in NOT_TWICE and kept[name] != value]
    return kept


def cells_of(notebook: Any) -> list[Any] | None:
    """Of all worksheets, which there were before version 4 of the format; None if it is no
    notebook."""
    if not isinstance(notebook, dict):
        return None
    lists = [place.get("cells") for place in places_of(notebook) if isinstance(place, dict)]
    known = [cells for cells in lists if isinstance(cells, list)]
    if not (known or notebook.get("worksheets") == []):
        return None
    return [cell for cells in known for cell in cells]


def has_odd_sheets(notebook: dict[str, Any]) -> bool:
    """Whether there is something instead of cells."""
    cells = [p.get("cells") if isinstance(p, dict) else p for p in places_of(notebook)]
    return any(found and not isinstance(found, list) for found in cells)


def places_of(notebook: dict[str, Any]) -> list[Any]:
    """Where cells may be."""
    sheets = notebook.get("worksheets")
    return [notebook, *(sheets if isinstance(sheets, list) else (sheets,))]


def cell_of(cell: Any, *, is_joined: bool) -> Cell:
    if not isinstance(cell, dict):
        return Cell("", is_whole=not cell, is_known=False)
    names = [name for name in (*WRITTEN_AS, RENDERED) if cell.get(name) is not None]
    if not names:
        rest = cell.keys() - AROUND_IT
        return Cell("", is_whole=not any(cell[name] for name in rest), is_known=False)
    found = [joined(cell[name], is_joined=is_joined) for name in names]
    text = next((text for text, _ in found if text.strip()), found[0][0])
    others = [one for one, name in zip(found, names, strict=True) if name != RENDERED]
    is_whole = all(whole and (one == text or not one.strip()) for one, whole in others)
    is_whole = is_whole and (bool(others) or found[-1][1])
    if cell.get("cell_type") == "heading":
        text = f"{marks(cell.get('level'))} {text}"
    return Cell(text, is_whole, is_known=is_whole or bool(text))


def joined(written: Any, *, is_joined: bool) -> tuple[str, bool]:
    """The format allows one text, or a list of its lines."""
    if isinstance(written, str):
        return written, True
    if not isinstance(written, list):
        return "", written in (None, {})
    lines = [line for line in written if isinstance(line, str)]
    is_joined = is_joined or not lines or lines[0].endswith(CLOSED_LINES)
    is_whole = all(isinstance(line, str) or line in (None, [], {}) for line in written)
    return ("" if is_joined else "\n").join(lines), is_whole


def marks(level: Any) -> str:
    """Of a heading in Markdown, which has taken their place in version 4."""
    return "#" * (int(level) if isinstance(level, float) and 1 <= level <= DEEPEST else 1)


if __name__ == "__main__":
    serve(read_notebook)
