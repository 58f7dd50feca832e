"""The settings of this service: from the environment, then from .env at the repository root."""

import os
import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from utils import env_file
from utils.browsers import LOOPBACK, split_hosts

SERVICE_FOLDER = Path(__file__).resolve().parents[1]
REPOSITORY = SERVICE_FOLDER.parent
ENV_FILE = REPOSITORY / ".env"

# Room for 100,000 characters in any encoding, and for the rest of the form.
MAX_TEXT_BYTES = 2 * 1024 * 1024
EXTENSION = re.compile("[a-z0-9]{1,10}")
DOCUMENT_EXTENSIONS = "txt md rst pdf docx csv json ipynb yaml yml toml xml png jpg jpeg"
CODE_EXTENSIONS = "py js ts java c h cpp cs go rs rb kt swift scala sql sh"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: str
    fastapi_url: str = "http://127.0.0.1:8000"

    flask_host: str = "127.0.0.1"
    flask_port: int = Field(5001, ge=1, le=65535)
    flask_workers: int = Field(1, ge=1, le=64)
    flask_threads: int = Field(64, ge=1, le=512)

    allowed_hosts: Annotated[frozenset[str], NoDecode] = LOOPBACK

    client_idle_seconds: float = Field(30, gt=0)

    upload_folder: Path = SERVICE_FOLDER / "uploads"
    max_upload_bytes: int = Field(10 * 1024 * 1024, ge=1)
    allowed_upload_extensions: Annotated[frozenset[str], NoDecode] = frozenset(
        f"{DOCUMENT_EXTENSIONS} {CODE_EXTENSIONS}".split()
    )

    evaluation_wait_seconds: float = Field(10, gt=0)
    evaluation_max_attempts: int = Field(5, ge=1)
    evaluations_per_hour: int = Field(10, ge=1)
    evaluation_retry_threads: int = Field(2, ge=0)
    evaluator_connect_timeout_seconds: float = Field(2, gt=0)

    database_pool_size: int = Field(10, ge=1)
    database_pool_timeout_seconds: float = Field(5, gt=0)
    database_connect_timeout_seconds: int = Field(5, ge=1)
    database_statement_timeout_seconds: float = Field(10, gt=0)
    database_lock_timeout_seconds: float = Field(5, gt=0)

    log_level: str = "INFO"
    log_sql: bool = False

    def largest_body(self, content_type: str) -> int:
        """How many bytes a body of this type may have: only a form can carry a file."""
        form = content_type.strip().lower().startswith("multipart/form-data")
        return self.max_upload_bytes + MAX_TEXT_BYTES if form else MAX_TEXT_BYTES

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

    @field_validator("upload_folder")
    @classmethod
    def from_the_repository(cls, folder: Path) -> Path:
        """A relative folder is the same one for both services, wherever each was started."""
        return REPOSITORY / folder

    @field_validator("allowed_upload_extensions", mode="before")
    @classmethod
    def split_extensions(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        words = [word.lower().lstrip(".") for word in value.replace(",", " ").split()]
        if odd := [word for word in words if not EXTENSION.fullmatch(word)]:
            raise ValueError(f"{', '.join(odd)}: an extension has 1 to 10 letters and digits")
        return frozenset(words)

    @field_validator("fastapi_url")
    @classmethod
    def without_trailing_slash(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("expected http://host:port")
        return url.rstrip("/")

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
    return env_file.exposed_secrets(ENV_FILE, ("DATABASE_URL", "DATABASE_OWNER_URL"), os.environ)


def sentence(*, loc: tuple[object, ...], type: str, msg: str, **_: object) -> str:
    name = str(loc[0]).upper()
    if type == "missing":
        return f"{name} is not set: put it in {ENV_FILE} or in the environment, or use `make run`."
    return f"{name} is not usable: {msg.removeprefix('Value error, ')}."
