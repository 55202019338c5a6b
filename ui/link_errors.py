"""Words for what goes wrong with links that announce calls."""

from ui.error_text import ErrorTexts
from ui.i18n import tr


def link_texts() -> dict[str, ErrorTexts]:
    return {
        "link.too_many": ErrorTexts(
            tr("Links announced too many calls: this one was not taken."),
            tr("The next is taken in {seconds} s. If you called nobody, tell IT."),
        ),
        "link.unknown_call": ErrorTexts(tr("This call is not there any more.")),
        "link.no_extension": ErrorTexts(
            tr("A link announced a call, but your extension is not set."),
            tr("Click it at the top of the window."),
        ),
        "link.no_port": ErrorTexts(
            tr("Links are not taken: this computer gave no port."),
            tr("Calls of the phone system go on. Start again, or tell IT."),
        ),
        "link.unwritable": ErrorTexts(
            tr("Links are not taken: {file} can't be written."),
            tr("Calls of the phone system go on. Ask IT to make the folder yours."),
        ),
        "link.*": ErrorTexts(
            tr("A link announced a call, but it can't be used ({code})."),
            tr("Look the caller up by hand. If it happens again, tell IT this code."),
        ),
    }
