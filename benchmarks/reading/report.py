"""What is printed and written of a folder."""

import csv
import json
import math
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.reading.files import EMPTY, EXCEPTION, FOR_A_PERSON, READ, Outcome

WORST = 20
HEAD = "  words: here  other  missed  extra  joined  split  seconds"


def line(found: Outcome) -> str:
    numbers = ""
    if found.compared:
        one = found.compared
        numbers = f"{one.here:13,}{one.there:7,}{one.missed:8,}{one.extra:7,}"
        numbers += f"{one.joined:8,}{one.split:7,}"
    return f"{numbers:50}{found.seconds:9.2f}  {found.path}: {fate(found)}"


def fate(found: Outcome) -> str:
    said = [found.outcome if found.outcome == READ else f"{found.outcome}: {found.reason}"]
    said += found.flags
    if found.other_failed:
        said.append(f"not compared, the other reader says: {found.other_failed}")
    return "; ".join(said)


def totals(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Any]]:
    """By kind."""
    kinds = sorted({found.kind for found in outcomes})
    return {kind: totals_of([one for one in outcomes if one.kind == kind]) for kind in kinds}


def totals_of(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    compared = [found.compared for found in outcomes if found.compared]
    words = sum(one.there for one in compared)
    differing = {
        name: sum(getattr(one, name) for one in compared)
        for name in ("missed", "extra", "joined", "split")
    }
    seconds = sorted(found.seconds for found in outcomes)
    return {
        "files": len(outcomes),
        "read": sum(found.outcome == READ for found in outcomes),
        "empty": sum(found.outcome == EMPTY for found in outcomes),
        "needs_a_person": reasons(outcomes, FOR_A_PERSON),
        "exceptions": reasons(outcomes, EXCEPTION),
        "flagged": dict(Counter(flag for found in outcomes for flag in found.flags).most_common()),
        "compared": len(compared),
        "words": words,
        **differing,
        **{
            f"share_{name}": round(number / words, 5) if words else None
            for name, number in differing.items()
        },
        "seconds_median": round(statistics.median(seconds), 3),
        "seconds_p95": round(seconds[math.ceil(0.95 * len(seconds)) - 1], 3),
    }


def reasons(outcomes: Sequence[Outcome], outcome: str) -> dict[str, int]:
    return dict(
        Counter(found.reason for found in outcomes if found.outcome == outcome).most_common()
    )


def worst(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """By the share of the other reader's words that are missed here."""
    missing = [found for found in outcomes if found.share_missed]
    return sorted(missing, key=lambda found: (-found.share_missed, found.path))[:WORST]


def worst_divided(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """By the share of words that are one to one reader and several to the other."""
    divided = [found for found in outcomes if found.share_divided]
    return sorted(divided, key=lambda found: (-found.share_divided, found.path))[:WORST]


def percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.2%}"


def summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for kind, total in totals(outcomes).items():
        yield ""
        yield (
            f"{kind}: {total['files']:,} files, {total['read']:,} read, {total['empty']:,} empty; "
            f"{percent(total['share_missed'])} of {total['words']:,} words missed, "
            f"{percent(total['share_extra'])} extra, {percent(total['share_joined'])} joined, "
            f"{percent(total['share_split'])} split ({total['compared']:,} compared); "
            f"seconds: median {total['seconds_median']:.2f}, p95 {total['seconds_p95']:.2f}"
        )
        for what in ("needs_a_person", "exceptions", "flagged"):
            for reason, number in total[what].items():
                yield f"  {what.replace('_', ' ')}: {number:,} times {reason}"
    yield ""
    yield f"The worst {WORST}, by the share of the other reader's words that are missed here:"
    for found in worst(outcomes):
        examples = " ".join(found.compared.examples_missed if found.compared else ())
        yield f"  {found.share_missed:.1%} of {found.path}{flags_of(found)}: {examples}"
    yield ""
    yield f"The worst {WORST}, by the share of words that only one reader divides:"
    for found in worst_divided(outcomes):
        yield f"  {found.share_divided:.1%} of {found.path}{flags_of(found)}: {divided(found)}"


def flags_of(found: Outcome) -> str:
    return f" [{', '.join(found.flags)}]" if found.flags else ""


def divided(found: Outcome) -> str:
    one = found.compared
    examples = {"joined": one.examples_joined, "split": one.examples_split} if one else {}
    return "; ".join(f"{how} {' '.join(words)}" for how, words in examples.items() if words)


def left_out(skipped: Counter[str]) -> Iterator[str]:
    if skipped:
        kinds = ", ".join(f"{kind} {number:,}" for kind, number in skipped.most_common())
        yield f"Not looked at: {kinds}"


def write_json(file: Path, outcomes: Sequence[Outcome], skipped: Counter[str]) -> None:
    everything = {
        "not_looked_at": skipped,
        "totals": totals(outcomes),
        "worst": [found.path for found in worst(outcomes)],
        "worst_divided": [found.path for found in worst_divided(outcomes)],
        "files": [found.as_row() for found in outcomes],
    }
    file.write_text(json.dumps(everything, ensure_ascii=False, indent=1) + "\n", "utf-8")


def write_csv(file: Path, outcomes: Sequence[Outcome]) -> None:
    rows = [
        {
            name: " ".join(value) if isinstance(value, tuple) else value
            for name, value in found.as_row().items()
        }
        for found in outcomes
    ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names)
        writer.writeheader()
        writer.writerows(rows)
