"""The webhook of the settings, as one or two members of the site's feed."""

import os
from collections.abc import Callable, MutableMapping
from pathlib import Path

from agentassist.bridge.feed import BridgeFeed
from agentassist.bridge.joined import JoinedFeed
from agentassist.bridge.members import CTI, PLACES, WEBHOOK
from agentassist.domain.call import CallOrigin
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.domain.utterance import Utterance
from agentassist.observability.logging import redactor
from agentassist.ports.settings import Settings
from agentassist.telephony.webhook.config import WebhookConfig, strong_secret
from agentassist.telephony.webhook.connection import WebhookPhoneSystem


def webhook_settings(
    settings: Settings,
    environ: MutableMapping[str, str] | None = None,
    signatures: Path | None = None,
) -> WebhookConfig:
    """Of settings that switch it on. AgentAssistError("phone.no_secret" | "phone.weak_secret").

    The secrets are taken out of the environment: programs started from here must not inherit them.
    """
    environ = os.environ if environ is None else environ
    names = ["phone.webhook.secret_env"]
    if settings.get("phone.webhook.zammad").value is True:
        names.append("phone.webhook.zammad_token_env")
    taken: list[str] = []
    for name in names:
        variable = str(settings.get(name).value)
        taken.append(strong_secret(variable, environ))
        redactor.forget_never(taken[-1])
        environ.pop(variable, None)
    port = settings.get("phone.webhook.port").number
    return WebhookConfig(port, taken[0], taken[1] if len(taken) > 1 else None, signatures)


def known_agents(settings: Settings) -> tuple[AgentId, ...]:
    """Whose number is a colleague's."""
    listed = settings.get("agents.list").value
    names = [*(listed if isinstance(listed, tuple) else ())]
    names.append(str(settings.get("agent.extension").value))
    return tuple(AgentId(name) for name in names if name)


def join_webhook(
    joined: JoinedFeed,
    config: WebhookConfig,
    mapping: IvrMapping,
    agents: tuple[AgentId, ...],
    on_problem: Callable[[AgentAssistError], None],
    on_utterance: Callable[[Utterance], None] = lambda utterance: None,
) -> tuple[WebhookPhoneSystem, BridgeFeed]:
    """What is signed stands behind the phone system, what comes by token beside the links."""
    system = WebhookPhoneSystem(
        config, mapping, agents, on_problem=on_problem, on_utterance=on_utterance
    )
    feed = BridgeFeed(system)
    joined.put(WEBHOOK, feed, place=PLACES[WEBHOOK])
    if system.cti is not None:
        cti = BridgeFeed(system.cti, origin=CallOrigin.LINK)
        joined.put(CTI, cti, place=PLACES[CTI], speaks=False)
    return system, feed
