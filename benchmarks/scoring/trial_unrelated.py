"""What texts on other subjects get, of any length and type, against the bank's questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.scoring.trial_sets import UnrelatedText, read, rubric_of
from scoring import AnswerScore, Rubric, engine

LENGTHS = (100, 400, 600, 2_000, 10_000)
"""In words."""
NOT_PROSE = (
    "python_source",
    "java_source",
    "c_source",
    "server_log",
    "json_config",
    "csv_rows",
    "test_output",
)
CEILING = 20
LONG = 1_000
EVERY_OF_LONG = 6
"""Texts of more words share most of them, and take long: each is tried on a sixth of the questions,
the next one on other ones."""


@dataclass(frozen=True, slots=True)
class Attempt:
    genre: str
    text: str
    rubric: Rubric


def rubrics() -> list[Rubric]:
    """Of the bank's questions that get a number."""
    found = [rubric_of(entry) for entry in read("trial", "bank")]
    return [rubric for rubric in found if rubric.kind == "knowledge"]


def attempts(texts: Sequence[UnrelatedText], words: int, every: int) -> Iterator[Attempt]:
    """The texts at that length, each with every so many-th question, the next one with the next."""
    for number, text in enumerate(texts):
        cut = _cut(texts, number, words)
        for rubric in rubrics()[number % every :: every]:
            yield Attempt(text.genre, cut, rubric)


def _cut(texts: Sequence[UnrelatedText], number: int, words: int) -> str:
    """The text, followed by as many of the next ones, round and round, as the length takes."""
    joined = texts[number].text
    while len(joined.split(" ")) < words:
        number += 1
        joined += "\n\n" + texts[number % len(texts)].text
    return " ".join(joined.split(" ")[:words])


def _every(words: int) -> int:
    return EVERY_OF_LONG if words > LONG else 1


def prose(texts: Sequence[UnrelatedText]) -> list[UnrelatedText]:
    return [text for text in texts if text.genre not in NOT_PROSE]


def not_prose(texts: Sequence[UnrelatedText]) -> list[UnrelatedText]:
    return [text for text in texts if text.genre in NOT_PROSE]


def results(tried: Iterator[Attempt]) -> list[AnswerScore]:
    offline = engine("offline")
    return [offline.score(one.text, one.rubric) for one in tried]


def row(name: str, judged: Sequence[AnswerScore]) -> list[str]:
    scores = [one.score or 0 for one in judged]
    high = [one for one in judged if (one.score or 0) > CEILING]
    alone = [one for one in high if not one.review_recommended]
    return [
        name,
        str(len(scores)),
        f"{fmean(scores):.0f}",
        f"{max(scores):.0f}",
        f"{len(high)}",
        f"{len(alone)}",
    ]


def table(texts: Sequence[UnrelatedText]) -> list[list[str]]:
    head = [
        "unrelated texts",
        "tried",
        "mean",
        "highest",
        "above 20",
        "of these not sent to a person",
    ]
    types = {"prose": prose(texts), "code, logs, data": not_prose(texts)}
    return [
        head,
        *(
            row(f"{name}, {words:,} words", results(attempts(chosen, words, _every(words))))
            for name, chosen in types.items()
            for words in LENGTHS
        ),
    ]
