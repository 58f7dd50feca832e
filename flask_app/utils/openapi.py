"""Reading what a request carries, and the OpenAPI document that says what it may carry.

spectree turns the models on each view into the document. How a body is read is ours, because the
contract tells apart a body that cannot be read (400), one of another type (415) and one with wrong
fields (422), and names every bad field at once.
"""

import json
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any
from urllib.parse import parse_qsl

from flask import Request, request
from flask import Response as FlaskResponse
from pydantic import BaseModel, ValidationError
from spectree import Response, SpecTree
from spectree.plugins.base import Context
from spectree.plugins.flask_plugin import FlaskPlugin

from utils.browsers import SAFE_METHODS
from utils.errors import (
    FieldError,
    Invalid,
    MalformedBody,
    MalformedQuery,
    Problem,
    TooLarge,
    Unsupported,
)
from utils.fields import complaints, one_of_each, read_json, without_named
from utils.release import release

FORM = "multipart/form-data"
# Of a body of two mebibytes, small lists would take a hundred while they are parsed, and a second.
MAX_JSON_VALUES = 10_000
# Each value of an object has a name too, and each text two quotation marks.
MAX_JSON_QUOTES = 4 * MAX_JSON_VALUES
# A body of text takes several times its length until it is refused or accepted, and the C library
# keeps what a thread had for that thread. So all large ones are parsed by the same.
LARGE_JSON_BYTES = 64 * 1024
LARGE_JSON = ThreadPoolExecutor(1, "large-json")


class StrictRequests(FlaskPlugin):
    """spectree's Flask plug-in with our way of reading a request."""

    def request_validation(
        self,
        request: Request,
        query: type[BaseModel] | None,
        json: type[BaseModel] | None,
        form: type[BaseModel] | None,
        headers: type[BaseModel] | None,
        cookies: type[BaseModel] | None,  # noqa: ARG002 - spectree's signature; we use none
    ) -> None:
        wrong: list[FieldError] = []
        bodies: dict[str, BaseModel | None] = {"json": None, "form": None}
        if form and request.mimetype == FORM:
            bodies["form"] = accept_form(form, request, wrong)
        elif json:
            content = read_content(request, FORM if form else None)
            only_in_forms = form.model_fields.keys() - json.model_fields if form else ()
            bodies["json"] = accept_json(json, content, wrong, only_in_forms)
        request.context = Context(  # type: ignore[attr-defined] # where spectree looks for it
            query=accept_query(query, request, wrong) if query else None,
            headers=accept(headers, lower_case(request), wrong) if headers else None,
            cookies=None,
            **bodies,
        )
        if wrong:
            raise Invalid(wrong)

    def validate_response(
        self,
        resp: Any,
        resp_model: Response | None,
        skip_validation: bool,
        force_resp_serialize: bool,
    ) -> tuple[FlaskResponse, Any]:
        """A response that is ready goes out as it is; spectree would read a whole file to look."""
        if isinstance(resp, FlaskResponse):
            return resp, None
        answer: tuple[FlaskResponse, Any] = super().validate_response(
            resp, resp_model, skip_validation, force_resp_serialize
        )
        return answer


def sent() -> Any:
    """What the request carries, as the models its view declares: .query .json .form .headers."""
    return request.context  # type: ignore[attr-defined] # set above


def read_content(request: Request, also: str | None) -> bytes:
    if request.mimetype != "application/json":
        types = f"application/json or {also}" if also else "application/json"
        raise Unsupported(f"Send the body with Content-Type: {types}.")
    # Kept where it is small, for whoever looks what else is wrong with it.
    return request.get_data(cache=(request.content_length or 0) <= LARGE_JSON_BYTES)


def accept_json(
    model: type[BaseModel],
    content: bytes,
    wrong: list[FieldError],
    only_in_forms: Collection[str] = (),
) -> BaseModel | None:
    """Raises MalformedBody or TooLarge."""
    if len(content) > LARGE_JSON_BYTES:
        return LARGE_JSON.submit(parse_json, model, content, wrong, only_in_forms).result()
    return parse_json(model, content, wrong, only_in_forms)


def parse_json(
    model: type[BaseModel],
    content: bytes,
    wrong: list[FieldError],
    only_in_forms: Collection[str] = (),
) -> BaseModel | None:
    if number_of_values(content) > MAX_JSON_VALUES:
        raise TooLarge(f"A body may have at most {MAX_JSON_VALUES} values.")
    found, repeated = read_json(content)
    wrong += complaints(found, model.model_fields, repeated, only_in_forms)
    return accept(model, found, wrong, strict=True)


