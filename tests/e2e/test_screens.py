"""Every main state of the window is reached from the real core, pictured and examined."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from tests.screens import examination, sheet
from tests.screens.stage import Stage
from tests.screens.states import STATES
from ui import theme

CHECKS = (
    examination.small_targets,
    examination.unnamed,
    examination.cut_texts,
    examination.overlaps,
    examination.out_of_order,
    examination.faint_texts,
)
LOOKS = {"narrow": "light", "wide": "dark"}


@pytest.mark.parametrize("width", LOOKS)
def test_every_state_can_be_read_reached_and_seen(qtbot: Any, tmp_path: Path, width: str) -> None:
    look = LOOKS[width]
    stage = Stage(look=look)
    stage.window.activateWindow()
    size, focused = sheet.WIDTHS[width], set[str]()
    taken, findings = [], []
    for shot in sheet.shots(stage, tmp_path, STATES, width, [look], size):
        taken.append(shot)
        seen = stage.other_window() or stage.window
        told = [finding for check in CHECKS for finding in check(seen)]
        told += examination.unseen_focus(seen, focused)
        findings += [f"{shot.state}: {finding}" for finding in told]
    stage.idle()
    stage.close()
    theme.current().choose("light")
    assert not findings, "\n".join(findings)
    assert len(focused) > 10
    pictures = {shot.state: shot.path.read_bytes() for shot in taken}
    assert len(set(pictures.values())) == len(STATES)  # none that never came
    sheet.join(taken, tmp_path / f"sheet-{look}-{width}.png", width)
    sheet.page(tmp_path)
    assert not QImage(str(tmp_path / f"sheet-{look}-{width}.png")).isNull()
    assert f"sheet-{look}-{width}.png" in (tmp_path / "index.html").read_text("utf-8")
