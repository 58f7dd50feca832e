"""Why there is no verdict, in words that are true of it, and never in a server's own."""

import json
import logging

import pytest

from scoring import Engine, EngineAway, Rubric
from tests.llm.stub_model import Act, StubModel, judges, refuses, says, sends, verdict

RUBRIC = Rubric("What is a list comprehension?", (), ("builds a new list", "from an iterable"))
ANSWER = "It builds a new list of the candidate's own."
KEY = "sk-very-secret"


def within_a_200(**body: object) -> Act:
    return sends(200, json.dumps(body))


TOO_LONG = "there is more to it than the model can read"
NO_ROOM = "the answer and the longest reply together are more than the model can hold"
FILTER = "a filter of its server keeps this one from it"

OF_THIS_ANSWER = {
    "Azure's filter": (
        FILTER,
        refuses(
            400,
            "The response was filtered due to the prompt triggering Azure OpenAI's content "
            f"management policy: {ANSWER}",
            param="prompt",
            code="content_filter",
            innererror={"code": "ResponsibleAIPolicyViolation"},
        ),
    ),
    "OpenAI's filter": (
        FILTER,
        refuses(400, "Your request was rejected.", code="content_policy_violation"),
    ),
    "Alibaba's filter": (
        FILTER,
        refuses(400, "It may contain inappropriate content.", code="data_inspection_failed"),
    ),
    "DeepSeek's filter": (FILTER, refuses(400, "Content Exists Risk")),
    "OpenRouter's filter": (
        FILTER,
        refuses(403, "a-model requires moderation. Your input was flagged.", code=403),
    ),
    "a filter within a 200": (
        FILTER,
        within_a_200(error={"code": "content_filter", "message": "No."}),
    ),
    "a filter of the reply": (
        "a filter of its server stopped its reply",
        says("", finish="content_filter"),
    ),
    "Gemini's filter of the reply": (
        "a filter of its server stopped its reply",
        says(None, finish="content_filter: PROHIBITED_CONTENT"),
    ),
    "a refusal": ("it declined to", says(None, refusal="I cannot help with that.")),
    "a refusal of Anthropic's": ("it declined to", says("", finish="refusal")),
    "OpenAI, too long": (
        TOO_LONG,
        refuses(400, "Please reduce the length.", code="context_length_exceeded"),
    ),
    "llama.cpp, too long, an old one": (
        TOO_LONG,
        refuses(500, "the request exceeds the available context size. try increasing it"),
    ),
    "Anthropic, too long": (TOO_LONG, refuses(400, "prompt is too long: 21 tokens > 20 maximum")),
    "xAI, too long": (
        TOO_LONG,
        sends(400, '{"error": "Its maximum prompt length is 9 but the request contains 99."}'),
    ),
    "Mistral, too long": (
        TOO_LONG,
        sends(
            400,
            '{"message": "Prompt contains 40 tokens and 0 draft tokens, too large for model with '
            '32 maximum context length"}',
        ),
    ),
    "too long within a 200": (
        TOO_LONG,
        within_a_200(error={"code": 400, "message": "The maximum context length is 9 tokens."}),
    ),
    "TGI, too long": (
        TOO_LONG,
        sends(422, '{"error": "Input validation error: `inputs` must have less than 9 tokens."}'),
    ),
    "Together, no room": (
        NO_ROOM,
        refuses(422, "`inputs` tokens + `max_new_tokens` must be <= 4097. Given: 4000 and 500"),
    ),
    "OpenRouter, no room": (
        NO_ROOM,
        refuses(
            400,
            "This endpoint's maximum context length is 32 tokens. However, you requested about 40 "
            "tokens (30 of text input, 10 in the output).",
        ),
    ),
    "Anthropic, no room": (
        NO_ROOM,
        refuses(400, "input length and `max_tokens` exceed context limit: 19 + 20 > 20"),
    ),
}


@pytest.mark.parametrize(("reason", "act"), OF_THIS_ANSWER.values(), ids=OF_THIS_ANSWER.keys())
def test_what_is_about_one_answer_is_said_of_it_and_of_no_other(
    judge: Engine,
    model: StubModel,
    caplog: pytest.LogCaptureFixture,
    reason: str,
    act: Act,
) -> None:
    model.in_turn(act)

    result = judge.score(ANSWER, RUBRIC)

    assert result.flags == ("judgement_failed",)
    assert reason in result.feedback
    assert reason in caplog.text
    assert "own" not in caplog.text
    assert "own" not in result.feedback
    assert len(model.asked) == 1, "asking in another way would end the same"
    assert judge.score(ANSWER, RUBRIC).score == 50.0


