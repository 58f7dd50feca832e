"""Files of every kind, through the service: one answer, or an interview with files on disk."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psutil
import pytest

from tests.fastapi_app.desk import GUESSED, Asked, Desk, at_once
from tests.reading.documents import (
    deflated,
    docx_of,
    drawn_pdf,
    notebook_of,
    paragraph,
    pdf_of,
    raw_docx,
    raw_pdf,
    scan,
    text_at,
    zipped,
)
from tests.support.client import assert_problem

QUESTION = "What is a decorator in Python?"
REFERENCE = (
    "A decorator is a function that takes another function and returns a replacement for it, "
    "usually a wrapper. The @ syntax is shorthand for calling it and assigning the result."
)
ANSWER = [
    "A decorator takes a function and returns another one in its place, most often a wrapper that "
    "does something before or after it calls the original.",
    "Writing @name above a function is short for function = name(function); functools.wraps keeps "
    "its name and docstring.",
]
KINDS = {
    "txt": "\n".join(ANSWER).encode(),
    "md": "\n\n".join(ANSWER).encode(),
    "py": "\n".join(f"# {line}" for line in ANSWER).encode(),
    "csv": "\n".join(f'"{line}"' for line in ANSWER).encode(),
    "ipynb": notebook_of({"cell_type": "markdown", "source": [f"{line}\n" for line in ANSWER]}),
    "pdf": pdf_of(ANSWER),
    "docx": docx_of(*ANSWER),
}
HOSTILE = {
    "zip bomb.docx": zipped({"word/document.xml": b" " * 100_000_000}),
    "entity bomb.docx": zipped({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
    "no zip.docx": b"A text.",
    "noise.pdf": bytes(range(256)) * 400,
    "half.pdf": pdf_of(ANSWER)[:800],
    "locked.pdf": drawn_pdf(lambda canvas: canvas.drawString(72, 700, "x"), user_password="key"),
    "scan.pdf": drawn_pdf(lambda canvas: canvas.drawImage(scan(), 72, 500)),
    "10000 pages.pdf": raw_pdf(text_at(700, "Text."), pages=10_000),
    "page loop.pdf": raw_pdf(b"", kids=b"2 0 R"),
    "bomb.pdf": raw_pdf(deflated(b" " * 1_000_000, 2_000), filters=b"/Filter /FlateDecode"),
    "broken.ipynb": b'{"cells": [',
    "renamed.txt": bytes(range(256)),
    "drawing.png": b"\x89PNG\r\n\x1a\n",
}
RUBRIC = {"question": (None, QUESTION), "reference_answer": (None, REFERENCE)}


def nobody_is_left_behind(desk: Desk) -> bool:
    service = desk.system.fastapi.process
    assert service is not None
    return psutil.Process(service.pid).children(recursive=True) == []


# One answer -----------------------------------------------------------------------------------


def test_an_answer_gets_nearly_the_same_score_whatever_kind_of_file_it_is_in(desk: Desk) -> None:
    scores = {
        kind: desk.scored(files={"file": (f"answer.{kind}", content), **RUBRIC})["score"]
        for kind, content in KINDS.items()
    }

    assert scores["txt"] > 60
    assert max(scores.values()) - min(scores.values()) < 3, scores
    assert scores["pdf"] == scores["docx"] == scores["txt"]


@pytest.mark.parametrize("kind", ["ipynb", "pdf", "docx"])
def test_a_document_is_part_of_the_answer_together_with_the_typed_text(
    scripted_desk: Desk, kind: str
) -> None:
    documents = {
        "ipynb": notebook_of({"cell_type": "code", "source": "score 70 café"}),
        "pdf": drawn_pdf(lambda canvas: canvas.drawString(72, 700, "score 70 café")),
        "docx": docx_of("score 70 café"),
    }
    file = (f"answer.{kind.upper()}", documents[kind])

    answer = scripted_desk.scored(files={"file": file, "answer_text": (None, "Typed.")})

    assert (answer["score"], answer["feedback"]) == (70, "Read: Typed.\n\nscore 70 café")
    assert answer["flags"] == ["scripted"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", raw_pdf(text_at(700, "score 40") + text_at(600, "score 99", "1 g /F1 9 Tf"))),
        ("a.docx", raw_docx(paragraph("score 99", "<w:vanish/>") + paragraph("score 40"))),
    ],
)
def test_hidden_text_does_not_count_and_is_flagged(
    scripted_desk: Desk, name: str, content: bytes
) -> None:
    answer = scripted_desk.scored(files={"file": (name, content)})

    assert (answer["score"], answer["feedback"]) == (
        40,
        "Read: score 40 The file holds text that a person does not see in it; it was not counted.",
    )
    assert answer["flags"] == ["scripted", "hidden_text"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_needs_review_with_a_reason_and_the_service_goes_on(
    scripted_desk: Desk, name: str
) -> None:
    answer = scripted_desk.scored(
        files={"file": (name, HOSTILE[name]), "answer_text": (None, "score 100")}
    )

    assert (answer["status"], answer["score"]) == ("needs_review", None)
    assert answer["feedback"].endswith(".")
    assert answer["flags"] == ["unreadable_file"]
    assert nobody_is_left_behind(scripted_desk)
    assert scripted_desk.scored(json={"answer_text": "score 5"})["score"] == 5


RUSSIAN_REFERENCE = "Индекс ускоряет чтение"
RUSSIAN_ANSWER = "Индекс ускоряет чтение, но замедляет запись."
# What it may be written in that needs the question to be told from others.
SHORT = "Индекс"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_a_text_in_the_encoding_of_its_country_scores_as_in_utf8_and_is_flagged(
    desk: Desk, encoding: str
) -> None:
    rubric = {"question": (None, "Что даёт индекс?"), "reference_answer": (None, RUSSIAN_REFERENCE)}
    file = ("a.txt", RUSSIAN_ANSWER.encode(encoding))

    wanted = desk.scored(files={"file": ("a.txt", RUSSIAN_ANSWER.encode()), **rubric})
    answer = desk.scored(files={"file": file, **rubric})

    assert answer["score"] == wanted["score"] > 60
    assert "encoding_guessed" in answer["flags"]
    assert "encoding_guessed" not in wanted["flags"]


def test_the_question_tells_in_which_encoding_a_short_text_is(scripted_desk: Desk) -> None:
    file = {"file": ("a.txt", SHORT.encode("cp1251"))}
    rubrics = (
        {"question": (None, "Что ускоряет чтение?")},
        {"reference_answer": (None, RUSSIAN_REFERENCE)},
        {"key_points": (None, RUSSIAN_REFERENCE)},
    )

    for rubric in rubrics:
        assert (
            scripted_desk.scored(files={**file, **rubric})["feedback"] == f"Read: {SHORT}{GUESSED}"
        )


def test_an_empty_file_is_an_empty_answer(desk: Desk) -> None:
    answer = desk.scored(files={"file": ("empty.txt", b""), **RUBRIC})

    assert (answer["status"], answer["score"]) == ("scored", 0)


def test_a_file_of_the_largest_size_is_read_to_its_end(scripted_desk: Desk) -> None:
    """The text of a PDF may be anywhere in it, and a large upload is on disk while it comes."""
    padding = b"%" + b"x" * 9_900_000 + b"\n"
    content = raw_pdf(text_at(700, "score 55")).replace(b"%PDF-1.7\n", b"%PDF-1.7\n" + padding)

    assert scripted_desk.scored(files={"file": ("large.pdf", content)})["score"] == 55


def test_bombs_and_ordinary_documents_at_the_same_time_do_not_disturb_each_other(
    scripted_desk: Desk,
) -> None:
    ordinary = drawn_pdf(lambda canvas: canvas.drawString(72, 700, "score 35"))
    bombs = [HOSTILE["bomb.pdf"], HOSTILE["zip bomb.docx"], HOSTILE["10000 pages.pdf"]]
    files = [("a.pdf", bombs[0]), ("a.docx", bombs[1]), ("a.pdf", bombs[2]), ("a.pdf", ordinary)]

    with ThreadPoolExecutor(1) as watcher:
        watching = watcher.submit(
            lambda: [scripted_desk.request("GET", "/health").status_code for _ in range(20)]
        )
        answers = at_once(
            12, lambda number: scripted_desk.answer(files={"file": files[number % len(files)]})
        )
        assert set(watching.result()) == {200}

    for number, answer in enumerate(answers):
        if answer.status_code == 503:  # more documents than there are places for
            assert_problem(answer, 503, "put_off")
            continue
        expected = 35 if files[number % len(files)][1] == ordinary else None
        assert answer.json()["score"] == expected
    assert nobody_is_left_behind(scripted_desk)


# A whole interview ----------------------------------------------------------------------------


def test_an_interview_with_a_file_of_each_kind_is_scored(desk: Desk) -> None:
    seeded = desk.interview(
        *(
            Asked(reference=REFERENCE, key_points=(), file_name=f"a.{kind}", content=content)
            for kind, content in KINDS.items()
        )
    )

    answer = desk.evaluated(seeded.interview_id)

    assert {item["status"] for item in answer["answers"]} == {"scored"}
    scores = [item["score"] for item in answer["answers"]]
    assert max(scores) - min(scores) < 3
    assert min(scores) <= answer["score"] <= max(scores)


def test_files_that_cannot_be_read_leave_the_rest_of_the_interview_its_score(
    scripted_desk: Desk,
) -> None:
    hostile = [Asked(file_name=name, content=content) for name, content in HOSTILE.items()]
    seeded = scripted_desk.interview(Asked("score 80", "3"), *hostile, Asked("score 20"))

    answer = scripted_desk.evaluated(seeded.interview_id)

    assert (answer["score"], answer["provisional_score"]) == (None, 65)
    unread = answer["answers"][1:-1]
    assert {item["status"] for item in unread} == {"needs_review"}
    assert len({item["feedback"] for item in unread}) > 6
    (row,) = scripted_desk.results(seeded.interview_id)
    assert [item["flags"] for item in row["answers"][1:-1]] == [["unreadable_file"]] * len(hostile)
    assert nobody_is_left_behind(scripted_desk)


def test_a_stored_text_is_read_in_the_encoding_that_fits_its_question(scripted_desk: Desk) -> None:
    content = f"{SHORT}\x1a".encode("cp1251")
    seeded = scripted_desk.interview(
        Asked(reference=RUSSIAN_REFERENCE, key_points=(), file_name="a.txt", content=content)
    )

    answer = scripted_desk.evaluated(seeded.interview_id)

    assert answer["answers"][0]["feedback"] == f"Read: {SHORT}{GUESSED}"
    (row,) = scripted_desk.results(seeded.interview_id)
    assert row["answers"][0]["flags"] == ["scripted", "encoding_guessed"]


def test_hidden_text_in_a_file_of_an_interview_is_kept_with_its_result(scripted_desk: Desk) -> None:
    content = raw_docx(paragraph("score 99", "<w:vanish/>") + paragraph("score 40"))
    seeded = scripted_desk.interview(Asked("Typed.", file_name="a.docx", content=content))

    answer = scripted_desk.evaluated(seeded.interview_id)

    assert answer["score"] == 40
    assert answer["answers"][0]["feedback"].endswith("does not see in it; it was not counted.")
    (row,) = scripted_desk.results(seeded.interview_id)
    assert row["answers"][0]["flags"] == ["scripted", "hidden_text"]


# The disk with the uploads is away ------------------------------------------------------------


@pytest.mark.parametrize("kind", ["txt", "pdf"])
@pytest.mark.parametrize("in_its_place", ["nothing", "a file"])
def test_while_the_upload_folder_is_away_nothing_is_recorded_and_afterwards_it_is_scored(
    scripted_desk: Desk, kind: str, in_its_place: str
) -> None:
    contents = {
        "txt": b"score 60",
        "pdf": drawn_pdf(lambda canvas: canvas.drawString(72, 700, "score 60")),
    }
    seeded = scripted_desk.interview(
        Asked("score 20"), Asked(file_name=f"a.{kind}", content=contents[kind])
    )
    away = scripted_desk.uploads.with_name("away")
    scripted_desk.uploads.rename(away)
    if in_its_place == "a file":
        scripted_desk.uploads.touch()
    try:
        refused = scripted_desk.evaluate(seeded.interview_id, "the key")
    finally:
        scripted_desk.uploads.unlink(missing_ok=True)
        away.rename(scripted_desk.uploads)

    document = assert_problem(refused, 503, "put_off")
    assert document["detail"] == "Uploaded files cannot be read just now. Try again in a moment."
    assert int(refused.headers["Retry-After"]) > 0
    assert scripted_desk.results(seeded.interview_id) == []
    assert scripted_desk.evaluated(seeded.interview_id, "the key")["score"] == 40
    assert len(scripted_desk.results(seeded.interview_id)) == 1


def test_answers_without_files_do_not_need_the_upload_folder(scripted_desk: Desk) -> None:
    seeded = scripted_desk.interview(Asked("score 20"), Asked("score 40"))
    away = scripted_desk.uploads.with_name("away")
    scripted_desk.uploads.rename(away)
    try:
        assert scripted_desk.evaluated(seeded.interview_id)["score"] == 30
    finally:
        away.rename(scripted_desk.uploads)


def test_one_file_that_is_gone_from_a_good_folder_needs_review(scripted_desk: Desk) -> None:
    seeded = scripted_desk.interview(
        Asked("score 20"), Asked(file_name="gone.pdf", content=None), Asked("score 40")
    )

    answer = scripted_desk.evaluated(seeded.interview_id)

    assert (answer["score"], answer["provisional_score"]) == (None, 30)
    assert answer["answers"][1]["feedback"] == "The uploaded file could not be opened."
    (row,) = scripted_desk.results(seeded.interview_id)
    assert row["provisional_score"] == Decimal("30.00")
