"""A small help centre of our own, and engines over it."""

import sqlite3
from collections.abc import Callable, Iterable

import pytest

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex

_TEXTS = {
    "refund-late": (
        "Refund has not arrived",
        "A refund takes five working days after we receive the parcel. Check the payment method.",
    ),
    "refund-part": ("Partial refund for a damaged item", "Half of the price is paid back."),
    "password": (
        "Reset a forgotten password",
        "Send the reset link to the address on the account. The link is valid for one hour.",
    ),
    "router": (
        "Restart the router",
        "Unplug the router, wait thirty seconds, plug it in again. The lamp turns green.",
    ),
    "e4042": ("Boiler shows E-4042", "The pump is blocked. Book a technician."),
    "e4051": ("Boiler shows E-4051", "The water pressure is too low."),
    "invoice": ("Send a copy of an invoice", "Invoices are kept for ten years. Ask for the month."),
    "move": ("Moving house", "The contract moves along. A technician may have to visit the flat."),
    "sign-in": ("Sign-in fails on the website", "Clear the cookies and try a private window."),
    "onedrive": ("Share files with OneDrive", "Choose share and enter the address."),
    "strasse": ("Adresse in der Königstraße ändern", "Die Hausnummer steht in der Rechnung."),
    "cafe": ("Café voucher", "The voucher is worth five euros, also in Zürich."),
    "japan": ("パスワードをリセットする", "設定を開いてリセットを選びます。"),
    "roaming": ("Roaming abroad", "Calls abroad cost extra outside the union. Receive texts free."),
    "warranty": ("Warranty of a used device", "Two years from the date of purchase."),
}


@pytest.fixture
def articles() -> list[Article]:
    plain = [
        Article(ArticleId(name), title, body=body, product="Home")
        for name, (title, body) in _TEXTS.items()
    ]
    split = Article(
        ArticleId("cancel"),
        "Cancel a contract",
        (
            Section(SectionKind.SAY, "I will **cancel** it for you today."),
            Section(SectionKind.DO, "- Open the contract\n- Choose *terminate*"),
            Section(SectionKind.INTERNAL, "Retention budget: offer three months at most."),
        ),
        product="Mobile",
        tags=("termination", "churn"),
    )
    return [*plain, split]


@pytest.fixture
def index(articles: list[Article]) -> ArticleIndex:
    made = ArticleIndex(sqlite3.connect(":memory:", isolation_level=None))
    made.put(articles)
    return made


@pytest.fixture
def engine(index: ArticleIndex) -> SearchEngine:
    return SearchEngine(index)


@pytest.fixture
def found(engine: SearchEngine) -> Callable[[str], list[str]]:
    """Ids for a query, best first."""

    def search(query: str) -> list[str]:
        return [str(hit.article_id) for hit in engine.search(query, 10).hits]

    return search


@pytest.fixture
def engine_of() -> Callable[[Iterable[Article]], SearchEngine]:
    def make(articles: Iterable[Article]) -> SearchEngine:
        made = ArticleIndex(sqlite3.connect(":memory:", isolation_level=None))
        made.put(articles)
        return SearchEngine(made)

    return make
