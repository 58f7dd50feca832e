r"""The heads of the parts of a multipart form: what each is called, and whether it is a file.

RFC 7578 has names in UTF-8 between quotation marks. How a name with quotation marks or backslashes
is written has changed over the years, so one rule reads all of it:

- `\"` is a quotation mark and `\\` a backslash, as older curl and the grammar of HTTP have it.
  Any other backslash is one, as browsers send it (`C:\fakepath\cv.txt`, `either\or.txt`).
- `%22` is a quotation mark, as browsers and newer curl have it. Other percent signs stay.
- `filename*` (RFC 8187), which .NET and mail libraries add, counts more than `filename`, also where
  an old client put it between quotation marks or divided it (RFC 2231). One that says nothing or
  cannot be decoded is passed over where there is a `filename` too (RFC 6266).
- A file name that is nothing but encoded words (RFC 2047, as .NET and Java have them) is decoded.

What is taken of a path, by whoever keeps the file, is the last component, behind slashes and
backslashes: `cv.txt` and `or.txt` of the above.
"""

import re
from binascii import Error, a2b_base64, a2b_qp
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import unquote_to_bytes

from utils.charsets import decoded
from utils.errors import MalformedBody
from utils.fields import CHARSET_FIELD, shown
from utils.names import can_be_seen

ESCAPED = re.compile(rb'\\(["\\])')
KEY = re.compile(rb"[^\s;=\"]+")
# Of these two would be one too many; of others the first counts.
HEADERS = {b"content-disposition", b"content-type", b"content-transfer-encoding"}
PARAMETERS = {b"name", b"filename", b"filename*", b"charset"}
# How a part may be encoded on its way: not at all.
AS_IT_IS = {b"", b"7bit", b"8bit", b"binary"}
FILE_NAME = "The name of a file"


@dataclass(frozen=True, slots=True)
class Head:
    """`charset` is what the part itself says; `file_name` is text where the client said how to
    decode it, and None for a part that is no file."""

    name: bytes
    file_name: bytes | str | None
    charset: str | None


def read_head(headers: Iterable[tuple[bytes, bytes]]) -> Head:
    """Raises MalformedBody."""
    found: dict[bytes, bytes] = {}
    for key, value in headers:
        add_once(found, key.lower(), value)
    if found.get(b"content-transfer-encoding", b"").strip().lower() not in AS_IT_IS:
        raise MalformedBody(
            "A part of the form has a Content-Transfer-Encoding. Send it as it is, without one."
        )
    disposition = parameters(found.get(b"content-disposition", b""))
    if not (name := disposition.get(b"name")):
        raise MalformedBody("A part of the form has no name.")
    charset = parameters(found.get(b"content-type", b"")).get(b"charset")
    label = charset.decode("latin-1") if charset else None
    return Head(name, file_name_in(disposition), label)


def check_epilogue(epilogue: bytes, delimiter: bytes) -> None:
    """What stands behind the end of a form says nothing (RFC 2046); but where it has the delimiter
    again, parts go on there, which would be lost. Raises MalformedBody."""
    if delimiter in epilogue:
        raise MalformedBody("The form goes on behind its end.")


def text_of_name(raw: bytes, charset: str | None, what: str) -> str:
    """A name is in UTF-8 whatever the text of the form is in, or else in the form's encoding."""
    try:
        return decoded(raw, None, what)
    except MalformedBody:
        return decoded(raw, charset, what)


def name_of_field(raw: bytes, charset: str | None) -> str:
    return text_of_name(raw, charset, "The name of a field")


def text_of_field(name: str, raw: bytes, charset: str | None) -> str:
    """That of the field which names the encoding of the others is in ASCII itself."""
    charset = "us-ascii" if name == CHARSET_FIELD else charset
    return decoded(raw, charset, f"The text of the field {shown(name)}")


def text_of_file_name(name: bytes | str, charset: str | None) -> str:
    return name if isinstance(name, str) else text_of_name(name, charset, FILE_NAME)


def add_once(found: dict[bytes, bytes], key: bytes, value: bytes) -> None:
    """Raises MalformedBody where it is there already: which of two is meant, nobody knows."""
    if key in found and key in HEADERS | PARAMETERS:
        raise MalformedBody("The head of a part of the form says the same thing twice.")
    found.setdefault(key, value)


