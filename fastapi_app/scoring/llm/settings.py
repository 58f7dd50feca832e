"""What this engine has to be told."""

from typing import Literal, Protocol

from scoring.contract import IncompleteSettingsError


class Secret(Protocol):
    """pydantic's SecretStr, which every worker would take a tenth of a second to import."""

    def get_secret_value(self) -> str: ...


class LlmSettings(Protocol):
    @property
    def llm_base_url(self) -> str:
        """Where the chat completions are, as for OpenAI's own client: `http://host:port/v1`."""

    @property
    def llm_api_key(self) -> Secret:
        """Empty for a server that wants none."""

    @property
    def llm_model(self) -> str: ...

    @property
    def llm_samples(self) -> int:
        """How often each answer is judged."""

    @property
    def llm_concurrency(self) -> int:
        """Requests under way at once, in this process."""

    @property
    def llm_timeout_seconds(self) -> float:
        """For one reply."""

    @property
    def llm_max_tokens(self) -> int:
        """The longest reply, with what a reasoning model thinks before it."""

    @property
    def llm_when_away(self) -> Literal["wait", "offline"]: ...


def complete(settings: LlmSettings | None) -> LlmSettings:
    """Settings that say where the model is and what it is called. Raises IncompleteSettingsError"""
    if settings is None or not settings.llm_base_url or not settings.llm_model:
        raise IncompleteSettingsError(
            "llm needs LLM_BASE_URL and LLM_MODEL; set both in .env or in the environment."
        )
    return settings
