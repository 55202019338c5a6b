"""Every mapping that comes with the program is one, whether its source can be tried here or not."""

from pathlib import Path

import pytest

from agentassist.assets import resources
from agentassist.domain.source import KeyKind
from agentassist.history.rest.reading import read_mapping

SHIPPED = sorted(file for file in (resources() / "sources").glob("*.toml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_mapping_can_be_read(file: Path) -> None:
    spec = read_mapping(file)
    assert spec.title
    assert spec.system
    assert spec.about.strip()
    assert "url" in spec.settings


def test_what_was_tried_for_real_says_with_what() -> None:
    tried = {file.stem: spec.tried for file in SHIPPED if (spec := read_mapping(file)).tried}
    assert tried == {"mediawiki": "MediaWiki 1.39.17", "rt5": "Request Tracker 5.0.3"}


def test_request_tracker_finds_by_every_key_and_mediawiki_by_none() -> None:
    folder = resources() / "sources"
    assert read_mapping(folder / "rt5.toml").finds_by == frozenset(KeyKind)
    assert read_mapping(folder / "mediawiki.toml").finds_by == frozenset()
