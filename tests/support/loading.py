"""Importing the modules of one service into the test's own process."""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TypeAlias

from tests.support.services import REPOSITORY

Load: TypeAlias = Callable[[str], ModuleType]


@contextmanager
def service_modules(service: str) -> Iterator[Load]:
    """Inside, `load("utils.errors")` is that of this service; afterwards no trace of it is left.

    Both services have top-level modules of the same names (`utils`, `models`, `schemas`).
    """
    folder = REPOSITORY / service
    names = top_level_names(service)
    others = take_out(names)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module
    finally:
        sys.path.remove(str(folder))
        take_out(names)
        sys.modules.update(others)


def top_level_names(service: str) -> set[str]:
    return {
        path.stem
        for path in (REPOSITORY / service).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }


def take_out(names: set[str]) -> dict[str, ModuleType]:
    """Remove the modules of these top-level names, and what is below them, from sys.modules."""
    loaded = [name for name in sys.modules if name.partition(".")[0] in names]
    return {name: sys.modules.pop(name) for name in loaded}
