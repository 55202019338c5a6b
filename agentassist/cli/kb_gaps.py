"""`agentassist kb gaps`: what the articles lack, ranked; for a team, from its members' files."""

import argparse
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.cli.kb_place import add_place, on_base, say
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.shown_text import one_line

if TYPE_CHECKING:
    from agentassist.knowledge.database import Connection
    from agentassist.knowledge.gaps.lines import GapLine

_SHOWN = 30
_KINDS = {
    "nothing": "found nothing",
    "reformulated": "said anew",
    "abandoned": "given up",
    "left": "left at once",
    "wrong": "reported wrong",
    "outdated": "reported outdated",
    "missing": "reported missing",
}
_SUGGESTIONS = {
    "write": "an article about it is missing, or does not say it in these words",
    "synonym": "found in other words: teach the search these (knowledge.synonyms)",
    "titles": "something is found, and nobody opens it: look at the titles",
    "correct": "correct the article, or say what it leaves open",
    "update": "bring the article up to date",
    "clearer": "opened and left at once: its title promises something else",
    "none": "nothing of these words may be shown",
}


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    gaps = actions.add_parser(
        "gaps", help="searches that did not do, and reported articles, ranked"
    )
    _add_shown(gaps)
    add_place(gaps)
    does = gaps.add_subparsers(dest="gaps_action", metavar="WHAT")
    export = does.add_parser("export", help="write anonymous counts for a lead")
    export.add_argument("file", type=Path, metavar="FILE.json")
    export.add_argument(
        "--at-least",
        type=_positive,
        default=3,
        metavar="N",
        help="below so many searches a line has no day, reason and outcome (3)",
    )
    add_place(export, again=True)
    merge = does.add_parser("merge", help="rank the counts of several desktops")
    merge.add_argument("files", type=Path, nargs="+", metavar="FILE.json")
    _add_shown(merge, again=True)
    forget = does.add_parser("forget", help="delete the log")
    forget.add_argument(
        "--before", type=_day, metavar="DAY", help="only what is older, such as 2026-11-21"
    )
    add_place(forget, again=True)


def _add_shown(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """`again`: below a parser that has them, too, whose values stand unless they are said here."""
    parser.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS if again else False,
        help="lines of JSON",
    )
    parser.add_argument(
        "--limit",
        type=_positive,
        default=argparse.SUPPRESS if again else _SHOWN,
        metavar="N",
        help=f"lines at most ({_SHOWN})",
    )


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day such as 2026-11-21") from None


def run_gaps(args: argparse.Namespace) -> int:
    if args.gaps_action == "merge":
        return _merge(args)
    does = {"export": _export, "forget": _forget, None: _rank}[args.gaps_action]
    return on_base(args.db, lambda connection: does(connection, args), must_exist=True)


def _rank(connection: "Connection", args: argparse.Namespace) -> int:
    lines = _stored(connection)
    _print(lines, args)
    if not lines:
        say("nothing was counted yet")
    return 0


def _export(connection: "Connection", args: argparse.Namespace) -> int:
    from agentassist.knowledge.gaps import exchange, rows
    from agentassist.settings.whole_file import replace_file

    days = [row.day for row in rows.all_rows(connection)] or [_today()]
    lines = _stored(connection)
    text = exchange.written(lines, min(days), max(days), args.at_least)
    try:
        args.file.parent.stat()  # a folder that is not there is a slip, and is not made
        replace_file(args.file, text)
    except OSError as error:
        raise AgentAssistError(
            "usage.unusable_file", file=str(args.file), reason=error.strerror or ""
        ) from error
    named = "line" if len(lines) == 1 else "lines"
    say(f"{len(lines)} {named} written to {args.file}; read them before you pass them on")
    return 0


def _merge(args: argparse.Namespace) -> int:
    from agentassist.knowledge.gaps import exchange
    from agentassist.knowledge.gaps.lines import ranked

    today = _today()
    lines = [line for path in args.files for line in exchange.read(path, today)]
    _print(ranked(lines, _ordinary()), args)
    if not lines:
        say("nothing was counted on any of these desktops")
    return 0


