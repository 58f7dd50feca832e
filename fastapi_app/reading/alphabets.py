# ruff: noqa: RUF001
"""Which letters a text is to be expected in, and how well another one keeps to them."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

LATIN = {
    "French": "àâæçéèêëîïôœùûüÿ",
    "German": "äöüß",
    "Spanish": "áéíñóúü",
    "Italian": "àèéìíòóù",
    "Portuguese": "áâãàçéêíóôõúü",
    "Nordic": "åäöæøé",
    "Dutch": "éëïóöü",
    "Icelandic": "áéíóúýþæöð",
    "Polish": "ąćęłńóśźż",
    "Czech": "áčďéěíňóřšťúůýž",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîșțşţ",
    "South Slavic": "čćđšž",
    "Turkish": "çğıöşüâîû",
    "Lithuanian": "ąčęėįšųūž",
    "Latvian": "āčēģīķļņšūž",
    "Estonian": "äõöüšž",
}
CYRILLIC = {
    "Russian": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "Bulgarian": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "Belarusian": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "Serbian": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "Macedonian": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
}
ALPHABETS = [frozenset(letters) for letters in (*LATIN.values(), *CYRILLIC.values())]
KNOWN_LETTERS = frozenset().union(*ALPHABETS)
WESTERN = frozenset().union(*ALPHABETS[:7])
# What stands between the words of any language.
COMMON = frozenset(
    "«»„“”‘’‚–—…•·€£§©®°±²³µ×÷½¼¾№¿¡ºª″′→←≤≥≠\xa0、。「」『』・，！？：；（）【】《》～"
)
SCRIPTS = {
    "LATIN": "Latin",
    "CYRILLIC": "Cyrillic",
    "GREEK": "Greek",
    "HEBREW": "Hebrew",
    "ARABIC": "Arabic",
    "THAI": "Thai",
    "CJK": "Han",
    "HIRAGANA": "Kana",
    "KATAKANA": "Kana",
    "HANGUL": "Hangul",
}
# Whose letters say little each: the alphabet has to be looked at too.
OF_MANY_LANGUAGES = frozenset({"Latin", "Cyrillic"})
HAN_OR_KANA = frozenset({"Han", "Kana"})
# No letter needs more; to put a long row of them in order takes time by the square of its length.
WITH_ACCENTS = re.compile(r"[^\W\d_][\u0300-\u036f]{1,2}")


@dataclass(frozen=True, slots=True)
class Expected:
    """The letters and scripts beyond A to Z that a text should be in; none for a text in English,
    and then those of western Europe are as good as expected."""

    letters: frozenset[str]
    scripts: frozenset[str]

    def share_of(self, text: str) -> float:
        """How much of what is not ASCII in this text is expected, from 0 to 1."""
        counts = Counter(character for character in text.lower() if not character.isascii())
        total = counts.total()
        return sum(n * self._credit(c) for c, n in counts.items()) / total if total else 1.0

    def _credit(self, character: str) -> float:
        if character in COMMON or character in self.letters:
            return 1.0
        script = script_of(character)
        if script in self.scripts:
            return 0.3 if script in OF_MANY_LANGUAGES else 1.0
        if (script in HAN_OR_KANA and self.scripts & HAN_OR_KANA) or unicodedata.combining(
            character
        ):
            return 0.7
        return 0.0


def expected_in(sample: str) -> Expected:
    """What a text about the same thing as this one should be written in."""
    lowered = composed(sample).lower()
    letters = frozenset(c for c in lowered if not c.isascii() and c.isalpha())
    scripts = frozenset(map(script_of, letters)) - {""}
    if not scripts:
        return Expected(WESTERN, frozenset())
    fitting = [alphabet for alphabet in ALPHABETS if letters <= alphabet]
    return Expected(letters.union(*fitting), scripts)


def is_usual(character: str) -> bool:
    """Whether it is a sign or letter that one of the known languages writes."""
    script = script_of(character)
    if script in OF_MANY_LANGUAGES:
        return character.lower() in KNOWN_LETTERS
    return bool(script) or character in COMMON


def composed(text: str) -> str:
    """The text with letters and the accents behind them as one character each, in linear time."""
    return WITH_ACCENTS.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


@cache
def script_of(character: str) -> str:
    return SCRIPTS.get(unicodedata.name(character, "").partition(" ")[0], "")


def _cased(is_case: str) -> str:
    return "".join(chr(n) for n in range(0x80, 0x530) if getattr(chr(n), is_case)())


LOWER, UPPER = _cased("islower"), _cased("isupper")
# Signs within a word or before it, where a misread letter leaves them and nobody writes them;
# capitals after small letters; and what no text holds.
ODD = re.compile(
    r"(?<=[^\W\d_])[”“„…†‡•€£©®°±²³¹ªº¼½¾÷×»«‚–—‹›™¿¡§¨¯¸¶´¦¤¢¥¬\xad‰˜ˆ](?=[^\W\d_])"
    r"|(?<=[^\W\d_])[‚„†‡ˆ˜]"
    r"|(?<!\w)[”®©¶¦ªº¹²³¼½¾±»›’‚…†‡‰€](?=[^\W\d_])"
    r"|[\x80-\x9f\ue000-\uf8ff\u2500-\u259f]"
    r"|(?<!\w)[¨´¸ˇ˘˙˛˝](?=\w)|\w[¨´¸ˇ˘˙˛˝]"
    f"|(?<=[a-z{LOWER}])[{UPPER}]|(?<=[{LOWER}])[A-Z]"
)

OF_TWO_SCRIPTS = re.compile(r"(?<=[A-Za-z])[\u0370-\u06ff]|[\u0370-\u06ff](?=[A-Za-z])")


def number_misread(text: str) -> int:
    """How many of its characters show that it is read in a wrong encoding."""
    return sum(len(signs.findall(text)) for signs in (ODD, OF_TWO_SCRIPTS)) + text.count("\ufffd")


def beyond_ascii(text: str) -> int:
    """How many characters of it are."""
    return len(text) - len(text.encode("ascii", errors="ignore"))


def share_of_oddities(text: str) -> float:
    """How much of what is not ASCII stands where nobody writes it, from 0 to 1."""
    unclosed = max(0, text.count("‘") - text.count("’"))
    if "„" not in text:
        unclosed += max(0, text.count("“") - text.count("”"))
    elif "“" not in text and "”" not in text:
        unclosed += text.count("„")
    odd = len(ODD.findall(text)) + unclosed
    return min(1.0, odd / max(1, beyond_ascii(text)))
