"""From the model's verdicts to a score and to sentences. All arithmetic is done here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from types import MappingProxyType

from scoring.contract import AnswerScore, Tokens
from scoring.feedback import FLAG_NOTES, shortened
from scoring.llm.verdict import MAX_POINT_SCORE, PointVerdict, sentence

SAMPLES_DISAGREE = "samples_disagree"
JUDGEMENT_FAILED = "judgement_failed"
REDACTED = "contact_details_removed"

_COVERED = 0.7
_PARTLY = 0.3
_WIDE_SPREAD = 20.0  # points of 100 between the samples

NOTES: Mapping[str, str] = MappingProxyType(
    {
        **FLAG_NOTES,
        "other_language": "It does not seem to be written in English.",
        "contains_code": "It contains code, which was read and not run.",
        "hidden_characters": (
            "It contains hidden or look-alike characters; the hidden ones were left out."
        ),
        REDACTED: "E-mail addresses or telephone numbers in it were not shown to the model.",
    }
)
"""Every flag of this engine that is explained by one sentence."""


@dataclass(frozen=True, slots=True)
class JudgedPoint:
    """``share`` is the mean over the samples, 0 to 1; ``reason`` the first sample's."""

    text: str
    share: float
    reason: str

    @property
    def is_covered(self) -> bool:
        return self.share >= _COVERED

    def explained(self, number: int) -> str:
        how = "covered" if self.is_covered else "in part" if self.share >= _PARTLY else "missing"
        score = f"{self.share * MAX_POINT_SCORE:.3g} of {MAX_POINT_SCORE}"
        said = f"({number}) {shortened(self.text)}: {how}, {score}."
        return f"{said} {sentence(self.reason)}".rstrip()


def report(
    points: Sequence[str],
    samples: Sequence[Sequence[PointVerdict]],
    flags: tuple[str, ...],
    tokens: Tokens | None,
) -> AnswerScore:
    """The mean of the samples, each with a verdict for every point; none where they disagree."""
    totals = [_total(sample) for sample in samples]
    judged = [
        JudgedPoint(
            point,
            fmean(sample[i].score for sample in samples) / MAX_POINT_SCORE,
            samples[0][i].reason,
        )
        for i, point in enumerate(points)
    ]
    agree = max(totals) - min(totals) <= _WIDE_SPREAD
    parts = [
        "" if agree else _disagreement(totals),
        _summary(judged),
        *(point.explained(number) for number, point in enumerate(judged, start=1)),
        *(NOTES[flag] for flag in flags),
    ]
    return AnswerScore(
        score=round(fmean(totals), 2) if agree else None,
        feedback=" ".join(part for part in parts if part),
        covered=tuple(point.text for point in judged if point.is_covered),
        missing=tuple(point.text for point in judged if not point.is_covered),
        flags=flags if agree else (*flags, SAMPLES_DISAGREE),
        tokens=tokens,
    )


def failed(reason: str, flags: tuple[str, ...], tokens: Tokens | None) -> AnswerScore:
    """There is no judgement to go by, which says nothing about the answer."""
    notes = [
        f"The language model did not judge this answer: {reason}. A person needs to read it.",
        *(NOTES[flag] for flag in flags),
    ]
    return AnswerScore(None, " ".join(notes), flags=(*flags, JUDGEMENT_FAILED), tokens=tokens)


def _total(sample: Sequence[PointVerdict]) -> float:
    """0 to 100; all points weigh the same."""
    return 100.0 * fmean(one.score for one in sample) / MAX_POINT_SCORE


def _disagreement(totals: Sequence[float]) -> str:
    given = ", ".join(f"{total:.0f}" for total in totals)
    return (
        f"The language model judged this answer {len(totals)} times and does not agree with "
        f"itself ({given} of 100), so a person needs to decide."
    )


def _summary(judged: Sequence[JudgedPoint]) -> str:
    covered = sum(point.is_covered for point in judged)
    if len(judged) == 1:
        return f"The answer {'covers' if covered else 'does not cover'} the expected point."
    if covered == len(judged):
        return f"The answer covers all {covered} expected points."
    return f"The answer covers {covered or 'none'} of {len(judged)} expected points."
