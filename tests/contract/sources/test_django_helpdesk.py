"""A real help desk that ignores what it is asked: nothing that it says is believed."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceKey
from agentassist.history.rest.source import RestSource
from tests.servers.connected import connected
from tests.servers.django_helpdesk import DjangoHelpdesk

MAPPING = Path(__file__).parents[2] / "data" / "sources" / "helpdesk_naive.toml"
T = TypeVar("T")


def asked(server: DjangoHelpdesk, question: Callable[[RestSource], Awaitable[T]]) -> T:
    async def ask() -> T:
        async with connected(MAPPING, server.url, server.password, user=server.user) as source:
            return await question(source)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "key", [SourceKey(KeyKind.EMAIL, "cust3@example.com"), SourceKey(KeyKind.PHONE, "+34612000003")]
)
def test_a_source_that_ignores_the_key_is_refused(
    django_helpdesk: DjangoHelpdesk, key: SourceKey
) -> None:
    with pytest.raises(AgentAssistError) as caught:
        asked(django_helpdesk, lambda source: source.find(key))
    assert caught.value.code == "source.refused"
    assert caught.value.params["where"] == f"find.{key.kind}[0]"
    assert key.value not in str(caught.value.params)


def test_a_source_that_ignores_whose_history_it_is_is_refused(
    django_helpdesk: DjangoHelpdesk,
) -> None:
    record = SourceRecord("desk", "cust3@example.com")
    with pytest.raises(AgentAssistError) as caught:
        asked(django_helpdesk, lambda source: source.interactions(record))
    assert caught.value.code == "source.refused"
    assert caught.value.params["where"] == "interactions[0]"


def test_checking_it_says_how_many_came_back(django_helpdesk: DjangoHelpdesk) -> None:
    trial = asked(django_helpdesk, lambda source: source.try_canary())
    assert trial.error == "source.refused"
    assert trial.kept == 0
    assert [count for _, count in trial.rows] == [4]


def test_a_wrong_password_is_one_clear_error(django_helpdesk: DjangoHelpdesk) -> None:
    async def ask() -> None:
        async with connected(MAPPING, django_helpdesk.url, "wrong", user="root") as source:
            await source.canary()

    with pytest.raises(AgentAssistError) as caught:
        asyncio.run(ask())
    assert caught.value.code == "source.forbidden"  # it says 403, where 401 is meant
