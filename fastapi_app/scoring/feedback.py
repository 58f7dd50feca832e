"""Sentences for the person who reads a result: plain, specific, and true of every answer they can
stand under. The engine reads words and not meaning, so it says what it recognised, and of a denial
that there seems to be one."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from scoring.points import PointFound, Standing

_MAX_QUOTED = 4
_MAX_QUOTE_CHARACTERS = 110

FLAG_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "empty": "The answer is empty.",
        "not_an_answer": "This does not attempt an answer.",
        "gibberish": "This does not read as words.",
        "question_copied": "It restates the question; only what goes beyond it was counted.",
        "off_topic": "Hardly any of its words are those of the question or of the expected answer.",
        "addressed_to_grader": (
            "Part of the text speaks to the grader instead of answering; it was left out. A person "
            "should look at it."
        ),
        "keyword_list": "It reads as a list of terms rather than as sentences.",
        "repeated_text": "Repeated passages were counted once.",
        "padded": (
            "Much of the text has no words of the question or of the expected answer, and was not "
            "counted."
        ),
        "other_language": (
            "It, or what it is compared with, does not seem to be written in English, the only "
            "language that this engine promises to score: the score is no more than the share of "
            "the expected words that it uses, and a person should read it."
        ),
        "contains_code": (
            "It seems to contain code, whose correctness was not checked; a person should read it."
        ),
        "hidden_characters": "It contains hidden or look-alike characters, which were normalised.",
        "truncated": "It is very long; only the passages closest to the question were read.",
    }
)
"""Every flag of the offline engine, a stable code, and what it tells the reader."""

_EXPERIENCE = (
    "This asks for the candidate's own experience, which words alone cannot judge, so a person "
    "needs to read it."
)


def describe(points: Sequence[PointFound], flags: Sequence[str]) -> str:
    return _joined([*_about(points), *_notes(flags)])


def of_experience(points: Sequence[PointFound], flags: Sequence[str]) -> str:
    touched = [point.text for point in points if point.standing != "missing"]
    said = f"It seems to touch on: {quoted(touched)}." if touched else ""
    return _joined([_EXPERIENCE, said, *_notes(flags)])


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
    recognised = _texts(points, "covered")
    unrecognised = [p for p in points if p.standing == "missing"]
    unmentioned = [p.text for p in unrecognised if not p.coverage]
    unclear = [p.text for p in unrecognised if p.coverage]
    how_many = f"Recognised {len(recognised) or 'none'} of {_counted(points)}"
    return [
        f"{how_many}: {quoted(recognised)}." if recognised else f"{how_many}.",
        _listed("Some words of these are there", _texts(points, "partly")),
        *_denials(points),
        _listed("Not recognised", unclear),
        _listed("Not mentioned", unmentioned),
    ]


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
    return [f"It seems to deny {shown}{rest}. A person should look at that."]


def _listed(what: str, texts: Sequence[str]) -> str:
    return f"{what}: {quoted(texts)}." if texts else ""


def _texts(points: Sequence[PointFound], standing: Standing) -> list[str]:
    return [point.text for point in points if point.standing == standing]


def _counted(points: Sequence[PointFound]) -> str:
    return "1 expected point" if len(points) == 1 else f"{len(points)} expected points"


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
