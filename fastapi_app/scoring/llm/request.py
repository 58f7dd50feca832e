"""What is sent to a server: messages, the form of the reply, and what may be refused of it."""

from collections.abc import Set
from typing import Any

from openai.types.chat import ChatCompletionMessageParam
from openai.types.chat.completion_create_params import ResponseFormat

from scoring.llm.forms import Form
from scoring.llm.niceties import Nicety
from scoring.llm.prompt import Prompt
from scoring.llm.verdict import without_lengths, without_limits

OF_SCHEMA = frozenset({Nicety.LENGTHS, Nicety.LIMITS})
LEFT_OUT_AT_LAST = frozenset(Nicety) - OF_SCHEMA - {Nicety.FORM}


def refusable(form: Form, refused: Set[Nicety], *, schema: bool) -> frozenset[Nicety]:
    """What the request had that may be refused; of a ``schema`` only if it is worth trying."""
    sent = set(LEFT_OUT_AT_LAST)
    if form is not Form.PROMPT:
        sent.add(Nicety.FORM)
    if form is Form.JSON_SCHEMA and schema:
        sent |= OF_SCHEMA
    if Nicety.MAX_TOKENS not in refused:
        sent.remove(Nicety.MAX_COMPLETION_TOKENS)
    return frozenset(sent - refused)


def messages(prompt: Prompt, refused: Set[Nicety]) -> list[ChatCompletionMessageParam]:
    if Nicety.SYSTEM in refused:
        return [{"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"}]
    return [
        {"role": "system", "content": prompt.system},
        {"role": "user", "content": prompt.user},
    ]


def response_format(
    form: Form, schema: dict[str, Any], refused: Set[Nicety]
) -> ResponseFormat | None:
    match form:
        case Form.JSON_SCHEMA:
            if Nicety.LIMITS in refused:
                schema = without_limits(schema)
            elif Nicety.LENGTHS in refused:
                schema = without_lengths(schema)
            return {
                "type": "json_schema",
                "json_schema": {"name": "verdict", "strict": True, "schema": schema},
            }
        case Form.JSON_OBJECT:
            return {"type": "json_object"}
        case Form.PROMPT:
            return None
