"""What the parts of an article are called."""

from agentassist.domain.knowledge import SectionKind
from ui.i18n import tr


def section_word(kind: SectionKind) -> str:
    return {
        SectionKind.SAY: tr("Say"),
        SectionKind.DO: tr("Do"),
        SectionKind.SEND: tr("Send"),
        SectionKind.INTERNAL: tr("Internal"),
    }[kind]


def copy_name(kind: SectionKind | None) -> str:
    """What a screen reader hears of a button that says Copy."""
    return {
        SectionKind.SAY: tr("Copy what to say"),
        SectionKind.DO: tr("Copy what to do"),
        SectionKind.SEND: tr("Copy what to send"),
    }.get(kind or SectionKind.INTERNAL, tr("Copy the article"))


def copied_words(kind: SectionKind | None) -> str:
    """What was done, for a screen reader."""
    return {
        SectionKind.SAY: tr("Copied: what to say"),
        SectionKind.DO: tr("Copied: what to do"),
        SectionKind.SEND: tr("Copied: what to send"),
    }.get(kind or SectionKind.INTERNAL, tr("Copied: the article, without what is internal"))
