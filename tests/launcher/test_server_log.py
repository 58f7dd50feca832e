"""The embedded server's log is bounded, and a log that cannot be written harms nobody."""

import io
import os
import time
from pathlib import Path

import pytest

from launcher import log_keeper
from launcher.log_keeper import KEPT_SECONDS, LogFiles, lines_of

LINE = b"2026-11-27 10:00:00.000 UTC [7] LOG:  x\n"


def total(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_a_flood_leaves_the_newest_within_the_bound(tmp_path: Path) -> None:
    files = LogFiles(tmp_path, files=3, file_bytes=1000)
    for number in range(1000):
        files.write(LINE.replace(b"x", str(number).encode()))

    kept = sorted(tmp_path.iterdir(), key=lambda path: int(path.suffixes[-2][1:]))
    assert len(kept) == 3
    assert total(tmp_path) <= 3000
    assert kept[-1].read_bytes().endswith(b"LOG:  999\n")
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}


def test_a_line_without_an_end_is_cut() -> None:
    assert list(lines_of(io.BytesIO(b"a" * 25 + b"\nnext\nend"), 10)) == [
        b"a" * 10 + b"\n",
        b"next\n",
        b"end\n",
    ]


def test_another_start_goes_on_in_the_same_file(tmp_path: Path) -> None:
    for _ in range(3):
        LogFiles(tmp_path).write(LINE)

    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == LINE * 3


def test_a_new_day_begins_a_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = LogFiles(tmp_path)
    for day in ("2026-11-27", "2026-11-28"):
        monkeypatch.setattr(log_keeper, "today", lambda day=day: day)
        files.write(LINE)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "postgresql-2026-11-27.1.log",
        "postgresql-2026-11-28.1.log",
    ]


def test_after_a_week_it_is_gone_and_what_earlier_releases_wrote_at_once(tmp_path: Path) -> None:
    (tmp_path / "postgresql-Mon.log").write_text("STATEMENT: with an answer in it")
    old = tmp_path / "postgresql-2026-01-01.1.log"
    old.write_bytes(LINE)
    before = time.time() - KEPT_SECONDS - 1
    os.utime(old, (before, before))

    LogFiles(tmp_path).write(LINE)

    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == LINE


def test_a_folder_that_takes_nothing_loses_the_lines_and_nothing_else(tmp_path: Path) -> None:
    files = LogFiles(tmp_path / "missing")
    files.write(LINE)
    (tmp_path / "missing").mkdir()
    files.write(LINE)

    (kept,) = (tmp_path / "missing").iterdir()
    assert kept.read_bytes() == LINE
