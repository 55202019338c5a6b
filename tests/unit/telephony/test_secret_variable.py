"""Secrets by the name of their variable: a mistake never repeats what may be the secret itself."""

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.telephony.secret_variable import secret_from


def test_a_missing_secret_names_the_variable() -> None:
    with pytest.raises(AgentAssistError, match="AMI_SECRET"):
        secret_from("AMI_SECRET", {})


def test_a_secret_of_two_lines_would_be_an_action_of_its_own() -> None:
    with pytest.raises(AgentAssistError, match=r"phone\.no_secret"):
        secret_from("AMI_SECRET", {"AMI_SECRET": "a\r\nAction: Originate"})


@pytest.mark.parametrize(
    ("variable", "named"), [("AMI_SECRET", "AMI_SECRET"), ("hunter2hunter2", "***")]
)
def test_a_secret_in_the_place_of_its_variables_name_is_not_repeated(
    variable: str, named: str
) -> None:
    with pytest.raises(AgentAssistError) as caught:
        secret_from(variable, {})
    assert (caught.value.code, caught.value.params) == ("phone.no_secret", {"variable": named})
