"""Opening an upload: what is its own fault, and what is the disk's."""

import errno
import io
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support.loading import Load


@pytest.fixture(scope="module")
def storage(load: Load) -> ModuleType:
    return load("reading.storage")


def test_a_file_is_opened(storage: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "stored").write_bytes(b"text")

    with storage.open_upload(tmp_path / "stored") as file:
        assert file.read() == b"text"


def test_a_missing_file_in_a_good_folder_is_unreadable_and_its_path_stays_ours(
    storage: ModuleType, tmp_path: Path
) -> None:
    for path in (tmp_path / "gone.txt", tmp_path):
        with pytest.raises(storage.Unreadable) as refused:
            storage.open_upload(path)
        assert str(refused.value) == "The uploaded file could not be opened."


def test_a_file_that_is_closed_to_us_is_unreadable(
    storage: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: Any) -> None:  # as root no file is closed
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)

    with pytest.raises(storage.Unreadable):
        storage.open_upload(tmp_path / "closed.txt")


def test_a_folder_that_is_away_is_no_verdict_on_the_file(
    storage: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for folder in ("away", "file", "link"):
        with pytest.raises(storage.StorageUnavailable) as away:
            storage.open_upload(tmp_path / folder / "a.txt")
        assert (away.value.status, away.value.code) == (503, "put_off")
        assert away.value.headers["Retry-After"] == "2"
        assert str(tmp_path) not in away.value.detail


@pytest.mark.parametrize("error", [errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENOTCONN])
def test_a_disk_that_fails_is_no_verdict_on_the_file(
    storage: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    def failing(*_: Any) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(Path, "open", failing)

    with pytest.raises(storage.StorageUnavailable):
        storage.open_upload(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["a.txt", "a.pdf"])
def test_a_disk_that_fails_while_a_file_is_read_is_no_verdict_on_it(
    storage: ModuleType, load: Load, name: str
) -> None:
    class Failing(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

    answer = load("reading.answer")

    with pytest.raises(storage.StorageUnavailable):
        answer.read_answer("Typed.", answer.Upload(name, Failing()))
