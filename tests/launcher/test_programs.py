"""Whose PostgreSQL serves the data, and what is said of one that lacks fixes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from launcher import programs
from launcher.binaries import NEWEST_MAJOR
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer
from launcher.programs import choose_programs
from launcher.settings import AUTO, EMBEDDED
from launcher.versions import NEWEST_MINORS, Version
from tests.launcher.stubs import StubRepository
from tests.support.clusters import stock_programs

Choose = Callable[[str, int | None], programs.Programs]
STOCK = stock_programs()
needs_stock = pytest.mark.skipif(
    STOCK is None, reason="no PostgreSQL is installed: install Debian's package postgresql"
)


@pytest.fixture
def choose(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Choose:
    """With nothing installed but what the test puts below `installed`."""
    monkeypatch.setattr(programs, "PLACES", (f"{open_folder}/installed/*/bin",))
    monkeypatch.setattr(programs.shutil, "which", lambda _: None)
    account = PostgresServer(open_folder / "data").area.account
    return lambda wanted, made_by: choose_programs(wanted, made_by, account, open_folder / "copies")


def install(folder: Path, version: str) -> Path:
    """Programs that can only say their version."""
    bin_dir = folder / "installed" / version / "bin"
    bin_dir.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (bin_dir / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version} (Debian)'\n")
        (bin_dir / name).chmod(0o755)
    return bin_dir


def is_embedded(chosen: programs.Programs) -> bool:
    return "pginstall" in str(chosen.folder)


class TestChoosing:
    def test_the_embedded_one_unless_told_otherwise(
        self, choose: Choose, open_folder: Path
    ) -> None:
        install(open_folder, "18.99")

        assert is_embedded(choose(EMBEDDED, None))

    def test_auto_takes_an_installed_one_only_when_it_is_newer(
        self, choose: Choose, open_folder: Path
    ) -> None:
        install(open_folder, "18.0")
        assert is_embedded(choose(AUTO, None))
        assert is_embedded(choose(AUTO, NEWEST_MAJOR))

        newer = install(open_folder, "18.99")
        assert choose(AUTO, None).folder == newer
        assert choose(AUTO, NEWEST_MAJOR) == programs.Programs(Version(18, 99), newer)

    def test_auto_never_takes_another_major_than_the_one_that_made_the_data(
        self, choose: Choose, open_folder: Path
    ) -> None:
        older, _ = install(open_folder, "15.20"), install(open_folder, "99.1")

        assert is_embedded(choose(AUTO, 16))
        assert choose(AUTO, 15).folder == older
        assert is_embedded(choose(AUTO, None)), "99 is not known to work"

    def test_auto_ignores_what_is_not_a_release_or_does_not_run(
        self, choose: Choose, open_folder: Path
    ) -> None:
        install(open_folder, "18devel")
        broken = install(open_folder, "18.98")
        (broken / "postgres").write_text("#!/nowhere/sh\n")
        (install(open_folder, "18.97") / "initdb").unlink()

        assert is_embedded(choose(AUTO, None))

    def test_a_named_folder_is_used_as_it_is(self, choose: Choose, open_folder: Path) -> None:
        named = install(open_folder, "16.1")

        assert choose(str(named), None).folder == named
        assert choose(str(named), 16).version == Version(16, 1)

    @pytest.mark.parametrize(
        ("version", "made_by", "sentence"),
        [
            ("15.20", 18, r"made by PostgreSQL 18, and POSTGRES_PROGRAMS is 15\.20: .*make backup"),
            ("13.23", None, r"is PostgreSQL 13\.23: use 14 or later\.$"),
            ("nothing", None, r"no programs of a PostgreSQL server in .*postgres and initdb\.$"),
        ],
    )
    def test_a_folder_that_will_not_do_is_a_sentence(
        self, choose: Choose, open_folder: Path, version: str, made_by: int | None, sentence: str
    ) -> None:
        with pytest.raises(LauncherError, match=sentence):
            choose(str(install(open_folder, version)), made_by)


class TestBeingBehind:
    def test_of_each_major_the_minor_before_the_newest_known_is_behind(self) -> None:
        for major, minor in NEWEST_MINORS.items():
            assert Version(major, minor - 1).fixed_by == Version(major, minor)
            assert Version(major, minor).fixed_by is None
            assert Version(major, minor + 1).fixed_by is None

    def test_of_an_unknown_major_nothing_is_said(self) -> None:
        assert Version(99, 0).fixed_by is None

    def test_what_is_embedded_is_known(self, choose: Choose) -> None:
        assert choose(EMBEDDED, None).version.major in NEWEST_MINORS
        assert choose(EMBEDDED, 16).version.major in NEWEST_MINORS

    def test_the_number_that_a_server_says_is_read(self) -> None:
        assert str(Version.of_server(180004)) == "18.4"

    def test_it_is_said_at_start_with_what_to_do(self, running_repository: StubRepository) -> None:
        ((said,),) = running_repository.query("SHOW server_version_num")
        version = Version.of_server(int(str(said)))
        output = running_repository.launchers[0].output()

        assert f"PostgreSQL  {version} on 127.0.0.1" in output
        if version.fixed_by:
            assert f"{version} lacks the fixes of {version.fixed_by}" in output
            assert "set POSTGRES_PROGRAMS=auto" in output
        else:
            assert "lacks the fixes" not in output


@needs_stock
def test_an_installed_postgresql_makes_and_serves_the_data(new_repository: StubRepository) -> None:
    assert STOCK is not None
    launcher = new_repository.start(POSTGRES_PROGRAMS=str(STOCK))
    launcher.is_up()

    ((number,),) = new_repository.query("SHOW server_version_num")
    version = Version.of_server(int(str(number)))
    assert version.major == int(STOCK.parent.name)
    assert f"PostgreSQL  {version} on 127.0.0.1" in launcher.output()
    assert ("lacks the fixes" in launcher.output()) == (version.fixed_by is not None)
    assert new_repository.query("SELECT lower('ΣЖÉ'), 'Z' < 'a', 'z' < 'ä'") == [
        ("σжé", True, True)
    ]
    assert "knows capitals of A to Z only" not in launcher.output()
    assert launcher.stop() == 0

    refused = new_repository.run(POSTGRES_PROGRAMS=EMBEDDED)
    assert refused.returncode == 1
    if version.major not in (16, 18):
        assert f"made by PostgreSQL {version.major}" in refused.stderr
        assert "POSTGRES_PROGRAMS" in refused.stderr
