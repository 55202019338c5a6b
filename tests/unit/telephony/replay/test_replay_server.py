"""The replay server over a real socket, asked by a client that knows bytes only."""

import asyncio
import hashlib
import time

import pytest

from agentassist.telephony.replay.server import ReplayServer


def everything(recording) -> bytes:
    return b"".join(event.raw for event in recording.events)


async def read_exactly(client, count: int) -> bytes:
    return await asyncio.wait_for(client.reader.readexactly(count), 10)


def test_the_client_gets_the_recorded_bytes(sample, connect) -> None:
    recording = sample("01b")

    async def scenario() -> bytes:
        async with ReplayServer([recording], speed=0) as server, connect(server.port) as client:
            return await read_exactly(client, len(everything(recording)))

    assert asyncio.run(scenario()) == everything(recording)


@pytest.mark.parametrize("chunk", [1, 7])
def test_pieces_of_any_size_add_up(sample, connect, chunk: int) -> None:
    recording = sample("03")

    async def scenario() -> bytes:
        async with (
            ReplayServer([recording], speed=0, chunk=chunk) as server,
            connect(server.port) as client,
        ):
            return await read_exactly(client, len(everything(recording)))

    assert asyncio.run(scenario()) == everything(recording)


def test_it_keeps_the_recorded_pace(sample, connect) -> None:
    recording = sample("03")

    async def scenario() -> float:
        async with ReplayServer([recording], speed=40) as server, connect(server.port) as client:
            started = time.monotonic()
            await read_exactly(client, len(everything(recording)))
            return time.monotonic() - started

    # 11.35 recorded seconds at 40 times the speed
    assert 0.27 <= asyncio.run(scenario()) < 3.0


def test_nothing_before_the_login_and_nothing_that_changes(sample, connect) -> None:
    async def scenario() -> None:
        async with ReplayServer([sample("03")], speed=0) as server:
            async with connect(server.port, login=False) as client:
                assert "Permission denied" in await client.ask("Action: CoreShowChannels")
            async with connect(server.port) as client:
                for name in ("Hangup", "Originate", "Setvar", "BridgeKick", "Redirect"):
                    assert "Permission denied" in await client.ask(f"Action: {name}\nChannel: x")
                assert "Pong" in await client.ask("Action: Ping")
                assert "Invalid/unknown command" in await client.ask("Action: Dance")
        assert server.refused_actions.count("originate") == 1

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("secret", "md5", "accepted"),
    [
        ("right", False, True),
        ("wrong", False, False),
        ("right", True, True),
        ("wrong", True, False),
    ],
)
def test_login_plain_and_by_challenge(sample, connect, secret, md5, accepted) -> None:
    async def scenario() -> None:
        async with (
            ReplayServer(
                [sample("03")], user="bridge", secret="right", refusal_delay=0, speed=0
            ) as server,
            connect(server.port, login=False) as client,
        ):
            if md5:
                reply = await client.ask("Action: Challenge\nAuthType: MD5")
                challenge = reply.split("Challenge: ")[1].split("\r\n")[0]
                key = hashlib.md5((challenge + secret).encode()).hexdigest()
                login = f"AuthType: MD5\nUsername: bridge\nKey: {key}"
            else:
                login = f"Username: bridge\nSecret: {secret}"
            reply = await client.ask(f"Action: Login\n{login}")
            assert ("Authentication accepted" in reply) is accepted
            assert ("Authentication failed" in reply) is not accepted
            if not accepted:
                assert await client.rest() == b""

    asyncio.run(scenario())


def test_an_md5_key_without_a_challenge_is_refused(sample, connect) -> None:
    async def scenario() -> None:
        key = hashlib.md5(b"right").hexdigest()
        async with (
            ReplayServer([sample("03")], secret="right", refusal_delay=0) as server,
            connect(server.port, login=False) as client,
        ):
            reply = await client.ask(f"Action: Login\nAuthType: MD5\nUsername: b\nKey: {key}")
            assert "Authentication failed" in reply

    asyncio.run(scenario())


def test_refuse_everybody_after_the_delay_of_asterisk(sample, connect) -> None:
    async def scenario() -> float:
        async with (
            ReplayServer([sample("03")], refuse=True, refusal_delay=0.2) as server,
            connect(server.port, login=False) as client,
        ):
            started = time.monotonic()
            await client.ask("Action: Login\nUsername: a\nSecret: b")
            return time.monotonic() - started

    assert asyncio.run(scenario()) >= 0.2


def test_coming_in_mid_call_the_client_can_ask(sample, connect) -> None:
    async def scenario() -> None:
        async with (
            ReplayServer([sample("06c")], start_at=9.0, speed=1) as server,
            connect(server.port) as client,
        ):
            channels = await client.ask_list("Action: CoreShowChannels")
            agent = next(text for text in channels if "PJSIP/101-" in text)
            assert "ChannelStateDesc: Up" in agent
            assert "ChanVariable: IVR_ACCOUNT=40031155" in agent
            assert "BridgeId: \r\n" not in agent
            trunk = next(text for text in channels if "Channel: PJSIP/trunk" in text)
            assert "Duration: 00:00:08" in trunk
            status = await client.ask_list("Action: Status\nVariables: IVR_INTENT,IVR_NONE")
            assert all("Variable: IVR_INTENT=technical\r\n" in text for text in status)
            assert all("Variable: IVR_NONE=\r\n" in text for text in status)
            name = trunk.split("\r\nChannel: ")[1].split("\r\n")[0]
            reply = await client.ask(f"Action: Getvar\nChannel: {name}\nVariable: CALLERID(pres)")
            assert "Value: prohib_not_screened" in reply
            reply = await client.ask("Action: Getvar\nChannel: PJSIP/none\nVariable: X")
            assert "No such channel" in reply
            # nothing of the past comes as an event
            assert b"Event: Newchannel" not in client.received

    asyncio.run(scenario())


