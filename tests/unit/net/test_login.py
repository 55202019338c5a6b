"""Logins as they stand in a request."""

import asyncio
from typing import Any

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.net.answer import Answer
from agentassist.net.login import BasicLogin, HeaderLogin, Login, NoLogin
from agentassist.net.outgoing import Outgoing


async def nobody(_outgoing: Outgoing) -> Answer:
    raise AssertionError("this login asks nobody")


def secret(text: str) -> Any:
    async def find() -> Secret:
        return Secret(text)

    return find


def header_of(login: Login) -> Any:
    headers = asyncio.run(login.headers(nobody))
    assert not asyncio.run(login.renew(headers, nobody)), "there is nothing newer"
    return headers


def test_none() -> None:
    assert header_of(NoLogin()) == ()


@pytest.mark.parametrize(
    ("login", "header"),
    [
        (HeaderLogin("crm", secret("abc")), ("Authorization", "Bearer abc")),
        (
            HeaderLogin("rt5", secret(" 1-14-x\n"), prefix="token "),
            ("Authorization", "token 1-14-x"),
        ),
        (
            HeaderLogin("zammad", secret("abc"), prefix="Token token="),
            ("Authorization", "Token token=abc"),
        ),
        (
            HeaderLogin("chatwoot", secret("abc"), "api_access_token", ""),
            ("api_access_token", "abc"),
        ),
        (
            BasicLogin("crm", "desk", secret("pässword")),
            ("Authorization", "Basic ZGVzazpww6Rzc3dvcmQ="),
        ),
        (
            BasicLogin("freshdesk", "X", secret("abc"), key_first=True),
            ("Authorization", "Basic YWJjOlg="),
        ),
        (
            BasicLogin("zendesk", "a@example.com/token", secret("abc")),
            ("Authorization", "Basic YUBleGFtcGxlLmNvbS90b2tlbjphYmM="),
        ),
    ],
)
def test_a_header(login: Login, header: tuple[str, str]) -> None:
    assert header_of(login) == (header,)


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "Jörg", "a\x00b", "\u2028"])
def test_a_token_that_can_not_stand_in_a_header(text: str) -> None:
    with pytest.raises(AgentAssistError) as caught:
        header_of(HeaderLogin("crm", secret(text)))
    assert caught.value.code == "source.login_refused"
    assert caught.value.params == {"source": "crm", "problem": "unusable_secret"}


def test_a_colon_can_not_stand_in_a_name() -> None:
    with pytest.raises(AgentAssistError):
        header_of(BasicLogin("crm", "a:b", secret("abc")))
    with pytest.raises(AgentAssistError):
        header_of(BasicLogin("crm", "X", secret("a:b"), key_first=True))


def test_nothing_of_a_secret_is_shown() -> None:
    login = HeaderLogin("crm", secret("planted-secret"))
    outgoing = Outgoing("GET", "https://crm.example/?q=planted", header_of(login), b"planted")
    assert "planted" not in f"{login!r} {outgoing!r}"
