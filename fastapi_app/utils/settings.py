"""The settings of this service: from the environment, then from .env at the repository root."""

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from utils import env_file
from utils.browsers import LOOPBACK, split_hosts

REPOSITORY = Path(__file__).resolve().parents[2]
ENV_FILE = REPOSITORY / ".env"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: str
    evaluator: str = "offline"

    llm_base_url: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_model: str = ""
    llm_samples: int = Field(1, ge=1, le=9)
    llm_concurrency: int = Field(4, ge=1, le=64)
    llm_timeout_seconds: float = Field(60, gt=0, le=600)
    llm_max_tokens: int = Field(4000, ge=1)
    llm_when_away: Literal["wait", "offline"] = "wait"

    allowed_hosts: Annotated[frozenset[str], NoDecode] = LOOPBACK

    evaluations_per_hour: int = Field(10, ge=1)

    client_idle_seconds: float = Field(30, gt=0)

    upload_folder: Path = REPOSITORY / "flask_app" / "uploads"
    max_upload_bytes: int = Field(10 * 1024 * 1024, ge=1)

    database_pool_size: int = Field(10, ge=1)
    database_pool_timeout_seconds: float = Field(5, gt=0)
    database_connect_timeout_seconds: int = Field(5, ge=1)
    database_statement_timeout_seconds: float = Field(10, gt=0)
    database_lock_timeout_seconds: float = Field(5, gt=0)

    log_level: str = "INFO"
    log_sql: bool = False

    @field_validator("database_url")
    @classmethod
    def name_the_driver(cls, url: str) -> str:
        """A bare postgresql:// means psycopg 3 to SQLAlchemy 2.1; this service uses psycopg2."""
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            raise ValueError("expected postgresql://user:password@host:5432/database") from None
        if parsed.get_backend_name() not in {"postgresql", "postgres"}:
            raise ValueError("only PostgreSQL is supported: postgresql://…")
        return parsed.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)

    @field_validator("llm_base_url")
    @classmethod
    def is_http(cls, url: str) -> str:
        try:
            parsed = urlsplit(url)
            usable = parsed.scheme in {"http", "https"} and parsed.hostname and parsed.port != 0
            usable = usable and "#" not in url
        except ValueError:
            usable = False
        if url and not usable:
            raise ValueError("expected http://host:port/v1")
        return url

    @field_validator("llm_api_key")
    @classmethod
    def fits_a_header(cls, key: SecretStr) -> SecretStr:
        plain = key.get_secret_value().strip()
        if not (plain.isascii() and plain.isprintable()) or " " in plain:
            raise ValueError("expected printable ASCII characters without a space")
        return SecretStr(plain)

    @field_validator("upload_folder")
    @classmethod
    def from_the_repository(cls, folder: Path) -> Path:
        """A relative folder is the same one for both services, wherever each was started."""
        return REPOSITORY / folder

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def split_allowed_hosts(cls, value: object) -> object:
        return split_hosts(value)

    @field_validator("log_level")
    @classmethod
    def known_level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("expected DEBUG, INFO, WARNING or ERROR")
        return level.upper()


def load_settings() -> Settings:
    """Read the settings, or end the process with one sentence for each one that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise SystemExit("\n".join(sentence(**problem) for problem in error.errors())) from None


def exposed_secrets() -> str | None:
    """A sentence for whoever starts the service, if others can read its secrets in .env."""
    return env_file.exposed_secrets(
        ENV_FILE, ("DATABASE_URL", "DATABASE_OWNER_URL", "LLM_API_KEY"), os.environ
    )


def sentence(*, loc: tuple[object, ...], type: str, msg: str, **_: object) -> str:
    name = str(loc[0]).upper()
    if type == "missing":
        return f"{name} is not set: put it in {ENV_FILE} or in the environment, or use `make run`."
    return f"{name} is not usable: {msg.removeprefix('Value error, ')}."
