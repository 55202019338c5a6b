"""Words for why nothing is spoken. See ui/errors.py."""

from ui.error_text import ErrorTexts
from ui.i18n import tr


def speech_texts() -> dict[str, ErrorTexts]:
    """What happened, and what still works or what to do."""
    goes_on = tr("Everything else goes on.")
    return {
        "speech.off": ErrorTexts(
            tr("Speech is off."), tr("It is switched on in the settings, unless IT forbids it.")
        ),
        "speech.muted": ErrorTexts(
            tr("Speech is muted."), tr("The mark at the top of the window lets it speak again.")
        ),
        "speech.no_engine": ErrorTexts(
            tr("This computer has nothing to speak with."),
            f"{tr('On Linux IT can install the program espeak-ng.')} {goes_on}",
        ),
        "speech.no_sound": ErrorTexts(
            tr("The voice has no sound: its output device can't be opened."),
            f"{tr('Look whether a headset is plugged in.')} {goes_on}",
        ),
        "speech.failed": ErrorTexts(
            tr("The voice stopped working several times, and stays off."),
            f"{tr('Switch speech off and on again in the settings to try once more.')} {goes_on}",
        ),
    }
