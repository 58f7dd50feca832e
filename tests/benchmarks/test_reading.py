"""The corpus test tells of every file of a folder what its owner wants to know."""

import csv
import json
import os
import shutil
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
DIVIDED = """
import json, sys
from dataclasses import asdict
from benchmarks.reading.words import compare

print(json.dumps([asdict(compare(*texts)) for texts in json.loads(sys.argv[1])]))
"""
WITHOUT_A_LIMIT = """
import resource, sys
from benchmarks.reading import independent

def refused(*about):
    raise ValueError("current limit exceeds maximum limit")

resource.setrlimit = refused
sys.argv[1:] = ["text"]
independent.main()
"""
FILES: dict[str, bytes] = {
    "answer.pdf": pdf_of(["An index makes reads faster."]),
    "empty.pdf": raw_pdf(b""),
    "white.pdf": attacks.DOCUMENTS["white"],
    "answer.docx": docx_of("A decorator takes a function."),
    "vanished.docx": docx_with(
        paragraph("Seen.") + paragraph("Secret words here", "<w:vanish/>") + paragraph("", "")
    ),
    "raised.docx": docx_with(
        paragraph("10").replace("</w:p>", "")
        + "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>6</w:t></w:r></w:p>"
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
    "LICENSE": b"of no kind that is named",
    ".hidden/answer.txt": b"nobody's business",
}


NOT_READ = {"picture.png", "LICENSE", ".hidden/answer.txt"}


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
    (folder / "link.txt").symlink_to("answer.txt")
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
    expected = set(FILES) - NOT_READ

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


def test_what_is_not_looked_at_is_counted(done: Any) -> None:
    printed, written, _ = done

    assert written["not_looked_at"] == {".png": 1, "without extension": 1, "links": 1}
    (line,) = (line for line in printed.splitlines() if line.startswith("Not looked at: "))
    assert all(what in line for what in (".png 1", "without extension 1", "links 1"))


def test_words_that_only_one_reader_divides_are_counted() -> None:
    glued, apart = "CO₂gas 1stedition expertGo expertGo", "CO₂ gas 1st edition expert Go expert Go"
    found = run(
        json.dumps(
            [
                (glued, apart),
                (apart, glued),
                ("H e l l o wor-ld", "Hello world"),
                ("a cat sat", "sat a cat"),
                ("an answer an", "an answer a new"),
                ("שלוםעולם", "םלוע םולש"),
            ]
        ),
        program=("-c", DIVIDED),
    )

    joined = [(one["joined"], one["examples_joined"]) for one in json.loads(found.stdout)]
    split = [(one["split"], one["examples_split"]) for one in json.loads(found.stdout)]
    words = ["1stedition", "expertGo", "CO2gas"]
    none: tuple[int, list[str]] = (0, [])
    assert joined == [(4, words), none, none, none, none, (1, ["שלוםעולם"])]
    assert split == [none, (4, words), (2, ["Hello", "world"]), none, none, none]


def test_files_with_most_words_that_only_one_reader_divides_are_named(
    done: Any, folder: Path
) -> None:
    printed, written, rows = done
    raised = folder / "raised.docx"

    assert written["worst_divided"] == [str(raised)]
    assert f"100.0% of {raised}: split 106\n" in printed
    assert "joined  split" in printed.splitlines()[0]
    (row,) = (row for row in rows if row["path"] == str(raised))
    assert (row["joined"], row["split"], row["missed"], row["extra"]) == ("0", "1", "0", "0")
    assert (written["totals"]["docx"]["joined"], written["totals"]["docx"]["split"]) == (0, 1)
    assert "0.00% joined, 10.00% split" in printed


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


def test_an_empty_file_is_not_read_as_the_service_refuses_it(done: Any, folder: Path) -> None:
    empty = of(done, folder)["empty.py"]

    assert (empty["outcome"], empty["share_missed"]) == ("empty", None)
    assert f"{folder}/empty.py: empty: the interview service refuses it\n" in done[0]
    assert "text: 2 files, 1 read, 1 empty; " in done[0]


def test_the_totals_are_by_kind(done: Any) -> None:
    totals = done[1]["totals"]

    assert {kind: (total["files"], total["read"]) for kind, total in totals.items()} == {
        "pdf": (3, 2),
        "docx": (4, 3),
        "ipynb": (1, 1),
        "text": (2, 1),
    }
    assert {kind: total["empty"] for kind, total in totals.items() if total["empty"]} == {"text": 1}
    assert totals["docx"]["flagged"] == {"unreadable_file": 1, "hidden_text": 1}
    assert (totals["docx"]["missed"], totals["docx"]["words"]) == (3, 10)
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


def test_a_folder_without_documents_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(FILES["picture.png"])

    ended = run(str(tmp_path))

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"There is no document in {tmp_path}. Not looked at: .png 1\n"


def test_shares_of_nothing_are_a_dash(tmp_path: Path) -> None:
    (tmp_path / "broken.docx").write_bytes(FILES["broken.docx"])

    ended = run(str(tmp_path))

    assert "- of 0 words missed, - extra, - joined, - split (0 compared)" in ended.stdout


@pytest.mark.parametrize(
    "option",
    [
        ("--jobs", "0"),
        ("--jobs", "-1"),
        ("--timeout", "0"),
        ("--timeout", "inf"),
        ("--csv", "{}/none/all.csv"),
        ("--json", "{}"),
    ],
)
def test_options_that_cannot_be_are_refused_before_anything_is_read(
    tmp_path: Path, option: tuple[str, str]
) -> None:
    (tmp_path / "answer.txt").write_bytes(FILES["answer.txt"])

    ended = run(str(tmp_path), option[0], option[1].format(tmp_path))

    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"error: argument {option[0]}: " in ended.stderr


def test_names_that_are_not_in_utf_8_are_told_with_their_bytes(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_bytes(FILES["answer.txt"])
    except OSError:
        pytest.skip("this file system has no such names")

    ended = run(str(tmp_path), "--json", str(tmp_path / "all.json"))

    assert ended.returncode == 0, ended.stderr
    assert "caf\\udce9.txt: read\n" in ended.stdout
    assert json.loads((tmp_path / "all.json").read_text())["files"][0]["path"].endswith("e9.txt")


def test_encodings_are_guessed_with_the_question(tmp_path: Path) -> None:
    (tmp_path / "answer.txt").write_bytes("Индекс".encode("cp1251"))

    ended = run(
        *(str(tmp_path), "--json", str(tmp_path / "all.json")),
        *("--question", "Что такое индекс в базе данных и зачем он нужен?"),
    )

    assert ended.returncode == 0, ended.stderr
    (found,) = json.loads((tmp_path / "all.json").read_text())["files"]
    assert found["flags"] == ["encoding_guessed"]
    assert (found["here"], found["examples_extra"]) == (1, ["Индекс"])


def test_help_explains_every_argument() -> None:
    words = " ".join(run("--help").stdout.split())

    for argument in (
        "FOLDER of documents, also in folders",
        "--question TEXT what",
        "--jobs N files",
        "--csv FILE to write",
        "--json FILE to write",
        "--timeout SECONDS after",
    ):
        assert f" {argument} " in words


def test_a_python_without_the_readers_names_the_target_that_installs_them(folder: Path) -> None:
    ended = run(str(folder), program=("-S", "-m", "benchmarks.reading"))

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "fastapi" in ended.stderr
    assert "make compare-reading FOLDER=" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_system_that_refuses_to_limit_memory_has_its_files_compared() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_LIMIT],
        cwd=REPOSITORY,
        input=FILES["answer.txt"],
        capture_output=True,
        check=False,
    )

    assert json.loads(ended.stdout) == "Größe ist naïve"


def test_make_installs_the_readers_and_compares(tmp_path: Path) -> None:
    """With a Python that only repeats what it is asked for."""
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(REPOSITORY / name, tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "<%s>" "$@"\n')
    python.chmod(0o755)

    made, unsaid = (
        subprocess.run(
            ["make", "compare-reading", *about],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        for about in (["FOLDER=my answers", "COMPARE=--jobs 2"], [])
    )

    assert made.returncode == 0, made.stderr
    assert "<--require-hashes><-r><requirements-dev.lock>" in made.stdout
    assert "<-m><benchmarks.reading><my answers><--jobs><2>" in made.stdout
    assert unsaid.returncode != 0
    assert "make compare-reading FOLDER=" in unsaid.stderr
