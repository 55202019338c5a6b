"""What the panels of the short tour ask: answered from the place to practise, kept nowhere."""

from collections.abc import Sequence

from agentassist.domain.contact import Candidate
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, CallId, ContactId, FactId
from agentassist.domain.ivr import InputResult
from agentassist.domain.knowledge import Article, SearchResult
from agentassist.domain.recent_use import RecentUse
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.search_gap import Reported, Verdict
from agentassist.ports.practice import Practice
from agentassist.ports.told_calls import CallStep


def _not_here() -> AgentAssistError:
    """The tour only shows it: there is no call, and no article of the house."""
    return AgentAssistError("call.none")


class PracticeArticles:
    """`articles` of the desk: searching and reading work, nothing is remembered."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice

    async def search(self, text: str) -> SearchResult:
        return await self._practice.search(text)

    async def article(self, article_id: ArticleId) -> Article:
        return await self._practice.article(article_id)

    async def article_opened(self, article_id: ArticleId) -> None:
        """Nothing is counted."""

    async def article_used(self, article_id: ArticleId) -> None:
        """Nothing is counted."""

    async def search_left(self) -> None:
        """Nothing is counted."""

    async def pin(self, article_id: ArticleId, pinned: bool) -> None:
        raise _not_here()

    async def report(
        self, article_id: ArticleId | None, verdict: Verdict, why: str = "", query: str = ""
    ) -> Reported:
        raise _not_here()

    async def take_back_report(self, report_id: int) -> bool:
        raise _not_here()

    async def reports_of(self, article_id: ArticleId) -> Sequence[Reported]:
        return ()


class NothingRecent:
    """`recents` of the desk."""

    async def recent(self) -> RecentUse:
        return RecentUse()

    async def article_opened(self, article_id: ArticleId, query: str = "") -> None:
        """Nothing is remembered."""

    async def forget(self) -> None:
        """There is nothing."""


class PracticeDesk:
    """For the search and for the card of the simulated call."""

    def __init__(self, practice: Practice, card: ScreenPop) -> None:
        self.articles, self.recents = PracticeArticles(practice), NothingRecent()
        self._card = card

    async def reveal(self, index: int) -> str:
        """The made-up value, as the real one is shown."""
        value = self._card.given[index].value
        return value.reveal() if value is not None else ""

    async def copied(self, index: int) -> None:
        """Nothing is audited: nobody's value was copied."""

    async def look_up(self, text: str) -> Sequence[Candidate]:
        return ()

    async def pick_candidate(self, contact_id: ContactId) -> None:
        raise _not_here()

    async def unpick(self) -> None:
        raise _not_here()

    async def open_contact(self, contact_id: ContactId) -> None:
        raise _not_here()

    async def close_card(self) -> None:
        raise _not_here()

    async def give_fact(
        self,
        kind: str,
        text: str = "",
        result: InputResult | None = None,
        *,
        call: CallId | None = None,
    ) -> FactId:
        raise _not_here()

    async def undo_fact(self, fact_id: FactId) -> None:
        raise _not_here()

    async def tell_call(self, step: CallStep) -> None:
        raise _not_here()
