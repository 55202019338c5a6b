"""`agentassist watch`: the headless twin. Follows a phone system and prints what agents see.

JSON lines on stdout, everything else on stderr. The guide for IT says what a line holds.
"""

import argparse
import asyncio
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.bridge.call_line import call_line
from agentassist.bridge.config import BridgeConfig, bridge_config, parse_agents
from agentassist.bridge.feed import BridgeFeed
from agentassist.cli.errors import error_text
from agentassist.domain.call import CallSnapshot
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from agentassist.ports.telephony import CallFeed, ConnectionState, ConnectionStatus
from agentassist.telephony.ami.config import (
    DEFAULT_SECRET_ENV,
    AmiConfig,
    ami_config,
    parse_place,
)
from agentassist.telephony.ami.connection import AmiPhoneSystem
from agentassist.telephony.config_file import read_config
from agentassist.telephony.secret_variable import secret_from

if TYPE_CHECKING:
    from agentassist.telephony.webhook.config import WebhookConfig


def add_arguments(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--config", type=Path, metavar="FILE", help="the app's own TOML file")
    where.add_argument("--ami", metavar="HOST:PORT", help="Asterisk manager interface")
    parser.add_argument("--user", default="bridge", metavar="NAME", help="AMI account (with --ami)")
    parser.add_argument(
        "--secret-env",
        default=DEFAULT_SECRET_ENV,
        metavar="NAME",
        help="environment variable that holds the secret (with --ami)",
    )
    parser.add_argument(
        "--agents", metavar="101,102", help="extensions to follow (with --config: instead of its)"
    )
    parser.add_argument(
        "--reveal", action="store_true", help="show what callers typed (never a card or a PIN)"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="try every phone system that is named once, and end: the stanza for manager.conf on"
        " stdout, what was found on stderr; the exit status is 1 when something is wrong",
    )


def run(args: argparse.Namespace) -> int:
    ami, webhook, bridge = _configuration(args)
    if args.check:
        from agentassist.cli.watch_check import check

        return asyncio.run(check(ami, webhook, bridge.mapping))
    if not bridge.agents:
        raise AgentAssistError("usage.no_agents")
    if args.reveal:
        _reveal()
    feed = _feed(ami, webhook, bridge)
    return asyncio.run(_watch(feed, bridge, reveal=args.reveal))


def _reveal() -> None:
    """The machine policy may forbid it; without a store, stderr is the audit."""
    from agentassist.settings.policy import checked
    from agentassist.settings.policy_sources import machine_policy_source

    if checked(machine_policy_source().read()).values.get("privacy.reveal", True) is not True:
        raise AgentAssistError("given.reveal_forbidden")
    when = datetime.now(UTC).isoformat(timespec="seconds")
    _log(f"audit {when} reveal: --reveal is on, values that callers typed are shown in full")


Sources = tuple[AmiConfig | None, "WebhookConfig | None", BridgeConfig]


def _configuration(args: argparse.Namespace) -> Sources:
    agents: tuple[AgentId, ...] = ()
    if args.agents is not None:
        agents = parse_agents(args.agents)
        if not agents:
            raise AgentAssistError("usage.bad_agents", agents=args.agents)
    if args.config is not None:
        file = read_config(args.config)
        bridge = bridge_config(file)
        if agents:
            bridge = BridgeConfig(agents, bridge.mapping)
        webhook, named = None, file.table("phone").values
        if "webhook" in named:
            from agentassist.settings.paths import user_paths
            from agentassist.telephony.webhook.config import webhook_config

            webhook = webhook_config(file, signatures=user_paths().signatures)
        without = webhook is not None and "ami" not in named
        return None if without else ami_config(file), webhook, bridge
    host, port = parse_place(args.ami)
    secret = secret_from(args.secret_env)
    return AmiConfig(host, port, args.user, secret), None, BridgeConfig(agents)


def _feed(ami: AmiConfig | None, webhook: "WebhookConfig | None", bridge: BridgeConfig) -> CallFeed:
    """Of the phone systems that are named. AgentAssistError("phone.port_busy")."""
    only = None if ami is None else BridgeFeed(AmiPhoneSystem(ami, bridge.mapping), bridge.agents)
    if only is not None:
        only.on_status(_StatusLog())
        if webhook is None:
            return only
    from agentassist.bridge.joined import JoinedFeed
    from agentassist.bridge.members import AMI, PLACES
    from agentassist.bridge.webhook_setup import join_webhook

    joined = JoinedFeed()
    if only is not None:
        joined.put(AMI, only, place=PLACES[AMI])
    if webhook is not None:
        system, feed = join_webhook(joined, webhook, bridge.mapping, bridge.agents, _tell_problem)
        feed.on_status(_StatusLog())
        system.open()
    return joined


def _tell_problem(problem: AgentAssistError) -> None:
    _log(error_text(problem))


async def _watch(feed: CallFeed, bridge: BridgeConfig, *, reveal: bool) -> int:
    """Until SIGTERM or SIGINT (status 0), or nobody reads any more."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    broken: list[OSError] = []

    def on_snapshot(snapshot: CallSnapshot) -> None:
        try:
            sys.stdout.write(call_line(snapshot, reveal=reveal) + "\n")
            sys.stdout.flush()
        except OSError as problem:
            broken.append(problem)
            stopped.set()

    for agent in bridge.agents:
        feed.subscribe(agent, on_snapshot)
    for signum in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(signum, stopped.set)
        except NotImplementedError:  # Windows: a plain handler, on the main thread
            signal.signal(signum, lambda *_: loop.call_soon_threadsafe(stopped.set))
    async with asyncio.TaskGroup() as group:
        following = group.create_task(feed.run())
        await stopped.wait()
        following.cancel()
    if broken:
        raise broken[0]
    return 0


class _StatusLog:
    """Says each change of the connection once, on stderr."""

    def __init__(self) -> None:
        self._last: tuple[ConnectionState, str | None] | None = None

    def __call__(self, status: ConnectionStatus) -> None:
        now = (status.state, status.detail)
        if now == self._last or status.state is ConnectionState.CONNECTING:
            return
        self._last = now
        retry = ""
        if status.retry_in is not None:
            retry = f"; next attempt in {max(1, round(status.retry_in.total_seconds()))} s"
        detail = f" ({status.detail})" if status.detail else ""
        _log(f"{status.system}: {status.state}{detail}{retry}")


def _log(text: str) -> None:
    print(f"agentassist watch: {text}", file=sys.stderr, flush=True)
