"""Records of the demo's second system."""

from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.samples.elsewhere import records_elsewhere
from agentassist.samples.source import read_center

FOLDER = Path(__file__).parents[3] / "resources/samples/center"


def test_they_have_the_keys_of_the_customer_and_a_word_of_their_own() -> None:
    contacts = read_center(FOLDER).contacts
    (there,) = records_elsewhere(FOLDER, contacts)
    known = next(one for one in contacts if one.id == "okafor")
    assert there.contact.id == "field-service:FS-20719"
    assert there.contact.accounts == known.accounts
    assert there.contact.city != known.city
    assert there.contact.consents == ()


@pytest.mark.parametrize("text", ["", "[[record]]\nof = 'nobody'\nsource='x'\nid='1'", "= broken"])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "elsewhere.toml").write_text(text, "utf-8")
    with pytest.raises(AgentAssistError) as raised:
        records_elsewhere(tmp_path, ())
    assert raised.value.code == "demo.unreadable"
    assert str(raised.value.params["file"]).endswith("elsewhere.toml")
