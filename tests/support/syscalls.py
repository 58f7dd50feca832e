"""What a process asks of the kernel, and in which order, as strace sees it."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not there: install it (Linux only)"
)

# What makes files durable or gives them their names, what talks to a client, what ends.
WATCHED = (
    "fsync,fdatasync,rename,renameat,renameat2,link,linkat,"
    "execve,write,writev,sendto,sendmsg,exit_group"
)
_LINE = re.compile(r"(?P<process>\d+) +(?P<text>.*)")
_UNFINISHED = " <unfinished ...>"
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>")
_CALL = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>.*)")


@dataclass(frozen=True)
class Call:
    """`began` and `ended` are lines of the record: they tell what came before what."""

    name: str
    arguments: str
    result: str
    began: int
    ended: int


def under_strace(command: list[str], record: Path) -> list[str]:
    """The command, and whatever it starts, with a record of its calls; descriptors have paths."""
    options = ["--follow-forks", "--seccomp-bpf", "--decode-fds=path", "--string-limit=200"]
    return ["strace", *options, f"--trace={WATCHED}", f"--output={record}", "--", *command]


def calls_in(record: Path) -> list[Call]:
    """In the order in which they began."""
    begun: dict[str, tuple[int, str]] = {}
    calls = []
    for number, line in enumerate(record.read_text(errors="replace").splitlines()):
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        process, text = found["process"], found["text"]
        if text.endswith(_UNFINISHED):
            begun[process] = number, text.removesuffix(_UNFINISHED)
            continue
        began = number
        if _RESUMED.match(text) and process in begun:
            began, beginning = begun.pop(process)
            text = beginning + _RESUMED.sub("", text, count=1)
        call = _CALL.fullmatch(text)
        if call is not None:
            calls.append(Call(call["name"], call["arguments"], call["result"], began, number))
    return sorted(calls, key=lambda call: call.began)


class Record:
    """Questions about the calls that succeeded; each finds one call, the first after `after`."""

    def __init__(self, record: Path) -> None:
        self.calls = [call for call in calls_in(record) if not call.result.startswith("-")]

    def first(self, names: str, arguments: str, after: int = -1) -> Call:
        """Of the calls with one of these names; `arguments` is a pattern."""
        for call in self.calls:
            wanted = call.name in names.split() and re.search(arguments, call.arguments)
            if wanted and call.began > after:
                return call
        disk = [call for call in self.calls if "sync" in call.name or "name" in call.name]
        seen = "\n".join(f"{call.began}: {call.name}({call.arguments})" for call in disk)
        raise AssertionError(f"no {names} of {arguments} after line {after}; but:\n{seen[-4000:]}")

    def flush(self, path: str, after: int = -1) -> Call:
        return self.first("fsync fdatasync", rf"<{path}>$", after)
