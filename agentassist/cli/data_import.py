"""`agentassist data import`, `imports`, `undo`: files into the encrypted store and back."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.cli.import_telling import (
    Progress,
    Rejects,
    Stop,
    counted,
    interruptible,
    rows,
    say,
    show,
)
from agentassist.cli.user_store import operator, region, user_store
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.shown_text import one_line

if TYPE_CHECKING:
    from agentassist.history.files.importing import ImportFile
    from agentassist.storage.imports import ImportRun
    from agentassist.storage.store import Store

SOME_REJECTED, STOPPED = 3, 130
_ORDER = {"contact": 0, "interaction": 1, "promise": 2}


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    imported = actions.add_parser(
        "import",
        help="take customers, their history and promises from CSV and JSONL files",
        description=(
            "Rows that can't be used are named on stderr; the exit status is then 3. Interrupted"
            " or broken off, the same command goes on where it was."
        ),
    )
    imported.add_argument("files", nargs="*", type=Path, metavar="FILE", help="*.csv, *.jsonl")
    imported.add_argument("--mapping", type=Path, metavar="MAP.toml", help="which column is what")
    imported.add_argument(
        "--template", action="store_true", help="print a mapping to begin with, and end"
    )
    imported.add_argument(
        "--source", metavar="NAME", help="the system they come from (crm); else the mapping's"
    )
    imported.add_argument(
        "--preview", action="store_true", help="show what would be read; nothing is changed"
    )
    imported.add_argument(
        "--rejects", type=Path, metavar="OUT.csv", help="where rows go that could not be used"
    )
    imported.add_argument(
        "--no-link",
        action="store_true",
        help="don't look for records of the same customer among all that are there",
    )
    actions.add_parser("imports", help="list the imports, the newest first")
    undo = actions.add_parser(
        "undo", help="take an import back: what it added goes, what it replaced comes back"
    )
    undo.add_argument(
        "number", nargs="?", type=int, metavar="IMPORT", help="as `data imports` lists it; the last"
    )


def run_import(args: argparse.Namespace) -> int:
    if args.template:
        from agentassist.assets import resources

        print((resources() / "import" / "columns.toml").read_text(encoding="utf-8"), end="")
        return 0
    if not args.files:
        raise AgentAssistError("usage.no_files")
    progress = Progress()
    files = opened(args.files, args.mapping, args.source, progress)
    with Rejects(args.rejects) as rejects:
        if args.preview:
            for file in files:
                show(file, progress, rejects)
        else:
            stopped = asyncio.run(_import(files, rejects, progress, link=not args.no_link))
            if stopped:
                say("stopped; the same command goes on from there")
                return STOPPED
    return SOME_REJECTED if rejects.count else 0


def opened(
    paths: Sequence[Path], mapping: Path | None, source: str | None, progress: Progress
) -> "list[ImportFile]":
    """Every file is looked at before anything is stored; contacts come first."""
    from agentassist.history.files.importing import open_file
    from agentassist.history.files.mapping import FileMapping
    from agentassist.history.files.mapping_file import SOURCE_NAME, read_mapping

    if source is not None and not SOURCE_NAME.fullmatch(source):
        raise AgentAssistError("usage.bad_source", source=source)
    how = FileMapping() if mapping is None else read_mapping(mapping)
    where = region()
    files = [open_file(path, how, region=where, source=source, progress=progress) for path in paths]
    return sorted(files, key=lambda file: min(_ORDER[kind] for kind in file.reader.makes))


async def _import(
    files: "list[ImportFile]", rejects: Rejects, progress: Progress, *, link: bool
) -> bool:
    async with user_store() as store:
        with interruptible() as stop:
            return await import_into(store, files, rejects, progress, stop, link=link)


async def import_into(
    store: "Store",
    files: "list[ImportFile]",
    rejects: Rejects,
    progress: Progress,
    stop: Stop,
    *,
    link: bool = True,
) -> bool:
    """Whether it was stopped before the end."""
    from agentassist.history.files.importing import import_file

    for file in files:
        began = time.monotonic()
        run = await import_file(store, file, rejects, progress=progress, stop=stop, link=link)
        progress.clear()
        await store.audit.record("import", agent=operator(), detail=counted(run.counts))
        took = max(time.monotonic() - began, 0.001)
        say(
            f"{file.path}: {counted(run.counts)}; import {run.id} from {run.source},"
            f" {rows(run.position)}, {took:.1f} s"
        )
        if stop():
            return True
    return False


def run_list() -> int:
    async def show() -> int:
        async with user_store() as store:
            for run in await store.imports.all():
                print(_listed(run))
        return 0

    return asyncio.run(show())


def run_undo(number: int | None) -> int:
    async def undo() -> int:
        async with user_store() as store:
            return await undo_in(store, number)

    return asyncio.run(undo())


async def undo_in(store: "Store", number: int | None) -> int:
    runs = [run for run in await store.imports.all() if run.undone_at is None]
    chosen = [run for run in runs if number in (None, run.id)]
    if not chosen:
        raise AgentAssistError("import.none_to_undo", number=number or "")
    run = chosen[0]
    if not await store.imports.undoable(run.id):
        raise AgentAssistError("import.too_old", number=run.id)
    done = await store.imports.undo(run.id)
    await store.audit.record("import_undone", agent=operator(), detail=f"import {run.id}")
    say(
        f"import {run.id} ({run.file}) is taken back: {rows(done.removed)} removed, {done.restored}"
        " as they were before"
    )
    if done.kept:
        say(f"{rows(done.kept)} left alone: changed since, or something later hangs on them")
    return SOME_REJECTED if done.kept else 0


def _listed(run: "ImportRun") -> str:
    state = "" if run.finished_at else f", broken off after {rows(run.position)}"
    state = ", taken back" if run.undone_at else state
    when = run.started_at.astimezone().isoformat(sep=" ", timespec="minutes")
    file = one_line(run.file, 200)
    return f"{run.id:>4}  {when}  {file} from {run.source}: {counted(run.counts)}{state}"
