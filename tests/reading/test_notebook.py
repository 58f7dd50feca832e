"""Jupyter notebooks."""

import pytest

from tests.reading.conftest import Read
from tests.reading.documents import notebook_of

DAMAGED = "The notebook is damaged: it is not JSON; a person has to look at it."
NO_NOTEBOOK = "The file is named as a notebook, but is none; a person has to look at it."


def code(source: object, *outputs: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "outputs": outputs, "metadata": {}}


def test_what_was_written_into_the_cells_is_read_and_what_they_put_out_is_not(read: Read) -> None:
    shown = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo", "text/plain": "7"}}
    printed = {"output_type": "stream", "name": "stdout", "text": ["printed"]}
    content = notebook_of(
        {"cell_type": "markdown", "source": ["# A generator\n", "yields."], "metadata": {}},
        code("def numbers():\n    yield 1", shown, printed),
        {"cell_type": "raw", "source": "As it is."},
    )

    reading = read(content, "answer.ipynb")

    assert reading.text == ("# A generator\nyields.\n\ndef numbers():\n    yield 1\n\nAs it is.")
    assert reading.flags == ()


def test_a_notebook_without_cells_is_empty(read: Read) -> None:
    assert read(notebook_of(), "answer.ipynb").text == ""


def test_pictures_in_a_notebook_do_not_use_up_what_is_read_of_it(read: Read) -> None:
    drawing = {"output_type": "display_data", "data": {"image/png": "A" * 2_000_000}}

    reading = read(notebook_of(code("first", drawing), code("last")), "answer.ipynb")

    assert (reading.text, reading.flags) == ("first\n\nlast", ())


def test_the_end_of_a_very_long_notebook_is_left_out_and_flagged(read: Read) -> None:
    reading = read(notebook_of(code("a" * 200_001)), "answer.ipynb")

    assert (reading.text, reading.flags) == ("a" * 200_000, ("file_truncated",))


def test_characters_that_no_text_holds_are_left_out(read: Read) -> None:
    assert read(notebook_of(code("a\x00b\ud800c")), "answer.ipynb").text == "abc"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", DAMAGED),
        (b'{"cells": [{"source": "x"', DAMAGED),
        (b"\xff\xfe\xfd", DAMAGED),
        (b"[" * 1_000_000, DAMAGED),
        (b"[]", NO_NOTEBOOK),
        (b"5", NO_NOTEBOOK),
        (b"{}", NO_NOTEBOOK),
        (b'{"cells": 5}', NO_NOTEBOOK),
        (b'{"cells": ["text"]}', NO_NOTEBOOK),
        (b'{"cells": [{"cell_type": "code"}]}', NO_NOTEBOOK),
        (b'{"cells": [{"source": [5]}]}', NO_NOTEBOOK),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_notebook_is_unreadable(refused: Read, content: bytes, reason: str) -> None:
    assert refused(content, "answer.ipynb") == (reason, ("unreadable_file",))
