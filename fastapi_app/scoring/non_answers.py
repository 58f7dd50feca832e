"""Texts that are no answer at all: not knowing, empty words, gibberish, words at random."""

import re
from collections.abc import Sequence, Set

from scoring.folding import fold
from scoring.question_copy import asks_yes_or_no, decides
from scoring.word_lists import EMPTY_WORDS, FUNCTION_WORDS, NON_ANSWER_WORDS
from scoring.words import content_stems, is_content, stem, words

_MAX_WORDS = 60
_MAX_SHORT_CHARACTERS = 200
_DOUBT = frozenset(
    "idea clue know knowledge answer comment sure remember recall experience memory"
    " thoughts".split()
)

_IGNORANCE = (
    r"(?:know|knew|remember|recall|recollect|sure|certain|understand|familiar|aware|think of"
    r"|come up|answer|tell you|explain|learn(?:ed|t)?|stud(?:y|ied)|cover(?:ed)?|prepared?|heard?"
    r"|used?|worked"
    r"|have (?:an? |any |the )?(?:\w+ )?(?:answer|idea|clue|knowledge|experience|thoughts?|memory))"
)
_OPENING = (
    r"^(?:(?:sorry|well|um|uh|hmm|oh|honestly|unfortunately|actually|apologies|ok|but|and) )*"
)
_NOT_KNOWING = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:i|we|am)\b(?: \w+){{0,5}}? (?:not|never|no longer|yet to|unable to|forgot)"
        rf"(?: \w+){{0,3}}? ?{_IGNORANCE}\b",
        rf"{_OPENING}(?:(?:do|can|could) )?(?:not|never) (?:\w+ ){{0,2}}?{_IGNORANCE}\b",
        rf"{_OPENING}(?:i (?:have|had|got) )?(?:absolutely |really |literally |honestly )?"
        r"(?:no|not an?|zero|without an?) (?:\w+ )?"
        r"(?:idea|clue|answer|response|submission|comment|thoughts?|knowledge|experience|memory)\b",
        r"\b(?:i|we) (?:\w+ ){0,3}"
        r"(?:forgot|forgotten|pass|skip|unsure|clueless|unable|lost|stumped|blanked|guess)\b",
        rf"{_OPENING}(?:idk|dunno|forgot|pass|skip(?:ped|ping)?|unsure|clueless|no|next|empty"
        r"|missing|blank)"
        r"(?: (?:on|this|that|it|the|one|question|please|next|submission|answer|response))*$",
        r"^(?:none|nothing|unknown|n a|na|tbd|todo|nil|null|n)$",
        r"\bbeats me\b|\bwho knows\b|\bover my head\b|\bdrawing a blank\b|\bbeyond me\b",
        r"\bmind (?:is|went|has gone|just went) (?:\w+ )?blank\b|\bnothing comes to mind\b",
        r"\b(?:next|another|different) question\b|\bcome back to (?:it|this|that)\b",
        r"\b(?:would|have to|need to|will) (?:\w+ )?(?:look (?:it|that|this) up|google)\b",
        r"\bask (?:me )?(?:something|another)\b",
    )
)
_NOT_KNOWING_ELSEWHERE = tuple(
    re.compile(fold(pattern))
    for pattern in (
        r"^(?:je ne sais pas|aucune idee)(?: \w+){0,3}$",
        r"^(?:no lo se|no se|ni idea|no tengo (?:ni )?idea)(?: \w+){0,3}$",
        r"^(?:ich weiss (?:es |das )?(?:leider )?nicht|weiss ich nicht|keine ahnung)(?: \w+){0,3}$",
        r"^(?:nao sei|nao faco ideia|non lo so|non so|boh)(?: \w+){0,3}$",
        r"^(?:ik weet het niet|geen idee)(?: \w+){0,3}$",
        r"^(?:nie wiem|nu stiu|bilmiyorum|nevim|vet inte|jag vet inte|nem tudom)(?: \w+){0,3}$",
        r"^(?:я )?(?:не знаю|не помню|понятия не имею)(?: \w+){0,3}$",
        r"^我?(?:不知道|不清楚|不会|不懂|不確定)|^(?:わかりません|分かりません|知りません)",
        r"^(?:잘 )?(?:모르겠|모릅니다|몰라)|^(?:لا أعرف|لا أعلم|لا أدري)|^(?:मुझे नहीं पता|पता नहीं)",
    )
)
_VOWELS = frozenset("aeiouy")
_CONSONANT_RUN = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
_KEYBOARD_RUN = re.compile(
    r"asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|wert|erty|zxcv|xcvb|cvbn|vbnm|uiop|poiu|lkjh|fdsa|rewq"
    r"|jkl|qaz|wsx|(.)\1{3}|(.{2,13}?)\2{2}"
)
_NOTATION = re.compile(r"[=<>{}\\^|$]")


