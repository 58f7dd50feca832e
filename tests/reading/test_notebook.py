"""Jupyter notebooks."""

import json
import sys

import pytest

from tests.reading.conftest import Read
from tests.reading.documents import notebook_of

DAMAGED = "The notebook is damaged: it is not JSON; it needs manual review."
TOO_DEEP = "The notebook is nested too deeply to be read; it needs manual review."
NO_CELL = "None of the notebook's cells can be read; it needs manual review."
NO_NOTEBOOK = "The file's name ends in .ipynb, but it is not a notebook; it needs manual review."


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
        (b"[" * 1_000_000, TOO_DEEP),
        (b"[]", NO_NOTEBOOK),
        (b"5", NO_NOTEBOOK),
        (b"{}", NO_NOTEBOOK),
        (b'{"cells": 5}', NO_NOTEBOOK),
        (b'{"cells": ["text"]}', NO_NOTEBOOK),
        (b'{"cells": [{"cell_type": "code"}]}', NO_NOTEBOOK),
        (b'{"cells": [{"source": [5]}]}', NO_NOTEBOOK),
        (b'{"cells": null, "nbformat": 4}', NO_NOTEBOOK),
        (b'{"worksheets": [5]}', NO_NOTEBOOK),
        (b'{"paragraphs": [{"text": "Text."}]}', NO_NOTEBOOK),
        (b'{"cells": ["text"], "nbformat": 4}', NO_CELL),
        (b'{"cells": [{"source": {"a": 1}}, {"source": 5}], "nbformat": 4}', NO_CELL),
        (b'{"cells": [' + b"[" * 5000 + b"]" * 5000 + b"]}", TOO_DEEP),
        (b"<<<<<<< HEAD\n" + notebook_of(), DAMAGED),
        (b"# %%\nprint(1)", DAMAGED),
        (b"\xef\xbb\xbf", DAMAGED),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_notebook_is_unreadable(refused: Read, content: bytes, reason: str) -> None:
    assert refused(content, "answer.ipynb") == (reason, ("unreadable_file",))


# What was written before version 4 of the format --------------------------------------------------


def old(*cells: object, nbformat: int) -> bytes:
    sheets = [{"cells": [cell], "metadata": {}} for cell in cells]
    return json.dumps(
        {"metadata": {"name": ""}, "nbformat": nbformat, "worksheets": sheets}
    ).encode()


def test_a_notebook_of_version_3_is_read_with_its_headings_and_all_worksheets(read: Read) -> None:
    content = old(
        {"cell_type": "heading", "level": 2, "source": ["A generator"], "metadata": {}},
        {"cell_type": "markdown", "source": "It yields.", "metadata": {}},
        {
            "cell_type": "code",
            "input": ["def numbers():\n", "    yield 1"],
            "language": "python",
            "outputs": [{"output_type": "pyout", "text": ["7"]}],
            "prompt_number": 1,
            "collapsed": True,
        },
        {"cell_type": "raw", "source": ["As it is."]},
        {"cell_type": "html", "source": "<b>Bold</b>"},
        nbformat=3,
    )

    reading = read(content, "answer.ipynb")

    assert reading.text == (
        "## A generator\n\nIt yields.\n\ndef numbers():\n    yield 1\n\nAs it is.\n\n<b>Bold</b>"
    )
    assert reading.flags == ()


def test_lines_without_ends_are_lines_in_version_2(read: Read) -> None:
    content = old(
        {"cell_type": "code", "input": ["a = 1", "b = 2"], "language": "python", "outputs": []},
        {"cell_type": "text", "source": ["One.", "Two."]},
        nbformat=2,
    )

    reading = read(content, "answer.ipynb")

    assert (reading.text, reading.flags) == ("a = 1\nb = 2\n\nOne.\nTwo.", ())


def test_a_notebook_of_version_1_is_read(read: Read) -> None:
    cells = [{"cell_type": "code", "code": "a = 1"}, {"cell_type": "text", "text": "It counts."}]

    reading = read(json.dumps({"nbformat": 1, "cells": cells}).encode(), "answer.ipynb")

    assert (reading.text, reading.flags) == ("a = 1\n\nIt counts.", ())


