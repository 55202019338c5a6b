"""The one parse of a caller's number and account: what a contact may be looked up by."""

from collections.abc import Iterable, Mapping

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from agentassist.domain.account import normalise_account
from agentassist.domain.contact import IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.number_variant import variants
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
    a number dialled (DNIS) where that differs, however the phone system writes it. Only possible
    numbers become keys, whole and in E.164: parts of numbers never identify.
    """

    def __init__(self, region: str, regions: Mapping[str, str] | None = None) -> None:
        for name in (region, *(regions or {}).values()):
            if name not in phonenumbers.SUPPORTED_REGIONS:
                raise AgentAssistError("numbers.unknown_region", region=name)
        self._region = region
        self._regions = {_plain(number): name for number, name in (regions or {}).items()}

    @classmethod
    def of_settings(cls, region: str, regions: Iterable[str]) -> "PhoneKeyParser":
        """`regions` as settings have them: `+34911234567=ES` for each number dialled.

        AgentAssistError("numbers.unknown_region") for one that is none.
        """
        pairs = (text.partition("=") for text in regions)
        return cls(region, {number: name.strip() for number, _, name in pairs})

    def keys(self, party: Party, account: str | None, dialled: str | None) -> IdentityKeys:
        """Never raises: what can't be parsed is no key."""
        account = normalise_account(account) or None if account else None
        text = (party.number or "").strip()
        withheld = party.presentation is Presentation.RESTRICTED or text.lower() in ANONYMOUS
        if withheld:
            return IdentityKeys(account=account, withheld=True)
        if is_extension(text):
            return IdentityKeys(account=account, internal=True)
        number = self.e164(text, dialled)
        aliases = variants(number or self._written(text, dialled))
        return IdentityKeys(number, account, aliases=aliases)

    def e164(self, text: str, dialled: str | None = None) -> str | None:
        """The number in E.164, or None. `34612345678` is tried again as `+34612345678`."""
        if len(text) > LONGEST:
            return None
        region = self._region_of(dialled or "")
        number = _possible(text, region)
        digits = text.strip()
        if number is None and digits.isdecimal() and not digits.startswith("0"):
            number = _possible(
                f"+{digits}", None, valid=True
            )  # a guess, so it has to be a real one
        return number

    def _written(self, text: str, dialled: str | None) -> str:
        """A number that is none by today's rules, as it was once written: `+52 1 55 ...`."""
        try:
            number = phonenumbers.parse(text[:LONGEST], self._region_of(dialled or ""))
        except NumberParseException:
            return ""
        return f"+{number.country_code}{number.national_number}"

    def _region_of(self, dialled: str) -> str:
        """`+34 911 234 567`, `0034911234567` and `911234567` are one number dialled."""
        if not dialled or not self._regions:
            return self._region
        digits = _plain(dialled[:LONGEST])
        if digits in self._regions:
            return self._regions[digits]
        for name in set(self._regions.values()):
            number = _possible(dialled[:LONGEST], name)
            if number is not None and self._regions.get(_plain(number)) == name:
                return name
        return self._region


def _plain(dialled: str) -> str:
    return "".join(ch for ch in dialled if ch.isdecimal()).removeprefix("00")


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
