"""Reading as the service does it, with a process for each document."""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

import pytest

from tests.support.loading import Load, service_modules

Read: TypeAlias = Callable[[bytes, str], Any]


@pytest.fixture(scope="module")
def load() -> Iterator[Load]:
    with service_modules("fastapi_app") as load:
        yield load


@pytest.fixture(scope="module")
def read(load: Load) -> Read:
    """The reading of a file of this content and name, with nothing typed before it."""
    answer = load("reading.answer")

    def read(content: bytes, name: str) -> Any:
        return answer.read_answer("", answer.Upload(name, io.BytesIO(content)))

    return read


@pytest.fixture(scope="module")
def refused(load: Load, read: Read) -> Read:
    """The reason why there is no reading, and its flags."""
    unreadable, child = load("reading.result").Unreadable, load("reading.child")

    def read_in_the_end(content: bytes, name: str) -> None:
        for _ in range(child.MAX_TRIES):  # on a machine that has much else to do
            with suppress(child.PutOff):
                read(content, name)
                return

    def refused(content: bytes, name: str) -> Any:
        with pytest.raises(unreadable) as error:
            read_in_the_end(content, name)
        return str(error.value), error.value.flags

    return refused
