"""The upload folder and the rules for names, in this process."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.loading import Load
from tests.support.services import System


@pytest.fixture
def storage(load: Load) -> Any:
    return load("storage")


@pytest.fixture
def errors(load: Load) -> Any:
    return load("utils.errors")


@pytest.fixture
def store(storage: Any, tmp_path: Path) -> Any:
    return storage.UploadStore(tmp_path / "new" / "uploads", 10, frozenset({"txt", "md"}))


def names(store: Any) -> list[str]:
    return [path.name for path in store.folder.iterdir()]


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("a.txt", "txt"),
        ("A.TXT", "txt"),
        ("a.b.Md", "md"),
        ("a.txt.exe", "exe"),
        ("..txt", "txt"),
        (" .txt", ""),
        ("\u200b\u2800.txt", ""),
        ("a.tar.gz", "gz"),
        ("README", ""),
        (".txt", ""),
        (".", ""),
        ("..", ""),
        ("a.", ""),
        ("", ""),
        ("a.txt ", "txt "),
    ],
)
def test_the_extension_is_what_follows_the_last_dot(
    storage: Any, name: str, extension: str
) -> None:
    assert storage.extension_of(name) == extension


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a.txt", "a.txt"),
        ("/a/b/c.txt", "c.txt"),
        ("..\\..\\c.txt", "c.txt"),
        ("C:\\x\\y.txt", "y.txt"),
        ("a/", ""),
        ("a\nb.txt", "a b.txt"),
        ("a\u2028b.txt", "a b.txt"),
        ("a\x07\x7f\x9bb.txt", "ab.txt"),
        ("cv\u202efdp.js", "cvfdp.js"),
        ("a.\u2066j\u2069s", "a.js"),
        ("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
        ("می\u200cرود.txt", "می\u200cرود.txt"),
        ("ക്\u200dഷ.txt", "ക്\u200dഷ.txt"),
        ("é\N{NO-BREAK SPACE}ö.txt", "é\N{NO-BREAK SPACE}ö.txt"),
        ("x" * 255, "x" * 255),
        ("long/" * 100 + "a", "a"),
    ],
)
def test_of_a_name_the_last_part_is_kept(storage: Any, sent: str, kept: str) -> None:
    assert storage.clean_name(sent) == kept


@pytest.mark.parametrize("name", ["x" * 256, "a\x00b", "a\ud800b", "\u202e" * 256])
def test_a_name_that_cannot_be_kept_is_refused(storage: Any, errors: Any, name: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        storage.clean_name(name)

    assert [error.field for error in refused.value.errors] == ["file"]


def test_a_kept_file_is_in_place_with_its_size_and_digest(store: Any) -> None:
    incoming = store.receive("My Work.TXT")
    assert incoming.write(b"12345") == 5
    incoming.write(b"67890")

    stored = incoming.keep()
    incoming.close()

    assert re.fullmatch(r"uploads/[0-9a-f]{32}\.txt", stored.path)
    assert (stored.name, stored.size) == ("My Work.TXT", 10)
    assert stored.sha256 == hashlib.sha256(b"1234567890").hexdigest()
    assert store.locate(stored.path).read_bytes() == b"1234567890"
    assert names(store) == [stored.path.removeprefix("uploads/")]


def test_what_is_still_arriving_can_be_told_by_its_name(store: Any) -> None:
    incoming = store.receive("a.txt")

    assert [name.endswith(".txt.part") for name in names(store)] == [True]
    incoming.close()


@pytest.mark.parametrize("times", [1, 2])
def test_a_file_that_is_closed_and_not_kept_is_gone(store: Any, times: int) -> None:
    incoming = store.receive("a.txt")
    incoming.write(b"1")

    for _ in range(times):
        incoming.close()

    assert names(store) == []


def test_a_file_that_is_forgotten_is_gone(store: Any) -> None:
    incoming = store.receive("a.txt")
    incoming.write(b"1")

    del incoming

    assert names(store) == []


def test_a_byte_over_the_limit_is_refused_and_the_file_gone(store: Any, errors: Any) -> None:
    incoming = store.receive("a.txt")
    incoming.write(b"1234567890")

    with pytest.raises(errors.TooLarge, match="at most 10 bytes"):
        incoming.write(b"1")

    assert names(store) == []


def test_an_empty_file_is_refused(store: Any, errors: Any) -> None:
    incoming = store.receive("a.txt")
    incoming.write(b"")

    with pytest.raises(errors.Invalid, match="Not acceptable: file"):
        incoming.keep()

    incoming.close()
    assert names(store) == []


def test_another_kind_is_refused_before_anything_is_written(store: Any, errors: Any) -> None:
    with pytest.raises(errors.Unsupported, match="Accepted are: md txt"):
        store.receive("a.png")

    assert not store.folder.exists()


def test_a_field_in_which_no_file_was_chosen_takes_nothing(store: Any, errors: Any) -> None:
    field = store.receive("")

    assert field.write(b"") == 0
    with pytest.raises(errors.Unsupported):
        field.write(b"content")
    field.close()
    assert not store.folder.exists()


@pytest.mark.parametrize("path", ["uploads/../../etc/passwd", "/etc/passwd", "../passwd"])
def test_no_path_leads_out_of_the_folder(store: Any, path: str) -> None:
    assert store.locate(path) == store.folder / "passwd"


def test_removing_what_is_not_there_is_no_error(store: Any) -> None:
    store.remove("uploads/nothing.txt")


def test_a_folder_that_cannot_be_written_is_named_at_the_start(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    system = System(database_url, tmp_path, {"UPLOAD_FOLDER": str(tmp_path / "file" / "uploads")})
    try:
        system.flask.start()

        complaint = f"UPLOAD_FOLDER {tmp_path}/file/uploads cannot be written (Not a directory)"
        assert system.flask.log.read_text().count(complaint) == 1
    finally:
        system.flask.kill()