def test_a_notebook_without_worksheets_is_empty(read: Read) -> None:
    assert read(b'{"nbformat": 3, "worksheets": []}', "answer.ipynb").text == ""


# What is odd -----------------------------------------------------------------------------------


def between(odd: object) -> bytes:
    return notebook_of(code("first"), odd, code("last"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "odd",
    [
        {},
        None,
        "",
        {"cell_type": "code", "outputs": [{"text": "7"}], "metadata": {"collapsed": True}},
        {"cell_type": "markdown", "metadata": {}, "id": "a"},
    ],
    ids=repr,
)
def test_a_cell_that_holds_nothing_is_passed_over(read: Read, odd: object) -> None:
    reading = read(between(odd), "answer.ipynb")

    assert (reading.text.split(), reading.flags) == (["first", "last"], ())


@pytest.mark.parametrize("source", [None, [], [None], ""], ids=repr)
def test_an_empty_source_is_empty(read: Read, source: object) -> None:
    reading = read(between(code(source)), "answer.ipynb")

    assert (reading.text.split(), reading.flags) == (["first", "last"], ())


@pytest.mark.parametrize(
    ("odd", "text"),
    [
        ("A text.", ""),
        (5, ""),
        (["A text."], ""),
        ({"cell_type": "markdown", "content": "A text."}, ""),
        (code(5), ""),
        (code({"text": "A text."}), ""),
        (code(["a\n", 5, "b"]), "a\nb"),
        (code(["a\n", ["c"], "b"]), "a\nb"),
    ],
    ids=repr,
)
def test_an_odd_cell_costs_that_cell_and_is_flagged(read: Read, odd: object, text: str) -> None:
    reading = read(between(odd), "answer.ipynb")

    assert reading.text == "\n\n".join(filter(None, ("first", text, "last")))
    assert reading.flags == ("partly_read",)


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "sql", "source": "A text."},
        {"cell_type": None, "source": "A text."},
        {"source": ["A ", "text."]},
        {
            "cell_type": "code",
            "source": "A text.",
            "metadata": {"jupyter": {"source_hidden": True}},
        },
        {"cell_type": "code", "source": "A text.", "outputs": "none", "execution_count": 10**5000},
        {"cell_type": "code", "source": "A text.", "metadata": {"a": float("nan")}},
        {
            "cell_type": "markdown",
            "source": "A text.",
            "attachments": {"a.png": {"image/png": "iV"}},
        },
    ],
    ids=lambda cell: repr(cell)[:60] if "execution_count" not in cell else "long number",
)
def test_what_is_around_the_text_does_not_matter(read: Read, cell: dict[str, object]) -> None:
    sys.set_int_max_str_digits(0)
    try:
        content = between(cell)
    finally:
        sys.set_int_max_str_digits(4300)

    reading = read(content, "answer.ipynb")

    assert (reading.text, reading.flags) == ("first\n\nA text.\n\nlast", ())


@pytest.mark.parametrize("level", [0, 7, 10**9, None, "2", 1.5], ids=repr)
def test_an_odd_level_of_a_heading_is_the_first(read: Read, level: object) -> None:
    content = between({"cell_type": "heading", "level": level, "source": "Title"})

    assert read(content, "answer.ipynb").text == "first\n\n# Title\n\nlast"


@pytest.mark.parametrize(
    ("cell", "flags"),
    [
        ({"cell_type": "code", "source": "", "input": ["A text."]}, ()),
        ({"cell_type": "code", "source": [], "input": ["A text."]}, ()),
        ({"cell_type": "code", "source": " \n", "input": "A text."}, ()),
        ({"cell_type": "code", "source": None, "code": "A text."}, ()),
        ({"cell_type": "code", "source": "A text.", "input": "A text."}, ()),
        ({"cell_type": "code", "source": "A text.", "input": "Another."}, ("partly_read",)),
        ({"cell_type": "code", "source": {"a": 1}, "input": "A text."}, ("partly_read",)),
        ({"cell_type": "html", "rendered": "A text."}, ()),
        ({"cell_type": "html", "source": "A text.", "rendered": "<b>A text.</b>"}, ()),
        ({"cell_type": "html", "source": "", "rendered": "A text."}, ()),
        ({"cell_type": "html", "rendered": ["A text.", 5]}, ("partly_read",)),
    ],
    ids=repr,
)
def test_of_what_a_cell_holds_the_first_is_read_that_says_something(
    read: Read, cell: dict[str, object], flags: tuple[str, ...]
) -> None:
    reading = read(between(cell), "answer.ipynb")

    assert (reading.text, reading.flags) == ("first\n\nA text.\n\nlast", flags)


