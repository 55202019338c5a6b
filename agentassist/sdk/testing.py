"""A plugin's own tests: ask its main.py questions without the program around it.

from agentassist.sdk.testing import Plugin

def test_refund():
    plugin = Plugin("main.py")
    assert plugin.cues(notes="refund", elapsed=400)[0].rule == "refund-limit"
"""

import runpy
from pathlib import Path
from typing import Any

from agentassist.sdk import serving
from agentassist.sdk.moment import Cue, Finding, Given, Moment


class Plugin:
    """`main` is a plugin's main.py; it runs here, in this process, without any limits."""

    def __init__(self, main: str | Path) -> None:
        self._cues: serving.Cues | None = None
        self._drafts: serving.Drafts | None = None
        serving.run_by(self)
        try:
            runpy.run_path(str(main), run_name="__main__")
        finally:
            serving.run_by(None)

    def serve(self, cues: serving.Cues | None, drafts: serving.Drafts | None) -> None:
        """Called by the plugin."""
        self._cues, self._drafts = cues, drafts

    def cues(self, *, given: tuple[Given, ...] = (), **moment: Any) -> list[Cue]:
        """What it says of a call with these values; see sdk.Moment."""
        return list(self._cues(Moment(given=given, **moment))) if self._cues else []

    def findings(
        self, draft: str, *, given: tuple[Given, ...] = (), **moment: Any
    ) -> list[Finding]:
        return list(self._drafts(draft, Moment(given=given, **moment))) if self._drafts else []
