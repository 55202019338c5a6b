"""After the call: a form that is filled in already, kept while it is edited, saved with one key."""

from datetime import timedelta
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from agentassist.app.events import AppEvent, CardChanged, WrapUpChanged, WrapUpSaved
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.domain.wrap_up import WrapUp
from ui import errors, theme, times
from ui.actions.action import Action
from ui.crossing import Runs
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets import Band, Card, ElidedLabel, Icon, PrimaryButton, SecondaryButton, Text
from ui.wrap_up.form import WrapUpForm
from ui.wrap_up.saved_notice import SavedNotice

DRAFT_MS = 400
_LONG_AGO = timedelta(minutes=15)


class ReadsArticles(Protocol):
    """What is asked about articles."""

    async def article(self, article_id: ArticleId) -> Article: ...


class WrapUpWork(Protocol):
    """What this panel asks of the desk."""

    @property
    def articles(self) -> ReadsArticles: ...

    async def open_wrap_up(self) -> None: ...

    async def draft_wrap_up(self, wrap_up: WrapUp) -> None: ...

    async def save_wrap_up(self, wrap_up: WrapUp) -> None: ...

    async def later_wrap_up(self, wrap_up: WrapUp) -> None: ...


class WrapUpPanel(QWidget):
    """`active` while a wrap-up is open; `active_changed` tells when that turns."""

    active_changed = Signal(bool)

    def __init__(
        self,
        desk: WrapUpWork,
        crossing: Runs,
        parent: QWidget | None = None,
        *,
        save_key: str = Action.SAVE,
        open_key: str = Action.WRAP_UP,
    ) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._wrap_up: WrapUp | None = None
        self._revision = self._kept = 0
        self._filling = self._leaving = self._focus_wanted = False
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.setInterval(DRAFT_MS)
        self._draft.timeout.connect(self._keep)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self._build(save_key, open_key)
        self._show_form(None)

    # building ------------------------------------------------------------------------------
    def _build(self, save_key: str, open_key: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.card = Card(padded=False)
        self.card.body.addWidget(self._make_head())
        inner = QVBoxLayout()
        inner.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        inner.setSpacing(theme.M)
        self.form = WrapUpForm()
        self.form.edited.connect(self._edited)
        inner.addWidget(self.form)
        inner.addLayout(self._make_foot(save_key))
        self.card.body.addLayout(inner)
        self.notice = SavedNotice(open_key)
        self.notice.open_requested.connect(self.open)
        column.addWidget(self.card)
        column.addWidget(self.notice)
        column.addStretch(1)

    def _make_head(self) -> Band:
        head = Band("hold_bg", top=True)
        self.title = Text("", Type.BODY, "hold", Weight.SEMIBOLD, max_lines=1)
        self.who = ElidedLabel(
            "", Type.BODY, "hold", Weight.SEMIBOLD, align=Qt.AlignmentFlag.AlignRight
        )
        head.row.addWidget(Icon("pencil", "hold", 14))
        head.row.addWidget(self.title)
        head.row.addWidget(self.who, 1)
        return head

    def _make_foot(self, save_key: str) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        self.save_button = PrimaryButton(tr("Save"), key=save_key)
        self.save_button.clicked.connect(self.save)
        self.later_button = SecondaryButton(tr("Later"))
        self.later_button.clicked.connect(self.later)
        self.status = Text("", Type.EVIDENCE, "given", align=Qt.AlignmentFlag.AlignRight)
        foot.addWidget(self.save_button)
        foot.addWidget(self.later_button)
        foot.addWidget(self.status, 1)
        return foot

    # from outside --------------------------------------------------------------------------
    @property
    def active(self) -> bool:
        return self._wrap_up is not None

    def handle(self, event: AppEvent) -> None:
        match event:
            case WrapUpChanged(wrap_up=wrap_up, waiting=waiting):
                self.notice.show_state(self.notice.saved, waiting)
                self._take(wrap_up)
            case WrapUpSaved(wrap_up=saved):
                self.notice.show_state(saved, 0)
            case CardChanged(card=card) if card is not None and self.notice.saved is not None:
                if card.call.call_id != self.notice.saved.call_id:
                    self.notice.show_state(None, self.notice.count)

    def open(self) -> None:
        """F9: the open wrap-up, else that of this call, else the oldest that waits."""
        self._focus_wanted = True
        if self.active:
            self._focus()
        else:
            self._crossing.run(self._desk.open_wrap_up())

    def save(self) -> None:
        self._leave(save=True)

    def later(self) -> None:
        self._leave(save=False)

    def keep_now(self) -> None:
        """The window closes: what was typed in the last moment does not wait for a pause."""
        if self.active and not self._leaving:
            self.form.reason.take_typed()
            if self._draft.isActive():
                self._draft.stop()
                self._keep()

    # one wrap-up ---------------------------------------------------------------------------
    def _take(self, wrap_up: WrapUp | None) -> None:
        shown = self._wrap_up
        if wrap_up is not None and shown is not None and wrap_up.id == shown.id:
            self._wrap_up = wrap_up
            if self._revision:
                self._filling = True
                self.form.update_facts(wrap_up)
                self._filling = False
            else:
                self._fill(wrap_up)
        else:
            self._keep_unkept()
            self._show_form(wrap_up)
        self._tick()
        self._focus()

    def _keep_unkept(self) -> None:
        """Another one comes in front: what was typed in the last moment is kept as well."""
        if self._wrap_up is not None and self._draft.isActive() and not self._leaving:
            self._crossing.run(self._desk.draft_wrap_up(self.form.filled()))

    def _show_form(self, wrap_up: WrapUp | None) -> None:
        before, self._wrap_up = self.active, wrap_up
        self._draft.stop()
        self._revision = self._kept = 0
        self._set_leaving(False)
        self.status.setText("")
        if wrap_up is not None:
            self._fill(wrap_up)
            self._fetch_titles(wrap_up)
        focus = QApplication.focusWidget()
        if wrap_up is None and focus is not None and self.card.isAncestorOf(focus):
            focus.clearFocus()  # or Qt hands it to whatever stands next, where Space would act
        self.card.setVisible(wrap_up is not None)
        self.notice.setVisible(wrap_up is None)
        if before != self.active:
            self.active_changed.emit(self.active)

    def _fill(self, wrap_up: WrapUp) -> None:
        self._filling = True
        self.form.show_wrap_up(wrap_up)
        self._filling = False

    def _fetch_titles(self, wrap_up: WrapUp) -> None:
        """Titles arrive one by one; an article that is gone by now is not worth a word."""
        titles: list[str] = []
        self.form.show_articles(())

        def arrived(article: Article) -> None:
            if self._wrap_up is not None and self._wrap_up.id == wrap_up.id:
                titles.append(article.title)
                self.form.show_articles(tuple(titles))

        for article_id in wrap_up.articles:
            self._crossing.run(self._desk.articles.article(article_id), arrived, lambda _: None)

    def _focus(self) -> None:
        """Only when the agent asked for it: a call that ends takes no keystroke away."""
        if self._focus_wanted and self.active:
            self._focus_wanted = False
            self.form.focus_first()

    # keeping and saving --------------------------------------------------------------------
    def _edited(self) -> None:
        if not self._filling and self.active:
            self._revision += 1
            self.status.setText("")
            self._draft.start()

    def _keep(self) -> None:
        if not self.active or self._leaving:
            return
        revision = self._revision

        def kept(_: None) -> None:
            self._kept = max(self._kept, revision)
            if self._kept == self._revision and self.active and not self._leaving:
                self._say("given", tr("✓ draft kept"))

        self._crossing.run(self._desk.draft_wrap_up(self.form.filled()), kept, self._refused)

    def _leave(self, *, save: bool) -> None:
        if not self.active or self._leaving:
            return
        self.form.reason.take_typed()
        filled = self.form.filled()
        self._draft.stop()
        self._set_leaving(True)
        work = self._desk.save_wrap_up(filled) if save else self._desk.later_wrap_up(filled)
        self._crossing.run(work, None, self._refused)

    def _refused(self, error: AgentAssistError) -> None:
        self._set_leaving(False)
        self._say("late", errors.error_texts(error.code, error.params).whole)

    def _set_leaving(self, leaving: bool) -> None:
        self._leaving = leaving
        self.save_button.setEnabled(not leaving)
        self.later_button.setEnabled(not leaving)

    def _say(self, tone: str, text: str) -> None:
        self.status.set_tone(tone)
        self.status.setText(text)

    # the clock -----------------------------------------------------------------------------
    def _tick(self) -> None:
        wrap_up = self._wrap_up
        if wrap_up is None:
            self._clock.stop()
            return
        name = wrap_up.caller_name or tr("Unknown caller")
        self.who.setText(f"{name} · {times.clock_text(wrap_up.talk)}" if wrap_up.talk else name)
        since = times.now() - wrap_up.ended_at if wrap_up.ended_at is not None else None
        if since is None:
            self.title.setText(tr("Wrap-up"))
        elif since > _LONG_AGO:
            at = times.relative_text(wrap_up.started_at, times.now())
            self.title.setText(tr("Call {when}", when=at))
        else:
            self.title.setText(tr("After call · {time}", time=times.clock_text(since)))
        ticking = since is not None and since <= _LONG_AGO and self.isVisible()
        if ticking and not self._clock.isActive():
            self._clock.start()
        elif not ticking:
            self._clock.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
