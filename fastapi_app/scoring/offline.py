"""Preliminary offline engine: root of the share of reference stems found in the answer."""

import re

import snowballstemmer

from scoring.contract import AnswerScore, EngineInfo, Rubric

_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "be",
        "to",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "and",
        "or",
        "it",
        "its",
        "this",
        "that",
        "with",
        "as",
        "from",
    ]
)


class OfflineEngine:
    def describe(self) -> EngineInfo:
        return EngineInfo(name="offline", version="0")

    def score(self, answer: str, rubric: Rubric) -> AnswerScore:
        if not answer.strip():
            return AnswerScore(
                0.0, "The answer is empty.", missing=rubric.key_points, flags=("empty",)
            )
        stemmer = snowballstemmer.stemmer("english")

        def stems(text: str) -> dict[str, None]:
            words = [w for w in re.findall(r"\w+", text.casefold()) if w not in _STOP]
            return dict.fromkeys(stemmer.stemWords(words))

        found = stems(answer)

        def recall(text: str) -> float:
            wanted = stems(text)
            return sum(w in found for w in wanted) / len(wanted) if wanted else 0.0

        if not rubric.reference_answers and not rubric.key_points:
            return AnswerScore(None, "There is no reference answer or key point to compare with.")
        covered = tuple(p for p in rubric.key_points if recall(p) >= 0.4)
        missing = tuple(p for p in rubric.key_points if recall(p) < 0.4)
        value = max(
            [recall(r) for r in rubric.reference_answers] or [recall(" ".join(rubric.key_points))]
        )
        feedback = f"Covered: {'; '.join(covered) or 'nothing'}. Not mentioned: {'; '.join(missing) or 'nothing'}."
        return AnswerScore(round(100 * value**0.5, 2), feedback, covered, missing)
