"""What IT's files say, as the settings name them: who is verified, and what may be said."""

from collections.abc import Callable
from pathlib import Path

from agentassist.domain.discretion_policy import DiscretionPolicy
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.verification import VerificationPolicy
from agentassist.ports.settings import Settings
from agentassist.settings.discretion_file import discretion_in_force
from agentassist.settings.verification_file import BUNDLED, policy_in_force

Report = Callable[[AgentAssistError], None]


def verification_of(settings: Settings, bundled: Path, report: Report) -> VerificationPolicy:
    """`bundled` is the folder of what ships with the program. Reads files."""
    named = str(settings.get("verification.file").value)
    return policy_in_force(named, bundled / BUNDLED, report)


def discretion_of(settings: Settings, report: Report) -> DiscretionPolicy:
    """Reads a file."""
    return discretion_in_force(str(settings.get("privacy.discretion_file").value), report)
