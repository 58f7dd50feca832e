"""The body of POST /evaluate/answer: JSON, or a form that may carry a file."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from reading.answer import Upload, read_answer
from reading.result import Unreadable
from schemas import MAX_ANSWER_CHARACTERS, AnswerForm, AnswerToScore, ScoredAnswer
from scoring import AnswerScore, Engine, Rubric
from utils.bodies import media_type
from utils.errors import Invalid, MalformedBody, TooLarge, Unsupported, field_error

LIST_FIELDS = ("reference_answer", "key_points")
# A form has a file, and some more fields than the models let through, so that they can say so.
MAX_FILES = 1
MAX_FIELDS = 200
# The longest text in UTF-8, and a little more, so that the models can say so too. In a form of the
# other type, which spells most characters with three or more, a field may fill it.
MAX_FIELD_BYTES = 5 * MAX_ANSWER_CHARACTERS
# How Starlette begins to say that one of these was passed.
LIMIT_PASSED = ("Too many", "Part exceeded")

# How the body is documented; Starlette reads it, so FastAPI cannot see it.
ANSWER_REQUEST: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/AnswerToScore"}},
            "multipart/form-data": {"schema": {"$ref": "#/components/schemas/AnswerForm"}},
            "application/x-www-form-urlencoded": {
                "schema": {"$ref": "#/components/schemas/AnswerToScore"}
            },
        },
    }
}
REQUEST_MODELS: dict[str, type[BaseModel]] = {
    "AnswerToScore": AnswerToScore,
    "AnswerForm": AnswerForm,
}


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    answer: AnswerToScore
    upload: Upload | None

    def score_with(self, engine: Engine) -> ScoredAnswer:
        name = engine.describe().name
        rubric = Rubric(
            self.answer.question,
            tuple(self.answer.reference_answer),
            tuple(self.answer.key_points),
        )
        try:
            reading = read_answer(self.answer.answer_text, self.upload, rubric.text)
        except Unreadable as error:
            return scored(AnswerScore(score=None, feedback=str(error), flags=error.flags), name)
        return scored(engine.score(reading.text, rubric), name, reading.flags)


def scored(judged: AnswerScore, evaluator: str, more_flags: tuple[str, ...] = ()) -> ScoredAnswer:
    return ScoredAnswer.model_validate(
        {
            "status": judged.status,
            "score": judged.score,
            "feedback": judged.feedback,
            "evaluator": evaluator,
            "covered": judged.covered,
            "missing": judged.missing,
            "flags": (*judged.flags, *more_flags),
        }
    )


async def read_answer_request(request: Request, threads: CapacityLimiter) -> AnswerRequest:
    """The upload in it is there until the request is closed. What takes long is done in `threads`.

    Raises MalformedBody, Unsupported, TooLarge or Invalid.
    """
    kind = media_type(request.scope)
    if kind == "multipart/form-data":
        return await run_sync(accept_form, await read_form(request), limiter=threads)
    if read := READERS.get(kind):
        return await run_sync(read, await request.body(), limiter=threads)
    raise Unsupported("Send the body with Content-Type: application/json or multipart/form-data.")


def read_json(body: bytes) -> AnswerRequest:
    try:
        with no_search_for_garbage():
            found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise MalformedBody("The body is not JSON in UTF-8.") from None
    return AnswerRequest(accept(AnswerToScore, found, strict=True), None)


@contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """For one thread at a time. In a body of many small lists the search for garbage takes four
    times as long as reading it, and finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def read_urlencoded(body: bytes) -> AnswerRequest:
    """Starlette's parser would do this on the event loop, a character at a time."""
    if body.count(b"&") >= MAX_FIELDS:
        raise TooLarge(f"A form may have at most {MAX_FIELDS} fields.")
    found = parse_qsl(body.decode("latin-1"), keep_blank_values=True)
    fields: list[tuple[str, str | UploadFile]] = [*found]
    return accept_form(FormData(fields))


READERS = {
    "application/json": read_json,
    "application/x-www-form-urlencoded": read_urlencoded,
}


async def read_form(request: Request) -> FormData:
    try:
        return await request.form(
            max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES
        )
    except HTTPException as error:
        if error.detail.startswith(LIMIT_PASSED):
            raise too_many_parts() from None
        raise MalformedBody("The form could not be read.") from None
    except UnicodeError:  # for a charset that decodes nothing
        raise MalformedBody("The form could not be read.") from None


def too_many_parts() -> TooLarge:
    return TooLarge(
        f"A form may have at most {MAX_FILES} file and {MAX_FIELDS} fields, and a field at most "
        f"{MAX_FIELD_BYTES} bytes."
    )


def accept_form(form: FormData) -> AnswerRequest:
    upload = upload_of(form.get("file"))
    model = AnswerForm if upload else AnswerToScore
    return AnswerRequest(accept(model, form_fields(form)), upload)


def form_fields(form: FormData) -> dict[str, object]:
    fields: dict[str, object] = {
        name: form[name] for name in ("answer_text", "question") if name in form
    }
    return fields | {name: form.getlist(name) for name in LIST_FIELDS}


def upload_of(file: object) -> Upload | None:
    """The file of the form; a form with an empty file field sends a nameless one."""
    if not isinstance(file, UploadFile) or not file.filename:
        return None
    return Upload(file.filename, file.file)


def accept(model: type[AnswerToScore], found: object, *, strict: bool = False) -> AnswerToScore:
    try:
        return model.model_validate(found, strict=strict)
    except ValidationError as error:
        raise Invalid([field_error(**problem) for problem in error.errors()]) from None
