"""Every setting, declared once: key, type, default, limits, and one line of text."""

import re
from dataclasses import dataclass

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import EXTENSION
from agentassist.ports.settings import SettingValue


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """`text` is English and goes through translation where it is shown.

    `security`: a malformed policy value means `strictest`, never the default. `pattern` is for
    strings and for each string of a tuple; `minimum`/`maximum` for numbers and the length of text.
    """

    key: str
    default: SettingValue
    text: str
    choices: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 300
    pattern: str = r"[^\x00-\x1f\x7f]*"
    security: bool = False
    strictest: SettingValue | None = None

    def parse(self, value: object) -> SettingValue:
        """The value if it is of the right type and within limits.

        Raises AgentAssistError("setting.bad_value", key=..., expected=...).
        """
        if isinstance(self.default, tuple):
            if isinstance(value, list | tuple) and all(self._text_ok(item) for item in value):
                return tuple(str(item) for item in value)
        elif isinstance(self.default, bool):
            if isinstance(value, bool):
                return value
        elif isinstance(self.default, int):
            whole = isinstance(value, int) and not isinstance(value, bool)
            if whole and isinstance(value, int) and self.minimum <= value <= self.maximum:
                return value
        elif isinstance(value, str) and self._text_ok(value):
            return value
        raise AgentAssistError("setting.bad_value", key=self.key, expected=self.expected)

    @property
    def expected(self) -> str:
        """What a value has to be, as a code with its limits: `int:1..65535`, `choice:a|b`."""
        if isinstance(self.default, tuple):
            return "texts"
        if isinstance(self.default, bool):
            return "bool"
        if isinstance(self.default, int):
            return f"int:{self.minimum}..{self.maximum}"
        return f"choice:{'|'.join(self.choices)}" if self.choices else "text"

    def _text_ok(self, value: object) -> bool:
        if not isinstance(value, str) or len(value) > self.maximum:
            return False
        if self.choices:
            return value in self.choices
        return re.fullmatch(self.pattern, value) is not None


LONGEST_KEPT = 36_500  # days
_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]{0,79}|"
_HOST = r"[0-9A-Za-z.:_-]+"


def _feed_login(key: str, what: str, variable: str) -> tuple[SettingSpec, ...]:
    """How the address of a feed is told who asks."""
    kinds = ("none", "bearer", "basic")
    file = f"{what}: file with it, where policy says the address"
    return (
        SettingSpec(f"{key}_login", "none", f"{what}: how its address is told who asks", kinds),
        SettingSpec(f"{key}_user", "", f"{what}: login name, for basic"),
        SettingSpec(f"{key}_secret_env", variable, f"{what}: its variable", pattern=_VARIABLE),
        SettingSpec(f"{key}_secret_file", "", file, maximum=1000),
    )