def parameters(header: bytes) -> dict[bytes, bytes]:
    """What follows the first semicolon, with the names in lower case. Raises MalformedBody."""
    found: dict[bytes, bytes] = {}
    position = header.find(b";")
    while 0 <= position < len(header):
        match = KEY.search(header, position)
        if match is None:
            break
        key, after = match.group().lower(), skip_blanks(header, match.end())
        if header[after : after + 1] != b"=":
            position = after  # a word without a value says nothing
            continue
        value, position = value_at(header, skip_blanks(header, after + 1))
        add_once(found, key, value)
    return found


def skip_blanks(header: bytes, position: int) -> int:
    while header[position : position + 1] in {b" ", b"\t"}:
        position += 1
    return position


def value_at(header: bytes, start: int) -> tuple[bytes, int]:
    """The value that begins there, and where it ends."""
    if header[start : start + 1] == b'"' and (end := closing_quote(header, start + 1)) > start:
        text = ESCAPED.sub(rb"\1", header[start + 1 : end]).replace(b"%22", b'"')
        return text, end + 1
    end = header.find(b";", start)
    end = len(header) if end < 0 else end
    return header[start:end].rstrip(), end


def closing_quote(header: bytes, start: int) -> int:
    """The first quotation mark with no backslash before it that escapes it. Where there is none,
    the last: a Windows path may end with a backslash. -1 where there is no mark at all."""
    last = -1
    while (found := header.find(b'"', start)) >= 0:
        before = header[start:found]
        last, start = found, found + 1
        if (len(before) - len(before.rstrip(b"\\"))) % 2 == 0:
            break
    return last


def file_name_in(disposition: dict[bytes, bytes]) -> bytes | str | None:
    plain = disposition.get(b"filename")
    try:
        extended = extended_file_name_in(disposition)
    except MalformedBody:
        if plain is None:
            raise
        extended = None
    if plain is None or (extended is not None and can_be_seen(extended)):
        return extended
    text = text_of_encoded_words(plain)
    return plain if text is None else text


def extended_file_name_in(disposition: dict[bytes, bytes]) -> str | None:
    if (whole := disposition.get(b"filename*")) is not None:
        return extended_text(whole)
    if b"filename*0" in disposition or b"filename*0*" in disposition:
        return divided_text(disposition)
    return None


def extended_text(value: bytes) -> str:
    charset, _, rest = value.partition(b"'")
    _, marked, text = rest.partition(b"'")
    if not marked:
        charset, text = b"", value
    if text.startswith(b'"') and text.endswith(b'"'):
        text = text[1:-1]
    return decoded(unquote_to_bytes(text), charset.decode("latin-1") or None, FILE_NAME)


def divided_text(disposition: dict[bytes, bytes]) -> str:
    """`filename*0`, `filename*1`: those with another star are written as in `filename*`, and the
    first of them names the encoding of all."""
    charset, pieces = b"", []
    for number in range(len(disposition)):
        key = b"filename*%d" % number
        if (plain := disposition.get(key)) is not None:
            pieces.append(plain)
            continue
        if (extended := disposition.get(key + b"*")) is None:
            break
        if number == 0 and extended.count(b"'") >= 2:
            charset, _, extended = extended.split(b"'", 2)
        pieces.append(unquote_to_bytes(extended))
    return decoded(b"".join(pieces), charset.decode("latin-1") or None, FILE_NAME)


def text_of_encoded_words(value: bytes) -> str | None:
    """None where it is anything else. A character may begin in one word and end in the next."""
    words = [encoded_word(word) for word in value.split()]
    known = [word for word in words if word is not None]
    if not known or len(known) < len(words):
        return None
    return "".join(
        decoded(b"".join(content for _, content in same), charset, FILE_NAME)
        for charset, same in groupby(known, key=lambda word: word[0])
    )


def encoded_word(word: bytes) -> tuple[str, bytes] | None:
    """Its charset and what it stands for."""
    parts = word.split(b"?")
    if len(parts) != 5 or parts[0] != b"=" or parts[4] != b"=":
        return None
    charset = parts[1].partition(b"*")[0].decode("latin-1").lower()
    try:
        if parts[2] in {b"B", b"b"}:
            return charset, a2b_base64(parts[3], strict_mode=True)
        if parts[2] in {b"Q", b"q"}:
            return charset, a2b_qp(parts[3], header=True)
    except Error:
        pass
    return None
