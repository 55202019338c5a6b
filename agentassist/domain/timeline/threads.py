"""Conversations and cases: what belongs together within one system."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from agentassist.domain.account import normalise_account
from agentassist.domain.ids import InteractionId
from agentassist.domain.interaction import CASES, Channel, Interaction
from agentassist.domain.timeline.copies import subject
from agentassist.domain.timeline.words import fold

# A reply by its subject alone, where the system names no conversation.
REPLY_WITHIN: Final = timedelta(days=14)

ThreadKey = tuple[str, str, str]


def threads(newest_first: Sequence[Interaction]) -> dict[InteractionId, list[Interaction]]:
    """Each interaction that is not alone, by its id: its thread, newest first (itself included)."""
    named: dict[ThreadKey, list[Interaction]] = {}
    of_case = {(one.source, normalise_account(one.parent)) for one in newest_first if one.parent}
    for item in newest_first:
        key = _key(item, of_case)
        if key is not None:
            named.setdefault(key, []).append(item)
    found = {item.id: rows for rows in named.values() if len(rows) > 1 for item in rows}
    for rows in _replies([item for item in newest_first if item.channel is Channel.MAIL]):
        alone = not any(item.id in found or item.parent or item.thread for item in rows)
        if alone and len(rows) > 1:
            found.update((item.id, rows) for item in rows)
    return found


def _key(item: Interaction, of_case: set[tuple[str, str]]) -> ThreadKey | None:
    """A case and what names it as its parent are one thread; else the source's own name counts."""
    if item.parent:
        return (item.source, "case", normalise_account(item.parent))
    if of_case and item.channel in CASES and item.reference:
        number = normalise_account(item.reference)
        if (item.source, number) in of_case:
            return (item.source, "case", number)
    return (item.source, "thread", item.thread) if item.thread else None


def _replies(mails: Sequence[Interaction]) -> Iterator[list[Interaction]]:
    """Mails of one system and subject, from one that is no reply to the replies soon after."""
    by_subject: dict[tuple[str, str], list[Interaction]] = {}
    for mail in mails:
        plain = subject(mail.title)
        if plain:
            by_subject.setdefault((mail.source, plain), []).append(mail)
    for rows in by_subject.values():
        run: list[Interaction] = []
        for mail in rows if len(rows) > 1 else ():
            if run and (run[-1].at - mail.at > REPLY_WITHIN or not _is_reply(run[-1])):
                yield run
                run = []
            run.append(mail)
        yield run


def _is_reply(mail: Interaction) -> bool:
    """Its subject has a 'Re:' before it: what it answers is older."""
    return subject(mail.title) != fold(mail.title).strip()
