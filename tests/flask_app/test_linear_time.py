"""No request may take the interview service much longer than another of its length, nor keep
Python's lock for long: everybody else waits meanwhile."""

import contextlib
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import EnvironBuilder

from tests.support.expressions import compiled_later, compiled_patterns, slow_text
from tests.support.loading import Load

PATTERNS = compiled_patterns("flask_app")
LARGEST_TEXT = 2 * 1024 * 1024
# Of the processor, for the largest body: several times what they take. Not bounded, a form took 53.
MOST_JSON_SECONDS, MOST_FORM_SECONDS = 0.1, 0.5


def test_the_expressions_of_every_part_are_known() -> None:
    known = {name.partition(" ")[0] for name in PATTERNS}
    assert {"schemas", "utils.browsers", "utils.connections", "utils.logs"} <= known


def test_no_expression_is_compiled_later() -> None:
    assert compiled_later("flask_app") == []


@pytest.mark.parametrize("name", PATTERNS)
def test_twice_the_text_takes_about_twice_as_long(name: str) -> None:
    assert slow_text(PATTERNS[name]) is None, PATTERNS[name].pattern


def filled(part: bytes, size: int) -> bytes:
    return (part * (size // len(part) + 1))[:size]


def seconds(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


JSON_PARTS = [
    *(b'"', b'""', b'",', b'"a"b', b'":"', b'["', b'"\\', b'\\"', b'\\\\"', b'"\\\\"'),
    *(b"\\", b"\\\\", b"[],", b"{}", b"[", b"{", b"1", b"1,", b"-", b"e", b".1", b" ", b":"),
    *(b"\\u00e9", "é".encode(), b"\xff", b"null", b"1.5e7"),
]


@pytest.mark.parametrize("part", JSON_PARTS)
@pytest.mark.parametrize("before", [b"", b'"', b'{"email":"', b'{"email":', b"[1."])
def test_json_is_refused_or_read_fast(load: Load, before: bytes, part: bytes) -> None:
    openapi, schemas = load("utils.openapi"), load("schemas")
    content = before + filled(part, LARGEST_TEXT - len(before))

    def read() -> None:
        with pytest.raises((openapi.MalformedBody, openapi.TooLarge)):
            openapi.parse_json(schemas.InterviewCreate, content, [])

    assert min(seconds(read) for _ in range(2)) < MOST_JSON_SECONDS


def head(parameters: bytes) -> bytes:
    return b"--edge\r\nContent-Disposition: form-data; name=x" + parameters + b"\r\n\r\nx"


PARTS = {
    "preamble": lambda part: filled(part, LARGEST_TEXT),
    "head": lambda part: b"--edge\r\nX: " + filled(part, LARGEST_TEXT),
    "whole head": lambda part: head(b";" + filled(part, LARGEST_TEXT)),
    "twenty heads": lambda part: b"\r\n".join([head(b";" + filled(part, 8000))] * 20),
    "text": lambda part: head(b"") + filled(part, LARGEST_TEXT),
    "epilogue": lambda part: head(b"") + b"\r\n--edge--\r\n" + filled(part, LARGEST_TEXT),
}
FORM_PARTS = [
    *(b"\r\n", b"\r", b"\n", b"\r\n--", b"--edge", b"\r\n--edge ", b"\r\n--edge--", b"-", b" "),
    *(b";", b'a="b";', b"a*0=b;", b"a*=utf-8''%41;", b'\\"', b"a\r\n ", b"a:b\r\n", b"%41", b"="),
]


def read_form(load: Load, content: bytes, boundary: bytes = b"edge") -> None:
    web, errors = load("web"), load("utils.errors")
    builder = EnvironBuilder(
        method="POST",
        content_type=f'multipart/form-data; boundary="{boundary.decode()}"',
        input_stream=BytesIO(content),
        content_length=len(content),
    )
    request: Any = web.StreamingRequest(builder.get_environ())
    refusals = errors.MalformedBody, errors.TooLarge
    with contextlib.suppress(ValueError, RequestEntityTooLarge, *refusals):
        assert request.form is not None


@pytest.mark.parametrize("part", FORM_PARTS)
@pytest.mark.parametrize("where", PARTS)
def test_forms_are_refused_or_read_fast(load: Load, where: str, part: bytes) -> None:
    content = PARTS[where](part)

    assert min(seconds(lambda: read_form(load, content)) for _ in range(2)) < MOST_FORM_SECONDS


@pytest.mark.parametrize("length", [1, 69, 70, 71, 1000, 30_000])
def test_a_boundary_that_much_resembles_takes_no_longer(load: Load, length: int) -> None:
    boundary = b"-" * (length - 1) + b"x"

    spent = seconds(lambda: read_form(load, b"-" * LARGEST_TEXT, boundary))

    assert spent < MOST_FORM_SECONDS
