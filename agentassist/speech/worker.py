"""The process that speaks: `python -I -m agentassist.speech.worker`, `--speech-worker` in a bundle.

JSON lines in: an order to say a text, or {"stop": n}. Lines out: {"ready": true, ...} with the
voices, or {"ready": false, "trouble": ...}; then {"id": n, "event": ...}. It ends when the program
closes the pipe, and keeps and writes nothing.
"""

import json
import os
import queue
import sys
import threading
from typing import Any, BinaryIO

from agentassist.speech import espeak
from agentassist.speech.engine import FAULT, Engine, Order, Told

_LONGEST_LINE = 64 * 1024
_ALL = sys.maxsize


class _Pipe:
    """Orders on what was stdin, events on what was stdout; prints go to stderr from now on."""

    def __init__(self) -> None:
        self.orders: BinaryIO = os.fdopen(os.dup(0), "rb")
        self._events: BinaryIO = os.fdopen(os.dup(1), "wb")
        self._guard = threading.Lock()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)

    def say(self, event: dict[str, Any]) -> None:
        with self._guard:
            self._events.write(json.dumps(event).encode() + b"\n")
            self._events.flush()

    def told(self, number: int, event: str) -> None:
        self.say({"id": number, "event": event})


def main() -> int:
    """Speaks until the program has gone."""
    _no_traces()
    pipe = _Pipe()
    try:
        engine = _engine(pipe.told)
    except Exception as fault:  # noqa: BLE001 - the boundary to drivers of all kinds
        pipe.say({"ready": False, "trouble": "no_engine", "fault": type(fault).__name__})
        return 0
    if engine is None:
        pipe.say({"ready": False, "trouble": "no_engine"})
        return 0
    voices = [[voice.name, *voice.languages] for voice in engine.voices()]
    pipe.say({"ready": True, "stops": engine.stops, "voices": voices})
    _serve(pipe, engine)
    return 0


def _no_traces() -> None:
    """What is said is in this process's memory: a core dump would put it on the disk."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _engine(told: Told) -> Engine | None:
    if sys.platform == "linux":
        found = espeak.program()
        return espeak.Espeak(found, told) if found else None
    from agentassist.speech.system_voices import SystemVoices

    return SystemVoices(told)


def _serve(pipe: _Pipe, engine: Engine) -> None:
    """Lines are read beside the engine, whose `say` may take as long as the text."""
    orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(pipe, engine, orders), daemon=True)
    reader.start()
    while (order := orders.get()) is not None:
        try:
            engine.say(order)
        except Exception:  # noqa: BLE001 - the boundary to drivers; their texts may quote the text
            pipe.told(order.id, FAULT)


def _read(pipe: _Pipe, engine: Engine, orders: "queue.SimpleQueue[Order | None]") -> None:
    while line := pipe.orders.readline(_LONGEST_LINE):
        asked = json.loads(line)
        if "stop" in asked:
            engine.stop(asked["stop"])
        else:
            orders.put(Order(**asked))
    engine.stop(_ALL)
    os._exit(0)  # the program has gone: nobody listens any more


if __name__ == "__main__":
    sys.exit(main())