def _forget(connection: "Connection", args: argparse.Namespace) -> int:
    from agentassist.knowledge.gaps import rows
    from agentassist.storage.transaction import transaction

    with transaction(connection):
        gone = rows.forget(connection, args.before)
    say(f"{gone} {'row' if gone == 1 else 'rows'} deleted")
    return 0


def _stored(connection: "Connection") -> "list[GapLine]":
    from agentassist.knowledge.gaps import rows
    from agentassist.knowledge.gaps.lines import of_row, ranked

    today = _today()
    lines = ranked((of_row(row, today) for row in rows.all_rows(connection)), _ordinary())
    known = _titles(connection, {line.article for line in lines if line.article})
    for line in lines:
        line.title = known.get(line.article, "")
    return lines


def _titles(connection: "Connection", articles: Iterable[str]) -> dict[str, str]:
    table = "SELECT 1 FROM sqlite_master WHERE name = 'kb_article'"
    if connection.execute(table).fetchone() is None:
        return {}
    found = {
        article: connection.execute(
            "SELECT title FROM kb_article WHERE id = ?", (article,)
        ).fetchone()
        for article in articles
    }
    return {article: str(row[0]) for article, row in found.items() if row is not None}


def _ordinary() -> Collection[str]:
    from agentassist.assets import resources
    from agentassist.knowledge.gaps import word_lists

    return word_lists.read(resources() / "words").plain.keys()


def _today() -> date:
    from agentassist.system_clock import SystemClock

    return SystemClock().now().astimezone().date()


# --- showing ---------------------------------------------------------------------------------


def _print(lines: "Sequence[GapLine]", args: argparse.Namespace) -> None:
    for number, line in enumerate(lines[: args.limit], start=1):
        if args.json:
            print(json.dumps(_as_json(number, line), ensure_ascii=False))
        else:
            print(*_said(number, line), sep="\n")


def _as_json(number: int, line: "GapLine") -> dict[str, object]:
    return {
        "rank": number,
        "words": line.words,
        "article": line.article,
        "title": line.title,
        "count": line.total,
        "counts": {kind.value: count for kind, count in line.counts.items()},
        "last": line.last.isoformat(),
        "reasons": dict(line.reasons.most_common()),
        "languages": dict(line.languages.most_common()),
        "wordings": dict(line.wordings.most_common()),
        "then": [
            {"words": words, "article": article, "count": count}
            for (words, article), count in line.then.most_common()
        ],
        "why": line.whys,
        "suggestion": line.suggestion.value,
        "score": round(line.score, 2),
    }


def _said(number: int, line: "GapLine") -> Iterable[str]:
    kinds = ", ".join(f"{count} {_KINDS[kind]}" for kind, count in line.counts.most_common())
    yield f"{number:3}. {_name(line)}"
    yield f"     {kinds}; last on {line.last.isoformat()}"
    if line.reasons:
        said = ", ".join(f"{one_line(reason, 40)} {n}" for reason, n in line.reasons.most_common(5))
        yield f"     calls about: {said}"
    others = [words for words, _ in line.wordings.most_common(5) if words and words != line.words]
    if others:
        yield f"     {'searched as' if line.article else 'also'}: " + "; ".join(
            one_line(words, 80) for words in others
        )
    for (words, article), count in line.then.most_common(3):
        yield f"     in the end: {one_line(words, 80)} -> {one_line(article, 80)} ({count})"
    for why in line.whys[:5]:
        yield f"     said: {one_line(why, 300)}"
    yield f"     {_SUGGESTIONS[line.suggestion]}"


def _name(line: "GapLine") -> str:
    if line.article:
        title = one_line(line.title, 120)
        return f"[{one_line(line.article, 80)}] {title}".rstrip()
    return one_line(line.words, 160) or "(nothing left of what was typed)"
