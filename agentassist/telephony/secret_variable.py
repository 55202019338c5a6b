"""Secrets of phone systems stand in environment variables; settings name the variable only."""

import os
import re
from collections.abc import Mapping

from agentassist.domain.errors import AgentAssistError

_CUSTOMARY = re.compile(r"[A-Z_][A-Z0-9_]*")  # as variables are called nearly everywhere


def secret_from(variable: str, environ: Mapping[str, str] | None = None) -> str:
    """AgentAssistError("phone.no_secret") when the variable is not set or empty."""
    secret = (os.environ if environ is None else environ).get(variable, "")
    if not secret or "\r" in secret or "\n" in secret:
        # Somebody may have put the secret itself where its variable's name belongs.
        named = variable if _CUSTOMARY.fullmatch(variable) else "***"
        raise AgentAssistError("phone.no_secret", variable=named)
    return secret
