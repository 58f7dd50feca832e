"""The body of POST /evaluate/answer: JSON, or a form that may carry a file."""

import json
import sys
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from reading.answer import Upload, read_answer
from reading.result import Unreadable
from schemas import AnswerForm, AnswerToScore, ScoredAnswer
from scoring import AnswerScore, Engine, Rubric
from utils.errors import Invalid, MalformedBody, Unsupported, field_error

LIST_FIELDS = ("reference_answer", "key_points")

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
        try:
            reading = read_answer(self.answer.answer_text, self.upload)
        except Unreadable as error:
            return scored(AnswerScore(score=None, feedback=str(error), flags=error.flags), name)
        rubric = Rubric(
            self.answer.question,
            tuple(self.answer.reference_answer),
            tuple(self.answer.key_points),
        )
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


async def read_answer_request(request: Request) -> AnswerRequest:
    """The upload in it is there until the request is closed.

    Raises MalformedBody, Unsupported or Invalid.
    """
    try:
        return await read_body(request)
    except ClientDisconnect:
        raise MalformedBody("The rest of the body did not come.") from None


async def read_body(request: Request) -> AnswerRequest:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return AnswerRequest(accept(AnswerToScore, await read_json(request), strict=True), None)
    if kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        return await read_form(request)
    raise Unsupported("Send the body with Content-Type: application/json or multipart/form-data.")


async def read_json(request: Request) -> object:
    try:
        return json.loads((await request.body()).decode("utf-8"))
    except (ValueError, RecursionError):
        raise MalformedBody("The body is not JSON in UTF-8.") from None


async def read_form(request: Request) -> AnswerRequest:
    try:
        # The middleware limits the whole body, and the models each field.
        form = await request.form(max_part_size=sys.maxsize)
    except (HTTPException, UnicodeError):  # the latter for a charset that decodes nothing
        raise MalformedBody("The form could not be read.") from None
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
