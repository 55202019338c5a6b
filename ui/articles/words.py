"""Plain words for where articles come from, how that goes, and what differs."""

from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher

from agentassist.domain.article_sync import (
    ArticleSourceKind,
    ArticleSourceState,
    Clash,
    NamedConflict,
    SyncReport,
)
from agentassist.domain.knowledge import Article, SectionKind
from ui import times
from ui.errors import error_texts
from ui.i18n import count_text, plural, tr

_AROUND = 1  # lines beside a difference that are shown, too
_COMPARED = 300  # lines
_LONGEST = 2_000  # characters of a line
OMITTED = "…"


def title_of(state: ArticleSourceState) -> str:
    if state.kind is not ArticleSourceKind.SYSTEM:
        return tr("Articles of the organisation")
    return state.title or state.name


def place_text(state: ArticleSourceState) -> str:
    """Folder · /srv/articles."""
    kinds = {
        ArticleSourceKind.FOLDER: tr("Folder"),
        ArticleSourceKind.ADDRESS: tr("Address"),
        ArticleSourceKind.SYSTEM: tr("System"),
    }
    return " · ".join(filter(None, (kinds[state.kind], state.place)))


def state_words(state: ArticleSourceState, now: datetime) -> tuple[str, str, str, str]:
    """Icon, tone, what is so, and what to do about it."""
    last = state.last
    if last is None:
        told = tr("Not looked at yet. It is looked at by itself soon after the start.")
        return "hourglass", "soft", told, ""
    if last.problem is not None:
        words = error_texts(last.problem.code, {**last.problem.params, "source": title_of(state)})
        good = state.good_at
        before = tr("It last worked {when}.", when=_when(good, now)) if good else ""
        return "circle-alert", "late", words.lead, " ".join(filter(None, (before, words.rest)))
    when = tr("Looked at {when}", when=_when(last.at, now)) if last.at else ""
    if last.emptied:
        words = error_texts("knowledge.articles_all_gone", {"source": title_of(state)})
        return "triangle-alert", "need", words.lead, words.rest
    if last.rejected:
        return "triangle-alert", "need", when, tr("While rows can’t be read, none is removed.")
    return "circle-check", "given", when, ""


def counts_text(state: ArticleSourceState) -> str:
    """412 articles here · 3 new · 2 changed · 1 gone."""
    parts = [
        plural(
            "{count} article here",
            "{count} articles here",
            state.articles,
            count=count_text(state.articles),
        )
    ]
    last = state.last
    if last is not None and last.problem is None:
        parts += _changes(last) or [tr("nothing has changed")]
    return " · ".join(parts)


def _changes(report: SyncReport) -> list[str]:
    told = (
        (report.new, tr("{n} new", n=count_text(report.new))),
        (report.changed, tr("{n} changed", n=count_text(report.changed))),
        (report.removed, tr("{n} gone", n=count_text(report.removed))),
        (len(report.conflicts), tr("{n} in conflict", n=count_text(len(report.conflicts)))),
    )
    return [words for count, words in told if count]


def rejected_text(count: int, *, shown: bool) -> str:
    if shown:
        return tr("Hide them")
    return plural(
        "{count} row can’t be read: show it",
        "{count} rows can’t be read: show them",
        count,
        count=count_text(count),
    )


def progress_text(read: int) -> str:
    return tr("Reading … {count} articles so far", count=count_text(read))


def clash_text(conflict: NamedConflict) -> str:
    source = conflict.source
    return {
        Clash.OTHER_SOURCE: tr(
            "{source} has an article with this number, too; here it comes from {other}.",
            source=source,
            other=conflict.other,
        ),
        Clash.NOT_FROM_THERE: tr("It was put here by hand, and {source} has one.", source=source),
        Clash.CHANGED_BOTH: tr("It was changed here and at {source}.", source=source),
        Clash.GONE_THERE: tr("It was changed here, and {source} has it no more.", source=source),
    }[conflict.clash]


def name_of(conflict: NamedConflict) -> str:
    article = conflict.mine or conflict.theirs
    return article.title if article is not None else conflict.article_id


def lines_of(article: Article) -> tuple[str, ...]:
    """An article as lines that can be compared; each section says what it is."""
    kinds = {
        SectionKind.SAY: tr("Say"),
        SectionKind.DO: tr("Do"),
        SectionKind.SEND: tr("Send"),
        SectionKind.INTERNAL: tr("Internal"),
    }
    head = [
        article.title,
        *([tr("valid until {day}", day=article.valid_until)] if article.valid_until else []),
        *([", ".join(article.tags)] if article.tags else []),
    ]
    texts = [f"{kinds[one.kind]}: {one.text}" for one in article.sections]
    told = "\n".join((*head, *texts, article.body))
    return tuple(line.strip() for line in told.splitlines() if line.strip())


Marked = tuple[tuple[str, bool], ...]  # lines, and whether the other side has it otherwise


def compared(mine: Article | None, theirs: Article | None) -> tuple[Marked, Marked]:
    """What differs with a line around it; the rest is left out by a sign.

    So is what stands behind the first lines that differ where there are too many of them: comparing
    takes time by their square.
    """
    one = lines_of(mine) if mine is not None else ()
    other = lines_of(theirs) if theirs is not None else ()
    same = zip(one, other, strict=False)
    begin = next((at for at, (left, right) in enumerate(same) if left != right), None)
    start = min(len(one), len(other)) if begin is None else begin
    end = start + _COMPARED
    matcher = SequenceMatcher(None, one[start:end], other[start:end], autojunk=False)
    blocks = matcher.get_matching_blocks()
    here = {start + at for block in blocks for at in range(block.a, block.a + block.size)}
    there = {start + at for block in blocks for at in range(block.b, block.b + block.size)}
    before = set(range(start))
    return _marked(one[:end], here | before, len(one)), _marked(
        other[:end], there | before, len(other)
    )


def _marked(lines: Sequence[str], same: set[int], whole: int) -> Marked:
    near = {
        beside
        for at in range(len(lines))
        if at not in same
        for beside in range(at - _AROUND, at + _AROUND + 1)
    }
    found: list[tuple[str, bool]] = []
    for at, line in enumerate(lines):
        if at in near or at == 0:  # the title always
            found.append((line[:_LONGEST], at not in same))
        elif not found or found[-1][0] != OMITTED:
            found.append((OMITTED, False))
    if len(lines) < whole and found[-1][0] != OMITTED:
        found.append((OMITTED, False))
    return tuple(found)


def _when(at: datetime, now: datetime) -> str:
    """'just now', '20 min ago', then days."""
    passed = now - at
    if passed.total_seconds() < 60:
        return tr("just now")
    if passed.total_seconds() < 12 * 3600:
        return tr("{length} ago", length=times.length_text(passed))
    return times.relative_text(at, now)
