"""The settings of what is spoken. None of them needs a restart."""

from agentassist.ports.setting_spec import SettingSpec

SPEECH: tuple[SettingSpec, ...] = (
    SettingSpec(
        "speech.enabled",
        False,
        "The computer may speak to you: a sentence at a ring, the steps of an article",
        security=True,
        strictest=False,
        title="Speech",
    ),
    SettingSpec(
        "speech.at_ring",
        True,
        "One sentence at each ring: who, why, a promise missed (where speech is on)",
        security=True,
        strictest=False,
        title="Whisper at a ring",
    ),
    SettingSpec(
        "speech.rate",
        180,
        "How fast is spoken",
        minimum=80,
        maximum=400,
        title="Speed",
        unit="words a minute",
    ),
    SettingSpec(
        "speech.volume",
        80,
        "How loud is spoken",
        minimum=5,
        maximum=100,
        title="Volume",
        unit="percent",
    ),
    SettingSpec(
        "speech.language",
        "text",
        "Language of the voice",
        choices=("text", "en", "de", "es", "fr"),
        title="Language of the voice",
        labels=("As the text", "English", "Deutsch", "Español", "Français"),
    ),
    SettingSpec(
        "speech.voice",
        "",
        "Name of a voice, as `agentassist speech` lists them; empty: the system's own",
        pattern=r"(?:[^\W_][^\x00-\x1f\x7f]*)?",
        maximum=200,
        title="Voice",
        example="German",
        rule="The name of a voice, which begins with a letter or a digit.",
    ),
    SettingSpec(
        "speech.device",
        "",
        "Output device of the voice, by its name in ALSA or PulseAudio; empty: the system's own",
        pattern=r"(?:[A-Za-z0-9][A-Za-z0-9_.:,=@+-]*)?",
        maximum=200,
        title="Output device (Linux)",
        rule="A name without spaces, such as plughw:1,0.",
        for_it=True,
    ),
)
