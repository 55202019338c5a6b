"""`agentassist kb conflicts`: what differs here and at its source, and which is kept."""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agentassist.cli.kb_place import SOME_REJECTED, add_place, on_base
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.shown_text import one_line

if TYPE_CHECKING:
    from agentassist.domain.article_sync import NamedConflict
    from agentassist.domain.knowledge import Article
    from agentassist.knowledge.conflicts import Conflicts
    from agentassist.knowledge.database import Connection

WORDS = {
    "other_source": "another source ({other}) has an article with this id",
    "not_from_there": "an article with this id was put here by hand",
    "changed_both": "it was changed here and there",
    "gone_there": "it was changed here, and is there no more",
}


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    conflicts = actions.add_parser(
        "conflicts",
        help="articles that differ here and at their source, and which of the two is kept",
        description="Without a word behind it: those to be settled; the exit status is then 3 if"
        " there are any.",
    )
    # Not `action`: that is the action of `kb` itself.
    decisions = conflicts.add_subparsers(dest="decision", metavar="ACTION")
    conflicts.add_argument("--json", action="store_true", help="as JSON, with both articles")
    settle = decisions.add_parser("settle", help="say which of the two is kept")
    settle.add_argument(
        "--keep",
        required=True,
        choices=("mine", "theirs"),
        help="mine: as it is here, until theirs changes again; theirs: as it is at the source",
    )
    undo = decisions.add_parser("undo", help="take back what was settled")
    for decision in (settle, undo):
        decision.add_argument("id", metavar="ID", help="the article's, as it is listed")
        decision.add_argument(
            "--source", metavar="NAME", help="of which source, where several have this article"
        )
    for place in (conflicts, settle, undo):
        add_place(place)


def run_conflicts(args: argparse.Namespace) -> int:
    return on_base(args.db, lambda connection: _run(connection, args), must_exist=True)


def why(clash: str, other: str) -> str:
    return WORDS[clash].replace("{other}", other)


def _run(connection: "Connection", args: argparse.Namespace) -> int:
    from agentassist.knowledge.conflicts import Conflicts
    from agentassist.knowledge.index import ArticleIndex

    found = Conflicts(connection, ArticleIndex(connection))
    if args.decision is None:
        return _list([one for one in found.all() if one.kept is None], as_json=args.json)
    return _decide(found, args)


def _list(found: "Sequence[NamedConflict]", *, as_json: bool) -> int:
    if as_json:
        print(json.dumps([_row(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            said = why(one.clash, one.other)
            title = (one.mine or one.theirs) and one_line((one.mine or one.theirs).title, 120)  # type: ignore[union-attr]
            print(f"{one.source}: {one_line(one.article_id, 300)}  {title}: {said}")
        if not found:
            print("no conflicts")
    return SOME_REJECTED if found else 0


def _decide(found: "Conflicts", args: argparse.Namespace) -> int:
    from agentassist.domain.article_sync import Keep
    from agentassist.domain.ids import ArticleId

    undo = args.decision == "undo"
    sources = [
        one.source
        for one in found.all()
        if one.article_id == args.id
        and (one.kept is not None) == undo
        and args.source in (None, one.source)
    ]
    if len(sources) > 1:
        raise AgentAssistError(
            "knowledge.several_conflicts", article=args.id, sources=", ".join(sorted(sources))
        )
    if not sources:
        raise AgentAssistError("knowledge.no_conflict", article=args.id)
    article_id = ArticleId(args.id)
    if undo:
        found.undo(sources[0], article_id)
        print(f"{sources[0]}: {args.id} is as it was, and to be settled again")
        return 0
    found.settle(sources[0], article_id, Keep(args.keep))
    kept = "as it is here" if args.keep == "mine" else f"as {sources[0]} has it"
    print(f"{sources[0]}: {args.id} is kept {kept}; `kb conflicts undo` takes that back")
    return 0


def _row(one: "NamedConflict") -> dict[str, object]:
    return {
        "source": one.source,
        "id": one.article_id,
        "why": one.clash,
        "other_source": one.other or None,
        "noticed": one.noticed.isoformat(),
        "mine": _article(one.mine),
        "theirs": _article(one.theirs),
    }


def _article(article: "Article | None") -> dict[str, object] | None:
    from agentassist.cli.kb_export import fields

    return None if article is None else dict(fields(article, without_internal=False))
