"""Compare an engine with human graders.

    python -m benchmarks.scoring.evaluate FILE...                    the running service, over HTTP
    python -m benchmarks.scoring.evaluate --leave-one-out FILE...    one of its own for every file,
                                           with constants fitted on the other files, over HTTP
    python -m benchmarks.scoring.evaluate --in-process FILE...       without HTTP

Prints for every file Pearson r with its 95 % confidence interval (Fisher's z), the root mean
square error as a share of the maximum, milliseconds per answer, and, where the file labels its
answers, how often a correct one is ranked above a contradictory and above an incorrect one.
"""

import argparse
import json
import math
import os
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm  # type: ignore[import-untyped]

from benchmarks.scoring import fit
from benchmarks.scoring.curve import Areas, areas, shown
from benchmarks.scoring.service import answers, running
from graded import GradedAnswer, Label, name, read
from scoring import Rubric, engine

Judge = Callable[[str, Rubric], float | None]

URL = "http://127.0.0.1:8000"
TIMEOUT_SECONDS = 60
Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Agreement:
    """``r`` between -1 and 1 with its interval; ``rmse`` as a share of the maximum."""

    answers: int
    unscored: int
    r: float
    low: float
    high: float
    rmse: float
    milliseconds: float
    areas: Areas


def in_process(engine_name: str) -> Judge:
    chosen = engine(engine_name)
    return lambda answer, rubric: chosen.score(answer, rubric).score


def over_http(url: str) -> Judge:
    endpoint = f"{url.rstrip('/')}/evaluate/answer"

    def judge(answer: str, rubric: Rubric) -> float | None:
        request = urllib.request.Request(
            endpoint,
            data=json.dumps(_body(answer, rubric)).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            score: float | None = json.load(response)["score"]
        return score

    return judge


def _body(answer: str, rubric: Rubric) -> dict[str, object]:
    body: dict[str, object] = {
        "answer_text": answer,
        "question": rubric.question,
        "kind": rubric.kind,
    }
    if rubric.reference_answers:
        several = len(rubric.reference_answers) > 1
        body["reference_answer"] = (
            list(rubric.reference_answers) if several else rubric.reference_answers[0]
        )
    if rubric.key_points:
        body["key_points"] = list(rubric.key_points)
    return body


def agreement(
    rows: Sequence[GradedAnswer], judge: Judge, label: str, *, key_points: bool
) -> Agreement:
    grades: list[float] = []
    scores: list[float] = []
    labels: list[Label | None] = []
    start = time.perf_counter()
    for row in tqdm(rows, desc=label, leave=False):
        score = judge(row.answer, row.rubric(only_key_points=key_points))
        if score is not None:
            grades.append(row.grade)
            scores.append(score / 100)
            labels.append(row.label)
    seconds = time.perf_counter() - start
    r = pearson(scores, grades)
    low, high = fisher_interval(r, len(scores))
    errors = [(s - g) ** 2 for s, g in zip(scores, grades, strict=True)]
    return Agreement(
        answers=len(scores),
        unscored=len(rows) - len(scores),
        r=r,
        low=low,
        high=high,
        rmse=math.sqrt(math.fsum(errors) / len(errors)) if errors else math.nan,
        milliseconds=1000 * seconds / len(rows) if rows else math.nan,
        areas=areas(scores, labels),
    )


def pearson(left: Sequence[float], right: Sequence[float]) -> float:
    """The correlation of two equally long series; nan where one of them does not vary."""
    if len(left) < 2:
        return math.nan
    mean_left, mean_right = math.fsum(left) / len(left), math.fsum(right) / len(right)
    x = [v - mean_left for v in left]
    y = [v - mean_right for v in right]
    spread = math.sqrt(math.fsum(a * a for a in x) * math.fsum(b * b for b in y))
    return math.fsum(a * b for a, b in zip(x, y, strict=True)) / spread if spread else math.nan


def fisher_interval(r: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a correlation: atanh(r) is normal with deviation 1/√(n - 3)."""
    if math.isnan(r) or n <= 3 or abs(r) >= 1:
        return math.nan, math.nan
    z, margin = math.atanh(r), Z_95 / math.sqrt(n - 3)
    return math.tanh(z - margin), math.tanh(z + margin)


HEAD = (
    f"{'':72}{'correct ranked above':>28}\n"
    f"{'set':20}{'answers':>8}{'unscored':>10}{'r':>8}   {'95 %':14}{'RMSE':>8}{'ms':>10}"
    f"{'contradictory':>16}{'incorrect':>12}"
)


def line(label: str, found: Agreement) -> str:
    return (
        f"{label:20}{found.answers:8}{found.unscored:10}{found.r:8.3f}"
        f"   {found.low:.3f} to {found.high:.3f}{found.rmse:8.3f}{found.milliseconds:10.2f}"
        f"{shown(found.areas.contradictory):>16}{shown(found.areas.incorrect):>12}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare an engine with human graders.")
    parser.add_argument("files", nargs="+", type=Path)
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--url", default=URL, help=f"base address of the evaluator, {URL} if not given"
    )
    where.add_argument(
        "--leave-one-out",
        action="store_true",
        help="each file by an evaluator whose constants were fitted on the others",
    )
    where.add_argument("--in-process", action="store_true", help="no service: call the engine")
    parser.add_argument("--engine", default="offline", help="with --in-process")
    parser.add_argument(
        "--key-points", action="store_true", help="send the reference's clauses as key points"
    )
    arguments = parser.parse_args()

    print(HEAD)
    for path in arguments.files:
        with judge_for(path, arguments) as judge:
            found = agreement(read(path), judge, name(path), key_points=arguments.key_points)
        print(line(name(path), found), flush=True)


@contextmanager
def judge_for(path: Path, arguments: argparse.Namespace) -> Iterator[Judge]:
    if arguments.in_process:
        yield in_process(arguments.engine)
    elif arguments.leave_one_out:
        others = [other for other in arguments.files if other != path]
        if not others:
            raise SystemExit("Leaving one file out needs two or more.")
        constants = fit.fit(fit.load(others, key_points=False, processes=os.cpu_count() or 1))
        with running(constants) as url:
            yield over_http(url)
    else:
        if not answers(arguments.url):
            raise SystemExit(
                f"No evaluator answers at {arguments.url}: start it, or name it by --url."
            )
        yield over_http(arguments.url)


if __name__ == "__main__":
    main()
