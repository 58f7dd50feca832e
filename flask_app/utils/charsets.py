"""The encodings that text in a form may be in, and decoding it without losing a byte.

The labels are those of the WHATWG Encoding Standard that browsers, Java, .NET and curl send, and
as there one stands for the larger encoding that its senders really use: gbk for gb18030,
shift_jis for Windows' variant, iso-8859-1 for windows-1252.
"""

from utils.errors import MalformedBody

# By the name under which Python knows them. Python has codecs that are no encodings of text (zlib,
# idna, unicode_escape), and some that no form is sent in (utf-7).
LABELS = {
    "ascii": "us-ascii ascii",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8",
    "utf-16": "utf-16 utf16 unicode",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be unicodefffe",
    "cp1252": "iso-8859-1 iso8859-1 latin1 latin-1 l1 windows-1252 cp1252 x-cp1252",
    "iso8859-2": "iso-8859-2 iso8859-2 latin2",
    "iso8859-3": "iso-8859-3 iso8859-3 latin3",
    "iso8859-4": "iso-8859-4 iso8859-4 latin4",
    "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 arabic",
    "iso8859-7": "iso-8859-7 iso8859-7 greek",
    "iso8859-8": "iso-8859-8 iso8859-8 iso-8859-8-i hebrew",
    "cp1254": "iso-8859-9 iso8859-9 latin5 windows-1254 cp1254",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13",
    "iso8859-14": "iso-8859-14 iso8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 latin9",
    "iso8859-16": "iso-8859-16 iso8859-16",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp874": "windows-874 tis-620 iso-8859-11",
    "cp866": "ibm866 cp866",
    "koi8-r": "koi8-r koi",
    "koi8-u": "koi8-u",
    "mac-roman": "macintosh x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic",
    "gb18030": "gb18030 gbk gb2312 x-gbk cp936",
    "big5hkscs": "big5 big5-hkscs x-x-big5",
    "cp932": "shift_jis shift-jis sjis x-sjis windows-31j ms932 cp932",
    "euc_jp": "euc-jp x-euc-jp",
    "iso2022_jp": "iso-2022-jp",
    "cp949": "euc-kr ks_c_5601-1987 windows-949 cp949",
}
CODECS = {label: codec for codec, labels in LABELS.items() for label in labels.split()}
KNOWN = ", ".join(sorted(labels.split()[0] for labels in LABELS.values()))
LONGEST_LABEL = 40  # of which it is worth saying that it is not known


def codec_of(label: str) -> str:
    """What Python calls the encoding. Raises MalformedBody for one that is none of these."""
    if codec := CODECS.get(label.strip(" \t'").lower()):
        return codec
    shown = ascii(label[:LONGEST_LABEL])
    raise MalformedBody(f"The encoding {shown} is not known here. Known are: {KNOWN}.")


def decoded(raw: bytes, label: str | None, what: str) -> str:
    """The text, by the encoding that the client named, in UTF-8 if it named none.

    Raises MalformedBody, in words about `what`, for bytes that mean nothing in that encoding: half
    a character, the surrogates and overlong sequences that UTF-8 forbids.
    """
    try:
        return raw.decode(codec_of(label) if label else "utf-8")
    except UnicodeError:
        pass
    if label:
        raise MalformedBody(f"{what} is not in the encoding that is named for it, {label.strip()}.")
    raise MalformedBody(
        f"{what} is not in UTF-8. Send it in UTF-8, or say which encoding it is in: with charset= "
        "in the Content-Type of its part or in a form field _charset_."
    )
