"""One release has one number, wherever it is shown."""

import re
import tomllib

import requests

from tests.support.services import REPOSITORY, System


def test_the_changelog_and_both_documents_have_the_version_of_pyproject(system: System) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    newest = re.search(r"^## (\S+)$", (REPOSITORY / "CHANGELOG.md").read_text(), re.MULTILINE)
    documents = [
        requests.get(f"{service.url}/openapi.json", timeout=30).json()
        for service in (system.flask, system.fastapi)
    ]

    assert newest
    assert newest[1] == project["version"]
    assert [document["info"]["version"] for document in documents] == [project["version"]] * 2


def test_no_service_writes_a_version_of_its_own() -> None:
    version = re.compile(r"""version\s*=\s*["']\d+\.\d+\.\d+["']""")
    found = [
        path.name
        for service in ("flask_app", "fastapi_app", "launcher")
        for path in (REPOSITORY / service).rglob("*.py")
        if version.search(path.read_text())
    ]

    assert found == []
