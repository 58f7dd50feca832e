"""Why a model gives no reply to anybody, in words for a person: never a server's own, which may
quote the key or the answer."""

import math
import time
from email.utils import parsedate_to_datetime

from scoring.llm.refusals import Refusal

AWAY_SECONDS = 3
_MISCONFIGURED_SECONDS = 30
_LONGEST_AWAY_SECONDS = 120
_NO_PLACE = 404
_CRASHED = frozenset({200, 500, 502})


class Trouble(Exception):
    """Why there is no reply, and how long the model had better be left alone."""

    def __init__(
        self,
        reason: str,
        seconds: int = AWAY_SECONDS,
        *,
        may_be_the_request: bool,
        is_busy: bool = False,
        may_be_the_form: bool = False,
        is_crash: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds
        self.may_be_the_request = may_be_the_request
        self.is_busy = is_busy
        self.may_be_the_form = may_be_the_form
        self.is_crash = is_crash


def trouble(what: Refusal, status: int, asks_for: str, *, within_a_200: bool) -> Trouble:
    """``asks_for`` is the server's Retry-After. ``status`` may be said within a 200."""
    numbered = f"(status {status}{', within a 200' if within_a_200 and status != 200 else ''})"
    match what:
        case Refusal.WRONG_KEY:
            return _misconfigured(f"The language model's server refuses LLM_API_KEY {numbered}.")
        case Refusal.NOT_HERE:
            return _misconfigured(f"The language model's server does not serve here {numbered}.")
        case Refusal.NO_QUOTA:
            reason = f"There is no quota or credit left at the language model's server {numbered}."
            return Trouble(reason, _LONGEST_AWAY_SECONDS, may_be_the_request=False)
        case Refusal.BUSY:
            reason = f"The language model has too much to do {numbered}."
            return Trouble(reason, _seconds(asks_for), may_be_the_request=False, is_busy=True)
    if what is Refusal.NO_SUCH_MODEL or status == _NO_PLACE:
        reason = f"The language model's server knows no LLM_MODEL at LLM_BASE_URL {numbered}."
        may_be_the_form = what is not Refusal.NO_SUCH_MODEL  # without a word it may be anything
        return Trouble(
            reason,
            _MISCONFIGURED_SECONDS,
            may_be_the_request=may_be_the_form,
            may_be_the_form=may_be_the_form,
        )
    if status >= 500 or within_a_200:
        failing = "fails" if status >= 500 else "sends an error instead of a reply"
        return Trouble(
            f"The language model's server {failing} {numbered}.",
            _seconds(asks_for),
            may_be_the_request=True,
            may_be_the_form=status in _CRASHED,
            is_crash=status in _CRASHED,
        )
    return _misconfigured(f"What answers at LLM_BASE_URL answers with status {status}.")


def _misconfigured(reason: str) -> Trouble:
    return Trouble(reason, _MISCONFIGURED_SECONDS, may_be_the_request=False)


def _seconds(asks_for: str) -> int:
    """Whole seconds, as the server asks for within bounds, be it by a number or a date; or else a
    few."""
    asked = _asked(asks_for)
    if not asked > 0:  # nor NaN
        return AWAY_SECONDS
    return math.ceil(min(asked, _LONGEST_AWAY_SECONDS))


def _asked(asks_for: str) -> float:
    try:
        return float(asks_for)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(asks_for).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0.0
