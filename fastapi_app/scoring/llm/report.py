"""From the model's verdicts to a score and to sentences. All arithmetic is done here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from types import MappingProxyType
from typing import Literal

from scoring.contract import AnswerScore, Evidence, Tokens
from scoring.feedback import FLAG_NOTES, shortened
from scoring.llm.evidence import Places
from scoring.llm.redaction import REDACTED
from scoring.llm.verdict import MAX_POINT_SCORE, PointVerdict, Verdict, sentence
from scoring.reasons import reasons

SAMPLES_DISAGREE = "samples_disagree"
JUDGEMENT_FAILED = "judgement_failed"

Standing = Literal["covered", "partly", "contradicted", "missing"]

_COVERED = 0.7
_PARTLY = 0.3
_WIDE_SPREAD = 20.0  # points of 100 between the samples

NOTES: Mapping[str, str] = MappingProxyType(
    {
        **FLAG_NOTES,
        "other_language": "It, or what it is compared with, does not seem to be in English.",
        "contains_code": (
            "It contains code, which was read and not run, so a manual review is recommended."
        ),
        "truncated": "It is very long; only part of it was read.",
        "hidden_characters": (
            "It contains hidden or look-alike characters; the hidden ones were left out."
        ),
        REDACTED: "E-mail addresses or telephone numbers in it were not shown to the model.",
    }
)
"""Every flag of this engine that is explained by one sentence."""


@dataclass(frozen=True, slots=True)
class JudgedPoint:
    """A point by all samples together. ``share`` is their mean, 0 to 1; ``reason`` and ``quotes``
    are of those that agree with the majority on whether the answer contradicts it."""

    text: str
    contradicted: bool
    share: float
    reason: str
    quotes: tuple[str, ...]

    @classmethod
    def of(
        cls, text: str, verdicts: Sequence[PointVerdict], quotes: Sequence[str]
    ) -> "JudgedPoint":
        contradicted = 2 * sum(one.contradicted for one in verdicts) > len(verdicts)
        agreeing = [i for i, one in enumerate(verdicts) if one.contradicted == contradicted]
        mean = fmean(one.worth for one in verdicts)
        return cls(
            text,
            contradicted,
            0.0 if contradicted else mean / MAX_POINT_SCORE,
            verdicts[agreeing[0]].reason,
            tuple(quotes[i] for i in agreeing),
        )

    @property
    def standing(self) -> Standing:
        if self.contradicted:
            return "contradicted"
        if self.share >= _COVERED:
            return "covered"
        return "partly" if self.share >= _PARTLY else "missing"

    def explained(self, number: int) -> str:
        hardly = "hardly" if self.share else "not found"
        how = {"partly": "in part", "missing": hardly}.get(self.standing, self.standing)
        score = f"{self.share * MAX_POINT_SCORE:.3g} of {MAX_POINT_SCORE}"
        said = f"({number}) {shortened(self.text)}: {how}, {score}."
        return f"{said} {sentence(self.reason)}".rstrip()

    def evidence(self, places: Places) -> Evidence | None:
        """The first quote that is there; of what is missing nothing speaks."""
        if self.standing == "missing":
            return None
        found = (place for quote in self.quotes if (place := places.of(quote)))
        place = next(found, None)
        return Evidence(self.text, place.start, place.end) if place else None


def report(
    points: Sequence[str],
    samples: Sequence[Verdict],
    places: Places,
    flags: tuple[str, ...],
    tokens: Tokens | None,
) -> AnswerScore:
    """The mean of the samples, each with a verdict for every point; none where they disagree."""
    judged = [
        JudgedPoint.of(
            point,
            [sample.points[i] for sample in samples],
            [sample.quotes[i] for sample in samples],
        )
        for i, point in enumerate(points)
    ]
    totals = [_total(sample) for sample in samples]
    agree = max(totals) - min(totals) <= _WIDE_SPREAD
    score = round(100.0 * fmean(point.share for point in judged), 2) if agree else None
    contradicted = _standing(judged, "contradicted")
    parts = [
        "" if agree else _disagreement(totals),
        _summary(judged),
        *(point.explained(number) for number, point in enumerate(judged, start=1)),
        *(NOTES[flag] for flag in flags),
    ]
    return AnswerScore(
        score=score,
        feedback=" ".join(part for part in parts if part),
        covered=_standing(judged, "covered"),
        partly=_standing(judged, "partly"),
        contradicted=contradicted,
        missing=_standing(judged, "missing"),
        evidence=tuple(found for point in judged if (found := point.evidence(places))),
        flags=flags if agree else (*flags, SAMPLES_DISAGREE),
        review_reasons=_reasons(score, contradicted, flags),
        tokens=tokens,
    )


def _standing(judged: Sequence[JudgedPoint], standing: Standing) -> tuple[str, ...]:
    return tuple(point.text for point in judged if point.standing == standing)


def _reasons(
    score: float | None, contradicted: Sequence[str], flags: Sequence[str]
) -> tuple[str, ...]:
    """A model reads every language."""
    return reasons(score, contradicted, [flag for flag in flags if flag != "other_language"])


def failed(reason: str, flags: tuple[str, ...], tokens: Tokens | None) -> AnswerScore:
    """There is no judgement to go by, which says nothing about the answer."""
    notes = [
        f"The language model did not judge this answer: {reason}. A person needs to read it.",
        *(NOTES[flag] for flag in flags),
    ]
    return AnswerScore(
        None,
        " ".join(notes),
        flags=(*flags, JUDGEMENT_FAILED),
        review_reasons=_reasons(None, (), flags),
        tokens=tokens,
    )


def _total(sample: Verdict) -> float:
    """0 to 100; all points weigh the same."""
    return 100.0 * fmean(one.worth for one in sample.points) / MAX_POINT_SCORE


def _disagreement(totals: Sequence[float]) -> str:
    given = ", ".join(f"{total:.0f}" for total in totals)
    return (
        f"The language model judged this answer {len(totals)} times and does not agree with "
        f"itself ({given} of 100), so a person needs to decide."
    )


def _summary(judged: Sequence[JudgedPoint]) -> str:
    """Whose judgement it is, since a model may be mistaken."""
    covered = len(_standing(judged, "covered"))
    denied = len(_standing(judged, "contradicted"))
    if len(judged) == 1:
        found = "covers" if covered else "does not fully cover"
        found = "seems to contradict" if denied else found
        said = f"As the language model reads it, the answer {found} the expected point"
    else:
        some = f"{covered or 'none'} of {len(judged)}"
        said = (
            "As the language model reads it, the answer covers "
            f"{f'all {covered}' if covered == len(judged) else some} expected points"
        )
        said += f" and seems to contradict {denied}" if denied else ""
    return f"{said}, so a manual review is recommended." if denied else f"{said}."
