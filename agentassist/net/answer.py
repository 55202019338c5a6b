"""What a source said, once it was found to be JSON of a bearable size."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agentassist.net.json_value import JsonValue


@dataclass(frozen=True, slots=True)
class Answer:
    """Always a success (200 to 299): everything else is an AgentAssistError.

    `json` is None for an empty 204 or 205. Floats are finite, texts have no lone surrogates, keys
    stand once; control characters, types and lengths are the reader's business. `headers` have
    lower-case names, repeated ones are joined by ", ". `url` is the whole address that answered,
    for relative links in it: it may hold what a caller gave.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    json: JsonValue = field(repr=False)
    url: str = field(repr=False)

    def header(self, name: str) -> str:
        """Empty when it was not sent."""
        return self.headers.get(name.lower(), "")
