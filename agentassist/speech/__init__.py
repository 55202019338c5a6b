"""A voice for the agent, in a process of its own: `speaker.py` asks, `worker.py` speaks.

On Linux the worker runs espeak-ng and hands it the text through a pipe: the espeak driver of
pyttsx3 leaves spoken texts behind as files and can't be stopped. Windows and macOS speak through
pyttsx3's SAPI5 and NSSpeechSynthesizer drivers.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the worker loads this package, too, and has to be there soon
    from agentassist.ports.speech import Speaker


def local_speaker() -> "Speaker":
    """A voice. Nothing of it is loaded before somebody wants one."""
    from agentassist.speech.speaker import LocalSpeaker

    return LocalSpeaker()
