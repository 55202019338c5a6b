"""The greeting: verified facts only. A guess never gets into it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from agentassist.domain.call import CallOrigin, CallSnapshot
from agentassist.domain.contact import Identity, IdentityStatus
from agentassist.domain.discretion import Discretion
from agentassist.domain.ivr import ACCOUNT
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import Greeting, GreetingKind

LONG_WAIT = timedelta(minutes=2)


def greeting(call: CallSnapshot, identity: Identity, overdue: Sequence[Promise]) -> Greeting:
    """What may be said first. The name only when the caller is identified and verified.

    Also not while somebody else fits as well: verified is the caller, not the card.
    """
    contact, base = (
        identity.contact,
        Greeting(
            GreetingKind.WHO_IS_IT,
            topic=call.intent,
            long_wait=call.wait is not None and call.wait >= LONG_WAIT,
            transferred=call.transferred_from is not None,
            asks_who=not _told_who(call, identity),
        ),
    )
    if identity.status is IdentityStatus.INTERNAL:
        told = call.origin is CallOrigin.PHONE_SYSTEM  # a link may call anybody a colleague
        return Greeting(GreetingKind.COLLEAGUE, name=call.caller.name if told else None)
    if contact is not None and call.verified and not identity.also_fits:
        name = contact.first_name
        missed = [one.what for one in overdue if one.discretion is Discretion.SAY]
        if missed:
            kind = GreetingKind.NAMED_MISSED_PROMISE
            return replace(base, kind=kind, name=name, promise=missed[0])
        kind = GreetingKind.NAMED_WITH_TOPIC if call.intent else GreetingKind.NAMED
        return replace(base, kind=kind, name=name)
    if call.intent:
        return replace(base, kind=GreetingKind.TOPIC_ONLY)
    return base


def _told_who(call: CallSnapshot, identity: Identity) -> bool:
    """By the name that the IVR found, or an account that is somebody's. A number tells nothing."""
    account = any(fact.kind == ACCOUNT and fact.usable for fact in call.given)
    return bool(call.caller_customer) or (account and identity.contact is not None)
