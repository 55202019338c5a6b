"""All that a Python coaching plugin may import: the standard library is all it is made of.

    from agentassist import sdk

    def coach(moment: sdk.Moment) -> list[sdk.Cue]:
        if "refund" in moment.notes and moment.elapsed > 300:
            return [sdk.Cue("refund-limit", "Say what a refund takes, and by when")]
        return []

    sdk.serve(cues=coach)

A plugin runs in a process of its own, gets what its pack.toml asks for in `wants`, with card and
other long numbers taken out, and has 150 ms for each answer.
"""

from agentassist.sdk.moment import Cue, Finding, Given, Moment, Said
from agentassist.sdk.serving import serve

__all__ = ["VERSION", "Cue", "Finding", "Given", "Moment", "Said", "serve"]

VERSION = "1.1"
