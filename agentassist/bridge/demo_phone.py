"""The demo's phone system: recorded calls played on loopback, and the real connector logged in."""

import secrets
from collections.abc import Callable
from pathlib import Path

from agentassist.bridge.site import ami_feed
from agentassist.domain.ids import AgentId
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.demo import DemoState
from agentassist.ports.telephony import CallFeed
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.replay.demo import load_demo_calls
from agentassist.telephony.replay.player import DemoPlayer


async def demo_phone(
    samples: Path, follow: AgentId, speed: float, on_change: Callable[[DemoState], None]
) -> tuple[DemoPlayer, CallFeed]:
    """Started, with a secret of its own; the caller runs both."""
    secret = secrets.token_hex(8)
    calls = load_demo_calls(samples)
    player = DemoPlayer(calls, secret=secret, follow=follow, speed=speed, on_change=on_change)
    await player.start()
    return player, ami_feed(AmiConfig("127.0.0.1", player.port, "demo", secret), IvrMapping())
