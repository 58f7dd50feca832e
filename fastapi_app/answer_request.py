"""The body of POST /evaluate/answer: JSON, or a form that may carry a file."""

import gc
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

from judging import judge
from reading.answer import Upload, read_answer
from schemas import (
    MAX_ANSWER_CHARACTERS,
    AnswerForm,
    AnswerToScore,
    AnswerUrlencoded,
    ScoredAnswer,
)
from scoring import Engine, Rubric
from utils.bodies import media_type
from utils.errors import FieldError, Invalid, Unsupported, field_error
from utils.fields import complaints, one_of_each, read_json, without_named
from utils.forms import Fields, Parser, read_urlencoded
from utils.names import can_be_seen

ONLY_IN_FORMS = AnswerForm.model_fields.keys() - AnswerToScore.model_fields
LIST_FIELDS = ("reference_answer", "key_points")
# A form has one file; of some more, and of more fields than the models let through, it is said
# which they are. Each file may be open at the same time.
MAX_FILES = 4
MAX_FIELDS = 200
# The longest text in UTF-8, and a little more, so that the models can say so too. In a form of the
# other type, which spells most characters with three or more, a field may fill it.
MAX_FIELD_BYTES = 5 * MAX_ANSWER_CHARACTERS

# How the body is documented; Starlette reads it, so FastAPI cannot see it.
ANSWER_REQUEST: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/AnswerToScore"}},
            "multipart/form-data": {"schema": {"$ref": "#/components/schemas/AnswerForm"}},
            "application/x-www-form-urlencoded": {
                "schema": {"$ref": "#/components/schemas/AnswerUrlencoded"}
            },
        },
    }
}
REQUEST_MODELS: dict[str, type[BaseModel]] = {
    "AnswerToScore": AnswerToScore,
    "AnswerForm": AnswerForm,
    "AnswerUrlencoded": AnswerUrlencoded,
}


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    answer: AnswerToScore
    upload: Upload | None

    def score_with(self, engine: Engine) -> ScoredAnswer:
        answer = self.answer
        rubric = Rubric(
            answer.question,
            tuple(answer.reference_answer),
            tuple(answer.key_points),
            answer.kind,
        )
        judged = judge(
            lambda: read_answer(answer.answer_text, self.upload, rubric.text),
            lambda text: engine.score(text, rubric),
        )
        return ScoredAnswer(
            **asdict(judged), status=judged.status, evaluator=engine.describe().name
        )


async def read_answer_request(
    request: Request, threads: CapacityLimiter, files: AsyncExitStack
) -> AnswerRequest:
    """The upload in it is there until `files` are closed. What takes long is done in `threads`.

    Raises MalformedBody, Unsupported, TooLarge or Invalid.
    """
    kind = media_type(request.scope)
    if kind == "multipart/form-data":
        return await run_sync(accept_form, await read_form(request, files), limiter=threads)
    if kind == "application/x-www-form-urlencoded":
        content_type = request.headers["Content-Type"]
        return await run_sync(
            accept_urlencoded, await request.body(), content_type, limiter=threads
        )
    if kind == "application/json":
        return await run_sync(accept_json, await request.body(), limiter=threads)
    raise Unsupported("Send the body with Content-Type: application/json or multipart/form-data.")


def accept_json(body: bytes) -> AnswerRequest:
    with no_search_for_garbage():
        found, repeated = read_json(body)
    lost = complaints(found, AnswerToScore.model_fields, repeated, ONLY_IN_FORMS)
    return AnswerRequest(accept(AnswerToScore, found, lost, strict=True), None)


@contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """For one thread at a time. In a body of many small lists the search for garbage takes four
    times as long as reading it, and finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def accept_urlencoded(body: bytes, content_type: str) -> AnswerRequest:
    return accept_form(read_urlencoded(body, content_type, MAX_FIELDS))


async def read_form(request: Request, files: AsyncExitStack) -> Fields:
    parser = Parser(
        request.headers,
        request.stream(),
        max_files=MAX_FILES,
        max_fields=MAX_FIELDS,
        max_part_size=MAX_FIELD_BYTES,
    )
    form = await parser.parse()
    files.push_async_callback(form.close)
    return form.multi_items()


def accept_form(sent: Fields) -> AnswerRequest:
    sent = [(name, value) for name, value in sent if not is_empty_field(value)]
    found, lost = one_of_each(sent, AnswerForm.model_fields, LIST_FIELDS)
    file = found.pop("file", None)
    if isinstance(file, UploadFile) and not can_be_seen(file.filename or ""):
        nameless = FieldError(field="file", message="must have a name that says its type")
        lost += without_named([nameless], lost)
    answer = accept(AnswerToScore if file is None else AnswerForm, found, lost)
    return AnswerRequest(answer, upload_of(file))


def is_empty_field(value: str | UploadFile) -> bool:
    """What a form sends for a file field when nobody chose a file: no name, and nothing in it."""
    return (
        isinstance(value, UploadFile) and not value.size and not can_be_seen(value.filename or "")
    )


def upload_of(file: object) -> Upload | None:
    return Upload(file.filename or "", file.file) if isinstance(file, UploadFile) else None


def accept(
    model: type[AnswerToScore], found: object, lost: list[FieldError], *, strict: bool = False
) -> AnswerToScore:
    """Raises Invalid for what is lost and for what does not fit, together."""
    try:
        answer = model.model_validate(found, strict=strict)
    except ValidationError as error:
        wrong = [field_error(**problem) for problem in error.errors()]
        raise Invalid([*lost, *without_named(wrong, lost)]) from None
    if lost:
        raise Invalid(lost)
    return answer
