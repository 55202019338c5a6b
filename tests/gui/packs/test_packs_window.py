"""The list of coaching packs: what it says, installing by drop, keyboard only."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from agentassist.app.events import Notified, PacksChanged, Severity
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import PackId
from agentassist.ports.packs import PackCard, PackSeal, PythonPart
from ui import theme
from ui.packs.dropped import dropped_pack
from ui.packs.words import language_text, want_text

Window = Callable[[], Any]
PARCEL = PackId("late-parcel")


def texts(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels)


def dropped(*places: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(place) for place in places])
    return data


def drop(widget: QWidget, data: QMimeData) -> bool:
    """As a hand would: over it, then let go. Whether it was taken."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    over = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    over.ignore()
    QApplication.sendEvent(widget, over)
    if not over.isAccepted():
        return False
    QApplication.sendEvent(widget, QDropEvent(QPointF(9, 9), copy, data, left, none))
    return True


# --- what it says ---------------------------------------------------------------------------------


def test_each_pack_says_whose_it_is_and_what_it_looks_at(window_of: Window) -> None:
    window = window_of()
    shipped, signed = texts(window.rows["apology"]), texts(window.rows[PARCEL])
    assert "Came with the program, unchanged" in shipped
    assert "English · 2 rules · version 1.0.0 · by agentassist" in shipped
    assert "Looks at: what you write under Wording, whose fault you said it is." in shipped
    assert "Signed by North · until 2027-12-31" in signed
    assert "German · 1 rule" in signed
    assert not window.rows["apology"].away.isVisible(), "what came with the program stays"
    assert window.rows[PARCEL].away.isVisible()


def test_each_rule_says_how_its_cues_were_taken(window_of: Window) -> None:
    row = window_of().rows["apology"]
    assert "Its cues: shown 8 · put away 6 (75 %) · used 1." in texts(row)
    assert "next-step" not in texts(row)
    row.more.click()
    said = texts(row)
    assert "sorry-if · shown 8 · put away 6 (75 %) · used 1" in said
    assert "An apology needs a next step" in said
    assert "next-step · not shown yet" in said
    row.more.click()
    assert "next-step" not in texts(row)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (PythonPart.RUNS, "It runs apart"),
        (PythonPart.NOT_ALLOWED, "your organisation does not let run here"),
        (PythonPart.SENT_OFF, "failed three times and rests"),
        (PythonPart.NONE, None),
    ],
)
def test_the_part_in_python_says_how_it_is(
    window_of: Window, pack_desk: Any, apology: PackCard, part: PythonPart, said: str | None
) -> None:
    pack_desk.now = replace(pack_desk.now, packs=(replace(apology, python=part),))
    shown = texts(window_of().rows["apology"])
    assert said in shown if said is not None else "Python" not in shown


def test_a_refused_pack_says_why_and_can_be_removed(window_of: Window, pack_desk: Any) -> None:
    problem = AgentAssistError("pack.expired", file="/x/old.aapack", expires="2026-10-31")
    refused = PackCard(PackId("old"), PackSeal.REFUSED, problem=problem)
    pack_desk.now = replace(pack_desk.now, packs=(refused,))
    row = window_of().rows["old"]
    assert "Left out. This pack counted until 2026-10-31." in texts(row)
    assert row.away.isVisible()
    assert not row.more.isVisible()


def test_developer_mode_and_what_is_unsigned_are_marked(
    window_of: Window, pack_desk: Any, apology: PackCard
) -> None:
    window = window_of()
    assert not window.author.isVisible()
    mine = replace(apology, seal=PackSeal.UNSIGNED, bundled=False)
    pack_desk.now = replace(pack_desk.now, packs=(mine,), developer=True)
    window.refresh()
    assert window.author.isVisible()
    assert "Not signed" in texts(window.rows["apology"])


def test_every_key_of_a_manifest_has_words() -> None:
    from agentassist.sdk import Moment

    keys = set(Moment.__dataclass_fields__) - {"state"} | {"draft"}
    assert [key for key in keys if want_text(key) == key] == []
    assert want_text("something_new") == "something_new"
    assert language_text("it") == "Italian"


# --- on and off -----------------------------------------------------------------------------------


