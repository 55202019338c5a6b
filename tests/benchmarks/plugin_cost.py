"""What a coaching plugin in its own process costs: an answer, and the end of one that hangs.

    python tests/benchmarks/plugin_cost.py [--questions 2000]

Beside it a process that answers without Python's JSON or any coaching: `cat`.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

from agentassist import assets
from agentassist.coaching.plugins.confinement import confined
from agentassist.coaching.plugins.process import PluginFailedError, PluginProcess

HANGS = b"from agentassist import sdk\ndef cues(m):\n    while True: pass\nsdk.serve(cues=cues)\n"
DRAFT = (
    "Thank you for waiting. I have changed the address and the parcel leaves us today. "
    "You have it by Friday 27 November, and I call you on Monday 30 November to hear whether "
    "everything is all right. Is there more?"
)


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await work()
    return (time.perf_counter() - begun) * 1000


def report(what: str, times: list[float]) -> None:
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    figures = f"p50 {statistics.median(ordered):7.2f}  p99 {p99:7.2f}  max {ordered[-1]:7.2f} ms"
    print(f"{what:38} {figures}")


async def answers(count: int) -> list[float]:
    main = assets.bundled_plugins() / "date-check" / "main.py"
    plugin = PluginProcess({"main.py": main.read_bytes()})
    await plugin.start()
    times = [await timed(lambda: plugin.ask({"state": "talking"}, DRAFT)) for _ in range(count)]
    await plugin.close()
    return times


async def echoes(count: int) -> list[float]:
    cat = await asyncio.create_subprocess_exec(
        "cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )

    async def echo() -> None:
        if cat.stdin is not None and cat.stdout is not None:
            cat.stdin.write(DRAFT.encode() + b"\n")
            await cat.stdout.readuntil()

    times = [await timed(echo) for _ in range(count)]
    if cat.stdin is not None:
        cat.stdin.close()
    await cat.wait()
    return times


async def starts(count: int) -> list[float]:
    times = []
    for _ in range(count):
        plugin = PluginProcess({"main.py": b"from agentassist import sdk\nsdk.serve()\n"})
        times.append(await timed(plugin.start))
        await plugin.close()
    return times


async def hangs(count: int) -> list[float]:
    """From the question to a plugin that is gone."""
    times = []
    for _ in range(count):
        plugin = PluginProcess({"main.py": HANGS})
        await plugin.start()

        async def to_the_end(plugin: PluginProcess = plugin) -> None:
            try:
                await plugin.ask({})
            except PluginFailedError:
                await plugin.close()

        times.append(await timed(to_the_end))
    return times


async def main() -> None:
    parser = argparse.ArgumentParser(description="what a coaching plugin costs")
    parser.add_argument("--questions", type=int, default=2000)
    count = parser.parse_args().questions
    print("bubblewrap:", "yes" if len(confined([])) > 1 else "not here")
    report("a draft of 200 characters, answered", await answers(count))
    report("beside it: cat", await echoes(count))
    report("a hang, from question to killed", await hangs(max(5, count // 100)))
    report("start of a plugin", await starts(max(5, count // 100)))


if __name__ == "__main__":
    asyncio.run(main())
