"""`agentassist data export`, `erase`, `audit`: the whole store, one person, and who looked."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.cli.import_telling import Progress, rows, say
from agentassist.cli.user_store import operator, region, user_store
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId
from agentassist.domain.shown_text import one_line

if TYPE_CHECKING:
    from agentassist.storage.erasure import ErasurePlan
    from agentassist.storage.store import Store

_KEPT_BACK = 1


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    export = actions.add_parser(
        "export",
        help="write the store as files that `data import` reads, or all there is of one customer",
        description=(
            "Without --contact: contacts, interactions and promises, one file each. With it:"
            " everything about one person over all tables, as JSON and as a page to read."
        ),
    )
    export.add_argument("--format", choices=("csv", "jsonl"), default="csv")
    export.add_argument(
        "--out", type=Path, metavar="PLACE", help="folder; with --contact, the JSON file"
    )
    export.add_argument(
        "--contact", metavar="ID|KEY", help="an id, or a number, e-mail address or account"
    )
    erase = actions.add_parser(
        "erase",
        help="erase one customer from the store and the copies beside it",
        description=(
            "Shows what would go, asks, and erases it in one transaction. Other systems are not"
            " touched: what to do there is listed."
        ),
    )
    erase.add_argument("--contact", required=True, metavar="ID|KEY")
    audit = actions.add_parser(
        "audit", help="who looked at whom, what was shown, exported, erased; the newest first"
    )
    audit.add_argument("--limit", type=int, default=100, metavar="N", help="lines (100)")
    erase.add_argument("--yes", action="store_true", help="don't ask")


def run_export(args: argparse.Namespace) -> int:
    async def work() -> int:
        async with user_store() as store:
            try:
                if args.contact is not None:
                    return await export_contact(store, args.contact, args.out)
                return await _export_all(store, args.out or Path("export"), args.format)
            except OSError as error:
                raise AgentAssistError(
                    "usage.unusable_file",
                    file=str(error.filename or args.out or ""),
                    reason=error.strerror or "",
                ) from error

    return asyncio.run(work())


async def _export_all(store: "Store", folder: Path, form: str) -> int:
    from agentassist.history.files.exporting import export

    progress = Progress()
    # first, so that one that is broken off, with files there already, is on record as well
    await store.audit.record("export", agent=operator(), detail="begun")
    written = await export(store, folder, form, progress)
    progress.clear()
    for path, count in written.items():
        say(f"{path}: {rows(count)}")
    await store.audit.record("export", agent=operator(), detail=rows(sum(written.values())))
    return 0


async def export_contact(store: "Store", named: str, out: Path | None) -> int:
    """The JSON file, and the page beside it."""
    from agentassist.history.files.person_export import export_person
    from agentassist.storage.private_file import private_file

    if out is None:
        raise AgentAssistError("usage.no_out")
    contact = await contact_named(store, named)
    # first, so that the line itself is in what the person gets
    await store.audit.record("export", agent=operator(), contact_id=contact, detail="one person")
    found = await export_person(store, contact)
    page = out.with_suffix(".html")
    with private_file(out) as data, private_file(page) as shown:
        data.write(found.data)
        shown.write(found.page)
    say(f"{out} and {page.name}: {rows(found.rows)} about {', '.join(found.names)}")
    return 0


def run_erase(args: argparse.Namespace) -> int:
    async def work() -> int:
        async with user_store() as store:
            return await erase_contact(store, args.contact, sure=args.yes)

    return asyncio.run(work())


async def erase_contact(store: "Store", named: str, *, sure: bool) -> int:
    """0: erased. 1: nobody agreed to it."""
    from agentassist.storage.erasure import erase, plan_erasure

    contact = await contact_named(store, named)
    plan = await plan_erasure(store, contact)
    _show(plan)
    if not sure and not await asyncio.to_thread(_agreed):
        say("nothing was erased")
        return _KEPT_BACK
    done = await erase(store, contact, by=operator())
    say(f"erased: {rows(sum(done.rows.values()))}; the database was written anew")
    _show_elsewhere(done)
    return 0


def _show(plan: "ErasurePlan") -> None:
    from agentassist.history.files.person_export import TITLES

    print(f"{one_line(', '.join(plan.names), 300)}:")
    for table, count in plan.rows.items():
        print(f"  {count:>6}  {TITLES[table]}")
    for copy in plan.copies:
        print(f"  and {copy}, a copy of the whole database before an update")
    for path in plan.unreadable:
        print(f"  not {path}: it was set aside because it can't be read; delete it yourself")
    sys.stdout.flush()


def _show_elsewhere(plan: "ErasurePlan") -> None:
    """What has to be done where the records came from."""
    if not plan.elsewhere:
        say("no other system that is known here has a record of this person")
        return
    say("still in other systems, and to be erased there by their own procedure:")
    for record in plan.elsewhere:
        print(f"{record.source}\t{one_line(record.id, 300)}")
    say("until then they are not taken into this store again")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise AgentAssistError("usage.needs_yes")
    print("Erase all of it? It can't be brought back. Type yes: ", end="", flush=True)
    return sys.stdin.readline().strip().lower() == "yes"


def run_audit(limit: int) -> int:
    async def work() -> int:
        async with user_store() as store:
            await show_audit(store, limit)
        return 0

    return asyncio.run(work())


async def show_audit(store: "Store", limit: int) -> None:
    """Time, action, who, in which call, about whom, how: by tabs. Reading it is a line, too."""
    lines = await store.audit.newest(max(1, limit))
    await store.audit.record("audit_read", agent=operator(), detail=f"{len(lines)} lines")
    for line in lines:
        at = line.at.isoformat(timespec="seconds")
        about = (line.action, line.agent, line.call_id, line.contact_id, line.detail)
        print("\t".join((at, *(one_line(str(each or ""), 300) for each in about))))


async def contact_named(store: "Store", named: str) -> ContactId:
    """By id, or by a key that one person has. AgentAssistError("data.*")."""
    from agentassist.history.identity import PhoneKeyParser
    from agentassist.history.local.lookup import ids_named

    found = await ids_named(store, named, PhoneKeyParser(region()))
    if not found:
        raise AgentAssistError("data.no_contact")
    if len(found) > 1:
        raise AgentAssistError("data.several_contacts", ids=", ".join(found[:20]))
    return found[0]
