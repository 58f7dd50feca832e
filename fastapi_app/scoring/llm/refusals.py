"""What a server does not take about a request, read from how it says no."""

import re
from collections.abc import Set
from enum import Enum

from scoring.llm.complaint import Complaint, any_of
from scoring.llm.niceties import NAMED, Nicety, named_in

_BAD_REQUEST = frozenset({400, 422})
_NO_CREDIT_LEFT = 402
_TOO_LARGE = 413
_NOT_IMPLEMENTED = 501
_CONFLICT = 409
_BUSY = frozenset({408, _CONFLICT, 429})
_NO_ENTRY = 401
_FORBIDDEN = 403
_SURE_CHARACTERS = 200  # of a text; further on it may quote the answer, whoever wrote that


class Refusal(Enum):
    """What another way of asking may help against, and what not."""

    UNCLEAR = "unclear"
    TOO_LONG = "too long"
    NO_ROOM_TO_REPLY = "too long with the longest reply"
    FILTERED = "stopped by a filter"
    NO_SUCH_MODEL = "no such model"
    WRONG_KEY = "wrong key"
    NOT_HERE = "not served in this country"
    NO_QUOTA = "no quota or credit left"
    BUSY = "too much to do"
    FAILURE = "no refusal"


_JSON = re.compile(any_of(r"response.?format|json|schema|grammar"))
_THE_CONTEXT = re.compile(
    any_of(r"context.?(?:length|size|window|limit)", r"maximum (?:prompt|input|model).?length")
)
_TOO_MUCH = re.compile(
    any_of(r"\btokens\b|exceed|too (?:long|large)|longer than|but the request contains")
)
_WITH_THE_REPLY = re.compile(
    any_of(r"max_(?:completion_|new_)?tokens|in the (?:completion|output)")
)
_NO_ROOM = re.compile(any_of(r"\binputs?\b.{0,20}\+.{0,20}max_new_tokens"))
_TOO_LONG = re.compile(
    any_of(
        r"string_above_max_length|context_length_exceeded|(?:prompt|input) is too long",
        r"input token count.{0,30}exceeds|too many (?:input )?tokens|"
        r"tokens.{0,40}too large for model",
        r"inputs?\W{0,2} must have less than|(?:input|prompt).{0,30}exceeds?.{0,40}token",
    )
)
_INVALID_KEY = re.compile(
    any_of(
        r"api.?key.{0,4}(?:not valid|invalid)|invalid.?(?:api.?key|authentication)",
        r"incorrect.api.key.{0,80}(?:obtain|find)",
        r"(?:token|api.?key|credentials?) (?:has |have |is |are )?expired",
        r"expired.(?:token|api.?key)",
    )
)
_NOT_HERE = re.compile(
    any_of(
        r"\b(?:country|region|territory|location)\b.{0,30}not (?:supported|available|allowed)",
        r"(?:unsupported|restricted).(?:country|region|location)",
    )
)
_NO_SUCH_MODEL = re.compile(
    any_of(
        r"model.?not.?(?:found|exist)|not a valid model|no endpoints found for",
        r"(?:unknown|invalid|no such).?model(?:\b|_name|_id)(?! (?:param|arg|setting|option))",
        r"deployment.?not.?found|does not have access to model",
        r"\bmodel\b(?:(?!param|field|argument)[^.,;]){1,60}(?:does not exist|not found)",
    )
)
_FILTERED = re.compile(
    any_of(
        r"content.?(?:filter|management|policy|moderation)|responsible.?ai.?policy|"
        r"content exists risk",
        r"data.?inspection|inappropriate content|moderation|safety.(?:system|filter|policy)",
        r"violates.{0,20}(?:usage|guideline|polic)|sensitive (?:content|words?)|prohibited.content",
        r"(?:input|prompt) was (?:flagged|blocked)|guardrail|敏感",
    )
)
_NO_CREDIT = re.compile(
    any_of(
        r"insufficient.?(?:quota|balance|credit|fund)|credit balance|billing.{0,12}limit|arrearage",
        r"payment.required|spending.limit|out of credits?|free.?tier.{0,40}exhausted",
    )
)
_NO_QUOTA = re.compile(
    any_of(
        r"exceeded.{0,20}\bquota|quota.?exceeded|\bbilling\b",
        r"(?:used all|enough|more|add|requires?|purchase).{0,20}\bcredits?\b",
    )
)
_UNTIL_LATER = re.compile(
    any_of(
        r"(?:try|retry)(?: again)? (?:in|after)|retry.?(?:after|delay)|per.?(?:min|sec|hour|day)",
        r"rate.?limit|\b[rt]p[mdsh]\b",
    )
)
_BUSY_NOW = re.compile(
    any_of(r"rate.?limit|too many requests|overloaded|at capacity|try again later")
)
_SAYS_NO = re.compile(
    any_of(
        r"(?:un|not |n't |no longer |not currently |not yet )(?:be )?(?:support|allow|"
        r"permit|accept)",
        r"(?:un|not )(?:recogni[sz]ed|available|implemented|enabled|known)|unavailable|unexpected",
        r"not a valid|invalid|illegal|forbidden|extra|additional|deprecated|incompatible|"
        r"no support",
        r"must|should|\bonly\b|cannot|can't|remove|failed to|unable|refus|reject|out of range",
        r"template.?error|no (?:endpoints|provider|such)|not (?:an? |found)|multiple values|"
        r"disabled",
        r"(?:key|type|value|attribute)error",
    )
)
_OF_PARAMETERS_UNNAMED = re.compile(
    any_of(r"requested.{0,12}(?:parameter|format|feature|capabilit)|unsupported.?param")
)


