"""The found articles as a list model, and the words of a row's second line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from agentassist.domain.article_hint import TriedArticle
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import MatchedIn, SearchHit, SectionKind, Span
from ui import times
from ui.i18n import tip, tr
from ui.knowledge.article_facts import tried_text

Index = QModelIndex | QPersistentModelIndex


class HitRole(IntEnum):
    HIT = Qt.ItemDataRole.UserRole + 1
    WHY = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Text with its matched parts, as offsets in characters."""

    text: str
    marks: tuple[Span, ...] = ()
    loud: int = 0  # so many characters at the beginning have to be seen first


class HitsModel(QAbstractListModel):
    """`set_hits` replaces all rows at once; `mark_used` says that one was read in this call."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: tuple[SearchHit, ...] = ()
        self._used: dict[ArticleId, str] = {}
        self._tried: Mapping[ArticleId, TriedArticle] = {}

    @property
    def hits(self) -> tuple[SearchHit, ...]:
        return self._hits

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == HitRole.HIT:
            return hit
        if role == HitRole.WHY:
            return self.why(hit)
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.why(hit).text)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.why(hit).text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            pinned = tr("Pinned") + ". " if hit.pinned else ""
            return f"{hit.title}. {pinned}{self.why(hit).text}"
        return None

    def set_hits(self, hits: tuple[SearchHit, ...]) -> None:
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def hit(self, row: int) -> SearchHit | None:
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def mark_used(self, article_id: ArticleId, how: str) -> None:
        if self._used.get(article_id) == "copied":
            return  # copying says more than reading
        self._used[article_id] = how
        self._touch()

    def mark_pinned(self, article_id: ArticleId, pinned: bool) -> None:
        """The rows stay where they are: the pin counts from the next search on."""
        self._hits = tuple(
            replace(hit, pinned=pinned) if hit.article_id == article_id else hit
            for hit in self._hits
        )
        self._touch()

    def set_tried(self, tried: Mapping[ArticleId, TriedArticle]) -> None:
        """What the caller knows already."""
        self._tried = tried
        self._touch()

    def forget_used(self) -> None:
        """A new call: nothing has been read in it yet."""
        self._used.clear()
        self._touch()

    def _touch(self) -> None:
        if self._hits:
            self.dataChanged.emit(self.index(0), self.index(len(self._hits) - 1))

    def why(self, hit: SearchHit) -> MarkedText:
        """'Billing · title, 3 words' or 'Billing · body: “… charged twice …”', marks included."""
        lead = [hit.product] if hit.product else []
        found = set(hit.matched_in)
        if MatchedIn.MEANING in found:
            why = _by_meaning(lead, hit)
        elif MatchedIn.TITLE not in found and MatchedIn.BODY in found and hit.snippet:
            why = _with_snippet(lead, hit)
        else:
            why = MarkedText(" · ".join([*lead, _place(found, len(hit.title_marks))]))
        used, tried = self._used.get(hit.article_id), self._tried.get(hit.article_id)
        late = before = ""
        if hit.valid_until is not None and hit.valid_until < times.now().astimezone().date():
            late = tr("out of date")
        if tried is not None:
            before = f"{before}{tried_text(tried)} · "
        if used is not None:
            done = tr("copied in this call") if used == "copied" else tr("read in this call")
            before = f"✓ {done} · {before}"
        if late:
            before = f"{late} · {before}"
        return MarkedText(before + why.text, _shifted(why.marks, len(before)), len(late))


def _by_meaning(lead: list[str], hit: SearchHit) -> MarkedText:
    """None of the words is there: nothing is marked, and how it begins is no evidence."""
    parts = [*lead, tr("close in meaning")]
    if hit.section is SectionKind.INTERNAL:
        parts.append(tr("internal"))
    if hit.snippet:
        parts.append(hit.snippet.replace("\n", " "))
    return MarkedText(" · ".join(parts))


def _place(found: set[MatchedIn], title_words: int) -> str:
    if MatchedIn.TITLE in found:
        return _in_title(found, title_words)
    return tr("keyword") if MatchedIn.TAGS in found else tr("body")


def _in_title(found: set[MatchedIn], words: int) -> str:
    if MatchedIn.BODY in found:
        return tr("title and body")
    if words == 1:
        return tr("title, 1 word")
    return tr("title, {count} words", count=words) if words else tr("title")


def _with_snippet(lead: list[str], hit: SearchHit) -> MarkedText:
    place = tr("internal") if hit.section is SectionKind.INTERNAL else tr("body")
    opening = " · ".join([*lead, place]) + ": “"
    snippet = hit.snippet.replace("\n", " ")  # as long as before: marks are offsets
    return MarkedText(f"{opening}{snippet}”", _shifted(hit.snippet_marks, len(opening)))


def _shifted(marks: tuple[Span, ...], by: int) -> tuple[Span, ...]:
    return tuple((start + by, end + by) for start, end in marks)
