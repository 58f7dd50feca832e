"""What the process that reads a document may still ask of the kernel: to compute, and to answer.

It has its input and its output by then. It opens no file, makes no connection, starts no process
and touches no other one.
"""

import errno
import logging
import sys
from functools import cache

from seccompy import Action, Filter, SeccompError, supported

log = logging.getLogger(__name__)

ALLOWED = (
    *("read", "readv", "write", "writev", "close", "fstat", "lseek"),
    *("brk", "mmap", "mremap", "munmap", "mprotect", "madvise"),
    *("futex", "sched_yield", "restart_syscall"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack"),
    *("clock_gettime", "clock_getres", "gettimeofday", "getitimer", "getrusage", "getrandom"),
    *("getpid", "gettid", "exit", "exit_group"),
)


@cache
def filter_program() -> bytes:
    """As the kernel takes it; empty where it takes none, which is said in the log once."""
    try:
        if sys.platform != "linux":
            raise SeccompError(errno.ENOSYS, f"{sys.platform} has no seccomp")
        if not supported():
            raise SeccompError(errno.ENOSYS, "the kernel has no seccomp")
        kernel = Filter(Action.ERRNO | errno.EPERM)
        for name in ALLOWED:
            kernel.allow(name)
        # One's own limits may be asked for, and not changed.
        kernel.allow("prlimit64", args={0: 0, 2: 0})
        return kernel.program
    except SeccompError as error:
        say_unconfined(str(error.strerror or error))
        return b""


@cache
def say_unconfined(reason: str) -> None:
    log.warning(
        "documents are read without a sandbox because %s: a process of its own with limits is all "
        "that stands between a document and this service",
        reason,
    )
