"""AppEvents: everything the core tells a window, and nothing else crosses that way."""

from dataclasses import dataclass, field
from enum import StrEnum

from agentassist.domain.article_hint import SuggestedArticle, TriedArticle
from agentassist.domain.article_sync import SyncReport
from agentassist.domain.coaching import Cue
from agentassist.domain.contact import Candidate
from agentassist.domain.ids import AgentId, CallId
from agentassist.domain.interaction import Mood
from agentassist.domain.knowledge import SearchResult
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.semantic import SemanticStatus
from agentassist.domain.source import SourceStatus
from agentassist.domain.speech import SpeechState
from agentassist.domain.timeline.entry import Timeline
from agentassist.domain.utterance import Said
from agentassist.domain.whisper import Whisper
from agentassist.domain.wrap_up import WrapUp
from agentassist.ports.connection_check import CheckStep
from agentassist.ports.history import TimelinePage
from agentassist.ports.source_setup import MissingSecret
from agentassist.ports.telephony import ConnectionStatus


@dataclass(frozen=True, slots=True)
class AppEvent:
    """Base of all events. Frozen: they are shared between threads."""


@dataclass(frozen=True, slots=True)
class CardChanged(AppEvent):
    """The card in front, or None: no call, ready for the next."""

    card: ScreenPop | None


@dataclass(frozen=True, slots=True)
class TimelineChanged(AppEvent):
    """History of the contact on the card; None while nobody is identified.

    `timeline` is the page arranged for reading: its rows are what is shown.
    """

    page: TimelinePage | None
    loading: bool = False
    timeline: Timeline | None = None


@dataclass(frozen=True, slots=True)
class SourcesChanged(AppEvent):
    """How the answer of each source to the call in front stands, in the order of the settings.

    Empty: there is no source, or nobody on the card they were asked about.
    """

    statuses: tuple[SourceStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class SecretsMissing(AppEvent):
    """Sources that can't be asked before somebody types their secret; empty: none any more."""

    missing: tuple[MissingSecret, ...] = ()


@dataclass(frozen=True, slots=True)
class LookUpFilledIn(AppEvent):
    """Sources were asked for what was typed, too: what `text` finds now, and how each stands."""

    text: str
    candidates: tuple[Candidate, ...] = ()
    statuses: tuple[SourceStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboxChanged(AppEvent):
    """Notes on their way to sources: `failed` of those `waiting` were tried and refused so far.

    `error` is the code of what the last of them met with, `source` whose it was.
    """

    waiting: int
    failed: int = 0
    source: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ArticlesSynced(AppEvent):
    """Articles of sources were looked for, in the background: what came of each."""

    reports: tuple[SyncReport, ...]


@dataclass(frozen=True, slots=True)
class ArticleSyncProgressed(AppEvent):
    """A sync that somebody asked for is at this source, and read so many of its articles."""

    source: str
    read: int


@dataclass(frozen=True, slots=True)
class ArticlesSuggested(AppEvent):
    """What fits the call in front, the best first, three at most; empty: nothing fits well enough.

    `call_id` None: a card without a call. Each says by which words it was found.
    """

    call_id: CallId | None
    suggestions: tuple[SuggestedArticle, ...] = ()


@dataclass(frozen=True, slots=True)
class TriedArticles(AppEvent):
    """What the caller on the card already read or was sent, the newest first, each article once.

    Empty: nothing is known of it, or nobody is identified. `call_id` as in ArticlesSuggested.
    """

    call_id: CallId | None
    tried: tuple[TriedArticle, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultsDeepened(AppEvent):
    """A question's result once more, with what it means: rows were added, or stand elsewhere.

    It comes after the words' result, and is worth nothing when `query` is not what is typed now.
    """

    query: str = field(repr=False)
    result: SearchResult


@dataclass(frozen=True, slots=True)
class SemanticChanged(AppEvent):
    """How the search by meaning is doing, told as it reads articles in the background."""

    status: SemanticStatus


@dataclass(frozen=True, slots=True)
class CueChanged(AppEvent):
    """The one cue in its place, or None. `used` of `budget` were shown in this call."""

    cue: Cue | None
    used: int = 0
    budget: int = 4
    listening: bool = False
    undoable: bool = False  # one was put away and can be brought back


@dataclass(frozen=True, slots=True)
class MoodSuggested(AppEvent):
    """What the caller said, in `words`, sounds like a mood. Only the agent marks one."""

    call_id: CallId
    mood: Mood
    words: str = ""


@dataclass(frozen=True, slots=True)
class TalkChanged(AppEvent):
    """`heard` turns of a call's transcript are known; `latest` are the last few, oldest first."""

    call_id: CallId
    heard: int
    latest: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class WrapUpChanged(AppEvent):
    """A wrap-up to fill in after the call (prefilled), or None when there is none.

    `waiting` counts further kept drafts.
    """

    wrap_up: WrapUp | None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class WrapUpSaved(AppEvent):
    wrap_up: WrapUp


@dataclass(frozen=True, slots=True)
class PhoneStatusChanged(AppEvent):
    """How the phone system is doing. `credentials_here`: its login is on this computer."""

    status: ConnectionStatus
    credentials_here: bool = False


@dataclass(frozen=True, slots=True)
class CheckProgressed(AppEvent):
    """One more step of the connection test that runs is known."""

    step: CheckStep


@dataclass(frozen=True, slots=True)
class AgentChanged(AppEvent):
    """`extension` None: nobody said which; no card pops. `locked`: set by policy."""

    extension: AgentId | None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class WindowRequested(AppEvent):
    """The person started the program once more: the window that is there comes forward."""


class StoreState(StrEnum):
    KEPT = "kept"  # encrypted, on disk
    MEMORY_ONLY = "memory_only"  # nothing is kept after exit


@dataclass(frozen=True, slots=True)
class StoreChanged(AppEvent):
    """`reason` is an error code why it is memory only: keystore.unavailable, demo, ..."""

    state: StoreState
    reason: str | None = None


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notified(AppEvent):
    """Something to tell in the notice line. `code` and `params` are worded by ui/errors.py."""

    severity: Severity
    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RepeatCounted(AppEvent):
    """'Caller had to repeat' was recorded for this call."""

    call_id: CallId
    count: int


@dataclass(frozen=True, slots=True)
class PacksChanged(AppEvent):
    """Coaching packs were installed, removed or switched: the coach runs on them already."""


@dataclass(frozen=True, slots=True)
class KnowledgeReady(AppEvent):
    articles: int


@dataclass(frozen=True, slots=True)
class WhisperDue(AppEvent):
    """A call rings, and this may be said of it: the window makes the sentence and has it said."""

    call_id: CallId
    whisper: Whisper


@dataclass(frozen=True, slots=True)
class SpeechChanged(AppEvent):
    """What is spoken to the agent just now, and whether anything could be."""

    state: SpeechState
