"""Phone numbers as people read them."""

import re

_E164 = re.compile(r"\+[1-9]\d{6,14}")


def phone_text(number: str) -> str:
    """'+44 20 7946 0877' for '+442079460877'; anything else as the phone system wrote it."""
    if not _E164.fullmatch(number):
        return number
    import phonenumbers  # the caller was looked up with it before a card is shown

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
