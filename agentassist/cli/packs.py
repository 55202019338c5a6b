"""`agentassist packs`: write, check, sign, install and list coaching packs."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from agentassist import assets
from agentassist.cli import pack_counts, pack_fetch, pack_preview
from agentassist.cli.errors import error_text
from agentassist.coaching.examples import check_examples
from agentassist.coaching.library import PackLibrary, trust_publisher
from agentassist.coaching.pack import Pack, read_pack
from agentassist.coaching.pack_source import ARCHIVE_SUFFIX, read_files, write_archive
from agentassist.coaching.trust.keys import PublicKey, SigningKey
from agentassist.coaching.trust.publishers import Publisher
from agentassist.coaching.trust.shelf import CheckedPack
from agentassist.coaching.trust.signing import sign, verify
from agentassist.domain.errors import AgentAssistError
from agentassist.settings.paths import user_paths
from agentassist.settings.policy_sources import machine_policy_source
from agentassist.settings.store import SettingsStore
from agentassist.settings.whole_file import replace_file
from agentassist.system_clock import SystemClock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _author_actions(actions)
    install = actions.add_parser("install", help="check a signed pack and use it from now on")
    install.add_argument("pack", type=Path, metavar="FILE.aapack")
    install.add_argument("--dry-run", action="store_true", help="every check, nothing installed")
    pack_fetch.add_arguments(actions)
    remove = actions.add_parser("remove", help="take an installed pack away")
    remove.add_argument("id", metavar="ID")
    trust = actions.add_parser(
        "trust",
        help="take a publisher's packs from now on",
        description="Compare the fingerprint with the publisher, by telephone, before you do it.",
    )
    trust.add_argument("key", metavar="KEY", help="aapub1:..., or the .pub file")
    trust.add_argument("--name", required=True, help="what you call this publisher")
    trust.add_argument("--fingerprint", required=True, help="as the publisher read it to you")
    actions.add_parser("list", help="bundled and installed packs, and what their rules say")
    counts = actions.add_parser(
        "counts",
        help="how cues were taken, by rule, for a pack's author",
        description="Counts alone, as kept on this computer: no names, times or calls.",
    )
    counts.add_argument("--json", action="store_true", help="JSON instead of CSV")
    counts.add_argument("--pack", metavar="ID", help="of one pack only")


def _author_actions(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    new = actions.add_parser("new", help="begin a pack: a folder with one rule that works")
    new.add_argument("folder", type=Path, metavar="FOLDER")
    for name, text in (
        ("check", "read packs and run their own examples"),
        ("test", "the same, and say it for each rule"),
    ):
        check = actions.add_parser(
            name,
            help=text,
            description="What is wrong is named on stderr; the exit status is then 1.",
        )
        check.add_argument("folders", nargs="+", type=Path, metavar="PACK")
    preview = actions.add_parser(
        "preview",
        help="what a pack would have said in recorded calls or in a text",
        description="Each rule: how often, where, and what the budget would have held back.",
    )
    pack_preview.add_arguments(preview)
    keygen = actions.add_parser("keygen", help="make your key: FILE.key, and FILE.pub to give away")
    keygen.add_argument("file", type=Path, metavar="FILE")
    signing = actions.add_parser("sign", help="make a signed FILE.aapack of a pack")
    signing.add_argument("folder", type=Path, metavar="PACK")
    signing.add_argument("--key", type=Path, required=True, metavar="FILE.key")
    signing.add_argument("--out", type=Path, metavar="FILE.aapack")
    signing.add_argument("--expires", type=date.fromisoformat, metavar="YYYY-MM-DD")
    for parser in (keygen, signing):
        parser.add_argument(
            "--passphrase-env",
            metavar="NAME",
            help="the environment variable that holds the passphrase; else it is asked for",
        )
    verifying = actions.add_parser("verify", help="who signed a pack, and is it unchanged")
    verifying.add_argument("pack", type=Path, metavar="FILE.aapack")


def run(args: argparse.Namespace) -> int:
    """0: all is well. 1: a pack was refused, and why is on stderr."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "new": _new,
        "check": lambda args: _check(args.folders, each=False),
        "test": lambda args: _check(args.folders, each=True),
        "keygen": _keygen,
        "sign": _sign,
        "verify": _verify,
        "install": _install,
        "fetch": lambda args: pack_fetch.run_fetch(args, *_library(), user_paths().packs),
        "remove": _remove,
        "trust": _trust,
        "list": _list,
        "preview": lambda args: pack_preview.preview_pack(args, _shipped),
        "counts": pack_counts.print_counts,
    }
    return actions[args.action](args)


# ---------------------------------------------------------------------- for authors


def _new(args: argparse.Namespace) -> int:
    folder: Path = args.folder
    if folder.exists():
        raise AgentAssistError("pack.exists", remedy="pack.exists", file=str(folder))
    begun = assets.resources() / "samples" / "pack"
    name = "".join(ch if ch.isascii() and ch.isalnum() else "-" for ch in folder.name.lower())
    for file, content in read_files(begun).files.items():
        text = content.decode().replace("my-pack", name.strip("-")[:40] or "my-pack")
        replace_file(folder / file, text)
    print(f"{folder}: change it, then `agentassist packs check {folder}`")
    return 0


def _check(places: Sequence[Path], *, each: bool) -> int:
    status = 0
    for place in places:
        try:
            pack = read_pack(place)
            pack.prepare()
        except AgentAssistError as refusal:
            status = 1
            print(error_text(refusal), file=sys.stderr)
            continue
        problems = check_examples(pack)
        for problem in problems:
            status = 1
            print(error_text(problem), file=sys.stderr)
        if each:
            _say_rules(pack, {str(problem.params["rule"]) for problem in problems})
        if not problems:
            examples = sum(len(rule.examples) for rule in pack.rules)
            print(f"{_name(pack)}: {len(pack.rules)} rules do what their {examples} examples say")
    return status


