"""What Linux offers to a process that wants to be able to do less; there is no way back.

By ctypes: the bindings that exist have not been kept for years, or want a compiler.
"""

import ctypes
import os
from collections.abc import Collection

PR_SET_PDEATHSIG, PR_GET_PDEATHSIG = 1, 2
PR_SET_KEEPCAPS = 8
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, PR_CAP_AMBIENT_CLEAR_ALL = 47, 2, 4
CAPABILITY_VERSION = 0x20080522
CAP_DAC_READ_SEARCH = 2
"""To read files and enter folders whatever their mode says; not to change anything."""


def gain_no_privileges() -> None:
    """Let no program that is started from here have more rights than we have. Raises OSError."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def survive_change_of_user() -> None:
    """Keep capabilities when root becomes another user, to choose among them. Raises OSError."""
    prctl(PR_SET_KEEPCAPS, 1)


def leave_capabilities(numbers: Collection[int] = ()) -> None:
    """These ones, below 32, for us and for programs that are started from here. Raises OSError."""
    bits = sum(1 << number for number in numbers)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    low_and_high = (ctypes.c_uint32 * 6)(bits, bits, bits, 0, 0, 0)
    checked(ctypes.CDLL(None, use_errno=True).capset(header, low_and_high))
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    for number in numbers:
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number)


def signal_of_parent_s_death() -> int:
    """Which one the kernel sends us then; 0 for none. Raises OSError."""
    number = ctypes.c_int()
    prctl(PR_GET_PDEATHSIG, ctypes.byref(number))
    return number.value


def want_signal_of_parent_s_death(number: int) -> None:
    """To be asked for again after a change of user, which takes it back. Raises OSError."""
    prctl(PR_SET_PDEATHSIG, number)


def prctl(option: int, *arguments: object) -> None:
    """Raises OSError."""
    # As long as the kernel reads them: Python would pass half of it.
    numbers = [
        ctypes.c_ulong(argument) if isinstance(argument, int) else argument
        for argument in (*arguments, 0, 0, 0, 0)[:4]
    ]
    checked(ctypes.CDLL(None, use_errno=True).prctl(option, *numbers))


def checked(answer: int) -> None:
    if answer != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
