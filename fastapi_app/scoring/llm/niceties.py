"""What a request holds beside the task and a server may refuse, and how servers name it."""

import re
from collections.abc import Set
from enum import Enum

from scoring.llm.complaint import Complaint, any_of


class Nicety(Enum):
    """What a request holds beside the task, and a server may refuse. Models that reason are
    particular about it, and so are strict ways of reading a schema."""

    TEMPERATURE = "temperature"
    MAX_TOKENS = "max_tokens"  # otherwise max_completion_tokens
    MAX_COMPLETION_TOKENS = "max_completion_tokens"
    SYSTEM = "instructions in a message of their own"  # otherwise in the user's
    LENGTHS = "how long a text may be, in a schema"
    LIMITS = "every other limit in a schema"
    FORM = "response_format"


_A_LIMIT = re.compile(
    any_of(r"max(?:imum)?[ _-]?(?:completion|output|new)?[ _-]?tokens|num_predict")
)
NAMED = {
    Nicety.TEMPERATURE: re.compile(any_of(r"temperature")),
    Nicety.MAX_TOKENS: _A_LIMIT,
    Nicety.MAX_COMPLETION_TOKENS: _A_LIMIT,
    Nicety.SYSTEM: re.compile(
        any_of(
            r"system[\W_]{0,3}(?:role|message|prompt|instruction)|role\W{0,5}(?:of \W?)?system\b",
            r"""['"`]system['"`]|\bgot system\b|\bsystem\b.{0,20}\brole\b""",
            r"developer[\W_]{0,3}(?:role|message|prompt|instruction)",
            r"roles? (?:must|should) alternate|alternat\w{1,9} .{0,20}user|"
            r"messages?\W{0,2}\d*\W{0,3}role",
            r"only\W{0,3}user\W{1,4}(?:and |or )?\W{0,3}(?:assistant|model)|should be 'user'",
            r"(?:valid|unsupported|unknown|unexpected) role|\brole\b.{0,20}(?:must|should) be",
            r"first message (?:must|should)|template.?error|jinja|(?:chat|prompt).?template",
        )
    ),
    Nicety.FORM: re.compile(
        any_of(
            r"response[ _.-]?(?:format|schema|mime)|json[ _-]?(?:schema|mode|output)|json_object",
            r"structured[ _-]?(?:out|dec)|grammar|guided|constrained[ _-]?decod|"
            r"additionalProperties",
            r"\$(?:defs|ref)\b|\bstrict\b",
        )
    ),
}
"""What servers call them."""


def to_leave_out(complaint: Complaint, sent: Set[Nicety]) -> frozenset[Nicety]:
    """What to try without after a refusal: what it names and the request had, otherwise a bit of
    the schema, hardly ever a word of which is named. Empty where only another form is left."""
    named = named_in(complaint, sent)
    if named and named is not Nicety.FORM:
        return frozenset({named})
    of_schema = [nicety for nicety in (Nicety.LENGTHS, Nicety.LIMITS) if nicety in sent]
    return frozenset(of_schema[:1])


def named_in(complaint: Complaint, sent: Set[Nicety]) -> Nicety | None:
    """The first that it names, in a member for that or in words: what it recommends comes later."""
    said = f"{complaint.parameter}\n{complaint.said()}"
    found = ((pattern.search(said), one) for one, pattern in NAMED.items() if one in sent)
    places = [(match.start(), one.value, one) for match, one in found if match]
    return min(places)[2] if places else None