WRONG_KEY, NO_MODEL = "server refuses LLM_API_KEY", "knows no LLM_MODEL at LLM_BASE_URL"
NO_QUOTA = "no quota or credit left at the language model's server"
BUSY = "The language model has too much to do"
OTHER_PROTOCOL = "speaks another protocol .* /v1 may be missing"

OF_THE_SERVER = {
    "OpenAI's quota": (
        rf"{NO_QUOTA} \(status 429\)",
        1,
        refuses(
            429,
            "You exceeded your current quota, please check your plan and billing details.",
            type="insufficient_quota",
            code="insufficient_quota",
        ),
    ),
    "a quota in other words": (
        rf"{NO_QUOTA} \(status 429\)",
        1,
        refuses(429, "Quota exceeded. Please check your billing."),
    ),
    "DeepSeek's balance": (rf"{NO_QUOTA} \(status 402\)", 1, refuses(402, "Insufficient Balance")),
    "OpenRouter's credits": (
        rf"{NO_QUOTA} \(status 402\)",
        1,
        refuses(402, "This request requires more credits, or fewer max_tokens.", code=402),
    ),
    "Anthropic's credit": (
        rf"{NO_QUOTA} \(status 400\)",
        1,
        refuses(400, "Your credit balance is too low to access the Anthropic API."),
    ),
    "Alibaba's free tier": (
        rf"{NO_QUOTA} \(status 403\)",
        1,
        refuses(403, "The free tier of the model has been exhausted.", code="AllocationQuota"),
    ),
    "OpenAI's limit of a minute": (
        rf"{BUSY} \(status 429\)",
        3,
        refuses(
            429,
            "Rate limit reached. Limit: 3 / min. Please add a payment method to your account to "
            "increase it: https://example.com/account/billing",
        ),
    ),
    "xAI's credits": (
        rf"{NO_QUOTA} \(status 403\)",
        1,
        sends(403, '{"error": "Your team has used all available credits."}'),
    ),
    "a quota within a 200": (
        rf"{NO_QUOTA} \(status 429, within a 200\)",
        1,
        within_a_200(error={"code": 429, "message": "insufficient_quota"}),
    ),
    "Gemini's quota of a minute": (
        rf"{BUSY} \(status 429\)",
        3,
        refuses(
            429,
            "You exceeded your current quota, please check your plan and billing details. "
            "Quota exceeded for metric: requests, limit: 20. Please retry in 0.1s.",
        ),
    ),
    "Groq's limit": (
        rf"{BUSY} \(status 429\)",
        3,
        refuses(
            429,
            "Rate limit reached on tokens per minute (TPM). Please try again in 0.1s. Need more "
            "tokens? Upgrade at https://example.com/settings/billing",
            code="rate_limit_exceeded",
        ),
    ),
    "a limit within a 200": (
        rf"{BUSY} \(status 429, within a 200\)",
        1,
        within_a_200(error={"code": 429, "message": "Rate limit exceeded"}),
    ),
    "a limit within a 200 without a number": (
        rf"{BUSY} \(status 200\)",
        1,
        within_a_200(error={"code": "rate_limit_exceeded", "message": "Slow down"}),
    ),
    "a failure within a 200": (
        r"server fails \(status 502, within a 200\)",
        4,
        within_a_200(error={"code": 502, "message": "Provider returned error"}),
    ),
    "a failure within a 200 as a text": (
        r"server fails \(status 503, within a 200\)",
        2,
        within_a_200(error={"code": "503", "message": f"No. {KEY} {ANSWER}"}),
    ),
    "an error within a 200": (
        r"server sends an error instead of a reply \(status 200\)",
        4,
        within_a_200(error=f"Something else. {KEY} {ANSWER}"),
    ),
    "an error of FastAPI within a 200": (
        r"server sends an error instead of a reply \(status 200\)",
        4,
        within_a_200(detail="Something else."),
    ),
    "an error of vLLM within a 200": (
        r"server fails \(status 500, within a 200\)",
        4,
        within_a_200(error={"object": "error", "message": "EngineDeadError", "code": 500}),
    ),
    "an error in a choice": (
        r"server fails \(status 502, within a 200\)",
        4,
        within_a_200(
            choices=[
                {
                    "finish_reason": "error",
                    "message": {"content": verdict((10, 10))},
                    "error": {"code": 502, "message": "upstream"},
                }
            ]
        ),
    ),
    "a choice that failed": ("broke off its reply", 2, says(verdict((10, 10)), finish="error")),
    "no choice": ("sends completions without a reply in them", 2, within_a_200(choices=[])),
    "something else": (
        "What answers at LLM_BASE_URL does not send chat completions",
        2,
        within_a_200(status="ok"),
    ),
    "a key within a 200": (
        rf"{WRONG_KEY} \(status 401, within a 200\)",
        1,
        within_a_200(error={"code": 401, "message": f"No: {KEY}"}),
    ),
    "xAI's key": (
        rf"{WRONG_KEY} \(status 400\)",
        1,
        sends(
            400,
            f'{{"error": "Incorrect API key provided: {KEY}. You can obtain one elsewhere."}}',
        ),
    ),
    "an account that may not": (rf"{WRONG_KEY} \(status 403\)", 1, refuses(403, "Forbidden")),
    "a country": (
        r"server does not serve here \(status 403\)",
        1,
        refuses(403, "Country, region, or territory not supported"),
    ),
    "Gemini's countries": (
        r"server does not serve here \(status 400\)",
        1,
        sends(400, '[{"error": {"message": "User location is not supported for the API use."}}]'),
    ),
    "MiniMax's key": (
        WRONG_KEY,
        1,
        sends(
            200,
            '{"choices": null, "base_resp": '
            '{"status_code": 1004, "status_msg": "login fail: invalid api key"}}',
        ),
    ),
    "Spark's token": (
        WRONG_KEY,
        1,
        sends(200, '{"status": "439", "msg": "Your API Token has expired.", "body": null}'),
    ),
    "Ollama's own chat": (
        OTHER_PROTOCOL,
        2,
        sends(200, '{"message": {"role": "assistant", "content": "yes"}, "done": true}'),
    ),
    "Ollama's own chat in pieces": (
        OTHER_PROTOCOL,
        2,
        sends(200, '{"message": {"content": "y"}, "done": false}\n{"done": true}'),
    ),
    "Gemini's own protocol": (OTHER_PROTOCOL, 2, sends(200, '{"candidates": [{"content": {}}]}')),
    "Anthropic's own protocol": (OTHER_PROTOCOL, 2, sends(200, '{"content": [{"text": "yes"}]}')),
    "nesting that no completion has": (
        "does not send chat completions",
        2,
        sends(
            200,
            '{"choices": [{"message": {"content": [{"text": ' + "[" * 500 + "]" * 500 + "}]}}]}",
        ),
    ),
    "a model that one may not": (
        rf"{NO_MODEL} \(status 403\)",
        1,
        refuses(403, "Project does not have access to model `a-model`", code="model_not_found"),
    ),
    "a deployment": (
        rf"{NO_MODEL} \(status 404\)",
        1,
        refuses(404, "The deployment does not exist.", code="DeploymentNotFound"),
    ),
    "Ollama's model": (
        rf"{NO_MODEL} \(status 404\)",
        1,
        refuses(404, "model 'a-model' not found, try pulling it first"),
    ),
    "a wrong path": (rf"{NO_MODEL} \(status 404\)", 2, sends(404, '{"detail": "Not Found"}')),
    "a model within a 200": (
        rf"{NO_MODEL} \(status 404, within a 200\)",
        1,
        within_a_200(error={"code": 404, "message": "The model does not exist"}),
    ),
}


