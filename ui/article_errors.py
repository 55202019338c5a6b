"""Words for what can be wrong with articles, their sources and the organisation's feeds.

See ui/errors.py.
"""

from ui.error_text import ErrorTexts
from ui.i18n import tr


def article_texts() -> dict[str, ErrorTexts]:
    """What happened, and what still works or what to do."""
    here = tr("Everything goes on with what is here.")
    return {
        "knowledge.no_article": ErrorTexts(
            tr("This article is not there any more."), tr("Search again.")
        ),
        "knowledge.articles_all_gone": ErrorTexts(
            tr("{source} has no articles any more. Those that are here were kept."),
            tr("Tell your team lead: a right may have been taken away there."),
        ),
        "knowledge.articles_in_conflict": ErrorTexts(
            tr("{count} articles of {source} were changed here, too."),
            tr("They stay as they are here. Tell your team lead."),
        ),
        "knowledge.articles_unread": ErrorTexts(
            tr("{count} articles of {source} could not be read."), tr("Tell your team lead.")
        ),
        "knowledge.no_conflict": ErrorTexts(
            tr("This was settled already, or is the same on both sides by now.")
        ),
        "knowledge.sync_runs": ErrorTexts(tr("Articles are being looked for already.")),
        "knowledge.gap_log_off": ErrorTexts(
            tr("Reports about articles are switched off here."),
            tr("Tell your team lead what is wrong with it."),
        ),
        "knowledge.bad_synonyms": ErrorTexts(
            tr("The file of synonyms can't be used: {file}, line {line}: {reason}"),
            tr("Search goes on without it. Tell your team lead."),
        ),
        "semantic.not_installed": ErrorTexts(
            tr("Search by meaning is switched on, but not installed: {packages}."),
            tr("Search by words goes on. Tell IT."),
        ),
        "semantic.wrong_model": ErrorTexts(
            tr("The model of the search by meaning is not the right one, and was not loaded."),
            tr("Search by words goes on. Tell IT: {file}"),
        ),
        "semantic.*": ErrorTexts(
            tr("Search by meaning does not answer, and is off until the next start."),
            tr("Search by words goes on."),
        ),
        "feed.bad_place": ErrorTexts(
            tr("{place} is no place to fetch from."),
            tr("Tell IT: it has to be an https:// address, or a whole path."),
        ),
        "feed.bad_manifest": ErrorTexts(
            tr("{place} does not say what is in it, or is damaged."),
            f"{here} {tr('Tell whoever publishes it: `kb export --feed` writes it right.')}",
        ),
        "feed.damaged": ErrorTexts(
            tr("{place} is damaged."), f"{here} {tr('Tell whoever publishes it.')}"
        ),
        "feed.other_content": ErrorTexts(
            tr("{place}: {file} is not what was promised. Nothing of it was taken."),
            f"{here} {tr('Tell whoever publishes it.')}",
        ),
        "feed.no_login": ErrorTexts(tr("{feed} is fetched without a login.")),
        "feed.not_articles": ErrorTexts(
            tr("There are no articles at {place}."),
            tr("Tell IT: the address may ask for a login, or be that of a web page."),
        ),
        "feed.*": ErrorTexts(
            tr("What your organisation keeps at {place} can't be taken over."),
            tr("Everything goes on with what is here. Tell your team lead: {code}."),
        ),
        "knowledge.*": ErrorTexts(
            tr("The knowledge base can't be read right now."),
            tr("The card and coaching go on. Tell your team lead: {code}."),
        ),
    }
