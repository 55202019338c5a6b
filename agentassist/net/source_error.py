"""Errors of a source: a code, the source's name, whether trying again may help. No values."""

from agentassist.domain.errors import AgentAssistError

# What may be gone by itself a little later.
_PASSING = frozenset(
    {
        "source.unreachable",
        "source.too_slow",
        "source.rate_limited",
        "source.server_error",
    }
)


def source_error(code: str, source: str, **params: object) -> AgentAssistError:
    """`params`: `problem`, `status`, `seconds`, `variable`: never what somebody asked or said."""
    passing = code in _PASSING or params.get("problem") == "cut_off"
    error = AgentAssistError(code, retryable=passing, source=source)
    error.params.update(params)
    return error


def of_status(status: int, source: str) -> AgentAssistError:
    """What a status other than a success or a redirection means."""
    match status:
        case 401:
            return source_error("source.login_refused", source, problem="refused")
        case 403:
            return source_error("source.forbidden", source)
        case 404 | 410:
            return source_error("source.not_found", source)
        case 407:
            return source_error("source.unreachable", source, problem="proxy_login")
        case 429:
            return source_error("source.rate_limited", source)
        case _ if status >= 500:
            return source_error("source.server_error", source, status=status)
        case _:
            return source_error("source.bad_request", source, status=status)
