"""Account numbers as keys."""


def normalise_account(account: str) -> str:
    """Upper case letters and digits only: `ac-10 482 1` -> `AC104821`. What accounts compare by."""
    if account.isascii() and account.isalnum():
        return account.upper()
    return "".join(ch for ch in account.upper() if ch.isalnum())
