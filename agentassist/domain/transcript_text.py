"""A conversation that somebody copied out of a chat, or out of a transcript: text to turns."""

import re
from typing import Final

from agentassist.domain.utterance import LONGEST, Speaker

LONGEST_TEXT: Final = 40_000
MOST_TURNS: Final = 400
_AGENT: Final = (
    "agent me advisor adviser support representative rep operator assistant "
    "ich mitarbeiter mitarbeiterin berater beraterin agentin support-team "
    "agente asesor asesora yo conseiller conseillère moi"
)
_CALLER: Final = (
    "customer caller client visitor user guest kunde kundin anrufer anruferin besucher gast "
    "cliente usuario usuaria visitante appelant appelante visiteur cliente"
)
_SPEAKERS: Final = {
    **dict.fromkeys(_AGENT.split(), Speaker.AGENT),
    **dict.fromkeys(_CALLER.split(), Speaker.CALLER),
}
_LINE = re.compile(
    r"\s*(?:\[?\(?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]m)?\)?\]?\s*[-–,]?\s*)?"
    r"([^\W\d][^:\n]{0,39}?)\s*:(?:\s+(.*)|\s*$)",
    re.IGNORECASE,
)


def speaker_called(label: str) -> Speaker | None:
    """Whose turn a label names: `Agent`, `Kundin (Dana)`, `customer`."""
    word = label.partition("(")[0].strip().casefold()
    return _SPEAKERS.get(word)


def turns_in(text: str, otherwise: Speaker) -> tuple[tuple[Speaker, str], ...]:
    """The turns of a copied conversation. Lines that name nobody go on with the turn before.

    Without any name every line is a turn of `otherwise`. What is too long is cut.
    """
    lines = text[:LONGEST_TEXT].splitlines()
    named = any(_named(line) for line in lines)
    turns: list[tuple[Speaker, str]] = []
    for line in lines:
        found = _named(line)
        if found is not None:
            turns.append(found)
        elif line.strip() and named and turns:
            speaker, before = turns[-1]
            turns[-1] = (speaker, f"{before} {line.strip()}".strip())
        elif line.strip():
            turns.append((otherwise, line.strip()))
    said = [(speaker, words[:LONGEST]) for speaker, words in turns if words]
    return tuple(said[-MOST_TURNS:])


def _named(line: str) -> tuple[Speaker, str] | None:
    match = _LINE.match(line)
    speaker = speaker_called(match[1]) if match is not None else None
    if match is None or speaker is None:
        return None
    return speaker, (match[2] or "").strip()
