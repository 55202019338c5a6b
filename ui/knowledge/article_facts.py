"""What is known of an article beside its text, in words."""

from datetime import date

from PySide6.QtCore import QDate, QLocale

from agentassist.app.events import TriedArticles
from agentassist.domain.article_hint import TriedArticle, TriedHow
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.domain.search_gap import Reported, Verdict
from ui import times
from ui.i18n import tr

_NEAR_DAYS = 330  # a month alone says which one is meant


def facts(article: Article, today: date) -> tuple[str, ...]:
    """'Billing', 'v7', 'updated 2 Oct', 'valid until Mar', 'Billing desk', 'German'."""
    found = [article.product, tr("v{version}", version=article.version)]
    if article.updated is not None:
        found.append(tr("updated {day}", day=_day(article.updated, today)))
    until = article.valid_until
    if until is not None and until >= today:
        found.append(tr("valid until {month}", month=_month(until, today)))
    found += [article.owner, foreign_language(article.language)]
    return tuple(filter(None, found))


def expired(article: Article, today: date) -> str:
    """'' while it holds."""
    return late_text(article.valid_until, today)


def late_text(until: date | None, today: date) -> str:
    """'' while it holds."""
    if until is None or until >= today:
        return ""
    return tr("Out of date since {day}", day=_day(until, today))


def foreign_language(code: str) -> str:
    """The language's own name, where it is not that of the window."""
    language = QLocale(code).language()
    unknown = (QLocale.Language.C, QLocale.Language.AnyLanguage)
    here = QLocale().language()
    if here is QLocale.Language.C:
        here = QLocale.Language.English
    if not code or language is here:
        return ""
    return code if language in unknown else QLocale(code).nativeLanguageName().capitalize()


def _day(at: date, today: date) -> str:
    return QLocale().toString(
        QDate(at.year, at.month, at.day), "d MMM" if at.year == today.year else "d MMM yyyy"
    )


def _month(at: date, today: date) -> str:
    near = abs((at - today).days) < _NEAR_DAYS
    return QLocale().toString(QDate(at.year, at.month, at.day), "MMM" if near else "MMM yyyy")


def tried_text(tried: TriedArticle) -> str:
    """'Already read by the caller', for a row and for a screen reader."""
    return {
        TriedHow.USED: tr("tried with them"),
        TriedHow.SENT: tr("sent to them"),
        TriedHow.NAMED: tr("named to them"),
        TriedHow.SELF_SERVICE: tr("already read by the caller"),
    }[tried.how]


def tried_notice(tried: TriedArticle) -> tuple[str, str]:
    """A lead and the rest, for the article's head."""
    lead = {
        TriedHow.USED: tr("A colleague tried this with them"),
        TriedHow.SENT: tr("This was sent to them"),
        TriedHow.NAMED: tr("This was named to them"),
        TriedHow.SELF_SERVICE: tr("They read this themselves"),
    }[tried.how]
    when = times.relative_text(tried.at, times.now()) if tried.at else tr("in this call")
    who = tr("by {agent}", agent=tried.agent) if tried.agent else ""
    return lead, " · ".join(filter(None, (when, who)))


def by_article(event: TriedArticles) -> dict[ArticleId, TriedArticle]:
    return {one.article_id: one for one in event.tried}


def verdict_text(verdict: Verdict) -> str:
    return {
        Verdict.WRONG: tr("wrong"),
        Verdict.OUTDATED: tr("outdated"),
        Verdict.MISSING: tr("missing"),
    }[verdict]


def kept_words(kept: Reported) -> str:
    """What is left of the word why; said so where something personal was left out."""
    if not kept.dropped:
        return kept.why
    if not kept.why:
        return tr("your words were left out: they may be personal")
    return tr("kept: “{words}”; what may be personal was left out", words=kept.why)
