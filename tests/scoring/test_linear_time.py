"""No text may take the evaluator much longer than another of its length: a regular expression keeps
Python's lock to its end, and everybody waits."""

import ast
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.expressions import slow_text
from tests.support.loading import service_modules
from tests.support.services import REPOSITORY

SERVICE = REPOSITORY / "fastapi_app"


def service_patterns() -> dict[str, re.Pattern[str]]:
    """Every expression that is compiled while the modules of the evaluator are imported."""
    found: dict[str, re.Pattern[str]] = {}
    compile_pattern = re.compile

    def recording(pattern: Any, flags: int = 0) -> re.Pattern[str]:
        compiled = compile_pattern(pattern, flags)
        caller = inspect.currentframe().f_back  # type: ignore[union-attr]
        name = caller.f_globals["__name__"]  # type: ignore[union-attr]
        if name in modules and isinstance(compiled.pattern, str):
            number = sum(known.startswith(f"{name} ") for known in found)
            found[f"{name} {number} {compiled.pattern[:40]}"] = compiled
        return compiled

    modules = set(module_names())
    with service_modules("fastapi_app") as load, pytest.MonkeyPatch.context() as patch:
        patch.setattr(re, "compile", recording)
        for module in sorted(modules):
            load(module)
    return found


def module_names() -> Iterator[str]:
    for module in pkgutil.walk_packages([str(SERVICE)]):
        if not module.name.startswith("_"):
            yield module.name


PATTERNS = service_patterns()


def test_the_expressions_of_every_part_are_known() -> None:
    known = {name.partition(" ")[0].partition(".")[0] for name in PATTERNS}
    assert {"scoring", "reading", "utils"} <= known
    assert len(PATTERNS) > 100


def test_no_expression_is_compiled_later() -> None:
    """It would be in none of these tests. A text that is looked for as it is, escaped, is none."""
    for path in sorted(SERVICE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        escaped = {
            call.func
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and call.args
            if ast.unparse(call.args[0]).startswith("re.escape(")
        }
        for used in ast.walk(tree):
            assert not (isinstance(used, ast.ImportFrom) and used.module == "re"), path
            if isinstance(used, ast.Attribute) and ast.unparse(used.value) == "re":
                allowed = {"compile", "escape", "Pattern", "Match"}
                assert used in escaped or used.attr in allowed or used.attr.isupper(), path
            if isinstance(used, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                assert "re.compile(" not in ast.unparse(used), f"{path}: {used.lineno}"


@pytest.mark.parametrize("name", PATTERNS)
def test_twice_the_text_takes_about_twice_as_long(name: str) -> None:
    assert slow_text(PATTERNS[name]) is None, PATTERNS[name].pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"[.!?;]+(?=\s|$)|\n+|\s[•*-]\s",
        r"[.!?;]+(?=\s|$)|\n+|(?:^|\s)[•*-]\s|,\s+(?:and|but|so|while|which)\s",
        r"(?<!\w)(?:[^\W_](?:(?!\n)[\W_]){1,3}){7,}(?![IiAa] \w\w)[^\W_](?!\w)",
        r"(?=[\d /-]*[2-9])0\d{1,4}[ /-]\d{5,9}(?![\w.-])",
        r"(..+?)\1{2}",
    ],
)
def test_what_takes_longer_is_found(pattern: str) -> None:
    """The first three once held up everybody's interviews."""
    assert slow_text(re.compile(pattern)) is not None
