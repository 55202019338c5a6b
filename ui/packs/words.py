"""Plain words for what a coaching pack is, wants and does."""

from collections.abc import Iterable

from PySide6.QtCore import QLocale

from agentassist.domain.cue_tally import CueTally
from agentassist.ports.packs import PackCard, PackSeal, PythonPart
from ui.errors import error_texts
from ui.i18n import count_text, plural, tr


def title_of(card: PackCard) -> str:
    return card.title or card.id


def seal_words(card: PackCard) -> tuple[str, str, str]:
    """Icon, tone and words: why its bytes are believed, or why not."""
    match card.seal:
        case PackSeal.SHIPPED:
            return "circle-check", "given", tr("Came with the program, unchanged")
        case PackSeal.SIGNED:
            words = tr("Signed by {signer}", signer=card.signer)
            if card.expires is not None:
                until = tr("until {day}", day=card.expires.isoformat())
                words = f"{words} · {until}"
            return "circle-check", "given", words
        case PackSeal.UNKNOWN:
            words = tr("Signed by {name}, whom nobody here trusts yet", name=card.publisher)
            return "circle-alert", "need", words
        case PackSeal.UNSIGNED:
            words = tr("Not signed: runs only because this is an author’s computer")
            return "triangle-alert", "late", words
    problem = card.problem
    told = error_texts(problem.code, problem.params).whole if problem is not None else ""
    return "circle-alert", "late", tr("Left out. {why}", why=told)


def language_text(code: str) -> str:
    """German, as the agent's own language calls it."""
    known = {
        "en": tr("English"),
        "de": tr("German"),
        "es": tr("Spanish"),
        "fr": tr("French"),
    }
    return known.get(code) or QLocale.languageToString(QLocale(code).language())


def want_text(key: str) -> str:
    """What a pack looks at; a key without words of its own stands as it is."""
    return {
        "draft": tr("what you write under Wording"),
        "agent_utterance": tr("your side of a transcript, if there is one"),
        "caller_utterance": tr("the caller's side of it"),
        "notes": tr("your notes"),
        "given": tr("what callers gave, masked"),
        "intent": tr("why they call"),
        "verified": tr("whether they are verified"),
        "first_name": tr("their first name"),
        "mood": tr("the mood you marked"),
        "fault": tr("whose fault you said it is"),
        "elapsed": tr("how long you talk"),
        "clock": tr("how long you talk"),
        "wait": tr("how long they waited"),
        "transfers": tr("how often they were passed on"),
        "apologies_on_file": tr("apologies on record"),
        "open_contacts": tr("contacts still open"),
        "overdue_promise": tr("promises that are overdue"),
        "recognition": tr("facts worth a thank-you"),
        "refused": tr("what they refused"),
        "said": tr("a transcript, if there is one"),
        "utterance": tr("a transcript, if there is one"),
        "transcript": tr("a transcript, if there is one"),
    }.get(key, key)


def wants_text(card: PackCard) -> str:
    """One sentence: what data it asks for."""
    if not card.wants:
        return tr("Looks at nothing but that there is a call.")
    return tr("Looks at: {things}.", things=", ".join(want_text(key) for key in card.wants))


def python_words(card: PackCard) -> tuple[str, str, str] | None:
    """Icon, tone and words about the part in Python; None without one."""
    return {
        PythonPart.NONE: None,
        PythonPart.RUNS: (
            "info",
            "soft",
            tr("Has a part in Python. It runs apart, and sees only what stands above."),
        ),
        PythonPart.NOT_ALLOWED: (
            "lock",
            "faint",
            tr("Has a part in Python, which your organisation does not let run here."),
        ),
        PythonPart.SENT_OFF: (
            "circle-alert",
            "need",
            tr("Its part in Python failed three times and rests. Off and on: another try."),
        ),
    }[card.python]


def about_text(card: PackCard) -> str:
    """English · 12 rules · version 1.0.0 · by Team North."""
    if card.seal is PackSeal.REFUSED:
        return card.id
    rules = (
        plural("{n} rule", "{n} rules", len(card.rules)) if card.rules else tr("rules in Python")
    )
    version = tr("version {number}", number=card.version)
    by = tr("by {publisher}", publisher=card.publisher)
    return " · ".join((language_text(card.language), rules, version, by))


def tally_text(tally: CueTally | None) -> str:
    """How the cues of a rule were taken."""
    if tally is None or not tally.shown:
        return tr("not shown yet")
    parts = [tr("shown {count}", count=count_text(tally.shown))]
    if tally.dismissed:
        rate = round(100 * (tally.override_rate or 0))
        parts.append(
            tr("put away {count} ({rate} %)", count=count_text(tally.dismissed), rate=rate)
        )
    if tally.used:
        parts.append(tr("used {count}", count=count_text(tally.used)))
    return " · ".join(parts)


def whole_tally(card: PackCard, tallies: Iterable[CueTally]) -> CueTally | None:
    """Those of all rules of a pack together."""
    own = [one for one in tallies if one.pack == card.id]
    if not own:
        return None
    return CueTally(
        card.id,
        own[0].rule,
        sum(one.shown for one in own),
        sum(one.dismissed for one in own),
        sum(one.used for one in own),
    )
