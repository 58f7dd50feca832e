"""How many files this process may have open. Each connection is one."""

import resource

MAX_CONNECTIONS = 4000
# Beside connections: those of the database, and of the processes that read and score.
OTHERS = 256


def raise_limit_of_files() -> None:
    """Many systems allow 1024 unless they are asked for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MAX_CONNECTIONS + OTHERS
    most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def max_connections() -> int:
    """As many as there are files for: each connection can have one more, for its body."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(16, min(MAX_CONNECTIONS, (soft - OTHERS) // 2))
