"""The one parse of a caller's number and account: what a contact may be looked up by."""

from collections.abc import Mapping

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from agentassist.domain.account import normalise_account
from agentassist.domain.contact import IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.party import Party, Presentation

EXTENSION_DIGITS = 6  # up to here a number is an extension (or 112): looked up among agents only
LONGEST = 64  # a caller can send anything as a number

ANONYMOUS = frozenset(
    {
        "",
        "+",
        "anonymous",
        "restricted",
        "unavailable",
        "private",
        "unknown",
        "<unknown>",
        "withheld",
    }
)


class PhoneKeyParser:
    """Implements `ports.history.KeyParser` with libphonenumber.

    `region` (ISO 3166, "DE") is where a number without a country code is; `regions` says it for
    a number dialled (DNIS) where that differs. Only possible numbers become keys, whole and in
    E.164: parts of numbers never identify.
    """

    def __init__(self, region: str, regions: Mapping[str, str] | None = None) -> None:
        for name in (region, *(regions or {}).values()):
            if name not in phonenumbers.SUPPORTED_REGIONS:
                raise AgentAssistError("numbers.unknown_region", region=name)
        self._region = region
        self._regions = dict(regions or {})

    def keys(self, party: Party, account: str | None, dialled: str | None) -> IdentityKeys:
        """Never raises: what can't be parsed is no key."""
        account = normalise_account(account) or None if account else None
        text = (party.number or "").strip()
        withheld = party.presentation is Presentation.RESTRICTED or text.lower() in ANONYMOUS
        if withheld:
            return IdentityKeys(account=account, withheld=True)
        if is_extension(text):
            return IdentityKeys(account=account, internal=True)
        return IdentityKeys(self.e164(text, dialled), account)

    def e164(self, text: str, dialled: str | None = None) -> str | None:
        """The number in E.164, or None. `34612345678` is tried again as `+34612345678`."""
        if len(text) > LONGEST:
            return None
        region = self._regions.get(dialled or "", self._region)
        number = _possible(text, region)
        digits = text.strip()
        if number is None and digits.isdecimal() and not digits.startswith("0"):
            number = _possible(
                f"+{digits}", None, valid=True
            )  # a guess, so it has to be a real one
        return number


def is_extension(text: str) -> bool:
    """Up to six digits and nothing else: `102`, `7001`, `112`."""
    return text.isascii() and text.isdecimal() and len(text) <= EXTENSION_DIGITS


def _possible(text: str, region: str | None, *, valid: bool = False) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    # A local-only number ("555 0100" without area code) belongs to a different person in each town.
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    if valid and not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
