"""Opening the place to practise: a part of the composition root, as bootstrap.py is."""

from agentassist.assets import resources
from agentassist.ports.clock import Clock
from agentassist.ports.practice import Practice


async def open_practice(clock: Clock) -> Practice:
    """Made-up articles and a call, in memory; whoever asked closes it."""
    from agentassist.samples.practice import SamplePractice

    return await SamplePractice.open(resources() / "samples" / "center" / "articles", clock)
