"""What is asked of a source: one HTTP request, before address and login are added."""

from dataclasses import dataclass, field
from typing import Literal

from agentassist.net.json_value import JsonValue

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is put behind the source's address; it begins with "/".

    It may also be a whole URL, as in a "next page" link: then it must have the source's scheme,
    host and port, or the request ends as `source.redirected` before anything is sent. `path` and
    `params` may hold what a caller gave: they stay out of repr, logs and errors. `params` are
    encoded here; `path` is sent as it is, so what is put into it must be encoded already.

    `asks`: a POST that changes nothing (a search). What changes nothing may be sent again when a
    connection broke; what changes something only if it was certainly not done (429).
    `cost` names the allowance it counts against, see `Rates`.
    """

    method: Method
    path: str = field(repr=False)
    params: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    json: JsonValue = field(default=None, repr=False)  # None: no body
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    cost: str = "find"
    asks: bool = False

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice is as good as once."""
        return self.method == "GET" or self.asks
