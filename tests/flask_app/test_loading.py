"""One service's modules at a time, and no trace of them afterwards."""

import sys

from tests.support.loading import service_modules


def test_each_service_gets_its_own_modules_of_the_same_name() -> None:
    with service_modules("flask_app") as load:
        ours = load("utils.settings")
    with service_modules("fastapi_app") as load:
        theirs = load("utils.settings")

    assert "flask_app" in str(ours.__file__)
    assert "fastapi_app" in str(theirs.__file__)


def test_nothing_of_a_service_is_left() -> None:
    path, modules = list(sys.path), set(sys.modules)

    with service_modules("flask_app") as load:
        load("services.listing")

    assert sys.path == path
    left = {name.partition(".")[0] for name in set(sys.modules) - modules}
    assert not left & {"services", "models", "utils", "storage", "schemas"}
