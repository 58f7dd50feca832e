import os

_ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "jit": "off",
    # Of log_keeper.py, to which all of it goes.
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "%m [%p] ",
    # What clients sent stays out of it: the services log their errors themselves, without values.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def server_options(port: int, *, durable: bool, max_connections: int) -> list[str]:
    options = {
        **_ALWAYS,
        **({} if durable else _NOT_DURABLE),
        "max_connections": str(max_connections),
        "port": str(port),
    }
    return [part for key, value in options.items() for part in ("-c", f"{key}={value}")]


def server_environment() -> dict[str, str]:
    """Not the user's: PGDATA, PGOPTIONS or a locale of theirs must not change the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
