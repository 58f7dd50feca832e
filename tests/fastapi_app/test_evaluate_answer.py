"""POST /evaluate/answer."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
import requests

from tests.fastapi_app.desk import GUESSED, KEY_POINTS, REFERENCE, TRUSTED, Desk
from tests.support.client import assert_problem
from tests.support.services import json_of

GOOD = "A list comprehension builds a new list from an iterable in one expression."
MAX_CHARACTERS = 100_000
MAX_JSON_BYTES = 2 * 1024 * 1024
# MAX_UPLOAD_BYTES by default, and room for the text around a file.
MAX_FORM_BYTES = 10 * 1024 * 1024 + MAX_JSON_BYTES
MAX_FIELD_BYTES = 500_000
MAX_FILES = 4  # of which all but one are only there to be refused


def parts(*fields: tuple[str, str]) -> list[tuple[str, tuple[None, str]]]:
    """Fields of a multipart form, of which several may have one name."""
    return [(name, (None, value)) for name, value in fields]


# What is answered -----------------------------------------------------------------------------


def test_an_answer_is_scored_and_the_whole_answer_is_as_documented(scripted_desk: Desk) -> None:
    body = {
        "answer_text": "score 62.5",
        "question": "What is a list comprehension?",
        "reference_answer": REFERENCE,
        "key_points": ["one", "two", "three"],
    }

    assert scripted_desk.scored(json=body) == {
        "status": "scored",
        "score": 62.5,
        "feedback": "Read: score 62.5",
        "evaluator": "scripted",
        "covered": ["one"],
        "missing": ["two", "three"],
        "flags": ["scripted"],
        **TRUSTED,
    }


def test_points_that_are_made_in_part_or_denied_are_told_apart_with_the_words_that_show_it(
    scripted_desk: Desk,
) -> None:
    text = "score 20, for I deny it"

    answer = scripted_desk.scored(json={"answer_text": text, "key_points": ["one", "two"]})

    assert (answer["contradicted"], answer["partly"]) == (["one"], ["two"])
    assert answer["covered"] == answer["missing"] == []
    (evidence,) = answer["evidence"]
    assert evidence["point"] == "one"
    assert text[evidence["start"] : evidence["end"]] == "deny"
    assert (answer["review_recommended"], answer["review_reasons"]) == (True, ["contradiction"])


def test_evidence_is_in_what_was_typed_followed_by_what_was_read_in_the_file(
    scripted_desk: Desk,
) -> None:
    typed, file = "score 20", "Let me deny it."

    answer = scripted_desk.scored(
        files=[
            *parts(("answer_text", typed), ("key_points", "one")),
            ("file", ("a.txt", file.encode())),
        ]
    )

    (evidence,) = answer["evidence"]
    assert f"{typed}\n\n{file}"[evidence["start"] : evidence["end"]] == "deny"


def test_an_answer_that_cannot_be_judged_needs_review_and_has_no_score(
    scripted_desk: Desk,
) -> None:
    assert scripted_desk.scored(json={"answer_text": "review"}) == {
        "status": "needs_review",
        "score": None,
        "feedback": "A person must look.",
        "evaluator": "scripted",
        "covered": [],
        "missing": [],
        "flags": ["failed_judgement"],
        **TRUSTED,
        "review_recommended": True,
        "review_reasons": ["needs_review"],
    }


def test_the_offline_engine_tells_a_good_answer_from_an_empty_one(desk: Desk) -> None:
    rubric = {"reference_answer": REFERENCE, "key_points": list(KEY_POINTS)}

    good = desk.scored(json={"answer_text": GOOD, **rubric})
    empty = desk.scored(json={"answer_text": "", **rubric})

    assert (good["status"], empty["status"]) == ("scored", "scored")
    assert 100 >= good["score"] > empty["score"] == 0
    lists = (good[name] for name in ("covered", "partly", "contradicted", "missing"))
    assert sorted(chain.from_iterable(lists)) == sorted(KEY_POINTS)
    assert empty["missing"] == list(KEY_POINTS)
    assert good["evaluator"] == "offline"


def test_without_anything_to_compare_with_an_answer_needs_review(desk: Desk) -> None:
    answer = desk.scored(json={"answer_text": GOOD, "question": "What is a list comprehension?"})

    assert (answer["status"], answer["score"]) == ("needs_review", None)


@pytest.mark.parametrize("reference", [REFERENCE, [REFERENCE], ["Another.", REFERENCE]])
def test_json_takes_one_reference_answer_or_a_list_of_them(
    desk: Desk, reference: str | list[str]
) -> None:
    answer = desk.scored(json={"answer_text": GOOD, "reference_answer": reference})

    assert answer["status"] == "scored"
    assert answer["score"] > 0


@pytest.mark.parametrize("multipart", [True, False], ids=["multipart", "urlencoded"])
def test_a_form_means_the_same_as_json(desk: Desk, multipart: bool) -> None:
    fields = [
        ("answer_text", GOOD),
        ("question", "What is a list comprehension?"),
        ("reference_answer", "Another."),
        ("reference_answer", REFERENCE),
        *(("key_points", point) for point in KEY_POINTS),
    ]

    form = desk.scored(**({"files": parts(*fields)} if multipart else {"data": fields}))

    assert form == desk.scored(
        json={
            "answer_text": GOOD,
            "question": "What is a list comprehension?",
            "reference_answer": ["Another.", REFERENCE],
            "key_points": list(KEY_POINTS),
        }
    )
    assert len(form["covered"] + form["partly"] + form["missing"]) == len(KEY_POINTS)


@pytest.mark.parametrize("how", ["json", "multipart", "urlencoded"])
def test_the_kind_of_the_question_reaches_the_engine(scripted_desk: Desk, how: str) -> None:
    def feedback(*kind: str) -> str:
        fields = [("answer_text", "kind?"), *(("kind", one) for one in kind)]
        bodies: dict[str, dict[str, Any]] = {
            "json": {"json": dict(fields)},
            "multipart": {"files": parts(*fields)},
            "urlencoded": {"data": fields},
        }
        return str(scripted_desk.scored(**bodies[how])["feedback"])

    assert feedback("experience") == "A question of the kind experience."
    assert feedback("knowledge") == feedback() == "A question of the kind knowledge."


@pytest.mark.parametrize("how", ["json", "data"])
@pytest.mark.parametrize("kind", ["story", "", "Knowledge"])
def test_another_kind_is_a_422_that_names_those_there_are(desk: Desk, how: str, kind: str) -> None:
    body: dict[str, Any] = {how: {"answer_text": GOOD, "kind": kind}}

    document = assert_problem(desk.answer(**body), 422, "validation_failed", {"kind"})

    assert document["errors"] == [
        {"field": "kind", "message": "Input should be 'knowledge' or 'experience'"}
    ]


@pytest.mark.parametrize("how", ["json", "multipart", "urlencoded"])
def test_an_empty_text_is_an_answer_and_scores_0(desk: Desk, how: str) -> None:
    rubric = {"reference_answer": REFERENCE}
    bodies: dict[str, dict[str, Any]] = {
        "json": {"json": {"answer_text": "", **rubric}},
        "multipart": {"files": parts(("answer_text", ""), *rubric.items())},
        "urlencoded": {"data": {"answer_text": "", **rubric}},
    }

    answer = desk.scored(**bodies[how])

    assert (answer["status"], answer["score"]) == ("scored", 0)


def test_nothing_is_stored(desk: Desk) -> None:
    def everything() -> list[int]:
        tables = "candidates interviews interview_questions interview_answers interview_results"
        return [desk.value(f"SELECT count(*) FROM {table}") for table in tables.split()]

    before, files = everything(), list(desk.uploads.iterdir())

    desk.scored(files={"file": ("a.txt", GOOD.encode()), "reference_answer": (None, REFERENCE)})

    assert everything() == before
    assert list(desk.uploads.iterdir()) == files


# Files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "note"),
    [
        ("plain.txt", "score 70 café".encode(), ""),
        ("mark.md", b"\xef\xbb\xbf" + "score 70 café".encode(), ""),
        ("wide.csv", "score 70 café".encode("utf-16"), ""),
        ("old.PY", "score 70 café".encode("latin-1"), GUESSED),
    ],
)
def test_a_file_is_part_of_the_answer_whatever_its_encoding(
    scripted_desk: Desk, name: str, content: bytes, note: str
) -> None:
    alone = scripted_desk.scored(files={"file": (name, content)})
    both = scripted_desk.scored(files={"file": (name, content), "answer_text": (None, "Typed.")})

    assert (alone["score"], alone["feedback"]) == (70, f"Read: score 70 café{note}")
    assert (both["score"], both["feedback"]) == (70, f"Read: Typed.\n\nscore 70 café{note}")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.png", b"\x89PNG\r\n\x1a\n"),
        ("renamed.txt", b"score 100\x00\x01\x00"),
        ("no-extension", b"score 100"),
        (".txt", b"score 100"),
        ("a.txt.exe", b"score 100"),
    ],
)
def test_a_file_that_cannot_be_read_needs_review(
    scripted_desk: Desk, name: str, content: bytes
) -> None:
    answer = scripted_desk.scored(
        files={"file": (name, content), "answer_text": (None, "score 100")}
    )

    assert answer.pop("feedback").endswith(".")
    assert answer == {
        "status": "needs_review",
        "score": None,
        "evaluator": "scripted",
        "covered": [],
        "missing": [],
        "flags": ["unreadable_file"],
        **TRUSTED,
        "review_recommended": True,
        "review_reasons": ["needs_review"],
    }


def test_a_form_whose_file_field_was_left_empty_has_no_file(scripted_desk: Desk) -> None:
    """That is what a browser sends."""
    answer = scripted_desk.scored(files={"file": ("", b""), "answer_text": (None, "score 5")})

    assert (answer["score"], answer["feedback"]) == (5, "Read: score 5")


def test_a_long_file_is_read_up_to_its_limit_and_flagged(scripted_desk: Desk) -> None:
    answer = scripted_desk.scored(files={"file": ("a.txt", b"score 60".ljust(2_000_000))})

    assert answer["score"] == 60
    assert answer["flags"] == ["scripted", "file_truncated"]


# Limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", ["a", "é", "🙂"])
@pytest.mark.parametrize("how", ["json", "multipart", "urlencoded"])
def test_a_text_has_at_most_100_000_characters(
    scripted_desk: Desk, how: str, character: str
) -> None:
    def send(length: int) -> requests.Response:
        text = character * length
        bodies: dict[str, dict[str, Any]] = {
            "json": {"json": {"answer_text": text}},
            "multipart": {"files": parts(("answer_text", text))},
            "urlencoded": {"data": {"answer_text": text}},
        }
        return scripted_desk.answer(**bodies[how])

    for length in (MAX_CHARACTERS - 1, MAX_CHARACTERS):
        assert len(json_of(send(length), 200)["feedback"]) == len("Read: ") + length
    assert_problem(send(MAX_CHARACTERS + 1), 422, "validation_failed", {"answer_text"})


def test_a_field_of_megabytes_is_refused_while_it_arrives(desk: Desk) -> None:
    def send(length: int) -> requests.Response:
        return desk.answer(files=parts(("answer_text", "a" * length)))

    for length in (MAX_FIELD_BYTES - 1, MAX_FIELD_BYTES):
        assert_problem(send(length), 422, "validation_failed", {"answer_text"})
    document = assert_problem(send(MAX_FIELD_BYTES + 1), 413, "too_large")
    assert document["detail"].endswith(f"a field at most {MAX_FIELD_BYTES} bytes.")
    response = desk.answer(data={"answer_text": "a" * MAX_JSON_BYTES})
    assert_problem(response, 413, "too_large")


@pytest.mark.parametrize("how", ["files", "data"])
def test_a_form_has_at_most_200_fields(desk: Desk, how: str) -> None:
    def send(number: int) -> requests.Response:
        fields = [("answer_text", "text"), *[("more", "")] * (number - 1)]
        return desk.answer(**{how: parts(*fields) if how == "files" else fields})

    for number in (199, 200):
        assert_problem(send(number), 422, "validation_failed", {"more"})
    assert_problem(send(201), 413, "too_large")


def test_a_form_has_one_file(desk: Desk) -> None:
    """A thousand of them would take a thousand of the files that a process may have open."""
    file = ("file", ("a.txt", GOOD.encode()))

    assert desk.answer(files=[file]).status_code == 200
    for number in (2, MAX_FILES):
        assert_problem(desk.answer(files=[file] * number), 422, "validation_failed", {"file"})
    assert_problem(desk.answer(files=[file] * (MAX_FILES + 1)), 413, "too_large")
    assert_problem(desk.answer(files=[file] * 1000), 413, "too_large")


def in_chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 1_000_000):
        yield content[start : start + 1_000_000]


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
def test_a_body_over_the_limit_is_a_413_however_it_comes(
    scripted_desk: Desk, chunked: bool
) -> None:
    def send(length: int) -> requests.Response:
        content = b'{"answer_text": "score 5"}'.ljust(length)
        return scripted_desk.answer(
            data=in_chunks(content) if chunked else content,
            headers={"Content-Type": "application/json"},
        )

    for length in (MAX_JSON_BYTES - 1, MAX_JSON_BYTES):
        assert json_of(send(length), 200)["score"] == 5
    document = assert_problem(send(MAX_JSON_BYTES + 1), 413, "too_large")
    assert document["detail"] == f"A request may have at most {MAX_JSON_BYTES} bytes."


def test_a_form_over_the_limit_is_a_413(desk: Desk) -> None:
    response = desk.answer(files={"file": ("a.txt", b"a" * MAX_FORM_BYTES)})

    document = assert_problem(response, 413, "too_large")
    assert document["detail"] == f"A request may have at most {MAX_FORM_BYTES} bytes."


# Bodies that are not acceptable ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"answer_text"}),
        ({"answer_text": None}, {"answer_text"}),
        ({"answer_text": 5}, {"answer_text"}),
        ({"answer_text": ["text"]}, {"answer_text"}),
        ({"answer_text": "a\x00b"}, {"answer_text"}),
        ({"answer_text": "x", "question": "\x00"}, {"question"}),
        ({"answer_text": "x", "question": None}, {"question"}),
        ({"answer_text": "x", "reference_answer": "\x00"}, {"reference_answer.0"}),
        ({"answer_text": "x", "reference_answer": {"a": 1}}, {"reference_answer"}),
        ({"answer_text": "x", "key_points": ["a", 5, "\x00"]}, {"key_points.1", "key_points.2"}),
        ({"answer_text": "x", "key_points": ["a"] * 101}, {"key_points"}),
        ({"answer_text": "x", "question": "q" * 20_001}, {"question"}),
        (
            {"answer_text": 1, "question": 2, "reference_answer": 3, "key_points": 4},
            {"answer_text", "question", "reference_answer", "key_points"},
        ),
        (["answer_text"], {"body"}),
        ("text", {"body"}),
        (5, {"body"}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value)[:40].replace(
        "\x00", "NUL"
    ),
)
def test_json_with_bad_fields_is_a_422_that_names_every_one(
    desk: Desk, body: object, fields: set[str]
) -> None:
    document = assert_problem(desk.answer(json=body), 422, "validation_failed", fields)

    assert document["detail"].startswith("Not acceptable: ")
    assert all(error["message"] for error in document["errors"])


def test_a_form_with_bad_fields_is_a_422_that_names_every_one(desk: Desk) -> None:
    response = desk.answer(
        files=[
            *parts(("answer_text", "a\x00"), ("question", "\x00")),
            *parts(("key_points", "good"), ("key_points", "\x00")),
        ]
    )

    assert_problem(response, 422, "validation_failed", {"answer_text", "question", "key_points.1"})


@pytest.mark.parametrize(
    ("files", "field"),
    [
        (parts(("question", "Why?")), "answer_text"),
        ([("file", (None, "a text field that is called file"))], "file"),
        ([("answer_text", ("a.txt", b"a file that is called answer_text"))], "answer_text"),
        ([("file", ("", b"score 5"))], "file"),
    ],
    ids=["nothing", "text as file", "file as text", "file without a name"],
)
def test_a_form_with_neither_text_nor_file_is_a_422(
    desk: Desk, files: list[Any], field: str
) -> None:
    assert_problem(desk.answer(files=files), 422, "validation_failed", {field})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{'answer_text': 'x'}",
        b'{"answer_text": "x"} and more',
        b'{"answer_text": "\xff"}',
        b"\xef\xbb\xbf" * 2 + b'{"answer_text": "x"}',
        '{"answer_text": "x"}'.encode("utf-16"),
        b'{"answer_text": "a\x00b"}',
        b"[" * 100_000,
        b'{"answer_text": ' + b"1" * 5_000 + b"}",
        b"\x1f\x8b\x08",
    ],
    ids=lambda content: repr(content[:20]),
)
def test_a_body_that_is_not_json_in_utf_8_is_a_400(desk: Desk, content: bytes) -> None:
    response = desk.answer(data=content, headers={"Content-Type": "application/json"})

    document = assert_problem(response, 400, "malformed_body")
    assert document["detail"] == "The body is not JSON in UTF-8."


@pytest.mark.parametrize(
    "content", [b'{"answer_text": "\\ud800"}', b'{"answer_text": NaN}', b'{"answer_text": 1e999}']
)
def test_json_that_says_what_no_text_can_is_a_422(desk: Desk, content: bytes) -> None:
    response = desk.answer(data=content, headers={"Content-Type": "application/json"})

    assert_problem(response, 422, "validation_failed", {"answer_text"})


FORM = b'--x\r\nContent-Disposition: form-data; name="answer_text"\r\n\r\ntext\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("content_type", "content", "told"),
    [
        ("multipart/form-data", FORM, "Let your client set the Content-Type."),
        ("multipart/form-data; boundary=", FORM, "Let your client set the Content-Type."),
        ("multipart/form-data; boundary=y", FORM, "Let your client set the Content-Type."),
        (
            "multipart/form-data; boundary=x",
            FORM.replace(b'; name="answer_text"', b""),
            "A part of the form has no name.",
        ),
        (
            "multipart/form-data; boundary=" + "x" * 3000,
            FORM,
            "Let your client set the Content-Type.",
        ),
    ],
    ids=["no boundary", "empty boundary", "other boundary", "no name", "long boundary"],
)
def test_a_form_that_cannot_be_read_is_a_400_that_says_why(
    desk: Desk, content_type: str, content: bytes, told: str
) -> None:
    response = desk.answer(data=content, headers={"Content-Type": content_type})

    document = assert_problem(response, 400, "malformed_body")
    assert document["detail"].endswith(told)


def test_a_file_is_told_by_its_name_alone(desk: Desk) -> None:
    form = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.\\ud800"'
        b"\r\n\r\ntext\r\n--x--\r\n"
    )

    answer = desk.scored(data=form, headers={"Content-Type": "multipart/form-data; boundary=x"})

    assert answer["feedback"] == "This kind of files are not read; it needs manual review."


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "application/jsonx", "multipart/mixed; boundary=x", ""],
)
def test_a_body_of_another_media_type_is_a_415(desk: Desk, content_type: str) -> None:
    response = desk.answer(data=b'{"answer_text": "text"}', headers={"Content-Type": content_type})

    document = assert_problem(response, 415, "unsupported_media_type")
    assert document["detail"] == (
        "Send the body with Content-Type: application/json or multipart/form-data."
    )


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json ;x=y"]
)
def test_json_is_json_however_its_media_type_is_written(
    scripted_desk: Desk, content_type: str
) -> None:
    answer = scripted_desk.scored(
        data=b'{"answer_text": "score 5"}', headers={"Content-Type": content_type}
    )

    assert answer["score"] == 5
