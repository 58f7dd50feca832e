"""Reading a chat completion, of which servers agree only on the outline."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scoring.contract import Tokens

_CUT_OFF = "length"
_FILTERED = "content_filter"
_MAX_TOKENS = 10**9  # of one request; more is nonsense


class _Model(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)


class _Message(_Model):
    content: Any = None
    refusal: Any = None


class _Choice(_Model):
    message: _Message
    finish_reason: Any = None


class _Completion(_Model):
    choices: Annotated[list[_Choice], Field(min_length=1)]
    usage: Any = None


class _Usage(_Model):
    prompt_tokens: int = Field(0, ge=0, le=_MAX_TOKENS)
    completion_tokens: int = Field(0, ge=0, le=_MAX_TOKENS)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said: ``text`` is empty where it said nothing, or not in words."""

    text: str
    refused: bool
    cut_off: bool
    tokens: Tokens | None


def read_completion(body: bytes) -> Reply | None:
    """None for what is no chat completion."""
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        return None
    choice = completion.choices[0]
    content = choice.message.content
    return Reply(
        text=content if isinstance(content, str) else "",
        refused=bool(choice.message.refusal) or choice.finish_reason == _FILTERED,
        cut_off=choice.finish_reason == _CUT_OFF,
        tokens=_tokens(completion.usage),
    )


def _tokens(usage: object) -> Tokens | None:
    try:
        counted = _Usage.model_validate(usage)
    except ValidationError:
        return None
    return Tokens(counted.prompt_tokens, counted.completion_tokens)
