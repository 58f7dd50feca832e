"""What both services read in the same way, by the same code: encodings, and the heads of parts."""

from collections.abc import Iterator
from contextlib import suppress
from time import thread_time
from unicodedata import category

import pytest

from tests.support.loading import Load, service_modules


@pytest.fixture(scope="module")
def load() -> Iterator[Load]:
    with service_modules("fastapi_app") as load:
        yield load


# Of the WHATWG Encoding Standard, by what Python calls the encoding; those of the form iso8859-2,
# iso88592 and iso_8859-2 are made in the test.
STANDARD = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-ir-101 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-ir-109 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-ir-110 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-ir-144 iso_8859-5:1988",
    "iso8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e "
    "iso-8859-6-i iso-ir-127 iso_8859-6:1987",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso_8859-7:1987 "
    "sun_eu_greek",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 iso_8859-8:1988 "
    "visual csiso88598i iso-8859-8-i logical",
    "iso8859-10": "csisolatin6 iso-ir-157 l6 latin6",
    "iso8859-13": "iso-8859-13",
    "iso8859-14": "iso-8859-14",
    "iso8859-15": "csisolatin9 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": "cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 "
    "iso_8859-1:1987 l1 latin1 windows-1252 x-cp1252",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 "
    "iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254",
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk "
    "gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 "
    "ksc_5601 windows-949",
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16le",
    "utf-16": "utf-16",  # there the same as the one before; here its byte order mark counts
    "ascii": "ansi_x3.4-1968 ascii us-ascii",  # there windows-1252
}


@pytest.mark.parametrize("codec", STANDARD)
def test_every_label_of_the_standard_is_known(load: Load, codec: str) -> None:
    labels = STANDARD[codec].split()
    if codec.startswith("iso8859-"):
        number = codec.removeprefix("iso8859-")
        labels += [form + number for form in ("iso-8859-", "iso8859-", "iso8859", "iso_8859-")]
    for label in labels:
        assert load("utils.charsets").codec_of(label.upper()) == codec, label


def test_a_label_means_the_same_however_it_is_written(load: Load) -> None:
    """And none of them can be taken for that of another encoding."""
    charsets = load("utils.charsets")

    for codec, labels in charsets.LABELS.items():
        for label in labels.split():
            assert charsets.codec_of(label.upper().replace("-", "_")) == codec, label


def test_what_unicode_calls_a_format_character_or_no_character_cannot_be_seen(load: Load) -> None:
    names = load("utils.names")
    letters = [chr(code) for code in range(0x110000)]

    formats = [letter for letter in letters if category(letter) in {"Cc", "Cf", "Zs", "Zl", "Zp"}]
    never = [letter for letter in letters if ord(letter) & 0xFFFE == 0xFFFE]
    never += map(chr, range(0xFDD0, 0xFDF0))

    assert [letter for letter in formats + never if names.can_be_seen(letter)] == []
    assert all(names.can_be_seen(letter) for letter in letters if category(letter)[0] in "NP")


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
