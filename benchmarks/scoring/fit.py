"""Fit the constants of the offline engine, and test them on data sets they have not seen.

    python -m benchmarks.scoring.fit FILE... [--write fastapi_app/scoring/constants.py]

Prints, for every file, Pearson r between the engine and the graders with constants fitted on all
*other* files (a random split of one file would flatter: answers to the same question land on
both sides), beside simple baselines; and how often those constants rank a correct answer above a
contradictory and above an incorrect one, where the file says which these are.

The method: ridge regression of the grades, standardised within each file so that every file
counts the same, on the standardised features; shrunk towards a plain prior instead of zero,
because with five small data sets the prior carries over better than the data.
"""

import argparse
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm  # type: ignore[import-untyped]

from benchmarks.scoring.curve import Areas, areas, shown
from graded import GradedAnswer, name, read
from scoring.features import Features
from scoring.model import Constants, points
from scoring.offline import measurements
from scoring.words import content_stems

Array = NDArray[np.float64]

PRIOR = (0.20, 0.15, 0.20, 0.10, 0.10)
"""Weights before any data: recall, likeness, length, order, wording."""
SHRINKAGE = 5.0
ROUNDS = 3  # which of several references counts depends on the weights, and they on that

Measured = list[Features] | float


@dataclass(frozen=True, slots=True)
class DataSet:
    name: str
    rows: list[GradedAnswer]
    measured: list[Measured]

    @property
    def grades(self) -> Array:
        return np.array([row.grade for row in self.rows])


def fit(data_sets: Sequence[DataSet]) -> Constants:
    """Constants from these data sets, each with the same say."""
    moments = [_moments(d) for d in data_sets]
    means = np.mean([m for m, _ in moments], axis=0)
    spreads = np.mean([s for _, s in moments], axis=0)
    prior = np.array(PRIOR)
    weights = prior
    for _ in range(ROUNDS):
        left = SHRINKAGE * np.eye(len(prior))
        right = SHRINKAGE * prior
        for data in data_sets:
            x, y = _best_rows(data, weights, means, spreads)
            x, y = x - x.mean(axis=0), (y - y.mean()) / y.std()
            left = left + x.T @ x / len(y) / len(data_sets)
            right = right + x.T @ y / len(y) / len(data_sets)
        weights = np.linalg.solve(left, right)
    return Constants(_rounded(weights), _rounded(means), _rounded(spreads))


def _rounded(values: Array) -> tuple[float, ...]:
    return tuple(round(float(v), 3) for v in values)


def _moments(data: DataSet) -> tuple[Array, Array]:
    rows = np.array([_mean_row(m) for m in data.measured if isinstance(m, list)])
    return rows.mean(axis=0), rows.std(axis=0)


def _mean_row(views: list[Features]) -> Array:
    mean: Array = np.mean([f.weighed() for f in views], axis=0)
    return mean


def _best_rows(data: DataSet, weights: Array, means: Array, spreads: Array) -> tuple[Array, Array]:
    """For each answer the features against the reference that suits it best, and its grade."""
    x: list[Array] = []
    y: list[float] = []
    for row, views in zip(data.rows, data.measured, strict=True):
        if isinstance(views, list):
            standard = (np.array([f.weighed() for f in views]) - means) / spreads
            x.append(standard[int(np.argmax(standard @ weights))])
            y.append(row.grade)
    return np.array(x), np.array(y)


def scores(data: DataSet, constants: Constants) -> Array:
    return np.array(
        [max(points(f, constants) for f in m) if isinstance(m, list) else m for m in data.measured]
    )


def pearson(left: Array, right: Array) -> float:
    return float(np.corrcoef(left, right)[0, 1])


def _word_count(row: GradedAnswer) -> float:
    return math.log(1 + len(re.findall(r"\w+", row.answer)))


def _stem_recall(row: GradedAnswer) -> float:
    answer = set(content_stems(row.answer))
    return max(_share(set(content_stems(r)), answer) for r in row.references)


def _root_coverage(row: GradedAnswer) -> float:
    return math.sqrt(_stem_recall(row))


def _share(wanted: set[str], found: set[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 0.0


BASELINES: Mapping[str, Callable[[GradedAnswer], float]] = {
    "log word count": _word_count,
    "stem recall": _stem_recall,
    "root coverage": _root_coverage,
}


def _measure(job: tuple[GradedAnswer, bool]) -> Measured:
    row, key_points = job
    return measurements(row.answer, row.rubric(only_key_points=key_points))


def load(paths: Sequence[Path], *, key_points: bool, processes: int) -> list[DataSet]:
    data_sets = []
    with Pool(processes) as pool:
        for path in paths:
            rows = read(path)
            jobs = [(row, key_points) for row in rows]
            measured = pool.imap(_measure, jobs, chunksize=50)
            bar = tqdm(measured, total=len(rows), desc=name(path), leave=False)
            data_sets.append(DataSet(name(path), rows, list(bar)))
    return data_sets


def leave_one_out(data_sets: Sequence[DataSet]) -> dict[str, Array]:
    """Points for each data set by constants that have not seen it."""
    return {
        data.name: scores(data, fit([other for other in data_sets if other is not data]))
        for data in data_sets
    }


def ranking(data: DataSet, points: Array) -> Areas:
    return areas(points.tolist(), [row.label for row in data.rows])


def table(title: str, columns: Sequence[DataSet], lines: Mapping[str, Mapping[str, float]]) -> str:
    head = "".join(f"{data.name:>14}" for data in columns)
    body = [
        f"{label:32}" + "".join(f"{shown(line[data.name]):>14}" for data in columns)
        for label, line in lines.items()
    ]
    return "\n".join([f"{title:32}{head}", *body])


SOURCE = '''"""Constants of the offline engine, by ``benchmarks/scoring/fit.py``: do not edit."""

from scoring.model import Constants

SHIPPED = Constants(
    weights={weights},
    means={means},
    spreads={spreads},
)
'''


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--write", type=Path, help="where to put constants.py")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()

    data_sets = load(arguments.files, key_points=False, processes=arguments.processes)
    by_points = load(arguments.files, key_points=True, processes=arguments.processes)
    shipped = fit(data_sets)
    lines: dict[str, Mapping[str, float]] = {
        label: {d.name: pearson(np.array([f(r) for r in d.rows]), d.grades) for d in data_sets}
        for label, f in BASELINES.items()
    }
    ranks: dict[str, Mapping[str, float]] = {}
    if len(data_sets) > 1:
        left_out = leave_one_out(data_sets)
        lines["engine, constants from the others"] = {
            d.name: pearson(left_out[d.name], d.grades) for d in data_sets
        }
        areas_of = {d.name: ranking(d, left_out[d.name]) for d in data_sets}
        ranks = {
            "above contradictory ones": {n: a.contradictory for n, a in areas_of.items()},
            "above incorrect ones": {n: a.incorrect for n, a in areas_of.items()},
        }
        lines["the same, key points only"] = {
            p.name: pearson(scores(p, fit([d for d in data_sets if d.name != p.name])), p.grades)
            for p in by_points
        }
    lines["engine, constants from all"] = {
        d.name: pearson(scores(d, shipped), d.grades) for d in data_sets
    }
    source = SOURCE.format(weights=shipped.weights, means=shipped.means, spreads=shipped.spreads)
    print(table("Pearson r", data_sets, lines))
    if ranks:
        print("\n" + table("Correct answers, the same engine", data_sets, ranks))
    print(f"\n{source}", end="")
    if arguments.write:
        arguments.write.write_text(source, encoding="utf-8")


if __name__ == "__main__":
    main()