def test_switching_off_holds_at_once(window_of: Window, pack_desk: Any) -> None:
    window = window_of()
    window.rows[PARCEL].switch.click()
    assert ("switch", PARCEL, False) in pack_desk.asked
    window.handle(PacksChanged())
    assert not window.rows[PARCEL].switch.isChecked()


def test_a_switch_that_policy_holds_can_not_be_moved(window_of: Window, pack_desk: Any) -> None:
    pack_desk.now = replace(pack_desk.now, switchable=False)
    window = window_of()
    assert not window.rows[PARCEL].switch.isEnabled()
    assert "organisation" in window.rows[PARCEL].switch.toolTip()


def test_what_could_not_be_switched_stands_as_it_is(window_of: Window, pack_desk: Any) -> None:
    window = window_of()
    pack_desk.refusal = AgentAssistError("setting.locked", key="packs.off")
    window.rows[PARCEL].switch.click()
    assert window.rows[PARCEL].switch.isChecked()
    assert "Managed by your organisation" in texts(window.notice)


def test_removed_and_put_back(window_of: Window, pack_desk: Any) -> None:
    window = window_of()
    window.rows[PARCEL].away.click()
    window.handle(PacksChanged())
    assert PARCEL not in window.rows
    assert "“Late parcels” is removed." in texts(window.notice)
    assert window.focusWidget() is window.notice.undo
    window.notice.undo.click()
    window.handle(PacksChanged())
    assert PARCEL in window.rows
    assert not window.notice.isVisible()


def test_a_plugin_that_was_sent_off_is_seen_at_once(
    window_of: Window, pack_desk: Any, apology: PackCard
) -> None:
    window = window_of()
    pack_desk.now = replace(pack_desk.now, packs=(replace(apology, python=PythonPart.SENT_OFF),))
    window.handle(Notified(Severity.ERROR, "plugin.sent_off", (("pack", "apology"),)))
    assert "rests" in texts(window.rows["apology"])


# --- installing -----------------------------------------------------------------------------------


def test_a_dropped_pack_is_shown_before_it_is_installed(window_of: Window, pack_desk: Any) -> None:
    window = window_of()
    assert drop(window, dropped("/tmp/new.aapack"))
    assert pack_desk.asked == [("look", "/tmp/new.aapack")]
    said = texts(window.look)
    assert "Install “New pack”?" in said
    assert "whom nobody here trusts yet" in said
    assert "2923 c857 0a1b 77fe 9d0c 41aa 5be2 10f3" in said
    assert "Tried out: 1 rule, all 7 examples hold." in said
    assert not window.look.install.isEnabled(), "nobody compared the fingerprint"
    window.look.compared.click()
    window.look.install.click()
    assert pack_desk.asked[-1] == ("install", "new", True)
    assert "“New pack” is installed and on." in texts(window.notice)
    assert not window.look.isVisible()


def test_a_trusted_publisher_needs_no_comparing(
    window_of: Window, pack_desk: Any, looked: Any
) -> None:
    pack_desk.found = looked(seal=PackSeal.SIGNED)
    window = window_of()
    window.look_at("/tmp/new.aapack")
    assert not window.look.compared.isVisible()
    window.look.install.click()
    assert pack_desk.asked[-1] == ("install", "new", False)


def test_where_policy_decides_the_agent_can_not_install(
    window_of: Window, pack_desk: Any, looked: Any
) -> None:
    pack_desk.found = replace(looked(), may_trust=False)
    window = window_of()
    window.look_at("/tmp/new.aapack")
    assert "send the pack to IT" in texts(window.look)
    assert not window.look.compared.isVisible()
    assert not window.look.install.isEnabled()
    window.look.compared.setChecked(True)  # however it gets there
    window.look.install.click()
    assert [asked[0] for asked in pack_desk.asked] == ["look"]


def test_a_comparison_counts_for_the_pack_it_was_made_for(window_of: Window) -> None:
    window = window_of()
    window.look_at("/tmp/new.aapack")
    window.look.compared.click()
    window.look_at("/tmp/another.aapack")
    assert not window.look.install.isEnabled()


def test_a_pack_that_can_not_be_installed_says_why(window_of: Window, pack_desk: Any) -> None:
    pack_desk.refusal = AgentAssistError("pack.file_changed", file="/tmp/new.aapack/pack.toml")
    window = window_of()
    assert drop(window, dropped("/tmp/new.aapack"))
    said = texts(window.look)
    assert "This pack was changed after it was signed." in said
    assert "Ask who gave it to you" in said
    assert not window.look.install.isVisible()
    window.look.cancel.click()
    assert not window.look.isVisible()


