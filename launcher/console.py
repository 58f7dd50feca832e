import contextlib
import sys
from typing import TextIO

PREFIX = "launcher: "


def say(text: str, *, to: TextIO | None = None) -> None:
    # The terminal may be gone (SIGHUP, a closed pipe): that must not keep us from stopping.
    with contextlib.suppress(OSError, ValueError):
        print(f"{PREFIX}{text}", file=to or sys.stdout, flush=True)


def counted(number: int, what: str, *more: str) -> str:
    """ "1 upload" and "2 uploads"; `more` is what follows the noun: "2 questions of your own"."""
    return " ".join((f"{number} {what if number == 1 else f'{what}s'}", *more))


def complain(text: str) -> None:
    say(text, to=sys.stderr)
