"""Sentences for the person who reads a result: plain, specific, and true of every answer they can
stand under. The engine reads words and not meaning: it says of which points it found the words, and
of a denial that there may be one. What it has not recognised may be there in other words."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from scoring.points import PointFound, Standing

_MAX_QUOTED = 4
_MAX_QUOTE_CHARACTERS = 110

FLAG_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "empty": "The answer is empty.",
        "not_an_answer": "It says nothing that could be compared with what is expected.",
        "gibberish": "None of its words was recognised.",
        "question_copied": "What only restates the question was not counted.",
        "off_topic": (
            "Little or nothing in it has words of the expected answer, beyond those of the "
            "question."
        ),
        "addressed_to_grader": (
            "Part of the text seems to speak to the grader instead of answering; it was left out. "
            "A person should look at it."
        ),
        "keyword_list": "It has hardly any of the small words that make sentences of terms.",
        "repeated_text": "Repeated passages were counted once.",
        "padded": (
            "At least half of it has hardly any words in common with the question and the expected "
            "answer."
        ),
        "other_language": (
            "It, or what it is compared with, does not seem to be written in English, the only "
            "language that this engine promises to score; a person should read it."
        ),
        "contains_code": (
            "It seems to contain code or formulas, whose correctness was not checked; a person "
            "should read it."
        ),
        "hidden_characters": "It contains hidden or look-alike characters, which were normalised.",
        "truncated": "It is very long; only the passages closest to the question were read.",
    }
)
"""Every flag of the offline engine, a stable code, and what it tells the reader."""

_SOME_WORDS = "Found some words of these"
_NOT_RECOGNISED = "Not recognised"
_SHARE_OF_WORDS = "The score is no more than the share of the expected words that it uses."
_UNFOUNDED = "The score rests on single words; a person should read the answer."
_EXPERIENCE = (
    "This asks for the candidate's own experience, which words alone cannot judge, so a person "
    "needs to read it."
)


def describe(
    points: Sequence[PointFound], flags: Sequence[str], *, is_unfounded: bool = False
) -> str:
    return _joined([*_about(points), _UNFOUNDED if is_unfounded else "", *_notes(flags)])


def of_experience(points: Sequence[PointFound], flags: Sequence[str]) -> str:
    touched = [point.text for point in points if point.standing != "missing"]
    return _joined([_EXPERIENCE, _listed(_SOME_WORDS, touched), *_notes(flags)])


def of_other_language(
    covered: Sequence[str], partly: Sequence[str], missing: Sequence[str], flags: Sequence[str]
) -> str:
    expected = len(covered) + len(partly) + len(missing)
    return _joined(
        [
            *_found(covered, partly, expected),
            _listed(_NOT_RECOGNISED, missing),
            *_notes(flags),
            _SHARE_OF_WORDS,
        ]
    )


def without_points(flags: Sequence[str], expected: Sequence[str]) -> str:
    """For what is no answer: why, and what had been expected."""
    return _joined([*_notes(flags), f"Expected was: {quoted(expected)}." if expected else ""])


def nothing_to_compare(word_count: int, flags: Sequence[str]) -> str:
    size = "one word" if word_count == 1 else f"{word_count} words"
    return _joined(
        [
            "There is no reference answer and there are no key points to compare this with, "
            f"so a person needs to read it. The answer has {size}.",
            *_notes(flags),
        ]
    )


def _about(points: Sequence[PointFound]) -> list[str]:
    if not points:
        return []
    return [
        *_found(_texts(points, "covered"), _texts(points, "partly"), len(points)),
        *_denials(points),
        _listed(_NOT_RECOGNISED, _texts(points, "missing")),
    ]


def _found(covered: Sequence[str], partly: Sequence[str], expected: int) -> list[str]:
    if not covered:
        first = (
            "Did not find the main words of the expected point."
            if expected == 1
            else f"Found the main words of none of the {expected} expected points."
        )
    else:
        how_many = f"{len(covered)} of {expected}"
        first = f"Found the main words of these expected points ({how_many}): {quoted(covered)}."
    return [first, _listed(_SOME_WORDS, partly)]


def _denials(points: Sequence[PointFound]) -> list[str]:
    denied = [point for point in points if point.standing == "contradicted"]
    if not denied:
        return []
    shown = "; ".join(
        f"“{shortened(point.text)}”, where it says “{shortened(point.said)}”"
        for point in denied[:_MAX_QUOTED]
    )
    more = len(denied) - _MAX_QUOTED
    rest = f"; and {more} more" if more > 0 else ""
    return [f"It may deny {shown}{rest}. A person should look at that."]


def _listed(what: str, texts: Sequence[str]) -> str:
    return f"{what}: {quoted(texts)}." if texts else ""


def _texts(points: Sequence[PointFound], standing: Standing) -> list[str]:
    return [point.text for point in points if point.standing == standing]


def _notes(flags: Sequence[str]) -> list[str]:
    return [FLAG_NOTES[flag] for flag in flags]


def _joined(sentences: Sequence[str]) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def quoted(texts: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    shown = "; ".join(shortened(text) for text in texts[:_MAX_QUOTED])
    more = len(texts) - _MAX_QUOTED
    return f"{shown}; and {more} more" if more > 0 else shown


def shortened(point: str) -> str:
    """A point of the rubric on one line, at most about as long as that."""
    plain = " ".join(point.split()).rstrip(".;,")
    if len(plain) <= _MAX_QUOTE_CHARACTERS:
        return plain
    return plain[:_MAX_QUOTE_CHARACTERS].rsplit(" ", 1)[0] + "…"
