"""What is declared of a setting: its type, limits, and how it is shown to a person."""

import re
from dataclasses import dataclass
from enum import StrEnum

from agentassist.domain.errors import AgentAssistError

SettingValue = str | int | bool | tuple[str, ...]


class SettingGroup(StrEnum):
    """The pages of the settings window, in this order."""

    GENERAL = "general"
    WINDOW = "window"
    KEYS = "keys"
    PHONE = "phone"
    CALLERS = "callers"
    KNOWLEDGE = "knowledge"
    COACHING = "coaching"
    SPEECH = "speech"
    SOURCES = "sources"
    PRIVACY = "privacy"


_GROUP_OF_SECTION = {
    "ui": SettingGroup.GENERAL,
    "agent": SettingGroup.GENERAL,
    "window": SettingGroup.WINDOW,
    "phone": SettingGroup.PHONE,
    "agents": SettingGroup.PHONE,
    "numbers": SettingGroup.CALLERS,
    "identity": SettingGroup.CALLERS,
    "verification": SettingGroup.CALLERS,
    "knowledge": SettingGroup.KNOWLEDGE,
    "coaching": SettingGroup.COACHING,
    "packs": SettingGroup.COACHING,
    "speech": SettingGroup.SPEECH,
    "whisper": SettingGroup.SPEECH,
    "sources": SettingGroup.SOURCES,
}


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting. Texts are English and go through translation where they are shown.

    `text`: one line of help, as the guide for IT has it; `title`: its name in a few words.
    `security`: a malformed policy value means `strictest`, never the default. `pattern` is for
    strings and for each string of a tuple; `minimum`/`maximum` for numbers and the length of text.
    `labels`: the choices in words, in their order. `unit`: what a number counts; `zero`: what 0
    means. `example`: what it may look like; `rule`: what it may be, where `pattern` says it.
    `for_it`: seldom of use to an agent. `restart`: counts from the next start on. `place`: the
    window that changes it, for what can't be changed by typing a value: keys, connection or packs.
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
    title: str = ""
    group: SettingGroup | None = None
    labels: tuple[str, ...] = ()
    unit: str = ""
    zero: str = ""
    example: str = ""
    rule: str = ""
    for_it: bool = False
    restart: bool = False
    place: str = ""

    @property
    def page(self) -> SettingGroup:
        """Where it is shown: its group, or that of its section."""
        if self.group is not None:
            return self.group
        return _GROUP_OF_SECTION.get(self.key.partition(".")[0], SettingGroup.PRIVACY)

    @property
    def texts(self) -> tuple[str, ...]:
        """All of it that a person reads and that is translated where it is shown."""
        said = (self.title, self.text, *self.labels, self.unit, self.zero, self.rule)
        return tuple(text for text in said if text)

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
