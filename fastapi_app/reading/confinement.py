"""How a process takes from itself what it will not need; there is no way back."""

import ctypes
import sys

from utils.linux import gain_no_privileges, leave_capabilities, prctl

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
INSTRUCTION_BYTES = 8


class FilterProgram(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def confine(filter_program: bytes) -> str:
    """Give up what is left of root's power, and all system calls but those that the filter allows.

    Returns why that was not possible, if it was not.
    """
    if sys.platform != "linux":
        return ""
    try:
        leave_capabilities()
        gain_no_privileges()
        if filter_program:
            install(filter_program)
    except OSError as error:
        return str(error.strerror)
    return ""


def install(filter_program: bytes) -> None:
    """Raises OSError."""
    instructions = ctypes.create_string_buffer(filter_program, len(filter_program))
    length = len(filter_program) // INSTRUCTION_BYTES
    whole = FilterProgram(length, ctypes.addressof(instructions))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(whole))
