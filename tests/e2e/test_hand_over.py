"""`agentassist pop` as a process of its own, and the program's real core that it rings at."""

import os
import queue
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from agentassist.app.events import AppEvent, CardChanged, WindowRequested, WrapUpChanged
from agentassist.bootstrap import Core, Options
from agentassist.cli import hand_over
from agentassist.domain.call import AgentState
from agentassist.domain.contact import EvidenceKind, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr import FactSource
from agentassist.domain.screen_pop import GreetingKind, IvrNote, ScreenPop
from agentassist.ports.told_calls import CallStep
from agentassist.settings.paths import user_paths

NUMBER = "+442079460877"
E = TypeVar("E", bound=AppEvent)


class RunningCore:
    """A core without a window; `until` waits for what it tells."""

    def __init__(self, config: Path) -> None:
        config.write_text('[agent]\nextension = "101"\n[numbers]\nregion = "GB"\n', "utf-8")
        self.told: queue.Queue[AppEvent] = queue.Queue()
        self.core = Core(Options(config=config))
        self.core.start(self.told.put)
        self.do(self._listening())

    async def _listening(self) -> None:
        await self.core.desk.opened.wait()
        assert self.core.links._system is not None
        await self.core.links._system.listening.wait()

    def do(self, work: Any) -> Any:
        return self.core.runtime.submit(work).result(20)

    def until(self, kind: type[E], reached: Callable[[E], object]) -> E:
        while True:
            event = self.told.get(timeout=20)
            if isinstance(event, kind) and reached(event):
                return event

    def card(self, reached: Callable[[ScreenPop], object]) -> ScreenPop:
        found = self.until(CardChanged, lambda e: e.card is not None and reached(e.card)).card
        assert found is not None
        return found


@pytest.fixture
def running(tmp_path: Path, expect_log: Any) -> Iterator[RunningCore]:
    expect_log("nothing is kept after exit")  # there is no keyring here
    running = RunningCore(tmp_path / "agentassist.toml")
    yield running
    running.core.stop()


def pop(*words: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "agentassist", "pop", *words]
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=60)


def known(card: ScreenPop) -> bool:
    return card.identity.status is not IdentityStatus.LOOKING


def wrap_up_a_call(running: RunningCore) -> None:
    """A caller nobody knew is a contact afterwards."""
    assert pop("--from", NUMBER).returncode == 0
    running.card(known)
    running.do(running.core.desk.tell_call(CallStep.OVER))
    offered = running.until(WrapUpChanged, lambda event: event.wrap_up is not None)
    assert offered.wrap_up is not None
    running.do(running.core.desk.save_wrap_up(offered.wrap_up))


def test_a_program_rings_and_what_was_given_is_not_asked_again(running: RunningCore) -> None:
    done = pop("--from", NUMBER, "--to", "1000", "--given", "-", given="account=40027719\nx=1\n")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "agentassist: left out, the call was taken: x\n"
    card = running.card(known)
    assert (card.call.state, card.call.caller.number) == (AgentState.RINGING, NUMBER)
    assert [(fact.kind, fact.mask, fact.source) for fact in card.given] == [
        ("account", "•••• 7719", FactSource.LINK)
    ]
    assert "account" not in {fact.kind for fact in card.needed}
    assert not card.call.verified
    assert card.ivr_note is IvrNote.NOT_APPLICABLE


def test_a_link_opens_nobody_and_the_agent_picks(running: RunningCore) -> None:
    wrap_up_a_call(running)
    pop("--from", NUMBER)
    card = running.card(lambda card: card.identity.status is IdentityStatus.CANDIDATES)
    assert card.identity.contact is None
    assert card.greeting is not None
    assert (card.greeting.kind, card.greeting.name) == (GreetingKind.WHO_IS_IT, None)
    (person,) = card.identity.candidates
    running.do(running.core.desk.pick_candidate(person.contact.id))
    picked = running.card(lambda card: card.identity.contact is not None)
    assert picked.identity.evidence[0].kind is EvidenceKind.PICKED_BY_AGENT
    assert picked.greeting is not None
    assert picked.greeting.name is None
    assert not picked.call.verified