@pytest.mark.parametrize(
    "content",
    [
        b'{"nbformat":4,"cells":[{"source":"lost","source":"read"}]}',
        b'{"nbformat":4,"cells":[{"source":"lost"}],"cells":[{"source":"read"}]}',
        b'{"nbformat":3,"worksheets":[{"cells":{"a":{"input":"lost"}}},{"cells":[{"input":"read"}]}]}',
        b'{"nbformat":3,"worksheets":["lost",{"cells":[{"input":"read"}]}]}',
    ],
)
def test_a_text_that_is_lost_is_flagged(read: Read, content: bytes) -> None:
    reading = read(content, "answer.ipynb")

    assert (reading.text, reading.flags) == ("read", ("partly_read",))


def test_a_single_worksheet_is_read_too(read: Read) -> None:
    content = b'{"nbformat":3,"worksheets":{"cells":[{"input":"read"}]}}'

    assert read(content, "answer.ipynb").text == "read"


def test_what_is_there_twice_alike_is_no_loss(read: Read) -> None:
    content = b'{"nbformat":4,"cells":[{"source":"a","source":"a","id":"1","id":"2"}]}'

    assert read(content, "answer.ipynb").flags == ()


# How it is saved -------------------------------------------------------------------------------

SENTENCE = "Индекс ускоряет чтение, но замедляет запись."


def unescaped(text: str) -> str:
    return json.dumps({"cells": [code(text)], "nbformat": 4}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("encoding", "flags"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ()),
        ("utf-16-le", ("encoding_guessed",)),
        ("utf-16-be", ("encoding_guessed",)),
        ("utf-32", ()),
        ("cp1251", ("encoding_guessed",)),
    ],
)
def test_a_notebook_is_read_in_whatever_encoding_it_is_saved(
    read: Read, encoding: str, flags: tuple[str, ...]
) -> None:
    reading = read(unescaped(SENTENCE).encode(encoding), "answer.ipynb")

    assert (reading.text, reading.flags) == (SENTENCE, flags)


def test_a_notebook_in_windows_latin_1_is_read(read: Read) -> None:
    reading = read(unescaped("A café: “yes”.").encode("cp1252"), "answer.ipynb")

    assert (reading.text, reading.flags) == ("A café: “yes”.", ("encoding_guessed",))


def test_one_bad_byte_costs_one_character_of_a_notebook_of_any_size(read: Read) -> None:
    drawing = {"output_type": "display_data", "data": {"image/png": "A" * 5_000_000}}
    for outputs in ([], [drawing]):
        cells = {"cells": [{**code(SENTENCE + "?"), "outputs": outputs}]}
        content = json.dumps(cells, ensure_ascii=False).encode().replace(b"?", b"\xff")

        reading = read(content, "answer.ipynb")

        assert (reading.text, reading.flags) == (f"{SENTENCE}\ufffd", ("partly_read",))


def test_control_characters_and_dirt_behind_a_notebook_do_not_matter(read: Read) -> None:
    content = unescaped("a?b").encode().replace(b"?", b"\t\n\x02")

    for padding in (b"\x1a", b"\x00" * 9, b"\r\n\r\n"):
        reading = read(content + padding, "answer.ipynb")
        assert (reading.text, reading.flags) == ("a\t\nb", ())


def test_what_follows_a_notebook_is_not_read_and_flagged(read: Read) -> None:
    reading = read(unescaped("first").encode() + notebook_of(code("second")), "answer.ipynb")

    assert (reading.text, reading.flags) == ("first", ("partly_read",))
