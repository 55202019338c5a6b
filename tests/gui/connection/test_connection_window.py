"""The connection panel: what it says, keyboard only, and what it never does."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from agentassist.app.events import CheckProgressed
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr_reading import DEFAULT_VARIABLES
from agentassist.domain.secret import Secret
from agentassist.ports.connection_check import CheckReport, CheckResult, CheckStep
from agentassist.ports.names_seen import NamesReport
from agentassist.ports.phone_setup import PhoneMember, SecretSource
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from ui.connection.it_text import it_text
from ui.connection.words import ages_text

Panel = Callable[[], Any]
TYPED = "correct horse battery"


def texts(window: QWidget) -> str:
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels)


def settled() -> None:
    for _ in range(8):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def reported(report: CheckReport, panel: Any) -> None:
    for step in report.steps:
        panel.handle(CheckProgressed(step))


# --- what it says ---------------------------------------------------------------------------------


def test_each_phone_system_says_how_it_is(panel_of: Panel) -> None:
    panel = panel_of()
    said = texts(panel)
    assert "Asterisk 22" in said
    assert "Connected · for" in said
    assert "Pilot: phone-system credentials on this PC" in said
    assert "Links and commands" in said
    assert panel.systems["ami"].check.isVisible()
    assert not panel.systems["link"].check.isVisible()
    assert not panel.systems["link"].pilot.isVisible()


def test_trouble_says_what_to_do_and_when_it_is_tried_again(
    panel_of: Panel, phone_desk: Any
) -> None:
    retry = timedelta(days=1)
    lost = ConnectionStatus(
        ConnectionState.AUTH_FAILED, "pbx:5038", 0, None, retry, "login_refused"
    )
    phone_desk.change(members=(PhoneMember("ami", lost),))
    said = texts(panel_of())
    assert "The login is refused" in said
    assert "permit= in manager.conf" in said


def test_the_ages_of_a_status() -> None:
    second = 1_000_000_000
    status = ConnectionStatus(
        ConnectionState.LOST, "x", 100 * second, 40 * second, timedelta(seconds=30), "closed"
    )
    assert ages_text(status, 110 * second) == "for 10 s · last event 1 min ago · next try in 20 s"
    assert ages_text(status, 200 * second).endswith("trying again")


def test_names_that_are_mapped_nowhere_stand_first_and_can_be_read(
    panel_of: Panel, phone_desk: Any, qtbot: Any
) -> None:
    panel = panel_of()
    said = texts(panel.names)
    assert said.index("IVR_METER") < said.index("IVR_ACCOUNT")
    assert "not mapped: agents don't see it · in 4 of 12 calls" in said
    assert "as Account · in 11 of 12 calls" in said
    panel.names.map_requested.emit("IVR_METER")
    assert panel.account.form.account().variables == {**DEFAULT_VARIABLES, "meter": "IVR_METER"}
    assert panel.focusWidget() is panel.account.form.variables.rows[-1].kind_edit


def test_the_ivr_sent_nothing(panel_of: Panel, phone_desk: Any) -> None:
    phone_desk.change(members=(PhoneMember("ami", None, NamesReport((), 3)),))
    assert "The IVR sent nothing." in texts(panel_of())
    phone_desk.change(members=(PhoneMember("ami", None, NamesReport()),))
    assert "No call has rung yet." in texts(panel_of())


def test_nothing_set_up_leads_to_typing(panel_of: Panel, phone_desk: Any) -> None:
    phone_desk.change(
        members=(PhoneMember("link", None),),
        account=replace(phone_desk.now.account, user="", host="127.0.0.1"),
        secret=SecretSource.MISSING,
        credentials_here=False,
    )
    panel = panel_of()
    said = texts(panel)
    assert "No phone system is set up" in said
    assert "links and looking people up by hand work" in said
    assert panel.focusWidget() is panel.account.form.user.edit
    assert not panel.names.isVisible()


def test_the_demo_has_nothing_to_set_up(panel_of: Panel, phone_desk: Any) -> None:
    phone_desk.refusal = AgentAssistError("phone.no_setup")
    panel = panel_of()
    assert "This is the demo" in texts(panel)
    assert not panel.account.isVisible()


def test_the_clock_ticks_only_while_it_can_be_seen(panel_of: Panel) -> None:
    panel = panel_of()
    assert panel._tick.isActive()
    panel.close()
    assert not panel._tick.isActive()


def test_the_copy_for_it_holds_names_and_codes(panel_of: Panel, phone_desk: Any) -> None:
    panel = panel_of()
    panel._test("ami")
    panel.copy_for_it()
    text = QGuiApplication.clipboard().text()
    assert "IVR_METER  4x, rides along, NOT MAPPED" in text
    assert "login: site at pbx.example.net:5038" in text
    assert "reached: ok" in text
    assert "channelvars = IVR_ACCOUNT" in text
    assert panel.names.copy.label == "Copied"
    assert it_text(phone_desk.now, None).count("\n") > 10


# --- trying and saving ----------------------------------------------------------------------------


def test_only_what_was_tried_is_saved(panel_of: Panel, phone_desk: Any, crossing: Any) -> None:
    panel = panel_of()
    card = panel.account
    card.form.host.edit.setText("other.example.net")
    card.form.secret.edit.setText(TYPED)
    crossing.hold = True
    card.go.click()
    assert not card.go.isVisible()
    assert card.cancel.isVisible()
    assert card.form.host.edit.isReadOnly()
    reported(phone_desk.report, panel)
    assert "Login accepted" in texts(card)
    crossing.settle()
    assert card.go.label == "Save"
    assert not card.anyway.isVisible()
    card.go.click()
    crossing.settle()
    _, account, secret = phone_desk.asked[0]
    assert (account.host, secret) == ("other.example.net", Secret(TYPED))
    assert phone_desk.asked[1] == ("save", account, Secret(TYPED), True)
    assert card.form.secret.edit.text() == ""
    assert "Saved, and in use." in texts(card)


def test_an_edit_after_the_test_asks_for_another(panel_of: Panel, qtbot: Any) -> None:
    panel = panel_of()
    card = panel.account
    card.go.click()
    assert card.go.label == "Save"
    card.form.user.edit.setFocus()
    qtbot.keyClicks(card.form.user.edit, "x")
    assert card.go.label == "Try it"
    assert card.steps.steps == []


def test_what_failed_is_saved_only_when_somebody_says_so(panel_of: Panel, phone_desk: Any) -> None:
    phone_desk.report = CheckReport(
        (CheckStep("reached", CheckResult.FAILED, "connection_refused"),)
    )
    card = panel_of().account
    card.go.click()
    assert card.go.label == "Try again"
    card.anyway.click()
    assert phone_desk.asked[-1][-1] is False
    assert "Saved without a test" in texts(card)


def test_what_was_saved_can_be_put_back(panel_of: Panel, phone_desk: Any) -> None:
    panel = panel_of()
    card = panel.account
    assert not card.back.isVisible()
    card.form.host.edit.setText("other.example.net")
    card.go.click()
    card.go.click()
    assert card.back.isVisible()
    card.back.click()
    assert card.form.host.edit.text() == "pbx.example.net"
    assert not card.back.isVisible()


def test_a_refusal_is_told_and_nothing_typed_is_lost(panel_of: Panel, phone_desk: Any) -> None:
    panel = panel_of()
    card = panel.account
    card.form.host.edit.setText("other.example.net")
    card.touched = True
    phone_desk.refusal = AgentAssistError("phone.secret_needed", system="other.example.net:5038")
    card.go.click()
    assert "The secret for other.example.net:5038 is missing." in texts(card)
    assert panel.focusWidget() is card.form.secret.edit
    panel.refresh()
    assert card.form.host.edit.text() == "other.example.net"


@pytest.mark.parametrize("how", ["button", "escape", "close"])
def test_a_test_can_be_given_up(
    panel_of: Panel, phone_desk: Any, crossing: Any, qtbot: Any, how: str
) -> None:
    panel = panel_of()
    card = panel.account
    crossing.hold = True
    card.go.click()
    if how == "button":
        card.cancel.click()
    elif how == "escape":
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
        assert panel.isVisible()
    else:
        panel.close()
    crossing.settle()  # an answer of the test that was given up counts no more
    assert ("cancel",) in phone_desk.asked
    assert card.go.label == "Try it"


def test_what_is_plainly_missing_is_said_before_anybody_is_asked(
    panel_of: Panel, phone_desk: Any
) -> None:
    card = panel_of().account
    for field, words in (
        (card.form.user, "login name"),
        (card.form.port, "1 to 65535"),
        (card.form.host, "that Asterisk runs on"),
    ):
        field.edit.setText("")
        card.go.click()
        assert words in texts(card)
    assert phone_desk.asked == []


def test_kinds_of_ones_own_come_and_go(panel_of: Panel, phone_desk: Any) -> None:
    card = panel_of().account
    card.form.change.click()
    rows = card.form.variables
    assert rows.isVisible()
    rows.add.click()
    rows.rows[-1].name_edit.setText("__PIN_OK")
    card.go.click()
    assert "Give each kind of data a name" in texts(card)
    rows.rows[-1].kind_edit.setText("account")
    card.go.click()
    assert "“account” stands there twice." in texts(card)
    rows.rows[-1].kind_edit.setText("pin_ok")
    rows.rows[1].name_edit.setText("")
    card.go.click()
    variables = phone_desk.asked[-1][1].variables
    assert variables["pin_ok"] == "PIN_OK"
    assert "intent" not in variables
    rows.rows[-1].remove.click()
    assert "pin_ok" not in rows.variables


# --- the secret -----------------------------------------------------------------------------------


def test_the_secret_cannot_be_read_or_copied(panel_of: Panel, phone_desk: Any, qtbot: Any) -> None:
    panel = panel_of()
    field = panel.account.form.secret.edit
    QGuiApplication.clipboard().setText("before")
    field.setFocus()
    qtbot.keyClicks(field, TYPED)
    field.selectAll()
    field.copy()
    field.cut()
    assert QGuiApplication.clipboard().text() == "before"
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert TYPED not in field.displayText()
    panel.copy_for_it()
    assert TYPED not in QGuiApplication.clipboard().text()
    panel.close()
    assert field.text() == ""


@pytest.mark.parametrize(
    ("source", "kept", "said", "typed", "forget"),
    [
        (SecretSource.ENVIRONMENT, True, "environment variable AMI_SECRET", False, False),
        (SecretSource.STORE, True, "Kept encrypted on this computer", True, True),
        (SecretSource.MEMORY, False, "asked for again at the next start", True, True),
        (SecretSource.MISSING, True, "never in the settings file", True, False),
        (SecretSource.MISSING, False, "asked for at each start", True, False),
    ],
)
def test_where_the_secret_is_stands_below_it(
    panel_of: Panel,
    phone_desk: Any,
    source: SecretSource,
    kept: bool,
    said: str,
    typed: bool,
    forget: bool,
) -> None:
    phone_desk.change(secret=source, kept=kept)
    form = panel_of().account.form
    assert said in texts(form)
    assert form.secret.edit.isReadOnly() is not typed
    assert form.forget.isVisible() is forget


def test_forgetting_the_secret(panel_of: Panel, phone_desk: Any) -> None:
    card = panel_of().account
    card.form.forget.click()
    assert phone_desk.asked == [("forget",)]
    assert "forgotten" in texts(card)


# --- policy, keyboard, size -----------------------------------------------------------------------


def test_what_policy_sets_is_locked_and_says_so(
    panel_of: Panel, phone_desk: Any, qtbot: Any
) -> None:
    phone_desk.change(locked=frozenset({"host", "port"}))
    form = panel_of().account.form
    form.host.edit.setFocus()
    qtbot.keyClicks(form.host.edit, "x")
    assert form.host.edit.text() == "pbx.example.net"
    assert form.host.edit.accessibleDescription() == "Set by your organisation"
    assert form.host.lock.isVisible()
    assert not form.user.edit.isReadOnly()
    assert "set by your organisation" in texts(form)


def test_tab_goes_through_it_from_top_to_bottom(panel_of: Panel) -> None:
    panel = panel_of()
    panel.account.form.change.click()
    settled()
    panel.systems["ami"].check.setFocus()
    seen: list[QWidget] = []
    while (now := panel.focusWidget()) not in seen:
        assert now is not None
        assert now.accessibleName(), now
        seen.append(now)
        panel.focusNextChild()
    tops = [one.mapTo(panel._column.parentWidget(), one.rect().center()).y() for one in seen]
    assert [top for top, after in itertools.pairwise(tops) if after < top - 8] == []
    assert {panel.names.copy, panel.account.go, panel.stanza.copy} <= set(seen)


def test_return_in_a_field_tries_it_and_saves_it(
    panel_of: Panel, phone_desk: Any, qtbot: Any
) -> None:
    panel = panel_of()
    qtbot.keyClick(panel.account.form.host.edit, Qt.Key.Key_Return)
    assert [asked[0] for asked in phone_desk.asked] == ["check"]
    assert panel.focusWidget() is panel.account.go
    qtbot.keyClick(panel.account.go, Qt.Key.Key_Space)
    assert [asked[0] for asked in phone_desk.asked] == ["check", "save"]


def test_the_next_button_stays_on_the_screen(
    panel_of: Panel, phone_desk: Any, crossing: Any
) -> None:
    phone_desk.report = CheckReport(
        tuple(CheckStep(f"step{number}", CheckResult.OK) for number in range(12))
    )
    panel = panel_of()
    panel.resize(420, 500)
    panel.account.form.user.edit.setFocus()
    crossing.hold = True
    panel.account.try_it()
    for step in phone_desk.report.steps:
        panel.handle(CheckProgressed(step))
        settled()
    shown = panel.page.viewport().rect()
    cancel = panel.account.cancel
    assert shown.contains(cancel.mapTo(panel.page.viewport(), cancel.rect().center()))
    crossing.settle()
    settled()
    go = panel.account.go
    assert panel.focusWidget() is go
    assert shown.contains(go.mapTo(panel.page.viewport(), go.rect().center()))


def test_nothing_runs_out_of_a_narrow_window(panel_of: Panel, phone_desk: Any, qtbot: Any) -> None:
    host = "telefonanlage-hauptstandort-nordrhein-westfalen.vermittlungstechnik.example.net"
    down = ConnectionStatus(
        ConnectionState.UNREACHABLE, f"{host}:5038", 0, None, None, "connection_refused"
    )
    phone_desk.change(
        account=replace(phone_desk.now.account, host=host), members=(PhoneMember("ami", down),)
    )
    panel = panel_of()
    panel.account.form.change.click()
    panel.resize(360, 600)
    qtbot.waitUntil(lambda: panel.width() == 360)
    settled()
    width = panel.page.viewport().width()
    content = panel._column.parentWidget()
    assert content.width() <= width
    for widget in content.findChildren(QWidget):
        if widget.isVisible():
            assert widget.mapTo(content, widget.rect().topRight()).x() <= width
