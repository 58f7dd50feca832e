import os

from launcher.area import DataArea

_ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "jit": "off",
    # One file a weekday, begun afresh a week later.
    "logging_collector": "on",
    "log_destination": "stderr",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def server_options(area: DataArea, port: int, *, durable: bool, max_connections: int) -> list[str]:
    options = {
        **_ALWAYS,
        **({} if durable else _NOT_DURABLE),
        "max_connections": str(max_connections),
        "port": str(port),
        "log_directory": str(area.logs),
    }
    return [part for key, value in options.items() for part in ("-c", f"{key}={value}")]


def server_environment() -> dict[str, str]:
    """Not the user's: PGDATA, PGOPTIONS or a locale of theirs must not change the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