def is_non_answer(text: str, question: str, expected: Sequence[str]) -> bool:
    """Whether the whole text says that there is no answer, or nothing ("fine").

    ``expected`` are the reference answers and key points. Words that one of them asks for, "None"
    or "pass", are an answer, as are "yes" and "no", right or wrong, where one or the other is
    asked for.
    """
    found = words(text)
    if _is_asked_for(found, question, expected):
        return False
    given = frozenset(content_stems(question))
    return _is_not_knowing(text, found, given) or _is_empty_word(found)


def _is_asked_for(found: Sequence[str], question: str, expected: Sequence[str]) -> bool:
    said = " ".join(found)
    if not said or len(found) > _MAX_WORDS:
        return False
    if decides(said) and not _ends_in_ignorance(found):
        return asks_yes_or_no(question) or any(map(decides, expected))
    short = (" ".join(words(text[:_MAX_SHORT_CHARACTERS])) for text in expected)
    if any(known == said or known.startswith(f"{said} ") for known in short):
        return True
    if len(found) > 1 or said in EMPTY_WORDS:
        return False
    return any(stem(said) in content_stems(text) for text in expected)


def _ends_in_ignorance(found: Sequence[str]) -> bool:
    """ "No idea", "No, I don't know"."""
    return any(w in _DOUBT for w in found)


def _is_not_knowing(text: str, found: Sequence[str], given: Set[str]) -> bool:
    """Every word must be filler or come from the question: a loose pattern would catch "pass by
    reference" and "nothing will happen"."""
    if len(found) > _MAX_WORDS:
        return False
    bare = fold(text).strip(" .!?。！")
    if any(pattern.search(bare) for pattern in _NOT_KNOWING_ELSEWHERE):
        return True
    if {stem(w) for w in found if is_content(w) and w not in NON_ANSWER_WORDS} - given:
        return False
    said = " ".join(found)
    return any(pattern.search(said) for pattern in _NOT_KNOWING)


def _is_empty_word(found: Sequence[str]) -> bool:
    telling = [w for w in found if w not in ("very", "it", "is", "i", "a", "the", "all", "am")]
    return len(telling) <= 3 and all(w in EMPTY_WORDS for w in telling)


def shares_nothing(found: Sequence[str], known: Set[str]) -> bool:
    """No word of rubric or question, and none of English grammar either, in Latin letters."""
    if any(w in FUNCTION_WORDS and len(w) > 1 for w in found):
        return False
    if not any(w.isascii() and w.isalpha() for w in found):
        return False
    return not any(stem(w) in known for w in found[:200])


def is_gibberish(text: str, found: Sequence[str]) -> bool:
    """Whether most words look unpronounceable, or like a hand put on the keyboard; unless
    mathematical notation or code explains that."""
    if len(_NOTATION.findall(text[:2_000])) >= 3:
        return False
    latin = [w for w in found[:500] if w.isascii() and len(w) > 1 and not w.isdigit()]
    return sum(map(_looks_odd, latin)) * 2 >= len(latin)


def _looks_odd(word: str) -> bool:
    if _KEYBOARD_RUN.search(word) or _CONSONANT_RUN.search(word):
        return True
    vowels = sum(c in _VOWELS for c in word)
    return len(word) >= 4 and vowels * 5 < len(word)
