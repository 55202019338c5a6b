"""One life of the installed app, as a process: `restart_story.py save|read|look CONFIG`.

save: the call rings, is answered and ends; a wrap-up is written and saved. read: the same caller
rings again. look: only the window. Prints what the window shows as JSON. Run by test_restart.py.
"""

import json
import sys
from pathlib import Path

from life import Life, Story
from PySide6.QtWidgets import QLabel

from agentassist.app.events import (
    CardChanged,
    KnowledgeReady,
    StoreChanged,
    TimelineChanged,
    WrapUpSaved,
)
from agentassist.bootstrap import Options
from agentassist.domain.call import AgentState
from agentassist.domain.contact import IdentityStatus

SUMMARY = "wants the corrected bill by mail"


class Restart(Life):
    def card_is(self, state: AgentState) -> bool:
        event = self.last.get(CardChanged)
        if not isinstance(event, CardChanged) or event.card is None:
            return False
        looking = event.card.identity.status is IdentityStatus.LOOKING
        return event.card.call.state is state and not looking

    def save(self) -> Story:
        yield lambda: self.card_is(AgentState.WRAPPING)
        yield lambda: self.application.window.wrap_up.active
        self.application.window.wrap_up.form.summary.setPlainText(SUMMARY)
        self.application.window.wrap_up.save()
        yield lambda: WrapUpSaved in self.last
        self.tell()

    def read(self) -> Story:
        yield lambda: isinstance(e := self.last.get(TimelineChanged), TimelineChanged) and e.page
        self.tell()
        event = self.last[TimelineChanged]
        if isinstance(event, TimelineChanged) and event.page is not None:
            self.shown["timeline"] = [row.title for row in event.page.interactions]
        view = self.application.window.history.list
        self.shown["rows"] = [
            str(view.model().index(row, 0).data()) for row in range(view.model().rowCount())
        ]

    def look_around(self) -> Story:
        """What the window says of itself once it stands."""
        yield lambda: KnowledgeReady in self.last
        self.tell()
        labels = self.application.window.findChildren(QLabel)
        panel = self.application.window.knowledge
        self.application.window.show_search()
        panel.field.edit.setText("bleu lamp")
        yield lambda: panel.answered and panel.result
        if panel.result is not None:
            self.shown["found"] = [hit.title for hit in panel.result.hits]
        self.shown["texts"] = [label.text() for label in labels if label.isVisible()]

    def tell(self) -> None:
        event = self.last.get(StoreChanged)
        if isinstance(event, StoreChanged):
            self.shown |= {"store": event.state.value, "reason": event.reason}


if __name__ == "__main__":
    life = Restart(Options(config=Path(sys.argv[2])))
    life.live(sys.argv[1], {"save": life.save, "read": life.read, "look": life.look_around})
    print(json.dumps(life.shown))
