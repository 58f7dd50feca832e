"""Reading a chat completion, of which servers agree only on the outline."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scoring.contract import Tokens
from scoring.llm.streamed import put_together

_CUT_OFF = frozenset({"length", "max_tokens", "max_output_tokens", "model_length", "incomplete"})
_FILTERED = (
    *("content_filter", "content-filter", "safety", "prohibited_content", "recitation"),
    *("sensitive", "blocklist", "guardrail"),
)
_DECLINED = "refusal"
_FAILED = frozenset({"error", "failed", "network_error", "insufficient_system_resource"})
_OF_ERRORS = ("error", "errors", "detail", "message", "msg", "base_resp")
# What the replies of other protocols have: Ollama's two own, Anthropic's, Gemini's, OpenAI's next.
_OF_OTHERS = ("response", "content", "candidates", "output")
_THOUGHTS = ("think", "reason", "thought")
_MAX_TOKENS = 10**9  # of one request; more is nonsense

_NO_COMPLETION = "What answers at LLM_BASE_URL does not send chat completions."
_OTHER_PROTOCOL = (
    "What answers at LLM_BASE_URL speaks another protocol than that of chat completions; /v1 may "
    "be missing at the end of LLM_BASE_URL."
)
_NO_CHOICE = "The language model's server sends completions without a reply in them."


class _Model(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)


class _Message(_Model):
    content: Any = None
    refusal: Any = None
    reasoning_content: Any = None
    reasoning: Any = None
    thinking: Any = None
    parsed: Any = None
    tool_calls: Any = None
    function_call: Any = None


class _Choice(_Model):
    message: _Message
    finish_reason: Any = None
    error: Any = None


class _Completion(_Model):
    choices: list[_Choice]
    usage: Any = None
    error: Any = None


class _Usage(_Model):
    prompt_tokens: int = Field(0, ge=0, le=_MAX_TOKENS)
    completion_tokens: int = Field(0, ge=0, le=_MAX_TOKENS)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said: ``text`` is empty where it said nothing, or not in words. ``thoughts``
    are those that the server set apart."""

    text: str
    thoughts: str
    declined: bool
    filtered: bool
    cut_off: bool
    tokens: Tokens | None


@dataclass(frozen=True, slots=True)
class ErrorInstead:
    """What came where a completion was due: a ``reason`` in our words, or an ``error`` in the
    server's and the status that it speaks of, 200 without one."""

    reason: str = ""
    error: object = None
    status: int = 200


BROKEN_OFF = ErrorInstead("The language model's server broke off its reply.")


def read_completion(body: bytes) -> Reply | ErrorInstead:
    try:
        return _completion(body)
    except RecursionError:  # of nesting that no completion has
        return ErrorInstead(_NO_COMPLETION)


def _completion(body: bytes) -> Reply | ErrorInstead:
    document = _loaded(body)
    if isinstance(document, list) and len(document) == 1:
        document = document[0]  # as Gemini wraps errors
    if not isinstance(document, dict):
        document = put_together(body)
    if document is None:
        return ErrorInstead(_NO_COMPLETION)
    try:
        completion = _Completion.model_validate(document)
    except ValidationError:
        return _error_in(document) or ErrorInstead(_NO_COMPLETION)
    if not completion.choices:
        return _error_in(document) or ErrorInstead(_NO_CHOICE)
    choice = completion.choices[0]
    finish = str(choice.finish_reason).lower()
    reply = _reply(choice.message, finish, completion.usage)
    if finish in _FAILED or (completion.error and not reply.text):
        error = completion.error or choice.error
        return ErrorInstead(error=error, status=_status(error)) if error else BROKEN_OFF
    return reply


def _loaded(body: bytes) -> object:
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _error_in(document: dict[str, Any]) -> ErrorInstead | None:
    error = document.get("error")
    if not error and _is_of_others(document):
        return ErrorInstead(_OTHER_PROTOCOL)
    if not any(document.get(name) for name in _OF_ERRORS):
        return None
    error = error or document
    return ErrorInstead(error=error, status=_status(error) if error is not document else 200)


def _is_of_others(document: dict[str, Any]) -> bool:
    message = document.get("message")
    if isinstance(message, dict) and "content" in message:
        return True
    return any(isinstance(document.get(name), str | list) for name in _OF_OTHERS)


def _status(error: object) -> int:
    """Of HTTP, which proxies put in several places."""
    if not isinstance(error, dict):
        return 200
    for name in ("code", "status", "status_code"):
        said = str(error.get(name))
        if said.isascii() and said.isdecimal() and len(said) == 3 and "400" <= said <= "599":
            return int(said)
    return 200


def _reply(message: _Message, finish: str, usage: object) -> Reply:
    text, thoughts, declined = "", "", bool(message.refusal) or finish == _DECLINED
    for part in _parts(message.content):
        text += part.text
        thoughts += part.thought
        declined |= part.declined
    apart = (message.reasoning_content, message.reasoning, message.thinking)
    thoughts += next((said for said in apart if isinstance(said, str) and said), "")
    return Reply(
        text=text if text.strip() else _elsewhere(message),
        thoughts=thoughts,
        declined=declined,
        filtered=finish.startswith(_FILTERED),
        cut_off=finish in _CUT_OFF,
        tokens=_tokens(usage),
    )


def _elsewhere(message: _Message) -> str:
    """Some proxies turn a schema into a tool, which the model then calls with its reply; some put
    what fits a schema into a member of its own."""
    if isinstance(message.parsed, dict) and message.parsed:
        return json.dumps(message.parsed)
    calls = message.tool_calls
    call = calls[0] if isinstance(calls, list) and calls else None
    function = call.get("function") if isinstance(call, dict) else message.function_call
    arguments = function.get("arguments") if isinstance(function, dict) else None
    return json.dumps(arguments) if isinstance(arguments, dict) else _words(arguments)


@dataclass(frozen=True, slots=True)
class _Part:
    text: str = ""
    thought: str = ""
    declined: bool = False


def _parts(content: object) -> Iterator[_Part]:
    """Of a content that is a text, a list of parts, or already what the text was to say."""
    if isinstance(content, str):
        yield _Part(content)
    elif isinstance(content, list):
        known = [_part(part) for part in content]
        if content and not any(known):
            yield _Part(json.dumps(content))
        yield from (part for part in known if part)
    elif isinstance(content, dict):
        parts = content.get("parts")
        if isinstance(parts, list):
            yield from _parts(parts)
        else:
            yield _part(content) or _Part(json.dumps(content))


def _part(part: object) -> _Part | None:
    if isinstance(part, str):
        return _Part(part)
    if not isinstance(part, dict):
        return None
    kind = str(part.get("type", "")).lower()
    if kind == "refusal" and part.get("refusal"):
        return _Part(declined=True)
    if any(word in kind for word in _THOUGHTS):
        said = part.get("thinking") or part.get("reasoning") or part.get("text")
        return _Part(thought=_words(said))
    if part.get("thought") is True:
        return _Part(thought=_words(part.get("text")))
    if "text" in part:
        return _Part(_words(part["text"]))
    if kind == "json" and isinstance(part.get("json"), dict | list):
        return _Part(json.dumps(part["json"]))
    return None


def _words(said: object) -> str:
    if isinstance(said, str):
        return said
    if isinstance(said, dict):
        return _words(said.get("value") or said.get("text"))
    return "".join(_words(one) for one in said) if isinstance(said, list) else ""


def _tokens(usage: object) -> Tokens | None:
    try:
        counted = _Usage.model_validate(usage)
    except ValidationError:
        return None
    return Tokens(counted.prompt_tokens, counted.completion_tokens)
