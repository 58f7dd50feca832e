"""The encodings that text in a form may be in, and decoding it without losing a byte.

They are those of the WHATWG Encoding Standard, under all of its labels and under the names that
Java, .NET and Python have for them. As there one stands for the larger encoding that its senders
really use: gbk for gb18030, shift_jis for Windows' variant, iso-8859-1 for windows-1252. Unlike
there ASCII is ASCII alone: what sends more under this label is as likely to send UTF-8.
"""

import codecs
from string import punctuation, whitespace

from utils.errors import MalformedBody

# By the name under which Python knows them. Python has codecs that are no encodings of text (zlib,
# idna, unicode_escape), and some that no form is sent in (utf-7).
LABELS = {
    "ascii": "us-ascii ascii ansi_x3.4-1968 ansi_x3.4-1986 csascii iso646-us iso-ir-6 646 cp367",
    "utf-8": "utf-8 unicode-1-1-utf-8 unicode20utf8 x-unicode20utf8 cp65001 utf-8-sig utf8mb4",
    "utf-16": "utf-16 csutf16",
    "utf-16-le": "utf-16le unicode csunicode iso-10646-ucs-2 ucs-2 unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
    "cp1252": "iso-8859-1 iso_8859-1:1987 iso-ir-100 csisolatin1 latin1 l1 cp819 ibm819 8859-1 "
    "windows-1252 cp1252 x-cp1252",
    "iso8859-2": "iso-8859-2 iso_8859-2:1987 iso-ir-101 csisolatin2 latin2 l2 8859-2",
    "iso8859-3": "iso-8859-3 iso_8859-3:1988 iso-ir-109 csisolatin3 latin3 l3 8859-3",
    "iso8859-4": "iso-8859-4 iso_8859-4:1988 iso-ir-110 csisolatin4 latin4 l4 8859-4",
    "iso8859-5": "iso-8859-5 iso_8859-5:1988 iso-ir-144 csisolatincyrillic cyrillic 8859-5",
    "iso8859-6": "iso-8859-6 iso_8859-6:1987 iso-ir-127 csisolatinarabic arabic asmo-708 ecma-114 "
    "iso-8859-6-e csiso88596e iso-8859-6-i csiso88596i 8859-6",
    "iso8859-7": "iso-8859-7 iso_8859-7:1987 iso-ir-126 csisolatingreek greek greek8 ecma-118 "
    "elot_928 sun_eu_greek 8859-7",
    "iso8859-8": "iso-8859-8 iso_8859-8:1988 iso-ir-138 csisolatinhebrew hebrew visual "
    "iso-8859-8-e csiso88598e iso-8859-8-i csiso88598i logical 8859-8",
    "cp1254": "iso-8859-9 iso_8859-9:1989 iso-ir-148 csisolatin5 latin5 l5 8859-9 windows-1254 "
    "cp1254 x-cp1254",
    "iso8859-10": "iso-8859-10 iso-ir-157 csisolatin6 latin6 l6",
    "iso8859-13": "iso-8859-13 8859-13 latin7 l7",
    "iso8859-14": "iso-8859-14 latin8 l8",
    "iso8859-15": "iso-8859-15 csisolatin9 latin9 l9 8859-15",
    "iso8859-16": "iso-8859-16 latin10 l10",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp874": "windows-874 cp874 dos-874 tis-620 iso-8859-11 x-windows-874 ms874",
    "cp866": "ibm866 cp866 csibm866 866",
    "koi8-r": "koi8-r koi8 koi cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac csmacintosh x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "gb18030 gbk x-gbk gb2312 gb_2312-80 csgb2312 csiso58gb231280 iso-ir-58 chinese "
    "cp936 ms936 windows-936 x-mswin-936 euc-cn",
    "big5hkscs": "big5 big5-hkscs x-x-big5 cn-big5 csbig5 cp950 ms950 windows-950",
    "cp932": "shift_jis sjis x-sjis csshiftjis ms_kanji windows-31j cswindows31j ms932 cp932",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr cseuckr ks_c_5601-1987 ks_c_5601-1989 ksc_5601 csksc56011987 iso-ir-149 "
    "korean windows-949 x-windows-949 cp949 ms949",
}
# By what counts of a label (Unicode Technical Standard 22): ISO_8859-1, iso8859-1 and 'ISO 8859-1'
# are the same.
UNIMPORTANT = str.maketrans("", "", punctuation + whitespace)
CODECS = {
    label.translate(UNIMPORTANT): codec
    for codec, labels in LABELS.items()
    for label in labels.split()
}
USUAL = "windows-1250 to windows-1258, iso-8859-1, koi8-r, gbk, big5, shift_jis, euc-kr"
LONGEST_LABEL = 40  # of which it is worth saying that it is not known
# The five bytes for which windows-1252 has no character are control characters in iso-8859-1.
WESTERN = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


def codec_of(label: str) -> str:
    """What Python calls the encoding. Raises MalformedBody for one that is none of these."""
    if codec := CODECS.get(label.lower().translate(UNIMPORTANT)):
        return codec
    shown = ascii(label[:LONGEST_LABEL])
    raise MalformedBody(
        f"The encoding {shown} is not known here. Use utf-8, or another label of the WHATWG "
        f"Encoding Standard, such as {USUAL}."
    )


def decoded(raw: bytes, label: str | None, what: str) -> str:
    """The text, by the encoding that the client named, in UTF-8 if it named none, and without the
    byte order mark that may stand before it.

    Raises MalformedBody, in words about `what`, for bytes that mean nothing in that encoding: half
    a character, the surrogates and overlong sequences that UTF-8 forbids.
    """
    codec = codec_of(label) if label else "utf-8"
    try:
        return text_in(codec, raw).removeprefix("\ufeff")
    except UnicodeError:
        pass
    if label:
        raise MalformedBody(f"{what} is not in the encoding that is named for it, {label.strip()}.")
    raise MalformedBody(
        f"{what} is not in UTF-8. Send it in UTF-8, or say which encoding it is in: with charset= "
        "in the Content-Type of its part or in a form field _charset_."
    )


def text_in(codec: str, raw: bytes) -> str:
    """Raises UnicodeError."""
    if codec == "cp1252":
        return codecs.charmap_decode(raw, "strict", WESTERN)[0]
    return raw.decode(codec)