@pytest.mark.parametrize(
    ("reason", "requests", "act"), OF_THE_SERVER.values(), ids=OF_THE_SERVER.keys()
)
def test_what_is_about_the_server_is_said_of_it_and_no_answer_suffers(
    judge: Engine,
    model: StubModel,
    caplog: pytest.LogCaptureFixture,
    reason: str,
    requests: int,
    act: Act,
) -> None:
    caplog.set_level(logging.DEBUG)
    model.always(act)

    with pytest.raises(EngineAway, match=reason) as away:
        judge.score(ANSWER, RUBRIC)

    assert len(model.asked) == requests
    for told in (str(away.value), caplog.text):
        assert KEY not in told
        assert "candidate's own" not in told
    assert str(away.value) in caplog.text


def test_a_quota_that_is_used_up_is_not_asked_for_again_before_two_minutes(
    judge: Engine, model: StubModel
) -> None:
    model.always(refuses(429, "No.", code="insufficient_quota"))
    for _ in range(8):
        with pytest.raises(EngineAway) as away:
            judge.score(ANSWER, RUBRIC)
        assert away.value.retry_after_seconds >= 110

    assert len(model.asked) == 1
    model.behave = judges


@pytest.mark.parametrize(("before", "is_read"), [(186, True), (187, False)])
def test_only_the_first_200_characters_are_surely_the_servers_own(
    judge: Engine, model: StubModel, before: int, is_read: bool
) -> None:
    model.always(refuses(400, "a" * before + "content_filter"))

    feedback = judge.score(ANSWER, RUBRIC).feedback

    assert ("a filter of its server keeps this one from it" in feedback) == is_read
    assert ("its server does not accept the request (status 400)" in feedback) != is_read
