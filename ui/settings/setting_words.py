"""What is said about a setting: its value, where it comes from, what is wrong with an input."""

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.setting_spec import SettingGroup, SettingSpec, SettingValue
from agentassist.ports.settings import Setting
from ui.i18n import count_text, tr


def group_text(group: SettingGroup) -> str:
    texts = {
        SettingGroup.GENERAL: tr("General"),
        SettingGroup.WINDOW: tr("Window"),
        SettingGroup.KEYS: tr("Keys"),
        SettingGroup.PHONE: tr("Phone"),
        SettingGroup.CALLERS: tr("Callers"),
        SettingGroup.KNOWLEDGE: tr("Search and articles"),
        SettingGroup.COACHING: tr("Coaching"),
        SettingGroup.SPEECH: tr("Speech"),
        SettingGroup.SOURCES: tr("Other systems"),
        SettingGroup.PRIVACY: tr("Privacy"),
    }
    return texts[group]


def title_of(spec: SettingSpec) -> str:
    return tr(spec.title or spec.text)


def help_of(spec: SettingSpec) -> str:
    """'' where the title says it all."""
    return tr(spec.text) if spec.title and spec.text != spec.title else ""


def label_of(spec: SettingSpec, choice: str) -> str:
    """A choice in words."""
    if len(spec.labels) == len(spec.choices) and choice in spec.choices:
        return tr(spec.labels[spec.choices.index(choice)])
    return choice


def value_text(spec: SettingSpec, value: SettingValue) -> str:
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, tuple):
        return ", ".join(value) or tr("none")
    if isinstance(value, int):
        if value == 0 and spec.zero:
            return tr(spec.zero)
        number = str(value) if not spec.unit else count_text(value)
        return tr("{count} {unit}", count=number, unit=tr(spec.unit)) if spec.unit else number
    return label_of(spec, value) if spec.choices else value or tr("nothing")


def source_text(spec: SettingSpec, setting: Setting) -> str:
    """Where the value comes from, and whether it waits for a start."""
    if setting.locked:
        source = tr("Managed by your organisation")
    elif setting.source == "user":
        source = tr("Chosen here. Otherwise: {value}", value=value_text(spec, spec.default))
    else:
        source = tr("As delivered")
    if spec.restart and not setting.locked:
        return f"{source} · {tr('counts from the next start on')}"
    return source


def expected_text(spec: SettingSpec) -> str:
    """What an input has to be, in one sentence."""
    if isinstance(spec.default, int):
        low, high = count_text(spec.minimum), count_text(spec.maximum)
        if not spec.unit:  # a port: no thousands are counted
            low, high = str(spec.minimum), str(spec.maximum)
        return tr("A whole number from {low} to {high}.", low=low, high=high)
    if spec.rule:
        return tr(spec.rule)
    return tr("At most {count} characters, in one line.", count=count_text(spec.maximum))


def read_text(spec: SettingSpec, typed: str) -> SettingValue:
    """What was typed as a value. AgentAssistError("setting.bad_value") for what it can't be."""
    text = typed.strip()
    if isinstance(spec.default, tuple):
        return spec.parse([line.strip() for line in text.splitlines() if line.strip()])
    if isinstance(spec.default, int):
        number = "".join(text.split()).replace("\u202f", "")
        if not (number.isascii() and number.isdecimal() and len(number) <= 12):
            raise AgentAssistError("setting.bad_value", key=spec.key, expected=spec.expected)
        return spec.parse(int(number))
    return spec.parse(text)


def written_text(value: SettingValue) -> str:
    """A value as it is typed."""
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def found_words(spec: SettingSpec) -> str:
    """What else a setting is found by."""
    labels = " ".join(label_of(spec, choice) for choice in spec.choices)
    return f"{help_of(spec)} {labels} {spec.key.replace('.', ' ').replace('_', ' ')}"
