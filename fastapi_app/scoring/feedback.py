"""Sentences for the person who reads a result. Plain, specific, and careful: what the engine did
not find is "not mentioned", never "wrong", because it reads words and not meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

COVERED = 0.55
PARTLY = 0.15
_MAX_QUOTED = 4
_MAX_QUOTE_CHARACTERS = 110

FLAG_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "empty": "The answer is empty.",
        "not_an_answer": "This does not attempt an answer.",
        "gibberish": "This does not read as words.",
        "question_copied": "It restates the question; only what goes beyond it was counted.",
        "off_topic": "Hardly anything in it relates to what was asked.",
        "addressed_to_grader": (
            "Part of the text speaks to the grader instead of answering; it was left out."
        ),
        "keyword_list": "It lists terms without connecting them.",
        "repeated_text": "Repeated passages were counted once.",
        "padded": "Much of the text is not about the question and was not counted.",
        "other_language": (
            "It, or what it is compared with, does not seem to be written in English, the only "
            "language that this engine promises to score: the score is no more than the share of "
            "the expected words that it uses, and a person should read it."
        ),
        "contains_code": "It contains code, whose correctness was not checked.",
        "hidden_characters": "It contains hidden or look-alike characters, which were normalised.",
        "truncated": "It is very long; only the passages closest to the question were read.",
    }
)
"""Every flag of the offline engine, a stable code, and what it tells the reader."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points of the rubric in its own words. ``partly`` ones are told apart only here:
    a result lists them as missing."""

    covered: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def sort_points(coverages: Sequence[tuple[str, float]]) -> Points:
    """Sort (point, coverage from 0 to 1) into covered, partly covered and not mentioned."""
    return Points(
        covered=tuple(point for point, share in coverages if share >= COVERED),
        partly=tuple(point for point, share in coverages if PARTLY <= share < COVERED),
        missing=tuple(point for point, share in coverages if share < PARTLY),
    )


def describe(points: Points, flags: Sequence[str]) -> str:
    parts = [_summary(points)]
    if points.partly:
        parts.append(f"Touched on only in part: {quoted(points.partly)}.")
    if points.missing and points.covered:
        parts.append(f"Not mentioned: {quoted(points.missing)}.")
    parts += [FLAG_NOTES[flag] for flag in flags]
    return " ".join(part for part in parts if part)


def _summary(points: Points) -> str:
    total = len(points.covered) + len(points.partly) + len(points.missing)
    if not total:
        return ""
    if not points.covered:
        if not points.partly:
            return f"None of the expected points came up: {quoted(points.missing)}."
        rest = f" Not mentioned: {quoted(points.missing)}." if points.missing else ""
        return f"No expected point is fully there.{rest}"
    if len(points.covered) == total:
        every = "the expected point" if total == 1 else f"all {total} expected points"
        return f"The answer covers {every}: {quoted(points.covered)}."
    return f"The answer covers {len(points.covered)} of {total} points: {quoted(points.covered)}."


def without_points(flags: Sequence[str], expected: Sequence[str]) -> str:
    """For what is no answer: why, and what had been expected."""
    notes = [FLAG_NOTES[flag] for flag in flags]
    if expected:
        notes.append(f"Expected was: {quoted(expected)}.")
    return " ".join(notes)


def nothing_to_compare(word_count: int, flags: Sequence[str]) -> str:
    notes = [FLAG_NOTES[flag] for flag in flags]
    size = "one word" if word_count == 1 else f"{word_count} words"
    return " ".join(
        [
            "There is no reference answer and there are no key points to compare this with, "
            f"so a person needs to read it. The answer has {size}.",
            *notes,
        ]
    )


def quoted(points: Sequence[str]) -> str:
    shown = "; ".join(shortened(point) for point in points[:_MAX_QUOTED])
    more = len(points) - _MAX_QUOTED
    return f"{shown}; and {more} more" if more > 0 else shown


def shortened(point: str) -> str:
    """A point of the rubric on one line, at most about as long as that."""
    plain = " ".join(point.split()).rstrip(".;,")
    if len(plain) <= _MAX_QUOTE_CHARACTERS:
        return plain
    return plain[:_MAX_QUOTE_CHARACTERS].rsplit(" ", 1)[0] + "…"
