"""E-mail addresses as keys for linking: repaired, lower case, without the +tag.

The address as it was given is never changed by this; only what it is found by.
"""

import re
from dataclasses import dataclass

LONGEST = 320  # characters that are read
_AT = re.compile(r"\s*[(\[{<]\s*(?:at|ät|arroba|arobase)\s*[)\]}>]\s*|\s+at\s+", re.IGNORECASE)
_DOT = re.compile(
    r"\s*[(\[{<]\s*(?:dot|punkt|punto|point)\s*[)\]}>]\s*|\s+(?:dot|punkt|punto|point)\s+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\[\]\\]+@[^@\s<>\"(),:;\[\]\\]+\.[a-z][a-z0-9-]+")
_AS_IT_IS = re.compile(
    r"[a-z0-9][a-z0-9_+-]*(?:\.[a-z0-9_+-]+)*@[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,}"
)
_REPEATED = re.compile(r"([.@])[.@]*(?=\1)")
# slips that can be nothing else: the wrong one is no place where people have addresses
_DOMAINS = {
    "gmial.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gnail.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "googlemail.com": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "hotamil.com": "hotmail.com",
    "hotmil.com": "hotmail.com",
    "outlok.com": "outlook.com",
    "outloook.com": "outlook.com",
    "yaho.com": "yahoo.com",
    "yahooo.com": "yahoo.com",
    "yhaoo.com": "yahoo.com",
    "iclod.com": "icloud.com",
    "icoud.com": "icloud.com",
}
_ENDINGS = {"con": "com", "vom": "com", "cmo": "com", "comm": "com", "ocm": "com", "nett": "net"}
_ROLES = frozenset(
    [
        "info",
        "kontakt",
        "contact",
        "contacto",
        "sales",
        "verkauf",
        "ventas",
        "office",
        "buero",
        "support",
        "hilfe",
        "help",
        "service",
        "kundenservice",
        "kundendienst",
        "admin",
        "administrator",
        "webmaster",
        "postmaster",
        "mail",
        "post",
        "hello",
        "hallo",
        "hola",
        "bonjour",
        "team",
        "empfang",
        "reception",
        "rezeption",
        "buchhaltung",
        "accounting",
        "accounts",
        "billing",
        "rechnung",
        "rechnungen",
        "facturas",
        "factures",
        "facturacion",
        "einkauf",
        "purchasing",
        "orders",
        "bestellung",
        "bestellungen",
        "pedidos",
        "commandes",
        "shop",
        "store",
        "jobs",
        "hr",
        "career",
        "press",
        "presse",
        "marketing",
        "it",
        "zentrale",
        "sekretariat",
        "secretary",
        "enquiries",
        "inquiries",
        "praxis",
        "kanzlei",
        "hotel",
        "restaurant",
        "verwaltung",
    ]
)
_NOBODY = frozenset(
    [
        "none",
        "noemail",
        "nomail",
        "nomail",
        "no-email",
        "no-mail",
        "keine",
        "keinemail",
        "unknown",
        "unbekannt",
        "na",
        "nil",
        "null",
        "noreply",
        "no-reply",
        "donotreply",
        "do-not-reply",
        "test",
        "dummy",
        "xxx",
    ]
)


@dataclass(frozen=True, slots=True)
class EmailKey:
    """`value` is what addresses compare by; `role`: read by several people, or by any."""

    value: str
    role: bool = False

    @property
    def mailbox(self) -> str:
        return self.value.partition("@")[0]

    @property
    def domain(self) -> str:
        return self.value.partition("@")[2]


def repaired(text: str) -> str | None:
    """An address as people write it, lower-case: `Anna.Smith (at) example . com`; None for none.

    Nothing that belongs to it is taken off: this is how it is looked up.
    """
    if len(text) > LONGEST:
        return None
    if _AS_IT_IS.fullmatch(text):  # most: nothing to repair
        return text
    text = _DOT.sub(".", _AT.sub("@", text.strip())).casefold()
    if "<" in text and text.endswith(">"):
        text = text[text.rindex("<") + 1 : -1]
    text = text.removeprefix("mailto:")
    text = "".join(text.split()).strip(".,;:<>\"'()")
    text = _REPEATED.sub("", text)
    mailbox, _, domain = text.partition("@")
    address = f"{mailbox.strip('.')}@{domain.replace(',', '.').strip('.')}"
    return address if _ADDRESS.fullmatch(address) else None


def email_key(text: str) -> EmailKey | None:
    """The key that addresses are linked by, or None: no address, or one that is nobody's."""
    address = repaired(text)
    if address is None:
        return None
    mailbox, _, domain = address.partition("@")
    if "+" in mailbox.lstrip("+"):
        mailbox = mailbox.partition("+")[0]
    host, _, ending = domain.rpartition(".")
    domain = f"{host}.{_ENDINGS.get(ending, ending)}" if host else domain
    if mailbox in _NOBODY:
        return None
    return EmailKey(f"{mailbox}@{_DOMAINS.get(domain, domain)}", mailbox in _ROLES)
