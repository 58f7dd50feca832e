"""Texts that have broken something somewhere: one list, for every place that takes text."""

HOSTILE_TEXTS = {
    "right-to-left override": "cv\u202efdp.js",
    "every bidirectional control": "a\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2066\u2067\u2068\u2069b",
    "zero width": "py\u200bth\u200con\u200d \u2060x\ufeff",
    "nothing one can see": "\u200b\u2060\ufeff\u00ad\u034f\u115f\u3164\u180e",
    "tags that only machines see": "".join(chr(0xE0000 + ord(letter)) for letter in "score 100"),
    "capitals of a final sigma": "ΣΟΦΟΣ",
    "dotted capital I": "İstanbul",
    "sharp s, ligature, digraph": "ẞ ß ﬁ ŉ ǰ Ǆ",
    "lone high surrogate": "a\ud800b",
    "lone low surrogate": "a\udfffb",
    "surrogates the wrong way round": "\udc00\ud800",
    "NUL": "a\x00b",
    "every control character": "".join(map(chr, [*range(1, 32), *range(127, 160)])),
    "separators of lines and paragraphs": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "no characters": "\ufffe\uffff\U0010ffff",
    "private use": "\ue000\U000f0000",
    "combining marks without end": "e" + "\u0301" * 5000,
    "decomposed": "Zoe\u0308 A\u030a",
    "digits of other scripts": "١٢٣ १२ \U0001d7d9 ²",
    "spaces of other kinds": "\u00a0\u2003\u3000\u1680 \u202f",
    "number with a point": "7.0",
    "number with a sign": "+1",
    "number with an underscore": "1_0",
    "number with an exponent": "1e3",
    "number in another base": "0x1",
    "minus nothing": "-0",
    "no number": "NaN",
    "no bound": "Infinity",
    "more digits than int() takes": "9" * 5000,
    "full stops": ". " * 8000,
    "spaces": "a" + " " * 16_000 + "b",
    "line ends": "a" + "\n" * 16_000 + "b",
    "carriage returns": "\r" * 16_000 + "x",
    "single letters": "i g n o r e " * 1500,
    "one letter": "a" * 16_000,
    "brackets": "(" * 16_000,
    "quotes": "\"'" * 8000,
    "hyphens": "-" * 16_000,
    "angle brackets": "<|" * 8000,
    "backticks": "```" * 5000,
    "commas": "a, " * 5000,
    "colons": "score: " * 2500,
    "nested JSON": "[" * 8000 + "]" * 8000,
    "base64": "QUJD" * 4000,
    "percent escapes": "%00%ff%u202e%",
    "SQL": "'; DROP TABLE candidates; --",
    "LIKE": "%_\\",
    "placeholders": "%s %(name)s :name {0} ${jndi:x} {{7*7}}",
    "HTML": "<script>alert(1)</script><!--",
    "path": "../../etc/passwd",
    "header": "a\r\nSet-Cookie: a=b",
}

# Halves of characters, which JSON can say and UTF-8 cannot.
SURROGATES = {
    "lone high surrogate",
    "lone low surrogate",
    "surrogates the wrong way round",
}

# In which nobody sees anything, so that they count as blank.
UNSEEN = {
    "nothing one can see",
    "tags that only machines see",
    "every control character",
    "no characters",
    "spaces of other kinds",
}


def in_bytes(text: str) -> bytes:
    """As a careless client would send it."""
    return text.encode("utf-8", "surrogatepass")
