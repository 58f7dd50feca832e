"""Documents that people write with the tools they use: read whole, and nobody is accused."""

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.reading.innocent.contents import SAYS, says
from tests.support.loading import Load

DOCUMENTS = sorted((Path(__file__).parent / "innocent" / "documents").iterdir())
SCANS = [file for file in DOCUMENTS if file.name.startswith("scan_")]
DOUBTFUL = [file for file in DOCUMENTS if file.name.startswith("unsure_")]
TYPED = [file for file in DOCUMENTS if file not in SCANS + DOUBTFUL]
WORD = re.compile(r"[\u3000-\u9fff]|\w+")  # a sign of Chinese or Japanese is one
SCAN = (
    "The PDF is a scan, or some of its pages are: what pictures of text say is not read; "
    "it needs manual review."
)
UNSURE = (
    "Whether a part of the PDF's text can be seen, or what it says, cannot be told here; "
    "it needs manual review."
)
MAX_BYTES, MAX_ALL_BYTES = 500_000, 2_000_000


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(unicodedata.normalize("NFKC", text)))


def read(load: Load, file: Path) -> Any:
    """In this process: hundreds of documents in processes of their own take minutes."""
    reading = load(f"reading.{file.suffix[1:]}")
    return getattr(reading, f"read_{file.suffix[1:]}")(file.read_bytes())


def test_there_are_enough_of_them_and_they_are_small() -> None:
    assert len(DOCUMENTS) >= 60
    assert {file.name for file in DOCUMENTS} >= set(SAYS)
    assert max(file.stat().st_size for file in DOCUMENTS) <= MAX_BYTES
    assert sum(file.stat().st_size for file in DOCUMENTS) <= MAX_ALL_BYTES


@pytest.mark.parametrize("file", TYPED, ids=lambda file: file.name)
def test_an_ordinary_document_is_read_whole_and_accuses_nobody(load: Load, file: Path) -> None:
    reading = read(load, file)

    assert reading.flags == ()
    assert words(says(file.name)) - words(reading.text) == Counter()


@pytest.mark.parametrize("file", SCANS, ids=lambda file: file.name)
def test_a_scan_is_left_to_a_person_and_accuses_nobody(load: Load, file: Path) -> None:
    with pytest.raises(load("reading.result").Unreadable) as error:
        read(load, file)

    assert (str(error.value), error.value.flags) == (SCAN, ("unreadable_file",))


@pytest.mark.parametrize("file", DOUBTFUL, ids=lambda file: file.name)
def test_what_cannot_be_told_is_left_to_a_person_and_accuses_nobody(load: Load, file: Path) -> None:
    with pytest.raises(load("reading.result").Unreadable) as error:
        read(load, file)

    assert (str(error.value), error.value.flags) == (UNSURE, ("unreadable_file",))
