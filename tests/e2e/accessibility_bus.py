"""What a screen reader sees: a program's tree on the AT-SPI bus, and what it announces."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jeepney import DBusAddress, HeaderFields, MatchRule, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

LAUNCHER: Final = Path("/usr/libexec/at-spi-bus-launcher")
_ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
_ROOT: Final = "/org/a11y/atspi/accessible/root"
_REGISTRY: Final = "org.a11y.atspi.Registry"
# AT-SPI's states, by their bit.
FOCUSABLE, FOCUSED, SHOWING = 11, 12, 25


@dataclass(frozen=True, slots=True)
class Heard:
    """One object: `depth` in the tree, role in words, name, states as bits."""

    depth: int
    role: str
    name: str
    states: int

    def has(self, state: int) -> bool:
        return bool(self.states >> state & 1)


@contextmanager
def accessibility_bus(session: str, environment: Mapping[str, str]) -> Iterator["Reader"]:
    """Started over the session bus at the address `session`."""
    process = subprocess.Popen(
        [str(LAUNCHER), "--launch-immediately"],
        env={**environment, "DBUS_SESSION_BUS_ADDRESS": session},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with open_dbus_connection(session) as bus:
            _wait_for(bus, "org.a11y.Bus")
            where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            address = bus.send_and_get_reply(new_method_call(where, "GetAddress"), timeout=20)
        with open_dbus_connection(address.body[0]) as connection:
            yield Reader(connection)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(bus: DBusConnection, name: str) -> None:
    from jeepney import message_bus
    from jeepney.io.blocking import Proxy

    rule = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
    rule.add_arg_condition(0, name)
    proxy = Proxy(message_bus, bus)
    proxy.AddMatch(rule)
    with bus.filter(rule) as changes:
        if not proxy.NameHasOwner(name)[0]:
            bus.recv_until_filtered(changes, timeout=20)


class Reader:
    """Asks as a screen reader asks, and hears what is announced."""

    def __init__(self, connection: DBusConnection) -> None:
        from jeepney import message_bus
        from jeepney.io.blocking import Proxy

        self._bus = connection
        registry = DBusAddress("/org/a11y/atspi/registry", _REGISTRY, _REGISTRY)
        for event in ("object:announcement", "object:state-changed:focused"):
            asked = new_method_call(registry, "RegisterEvent", "sass", (event, [], ""))
            self._bus.send_and_get_reply(asked, timeout=20)
        self._rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object")
        Proxy(message_bus, connection).AddMatch(self._rule)
        self._signals = connection.filter(self._rule, bufsize=4096).__enter__()

    def applications(self) -> list[tuple[str, str]]:
        return self._children(_REGISTRY, _ROOT)

    def tree(self) -> list[Heard]:
        """Everything that is shown, of the one program, from top to bottom."""
        found: list[Heard] = []
        for owner, path in self.applications():
            self._walk(owner, path, 0, found)
        return found

    def hear(self, words: str) -> None:
        """Returns when an announcement with `words` has come, sooner or later. TimeoutError."""
        while True:
            told = self._bus.recv_until_filtered(self._signals, timeout=20)
            kind = told.header.fields[HeaderFields.member]
            if kind == "Announcement" and words in str(told.body[3][1]):
                return

    def _walk(self, owner: str, path: str, depth: int, found: list[Heard]) -> None:
        low, high = self._call(owner, path, "GetState")[0]
        states = low | high << 32
        if depth > 1 and not states >> SHOWING & 1:
            return
        role = self._call(owner, path, "GetRoleName")[0]
        where = DBusAddress(path, owner, _ACCESSIBLE)
        name = self._bus.send_and_get_reply(Properties(where).get("Name"), timeout=20).body[0][1]
        found.append(Heard(depth, role, name, states))
        for child_owner, child in self._children(owner, path):
            self._walk(child_owner, child, depth + 1, found)

    def _children(self, owner: str, path: str) -> list[tuple[str, str]]:
        return list(self._call(owner, path, "GetChildren")[0])

    def _call(self, owner: str, path: str, method: str) -> Any:
        where = DBusAddress(path, owner, _ACCESSIBLE)
        return self._bus.send_and_get_reply(new_method_call(where, method), timeout=20).body


def quiet_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Qt tells the bus whatever the desktop's settings say."""
    return {**environment, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONPATH": str(Path.cwd())}
