"""What became of the key for all programs, in words."""

from ui.actions.key_names import native_text
from ui.error_text import ErrorTexts
from ui.i18n import tr
from ui.presence.hotkey import Hotkey, HotkeyState


def hotkey_texts() -> dict[str, ErrorTexts]:
    """For the notice line; {key} is filled in there."""
    elsewhere = tr("Choose another under 'Change the keys', or end what has it and start again.")
    return {
        "hotkey.taken": ErrorTexts(
            tr("{key} belongs to another program: it does not bring this window."), elsewhere
        ),
        "hotkey.bare": ErrorTexts(
            tr("{key} works in this window only."),
            tr("To bring it from other programs, take a key with Ctrl, Alt or Command."),
        ),
        "hotkey.no_key": ErrorTexts(
            tr("{key} can't be asked for in all programs."),
            tr("Take an F key together with Ctrl, under 'Change the keys'."),
        ),
    }


def hotkey_text(hotkey: Hotkey) -> str:
    """One sentence on how it is."""
    key = native_text(hotkey.key) if hotkey.key else ""
    texts: dict[HotkeyState, str] = {
        HotkeyState.WORKS: tr("{key} brings this window from any program.", key=key),
        HotkeyState.NONE: tr("No key brings this window from other programs."),
        HotkeyState.TAKEN: tr(
            "{key} belongs to another program: it does not bring this window.", key=key
        ),
        HotkeyState.BARE: tr("{key} works in this window only: it is without Ctrl.", key=key),
        HotkeyState.NO_KEY: tr("{key} can't be asked for in all programs.", key=key),
        HotkeyState.NOT_HERE: tr(
            "This desktop (Wayland) gives no program a key. Let one of its own keys run "
            "'agentassist': that brings this window."
        ),
        HotkeyState.NO_DESKTOP: tr("There is no desktop here that could give a key."),
        HotkeyState.STARTING: tr("Starting"),
    }
    return texts[hotkey.state]
