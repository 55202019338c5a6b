"""`agentassist speech`: the voices of this computer, and a try whether they are heard."""

import argparse
import asyncio

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.speech import CODES
from agentassist.ports.speech import Manner, SpeechFailedError, Voice
from agentassist.speech import local_speaker

_SAMPLE = "This is agentassist. I can be heard."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--try", dest="sample", action="store_true", help="say a sentence, too")
    parser.add_argument("--language", default="", help="only voices of this one, such as de")
    parser.add_argument("--voice", default="", help="the voice to try, by its name")
    parser.add_argument("--device", default="", help="the output device to try (Linux)")


def run(args: argparse.Namespace) -> int:
    """Prints a line for each voice: its name, and its languages. Status 1 with the reason."""
    try:
        voices = asyncio.run(_voices(args))
    except SpeechFailedError as error:
        raise AgentAssistError(CODES[error.trouble]) from None
    for voice in voices:
        if not args.language or any(one.startswith(args.language) for one in voice.languages):
            print(f"{voice.name}\t{' '.join(voice.languages)}")
    return 0


async def _voices(args: argparse.Namespace) -> tuple[Voice, ...]:
    speaker = local_speaker()
    try:
        voices = await speaker.voices()
        if args.sample:
            language = args.language or "en"
            manner = Manner(language=language, voice=args.voice, device=args.device)
            await speaker.say(_SAMPLE, manner)
        return voices
    finally:
        await speaker.close()
