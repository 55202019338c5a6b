"""What can be opened before anything is typed: suggested, opened lately, searched lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from agentassist.domain.article_hint import SuggestedArticle, SuggestedBy
from agentassist.domain.ids import ArticleId
from agentassist.domain.recent_use import RecentUse
from ui.i18n import tip, tr

Index = QModelIndex | QPersistentModelIndex
SHOWN = 4  # of each kind


class StartKind(StrEnum):
    SUGGESTED = "suggested"
    OPENED = "opened"
    SEARCHED = "searched"


@dataclass(frozen=True, slots=True)
class StartRow:
    """`article_id` None: a search for `title`. `heading` stands over the first of its kind."""

    kind: StartKind
    title: str
    detail: str = ""
    article_id: ArticleId | None = None
    heading: str = ""


class StartRole(IntEnum):
    ROW = Qt.ItemDataRole.UserRole + 1


def start_rows(suggested: Sequence[SuggestedArticle], recent: RecentUse) -> tuple[StartRow, ...]:
    """An article that is suggested is not listed as opened once more."""
    named = {one.article_id for one in suggested}
    rows = [
        StartRow(StartKind.SUGGESTED, one.title, reason_text(one), one.article_id)
        for one in suggested[:SHOWN]
    ]
    lately = [one for one in recent.articles if one.article_id not in named][:SHOWN]
    rows += [StartRow(StartKind.OPENED, one.title, one.product, one.article_id) for one in lately]
    rows += [StartRow(StartKind.SEARCHED, text) for text in recent.searches[:SHOWN]]
    headings = {
        StartKind.SUGGESTED: tr("Fits this call"),
        StartKind.OPENED: tr("Opened lately"),
        StartKind.SEARCHED: tr("Searched lately"),
    }
    found: list[StartRow] = []
    for row in rows:
        first = not found or found[-1].kind is not row.kind
        heading = headings[row.kind] if first else ""
        found.append(StartRow(row.kind, row.title, row.detail, row.article_id, heading))
    return tuple(found)


def reason_text(one: SuggestedArticle) -> str:
    """'chosen in the menu: Billing'."""
    words = one.reason.words
    return {
        SuggestedBy.MENU: tr("chosen in the menu: {words}", words=words),
        SuggestedBy.RECORD: tr("on file: {words}", words=words),
        SuggestedBy.NOTES: tr("in your notes: {words}", words=words),
    }[one.reason.by]


class StartModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[StartRow, ...] = ()

    def set_rows(self, rows: tuple[StartRow, ...]) -> bool:
        """False when they are the same."""
        if rows == self.rows:
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        whole = f"{row.title}. {row.detail}" if row.detail else row.title
        if role == StartRole.ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(whole)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.heading}: {whole}" if row.heading else whole
        return None
