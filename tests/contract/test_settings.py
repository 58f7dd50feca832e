"""One file of settings for both services and the launcher: .env.example."""

from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticUndefined

from launcher.settings import LauncherSettings
from tests.support.loading import service_modules
from tests.support.services import REPOSITORY

EXAMPLE = (REPOSITORY / ".env.example").read_text()
# Without a default, or with one that is worked out: the example shows what it could look like.
NO_FIXED_DEFAULT = {"DATABASE_URL", "DATABASE_OWNER_URL", "POSTGRES_DATA_DIR"}


@pytest.fixture(scope="module")
def all_settings() -> list[type[Any]]:
    with service_modules("flask_app") as load:
        flask = load("utils.settings").Settings
    with service_modules("fastapi_app") as load:
        fastapi = load("utils.settings").Settings
    return [flask, fastapi, LauncherSettings]


def names(settings: type[Any]) -> set[str]:
    return {name.upper() for name in settings.model_fields}


def example() -> dict[str, str]:
    """Name and value of each setting in the file."""
    lines = [line.removeprefix("# ") for line in EXAMPLE.splitlines() if is_setting(line)]
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def is_setting(line: str) -> bool:
    name = line.removeprefix("# ").partition("=")[0]
    return "=" in line and name == name.upper() and " " not in name


def test_the_example_lists_exactly_the_settings_there_are(all_settings: list[type[Any]]) -> None:
    assert set(example()) == set().union(*(names(settings) for settings in all_settings))


def test_no_setting_is_listed_twice() -> None:
    assert len([line for line in EXAMPLE.splitlines() if is_setting(line)]) == len(example())


def test_everything_is_commented_out_so_that_copying_the_example_changes_nothing() -> None:
    assert [line for line in EXAMPLE.splitlines() if line and not line.startswith("# ")] == []


def test_each_block_of_settings_has_one_line_of_comment_above() -> None:
    for block in EXAMPLE.strip().split("\n\n")[1:]:
        comment, *settings = block.splitlines()
        assert not is_setting(comment), block
        assert comment.endswith("."), comment
        assert settings, block
        assert all(is_setting(line) for line in settings), block


def test_each_value_in_the_example_is_the_default(
    all_settings: list[type[Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Uncommenting a line changes nothing either."""
    url = example()["DATABASE_URL"]
    for settings in all_settings:
        own = {name: value for name, value in example().items() if name in names(settings)}
        for name in own:
            monkeypatch.delenv(name, raising=False)
        without = settings(_env_file=None, database_url=url)
        (tmp_path / ".env").write_text("\n".join(f"{name}={own[name]}" for name in own))
        for folder in ("flask_app", "fastapi_app"):
            monkeypatch.chdir(REPOSITORY / folder)
            loaded = settings(_env_file=tmp_path / ".env")
            for name in set(own) - NO_FIXED_DEFAULT:
                value, default = (getattr(one, name.lower()) for one in (loaded, without))
                if isinstance(value, Path):
                    value = value.absolute()
                assert value == default, f"{settings.__module__} {name}"


def test_what_both_services_are_told_they_understand_alike(all_settings: list[type[Any]]) -> None:
    flask, fastapi, launcher = all_settings
    # The launcher works out the one, and hands the words of the other on.
    own_way = {"fastapi_url", "allowed_hosts"}
    for one, other, different in ((flask, fastapi, set()), (flask, launcher, own_way)):
        for name in set(one.model_fields) & set(other.model_fields) - different:
            mine, yours = one.model_fields[name], other.model_fields[name]
            if PydanticUndefined in (mine.default, yours.default):
                continue
            assert mine.default == yours.default, name
            assert mine.metadata == yours.metadata, name