def _say_rules(pack: Pack, wrong: set[str]) -> None:
    for rule in pack.rules:
        fires = sum(example.fires for example in rule.examples)
        said = "WRONG" if rule.id in wrong else "ok"
        print(f"  {said:5} {rule.id}: {fires} fire, {len(rule.examples) - fires} stay silent")


def _keygen(args: argparse.Namespace) -> int:
    private, public = (args.file.with_suffix(suffix) for suffix in (".key", ".pub"))
    for file in (private, public):
        if file.exists():
            raise AgentAssistError("pack.exists", remedy="pack.exists", file=str(file))
    key = SigningKey.new()
    replace_file(private, key.locked(_passphrase(args, twice=True)).decode())
    replace_file(public, key.public.text + "\n")
    print(f"{private}: keep it to yourself, and a copy in a safe place")
    print(f"{public}: give it to IT: {key.public.text}")
    print(f"fingerprint, to be compared by telephone: {key.public.fingerprint}")
    return 0


def _sign(args: argparse.Namespace) -> int:
    if _check([args.folder], each=False):
        return 1
    files = read_files(args.folder)
    pack = read_pack(files)
    key = SigningKey.open(args.key, _passphrase(args))
    signed = sign(
        files,
        key,
        pack_id=pack.id,
        version=pack.version,
        publisher=pack.publisher,
        expires=args.expires,
    )
    out: Path = args.out or Path(f"{pack.id}-{pack.version}{ARCHIVE_SUFFIX}")
    if out.exists():
        raise AgentAssistError("pack.exists", remedy="pack.exists", file=str(out))
    write_archive(signed, out)
    print(f"{out}: signed, fingerprint {key.public.fingerprint}")
    return 0


def _verify(args: argparse.Namespace) -> int:
    signed = verify(read_files(args.pack))
    until = f", counts until {signed.expires}" if signed.expires else ""
    print(f"{signed.pack_id} {signed.version}: unchanged since it was signed{until}")
    print(f"by a publisher who calls itself {signed.publisher!r}: {signed.key.text}")
    print(f"fingerprint: {signed.key.fingerprint}")
    print(f"this edition, for a revocation: {signed.digest}")
    return 0


def _passphrase(args: argparse.Namespace, *, twice: bool = False) -> str:
    if args.passphrase_env:
        return os.environ.get(args.passphrase_env, "")
    typed = getpass.getpass("passphrase: ")
    if twice and getpass.getpass("once more: ") != typed:
        raise AgentAssistError("pack.passphrases_differ", remedy="pack.passphrases_differ")
    return typed


# ---------------------------------------------------------------------- for those who use them


def _library() -> tuple[PackLibrary, SettingsStore]:
    paths = user_paths()
    settings = SettingsStore(paths.config_file, SystemClock(), machine_policy_source())
    library = PackLibrary(settings, assets.bundled_plugins(), paths.packs, _report)
    return library, settings


def _shipped() -> tuple[Pack, ...]:
    return _library()[0].bundled(date.today())  # noqa: DTZ011 - a day of this place


def _report(problem: AgentAssistError) -> None:
    print(error_text(problem), file=sys.stderr)


def _install(args: argparse.Namespace) -> int:
    library, _ = _library()
    if args.dry_run:
        checked = library.shelf.look(args.pack, date.today())  # noqa: DTZ011 - a day of this place
        print(f"{_described(checked)}: may be installed")
    else:
        checked = library.shelf.install(args.pack, date.today())  # noqa: DTZ011 - as above
        print(f"{_described(checked)}: installed; the window uses it from its next start on")
    if checked.pack.wants:
        print(f"it asks to see: {', '.join(checked.pack.wants)}")
    return 0


def _remove(args: argparse.Namespace) -> int:
    library, _ = _library()
    library.shelf.remove(args.id)
    print(f"{args.id}: removed; the window goes without it from its next start on")
    return 0


def _trust(args: argparse.Namespace) -> int:
    file = Path(args.key)
    key = PublicKey.parse(file.read_text("utf-8") if file.is_file() else args.key)
    if "".join(args.fingerprint.split()).lower() != "".join(key.fingerprint.split()):
        raise AgentAssistError("pack.other_fingerprint", remedy="pack.other_fingerprint")
    _, settings = _library()
    trust_publisher(settings, Publisher(args.name, key))
    print(f"{args.name}: packs signed with {key.fingerprint} are taken from now on")
    return 0


def _list(args: argparse.Namespace) -> int:
    library, _ = _library()
    installed, problems = library.shelf.load(date.today())  # noqa: DTZ011 - as above
    for pack in library.bundled(date.today()):  # noqa: DTZ011 - as above
        _say_pack(pack, "ships with the program")
    for checked in installed:
        _say_pack(checked.pack, _vouched(checked))
    for problem in problems:
        _report(problem)
    return 1 if problems else 0


def _say_pack(pack: Pack, origin: str) -> None:
    print(f"{_name(pack)}: {pack.title}, by {pack.publisher}, {pack.language}; {origin}")
    for rule in pack.rules:
        print(f"  {rule.id}: {rule.lines[-1]}")


def _described(checked: CheckedPack) -> str:
    return f"{_name(checked.pack)} ({_vouched(checked)})"


def _vouched(checked: CheckedPack) -> str:
    if checked.publisher is None or checked.signed is None:
        return "NOT SIGNED: developer mode"
    return f"signed by {checked.publisher.name}, {checked.signed.key.fingerprint}"


def _name(pack: Pack) -> str:
    return f"{pack.id} {pack.version}"
