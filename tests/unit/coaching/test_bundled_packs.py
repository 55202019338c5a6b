"""The packs that ship with the program do what their own examples say."""

from pathlib import Path

import pytest

from agentassist import assets
from agentassist.coaching.engine import pack_folders
from agentassist.coaching.examples import check_examples
from agentassist.coaching.pack import read_pack

FOLDERS = pack_folders(assets.bundled_plugins())


def test_the_promised_packs_are_there() -> None:
    assert {"apology", "listening", "never-ask-twice", "thanks"} <= {each.name for each in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_example_holds(folder: Path) -> None:
    pack = read_pack(folder)
    pack.prepare()
    assert pack.id == folder.name
    assert [str(problem) for problem in check_examples(pack)] == []
