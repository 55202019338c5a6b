"""The actions of the program itself: guides, looks, keys; and of the demo."""

from typing import Final

from ui.actions.action import Action, Declared, Place
from ui.i18n import later

_PROGRAM: Final = (
    Declared(
        Action.SETTINGS,
        later("Settings: all in one window"),
        Place.PROGRAM,
        ("Ctrl+,",),
        menu=later("Settings …"),
        words=later("options preferences configuration theme privacy"),
    ),
    Declared(
        Action.FIRST_RUN,
        later("The short tour, with a simulated call"),
        Place.PROGRAM,
        menu=later("Short tour"),
        words=later("introduction first guide start learn demo practice"),
    ),
    Declared(
        Action.KEYS,
        later("Change the keys"),
        Place.PROGRAM,
        menu=later("Change the keys …"),
        words=later("shortcuts keyboard settings"),
    ),
    Declared(
        Action.GUIDE_AGENTS,
        later("Guide for agents"),
        Place.PROGRAM,
        menu=later("Guide for agents"),
        words=later("help manual read"),
    ),
    Declared(
        Action.GUIDE_LEADS,
        later("Guide for team leads"),
        Place.PROGRAM,
        menu=later("Guide for team leads"),
        words=later("help manual read packs"),
    ),
    Declared(
        Action.GUIDE_IT,
        later("Guide for IT"),
        Place.PROGRAM,
        menu=later("Guide for IT"),
        words=later("help manual read policy"),
    ),
    Declared(
        Action.PACKS,
        later("Coaching packs: which there are, on or off"),
        Place.PROGRAM,
        menu=later("Coaching packs …"),
        words=later("install rules plugins"),
    ),
    Declared(
        Action.ARTICLE_SOURCES,
        later("Where articles come from: looked for now, rows not read, conflicts"),
        Place.PROGRAM,
        menu=later("Where articles come from …"),
        words=later("knowledge sync feed wiki import conflict source"),
    ),
    Declared(
        Action.VOICE,
        later("Try the voice: it says a sentence"),
        Place.PROGRAM,
        menu=later("Try the voice"),
        words=later("speech whisper sound test"),
    ),
    Declared(
        Action.EXTENSION,
        later("Your extension"),
        Place.PROGRAM,
        menu=later("Your extension …"),
        words=later("phone agent number"),
    ),
    Declared(
        Action.THEME_SYSTEM,
        later("Theme: as the system"),
        Place.PROGRAM,
        menu=later("As the system"),
        words=later("colours look"),
    ),
    Declared(
        Action.THEME_LIGHT,
        later("Theme: light"),
        Place.PROGRAM,
        menu=later("Light"),
        words=later("colours look bright"),
    ),
    Declared(
        Action.THEME_DARK,
        later("Theme: dark"),
        Place.PROGRAM,
        menu=later("Dark"),
        words=later("colours look night"),
    ),
    Declared(
        Action.THEME_CONTRAST,
        later("Theme: high contrast"),
        Place.PROGRAM,
        menu=later("High contrast"),
        words=later("colours look accessibility"),
    ),
    Declared(
        Action.ABOUT,
        later("About agentassist"),
        Place.PROGRAM,
        menu=later("About agentassist"),
        words=later("version licence"),
    ),
)

_DEMO: Final = (
    Declared(Action.DEMO_STEP, later("Demo: the next step"), Place.DEMO, ("F12",)),
    Declared(Action.DEMO_PLAY, later("Demo: play by itself, or pause"), Place.DEMO),
    Declared(Action.DEMO_NEXT, later("Demo: the next call"), Place.DEMO),
    Declared(Action.DEMO_AGAIN, later("Demo: start again with the first call"), Place.DEMO),
)

PROGRAM: Final = (*_PROGRAM, *_DEMO)
