"""What PostgreSQL wrote into its log, searched for what people entered."""

from pathlib import Path

from launcher.postgres import PostgresServer

# What the tests' candidates are called and write; in a log it would be somebody's real data.
PERSONAL = ("John Doe", "john@example.com", "@example.com", "A decorator", "A generator", "WHISPER")
# Below what PostgreSQL repeats a client's statement, or the values in it.
LEAKS = ("STATEMENT:", "DETAIL:", "CONTEXT:", "QUERY:", "INSERT INTO", "UPDATE ", "Key (")


def text_of(logs: Path) -> str:
    return "".join(file.read_text(errors="replace") for file in sorted(logs.glob("*")))


def assert_nobody_is_in_the_log(server: PostgresServer) -> None:
    """After the server was stopped, so that all of it has been written."""
    log = text_of(server.area.logs)
    assert "database system is shut down" in log or "starting PostgreSQL" in log
    found = [word for word in (*PERSONAL, *LEAKS) if word in log]
    lines = [line for line in log.splitlines() if any(word in line for word in found)]
    assert not found, f"{found} in PostgreSQL's log: {lines[:5]}"
