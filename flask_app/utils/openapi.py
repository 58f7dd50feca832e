"""Reading what a request carries, and the OpenAPI document that says what it may carry.

spectree turns the models on each view into the document. How a body is read is ours, because the
contract tells apart a body that cannot be read (400), one of another kind (415) and one with wrong
fields (422), and names every bad field at once.
"""

import json
from typing import Any, TypeVar

from flask import Request, request
from flask import Response as FlaskResponse
from pydantic import BaseModel, ValidationError
from spectree import Response, SpecTree
from spectree.plugins.base import Context
from spectree.plugins.flask_plugin import FlaskPlugin

from utils.errors import FieldError, Invalid, MalformedBody, Problem, Unsupported

FORM = "multipart/form-data"
Model = TypeVar("Model", bound=BaseModel)


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
        bodies: dict[str, BaseModel | None] = {"json": None, "form": None}
        if form and request.mimetype == FORM:
            bodies["form"] = accept(form, {**request.form.to_dict(), **request.files.to_dict()})
        elif json:
            bodies["json"] = accept(json, read_json(request, FORM if form else None), strict=True)
        request.context = Context(  # type: ignore[attr-defined] # where spectree looks for it
            query=accept(query, request.args.to_dict()) if query else None,
            headers=accept(headers, lower_case(request)) if headers else None,
            cookies=None,
            **bodies,
        )

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


def read_json(request: Request, also: str | None) -> object:
    if request.mimetype != "application/json":
        kinds = f"application/json or {also}" if also else "application/json"
        raise Unsupported(f"Send the body with Content-Type: {kinds}.")
    try:
        return json.loads(request.get_data(cache=False).decode("utf-8"))
    except (ValueError, RecursionError):
        raise MalformedBody("The body is not JSON in UTF-8.") from None


def lower_case(request: Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers}


def accept(model: type[Model], found: object, *, strict: bool = False) -> Model:
    try:
        return model.model_validate(found, strict=strict)
    except ValidationError as error:
        raise Invalid([field_error(**problem) for problem in error.errors()]) from None


def field_error(*, loc: tuple[int | str, ...], msg: str, **_: object) -> FieldError:
    field = ".".join(str(part) for part in loc) or "body"
    return FieldError(field=field, message=msg.removeprefix("Value error, "))


api = SpecTree(
    "flask",
    backend=StrictRequests,
    title="Interviews",
    version="1.0.0",
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


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document; spectree cannot say that problems are application/problem+json."""
    spec: dict[str, Any] = api.spec
    for operations in spec["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and "application/json" in answer.get("content", {}):
                    content = answer["content"]
                    content["application/problem+json"] = content.pop("application/json")
    return spec
