"""A completion out of the events of a stream, which some proxies send whether asked for or not."""

import json
from collections.abc import Iterator
from typing import Any

_FIELD = "data:"
_END = "[DONE]"
_TEXTS = ("content", "refusal", "reasoning_content", "reasoning")


def put_together(body: bytes) -> dict[str, Any] | None:
    """As it would have come in one piece. One that ended too early ends in an error; of what is no
    stream of completions, what it begins with, if anything."""
    texts: dict[str, list[str]] = {name: [] for name in _TEXTS}
    first, finish, usage, is_stream, is_over = None, None, None, False, False
    for event in _events(body):
        if event is None:
            is_over = True
            continue
        first = first or event
        if event.get("error"):
            return {"error": event["error"]}
        choices = event.get("choices")
        is_stream |= isinstance(choices, list)
        usage = event.get("usage") or usage
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            continue
        finish = choice.get("finish_reason") or finish
        said = choice.get("delta") or choice.get("message")
        for name, pieces in texts.items():
            pieces.extend(_pieces(said.get(name) if isinstance(said, dict) else None))
    if not is_stream:
        return first
    if finish is None and not is_over:
        finish = "error"
    message = {name: "".join(pieces) for name, pieces in texts.items()}
    return {"choices": [{"message": message, "finish_reason": finish}], "usage": usage}


def _events(body: bytes) -> Iterator[dict[str, Any] | None]:
    """What the lines of a stream hold; None for its end. Comments and names of events are passed
    over."""
    for line in body.decode("utf-8-sig", errors="replace").split("\n"):
        said = line.strip().removeprefix(_FIELD).strip()
        if said == _END:
            yield None
        if not said.startswith("{"):
            continue
        try:
            event = json.loads(said)
        except (ValueError, RecursionError):
            continue
        yield event


def _pieces(said: object) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, list):
        for part in said:
            text = part.get("text") if isinstance(part, dict) else part
            if isinstance(text, str):
                yield text
