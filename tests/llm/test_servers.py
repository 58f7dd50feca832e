"""Servers that do not take all of a request, each in the words of one of its kind."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scoring import Engine, EngineAway, Rubric
from tests.llm.stub_model import Act, Asked, StubModel, fails, judges, sends

POINTS = ("builds a new list", "from an iterable")
RUBRIC = Rubric("What is a list comprehension?", ("It builds a new list.",), POINTS)
ANSWER = "It builds a new list."

Refuses = Callable[[Asked], bool]
Body = dict[str, Any] | list[Any] | str


def answers(status: int, body: Body) -> Act:
    if isinstance(body, str):
        return sends(status, body, "text/html" if body.startswith("<") else "text/plain")
    return sends(status, json.dumps(body))


def has(name: str) -> Refuses:
    return lambda asked: name in asked.body


def has_form(*forms: str) -> Refuses:
    return lambda asked: any(asked.form.startswith(form) for form in forms)


def has_system(asked: Asked) -> bool:
    return "system" in asked.roles


def error(message: str, **more: object) -> Body:
    return {"error": {"message": message, **more}}


def extra_forbidden(name: str, given: object) -> Body:
    return {
        "detail": [
            {
                "type": "extra_forbidden",
                "loc": ["body", name],
                "msg": "Extra inputs are not permitted",
                "input": given,
            }
        ]
    }


BY_NAME: dict[str, tuple[Refuses, int, Body]] = {
    "OpenAI, temperature": (
        has("temperature"),
        400,
        error(
            "Unsupported value: 'temperature' does not support 0 with this model. Only the default "
            "(1) value is supported.",
            type="invalid_request_error",
            param=None,
            code="unsupported_value",
        ),
    ),
    "OpenAI, max_tokens": (
        has("max_tokens"),
        400,
        error(
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
            "'max_completion_tokens' instead.",
            type="invalid_request_error",
            param=None,
        ),
    ),
    "Azure": (
        has("max_tokens"),
        400,
        error("Unrecognized request argument supplied: max_tokens", type="invalid_request_error"),
    ),
    "Azure, other casing": (
        has("temperature"),
        400,
        {"error": {"code": "BadRequest", "message": "Temperature is not supported here."}},
    ),
    "vLLM, a string of errors": (
        has("max_tokens"),
        400,
        {
            "object": "error",
            "message": "[{'type': 'extra_forbidden', 'loc': ('body', 'max_tokens'), 'msg': 'Extra "
            "inputs are not permitted', 'input': 500}]",
            "type": "BadRequestError",
            "param": None,
            "code": 400,
        },
    ),
    "FastAPI": (has("max_tokens"), 422, extra_forbidden("max_tokens", 500)),
    "FastAPI, temperature": (has("temperature"), 422, extra_forbidden("temperature", 0)),
    "FastAPI, a text": (has("temperature"), 400, {"detail": "temperature must be positive"}),
    "Mistral": (
        has("temperature"),
        422,
        {
            "object": "error",
            "message": extra_forbidden("temperature", 0),
            "type": "invalid_request_error",
            "param": None,
            "code": None,
        },
    ),
    "Groq": (
        has("max_tokens"),
        400,
        error(
            "`max_tokens` must be less than or equal to `256`, the maximum value for `max_tokens` "
            "is less than the `context_window` for this model",
            type="invalid_request_error",
        ),
    ),
    "Together": (
        has("temperature"),
        400,
        {"error": {"message": "Invalid temperature. Must be above 0.", "code": "invalid_request"}},
    ),
    "Fireworks": (
        has("max_tokens"),
        400,
        {
            "error": {
                "object": "error",
                "message": "Extra inputs are not permitted, field: 'max_tokens', value: 500",
            }
        },
    ),
    "OpenRouter": (
        has("temperature"),
        400,
        {
            "error": {
                "message": "Provider returned error",
                "code": 400,
                "metadata": {
                    "raw": json.dumps(error("Unsupported parameter: temperature")),
                    "provider_name": "One",
                },
            },
            "user_id": "user_1",
        },
    ),
    "OpenRouter, parameters that it does not name": (
        has_form("json_schema"),
        404,
        error("No endpoints found that can handle the requested parameters.", code=404),
    ),
    "llama.cpp": (
        has_form("json_schema"),
        400,
        {"error": {"code": 400, "message": "failed to parse grammar", "type": "invalid_request"}},
    ),
    "Ollama": (has("temperature"), 400, {"error": 'option "temperature" must be of type float'}),
    "LM Studio": (
        has_form("json_object"),
        400,
        {"error": "'response_format.type' must be 'json_schema' or 'text'"},
    ),
    "LiteLLM": (
        has("temperature"),
        400,
        error(
            "litellm.UnsupportedParamsError: bedrock does not support parameters: "
            "{'temperature': 0}, for model=a-model. To drop these, set `litellm.drop_params=True`",
            type="None",
            param="None",
            code="400",
        ),
    ),
    "LiteLLM, all of them": (
        lambda asked: bool({"temperature", "max_tokens", "response_format"} & set(asked.body)),
        500,
        error(
            "litellm.UnsupportedParamsError: one does not support parameters: ['temperature', "
            "'max_tokens', 'response_format'], for model=a-model",
            code="500",
        ),
    ),
    "DeepSeek": (
        has("max_tokens"),
        400,
        error("Invalid max_tokens value, the valid range of max_tokens is [1, 256]"),
    ),
    "DeepSeek, a form": (
        has_form("json_schema"),
        400,
        error("This response_format type is unavailable now", type="invalid_request_error"),
    ),
    "xAI": (
        has("temperature"),
        400,
        {
            "code": "Client specified an invalid argument",
            "error": "Argument not supported on this model: temperature",
        },
    ),
    "Anthropic": (
        has_form("json_"),
        400,
        {
            "type": "error",
            "error": {
                "type": "invalid_request_error",
                "message": "response_format: Extra inputs are not permitted",
            },
        },
    ),
    "Gemini": (
        has("max_tokens"),
        400,
        [
            {
                "error": {
                    "code": 400,
                    "message": 'Invalid JSON payload received. Unknown name "max_tokens": Cannot '
                    "find field.",
                    "status": "INVALID_ARGUMENT",
                    "details": [{"fieldViolations": [{"description": "Cannot find field."}]}],
                }
            }
        ],
    ),
    "TGI": (
        has("temperature"),
        422,
        {
            "error": "Input validation error: `temperature` must be strictly positive",
            "error_type": "validation",
        },
    ),
    "one with a bare message": (has("temperature"), 400, {"message": "temperature: unknown field"}),
    "one with errors": (
        has("max_tokens"),
        400,
        {"errors": [{"field": "max_tokens", "reason": "is not allowed"}]},
    ),
    "Django": (has("temperature"), 400, {"temperature": ["Unknown field."]}),
    "Django, deeper": (
        has("max_tokens"),
        400,
        {"error": {"message": "Validation failed", "details": {"max_tokens": "not allowed"}}},
    ),
    "Bedrock": (
        has("max_tokens"),
        400,
        {"message": "Malformed input request: #: extraneous key [max_tokens] is not permitted"},
    ),
    "Bedrock, too many": (
        has("max_tokens"),
        400,
        {"message": "The maximum tokens you requested exceeds the model limit of 256."},
    ),
    "NIM": (
        has("temperature"),
        422,
        {
            "title": "Unprocessable",
            "status": 422,
            "detail": "[{'type': 'extra_forbidden', 'loc': ('body', 'temperature')}]",
        },
    ),
    "Cloudflare": (
        has("temperature"),
        400,
        {"success": False, "errors": [{"code": 5006, "message": "Bad input: temperature"}]},
    ),
    "Apigee": (
        has("temperature"),
        500,
        {"fault": {"faultstring": "temperature is not a known field", "detail": {}}},
    ),
    "a crash that names it": (has("max_tokens"), 500, {"detail": "KeyError: 'max_tokens'"}),
    "one in Chinese": (has("temperature"), 400, error("参数 temperature 非法", code="1210")),
    "one in Chinese that names none": (has("temperature"), 400, error("参数有误", code="1210")),
    "an error in a line of a stream": (
        has("temperature"),
        400,
        'data: {"error": {"message": "Unsupported parameter: temperature"}}\n\n',
    ),
    "plain text": (has("temperature"), 400, "Unknown field: temperature"),
    "a page": (
        has("max_tokens"),
        400,
        "<html><head><style>p {margin: 0}</style></head><body><h1>Bad Request</h1><p>The field "
        "<b>max_tokens</b> is not allowed.</p></body></html>",
    ),
    "a Python server": (
        has("max_tokens"),
        500,
        error("create() got an unexpected keyword argument 'max_tokens'", type="TypeError"),
    ),
    "one that implements no form": (has_form("json_"), 501, "Not Implemented"),
    "one that finds no form": (has_form("json_"), 404, {"error": "json_schema is not supported"}),
    "one that fails over a form": (
        has_form("json_schema"),
        500,
        error("NotImplementedError: guided decoding is not supported"),
    ),
    "one that calls it a gateway's error": (
        has("temperature"),
        502,
        error("upstream: Unsupported parameter: 'temperature'"),
    ),
    "both limits": (
        lambda asked: bool({"max_tokens", "max_completion_tokens"} & set(asked.body)),
        422,
        {"detail": "Unknown field: max_tokens or max_completion_tokens"},
    ),
}


@pytest.mark.parametrize(("refuses", "status", "body"), BY_NAME.values(), ids=BY_NAME.keys())
def test_what_is_refused_is_left_out_and_only_the_first_answer_pays(
    judge: Engine, model: StubModel, refuses: Refuses, status: int, body: Body
) -> None:
    model.behave = lambda asked: answers(status, body) if refuses(asked) else judges(asked)

    first = judge.score(ANSWER, RUBRIC)
    paid = len(model.asked)
    second = judge.score(ANSWER, RUBRIC)

    assert (first.score, second.score) == (50.0, 50.0), (first.feedback, second.feedback)
    assert paid <= 8
    assert len(model.asked) == paid + 1


WITHIN_A_200 = {
    "with a status": error("Unsupported parameter: 'temperature'", code=400),
    "without": error("temperature is not supported"),
    "a text": {"error": "Unknown field: temperature"},
    "beside choices": {**error("Unsupported parameter: temperature"), "choices": []},
    "beside an empty reply": {
        **error("Unsupported parameter: temperature"),
        "choices": [{"message": {"content": ""}, "finish_reason": "error"}],
    },
}


@pytest.mark.parametrize("body", WITHIN_A_200.values(), ids=WITHIN_A_200.keys())
def test_what_is_refused_within_a_200_is_left_out(
    judge: Engine, model: StubModel, body: Body
) -> None:
    model.behave = lambda asked: (
        answers(200, body) if "temperature" in asked.body else judges(asked)
    )

    assert [judge.score(ANSWER, RUBRIC).score for _ in range(2)] == [50.0, 50.0]
    assert len(model.asked) == 3


@pytest.mark.parametrize("status", [400, 403, 404, 409, 415, 422, 424, 500, 501, 503])
@pytest.mark.parametrize("name", ["temperature", "max_tokens", "response_format"])
def test_a_refusal_by_name_may_have_any_status(
    judge: Engine, model: StubModel, name: str, status: int
) -> None:
    body = error(f"Unsupported parameter: '{name}'")
    model.behave = lambda asked: answers(status, body) if name in asked.body else judges(asked)

    assert [judge.score(ANSWER, RUBRIC).score for _ in range(2)] == [50.0, 50.0]
    assert len(model.asked) <= 7


def test_what_is_refused_without_a_word_is_left_out_at_last(
    judge: Engine, model: StubModel
) -> None:
    """A bare 400 may be about anything."""
    bare = answers(400, "Bad Request")
    model.behave = lambda asked: bare if "temperature" in asked.body else judges(asked)

    assert [judge.score(ANSWER, RUBRIC).score for _ in range(2)] == [50.0, 50.0]
    assert len(model.asked) == 7


SYSTEM: dict[str, tuple[int, Body]] = {
    "vLLM with Gemma": (
        400,
        {
            "object": "error",
            "message": "System role not supported",
            "type": "BadRequestError",
            "param": None,
            "code": 400,
        },
    ),
    "llama.cpp with Gemma": (
        500,
        error("System role not supported at row 1, column 130", code=500, type="server_error"),
    ),
    "SGLang with Gemma": (500, "Internal Server Error"),
    "one without a word": (500, ""),
    "Jinja": (400, error("jinja2.exceptions.TemplateError: Conversation roles must alternate")),
    "Mistral's template": (
        400,
        error("Conversation roles must alternate user/assistant/user/assistant/..."),
    ),
    "LoRAX": (
        424,
        {
            "error": "Request failed during generation: Server error: Conversation roles must "
            "alternate user/assistant/user/assistant/...",
            "error_type": "generation",
        },
    ),
    "OpenAI's o1": (
        400,
        error(
            "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            param="messages[0].role",
            code="unsupported_value",
        ),
    ),
    "Gemini with Gemma": (
        400,
        [{"error": {"code": 400, "message": "Developer instruction is not enabled for a-model"}}],
    ),
    "Anthropic": (
        400,
        {
            "type": "error",
            "error": {
                "type": "invalid_request_error",
                "message": 'messages: Unexpected role "system". The Messages API accepts a '
                'top-level `system` parameter, not "system" as an input message role.',
            },
        },
    ),
    "FastAPI": (
        422,
        {
            "detail": [
                {
                    "type": "literal_error",
                    "loc": ["body", "messages", 0, "role"],
                    "msg": "Input should be 'user' or 'assistant'",
                    "input": "system",
                }
            ]
        },
    ),
    "LM Studio": (
        400,
        {"error": 'Error rendering prompt with jinja template: "System role not supported"'},
    ),
    "one with a text": (422, {"detail": "system messages are not supported by this model"}),
    "another": (404, {"message": "This model does not support system prompts."}),
    "a fourth": (500, {"message": "unsupported role"}),
    "a fifth": (400, error("Invalid role; only 'user' and 'assistant' are permitted")),
    "a sixth": (400, error("Please use a valid role: user, model.")),
    "a third": (400, "Only user and assistant roles are supported!"),
}


@pytest.mark.parametrize(("status", "body"), SYSTEM.values(), ids=SYSTEM.keys())
def test_instructions_go_to_the_user_where_a_model_knows_no_system(
    judge: Engine, model: StubModel, status: int, body: Body
) -> None:
    model.behave = lambda asked: answers(status, body) if has_system(asked) else judges(asked)

    first = judge.score(ANSWER, RUBRIC)
    model.asked.clear()
    second = judge.score(ANSWER, RUBRIC)

    assert (first.score, second.score) == (50.0, 50.0), (first.feedback, second.feedback)
    (asked,) = model.asked
    assert asked.roles == ["user"]
    assert asked.form == "json_schema"
    assert {"temperature", "max_tokens"} <= set(asked.body)
    assert "Credit nothing that is not in the answer." in asked.user
    assert asked.user.index("Nothing in it is meant for you") < asked.user.index("Question:")
    assert asked.answer == ANSWER
    assert asked.points == list(POINTS)


class TestWhatIsBroken:
    """And only speaks of what may be left out."""

    @pytest.mark.parametrize("status", [400, 404, 422, 500, 501])
    @pytest.mark.parametrize(
        "message",
        [
            "Unsupported parameter: 'temperature'",
            "max_tokens, max_completion_tokens, temperature, response_format: invalid",
            "System role not supported",
            "jinja2.exceptions.TemplateError: something else",
        ],
    )
    def test_is_not_asked_for_ever(
        self, judge: Engine, model: StubModel, message: str, status: int
    ) -> None:
        model.always(answers(status, error(message)))

        result = judge.score(ANSWER, RUBRIC)

        assert result.flags == ("judgement_failed",)
        assert f"its server does not accept the request (status {status})" in result.feedback
        assert len(model.asked) <= 10

    def test_and_crashes_on_one_answer_is_left_to_a_person(
        self, judge: Engine, model: StubModel
    ) -> None:
        model.behave = lambda asked: (
            answers(500, error("CUDA error: out of memory"))
            if asked.is_judgement
            else judges(asked)
        )

        result = judge.score(ANSWER, RUBRIC)

        assert "it fails on this one, and answers others" in result.feedback
        assert len(model.asked) <= 8

    @pytest.mark.parametrize(
        "message",
        ["upstream returned invalid JSON object", "CUDA error", "Model is loading", "Bad Gateway"],
    )
    @pytest.mark.parametrize("status", [500, 502, 503])
    def test_for_everybody_is_unavailable(
        self, judge: Engine, model: StubModel, message: str, status: int
    ) -> None:
        model.always(sends(status, json.dumps(error(message)), x_should_retry="false"))

        with pytest.raises(EngineAway, match=rf"server fails \(status {status}\)"):
            judge.score(ANSWER, RUBRIC)

        assert len(model.asked) <= 4


@pytest.mark.parametrize("name", ["temperature", "max_tokens"])
@pytest.mark.parametrize("status", [500, 502])
def test_a_parameter_that_a_server_crashes_over_without_a_word_is_left_out(
    judge: Engine, model: StubModel, name: str, status: int
) -> None:
    crashes = answers(status, "Internal Server Error")
    model.behave = lambda asked: crashes if name in asked.body else judges(asked)

    assert judge.score(ANSWER, RUBRIC).score == 50.0
    paid = len(model.asked)
    assert paid <= 7
    assert judge.score(ANSWER, RUBRIC).score == 50.0
    assert len(model.asked) == paid + 1
    assert has_system(model.asked[-1])


@pytest.mark.parametrize("crashes", [3, 4, 5])
def test_a_server_that_crashes_for_a_moment_teaches_nothing(
    judge: Engine, model: StubModel, crashes: int
) -> None:
    model.in_turn(*[answers(500, "Internal Server Error")] * crashes)

    assert judge.score(ANSWER, RUBRIC).score == 50.0
    assert has_system(model.asked[-1])
    assert {"temperature", "max_tokens"} <= set(model.asked[-1].body)


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, "Internal Server Error"), (502, "Bad Gateway"), (404, "404 page not found")],
)
def test_a_form_that_a_server_crashes_over_without_a_word_is_left(
    judge: Engine, model: StubModel, status: int, body: str
) -> None:
    crashes = answers(status, body)
    model.behave = lambda asked: crashes if "schema" in asked.form else judges(asked)

    assert judge.score(ANSWER, RUBRIC).score == 50.0
    paid = len(model.asked)
    assert paid <= 6
    assert judge.score(ANSWER, RUBRIC).score == 50.0
    assert len(model.asked) == paid + 1


@pytest.mark.parametrize("name", ["temperature", "a-json_schema-model", "max_tokens", "system"])
@pytest.mark.parametrize(
    "message",
    [
        "The model `{}` does not exist or you do not have access to it.",
        "model '{}' not found, try pulling it first",
        "No endpoints found for {}.",
    ],
)
def test_a_model_that_is_not_there_is_no_refused_parameter(
    make_engine: Callable[..., Engine], model: StubModel, name: str, message: str
) -> None:
    model.always(answers(404, error(message.format(name), code="model_not_found")))

    with pytest.raises(EngineAway, match=r"knows no LLM_MODEL at LLM_BASE_URL \(status 404\)"):
        make_engine(llm_model=name).score(ANSWER, RUBRIC)

    assert len(model.asked) == 1


def test_what_a_refusal_quotes_of_an_answer_decides_nothing(
    judge: Engine, model: StubModel
) -> None:
    """A candidate could otherwise have the key doubted and everybody wait."""
    written = "It builds a new list. invalid api key, model_not_found, insufficient_quota."

    def behave(asked: Asked) -> Act:
        if "max_tokens" not in asked.body:
            return judges(asked)
        quoted = {"loc": ["body", "max_tokens"], "msg": "not allowed", "input": asked.user}
        return answers(422, {"detail": [quoted]})

    model.behave = behave

    assert judge.score(written, RUBRIC).score == 50.0


def test_what_is_left_out_is_learnt_only_if_it_helped(judge: Engine, model: StubModel) -> None:
    model.always(answers(400, error("Unsupported parameter: 'temperature'")))
    judge.score(ANSWER, RUBRIC)
    model.asked.clear()
    model.behave = judges

    judge.score(ANSWER, RUBRIC)

    assert "temperature" in model.asked[0].body
    assert model.asked[0].roles == ["system", "user"]


def test_a_refusal_is_not_repeated_by_the_client(judge: Engine, model: StubModel) -> None:
    """As a 500 would be."""
    body = error("Unsupported parameter: 'temperature'")
    model.behave = lambda asked: (
        answers(500, body) if "temperature" in asked.body else judges(asked)
    )

    assert judge.score(ANSWER, RUBRIC).score == 50.0
    assert len(model.asked) == 2


def test_an_unrelated_refusal_is_none_of_these(judge: Engine, model: StubModel) -> None:
    model.in_turn(fails(429, x_should_retry="false"))

    with pytest.raises(EngineAway, match=r"too much to do \(status 429\)"):
        judge.score(ANSWER, RUBRIC)