def refusal(complaint: Complaint, sent: Set[Nicety]) -> Refusal:
    """Servers agree on no wording and little on statuses, so only what is plainly about something
    else is told apart from a way of asking that is not understood."""
    status = complaint.status
    if status == _CONFLICT and _refuses_by_name(complaint):
        return Refusal.UNCLEAR
    if status in _BUSY:
        return Refusal.NO_QUOTA if _lacks_quota(complaint) else Refusal.BUSY
    if status == _NO_ENTRY:
        return Refusal.WRONG_KEY
    if status == _NO_CREDIT_LEFT:
        return Refusal.NO_QUOTA
    if status == _TOO_LARGE:
        return Refusal.TOO_LONG
    if status in _BAD_REQUEST and _JSON.search(complaint.said(_SURE_CHARACTERS)):
        return Refusal.UNCLEAR
    plainly = _plainly(complaint, sent)
    if plainly:
        return plainly
    is_by_name = _refuses_by_name(complaint)
    if status == _FORBIDDEN and not is_by_name:
        return Refusal.WRONG_KEY
    is_of_the_request = status in _BAD_REQUEST or status == _NOT_IMPLEMENTED
    if is_of_the_request or is_by_name:
        return Refusal.UNCLEAR
    if status < 400 and _BUSY_NOW.search(complaint.said(_SURE_CHARACTERS)):
        return Refusal.BUSY
    return Refusal.FAILURE


def is_final(complaint: Complaint) -> bool:
    """Whether asking the same again would end the same."""
    return refusal(complaint, frozenset(Nicety)) not in {Refusal.BUSY, Refusal.FAILURE}


def _plainly(complaint: Complaint, sent: Set[Nicety]) -> Refusal | None:
    """What it says that is about none of the ways to ask."""
    said = complaint.said(_SURE_CHARACTERS)
    is_too_much = bool(_THE_CONTEXT.search(said) and _TOO_MUCH.search(said))
    if (is_too_much and _WITH_THE_REPLY.search(said)) or _NO_ROOM.search(said):
        return Refusal.NO_ROOM_TO_REPLY
    if any(NAMED[one].search(complaint.parameter) for one in NAMED if one in sent):
        return None
    if is_too_much or _TOO_LONG.search(said):
        return Refusal.TOO_LONG
    if _FILTERED.search(said):
        return Refusal.FILTERED
    if _lacks_quota(complaint):
        return Refusal.NO_QUOTA
    if _NOT_HERE.search(said):
        return Refusal.NOT_HERE
    if _INVALID_KEY.search(said):
        return Refusal.WRONG_KEY
    return Refusal.NO_SUCH_MODEL if _NO_SUCH_MODEL.search(said) else None


def _lacks_quota(complaint: Complaint) -> bool:
    """None that comes back in a minute: that is called so too."""
    said = complaint.said(_SURE_CHARACTERS)
    if _NO_CREDIT.search(said):
        return True
    return bool(_NO_QUOTA.search(said)) and not _UNTIL_LATER.search(complaint.said())


def _refuses_by_name(complaint: Complaint) -> bool:
    """With whichever status: some servers let everything that goes wrong be a 500. What it names
    may be left out already; then it is still no failure that would pass."""
    said = complaint.said()
    if _OF_PARAMETERS_UNNAMED.search(said):
        return True
    return named_in(complaint, frozenset(Nicety)) is not None and bool(_SAYS_NO.search(said))
