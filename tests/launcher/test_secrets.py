"""A password in .env that other accounts can read."""

import pytest

from tests.launcher.stubs import StubRepository

URL = "postgresql://me:a-password@127.0.0.1:1/interviewdb"


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_the_launcher_says_what_to_do_and_not_what_it_is(
    new_repository: StubRepository, name: str
) -> None:
    path = new_repository.folder / ".env"
    path.write_text(f"DATABASE_URL=postgresql://me@127.0.0.1:1/interviewdb\n{name}={URL}\n")
    path.chmod(0o644)

    result = new_repository.run()

    assert result.stdout.count(f"run chmod 600 {path}.") == 1
    assert "a-password" not in result.stdout + result.stderr
