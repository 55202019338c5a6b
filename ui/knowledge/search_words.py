"""The sentences of the search: what can be searched, what was found, and what if nothing was."""

from agentassist.domain.knowledge import SearchResult
from ui.i18n import count_text, plural, tr


def nothing_typed(articles: int | None) -> tuple[str, str, str]:
    """What can be searched, and how, in the end and first of all. None: not known yet."""
    if articles == 0:
        without = tr("Your team lead or IT can add them. Card, history and coaching work without.")
        return tr("No articles here yet"), without, ""
    title = tr("Articles will be found here")
    if articles is not None:
        n = count_text(articles)
        title = plural("{count} article to search", "{count} articles to search", articles, count=n)
    fine = tr("Typing errors and unfinished words are fine.")
    return title, fine, tr("Type what the caller says.")


def nothing_found(result: SearchResult) -> tuple[str, str]:
    """Honest: what was looked through, and what can be done now."""
    typed = result.query.strip()
    title = tr("Nothing found for “{text}”", text=typed)
    if len(typed.split()) > 1:
        hint = tr(
            "No article has any of these words, nor one that is written like them. "
            "Try another word for it, or the product’s name."
        )
    else:
        hint = tr(
            "No article has this word, nor one that is written like it. "
            "Try another word for it, or the product’s name."
        )
    return title, hint


def failed() -> tuple[str, str]:
    return (
        tr("The search does not answer right now"),
        tr("Card, history and wrap-up go on working. Type again to try once more."),
    )


def counts(result: SearchResult) -> tuple[str, str]:
    """'3 of 1,204' and '3 ms'."""
    found = count_text(len(result.hits))
    spent = result.elapsed_ms
    took = tr("under 1 ms") if spent < 1 else tr("{n} ms", n=count_text(round(spent)))
    return tr("{count} of {total}", count=found, total=count_text(result.searched)), took
