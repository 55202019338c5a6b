"""Secrets of sources: from the environment or as typed, for one login at one address."""

import asyncio

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.net.source_secret import SecretVariables, SourceSecret


class Sealed:
    def __init__(self) -> None:
        self.values: dict[str, Secret] = {}

    kept = True

    async def put(self, name: str, value: Secret) -> None:
        self.values[name] = value

    async def get(self, name: str) -> Secret | None:
        return self.values.get(name)

    async def delete(self, name: str) -> None:
        self.values.pop(name, None)


def secret_of(sealed: Sealed | None, **changed: str) -> SourceSecret:
    options = {"url": "https://crm.example/api", "user": "desk", "variable": "CRM_SECRET"}
    options.update(changed)
    url = options.pop("url")
    return SourceSecret("crm", url, variables=SecretVariables({}), credentials=sealed, **options)


def test_a_variable_is_taken_out_of_the_environment() -> None:
    environ = {"CRM_SECRET": "from-outside", "EMPTY": " ", "LINES": "a\nb"}
    variables = SecretVariables(environ)
    assert variables.find("CRM_SECRET") == Secret("from-outside")
    assert variables.find("CRM_SECRET") == Secret("from-outside"), "also the second time"
    assert "CRM_SECRET" not in environ
    assert [variables.find(name) for name in ("EMPTY", "LINES", "NONE", "")] == [None] * 4


def test_the_environment_counts_before_what_was_typed() -> None:
    sealed = Sealed()
    asyncio.run(secret_of(sealed).keep(Secret("typed")))
    both = SourceSecret(
        "crm",
        "https://crm.example",
        variables=SecretVariables({"CRM_SECRET": "from-outside"}),
        variable="CRM_SECRET",
        user="desk",
        credentials=sealed,
    )
    assert asyncio.run(both()) == Secret("from-outside")


def test_a_typed_one_belongs_to_one_login_at_one_place() -> None:
    sealed = Sealed()
    asyncio.run(secret_of(sealed).keep(Secret("typed")))
    assert asyncio.run(secret_of(sealed)()) == Secret("typed")
    assert asyncio.run(secret_of(sealed, url="https://crm.example/other")()) == Secret("typed")
    for other in (
        {"url": "https://evil.example/api"},
        {"url": "http://crm.example/api"},
        {"url": "https://crm.example:8443/api"},
        {"user": "admin"},
        {"part": "client_secret"},
    ):
        assert asyncio.run(secret_of(sealed, **other).find()) is None, other


def test_a_forgotten_one_is_gone() -> None:
    sealed = Sealed()
    secret = secret_of(sealed)
    asyncio.run(secret.keep(Secret("typed")))
    asyncio.run(secret.forget())
    assert sealed.values == {}
    assert asyncio.run(secret.find()) is None


@pytest.mark.parametrize("kept", ["no json", "[]", '["desk https://crm.example", 7]', "null"])
def test_what_another_version_kept_is_not_used(kept: str) -> None:
    sealed = Sealed()
    sealed.values["sources.crm.secret"] = Secret(kept)
    assert asyncio.run(secret_of(sealed).find()) is None


@pytest.mark.parametrize(
    ("variable", "named"), [("CRM_SECRET", "CRM_SECRET"), ("s3cret-itself", "***"), ("", "")]
)
def test_none_is_told_with_its_variable_and_never_with_a_value(variable: str, named: str) -> None:
    with pytest.raises(AgentAssistError) as caught:
        asyncio.run(secret_of(None, variable=variable)())
    assert caught.value.code == "source.login_refused"
    assert caught.value.params == {"source": "crm", "problem": "no_secret", "variable": named}


def test_a_store_that_fails_is_told_as_the_sources_login() -> None:
    class Broken(Sealed):
        async def get(self, name: str) -> Secret | None:
            raise AgentAssistError("storage.io", reason=name)

    with pytest.raises(AgentAssistError) as caught:
        asyncio.run(secret_of(Broken())())
    assert caught.value.code == "source.login_refused"
    assert caught.value.params == {"source": "crm", "problem": "store"}
