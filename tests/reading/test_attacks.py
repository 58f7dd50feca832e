"""Text that nobody sees: however it is hidden, it takes no part, and is said to be there."""

from pathlib import Path

import pytest

from tests.reading.attacks import docx, pdf
from tests.support.loading import Load
from tests.support.services import REPOSITORY

INNOCENT = Path(__file__).parent / "innocent" / "documents"

DOCUMENTS = {
    **{f"{name}.pdf": content for name, content in pdf.DOCUMENTS.items()},
    **{f"{name}.docx": content for name, content in docx.DOCUMENTS.items()},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_text_that_nobody_sees_is_left_out_and_flagged(load: Load, name: str) -> None:
    """In this process: many documents in processes of their own take long."""
    kind = name.rpartition(".")[2]
    reading = getattr(load(f"reading.{kind}"), f"read_{kind}")(DOCUMENTS[name])

    assert set(reading.text.split()) == {"Seen."}
    assert reading.flags == ("hidden_text",)


def test_the_readme_counts_the_innocent_and_the_attacks() -> None:
    innocent = [len(list(INNOCENT.glob(f"*.{kind}"))) for kind in ("pdf", "docx")]
    attacks = [len(pdf.DOCUMENTS), len(docx.DOCUMENTS)]
    rows = {
        "innocent documents that are accused": [f"0 of {number}" for number in innocent],
        "hidden texts that are found": [f"{number} of {number}" for number in attacks],
    }

    readme = (REPOSITORY / "README.md").read_text()

    for name, (of_pdf, of_docx) in rows.items():
        assert f"| {name} | {of_pdf} | {of_docx} |\n" in readme