def number_of_values(content: bytes) -> int:
    """How many values there are in JSON, or a few more; found without making them. With whole-body
    operations of bytes only: a regular expression would hold Python's lock for a quarter of a
    second where every other character is a quotation mark."""
    if len(content) <= MAX_JSON_VALUES:
        return len(content)
    # What is left of an escaped quotation mark or backslash ends no text.
    rest = content.replace(b"\\\\", b"").replace(b'\\"', b"")
    if (quotes := rest.count(b'"')) > MAX_JSON_QUOTES:
        return quotes // 4 + 1
    outside = b"".join(rest.split(b'"')[::2])
    return outside.count(b",") + outside.count(b"[") + outside.count(b"{") + 1


def accept_form(
    model: type[BaseModel], request: Request, wrong: list[FieldError]
) -> BaseModel | None:
    """Raises MalformedBody, and what refuses a file while it is read."""
    try:
        sent = [*request.form.items(multi=True), *request.files.items(multi=True)]
    except ValueError:
        raise MalformedBody(
            "The form could not be read: it is not what its Content-Type says, or breaks off "
            "before its end."
        ) from None
    found, lost = one_of_each(sent, model.model_fields)
    wrong += lost
    return accept(model, found, wrong)


def accept_query(
    model: type[BaseModel], request: Request, wrong: list[FieldError]
) -> BaseModel | None:
    """Raises MalformedQuery."""
    found, lost = one_of_each(filters(request), model.model_fields, files=())
    wrong += lost
    return accept(model, found, wrong)


def filters(request: Request) -> list[tuple[str, str]]:
    """Werkzeug's `args` would put other characters in the place of what cannot be decoded."""
    try:
        return parse_qsl(request.query_string.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise MalformedQuery("The query of the URL is not in UTF-8.") from None


def lower_case(request: Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers}


def accept(
    model: type[BaseModel], found: object, wrong: list[FieldError], *, strict: bool = False
) -> BaseModel | None:
    """`found` as that model; where it does not fit, what is wrong is added to the list."""
    try:
        return model.model_validate(found, strict=strict)
    except ValidationError as error:
        wrong += without_named([field_error(**problem) for problem in error.errors()], wrong)
        return None


def field_error(*, loc: tuple[int | str, ...], msg: str, **_: object) -> FieldError:
    field = ".".join(str(part) for part in loc) or "body"
    return FieldError(field=field, message=msg.removeprefix("Value error, "))


api = SpecTree(
    "flask",
    backend=StrictRequests,
    mode="strict",  # only views that are documented: /docs itself is not part of the API
    title="Interviews",
    version="",  # see document()
    description="Candidates, interviews, questions, answers, files and the dashboard.",
    path="openapi",
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    validation_error_model=Problem,
)


def answers(*refusals: int, **models: Any) -> Response:
    """The documented answers of a view: its models, and a problem document for each refusal.

    Any view can meet a database that is away, hence 503.
    """
    problems = {f"HTTP_{status}": Problem for status in {*refusals, 503}}
    return Response(**models, **problems)


REQUEST_ID = {"required": True, "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$"}}
RETRY_AFTER = {"required": True, "schema": {"type": "integer", "minimum": 1}}
ID = {"type": "integer", "format": "int64", "minimum": 1}
PROBLEM = {
    "description": "Refused",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document: spectree's, with what spectree cannot say."""
    spec: dict[str, Any] = deepcopy(api.spec)
    spec["info"]["version"] = release()
    for operations in spec["paths"].values():
        for method, operation in operations.items():
            for parameter in operation["parameters"]:
                in_path = parameter["in"] == "path"
                parameter["schema"] = ID if in_path else without_null(parameter["schema"])
            if not takes_fields(operation):
                # spectree adds it everywhere.
                operation["responses"].pop("422", None)
            for status in refusals_of_browsers(method):
                operation["responses"].setdefault(status, deepcopy(PROBLEM))
            for status, answer in operation["responses"].items():
                complete_answer(status, answer)
    # Models of parameters are in the parameters themselves; nothing refers to them.
    references, schemas = json.dumps(spec), spec["components"]["schemas"]
    for name in [name for name in schemas if f'/schemas/{name}"' not in references]:
        del schemas[name]
    return spec


def refusals_of_browsers(method: str) -> list[str]:
    """Any request can name another host, and one that changes something come from another site."""
    return ["400"] if method.upper() in SAFE_METHODS else ["400", "403"]


def takes_fields(operation: dict[str, Any]) -> bool:
    """Whether a field of the request can be wrong; a bad id in the path is a 404."""
    return "requestBody" in operation or any(
        parameter["in"] != "path" for parameter in operation["parameters"]
    )


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not given is left out; it is never null."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {"title": schema["title"], **kinds[0]}


def complete_answer(status: str, answer: dict[str, Any]) -> None:
    answer["headers"] = {"X-Request-ID": REQUEST_ID}
    if status in {"429", "503"}:
        answer["headers"]["Retry-After"] = RETRY_AFTER
    content = answer.setdefault("content", dict(BYTES))
    schema = content.get("application/json", {}).get("schema", {})
    if schema.get("$ref", "").endswith("/Problem"):
        content["application/problem+json"] = content.pop("application/json")
