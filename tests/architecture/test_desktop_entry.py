"""The desktop entry that Linux installers use: it may be opened with a link, and with none."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from agentassist.telephony.url.config import SCHEME


@pytest.fixture
def entry(root: Path) -> Path:
    return root / "packaging" / "linux" / "agentassist.desktop"


def test_it_takes_links_of_our_scheme(entry: Path) -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(entry.read_text("utf-8"))
    assert parser.sections() == ["Desktop Entry"]
    values = parser["Desktop Entry"]
    assert values["Type"] == "Application"
    assert values["MimeType"] == f"x-scheme-handler/{SCHEME};"
    assert values["Exec"] == "agentassist open %u"  # one link or none, as one argument
    assert values["Terminal"] == "false"
    assert {"Name", "Comment", "Icon", "Categories"} <= set(values)


def test_the_systems_own_check_finds_nothing(entry: Path) -> None:
    check = shutil.which("desktop-file-validate")
    if check is None:
        pytest.skip("desktop-file-validate is not installed (package desktop-file-utils)")
    done = subprocess.run([check, str(entry)], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
