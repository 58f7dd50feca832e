"""Reading an upload as text."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.loading import service_modules

LIMIT = 400_000
DATA_KINDS = ["txt", "md", "rst", "csv", "json", "ipynb", "yaml", "yml", "toml", "xml"]
WEB_KINDS = ["py", "js", "ts", "java", "kt", "swift", "scala", "sql", "sh"]
CODE_KINDS = ["c", "h", "cpp", "cs", "go", "rs", "rb"]


@pytest.fixture(scope="module")
def reading() -> Iterator[ModuleType]:
    with service_modules("fastapi_app") as load:
        yield load("reading")


@pytest.mark.parametrize("kind", DATA_KINDS + WEB_KINDS + CODE_KINDS)
def test_every_allowed_kind_that_is_text_is_read(reading: ModuleType, kind: str) -> None:
    assert reading.read_bytes(b"text", f"answer.{kind}") == ("text", False)
    assert reading.read_bytes(b"text", f"ANSWER.{kind.upper()}") == ("text", False)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.png", "a.jpg", "a.jpeg", "a.html", "a.exe"])
def test_other_kinds_are_not_read_and_the_reason_is_a_sentence(
    reading: ModuleType, name: str
) -> None:
    with pytest.raises(reading.Unreadable) as refused:
        reading.read_bytes(b"text", name)

    kind = name.partition(".")[2].upper()
    assert str(refused.value) == f"{kind} files are not read; a person has to look at it."


@pytest.mark.parametrize("name", ["", "a", "a.", ".txt", "a.<b>", "a." + "x" * 11, "a.\ud800"])
def test_a_name_without_a_sane_extension_is_not_quoted(reading: ModuleType, name: str) -> None:
    with pytest.raises(reading.Unreadable, match=r"^This kind of files are not read"):
        reading.read_bytes(b"text", name)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b"caf\xc3\xa9", "café"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
        ("café 🙂".encode("utf-16"), "café 🙂"),
        (b"\xfe\xff" + "café 🙂".encode("utf-16-be"), "café 🙂"),
        (b"caf\xe9", "café"),  # the last character too
        (b"caf\xe9 au lait", "café au lait"),
        (b"\x93quoted\x94 \x80", "“quoted” €"),  # Windows' Latin 1
        (b"\xc3\xa9 \xe9", "Ã© é"),  # not UTF-8 as a whole
        (b"a\tb\r\nc\x0cd\x1b[0m", "a\tb\r\nc\x0cd\x1b[0m"),
        (b"\xff\xfea", "\ufffd"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_text_is_decoded(reading: ModuleType, content: bytes, text: str) -> None:
    assert reading.read_bytes(content, "a.txt") == (text, False)


@pytest.mark.parametrize(
    "content",
    [
        b"a\x00b",
        b"\x7fELF\x02\x01\x01\x00",
        bytes(range(256)),
        b"\xef\xbb\xbfa\x00",
        b"\xff\xfe" + bytes(range(10)) + b"\x00\x00",
        b"\xfe\xff\x00\x00",
        b"\xff\xfe\x00\x00a\x00\x00\x00",  # UTF-32
        "café".encode("utf-16-le"),  # without a mark it could be anything
        b"text\x01",
        b"text\x1a",
    ],
    ids=lambda content: repr(content[:16]),
)
def test_what_is_no_text_is_unreadable_whatever_its_first_bytes_claim(
    reading: ModuleType, content: bytes
) -> None:
    with pytest.raises(reading.Unreadable) as refused:
        reading.read_bytes(content, "a.txt")

    assert str(refused.value) == "The file is named as text, but what it holds is not text."


@pytest.mark.parametrize(("length", "cut"), [(LIMIT - 1, False), (LIMIT, False), (LIMIT + 1, True)])
def test_a_file_is_read_up_to_400_000_bytes(reading: ModuleType, length: int, cut: bool) -> None:
    text, was_cut = reading.read_bytes(b"a" * length, "a.txt")

    assert len(text) == min(length, LIMIT)
    assert was_cut is cut


def test_a_cut_in_the_middle_of_a_character_does_not_change_the_encoding(
    reading: ModuleType,
) -> None:
    text, cut = reading.read_bytes(b"a" + "é".encode() * LIMIT, "a.txt")

    assert cut
    assert text == "a" + "é" * (LIMIT // 2 - 1)


def test_a_file_on_disk_is_read_like_its_bytes(reading: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "stored").write_bytes(b"caf\xe9" + b"." * LIMIT)

    text, cut = reading.read_file(tmp_path / "stored", "answer.txt")

    assert (text[:5], len(text), cut) == ("café.", LIMIT, True)


def test_a_file_that_cannot_be_opened_is_unreadable_and_its_path_stays_ours(
    reading: ModuleType, tmp_path: Path
) -> None:
    for path in (tmp_path / "gone.txt", tmp_path):
        with pytest.raises(reading.Unreadable) as refused:
            reading.read_file(path, "answer.txt")
        assert str(refused.value) == "The uploaded file could not be opened."
