"""The actions of the desk: the call, its card, coach, search and wrap-up."""

from typing import Final

from ui.actions.action import Action, Declared, Place
from ui.actions.search_actions import SEARCH
from ui.i18n import later

_ANYWHERE: Final = (
    Declared(
        Action.SEARCH,
        later("Search the knowledge base"),
        Place.ANYWHERE,
        ("F2",),
        short=later("search"),
        words=later("article find help"),
        frequent=True,
    ),
    Declared(
        Action.LOOK_UP,
        later("Look somebody up by number, name, account or order"),
        Place.ANYWHERE,
        ("Ctrl+O",),
        words=later("customer caller person open manual"),
    ),
    Declared(
        Action.PALETTE,
        later("Do anything: type what you want"),
        Place.ANYWHERE,
        ("Ctrl+K",),
        menu=later("Do anything …"),
    ),
    Declared(
        Action.NOT_NOW,
        later("Not now: put the cue away"),
        Place.ANYWHERE,
        ("Ctrl+.",),
        words=later("dismiss hide coach"),
        frequent=True,
    ),
    Declared(
        Action.CUE_BACK,
        later("Bring back the cue that was put away"),
        Place.ANYWHERE,
        ("Ctrl+Shift+J",),  # the comma is every program's settings
        words=later("coach undo"),
    ),
    Declared(
        Action.USE_CUE,
        later("Use the wording of the cue"),
        Place.ANYWHERE,
        ("Ctrl+J",),
        words=later("coach take sentence"),
        frequent=True,
    ),
    Declared(
        Action.MUTE,
        later("Mute the voice, or let it speak again"),
        Place.ANYWHERE,
        ("Ctrl+7",),
        words=later("silence quiet whisper speech"),
    ),
    Declared(
        Action.LEAVE,
        later("Leave: the search first, then the cue"),
        Place.ANYWHERE,
        ("Esc",),
        local=True,
        frequent=True,
    ),
    Declared(
        Action.CHEAT_SHEET,
        later("Show or hide all keys"),
        Place.ANYWHERE,
        ("F1", "?"),
        short=later("keys"),
        menu=later("All keys"),
        words=later("shortcuts cheat sheet help"),
    ),
    Declared(
        Action.MENU,
        later("Open the menu: guides, theme, extension"),
        Place.ANYWHERE,
        ("F10",),
        menu=later("Menu"),
    ),
    Declared(
        Action.CONNECTION,
        later("Phone connection: how it is, setting it up"),
        Place.ANYWHERE,
        ("Ctrl+P",),
        menu=later("Phone connection …"),
        words=later("asterisk telephone login offline"),
    ),
    Declared(
        Action.QUIT,
        later("Quit: drafts are kept"),
        Place.ANYWHERE,
        ("Ctrl+Q",),
        menu=later("Quit"),
        words=later("close exit end"),
    ),
)

_CALL: Final = (
    Declared(Action.PICK, later("Pick who is calling"), Place.CALL, ("1", "9"), local=True),
    Declared(
        Action.NOTE_ANSWER,
        later("They told you: note what is still needed, again for the next"),
        Place.CALL,
        ("Ctrl+G",),
        words=later("given answer account verify"),
        frequent=True,
    ),
    Declared(
        Action.REVEAL,
        later("Show a masked value for a moment"),
        Place.CALL,
        ("Ctrl+R",),
        words=later("account number reveal"),
        frequent=True,
    ),
    Declared(
        Action.UNPICK,
        later("Not this person: choose again"),
        Place.CALL,
        words=later("wrong caller candidate"),
    ),
    Declared(
        Action.HISTORY,
        later("Go to earlier contacts"),
        Place.CALL,
        ("F3",),
        short=later("history"),
        words=later("timeline past"),
        frequent=True,
    ),
    Declared(
        Action.PERSON,
        later("Who this is: records, where each value is from"),
        Place.CALL,
        ("Ctrl+I",),
        words=later("identity sources link"),
    ),
    Declared(Action.CALL_STEP, later("A call from a link: taken, then over"), Place.CALL, ("F4",)),
    Declared(
        Action.WORDING,
        later("Check your wording"),
        Place.CALL,
        ("F5",),
        short=later("wording"),
        words=later("draft write sentence"),
        frequent=True,
    ),
    Declared(
        Action.USE_BETTER,
        later("Use the better wording"),
        Place.CALL,
        words=later("draft replace"),
    ),
    Declared(
        Action.APOLOGY,
        later("Build an apology, part by part"),
        Place.CALL,
        ("Ctrl+B",),
        words=later("sorry"),
    ),
    Declared(
        Action.CONVERSATION,
        later("Paste a chat or transcript for the coach"),
        Place.CALL,
        ("Ctrl+T",),
    ),
    Declared(
        Action.HAD_TO_REPEAT,
        later("The caller had to repeat something"),
        Place.CALL,
        ("F6",),
        short=later("had to repeat"),
        frequent=True,
    ),
    Declared(
        Action.NOTES,
        later("Write notes"),
        Place.CALL,
        ("F7",),
        short=later("notes"),
        frequent=True,
    ),
    Declared(
        Action.LISTENING,
        later("Listening mode on or off"),
        Place.CALL,
        ("F8",),
        short=later("listening"),
        words=later("quiet silent coach"),
        frequent=True,
    ),
    Declared(
        Action.CLOSE_CARD,
        later("Close the card of somebody you looked up"),
        Place.CALL,
    ),
)

_HISTORY: Final = (
    Declared(
        Action.FIND,
        later("Find in earlier contacts, or in the article you read"),
        Place.HISTORY,
        ("Ctrl+F",),
    ),
    Declared(
        Action.UNFOLD,
        later("Open a row: all of it, and its thread"),
        Place.HISTORY,
        ("Return",),
        local=True,
    ),
    Declared(
        Action.REPEATS,
        later("To the contact before about the same, and back"),
        Place.HISTORY,
        ("Ctrl+Down", "Ctrl+Up"),
        local=True,
    ),
    Declared(
        Action.ASK_AGAIN,
        later("Ask the sources of record again"),
        Place.HISTORY,
        ("Ctrl+L",),
        words=later("refresh reload crm"),
    ),
)

_AFTER: Final = (
    Declared(
        Action.WRAP_UP,
        later("Go to the wrap-up"),
        Place.AFTER,
        ("F9",),
        short=later("wrap up"),
        words=later("after call disposition summary"),
        frequent=True,
    ),
    Declared(
        Action.SAVE,
        later("Save the wrap-up"),
        Place.AFTER,
        ("Ctrl+Return", "Ctrl+Enter"),
        frequent=True,
    ),
    Declared(Action.LATER, later("Put the wrap-up aside for later"), Place.AFTER),
)

DESK: Final = (*_ANYWHERE, *_CALL, *_HISTORY, *SEARCH, *_AFTER)
