"""A voice for a test, gone when it is over."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from agentassist.speech.speaker import LocalSpeaker

Story = Callable[[LocalSpeaker], Coroutine[Any, Any, None]]


@pytest.fixture
def speaks() -> Callable[[Story], None]:
    """Plays a story with a speaker."""

    def play(story: Story) -> None:
        async def run() -> None:
            speaker = LocalSpeaker()
            try:
                await story(speaker)
            finally:
                await speaker.close()

        asyncio.run(asyncio.wait_for(run(), 60))

    return play