def test_an_account_in_a_link_is_filed_under_nobody(running: RunningCore) -> None:
    pop("--from", NUMBER, "--name", "Somebody", "--given", "-", given="account=40027719")
    assert running.card(known).identity.contact is None
    running.do(running.core.desk.tell_call(CallStep.OVER))
    offered = running.until(WrapUpChanged, lambda event: event.wrap_up is not None).wrap_up
    assert offered is not None
    running.do(running.core.desk.save_wrap_up(offered))
    assert list(running.do(running.core.desk.look_up("40027719"))) == []
    (made,) = running.do(running.core.desk.look_up(NUMBER))
    assert (made.contact.name, made.contact.accounts) == (NUMBER, ())


def test_the_talk_counts_from_the_ring_and_a_call_not_taken_needs_no_wrap_up(
    running: RunningCore,
) -> None:
    pop("--from", NUMBER)
    ringing = running.card(known)
    running.do(running.core.desk.tell_call(CallStep.ANSWERED))
    talking = running.card(lambda card: card.call.state is AgentState.TALKING)
    assert talking.answered_at == ringing.rang_at
    pop("--from", "+442079460878")
    running.card(lambda card: card.call.caller.number == "+442079460878")
    running.do(running.core.desk.tell_call(CallStep.MISSED))
    running.until(CardChanged, lambda event: event.card is None)
    with pytest.raises(AgentAssistError, match=r"call\.none"):
        running.do(running.core.desk.tell_call(CallStep.OVER))


def test_a_second_start_asks_the_window_to_come_forward(running: RunningCore) -> None:
    assert hand_over.show_window()
    running.until(WindowRequested, lambda event: True)


def test_a_link_given_to_the_program_itself(running: RunningCore) -> None:
    running.do(running.core.open_link("agentassist:call?from=%2B442079460877"))
    assert running.card(known).call.caller.number == NUMBER
    with pytest.raises(AgentAssistError, match=r"link\.bad_field"):
        running.do(running.core.open_link("agentassist:call?from=x"))


def test_without_a_window_pop_says_so_and_starts_nothing(home: Path) -> None:
    done = pop("--from", NUMBER)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "is not running; open its window first" in done.stderr
    assert not user_paths().hand_over.exists()
    assert not hand_over.show_window()


def test_a_value_in_the_arguments_is_refused_and_not_repeated() -> None:
    done = pop("--from", NUMBER, "--given", "account=40027719")
    assert done.returncode == 2
    assert "standard input" in done.stderr
    assert "40027719" not in done.stderr


def test_another_person_of_this_computer_does_not_reach_the_window(
    running: RunningCore, tmp_path: Path
) -> None:
    other = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    command = [sys.executable, "-m", "agentassist", "pop", "--from", NUMBER]
    done = subprocess.run(command, env={**os.environ, **other}, capture_output=True, timeout=60)
    assert done.returncode == 1
    assert running.do(_no_call(running))


async def _no_call(running: RunningCore) -> bool:
    return running.core.desk._records.front is None


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_given_value_stands_in_no_command_line_and_no_log(
    running: RunningCore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    command = [sys.executable, "-m", "agentassist", "pop", "--from", NUMBER, "--given", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        line = Path(f"/proc/{process.pid}/cmdline").read_bytes()
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()
        _, said = process.communicate(b"account=40027719\npin=839201\n", timeout=60)
    assert process.returncode == 0
    running.card(known)
    for secret in (b"40027719", b"839201"):
        assert secret not in line + environment + said
        assert secret.decode() not in caplog.text


def test_handing_over_needs_no_qt() -> None:
    """Neither for a program nor for a link that a running window takes."""
    mine = "ui.entry, ui.link_command, ui.window_command, agentassist.cli.pop"
    program = f"import sys, {mine}, agentassist.telephony.url.client; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    loaded = done.stdout.split()
    assert "agentassist.telephony.url.client" in loaded
    heavy = {"PySide6", "asyncio", "phonenumbers", "sqlcipher3", "msgspec", "httpx"}
    assert heavy & set(loaded) == set()
