import os
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from launcher.env_file import exposed_secrets
from launcher.errors import LauncherError
from launcher.ports import EVERY_ADDRESS, is_loopback, local_address

REPOSITORY = Path(__file__).resolve().parent.parent
ENV_FILE = REPOSITORY / ".env"
# Whose programs serve the database, unless a folder is named.
EMBEDDED, AUTO = "embedded", "auto"
LOOPBACK_NAMES = "localhost 127.0.0.1 [::1]"
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}


DEFAULT_FLASK_PORT = 5001


class LauncherSettings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        str_strip_whitespace=True,
    )

    database_url: str | None = None
    database_owner_url: str | None = None
    flask_host: str = "127.0.0.1"
    flask_port: int = Field(default=DEFAULT_FLASK_PORT, ge=1, le=65535)
    flask_workers: int = Field(default=1, ge=1, le=64)
    fastapi_host: str = "127.0.0.1"
    fastapi_port: int = Field(default=8000, ge=1, le=65535)
    fastapi_url: str = ""
    database_pool_size: int = Field(default=10, ge=1)
    postgres_data_dir: Path | None = None
    postgres_programs: str = EMBEDDED
    allowed_hosts: str = LOOPBACK_NAMES
    upload_folder: Path = REPOSITORY / "flask_app" / "uploads"

    @field_validator("postgres_data_dir", "upload_folder")
    @classmethod
    def _from_the_repository(cls, folder: Path | None) -> Path | None:
        return None if folder is None else REPOSITORY / folder.expanduser()

    @field_validator("postgres_programs")
    @classmethod
    def _is_a_word_or_a_folder(cls, programs: str) -> str:
        if programs.lower() in (EMBEDDED, AUTO):
            return programs.lower()
        return str(REPOSITORY / Path(programs).expanduser())

    @field_validator("fastapi_url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("it must start with http:// or https://")
        return url

    @model_validator(mode="after")
    def _two_ports_and_an_evaluator(self) -> Self:
        if self.flask_port == self.fastapi_port:
            raise ValueError("FLASK_PORT and FASTAPI_PORT must differ")
        self.database_url = self.database_url or None
        if self.database_owner_url and not self.database_url:
            raise ValueError("DATABASE_OWNER_URL wants DATABASE_URL beside it")
        self.fastapi_url = self.fastapi_url or self.fastapi_base_url
        return self

    @property
    def owner_url(self) -> str | None:
        """For whoever changes tables, takes backups and restores them."""
        return self.database_owner_url or self.database_url

    @property
    def most_connections(self) -> int:
        """To the database, of all processes of both services."""
        return (self.flask_workers + 1) * self.database_pool_size

    @property
    def flask_base_url(self) -> str:
        return f"http://{local_address(self.flask_host)}:{self.flask_port}"

    @property
    def fastapi_base_url(self) -> str:
        return f"http://{local_address(self.fastapi_host)}:{self.fastapi_port}"

    def addresses_of_their_own(self) -> list[str]:
        """Where the services listen, if that is a name or address that clients can ask for."""
        hosts = dict.fromkeys((self.flask_host, self.fastapi_host))
        return [host.partition("%")[0] for host in hosts if host not in EVERY_ADDRESS]

    def advice(self) -> str | None:
        """What to do so that clients elsewhere are not refused for the name they use."""
        open_to_others = [
            name
            for name, host in (("FLASK", self.flask_host), ("FASTAPI", self.fastapi_host))
            if not is_loopback(host)
        ]
        if not open_to_others or self.allowed_hosts != LOOPBACK_NAMES:
            return None
        return (
            f"{' and '.join(f'{name}_HOST' for name in open_to_others)} can be reached from other "
            "machines: set ALLOWED_HOSTS to the names that clients use, or they are refused."
        )

    def evaluator_advice(self) -> str | None:
        """What to do where the interview service asks another evaluator than the one beside it."""
        asked, beside = urlsplit(self.fastapi_url), urlsplit(self.fastapi_base_url)
        hosts = {asked.hostname, beside.hostname}
        if asked.port == beside.port and (len(hosts) == 1 or hosts <= LOOPBACK_HOSTS):
            return None
        return (
            f"FASTAPI_URL leads to {self.fastapi_url}, and the evaluator started here listens on "
            f"{self.fastapi_base_url}: take FASTAPI_URL out, unless another one is meant to score."
        )

    def environment(self, database_url: str) -> dict[str, str]:
        """What both services are told, on top of the launcher's own environment."""
        return {
            "DATABASE_URL": database_url,
            "DATABASE_OWNER_URL": "",  # not for them
            "ALLOWED_HOSTS": " ".join([self.allowed_hosts, *self.addresses_of_their_own()]),
            "FASTAPI_URL": self.fastapi_url,
            "FLASK_HOST": self.flask_host,
            "FLASK_PORT": str(self.flask_port),
            "FASTAPI_HOST": self.fastapi_host,
            "FASTAPI_PORT": str(self.fastapi_port),
        }


def exposed_database_url() -> str | None:
    """A sentence for whoever starts us, if others can read the database's password in .env."""
    return exposed_secrets(ENV_FILE, ("DATABASE_URL", "DATABASE_OWNER_URL"), os.environ)


def load_settings() -> LauncherSettings:
    try:
        return LauncherSettings()
    except ValidationError as error:
        # Never error.errors()["input"]: a bad DATABASE_URL would show its password.
        problems = (_sentence(item["loc"], item["msg"]) for item in error.errors())
        raise LauncherError(f"A setting is wrong: {'; '.join(problems)}.") from None
    except UnicodeDecodeError:
        raise LauncherError(f"{ENV_FILE} is not UTF-8 text: save it as UTF-8.") from None
    except OSError as error:
        raise LauncherError(f"{ENV_FILE} cannot be read: {error.strerror}.") from None


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"{str(location[0]).upper()}: {message}" if location else message
