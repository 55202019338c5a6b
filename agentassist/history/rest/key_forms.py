"""A key in the forms in which sources keep it: what a mapping's placeholders stand for."""

import secrets
from collections.abc import Mapping

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from agentassist.domain.account import normalise_account
from agentassist.domain.source import KeyKind, SourceKey

TAIL = 7  # digits, unless the placeholder says another number: tail9
_TAILS = range(6, 12)

PHONE_FORMS = frozenset(
    {
        *("e164", "digits", "international", "national", "local"),
        *("formatted", "local_formatted", "tail", *(f"tail{n}" for n in _TAILS)),
    }
)
FORMS: Mapping[KeyKind, frozenset[str]] = {
    KeyKind.PHONE: PHONE_FORMS,
    KeyKind.EMAIL: frozenset({"email"}),
    KeyKind.ACCOUNT: frozenset({"account", "account_key"}),
    KeyKind.ORDER: frozenset({"order", "order_key"}),
}


def forms(key: SourceKey) -> Mapping[str, str] | None:
    """The value of each placeholder; None for a key that is none: then nothing is asked."""
    value = key.value.strip()
    match key.kind:
        case KeyKind.PHONE:
            return _phone(value)
        case KeyKind.EMAIL:
            name, at, host = value.partition("@")
            return {"email": value} if name and at and host and "@" not in host else None
        case KeyKind.ACCOUNT:
            short = normalise_account(value)
            return {"account": value, "account_key": short} if short else None
    short = normalise_account(value)
    return {"order": value, "order_key": short} if short else None


def impossible(kind: KeyKind, given: str | None) -> Mapping[str, str]:
    """A key that nobody has, in every form. `given` is the mapping's own, if it has one.

    No country has +999. The tail is longer than real ones, so that no real number ends in it.
    """
    chance = f"{secrets.randbelow(10**9):09d}"
    word = f"zz{secrets.token_hex(6)}"
    match kind:
        case KeyKind.PHONE:
            digits = "".join(filter(str.isdigit, given or "")) or f"9990{chance}"
            return dict.fromkeys(PHONE_FORMS, digits) | {
                "e164": f"+{digits}",
                "formatted": f"+{digits}",
                "international": f"00{digits}",
                "local": f"0{digits}",
            }
        case KeyKind.EMAIL:
            return {"email": given or f"{word}@{word}.invalid"}
        case KeyKind.ACCOUNT:
            account = given or word.upper()
            return {"account": account, "account_key": normalise_account(account)}
    order = given or word.upper()
    return {"order": order, "order_key": normalise_account(order)}


def _phone(value: str) -> Mapping[str, str] | None:
    if not value.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(value, None)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = phonenumbers.national_significant_number(number)
    local = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    tails = {f"tail{n}": national[-n:] for n in _TAILS}
    return tails | {
        "e164": e164,
        "digits": e164[1:],
        "international": f"00{e164[1:]}",
        "national": national,
        "local": "".join(filter(str.isdigit, local)),
        "formatted": phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
        "local_formatted": local,
        "tail": national[-TAIL:],
    }
