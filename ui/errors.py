"""Words for codes: what happened, what still works, what to do. The core writes no user text.

An unknown code still gets an honest sentence that names it, so that the help desk can look it up.
"""

from collections.abc import Mapping

from ui.article_errors import article_texts
from ui.error_text import ErrorTexts
from ui.i18n import tr
from ui.link_errors import link_texts
from ui.pack_errors import pack_texts
from ui.presence.hotkey_words import hotkey_texts
from ui.source_errors import source_texts
from ui.speech_errors import speech_texts

__all__ = ["ErrorTexts", "error_texts"]


def error_texts(code: str, params: Mapping[str, object] | None = None) -> ErrorTexts:
    """The words for `code`, its parameters filled in; missing parameters read as '?'."""
    table = _table()
    found = table.get(code) or table.get(_family(code))
    if found is None:
        return ErrorTexts(
            tr("Something did not work ({code}).", code=code),
            tr("The rest goes on. If it happens again, tell your help desk this code."),
        )
    values = _Lenient(code=code)
    values.update({key: str(value) for key, value in (params or {}).items()})
    return ErrorTexts(found.lead.format_map(values), found.rest.format_map(values).strip())


class _Lenient(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _family(code: str) -> str:
    return code.partition(".")[0] + ".*"


def _table() -> dict[str, ErrorTexts]:
    own = {**_calls(), **_phone(), **_store(), **_settings(), **_content()}
    others = {**article_texts(), **link_texts(), **pack_texts(), **source_texts()}
    others |= speech_texts()
    return {**own, **hotkey_texts(), **others}


def _calls() -> dict[str, ErrorTexts]:
    return {
        "call.none": ErrorTexts(
            tr("There is no call to do this for."),
            tr("Wait for the next call, or look somebody up."),
        ),
        "call.abandoned": ErrorTexts(tr("The caller hung up before you answered.")),
        "call.no_answer": ErrorTexts(tr("The call rang out and is not with you any more.")),
        "call.picked_elsewhere": ErrorTexts(tr("A colleague took the call.")),
        "call.transferred": ErrorTexts(tr("The call was transferred.")),
        "call.ended": ErrorTexts(tr("The call ended.")),
        "call.lost": ErrorTexts(
            tr("The phone system lost this call."),
            tr("If you are still talking, go on: what you write here is kept."),
        ),
        "call.not_yours_to_tell": ErrorTexts(
            tr("The phone system tells the course of this call itself."),
            tr("It follows your phone: there is nothing to press here."),
        ),
        "given.not_asked": ErrorTexts(tr("This can't be noted for this call.")),
        "given.not_yours": ErrorTexts(tr("Only who noted it can take it back.")),
        "given.not_revealable": ErrorTexts(
            tr("This value can't be shown."),
            tr("PINs and cards are never kept, so there is nothing to show."),
        ),
        "given.reveal_forbidden": ErrorTexts(
            tr("Your organisation does not allow values to be shown."),
            tr("Masked values are enough to recognise what the caller says."),
        ),
        "wrap_up.none": ErrorTexts(
            tr("There is no wrap-up to open."), tr("One is offered after each call you answered.")
        ),
        "history.unknown_contact": ErrorTexts(
            tr("This person is no longer in the store."), tr("Look them up again.")
        ),
        "history.*": ErrorTexts(
            tr("Earlier contacts can't be read right now."),
            tr("The card, search and coaching go on. They come back with the next call."),
        ),
        "numbers.unknown_region": ErrorTexts(
            tr("“{region}” is no region for phone numbers."),
            tr("Use two letters such as DE or GB for numbers.region."),
        ),
    }


def _phone() -> dict[str, ErrorTexts]:
    return {
        "phone.auth_failed": ErrorTexts(
            tr("The phone system refused the login."),
            tr("No card will pop. Ask IT to check name and secret; it is tried only now and then."),
        ),
        "phone.port_busy": ErrorTexts(
            tr("Another program has port {port}: until it is free, no call is reported here."),
        ),
        "phone.weak_secret": ErrorTexts(
            tr("The secret in {variable} is too short: {least} characters at least. Tell IT."),
        ),
        "phone.no_secret": ErrorTexts(
            tr("The phone login's secret is missing: {variable} is not set."),
            tr("No card will pop. Type it under Phone connection; search and look-up go on."),
        ),
        "phone.secret_needed": ErrorTexts(
            tr("The secret for {system} is missing."),
            tr("Type it: a secret kept for another system or login is not used here."),
        ),
        "phone.not_taken": ErrorTexts(
            tr("{system} answered the test, but not afterwards."),
            tr("The former settings are back and in use. Try it again."),
        ),
        "phone.bad_variable": ErrorTexts(
            tr("“{name}” can't be used as a variable for “{kind}”."),
            tr("Letters, digits and _ only; a kind of your own in small letters."),
        ),
        "phone.no_setup": ErrorTexts(
            tr("This is the demo: its phone system is its own."),
            tr("Start agentassist without “demo” to set up a phone connection."),
        ),
        "phone.unreachable": ErrorTexts(
            tr("The phone system can't be reached."),
            tr(
                "No card pops by itself until then. Search, coaching, wrap-ups and looking "
                "people up go on; it is tried again by itself."
            ),
        ),
        "phone.*": ErrorTexts(
            tr("The phone connection has a problem ({code})."),
            tr("Search, coaching and looking people up go on."),
        ),
        "recording.*": ErrorTexts(
            tr("A recorded call can't be read: {file}"), tr("Start again, or take the next call.")
        ),
        "demo.unreadable": ErrorTexts(
            tr("The demo center can't be read: {file}"), tr("Install the program again.")
        ),
    }


def _store() -> dict[str, ErrorTexts]:
    kept_nothing = tr("Everything works, but nothing is kept after you close the window.")
    return {
        "demo": ErrorTexts(
            tr("This is the demo."), tr("Everything works; nothing is kept after you close it.")
        ),
        "keystore.unavailable": ErrorTexts(
            tr("This computer has no keystore for the store's key."),
            f"{kept_nothing} {tr('Ask IT to set up a keyring.')}",
        ),
        "keystore.locked": ErrorTexts(
            tr("The keystore is locked."),
            f"{kept_nothing} {tr('Unlock it and start the program again.')}",
        ),
        "keystore.refused": ErrorTexts(
            tr("The keystore did not hand out the key."),
            f"{kept_nothing} {tr('Allow the access and start the program again.')}",
        ),
        "keystore.required": ErrorTexts(
            tr("Your organisation requires a keystore, and this computer's can't be used."),
            tr("Nothing is opened without it: no card, no search. Ask IT to set up a keyring."),
        ),
        "keystore.*": ErrorTexts(tr("The keystore can't be used ({code})."), kept_nothing),
        "storage.in_use": ErrorTexts(
            tr("Another window of this program has the store open."),
            f"{kept_nothing} {tr('Close the other one and start again.')}",
        ),
        "storage.damaged": ErrorTexts(
            tr("The store was damaged and has been set aside, not deleted."),
            tr("A new one was begun. Tell IT: they may be able to recover the old one."),
        ),
        "storage.unreadable": ErrorTexts(
            tr("The store could not be read and has been set aside, not deleted: {file}"),
            tr("A new one was begun. Tell IT: they may be able to recover the old one."),
        ),
        "storage.key_lost": ErrorTexts(
            tr("The store's key is gone; the store has been set aside, not deleted: {file}"),
            tr("A new one was begun. Tell IT: with the old key it can be read again."),
        ),
        "storage.newer": ErrorTexts(
            tr("The store was written by a newer version of this program."),
            f"{kept_nothing} {tr('Update the program.')}",
        ),
        "storage.migration_failed": ErrorTexts(
            tr("The store could not be brought up to date (step {step})."), kept_nothing
        ),
        "storage.full": ErrorTexts(
            tr("The disk is full."), tr("Free some space: what you save now is not kept.")
        ),
        "storage.io": ErrorTexts(
            tr("The store can't be read or written: {reason}"),
            tr("Your text stays in the window. Try again in a moment."),
        ),
        "storage.*": ErrorTexts(
            tr("The store has a problem ({code})."),
            tr("Your text stays in the window. Try again, or tell your help desk this code."),
        ),
    }


def _settings() -> dict[str, ErrorTexts]:
    return {
        "setting.bad_value": ErrorTexts(
            tr("This can't be used for {key}."), tr("The setting stays as it was.")
        ),
        "setting.locked": ErrorTexts(
            tr("Managed by your organisation."), tr("Ask IT if {key} must change.")
        ),
        "setting.unknown": ErrorTexts(
            tr("There is no setting “{key}”."), tr("It was left out; the rest is used.")
        ),
        "setting.keys_unread": ErrorTexts(
            tr("A key of yours is not understood: {entry}"),
            tr("Its action has the usual key. Menu, Change the keys: choose it anew."),
        ),
        "policy.untrusted": ErrorTexts(
            tr("The policy file is not trusted: {file}"),
            tr("Until IT puts it right, what protects callers' data is at its strictest."),
        ),
        "policy.unreadable": ErrorTexts(
            tr("The policy can't be read: {file}"),
            tr("Until IT puts it right, what protects callers' data is at its strictest."),
        ),
        "policy.bad_value": ErrorTexts(
            tr("The policy has a value for {key} that can't be used."),
            tr("A safe value is used instead, the rest applies. Tell IT."),
        ),
        "policy.*": ErrorTexts(
            tr("The policy has a mistake at {key}."),
            tr("That line is left out, the rest applies. Tell IT."),
        ),
        "config.unreadable": ErrorTexts(
            tr("The settings can't be read: {file}, line {line}."),
            tr("The defaults are used until it is put right."),
        ),
        "config.unwritable": ErrorTexts(
            tr("The settings can't be written: {file}"),
            tr("The setting stays as it was. Ask IT: the file must be yours to change."),
        ),
        "verification.*": ErrorTexts(
            tr("What callers are asked for has a mistake: {file}, line {line}, {key}."),
            tr("The program's own rules are used until IT puts it right."),
        ),
        "discretion.*": ErrorTexts(
            tr("What may be said and shown has a mistake: {file}, line {line}, {key}."),
            tr("What is not understood is hidden until IT puts it right."),
        ),
        "config.*": ErrorTexts(
            tr("The settings have a mistake: {file}, line {line}, {key}."),
            tr("The defaults are used until it is put right."),
        ),
        "assets.missing": ErrorTexts(
            tr("Files of the program are missing: {folder}"), tr("Install it again.")
        ),
        "core.ended": ErrorTexts(
            tr("The program has lost its core ({kind}): no card will pop."),
            tr("Close the window and start it again. What was saved and kept is there."),
        ),
        "internal": ErrorTexts(
            tr("Something went wrong inside the program ({kind})."),
            tr("The rest goes on. If it happens again, tell your help desk."),
        ),
    }


def _content() -> dict[str, ErrorTexts]:
    return {
        "data.*": ErrorTexts(
            tr("Data of customers could not be read or written."),
            tr("Code: {code}."),
        ),
        "import.*": ErrorTexts(
            tr("The file could not be imported."), tr("File: {file}. Code: {code}.")
        ),
    }
