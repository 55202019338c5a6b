"""The actions of the search: what can be done with the article in front."""

from typing import Final

from ui.actions.action import Action, Declared, Place
from ui.i18n import later

SEARCH: Final = (
    Declared(
        Action.OPEN,
        later("Open the article and note that you used it"),
        Place.SEARCH,
        ("Return",),
        local=True,
        frequent=True,
    ),
    Declared(
        Action.COPY_SAY,
        later("Copy what to say"),
        Place.SEARCH,
        ("Ctrl+1",),
        words=later("article clipboard"),
        frequent=True,
    ),
    Declared(
        Action.COPY_DO,
        later("Copy what to do"),
        Place.SEARCH,
        ("Ctrl+2",),
        words=later("article clipboard steps"),
    ),
    Declared(
        Action.COPY_SEND,
        later("Copy what to send"),
        Place.SEARCH,
        ("Ctrl+3",),
        words=later("article clipboard mail chat paste"),
        frequent=True,
    ),
    Declared(
        Action.COPY_ARTICLE,
        later("Copy the article, without what is internal"),
        Place.SEARCH,
        ("Ctrl+0",),
        words=later("clipboard all whole"),
    ),
    Declared(
        Action.PIN,
        later("Pin the article, or take the pin away"),
        Place.SEARCH,
        ("Ctrl+D",),
        words=later("favourite bookmark keep first"),
    ),
    Declared(
        Action.REPORT,
        later("Report: wrong, outdated, or nothing found"),
        Place.SEARCH,
        ("Ctrl+M",),
        mac=("Ctrl+Shift+M",),  # there, Command and M put the window away
        words=later("feedback error missing article gap"),
    ),
    Declared(
        Action.LINKS,
        later("Links of the article: shows where they lead first"),
        Place.SEARCH,
        ("Ctrl+Shift+L",),
        words=later("open browser address web"),
    ),
    Declared(
        Action.READ_ALOUD,
        later("Read the article's steps aloud; again for the next step"),
        Place.SEARCH,
        ("Ctrl+4",),
        words=later("speak voice speech listen"),
    ),
    Declared(
        Action.READ_AGAIN,
        later("Read the step aloud again"),
        Place.SEARCH,
        ("Ctrl+5",),
        words=later("speak voice repeat"),
    ),
    Declared(
        Action.READ_STOP,
        later("Stop reading aloud"),
        Place.SEARCH,
        ("Ctrl+6",),
        words=later("silence quiet voice speech"),
    ),
)