@pytest.mark.parametrize("places", [(), ("/tmp/picture.png",), ("/tmp/a.aapack", "/tmp/b.aapack")])
def test_other_things_are_not_taken(window_of: Window, pack_desk: Any, places: Any) -> None:
    assert not drop(window_of(), dropped(*places))
    assert pack_desk.asked == []


def test_only_what_lies_on_this_computer_is_a_pack() -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.com/new.aapack")])
    assert dropped_pack(data) is None
    data.setText("new.aapack")
    assert dropped_pack(data) is None
    assert dropped_pack(dropped("/home/a/late-parcel")) == "/home/a/late-parcel"


def test_the_file_dialog_stops_nothing(window_of: Window, pack_desk: Any, qtbot: Any) -> None:
    window = window_of()
    window.add.click()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert not dialog.isModal()
    dialog.fileSelected.emit("/tmp/new.aapack")
    assert window.look.isVisible()
    dialog.close()


# --- counts ---------------------------------------------------------------------------------------


def test_counts_for_the_author_as_csv_and_json(window_of: Window, tmp_path: Path) -> None:
    window = window_of()
    window.write_counts(str(tmp_path / "counts.csv"))
    assert (tmp_path / "counts.csv").read_text("utf-8").splitlines() == [
        "pack,rule,shown,dismissed,used,left",
        "apology,sorry-if,8,6,1,1",
        "late-parcel,by-when,2,0,0,2",
    ]
    window.write_counts(str(tmp_path / "counts.JSON"))
    (first, _) = json.loads((tmp_path / "counts.JSON").read_text("utf-8"))
    assert (first["rule"], first["dismissed"]) == ("sorry-if", 6)
    window.write_counts(str(tmp_path / "none" / "counts.csv"))
    assert "can’t be written" in texts(window.notice)


def test_without_counts_there_is_nothing_to_save(window_of: Window, pack_desk: Any) -> None:
    pack_desk.counts = ()
    window = window_of()
    assert not window.counts.isVisible()
    assert "Its cues" not in texts(window)


# --- keyboard and looks ---------------------------------------------------------------------------


def test_everything_can_be_reached_with_tab_and_has_a_name(window_of: Window, qtbot: Any) -> None:
    window = window_of()
    window.look_at("/tmp/new.aapack")
    seen: list[QWidget] = []
    window.add.setFocus()
    for _ in range(30):
        focused = window.focusWidget()
        if focused in seen:
            break
        seen.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    rows = window.rows
    wanted = [window.add, window.counts, window.look.compared, window.look.cancel]
    wanted += [rows["apology"].switch, rows["apology"].more]
    wanted += [rows[PARCEL].switch, rows[PARCEL].more, rows[PARCEL].away]
    order = [seen.index(widget) for widget in wanted]
    assert order == sorted(order)
    assert all(widget.accessibleName() for widget in wanted)
    assert rows[PARCEL].away.accessibleName() == "Remove Late parcels"


def test_installed_with_the_keyboard_alone(window_of: Window, pack_desk: Any, qtbot: Any) -> None:
    window = window_of()
    window.look_at("/tmp/new.aapack")
    assert window.focusWidget() is window.look.compared
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget() is window.look.install
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert pack_desk.asked[-1] == ("install", "new", True)


def test_escape_puts_away_the_look_first(window_of: Window, qtbot: Any) -> None:
    window = window_of()
    window.look_at("/tmp/new.aapack")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.look.isVisible()
    assert window.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
def test_it_fits_into_a_narrow_window(
    window_of: Window, pack_desk: Any, apology: PackCard, qapp: QApplication, look: str
) -> None:
    theme.install(qapp, look)
    long = replace(apology, title="Nachverfolgungsnummernauskunftsverzögerung " * 3)
    pack_desk.now = replace(pack_desk.now, packs=(long,))
    window = window_of()
    window.resize(360, 600)
    window.grab()
    row = window.rows["apology"]
    assert row.width() <= 360
    assert row.title.elided
    assert row.switch.geometry().right() <= row.width()
    theme.current().choose("light")
