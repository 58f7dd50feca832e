"""Files whose bytes are text."""

import io

import pytest

from tests.reading.conftest import Read
from tests.support.loading import Load

LIMIT = 400_000
DATA_KINDS = ["txt", "md", "rst", "csv", "json", "yaml", "yml", "toml", "xml"]
WEB_KINDS = ["py", "js", "ts", "java", "kt", "swift", "scala", "sql", "sh"]
CODE_KINDS = ["c", "h", "cpp", "cs", "go", "rs", "rb"]


@pytest.mark.parametrize("kind", DATA_KINDS + WEB_KINDS + CODE_KINDS)
def test_every_allowed_kind_that_is_text_is_read(read: Read, kind: str) -> None:
    for name in (f"answer.{kind}", f"ANSWER.{kind.upper()}"):
        reading = read(b"text", name)
        assert (reading.text, reading.flags) == ("text", ())


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.jpeg", "a.html", "a.exe", "a.doc", "a.odt"])
def test_other_kinds_are_not_read_and_the_reason_is_a_sentence(refused: Read, name: str) -> None:
    kind = name.partition(".")[2].upper()
    assert refused(b"text", name) == (
        f"{kind} files are not read; it needs manual review.",
        ("unreadable_file",),
    )


@pytest.mark.parametrize("name", ["", "a", "a.", ".txt", "a.<b>", "a." + "x" * 11, "a.\ud800"])
def test_a_name_without_a_sane_extension_is_not_quoted(refused: Read, name: str) -> None:
    reason, _ = refused(b"text", name)

    assert reason == "This kind of files are not read; it needs manual review."


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
        (b"a\tb\r\nc\x0cd\x1b[0m", "a\tb\r\nc\x0cd\x1b[0m"),
        (b"\xff\xfea", "\ufffd"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "a"),
        (b"\x00\x00\xfe\xff\x00\x00\x00a", "a"),
        (b"text\x01", "text"),
        (b"text\x1a", "text"),
        (b"text\r\n" + b"\x1a" * 122, "text"),  # filled up to a sector, by CP/M and DOS
        (b"text" * 10 + b"\x00" * 472, "text" * 10),
        (b"te\x02xt is text", "text is text"),
        (b"An index\x00 speeds up reads.", "An index speeds up reads."),
        ("ca\x03fé".encode(), "café"),
        (b"a\r\nb\rc\nd", "a\r\nb\rc\nd"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_text_is_decoded(read: Read, content: bytes, text: str) -> None:
    assert read(content, "a.txt").text == text


@pytest.mark.parametrize(
    "content",
    [
        b"a\x00b",
        b"\x7fELF\x02\x01\x01\x00",
        bytes(range(256)),
        b"\xef\xbb\xbfa\x00",
        b"\xff\xfe" + bytes(range(10)) + b"\x00\x00",
        b"\xfe\xff\x00\x00",
        b"a\x00b\x00",  # too little to be UTF-16
        b"text\x01\x02\x03",
        b"GIF89a\x01\x00\x01\x00\x80\x01\x00" + bytes(range(64)),
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(256)),
        b"\x1f\x8b\x08\x00" + bytes(range(0, 256, 3)) * 99,
    ],
    ids=lambda content: repr(content[:16]),
)
def test_what_is_no_text_is_unreadable_whatever_its_first_bytes_claim(
    refused: Read, content: bytes
) -> None:
    reason, _ = refused(content, "a.txt")

    assert reason == "The file is named as text, but what it holds is not text."


