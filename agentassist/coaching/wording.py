"""Wordings with slots, filled from what is known for sure; what can't be filled is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

from agentassist.coaching.folding import words
from agentassist.domain.coaching import CallMoment
from agentassist.domain.ivr import ACCOUNT, FactSource, GivenFact
from agentassist.domain.sealed import DOTS, redact_cards
from agentassist.domain.utterance import Speaker, Talk

SLOTS = frozenset(
    {
        "first_name",
        "account_mask",
        "mask",
        "topic",
        "given_at",
        "source",
        "transfers",
        "apologies_on_file",
        "recognition",
        "notes",
        "heard",
    }
)
FOR_THE_EYES = frozenset({"apologies_on_file"})
_SOURCES = {
    "en": ("from the IVR", "from earlier in this call", "from the hand-off", "to you", "on file"),
    "de": ("aus der IVR", "früher im Gespräch", "aus der Übergabe", "an Sie", "aus der Akte"),
    "es": ("del IVR", "antes en la llamada", "del traspaso", "a usted", "de la ficha"),
    "fr": ("du SVI", "plus tôt dans l'appel", "du transfert", "à vous", "du dossier"),
}
_KINDS = (
    (FactSource.IVR,),
    (FactSource.EARLIER_LEG,),
    (FactSource.HAND_OFF,),
    (FactSource.AGENT,),
    (FactSource.CRM, FactSource.LINK),
)
NOT_SAID = "-"
_TURNS_BACK = 8
_FEWEST_BACK = 4  # words
NOTES_SHOWN = 16  # words of the notes in a play-back line


@dataclass(frozen=True, slots=True)
class SlotValues:
    """What slots stand for at one moment. `turns` maps the first word of a note to speech.

    `says_back` turns what the caller said of themselves.
    """

    moment: CallMoment
    fact: GivenFact | None = None
    turns: Mapping[str, str] = field(default_factory=dict)
    says_back: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"

    def fill(self, template: str, *, to_say: bool = False) -> str | None:
        """The text with all slots filled, or None when one has no value.

        `to_say`: for the caller's ears. What is only to be known has no value then.
        """
        text = ""
        for literal, slot, _, _ in Formatter().parse(template):
            unsaid = to_say and slot in FOR_THE_EYES
            value = (None if unsaid else self._value(slot)) if slot else ""
            if value is None:
                return None
            text += literal + value
        return text

    def _value(self, slot: str) -> str | None:
        moment = self.moment
        fact = self.fact
        if slot == "first_name":
            return moment.first_name or None
        if slot == "account_mask":
            return _mask_of(
                next((f for f in reversed(moment.given) if f.kind == ACCOUNT and f.usable), None)
            )
        if slot == "mask":
            return _mask_of(fact)
        if slot == "given_at":
            return fact.at.astimezone().strftime("%H:%M") if fact and fact.at else None
        if slot == "source":
            return _source(fact, self.language) if fact else None
        if slot == "topic":
            return moment.intent.replace("_", " ") if moment.intent else None
        if slot == "recognition":
            return moment.recognition or None
        if slot == "notes":
            return play_back(moment.notes, self.turns) or None
        if slot == "heard":
            return say_back(moment.talk, self.says_back) or None
        return str(moment.transfers if slot == "transfers" else moment.apologies_on_file)


def _source(fact: GivenFact, language: str) -> str:
    place = next(number for number, kinds in enumerate(_KINDS) if fact.source in kinds)
    return _SOURCES.get(language, _SOURCES["en"])[place]


def slots_of(template: str) -> frozenset[str]:
    """The slots a template names. Raises ValueError for braces that are not a plain slot."""
    found = set()
    for _, slot, form, conversion in Formatter().parse(template):
        if slot is None:
            continue
        if form or conversion or slot not in SLOTS:
            raise ValueError(slot)
        found.add(slot)
    return frozenset(found)


def play_back(notes: str, turns: Mapping[str, str]) -> str:
    """The agent's own note as something to say back, or '' when there is nothing to say.

    The first clauses, 16 words at most, 'wants' turned into 'you want'; long numbers are hidden:
    a note read out loud must not give an account away.
    """
    spoken: list[str] = []
    used = 0
    for clause in _clauses(redact_cards(notes)):
        count = len(clause.split())
        if used and used + count > NOTES_SHOWN:
            break
        spoken.append(_turned(" ".join(clause.split()[:NOTES_SHOWN]), turns))
        used += count
    return ", ".join(part for part in spoken if part)


def _clauses(notes: str) -> list[str]:
    for mark in (";", "\n", ". ", " - "):
        notes = notes.replace(mark, ",")
    return [part for clause in notes.split(",") if (part := clause.strip(" .!?-"))]


def _turned(clause: str, turns: Mapping[str, str]) -> str:
    text = ""
    done = 0
    for number, (begin, end) in enumerate(words(clause)):
        word = clause[begin:end]
        if word.isdecimal() and len(word) > 6:
            turned = f"{DOTS} {word[-4:]}"
        else:
            # A verb is turned at the head of a clause only, a "his" wherever it stands ("~his").
            lower = word.lower()
            turned = turns.get(f"~{lower}") or (turns.get(lower) if number == 0 else None) or word
        text += clause[done:begin] + turned
        done = end
    return text + clause[done:]


def say_back(talk: Talk, turns: Mapping[str, str]) -> str:
    """The longest sentence in which the caller told of themselves, turned, or ''.

    `turns` has words and pairs of words. It must begin with one of them, and none may be turned
    into `NOT_SAID`: what can't be turned for sure is better not said back.
    """
    if not turns:
        return ""
    best = ""
    for said in talk.of(Speaker.CALLER)[:_TURNS_BACK]:
        for sentence in _sentences(said.text):
            turned = _second_person(sentence, turns)
            if turned is not None and len(turned) > len(best):
                best = turned
    return best


def _sentences(text: str) -> list[str]:
    for mark in ("!", "\n", ";"):
        text = text.replace(mark, ".")
    return [one.strip() for one in text.split(".") if "?" not in one and one.strip()]


def _second_person(sentence: str, turns: Mapping[str, str]) -> str | None:
    said = sentence.split()
    if not _FEWEST_BACK <= len(said) <= NOTES_SHOWN or any(map(str.isdecimal, sentence)):
        return None
    cores = [word.strip(',:"()').lower().replace("’", "'") for word in said]
    turned: list[str] = []
    place = 0
    while place < len(said):
        pair = turns.get(" ".join(cores[place : place + 2]))
        one = pair or turns.get(cores[place])
        if one == NOT_SAID or (place == 0 and one is None):
            return None
        last = said[place + 1] if pair and place + 1 < len(said) else said[place]
        turned.append(last if one is None else one + "," * last.endswith(","))
        place += 2 if pair else 1
    return " ".join(turned)


def _mask_of(fact: GivenFact | None) -> str | None:
    return fact.mask if fact else None
