"""Words for what can be wrong with sources of record and the persons made of them.

See ui/errors.py.

`reason_text` says the same in a few words, for a line that names several sources.
"""

from ui.error_text import ErrorTexts
from ui.i18n import tr


def source_texts() -> dict[str, ErrorTexts]:
    """What happened, and what still works or what to do."""
    copy = tr("What it said before is still shown, with its age. The card and the rest go on.")
    tell_it = tr("Tell IT. What it said before is still shown; the card and the rest go on.")
    return {
        "source.*": ErrorTexts(tr("{source} could not be used ({code})."), copy),
        "source.unreachable": ErrorTexts(tr("{source} can't be reached."), copy),
        "source.too_slow": ErrorTexts(tr("{source} did not answer in time."), copy),
        "source.server_error": ErrorTexts(tr("{source} has a fault of its own."), copy),
        "source.rate_limited": ErrorTexts(
            tr("{source} was asked too often and wants a pause."), copy
        ),
        "source.too_large": ErrorTexts(tr("{source} answered more than can be read."), tell_it),
        "source.not_json": ErrorTexts(tr("{source} answered something unreadable."), tell_it),
        "source.bad_request": ErrorTexts(
            tr("{source} did not understand what it was asked."), tell_it
        ),
        "source.not_found": ErrorTexts(tr("{source} is not at the address that is set."), tell_it),
        "source.redirected": ErrorTexts(
            tr("{source} wanted to send us to another address: not followed."), tell_it
        ),
        "source.bad_address": ErrorTexts(
            tr("The address, proxy or token address set for {source} can't be used."), tell_it
        ),
        "source.bad_certificate": ErrorTexts(
            tr("{source} could not prove who it is (certificate)."), tell_it
        ),
        "source.login_refused": ErrorTexts(tr("{source} refused the login."), tell_it),
        "source.forbidden": ErrorTexts(tr("{source} does not allow this login to look."), tell_it),
        "source.refused": ErrorTexts(
            tr("{source} is not used: asked for a key that nobody has, it found somebody."),
            tr("Nothing it says is believed until IT has set it right. The rest goes on."),
        ),
        "source.unexpected": ErrorTexts(
            tr("{source} answered another thing than its mapping expects."), tell_it
        ),
        "source.endless": ErrorTexts(tr("{source} gave the same page again and again."), tell_it),
        "source.unsafe_value": ErrorTexts(
            tr("{source} was not asked: what was entered can't be sent to it safely."),
            tr("The card and the rest go on."),
        ),
        "source.no_notes": ErrorTexts(tr("{source} takes no notes of this kind.")),
        "mapping.*": ErrorTexts(
            tr("A source can't be asked: its mapping {file} is wrong at {key}."),
            tr("Tell IT: `agentassist sources check` says more. The rest goes on."),
        ),
        "person.same_record": ErrorTexts(tr("That is the same record.")),
        "person.two_accounts": ErrorTexts(
            tr("Their account numbers differ."), tr("Linking them takes a reason.")
        ),
        "person.two_accounts_never": ErrorTexts(
            tr("Their account numbers differ: they are not linked."),
            tr("The rules of your organisation say so. Tell your team lead if they are one."),
        ),
        "person.no_such_link": ErrorTexts(
            tr("This link is not there any more."),
            tr("Somebody took it apart already: the card shows how it stands."),
        ),
        "person.*": ErrorTexts(
            tr("Records can't be linked or taken apart right now."),
            tr("Everything else goes on."),
        ),
    }


def reason_text(code: str | None) -> str:
    """'did not answer in time': the predicate to a source's name."""
    known = {
        "source.unreachable": tr("can't be reached"),
        "source.too_slow": tr("did not answer in time"),
        "source.server_error": tr("has a fault of its own"),
        "source.rate_limited": tr("was asked too often and wants a pause"),
        "source.too_large": tr("answered more than can be read"),
        "source.not_json": tr("answered something unreadable"),
        "source.bad_request": tr("did not understand what it was asked"),
        "source.not_found": tr("is not at the address that is set"),
        "source.redirected": tr("wanted to send us elsewhere"),
        "source.bad_certificate": tr("could not prove who it is"),
        "source.login_refused": tr("refused our login"),
        "source.forbidden": tr("does not allow this login to look"),
        "source.bad_address": tr("has an address, proxy or token address that can't be used"),
        "source.unexpected": tr("answered another thing than its mapping expects"),
        "source.endless": tr("gave the same page again and again"),
        "source.unsafe_value": tr("was not asked: what was entered can't be sent safely"),
    }
    return known.get(code or "", tr("did not answer"))
