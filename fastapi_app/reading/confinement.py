"""How a process takes from itself, on Linux, what it will not need; there is no way back."""

import ctypes
import os

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
PR_SET_NO_NEW_PRIVS = 38
INSTRUCTION_BYTES = 8


class FilterProgram(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def gain_no_privileges() -> None:
    """Raises OSError."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def leave_system_calls(program: bytes) -> None:
    """Those that the program allows; any other one fails from now on. Raises OSError."""
    instructions = ctypes.create_string_buffer(program, len(program))
    whole = FilterProgram(len(program) // INSTRUCTION_BYTES, ctypes.addressof(instructions))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(whole))


def prctl(option: int, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    unused = (0,) * (4 - len(arguments))
    # As long as the kernel reads them: an int would be half of it.
    whole = [
        ctypes.c_ulong(value) if isinstance(value, int) else value
        for value in (*arguments, *unused)
    ]
    if libc.prctl(option, *whole) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