def test_a_caller_in_the_queue_is_told(sample, connect) -> None:
    async def scenario() -> None:
        async with (
            ReplayServer([sample("03")], start_at=9.0) as server,
            connect(server.port) as client,
        ):
            events = await client.ask_list("Action: QueueStatus")
            (entry,) = [text for text in events if "Event: QueueEntry" in text]
            assert "Position: 1" in entry
            assert "Uniqueid: 1795290374.0" in entry
            assert "Wait: 1" in entry

    asyncio.run(scenario())


def test_what_the_recorder_found_is_there_from_the_start(sample, connect) -> None:
    async def scenario() -> None:
        async with ReplayServer([sample("14")]) as server, connect(server.port) as client:
            channels = await client.ask_list("Action: CoreShowChannels")
            assert len(channels) == 4
            (ringing,) = [text for text in channels if "ChannelState: 5" in text]
            assert "Linkedid: 1795290160.11" in ringing
            members = await client.ask_list("Action: QueueStatus")
            assert any("Event: QueueMember" in text for text in members)

    asyncio.run(scenario())


def test_an_account_without_write_may_ask_nothing(sample, connect) -> None:
    async def scenario() -> None:
        async with (
            ReplayServer([sample("14")], queries=False) as server,
            connect(server.port) as client,
        ):
            assert "Permission denied" in await client.ask("Action: CoreShowChannels")
            assert "Pong" in await client.ask("Action: Ping")

    asyncio.run(scenario())


def test_events_off_keeps_the_state_and_sends_nothing(sample, connect) -> None:
    recording = sample("03")

    async def scenario() -> bytes:
        gate = asyncio.Event()

        async def wait(event) -> None:
            await gate.wait()

        async with (
            ReplayServer([recording], speed=0, step_gate=wait) as server,
            connect(server.port) as client,
        ):
            assert "Events: Off" in await client.ask("Action: Events\nEventMask: off")
            gate.set()
            await asyncio.wait_for(server.finished.wait(), 10)
            assert await client.ask_list("Action: CoreShowChannels") == []
            client.send("Action: Logoff\n\n")
            return await client.rest()

    assert asyncio.run(scenario()).startswith(b"Response: Goodbye")


def test_a_crash_an_outage_and_a_second_life(sample, connect) -> None:
    first, second = sample("10a-crash.part1"), sample("10a-crash.part2")

    async def scenario() -> None:
        async with ReplayServer([first, second], speed=0, down=0.3) as server:
            port = server.port
            async with connect(port) as client:
                assert await client.rest() == everything(first)
                with pytest.raises(ConnectionRefusedError):
                    await asyncio.open_connection("127.0.0.1", port)
            await asyncio.wait_for(server.listening.wait(), 10)
            async with connect(port) as client:
                got = await read_exactly(client, len(everything(second)))
            assert got == everything(second)
            assert server.connections == 2

    asyncio.run(scenario())


def test_drop_at_cuts_the_connection_in_mid_call(sample, connect) -> None:
    recording = sample("03")

    async def scenario() -> bytes:
        async with (
            ReplayServer([recording], speed=0, drop_at=8.0) as server,
            connect(server.port) as client,
        ):
            return await client.rest()

    got = asyncio.run(scenario())
    assert got == b"".join(event.raw for event in recording.events if event.second <= 8.0)
    assert b"DialBegin" in got
    assert b"Hangup" not in got


def test_each_event_sent_is_told_with_the_clock(sample, connect) -> None:
    recording = sample("01b")
    sent = []

    async def scenario() -> int:
        async with (
            ReplayServer([recording], speed=0, on_sent=sent.append) as server,
            connect(server.port) as client,
        ):
            await read_exactly(client, len(everything(recording)))
            return time.monotonic_ns()

    received = asyncio.run(scenario())
    assert [event.name for event in sent] == [event.name for event in recording.events]
    ring = next(event for event in sent if event.name == "DialBegin")
    assert ring.dest_unique_id == "1795289957.5"
    assert sent[0].ns <= ring.ns <= received


def test_a_gate_holds_each_event_back(sample, connect) -> None:
    recording = sample("01b")
    allowed = asyncio.Semaphore(0)

    async def scenario() -> None:
        async def gate(event) -> None:
            await allowed.acquire()

        async with (
            ReplayServer([recording], speed=0, step_gate=gate) as server,
            connect(server.port) as client,
        ):
            for event in recording.events[:5]:
                allowed.release()
                assert (await client.message()).encode() == event.raw
            assert "Pong" in await client.ask("Action: Ping")

    asyncio.run(scenario())


def test_loopback_only(sample) -> None:
    with pytest.raises(ValueError, match="loopback"):
        ReplayServer([sample("03")], host="0.0.0.0")
    with pytest.raises(ValueError, match="at least one"):
        ReplayServer([])


def test_an_endless_action_ends_the_connection(sample, connect) -> None:
    async def scenario() -> bytes:
        async with (
            ReplayServer([sample("03")], speed=0) as server,
            connect(server.port, login=False) as client,
        ):
            client.writer.write(b"Action: " + b"x" * 200_000)
            try:
                return await asyncio.wait_for(client.rest(), 10)
            except ConnectionResetError:
                return b""

    assert asyncio.run(scenario()) == b""


def test_a_line_break_in_an_answer_does_not_forge_a_line(sample, connect) -> None:
    async def scenario() -> str:
        async with ReplayServer([sample("03")], speed=0) as server, connect(server.port) as client:
            return await client.ask("Action: Dance\rEvent: Hangup")

    assert "\r\nEvent: Hangup" not in asyncio.run(scenario())
