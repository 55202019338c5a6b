"""Which column of a file is which field; headings that speak for themselves are recognised."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from agentassist.domain.interaction import Channel, InteractionStatus, Mood
from agentassist.domain.promise import PromiseStatus

CONTACT, INTERACTION, PROMISE = "contact", "interaction", "promise"

# Each field, with headings that mean it in files of that kind (folded: see `folded`).
FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    CONTACT: {
        "id": (
            *("id", "contactid", "customerid", "customerno", "customernumber", "clientid"),
            *("userid", "personid", "recordid", "kundennr", "kundennummer", "kundenid", "sysid"),
        ),
        "source": ("source", "quelle"),
        "name": (
            *("name", "fullname", "customername", "contactname", "displayname", "realname"),
            *("firstname", "givenname", "vorname", "lastname", "surname", "familyname"),
            *("nachname", "familienname", "nom", "prenom", "nombre", "apellidos"),
        ),
        "kind": ("kind",),
        "company": ("company", "companyname", "organization", "organisation", "firma", "empresa"),
        "phones": (
            *("phone", "phones", "telephone", "tel", "phonenumber", "mobile", "mobilephone"),
            *("cell", "cellphone", "homephone", "workphone", "businessphone", "telefon", "handy"),
            *("mobil", "mobiltelefon", "rufnummer", "telefono", "telephonenumber"),
        ),
        "emails": ("email", "emails", "emailaddress", "mail", "emailadresse", "correo", "courriel"),
        "accounts": (
            *("account", "accounts", "accountno", "accountnumber", "accountid"),
            *("vertragsnummer", "vertragskonto", "contract", "contractnumber", "cuenta"),
        ),
        "city": ("city", "town", "ort", "stadt", "ciudad", "ville"),
        "language": ("language", "lang", "locale", "sprache", "idioma", "langue"),
        "customer_since": ("customersince", "since", "kundeseit"),
        "vip": ("vip",),
        "recognition": ("recognition",),
        "birth": ("birth", "birthdate", "dateofbirth", "dob", "born", "geburtsdatum"),
        "updated": ("updated", "updatedat", "lastmodified", "modified", "geaendert"),
        "consents": ("consents",),
        "discretion": ("discretion",),
    },
    INTERACTION: {
        "key": ("key",),
        "id": (
            "id",
            "interactionid",
            "ticketid",
            "ticketno",
            "ticketnumber",
            "caseid",
            "casenumber",
        ),
        "contact": ("contact", "contactid", "customerid", "customerno", "requesterid", "kundennr"),
        "contact_key": ("contactkey",),
        "channel": ("channel", "via", "kanal"),
        "at": (
            *("at", "date", "datetime", "time", "created", "createdat", "createdon", "timestamp"),
            *("datum", "zeitpunkt", "erstellt", "fecha"),
        ),
        "title": ("title", "subject", "summary", "betreff", "asunto", "objet"),
        "detail": ("detail", "details", "description", "text", "body", "notes", "note", "notiz"),
        "topic": ("topic", "category", "reason", "kategorie", "thema"),
        "status": ("status", "state"),
        "duration": ("duration", "durationseconds", "talktime", "dauer"),
        "mood_start": ("moodstart",),
        "mood_end": ("moodend",),
        "agent": ("agent", "assignee", "owner", "handledby", "bearbeiter"),
        "reference": ("reference", "ref", "order", "orderid", "ordernumber", "bestellnummer"),
        "source": ("source", "quelle"),
        "apologies": ("apologies",),
        "article_ids": ("articleids",),
        "direction": ("direction", "richtung"),
        "thread": ("thread", "conversationid"),
        "parent": ("parent", "parentid"),
        "answered_at": ("answeredat",),
        "unanswered": ("unanswered",),
        "discretion": ("discretion",),
        "due": ("due", "duedate", "faellig"),
        "done_at": ("doneat", "solvedat", "closedat"),
    },
    PROMISE: {
        "key": ("key",),
        "id": ("id", "promiseid"),
        "contact": ("contact", "contactid", "customerid", "customerno"),
        "contact_key": ("contactkey",),
        "source": ("source",),
        "what": ("what", "promise", "task", "zusage"),
        "due": ("due", "duedate", "dueat", "by", "faellig", "bis"),
        "owner": ("owner", "assignee", "verantwortlich"),
        "made_at": ("madeat", "created", "createdat", "erstellt"),
        "status": ("status", "state"),
        "discretion": ("discretion",),
    },
}
# What makes a row one of this kind: each of these has to be there.
NEEDED: Mapping[str, tuple[str, ...]] = {
    CONTACT: ("name",),
    INTERACTION: ("at", "title"),
    PROMISE: ("what", "due"),
}
SEVERAL = frozenset({"phones", "emails", "accounts", "article_ids"})
WORDS: Mapping[str, tuple[str, ...]] = {  # what a table of words may lead to
    "channels": tuple(Channel),
    "statuses": tuple(InteractionStatus),
    "promise_statuses": tuple(PromiseStatus),
    "kinds": ("person", "household", "company"),
    "moods": tuple(Mood),
}
_NOT_WORD = re.compile(r"[\W_]+")
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field's value is: columns, their texts joined by a space, or one value for all."""

    names: tuple[str, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How a file is read. `words`: by table of `WORDS`, a folded text to our word.

    `dates` are formats as of strptime, tried in order; without any ISO 8601, seconds since 1970 and
    day.month.year are understood. `zone` is where times without one are; None: this computer's.
    """

    columns: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    source: str | None = None
    region: str | None = None
    zone: str | None = None
    dates: tuple[str, ...] = ()
    separator: str = ";"
    encoding: str | None = None
    delimiter: str | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def has(self, kind: str) -> bool:
        """Whether rows of this kind are made; `[contact]` may only say whose a row is."""
        return all(name in self.columns.get(kind, _NONE) for name in NEEDED[kind])

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that is read, once."""
        found = (c.names for fields in self.columns.values() for c in fields.values())
        return tuple(dict.fromkeys(name for names in found for name in names))


def folded(text: str) -> str:
    """`Customer No.` -> `customerno`, `E-Mail` -> `email`, `fällig` -> `faellig`."""
    text = text.casefold()
    for letter, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        text = text.replace(letter, spelt)
    plain = unicodedata.normalize("NFKD", text)
    return _NOT_WORD.sub("", "".join(ch for ch in plain if not unicodedata.combining(ch)))


def recognised(headings: Sequence[str], mapping: FileMapping) -> FileMapping:
    """The mapping with columns for a file whose mapping names none: by its headings.

    Of several kinds that would fit, the one with most of its headings there.
    """
    if mapping.columns:
        return mapping
    by_kind = {kind: _columns(kind, headings) for kind in FIELDS}
    fitting = [
        kind for kind, found in by_kind.items() if all(name in found for name in NEEDED[kind])
    ]
    if not fitting:
        return mapping
    best = max(fitting, key=lambda kind: (len(by_kind[kind]), kind == INTERACTION))
    chosen = {best: by_kind[best]}
    if best != CONTACT and not {"contact", "contact_key"} & by_kind[best].keys():
        taken = {name for column in by_kind[best].values() for name in column.names}
        rest = [name for name in headings if name not in taken]
        whose = _columns(CONTACT, rest)
        if whose:
            chosen[CONTACT] = whose
    return replace(mapping, columns=chosen)


def _columns(kind: str, headings: Iterable[str]) -> dict[str, Column]:
    found: dict[str, list[tuple[int, str]]] = {}
    for heading in headings:
        for name, spellings in FIELDS[kind].items():
            if folded(heading) in spellings:
                found.setdefault(name, []).append((spellings.index(folded(heading)), heading))
                break
    columns = {}
    for name, ranked in found.items():
        ordered = [heading for _, heading in sorted(ranked)]
        whole = folded(ordered[0]) in _WHOLE_NAMES if name == "name" else name not in SEVERAL
        if whole:
            ordered = ordered[:1]
        columns[name] = Column(tuple(ordered))
    return columns


_WHOLE_NAMES = frozenset(FIELDS[CONTACT]["name"][:6])
