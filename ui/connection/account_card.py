"""Trying and saving: settings are tried for real first, then saved, and can be put back."""

from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.ports.connection_check import CheckReport, CheckStep
from agentassist.ports.phone_setup import PhoneAccount, PhoneSetupView
from ui.connection.account_form import AccountForm
from ui.connection.check_list import CheckList
from ui.crossing import Runs
from ui.errors import error_texts
from ui.i18n import tr
from ui.widgets import (
    Card,
    FlowLayout,
    IconLabel,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    SectionLabel,
)


class AccountDesk(Protocol):
    """What the card asks of `app.phone_desk.PhoneDesk`."""

    async def check(self, account: PhoneAccount, secret: Secret | None) -> CheckReport: ...
    async def cancel_check(self) -> None: ...
    async def save(self, account: PhoneAccount, secret: Secret | None, *, tested: bool) -> None: ...
    async def undo(self) -> None: ...
    async def forget_secret(self) -> None: ...


class Stage(Enum):
    EDIT = auto()
    TRYING = auto()
    PASSED = auto()
    FAILED = auto()
    SAVING = auto()


class AccountCard(Card):
    """`changed` after something was saved, undone or forgotten: look again."""

    changed = Signal()

    def __init__(self, desk: AccountDesk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._round = 0  # of tries: an answer of an earlier one counts no more
        self.stage = Stage.EDIT
        self.touched = False
        self._in_call = False
        self._view: PhoneSetupView | None = None
        self.body.addWidget(SectionLabel(tr("Login at the phone system")))
        self.form = AccountForm()
        self.body.addWidget(self.form)
        self.steps = CheckList()
        self.body.addWidget(self.steps)
        self.told = IconLabel("info", "", "text", "faint")
        self.body.addWidget(self.told)
        self.body.addWidget(self._make_buttons())
        self.form.edited.connect(self._edited)
        self.form.submitted.connect(self._submit)
        self.form.forget_requested.connect(self._forget)
        self._say("", "")
        self._settle(Stage.EDIT)

    def _make_buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.go = PrimaryButton(tr("Try it"))
        self.go.clicked.connect(self._submit)
        self.cancel = SecondaryButton(tr("Cancel"))
        self.cancel.clicked.connect(self.stop)
        self.again = SecondaryButton(tr("Try again"))
        self.again.clicked.connect(self.try_it)
        self.anyway = LinkButton(tr("Save anyway"))
        self.anyway.clicked.connect(lambda: self._save(tested=False))
        self.back = LinkButton(tr("Put the former settings back"))
        self.back.clicked.connect(self._undo)
        for part in (self.go, self.cancel, self.again, self.anyway, self.back):
            row.addWidget(part)
        return holder

    # from outside --------------------------------------------------------------------------
    def show_view(self, view: PhoneSetupView) -> None:
        """What is saved. What was typed and not saved stays."""
        first, self._view = self._view is None, view
        if self.stage in (Stage.TRYING, Stage.SAVING):
            return
        if self.touched:
            self.form.tell(view)
        elif first or self.form.account() != view.account:
            self.form.fill(view)
        else:
            self.form.tell(view)
        self.back.setVisible(view.undoable and self.stage is Stage.EDIT and not self.touched)

    def set_in_call(self, on: bool) -> None:
        self._in_call = on

    def add_step(self, step: CheckStep) -> None:
        if self.stage is Stage.TRYING:
            self.steps.add(step)

    def map_name(self, name: str) -> None:
        if self.stage not in (Stage.TRYING, Stage.SAVING):
            self.form.open_variables()
            self.form.variables.add_row(name)

    def stop(self) -> bool:
        """Give up the test that runs; False when there is none."""
        if self.stage is not Stage.TRYING:
            return False
        self._round += 1
        self._crossing.run(self._desk.cancel_check())
        self.steps.clear()
        self._settle(Stage.EDIT)
        self._say("info", tr("Not tried to the end. Nothing was changed."))
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    # trying --------------------------------------------------------------------------------
    def _submit(self) -> None:
        if self.stage is Stage.PASSED:
            self._save(tested=True)
        elif self.stage in (Stage.EDIT, Stage.FAILED):
            self.try_it()

    def try_it(self) -> None:
        problem = self.form.problem()
        if problem is not None:
            self._say("circle-alert", problem, "late")
            return
        self._round += 1
        now = self._round
        self._settle(Stage.TRYING)
        self._say("", "")
        self.steps.begin()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self._crossing.run(
            self._desk.check(self.form.account(), self.form.typed_secret()),
            lambda report: self._tried(report, now),
            lambda error: self._not_tried(error, now),
        )

    def _tried(self, report: CheckReport, which: int) -> None:
        if which != self._round:
            return
        self.steps.finish()
        self._settle(Stage.PASSED if report.passed else Stage.FAILED)
        if not report.passed:
            self._say("circle-alert", tr("It did not get through, so nothing was saved."), "late")
        elif self._in_call:
            said = tr("It works. You are in a call: its card is gone for a moment when you save.")
            self._say("check", said, "given")
        else:
            self._say("check", tr("It works. Save it, and calls come this way at once."), "given")
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_tried(self, error: AgentAssistError, which: int) -> None:
        if which != self._round:
            return
        self.steps.clear()
        self._settle(Stage.EDIT)
        self._refused(error)
        if error.code == "phone.secret_needed":
            self.form.secret.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # saving --------------------------------------------------------------------------------
    def _save(self, *, tested: bool) -> None:
        problem = self.form.problem()
        if problem is not None:
            self._say("circle-alert", problem, "late")
            return
        self._settle(Stage.SAVING)
        self._say("hourglass", tr("Saving, and connecting …"))
        work = self._desk.save(self.form.account(), self.form.typed_secret(), tested=tested)
        self._crossing.run(work, lambda _: self._saved(tested), self._not_saved)

    def _saved(self, tested: bool) -> None:
        self._clean()
        if tested:
            self._say("check", tr("Saved, and in use."), "given")
        else:
            self._say("info", tr("Saved without a test. It is tried again and again by itself."))
        self.changed.emit()

    def _not_saved(self, error: AgentAssistError) -> None:
        self._settle(Stage.EDIT)
        self._refused(error)
        self.changed.emit()

    def _undo(self) -> None:
        self._settle(Stage.SAVING)
        self._crossing.run(self._desk.undo(), lambda _: self._undone(), self._not_saved)

    def _undone(self) -> None:
        self._clean()
        self._say("rotate-ccw", tr("The former settings are back and in use."))
        self.changed.emit()

    def _forget(self) -> None:
        self._settle(Stage.SAVING)
        self._crossing.run(self._desk.forget_secret(), lambda _: self._forgot(), self._not_saved)

    def _forgot(self) -> None:
        self._clean()
        self._say("info", tr("The secret is forgotten, and the connection ended."))
        self.changed.emit()

    def _clean(self) -> None:
        """What was typed is not needed any more."""
        self.touched = False
        self.form.secret.edit.setText("")
        self.steps.clear()
        self._settle(Stage.EDIT)

    # looks ---------------------------------------------------------------------------------
    def _edited(self) -> None:
        self.touched = True
        if self.stage in (Stage.PASSED, Stage.FAILED):
            self.steps.clear()
        self._say("", "")
        self._settle(Stage.EDIT)

    def _settle(self, stage: Stage) -> None:
        self.stage = stage
        busy = stage in (Stage.TRYING, Stage.SAVING)
        self.form.set_busy(busy)
        self.go.set_label(tr("Save") if stage is Stage.PASSED else self._try_words())
        self.go.setVisible(not busy)
        self.cancel.setVisible(stage is Stage.TRYING)
        self.again.setVisible(stage is Stage.PASSED)
        self.anyway.setVisible(stage is Stage.FAILED)
        undoable = self._view is not None and self._view.undoable
        self.back.setVisible(undoable and stage is Stage.EDIT and not self.touched)

    def _try_words(self) -> str:
        return tr("Try again") if self.stage is Stage.FAILED else tr("Try it")

    def _refused(self, error: AgentAssistError) -> None:
        self._say("circle-alert", error_texts(error.code, error.params).whole, "late")

    def _say(self, icon: str, text: str, tone: str = "faint") -> None:
        self.told.setVisible(bool(text))
        self.told.icon.set_icon(icon or "info", tone)
        self.told.text.setText(text)
        self.told.setAccessibleName(text)
