"""Handing something over to the window that runs already. Imports little: it has to be quick."""

import sys
from collections.abc import Sequence

from agentassist.domain.errors import AgentAssistError
from agentassist.settings.paths import user_paths


def pop(fields: dict[str, str], given: Sequence[str]) -> None:
    """Announce a call. AgentAssistError("link.*")."""
    from agentassist.telephony.url import client

    _say_ignored(client.pop(user_paths().hand_over, fields, given))


def open_link(link: str) -> bool:
    """Give a link to the window; False when none runs. AgentAssistError("link.*")."""
    from agentassist.telephony.url import client
    from agentassist.telephony.url.parser import parse_link

    told = parse_link(link)  # no window is opened for what is no call
    try:
        _say_ignored(client.open_link(user_paths().hand_over, link))
    except AgentAssistError as error:
        if error.code != "link.no_window":
            raise
        _say_ignored(told.ignored)
        return False
    return True


def show_window() -> bool:
    """Ask the window to come forward; False when none runs."""
    file = user_paths().hand_over
    if not file.exists():
        return False
    from agentassist.telephony.url import client

    try:
        client.show_window(file)
    except AgentAssistError:
        return False
    return True


def _say_ignored(ignored: tuple[str, ...]) -> None:
    if ignored:
        print(f"agentassist: left out, the call was taken: {', '.join(ignored)}", file=sys.stderr)