@pytest.mark.parametrize("text", ["café", "An index.\n", "Индекс.", "索引加快读取", "인덱스 읽기"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["-le", "-be", ""])
def test_wide_characters_are_read_with_and_without_a_mark(
    read: Read, encoding: str, order: str, text: str
) -> None:
    assert read(text.encode(encoding + order), "a.txt").text == text.strip()
    if encoding == "utf-16":
        assert read((9 * text).encode(encoding + order)[:-1], "a.txt").text[:-1] == (9 * text)[:-1]


@pytest.mark.parametrize(
    "content",
    [
        b"Index zr\x00 ok",
        b"Ein Inde\x00 ok",
        b"quicksort is\x00 faster",
        b"polymorphism is\x00\x00 good",
        b"it is a hash table\x00 with keys\x00",
        b"A hash table stores pairs\x00\x00\x00 and looks them up in O(1)",
        (b"the list is mutable and it can grow, too" + b"\x00") * 40 + b"!",
        (b"a" * 40 + b"\0") * 9000 + b"b",
        b"a = 1\x00\nb = 2\x00\nprint(a+b)\x00;",
        (b"x" * 15 + b"\x00") * 8 + b"y",
        "naïve: индекс\x00 ускоряет чтение".encode(),
        b"\xef\xbb\xbfA list is\x00 mutable.",
    ],
    ids=lambda content: repr(content[:24]),
)
def test_nuls_within_a_text_are_left_out_and_flagged(read: Read, content: bytes) -> None:
    text = content.replace(b"\x00", b"").decode("utf-8-sig")

    reading = read(content, "a.txt")

    assert (reading.text, reading.flags) == (text, ("partly_read",))


@pytest.mark.parametrize("content", [b"a new list\x00", b"a tuple is frozen\x00\x00"])
def test_nuls_at_the_end_of_a_text_are_no_loss(read: Read, content: bytes) -> None:
    reading = read(content, "a.txt")

    assert (reading.text, reading.flags) == (content.rstrip(b"\x00").decode(), ())


def test_a_nul_in_a_text_whose_encoding_is_guessed_is_flagged_too(read: Read) -> None:
    reading = read(b"The caf\xe9 is\x00 good, and so is the list.", "a.txt")

    assert reading.text == "The café is good, and so is the list."
    assert reading.flags == ("encoding_guessed", "partly_read")


@pytest.mark.parametrize(
    "content",
    [
        b"name\x00value\x00other\x00thing\x00",
        b"yes it is\x00\x00",
        b"a list\x00\x00\x00\x00 grows\x00\x00\x00",
        b"caf\xe9s: \x00\x00\x00 are good",
    ],
)
def test_a_text_with_many_nuls_is_never_chinese(refused: Read, content: bytes) -> None:
    reason, _ = refused(content, "a.txt")

    assert reason == "The file is named as text, but what it holds is not text."


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["An index: 索引.", "Индекс ускоряет", "索引加快读取\n但"])
def test_wide_characters_without_a_mark_are_a_guess(read: Read, encoding: str, text: str) -> None:
    reading = read(text.encode(encoding), "a.txt")

    assert (reading.text, reading.flags) == (text, ("encoding_guessed",))


RUSSIAN = "Индекс ускоряет чтение."


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (RUSSIAN.encode() + b"\xff" + RUSSIAN.encode(), f"{RUSSIAN}\ufffd{RUSSIAN}"),
        (b"\x93" + RUSSIAN.encode(), f"\ufffd{RUSSIAN}"),
        (RUSSIAN.encode()[:-2], f"{RUSSIAN[:-2]}\ufffd"),
        (b"\xef\xbb\xbfa\xff" + RUSSIAN.encode(), f"a\ufffd{RUSSIAN}"),
        (b"\xc3\xa9 \xe9", "é \ufffd"),
        ("naïve café".encode() + b"\x92s", "naïve café\ufffds"),
        (b"\xff\xfe" + RUSSIAN.encode("utf-16-le") + b"a", f"{RUSSIAN}\ufffd"),
    ],
    ids=lambda value: repr(value)[-24:],
)
def test_one_bad_byte_costs_that_byte(read: Read, content: bytes, text: str) -> None:
    reading = read(content, "a.txt")

    assert (reading.text, reading.flags) == (text, ("partly_read",))


@pytest.mark.parametrize(("length", "cut"), [(LIMIT - 1, False), (LIMIT, False), (LIMIT + 1, True)])
def test_a_file_is_read_up_to_400_000_bytes(read: Read, length: int, cut: bool) -> None:
    reading = read(b"a" * length, "a.txt")

    assert len(reading.text) == min(length, LIMIT)
    assert reading.flags == (("file_truncated",) if cut else ())


def test_a_cut_in_the_middle_of_a_character_does_not_change_the_encoding(read: Read) -> None:
    reading = read(b"a" + "é".encode() * LIMIT, "a.txt")

    assert reading.flags == ("file_truncated",)
    assert reading.text == "a" + "é" * (LIMIT // 2 - 1)


def test_typed_text_comes_before_that_of_the_file(load: Load) -> None:
    answer = load("reading.answer")

    def whole(typed: str, content: bytes) -> str:
        return str(answer.read_answer(typed, answer.Upload("a.txt", io.BytesIO(content))).text)

    assert whole("Typed.", b"In the file.") == "Typed.\n\nIn the file."
    assert whole("", b"In the file.") == "In the file."
    assert whole("Typed.", b"") == "Typed."
    assert answer.read_answer("Typed.", None).text == "Typed."
