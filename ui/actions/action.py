"""What can be done in the window, by name, and what is declared of each of it."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """Everything that can be done by a key or from the palette. The value is kept in settings."""

    SEARCH = "search"
    LOOK_UP = "look_up"
    PALETTE = "palette"
    NOT_NOW = "not_now"
    CUE_BACK = "cue_back"
    USE_CUE = "use_cue"
    LEAVE = "leave"
    CHEAT_SHEET = "cheat_sheet"
    MENU = "menu"
    CONNECTION = "connection"
    QUIT = "quit"
    PICK = "pick"
    UNPICK = "unpick"
    CLOSE_CARD = "close_card"
    NOTE_ANSWER = "note_answer"
    REVEAL = "reveal"
    HISTORY = "history"
    PERSON = "person"
    CALL_STEP = "call_step"
    WORDING = "wording"
    USE_BETTER = "use_better"
    APOLOGY = "apology"
    CONVERSATION = "conversation"
    HAD_TO_REPEAT = "had_to_repeat"
    NOTES = "notes"
    LISTENING = "listening"
    FIND = "find"
    UNFOLD = "unfold"
    REPEATS = "repeats"
    ASK_AGAIN = "ask_again"
    OPEN = "open"
    COPY_SAY = "copy_say"
    COPY_DO = "copy_do"
    COPY_SEND = "copy_send"
    COPY_ARTICLE = "copy_article"
    PIN = "pin"
    REPORT = "report"
    LINKS = "links"
    READ_ALOUD = "read_aloud"
    READ_AGAIN = "read_again"
    READ_STOP = "read_stop"
    MUTE = "mute"
    VOICE = "voice"
    WRAP_UP = "wrap_up"
    SAVE = "save"
    LATER = "later"
    GUIDE_AGENTS = "guide_agents"
    GUIDE_LEADS = "guide_leads"
    GUIDE_IT = "guide_it"
    ABOUT = "about"
    PACKS = "packs"
    ARTICLE_SOURCES = "article_sources"
    EXTENSION = "extension"
    SETTINGS = "settings"
    FIRST_RUN = "first_run"
    KEYS = "keys"
    THEME_SYSTEM = "theme_system"
    THEME_LIGHT = "theme_light"
    THEME_DARK = "theme_dark"
    THEME_CONTRAST = "theme_contrast"
    COME = "come"
    GO_BACK = "go_back"
    DOCK_LEFT = "dock_left"
    DOCK_RIGHT = "dock_right"
    ON_TOP = "on_top"
    COMPACT = "compact"
    HIDE = "hide"
    DEMO_STEP = "demo_step"
    DEMO_PLAY = "demo_play"
    DEMO_NEXT = "demo_next"
    DEMO_AGAIN = "demo_again"


class Place(StrEnum):
    """Where an action is of use; the groups of the cheat sheet, in this order."""

    ANYWHERE = "anywhere"
    CALL = "call"
    HISTORY = "history"
    SEARCH = "search"
    AFTER = "after"
    WINDOW = "window"
    PROGRAM = "program"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Declared:
    """One action. Texts are English and are translated where they are shown.

    `keys`: the defaults in Qt's portable spelling (Ctrl is Command on macOS), the first on keycaps;
    `mac` replaces them where macOS means something else by them.
    `short`: the word beside its keycap in the footer. `menu`: as the menu says it.
    `words`: what else people call it, for the palette.
    `local`: the widget that has the focus handles it: listed, neither installed nor changed.
    `everywhere`: its first key works in other programs, too, where the system allows it.
    `frequent`: of use in nearly every call; its key is never three keys at once.
    """

    action: Action
    title: str
    place: Place
    keys: tuple[str, ...] = ()
    mac: tuple[str, ...] | None = None
    short: str = ""
    menu: str = ""
    words: str = ""
    local: bool = False
    frequent: bool = False
    everywhere: bool = False
