"""What the actions of the desk do in the window, and why one can't be done just now."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.actions.action import Action
from ui.actions.bindings import Bindings, WhyNot, Work
from ui.frame.article_actions import bind_article, find_in_article
from ui.i18n import tr

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def bind_desk(window: "MainWindow", keys: Bindings) -> None:
    """Every action of the desk; those of menu, phone connection and packs bind themselves."""
    for action, work in {**_going(window), **_card(window), **_coach(window)}.items():
        keys.bind(action, work, _reasons(window).get(action, lambda: ""))
    bind_article(window.knowledge, keys)
    window.voice.bind(keys)


def _going(window: "MainWindow") -> dict[Action, Work]:
    history = window.history
    return {
        Action.SEARCH: window.show_search,
        Action.LOOK_UP: window.show_look_up,
        Action.HISTORY: window.show_history,
        Action.FIND: _unless_done(
            lambda: find_in_article(window.knowledge), lambda: window.to_history(history.open_find)
        ),
        Action.PERSON: window.show_person,
        Action.ASK_AGAIN: history.ask_again,
        Action.WORDING: window.show_wording,
        Action.NOTES: window.show_notes,
        Action.WRAP_UP: window.show_wrap_up,
        Action.SAVE: _while(lambda: window.wrap_up.active, window.wrap_up.save),
        Action.LATER: _while(lambda: window.wrap_up.active, window.wrap_up.later),
        Action.CHEAT_SHEET: window.show_keys,
    }


def _card(window: "MainWindow") -> dict[Action, Work]:
    pop = window.pop
    return {
        Action.REVEAL: pop.reveal,
        Action.NOTE_ANSWER: pop.note_answer,
        Action.CALL_STEP: pop.step_call,
        Action.UNPICK: _while(lambda: not pop.identity.unpick.isHidden(), pop.unpick),
        Action.CLOSE_CARD: pop.close_by_hand,
    }


def _coach(window: "MainWindow") -> dict[Action, Work]:
    coaching, show = window.coaching, window.show_wording

    def shown(then: Work) -> Work:
        def act() -> None:
            show()
            then()

        return act

    return {
        Action.NOT_NOW: coaching.dismiss_cue,
        Action.CUE_BACK: coaching.bring_cue_back,
        Action.USE_CUE: _while(lambda: coaching.cue_has_wording, shown(coaching.use_cue)),
        Action.LISTENING: coaching.toggle_listening,
        Action.HAD_TO_REPEAT: coaching.caller_repeated,
        Action.USE_BETTER: _while(lambda: coaching.wording.has_better, coaching.wording.use_better),
        Action.APOLOGY: shown(coaching.wording.toggle_builder),
        Action.CONVERSATION: shown(coaching.conversation.toggle),
    }


def _reasons(window: "MainWindow") -> dict[Action, WhyNot]:
    pop, coaching = window.pop, window.coaching
    no_call, nobody = tr("There is no call."), tr("No card is open.")
    no_wrap_up = tr("No wrap-up is open.")
    reasons: dict[Action, tuple[Callable[[], object], str]] = {
        Action.LOOK_UP: (pop.can_look_up, tr("The caller is known already.")),
        Action.HISTORY: (lambda: pop.shown, nobody),
        Action.FIND: (lambda: pop.shown or window.knowledge.reading.article, nobody),
        Action.PERSON: (lambda: pop.shown, nobody),
        Action.ASK_AGAIN: (lambda: pop.shown, nobody),
        Action.REVEAL: (pop.facts.first_hidden, tr("Nothing on the card is masked.")),
        Action.NOTE_ANSWER: (lambda: pop.facts.needs_answers, tr("Nothing is left to ask.")),
        Action.CALL_STEP: (lambda: pop.link.next_step, tr("The call is not from a link.")),
        Action.UNPICK: (lambda: not pop.identity.unpick.isHidden(), tr("You picked nobody.")),
        Action.CLOSE_CARD: (lambda: pop.by_hand, tr("No card is open that you looked up.")),
        Action.NOT_NOW: (lambda: coaching.cue_shown, tr("There is no cue.")),
        Action.USE_CUE: (lambda: coaching.cue_has_wording, tr("There is no cue with a wording.")),
        Action.CUE_BACK: (lambda: coaching.cue_undoable, tr("No cue was put away just now.")),
        Action.HAD_TO_REPEAT: (lambda: pop.shown and not pop.by_hand, no_call),
        Action.USE_BETTER: (
            lambda: coaching.wording.has_better,
            tr("The draft has no better wording."),
        ),
        Action.WRAP_UP: (lambda: window.wrap_up_waits, tr("No wrap-up is waiting.")),
        Action.SAVE: (lambda: window.wrap_up.active, no_wrap_up),
        Action.LATER: (lambda: window.wrap_up.active, no_wrap_up),
    }
    return {action: _unless(can, reason) for action, (can, reason) in reasons.items()}


def _while(can: Callable[[], object], work: Work) -> Work:
    """A key that comes too late, or too early, does nothing."""
    return lambda: work() if can() else None


def _unless_done(first: Callable[[], bool], otherwise: Work) -> Work:
    return lambda: None if first() else otherwise()


def _unless(can: Callable[[], object], reason: str) -> WhyNot:
    return lambda: "" if can() else reason
