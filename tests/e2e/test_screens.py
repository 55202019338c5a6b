"""Every main state of the window can be reached and pictured, from the real core."""

import struct
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from tests.screens import sheet
from tests.screens.stage import Stage
from tests.screens.states import STATES


@pytest.mark.parametrize("width", ["narrow"])
def test_every_state_has_its_picture(qtbot: Any, tmp_path: Path, width: str) -> None:
    stage = Stage()
    size = sheet.WIDTHS[width]
    taken = list(sheet.shots(stage, tmp_path, STATES, width, ["light"], size))
    stage.idle()
    stage.close()
    pictures = {shot.state: shot.path.read_bytes() for shot in taken}
    assert set(pictures) == set(STATES)
    assert len(set(pictures.values())) == len(STATES)  # no state that never came
    for state, picture in pictures.items():
        wide, high = struct.unpack(">II", picture[16:24])
        assert max(wide - size.width(), high - size.height()) <= 0 < wide, state
    sheet.join(taken, tmp_path / f"sheet-light-{width}.png", width)
    sheet.page(tmp_path)
    assert not QImage(str(tmp_path / f"sheet-light-{width}.png")).isNull()
    assert f"sheet-light-{width}.png" in (tmp_path / "index.html").read_text("utf-8")
