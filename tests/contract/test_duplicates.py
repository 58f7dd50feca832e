"""What stands in both services differs only where it must."""

import ast
from difflib import ndiff

import pytest

from tests.support.services import REPOSITORY


def differences(name: str) -> list[str]:
    flask, fastapi = (
        (REPOSITORY / service / name).read_text().splitlines()
        for service in ("flask_app", "fastapi_app")
    )
    return [line.rstrip() for line in ndiff(flask, fastapi) if line[0] in "-+"]


def test_the_models_of_both_services_are_equal_but_for_the_docstring() -> None:
    flask, fastapi = (
        ast.parse((REPOSITORY / service / "models" / "models.py").read_text())
        for service in ("flask_app", "fastapi_app")
    )

    assert ast.get_docstring(flask)
    assert ast.get_docstring(fastapi)
    assert ast.dump(ast.Module(flask.body[1:], [])) == ast.dump(ast.Module(fastapi.body[1:], []))
    assert len(differences("models/models.py")) == 2


def test_the_pool_differs_in_the_name_it_gives_itself() -> None:
    assert differences("utils/db.py") == [
        '-             "application_name": "interviews-flask",',
        '+             "application_name": "interviews-fastapi",',
    ]


def test_both_count_evaluations_alike() -> None:
    flask, fastapi = (
        (REPOSITORY / path).read_text()
        for path in ("flask_app/services/repeats.py", "fastapi_app/repeats.py")
    )
    assert flask == fastapi


@pytest.mark.parametrize(
    "name",
    [
        *("watchdog", "schema", "browsers", "swagger", "env_file", "release"),
        *("privileges", "linux", "charsets", "parts", "fields", "names"),
    ],
)
def test_what_is_the_same_in_both_differs_in_nothing(name: str) -> None:
    assert differences(f"utils/{name}.py") == []


def test_the_launcher_looks_at_secrets_like_the_services() -> None:
    one, other = (
        (REPOSITORY / folder / "env_file.py").read_text()
        for folder in ("launcher", "flask_app/utils")
    )
    assert one == other


def test_the_log_differs_in_what_silences_the_web_server() -> None:
    changed = differences("utils/logs.py")

    assert all(line.startswith("+ ") for line in changed)
    assert [line for line in changed if "#" not in line] == [
        '+     for name in ("uvicorn", "uvicorn.error"):',
        "+         logging.getLogger(name).handlers.clear()",
        "+         logging.getLogger(name).propagate = True",
        '+     logging.getLogger("uvicorn.access").disabled = True',
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("FieldError", "Problem", "MalformedBody", "HostNotAllowed", "CrossSiteRequest"),
        *("Unsupported", "TooLarge", "Invalid"),
    ],
)
def test_an_error_that_both_know_is_the_same_class_in_both(name: str) -> None:
    flask, fastapi = (
        ast.parse((REPOSITORY / service / "utils" / "errors.py").read_text())
        for service in ("flask_app", "fastapi_app")
    )

    def definition(module: ast.Module) -> str:
        (found,) = (
            node for node in module.body if isinstance(node, ast.ClassDef) and node.name == name
        )
        return ast.dump(found)

    assert definition(flask) == definition(fastapi)
