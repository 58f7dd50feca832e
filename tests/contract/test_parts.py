"""What both services read in the same way, by the same code: encodings, and the heads of parts."""

from collections.abc import Iterator
from contextlib import suppress
from time import thread_time

import pytest

from tests.support.loading import Load, service_modules


@pytest.fixture(scope="module")
def load() -> Iterator[Load]:
    with service_modules("fastapi_app") as load:
        yield load


def test_every_encoding_is_one_of_text_that_python_has(load: Load) -> None:
    charsets = load("utils.charsets")

    for label, codec in charsets.CODECS.items():
        assert "a1".encode(codec).decode(codec) == "a1", label
        assert charsets.decoded("a1".encode(codec), label.upper(), "It") == "a1"


def test_nothing_that_is_decoded_holds_half_a_character(load: Load) -> None:
    charsets = load("utils.charsets")
    for codec in set(charsets.CODECS.values()):
        for first in range(256):
            for second in range(256):
                try:
                    text = bytes([first, second]).decode(codec)
                except UnicodeError:
                    continue
                assert not any("\ud800" <= letter <= "\udfff" for letter in text), codec


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (rb'x; a="1"; B=2 ;c = "3"', {b"a": b"1", b"b": b"2", b"c": b"3"}),
        (rb'x; a="C:\dir\"; b=c', {b"a": rb"C:\dir" + b"\\", b"b": b"c"}),
        (rb'x; a="open; b=c', {b"a": b'"open', b"b": b"c"}),
        (rb"x; a; b=", {b"b": b""}),
        (rb'x; a=""', {b"a": b""}),
        (rb'x; a="b"c; d=e', {b"a": b"b", b"d": b"e"}),
        (rb'x;;; ="a"; b=c', {b"b": b"c"}),
        (rb"x", {}),
        (rb"", {}),
        (rb"x;", {}),
    ],
)
def test_parameters_are_read_however_they_are_written(
    load: Load, header: bytes, found: dict[bytes, bytes]
) -> None:
    assert load("utils.parts").parameters(header) == found


@pytest.mark.parametrize(
    "piece",
    [
        *(b"\\", b'"', b'\\"', b'"\\', b";", b"=", b"a=", b';a="', b" ", b"a ", b"%22", b"?"),
        *(b"=?a?b?c?= ", b"=?utf-8?q??= ", b"'", b";filename*1=a", b"\xff"),
    ],
)
@pytest.mark.parametrize("before", [b"", b'; name=a; filename="', b"; name=a; filename*="])
def test_the_longest_head_takes_no_time(load: Load, before: bytes, piece: bytes) -> None:
    parts, errors = load("utils.parts"), load("utils.errors")
    header = (b"form-data" + before + piece * 100_000)[:65_536]
    begun = thread_time()
    with suppress(errors.MalformedBody):
        parts.read_head([(b"content-disposition", header)])
    assert thread_time() - begun < 0.5
