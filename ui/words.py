"""Words for the codes of the domain: topics, moods, channels, states. Shared by all panels."""

from agentassist.domain.call import AgentState
from agentassist.domain.interaction import Channel, Mood
from ui.i18n import tr


def topic_text(topic: str) -> str:
    """An intent code in words. What a site made up itself is shown readable as it is."""
    known = {
        "account": tr("account"),
        "billing": tr("billing"),
        "cancel": tr("cancelling"),
        "complaint": tr("a complaint"),
        "delivery": tr("delivery"),
        "dispute": tr("a disputed charge"),
        "fault": tr("a fault"),
        "order": tr("an order"),
        "orders": tr("orders"),
        "refund": tr("a refund"),
        "returns": tr("returns"),
        "sales": tr("sales"),
        "support": tr("support"),
        "tech": tr("technical help"),
        "technical": tr("technical help"),
    }
    return known.get(topic.lower()) or topic.replace("_", " ").replace("-", " ")


def sentence_start(text: str) -> str:
    """First letter upper case, the rest as it is: 'Billing', 'iPhone help' stays readable."""
    return text[:1].upper() + text[1:]


def mood_text(mood: Mood) -> str:
    return {
        Mood.ANGRY: tr("angry"),
        Mood.FRUSTRATED: tr("frustrated"),
        Mood.WORRIED: tr("worried"),
        Mood.NEUTRAL: tr("neutral"),
        Mood.RELIEVED: tr("relieved"),
        Mood.GRATEFUL: tr("grateful"),
    }[mood]


def channel_text(channel: Channel) -> str:
    return {
        Channel.PHONE: tr("Call"),
        Channel.MAIL: tr("Mail"),
        Channel.CHAT: tr("Chat"),
        Channel.MESSAGE: tr("Message"),
        Channel.SOCIAL: tr("Social"),
        Channel.VIDEO: tr("Video"),
        Channel.LETTER: tr("Letter"),
        Channel.STORE: tr("Store"),
        Channel.VISIT: tr("Visit"),
        Channel.WEB: tr("Web"),
        Channel.CALLBACK: tr("Call-back"),
        Channel.ORDER: tr("Order"),
        Channel.TICKET: tr("Ticket"),
        Channel.SURVEY: tr("Survey"),
        Channel.NOTE: tr("Note"),
    }[channel]


CHANNEL_ICONS = {
    Channel.PHONE: "phone",
    Channel.MAIL: "mail",
    Channel.CHAT: "message-circle",
    Channel.MESSAGE: "smartphone",
    Channel.SOCIAL: "at-sign",
    Channel.VIDEO: "video",
    Channel.LETTER: "file-text",
    Channel.STORE: "store",
    Channel.VISIT: "wrench",
    Channel.WEB: "globe",
    Channel.CALLBACK: "phone-outgoing",
    Channel.ORDER: "package",
    Channel.TICKET: "ticket",
    Channel.SURVEY: "star",
    Channel.NOTE: "sticky-note",
}


def state_text(state: AgentState) -> str:
    return {
        AgentState.DIALLING: tr("Dialling"),
        AgentState.RINGING: tr("Ringing"),
        AgentState.TALKING: tr("Talking"),
        AgentState.HELD: tr("On hold"),
        AgentState.WRAPPING: tr("After call"),
        AgentState.IDLE: tr("No call"),
    }[state]


# Tone and icon of each state: colour, shape and word all differ.
STATE_LOOKS = {
    AgentState.DIALLING: ("accent", "phone-outgoing"),
    AgentState.RINGING: ("accent", "phone-incoming"),
    AgentState.TALKING: ("given", "phone"),
    AgentState.HELD: ("hold", "pause"),
    AgentState.WRAPPING: ("hold", "pencil"),
    AgentState.IDLE: ("soft", "user"),
}


def fact_label(kind: str) -> str:
    """What a caller can give, by its kind."""
    known = {
        "account": tr("Account"),
        "menu": tr("Reason"),
        "article": tr("Read before"),
        "pin": tr("PIN"),
        "card": tr("Card"),
        "order": tr("Order"),
        "name": tr("Name"),
        "identity": tr("Who is it"),
        "caller": tr("Who is it"),
        "verification": tr("Verification"),
        "charge_date": tr("Charge date"),
        "date_of_birth": tr("Date of birth"),
        "postcode": tr("Postcode"),
        "phone": tr("Phone number"),
        "email": tr("E-mail"),
        "city": tr("City"),
        "company": tr("Company"),
        "last_payment": tr("Last payment"),
    }
    return known.get(kind) or sentence_start(kind.replace("_", " "))
