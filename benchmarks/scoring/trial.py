"""How the offline engine fares on the answers written for its trial.

python -m benchmarks.scoring.trial            the tables for the README
python -m benchmarks.scoring.trial --write    puts them into the README
python -m benchmarks.scoring.trial --tuning   the same of the sets it was tuned on
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.scoring import trial_bank, trial_pairs, trial_unrelated
from benchmarks.scoring.trial_sets import (
    Folder,
    MarkedAnswer,
    Pairs,
    scored_bank,
    scored_misunderstandings,
    scored_pairs,
    unrelated_texts,
)

README = Path(__file__).resolve().parents[2] / "README.md"

Table = list[list[str]]


def scored(folder: Folder) -> tuple[list[MarkedAnswer], dict[str, Pairs]]:
    """Answers to the bank's questions for facts, and pairs by what their sets are called."""
    answers = trial_bank.knowledge(list(scored_bank(folder)))
    return answers, {shown: scored_pairs(folder, name) for name, shown in trial_pairs.SETS.items()}


def trial_tables(answers: Sequence[MarkedAnswer], pairs: Mapping[str, Pairs]) -> list[Table]:
    return [
        trial_bank.means_table(answers),
        trial_bank.order_table(answers),
        trial_bank.standings_table(answers),
        trial_pairs.table(pairs),
    ]


def markdown(table: Table) -> str:
    head, *rows = table
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def with_table(text: str, table: Table) -> str:
    """The text with this table instead of the one with the same head. Raises ValueError if there
    is none."""
    shown = markdown(table)
    head = shown.partition("\n")[0] + "\n"
    before, found, after = text.partition(head)
    if not found:
        raise ValueError(f"No table begins with {head}")
    lines = after.splitlines(keepends=True)
    rest = next((n for n, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return before + shown + "".join(lines[rest:])


def main() -> None:
    parser = argparse.ArgumentParser(description="How the offline engine fares in its trial.")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--write", action="store_true", help="put the tables into the README")
    which.add_argument("--tuning", action="store_true", help="of the sets it was tuned on")
    arguments = parser.parse_args()

    tables = trial_tables(*scored("tuning" if arguments.tuning else "trial"))
    if arguments.tuning:
        tables.append(trial_bank.standings_table(list(scored_misunderstandings())))
        tables.append(trial_pairs.honest_table(scored_pairs("tuning", "denials").honest))
    tables.append(trial_unrelated.table(unrelated_texts()))
    print("\n".join(map(markdown, tables)))
    if arguments.write:
        text = README.read_text(encoding="utf-8")
        for table in tables:
            text = with_table(text, table)
        README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