SCHEMA: tuple[SettingSpec, ...] = (
    SettingSpec("agent.extension", "", "Your extension", pattern=f"(?:{EXTENSION})?"),
    SettingSpec(
        "ui.theme", "system", "Light or dark", choices=("system", "light", "dark", "contrast")
    ),
    SettingSpec(
        "ui.keys",
        (),
        "Keys you chose yourself: notes=Ctrl+E",
        pattern=r"[a-z_]{1,40}=[^\x00-\x1f\x7f]*",
        maximum=120,
    ),
    SettingSpec("phone.ami.host", "127.0.0.1", "Phone system: host", pattern=_HOST),
    SettingSpec("phone.ami.port", 5038, "Phone system: port", minimum=1, maximum=65535),
    SettingSpec("phone.ami.user", "", "Phone system: login name"),
    SettingSpec(
        "phone.ami.secret_env",
        "AMI_SECRET",
        "Phone system: environment variable with the secret",
        pattern=_VARIABLE,
    ),
    SettingSpec("phone.webhook.enabled", False, "Webhook: phone systems may report calls here"),
    SettingSpec(
        "phone.webhook.port", 8747, "Webhook: port on this computer", minimum=1, maximum=65535
    ),
    SettingSpec(
        "phone.webhook.secret_env",
        "WEBHOOK_SECRET",
        "Webhook: environment variable with the secret",
        pattern=_VARIABLE,
    ),
    SettingSpec("phone.webhook.zammad", False, "Webhook: bodies as for Zammad are taken"),
    SettingSpec(
        "phone.webhook.zammad_token_env",
        "WEBHOOK_TOKEN",
        "Webhook: environment variable with the token for these",
        pattern=_VARIABLE,
    ),
    SettingSpec("agents.list", (), "Extensions followed by the site", pattern=EXTENSION),
    SettingSpec(
        "numbers.region", "DE", "Country of numbers without a country code", pattern="[A-Z]{2}"
    ),
    SettingSpec(
        "numbers.regions",
        (),
        "Numbers dialled with callers from another country: +34911234567=ES",
        pattern=r"\+?[0-9 ]{3,20} ?= ?[A-Z]{2}",
    ),
    SettingSpec(
        "numbers.reassigned_months",
        18,
        "Months after which an unused number identifies nobody (0: never)",
        maximum=240,
    ),
    SettingSpec(
        "identity.link_two_accounts",
        True,
        "Agents may link records with different account numbers, saying why",
        security=True,
        strictest=False,
    ),
    SettingSpec(
        "knowledge.synonyms", "", "File with words that mean the same in your house", maximum=1000
    ),
    SettingSpec(
        "knowledge.feed",
        "",
        "Folder or https address of the articles that all desktops have",
        maximum=1000,
    ),
    *_feed_login("knowledge.feed", "Articles of all desktops", "AGENTASSIST_FEED_SECRET"),
    SettingSpec(
        "knowledge.sync_minutes",
        60,
        "Minutes between two looks for new articles (0: never)",
        maximum=10_080,
    ),
    SettingSpec(
        "knowledge.semantic",
        False,
        "Questions are looked for by meaning, too (needs the extra [semantic])",
        security=True,
        strictest=False,
    ),
    SettingSpec(
        "knowledge.gap_log",
        True,
        "Count searches that found nothing, without names and numbers",
        security=True,
        strictest=False,
    ),
    SettingSpec(
        "knowledge.gap_days",
        90,
        "Days that these counts and reports of articles are kept",
        minimum=1,
        maximum=400,
    ),
    SettingSpec("coaching.budget", 4, "Cues in one call at most", maximum=10),
    SettingSpec(
        "coaching.language",
        "system",
        "Language of cues where a call does not tell",
        choices=("system", "en", "de", "es", "fr"),
    ),
    SettingSpec(
        "packs.feed",
        "",
        "Folder or https address of the coaching packs that all desktops have",
        maximum=1000,
    ),
    *_feed_login("packs.feed", "Packs of all desktops", "AGENTASSIST_PACKS_SECRET"),
    SettingSpec("packs.off", (), "Coaching packs switched off", pattern="[a-z0-9-]+"),
    SettingSpec("packs.publishers", (), "Coaching packs: publishers trusted by the organisation"),
    SettingSpec("packs.trusted_here", (), "Coaching packs: publishers you trusted yourself"),
    SettingSpec("packs.revoked", (), "Coaching packs: keys and editions that count no more"),
    SettingSpec(
        "packs.agent_trust",
        True,
        "Coaching packs: you may trust a publisher yourself",
        security=True,
        strictest=False,
    ),
    SettingSpec(
        "packs.python",
        False,
        "Coaching packs: their parts in Python may run (counts in policy only)",
        security=True,
        strictest=False,
    ),
    SettingSpec(
        "packs.developer",
        False,
        "Coaching packs: run without a signature, for their authors",
        security=True,
        strictest=False,
    ),
    SettingSpec(
        "verification.file",
        "",
        "File with what callers are asked for, to find and to verify them",
        security=True,
        strictest="",
    ),
    SettingSpec(
        "sources.managed_only",
        False,
        "Sources of record: only those that policy names are asked",
        security=True,
        strictest=True,
    ),
    SettingSpec(
        "privacy.discretion_file",
        "",
        "File with what may be said to callers, what is only to be known, and what is hidden",
        security=True,
        strictest="",
        maximum=1000,
    ),
    SettingSpec(
        "privacy.reveal",
        True,
        "Masked values may be shown on demand",
        security=True,
        strictest=False,
    ),
    SettingSpec(
        "retention.interactions_days",
        0,
        "Days that interactions and settled promises are kept (0: always)",
        maximum=LONGEST_KEPT,
    ),
    SettingSpec(
        "retention.wrap_ups_days",
        0,
        "Days that wrap-ups are kept (0: always)",
        maximum=LONGEST_KEPT,
    ),
    SettingSpec(
        "retention.cache_days",
        30,
        "Days that copies of other systems' records are kept (0: always)",
        maximum=LONGEST_KEPT,
    ),
    SettingSpec(
        "retention.imports_days",
        30,
        "Days that an import can be taken back",
        minimum=1,
        maximum=LONGEST_KEPT,
    ),
    SettingSpec(
        "retention.audit_days",
        400,
        "Days that the audit is kept, a year at least",
        minimum=365,
        maximum=LONGEST_KEPT,
    ),
    SettingSpec(
        "storage.require_keystore",
        False,
        "Refuse to run without the system's keystore",
        security=True,
        strictest=True,
    ),
)
BY_KEY = {spec.key: spec for spec in SCHEMA}


def spec(key: str) -> SettingSpec:
    """AgentAssistError("setting.unknown") for a key that is not declared."""
    try:
        return BY_KEY[key]
    except KeyError:
        raise AgentAssistError("setting.unknown", key=key) from None
