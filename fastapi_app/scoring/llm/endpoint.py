"""Where chat completions are asked for, from LLM_BASE_URL as people write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from openai import Omit, omit

_PATH = "/chat/completions"
_AZURE = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")
_BEGINS_TOKENS = "eyJ"  # every JSON Web Token


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Of the API, which paths are put behind, and the ``query`` that goes behind those."""

    base_url: str
    query: str
    is_azure: bool

    @classmethod
    def of(cls, url: str) -> "Endpoint":
        """The whole URL of chat completions is taken too: it is what manuals show."""
        parts = urlsplit(url)
        path = parts.path.rstrip("/").removesuffix(_PATH).rstrip("/")
        base_url = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
        return cls(base_url, parts.query, (parts.hostname or "").endswith(_AZURE))

    def headers(self, key: str) -> Mapping[str, str | Omit]:
        """Azure takes a key in a header of its own; only a token is authorization there."""
        if not self.is_azure or key.startswith(_BEGINS_TOKENS):
            return {}
        return {"api-key": key, "Authorization": omit}
