"""The encoding that a file says it is in."""

import re
from encodings import normalize_encoding
from encodings.aliases import aliases

# Nothing else is decoded by the name that a file gives: some of Python's codecs are no encodings.
# Of a family, the one that holds most: what people take for the others.
DECODED_AS = {
    **{f"cp125{number}": f"cp125{number}" for number in range(9)},
    **{f"iso8859_{number}": f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10)},
    **{f"iso8859_{number}": f"iso8859_{number}" for number in (13, 14, 15, 16)},
    **{
        f"mac_{name}": f"mac_{name}" for name in ("roman", "cyrillic", "greek", "latin2", "turkish")
    },
    **{f"cp{number}": f"cp{number}" for number in (437, 737, 850, 852, 855, 857, 860)},
    **{name: name for name in ("cp862", "cp866", "cp1125", "koi8_r", "koi8_u")},
    **dict.fromkeys(("latin_1", "iso8859_1"), "cp1252"),
    "iso8859_9": "cp1254",
    **dict.fromkeys(("tis_620", "iso8859_11", "cp874"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk", "cp936", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "cp950", "big5hkscs"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift_jis_2004", "sjis", "cp932", "cp31j"), "cp932"),
    **dict.fromkeys(("euc_kr", "cp949"), "cp949"),
    **dict.fromkeys(("euc_jp", "euc_jis_2004"), "euc_jp"),
}
MULTIBYTE = ("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp")
WINDOWS = re.compile("^(?:windows|win|ms|ibm)_?(?=[0-9])")
ENDS_OF_LINES = re.compile("_(?:unix|dos|mac)$")  # as Emacs says them
MOST_BYTES, MOST_LINES = 1024, 5

NAME = rb"[\"']?([-\w.:]{2,40})"
AT_THE_TOP = re.compile(
    rb"^\s{0,9}<\?xml\b[^>]{0,80}\bencoding\s?=\s?" + NAME
    + rb"|^[ \t]{0,9}@charset\s" + NAME
    + rb"|^[ \t]{0,9}set[ \t]names[ \t]" + NAME
    + rb"|<meta\b[^>]{0,120}\bcharset\s?=\s?" + NAME,
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
# Python's, which other languages have taken up. It has to be in a comment of the first two lines.
IN_COMMENT = re.compile(
    rb"^[ \t\f]{0,40}(?:[#/\-*;%.\"'!(]|<!--|rem\b|dnl\b).{0,80}?coding[:=][ \t]?([-\w.]{2,40})",
    re.IGNORECASE,
)
FOR_EDITORS = re.compile(
    rb"\b(?:vim?|ex):.{0,80}\b(?:fileencoding|fenc)=([-\w.]{2,40})"
    rb"|-\*-.{0,80}\bcoding:[ \t]?([-\w.]{2,40})"
)
EMACS_VARIABLE = re.compile(rb"^\W{0,9}coding:[ \t]?([-\w.]{2,40})")
LOCAL_VARIABLES = b"Local Variables:"  # before those for Emacs


def declared(content: bytes) -> str | None:
    """What to decode it as, if it names an encoding that is known here."""
    top = content[:MOST_BYTES].splitlines()[:MOST_LINES]
    end = content[-MOST_BYTES:].splitlines()[-MOST_LINES:]
    _, _, variables = content[-MOST_BYTES:].partition(LOCAL_VARIABLES)
    matches = (
        AT_THE_TOP.search(content[:MOST_BYTES]),
        *map(IN_COMMENT.search, top[:2]),
        *map(FOR_EDITORS.search, top + end),
        *map(EMACS_VARIABLE.search, variables.splitlines()),
    )
    names = [next(filter(None, match.groups())) for match in matches if match]
    return next(filter(None, (decoded_as(name.decode("latin-1")) for name in names)), None)


def decoded_as(name: str) -> str | None:
    plain = normalize_encoding(name).lower().removeprefix("x_").replace("iso_8859", "iso8859")
    plain = WINDOWS.sub("cp", ENDS_OF_LINES.sub("", plain))
    return DECODED_AS.get(aliases.get(plain, plain))
