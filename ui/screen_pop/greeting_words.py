"""The sentence to open with, made from a Greeting: verified facts only."""

from datetime import datetime

from agentassist.domain.screen_pop import Greeting, GreetingKind
from ui.i18n import tr
from ui.words import topic_text


def greeting_text(greeting: Greeting, now: datetime) -> str:
    """The sentence to open with, in quotation marks. Facts only: see `domain.greeting`."""
    opening, question = _greeting_parts(greeting, _time_of_day(now))
    parts = [opening]
    missed = greeting.kind is GreetingKind.NAMED_MISSED_PROMISE
    if not missed and greeting.kind is not GreetingKind.COLLEAGUE:
        if greeting.long_wait:
            parts.append(tr("Thank you for your patience."))
        if greeting.transferred:
            parts.append(tr("I can see what you already told us."))
    if question:
        parts.append(question)
    return tr("“{words}”", words=" ".join(parts))


def _greeting_parts(greeting: Greeting, hello: str) -> tuple[str, str]:
    """The opening and the question; between them is room for thanks."""
    name, topic = greeting.name or "", _about(greeting.topic) if greeting.topic else ""
    match greeting.kind:
        case GreetingKind.NAMED_WITH_TOPIC:
            opening = tr("Hi {name}, I have your account here.", name=name)
            return opening, tr("You're calling about {topic}?", topic=topic)
        case GreetingKind.NAMED:
            opening = tr("Hi {name}, I have your account here.", name=name)
            return opening, tr("How can I help?")
        case GreetingKind.NAMED_MISSED_PROMISE:
            promise = (greeting.promise or "").rstrip(".")
            words = tr(
                "Hi {name}, I have your account here. I can see what we promised you: {promise}. "
                "I'm sorry we missed it.",
                name=name,
                promise=_inside_a_sentence(promise),
            )
            return words, ""
        case GreetingKind.TOPIC_ONLY:
            question = tr("You're calling about {topic}?", topic=topic)
            if greeting.asks_who:
                question = tr("You're calling about {topic}? Who am I speaking to?", topic=topic)
            return tr("{hello}.", hello=hello), question
        case GreetingKind.WHO_IS_IT if not greeting.asks_who:
            return tr("{hello}.", hello=hello), tr("How can I help?")
        case GreetingKind.WHO_IS_IT:
            if greeting.long_wait or greeting.transferred:
                return tr("{hello}.", hello=hello), tr("Who am I speaking to?")
            return tr("{hello}, who am I speaking to?", hello=hello), ""
        case GreetingKind.COLLEAGUE:
            first = name.split(" ")[0]
            if first:
                return tr("Hi {name}, what do you need?", name=first), ""
            return tr("Hi, what do you need?"), ""


def _about(topic: str) -> str:
    """The topic as one says it to the person it belongs to: 'your contract', not 'contract'."""
    known = {
        "account": tr("your account"),
        "contract": tr("your contract"),
        "delivery": tr("your delivery"),
        "order": tr("your order"),
        "orders": tr("your order"),
    }
    return known.get(topic.lower()) or topic_text(topic)


def _inside_a_sentence(text: str) -> str:
    """'Call back about it' -> 'call back about it'; names and abbreviations keep their capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() and " " in text else text


def _time_of_day(now: datetime) -> str:
    hour = now.astimezone().hour
    if hour < 12:
        return tr("Good morning")
    return tr("Good afternoon") if hour < 18 else tr("Good evening")
