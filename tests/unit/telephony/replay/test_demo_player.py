"""The demo's phone system, driven step by step with a raw client connected."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from agentassist.ports.demo import DemoPlayback, DemoState, DemoStep
from agentassist.telephony.replay.demo import load_demo_calls, renumbered
from agentassist.telephony.replay.player import DemoPlayer

SAMPLES = Path(__file__).parents[4] / "resources/samples"
CALLS = load_demo_calls(SAMPLES)


def play(
    connect,
    scenario: Callable[..., Awaitable[None]],
    calls=CALLS,
    speed: float = 0,
    follow: str = "101",
) -> list[DemoState]:
    """Run the scenario with (player, client, texts of messages so far); return all states."""
    states: list[DemoState] = []

    async def main() -> None:
        player = DemoPlayer(
            calls,
            user="bridge",
            secret="s",
            follow=AgentId(follow),
            speed=speed,
            on_change=states.append,
        )
        await player.start()
        runner = asyncio.create_task(player.run())
        async with connect(player.port) as client:
            await asyncio.wait_for(scenario(player, client), 20)
        runner.cancel()
        with pytest.raises(asyncio.CancelledError):
            await runner

    asyncio.run(main())
    return states


async def until(client, pattern: str) -> list[str]:
    """Messages up to the first that matches; as the player answers, a Ping ends the wait."""
    messages = []
    while True:
        messages.append(await client.message())
        if re.search(pattern, messages[-1]):
            return messages


async def so_far(client) -> list[str]:
    """Everything that had been sent when the Ping was answered."""
    client.send("Action: Ping\nActionID: mark\n\n")
    return (await until(client, "ActionID: mark"))[:-1]


def names(messages: list[str]) -> list[str]:
    return [message.split("\r\n")[0].removeprefix("Event: ") for message in messages]


def test_the_first_call_waits_at_each_step(connect) -> None:
    async def scenario(player, client) -> None:
        assert isinstance(player, DemoPlayback)
        assert player.next_step is DemoStep.RING
        typed = await until(client, "Event: QueueCallerJoin")
        assert "DialBegin" not in names(typed)
        assert await so_far(client) == []
        expected = [
            (DemoStep.RING, "DialBegin"),
            (DemoStep.ANSWER, "AgentConnect"),
            (DemoStep.HOLD, "Hold"),
            (DemoStep.RESUME, "Unhold"),
            (DemoStep.HANG_UP, "Hangup"),
        ]
        for step, event in expected:
            assert player.next_step is step
            await player.advance()
            assert event in names(await so_far(client))
        assert player.state.finished
        assert player.next_step is None

    states = play(connect, scenario)
    assert states[-1].done[-1] is DemoStep.HANG_UP
    assert states[0].connected


def test_the_bytes_of_a_call_are_the_recorded_ones(connect) -> None:
    async def scenario(player, client) -> None:
        await player.play_call()
        await so_far(client)
        recorded = b"".join(event.raw for event in player.calls[0].recording.events)
        assert recorded in client.received

    play(connect, scenario)


def test_colleagues_play_by_themselves_and_the_next_call_follows(connect) -> None:
    transfer = next(call for call in CALLS if call.key == "petrov-transfer")

    async def scenario(player, client) -> None:
        for _ in range(3):
            await player.advance()
        assert player.state.done[-1] is DemoStep.TRANSFER
        await until(client, "Event: Hangup\r\n(?s:.*)Channel: PJSIP/102-")
        await player.next_call()
        await until(client, "Event: QueueCallerJoin")
        assert player.state.index == 1
        assert client.writer.is_closing() is False

    play(connect, scenario, calls=(transfer, CALLS[0]))


def test_followed_from_the_colleagues_side(connect) -> None:
    consult = next(call for call in CALLS if call.key == "okafor-consult")

    async def scenario(player, client) -> None:
        steps = []
        while not player.state.finished:
            steps.append(player.next_step)
            await player.advance()
        assert steps == ["ring", "answer", "transfer", "hang_up"]

    play(connect, scenario, calls=(consult,), follow="102")


@pytest.mark.parametrize("steps", range(5))
def test_a_call_left_in_the_middle_is_hung_up(connect, steps: int) -> None:
    async def scenario(player, client) -> None:
        await until(client, "Event: QueueCallerJoin")
        for _ in range(steps):
            await player.advance()
        await player.next_call()
        await until(client, "Channel: PJSIP/trunk-00000002\r\n(?s:.*)Cause: 16")
        channels = await client.ask_list("Action: CoreShowChannels")
        assert not any("1795289950" in text for text in channels)

    play(connect, scenario)


def test_a_phone_left_ringing_was_never_answered(connect) -> None:
    async def scenario(player, client) -> None:
        await player.advance()
        await player.next_call()
        messages = await until(client, "Event: Hangup(?s:.*)Channel: PJSIP/101-00000003")
        assert "ChannelStateDesc: Ringing" in messages[-1]
        assert "ChannelState: 5" in messages[-1]

    play(connect, scenario)


def test_by_itself_it_keeps_the_recorded_pauses_but_for_the_typing(connect) -> None:
    async def scenario(player, client) -> None:
        started = time.monotonic()
        await player.play_call()
        # 8.8 of 16.6 recorded seconds are typing; of these 0.6 remain
        assert 0.45 < time.monotonic() - started < 3.0

    play(connect, scenario, calls=CALLS[:1], speed=20)


def test_started_again_the_ids_are_new(connect) -> None:
    async def scenario(player, client) -> None:
        await player.play_call()
        first = await so_far(client)
        await player.restart()
        await player.play_call()
        second = await so_far(client)
        assert len(first) == len(second)
        ids = [
            set(re.findall(r"(?:Uniqueid|Linkedid): (\d+\.\d+)", "".join(x)))
            for x in (first, second)
        ]
        assert len(ids[0]) == len(ids[1]) == 2
        assert not ids[0] & ids[1]

    play(connect, scenario, calls=CALLS[:1])


def test_every_id_of_a_transfer_is_renumbered() -> None:
    consult = next(call for call in CALLS if call.key == "okafor-consult")
    for event in consult.recording.events:
        later = renumbered(event, 1)
        assert b": 1795290" not in b"\n".join(
            line for line in later.raw.split(b"\r\n") if not line.startswith(b"Timestamp")
        )
        assert len(later.raw) == len(event.raw)
        assert renumbered(event, 0) is event


def test_auto_runs_through_every_call_and_stops_at_the_last(connect) -> None:
    async def scenario(player, client) -> None:
        await player.set_auto(True)
        while not (player.state.finished and player.state.index == len(CALLS) - 1):  # noqa: ASYNC110
            await asyncio.sleep(0)
        messages = await so_far(client)
        hung_up = [m for m in messages if m.startswith("Event: Hangup")]
        born = [m for m in messages if m.startswith("Event: Newchannel")]
        assert len(hung_up) == len(born)
        assert await client.ask_list("Action: CoreShowChannels") == []

    play(connect, scenario)


def test_a_client_that_comes_back_in_mid_call_can_ask(connect) -> None:
    async def scenario(player, client) -> None:
        await player.advance()
        async with connect(player.port) as second:
            channels = await second.ask_list("Action: CoreShowChannels")
            assert any("ChannelStateDesc: Ringing" in text for text in channels)

    play(connect, scenario)


def test_nothing_is_played_before_somebody_listens(connect) -> None:
    async def main() -> None:
        player = DemoPlayer(CALLS, user="bridge", secret="s", follow=AgentId("101"), speed=0)
        await player.start()
        runner = asyncio.create_task(player.run())
        advancing = asyncio.create_task(player.advance())
        for _ in range(20):
            await asyncio.sleep(0)
        assert not advancing.done()
        assert not player.state.connected
        async with connect(player.port) as client:
            await advancing
            messages = await so_far(client)
            assert names(messages)[0] == "Newchannel"
        runner.cancel()
        with pytest.raises(asyncio.CancelledError):
            await runner

    asyncio.run(main())


def test_a_call_without_the_followed_agent_plays_by_itself(connect) -> None:
    async def scenario(player, client) -> None:
        assert player.next_step is None
        await until(client, "Channel: PJSIP/trunk-00000002\r\n(?s:.*)Cause: 16")
        assert player.state.done == ()

    play(connect, scenario, follow="102")


def test_the_samples_tell_who_calls() -> None:
    assert CALLS[0].caller == "+442079460123"
    assert [call.caller for call in CALLS if call.key == "withheld"] == [None]
    assert len({call.key for call in CALLS}) == len(CALLS) == 7
    for call in CALLS:
        assert len(call.shows) < 100
        if call.caller:
            assert call.recording.events[0].fields.get("CallerIDNum") == call.caller


@pytest.mark.parametrize(
    ("text", "params"),
    [("[[call]]\nkey = 'x'\n", {"key": "title"}), ("[[call", {}), ("x = 1", {"key": "call"})],
)
def test_a_damaged_list_of_calls_names_the_file(tmp_path: Path, text: str, params) -> None:
    (tmp_path / "calls.toml").write_text(text)
    with pytest.raises(AgentAssistError) as caught:
        load_demo_calls(tmp_path)
    assert caught.value.code == "demo.unreadable"
    assert str(tmp_path / "calls.toml") == caught.value.params["file"]
    assert params.items() <= caught.value.params.items()
