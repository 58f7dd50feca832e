"""The corpus test tells of every file of a folder what its owner wants to know."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reading.attacks import pdf as attacks
from tests.reading.documents import docx_of, docx_with, notebook_of, paragraph, pdf_of, raw_pdf
from tests.support.services import REPOSITORY

ONE_WITH_AN_EXCEPTION = """
import sys
from benchmarks.reading.__main__ import main
from reading import child

child.START = "print('begun'); raise KeyError('odd') # {} {}"
sys.exit(main(sys.argv[1:]))
"""
FILES: dict[str, bytes] = {
    "answer.pdf": pdf_of(["An index makes reads faster."]),
    "empty.pdf": raw_pdf(b""),
    "white.pdf": attacks.DOCUMENTS["white"],
    "answer.docx": docx_of("A decorator takes a function."),
    "vanished.docx": docx_with(
        paragraph("Seen.") + paragraph("Secret words here", "<w:vanish/>") + paragraph("", "")
    ),
    "broken.docx": b"no archive",
    "sub/notebook.ipynb": notebook_of(
        {
            "cell_type": "code",
            "source": "print(1)",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "id": "a",
        }
    ),
    "answer.txt": "Größe ist naïve".encode(),
    "empty.py": b"",
    "picture.png": b"of no kind that is read",
    ".hidden/answer.txt": b"nobody's business",
}


def run(*arguments: str, program: tuple[str, ...] = ("-m", "benchmarks.reading")) -> Any:
    return subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for name, content in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def done(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """What it printed, and what it wrote."""
    out = tmp_path_factory.mktemp("out")
    ended = run(
        str(folder), "--jobs", "2", "--json", str(out / "all.json"), "--csv", str(out / "all.csv")
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    written = json.loads((out / "all.json").read_text())
    with (out / "all.csv").open(newline="") as file:
        yield ended.stdout, written, list(csv.DictReader(file))


def of(done: Any, folder: Path) -> dict[str, Any]:
    return {row["path"].removeprefix(f"{folder}/"): row for row in done[1]["files"]}


def test_every_file_of_a_kind_that_is_read_is_told_of(done: Any, folder: Path) -> None:
    printed, _, rows = done
    expected = set(FILES) - {"picture.png", ".hidden/answer.txt"}

    assert set(of(done, folder)) == expected
    assert {row["path"].removeprefix(f"{folder}/") for row in rows} == expected
    for name in expected:
        assert printed.count(f"  {folder}/{name}: ") == 1


def test_the_words_of_both_readers_are_counted_and_compared(done: Any, folder: Path) -> None:
    files = of(done, folder)

    for name, words in {
        "answer.pdf": 5,
        "answer.docx": 5,
        "sub/notebook.ipynb": 2,
        "answer.txt": 3,
    }.items():
        found = files[name]
        assert (found["outcome"], found["flags"]) == ("read", [])
        assert (found["here"], found["there"]) == (words, words)
        assert (found["missed"], found["extra"]) == (0, 0)
        assert found["seconds"] > 0


def test_what_is_hidden_is_flagged_and_missed_here(done: Any, folder: Path) -> None:
    vanished = of(done, folder)["vanished.docx"]

    assert vanished["flags"] == ["hidden_text"]
    assert (vanished["here"], vanished["there"], vanished["missed"]) == (1, 4, 3)
    assert vanished["share_missed"] == 0.75
    assert vanished["examples_missed"] == ["Secret", "words", "here"]


def test_the_worst_come_first_with_words_that_were_missed(done: Any, folder: Path) -> None:
    printed, written, _ = done

    assert written["worst"] == [str(folder / "vanished.docx"), str(folder / "white.pdf")]
    assert f"75.0% of {folder}/vanished.docx [hidden_text]: Secret words here" in printed


def test_what_needs_a_person_or_defeats_the_other_reader_is_told(done: Any, folder: Path) -> None:
    broken, empty = (of(done, folder)[name] for name in ("broken.docx", "empty.pdf"))

    assert broken["outcome"] == "needs a person"
    assert "DOCX" in broken["reason"]
    assert broken["other_failed"].startswith("zipfile.BadZipFile")
    assert (empty["outcome"], empty["other_failed"]) == ("needs a person", "")
    assert "no text" in empty["reason"]


def test_the_totals_are_by_kind(done: Any) -> None:
    totals = done[1]["totals"]

    assert {kind: (total["files"], total["read"]) for kind, total in totals.items()} == {
        "pdf": (3, 2),
        "docx": (3, 2),
        "ipynb": (1, 1),
        "text": (2, 2),
    }
    assert totals["docx"]["flagged"] == {"unreadable_file": 1, "hidden_text": 1}
    assert (totals["docx"]["missed"], totals["docx"]["words"]) == (3, 9)
    assert sum(totals["docx"]["needs_a_person"].values()) == 1
    assert all(total["exceptions"] == {} for total in totals.values())


def test_a_file_on_which_the_other_reader_hangs_costs_the_comparison_only(tmp_path: Path) -> None:
    (tmp_path / "answer.txt").write_bytes(FILES["answer.txt"])

    ended = run(str(tmp_path), "--timeout", "0.001")

    assert ended.returncode == 0
    assert "answer.txt: read; not compared, the other reader says: takes more than" in ended.stdout


def test_an_exception_is_named_and_ends_it_with_1(tmp_path: Path) -> None:
    (tmp_path / "answer.pdf").write_bytes(FILES["answer.pdf"])
    (tmp_path / "answer.txt").write_bytes(FILES["answer.txt"])

    ended = run(str(tmp_path), program=("-c", ONE_WITH_AN_EXCEPTION))

    assert ended.returncode == 1
    assert "answer.pdf: exception: reading.pdf ended with 1: KeyError: 'odd'" in ended.stdout
    assert "answer.txt: read\n" in ended.stdout


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    ended = run(str(tmp_path / "none"))

    assert ended.returncode == 2
    assert f"there is no folder {tmp_path / 'none'}" in ended.stderr
