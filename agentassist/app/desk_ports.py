"""What the desk works with; bootstrap fills it."""

from dataclasses import dataclass, field

from agentassist.domain.discretion_policy import DiscretionPolicy
from agentassist.domain.verification import VerificationPolicy
from agentassist.ports.article_conflicts import ArticleConflicts
from agentassist.ports.article_hints import ArticleHints
from agentassist.ports.article_keeping import ArticleKeeper
from agentassist.ports.audit import Audit
from agentassist.ports.coaching import Coach, Plugins
from agentassist.ports.cue_counts import CueCounts
from agentassist.ports.history import History, KeyParser
from agentassist.ports.key_uses import KeyUses
from agentassist.ports.knowledge import KnowledgeBase
from agentassist.ports.linking import Linking
from agentassist.ports.outbox import NoteSender, Outbox
from agentassist.ports.packs import PackCollection
from agentassist.ports.phone_setup import PhoneSetup
from agentassist.ports.pick_hints import PickHints
from agentassist.ports.recent_use import RecentUses
from agentassist.ports.refresh import Refresh
from agentassist.ports.repeats import Repeats
from agentassist.ports.search_gaps import SearchGaps
from agentassist.ports.settings import Settings
from agentassist.ports.source_setup import SourceSetup
from agentassist.ports.talk_feed import TalkFeed
from agentassist.ports.telephony import CallFeed
from agentassist.ports.told_calls import ToldCalls
from agentassist.ports.wrap_ups import WrapUps


@dataclass(frozen=True, slots=True)
class Ports:
    """Every port, and the policy that IT set."""

    settings: Settings
    history: History
    keys: KeyParser
    knowledge: KnowledgeBase
    coach: Coach
    wrap_ups: WrapUps
    audit: Audit
    repeats: Repeats
    feed: CallFeed
    phones: PhoneSetup | None = None  # None: nothing can be set up here
    told_calls: ToldCalls | None = None  # whose course the agent tells
    verification: VerificationPolicy = field(default_factory=VerificationPolicy)
    discretion: DiscretionPolicy = field(default_factory=DiscretionPolicy)
    plugins: Plugins | None = None
    packs: PackCollection | None = None  # None: nothing can be changed here
    cue_counts: CueCounts | None = None
    refresh: Refresh | None = None  # None: there is no source but the local store
    linking: Linking | None = None
    hints: PickHints | None = None
    key_uses: KeyUses | None = None
    source_setup: SourceSetup | None = None
    outbox: Outbox | None = None
    talk: TalkFeed | None = None  # None: no transcript comes in
    article_keeper: ArticleKeeper | None = None  # None: articles come from nowhere
    article_conflicts: ArticleConflicts | None = None
    article_hints: ArticleHints | None = None  # None: no article is named unasked
    note_sender: NoteSender | None = None  # None: nothing is told to anybody
    search_gaps: SearchGaps | None = None  # None: nothing is kept of searches
    recent_uses: RecentUses | None = None  # None: nothing is remembered
