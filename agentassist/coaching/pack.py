"""Packs: a folder of declarative rules, read, checked and compiled.

Reading checks everything but the examples: those are run by `agentassist packs check`, by the
tests for the bundled packs and wherever a pack is installed, not at each start.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar

import msgspec

from agentassist.coaching import pack_file
from agentassist.coaching.compiling import RuleCompiler, RuleProblem
from agentassist.coaching.language.acts import language_of
from agentassist.coaching.matcher import Matcher, PatternError
from agentassist.coaching.pack_source import MANIFEST, PackFiles, pack_problem, read_files
from agentassist.coaching.rule import MarkRule, Rule
from agentassist.coaching.spelling import Speller
from agentassist.domain.ids import PackId
from agentassist.domain.toml_text import line_of_error, parsed

SDK = (1, 1)  # what this program understands
RULES_FOLDER = "rules"
RULES_LIMIT = 2000

_Parsed = TypeVar("_Parsed")


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack ready to run.

    `main` names its part in Python, if any; `turns` puts the first words of a note into speech,
    `says_back` what the caller said of themselves.
    """

    id: PackId
    version: str
    language: str
    title: str
    publisher: str
    wants: tuple[str, ...]
    folder: Path
    rules: tuple[Rule, ...]
    marks: tuple[MarkRule, ...]
    speller: Speller
    matchers: tuple[Matcher, ...] = ()
    turns: Mapping[str, str] = field(default_factory=dict)
    says_back: Mapping[str, str] = field(default_factory=dict)
    main: str | None = None

    def prepare(self) -> None:
        """Compile all of its own patterns now. Raises AgentAssistError("pack.too_complex")."""
        for matcher in self.matchers:
            try:
                matcher.prepare()
            except PatternError as problem:
                raise pack_problem(
                    "pack.too_complex", self.folder / MANIFEST, problem=str(problem)
                ) from None


def read_pack(place: Path | PackFiles) -> Pack:
    """The pack in a folder, an `.aapack`, or bytes that were read before.

    Raises AgentAssistError pack.* with file, line, rule and a remedy.
    """
    files = place if isinstance(place, PackFiles) else read_files(place)
    manifest = files.path(MANIFEST)
    text = files.text(MANIFEST)
    main = _parsed(text, manifest, pack_file.PackFile)
    _check_sdk(main.pack, manifest)
    compiler = RuleCompiler(PackId(main.pack.id), main.words, language_of(main.pack.language))
    rules: list[Rule] = []
    marks: list[MarkRule] = []
    _compile(compiler, main.rule, main.mark, manifest, text, rules, marks)
    for name in sorted(files.files):
        if str(PurePosixPath(name).parent) != RULES_FOLDER or not name.endswith(".toml"):
            continue
        file, rules_text = files.path(name), files.text(name)
        part = _parsed(rules_text, file, pack_file.RuleFile)
        _compile(compiler, part.rule, part.mark, file, rules_text, rules, marks)
    known = compiler.vocabulary | {word.lower() for word in main.spelling.not_typos}
    return Pack(
        id=PackId(main.pack.id),
        version=main.pack.version,
        language=main.pack.language,
        title=main.pack.title,
        publisher=main.pack.publisher,
        wants=tuple(main.pack.wants),
        folder=files.place,
        rules=tuple(rules),
        marks=tuple(marks),
        speller=Speller((word.lower() for word in main.spelling.forgive), known),
        matchers=compiler.matchers,
        turns=main.play_back,
        says_back=main.say_back,
        main=_python_part(files, main.plugin),
    )


def _python_part(files: PackFiles, plugin: pack_file.Plugin | None) -> str | None:
    if plugin is None:
        return None
    if plugin.main not in files.files:
        raise pack_problem("pack.missing", files.path(plugin.main))
    return plugin.main


def _compile(
    compiler: RuleCompiler,
    raw_rules: Iterable[pack_file.Rule],
    raw_marks: Iterable[pack_file.Mark],
    file: Path,
    text: str,
    rules: list[Rule],
    marks: list[MarkRule],
) -> None:
    taken = {rule.id for rule in rules}
    for number, raw in enumerate(raw_rules):
        line = _table_line(text, "[[rule]]", number)
        if raw.id in taken or len(rules) >= RULES_LIMIT:
            code = "pack.duplicate_rule" if raw.id in taken else "pack.too_many_rules"
            raise pack_problem(code, file, line=line, rule=raw.id, limit=RULES_LIMIT)
        try:
            rules.append(compiler.rule(raw, file, line))
        except RecursionError:
            raise pack_problem(
                "pack.rule", file, line=line, rule=raw.id, key="when", problem="nested too deeply"
            ) from None
        except RuleProblem as problem:
            raise pack_problem(
                "pack.rule", file, line=line, rule=raw.id, key=problem.key, problem=problem.reason
            ) from None
        taken.add(rules[-1].id)
    for number, mark in enumerate(raw_marks):
        try:
            marks.append(compiler.mark(mark))
        except RuleProblem as problem:
            raise pack_problem(
                "pack.rule",
                file,
                line=_table_line(text, "[[mark]]", number),
                rule=mark.key,
                key=problem.key,
                problem=problem.reason,
            ) from None


def _parsed(text: str, file: Path, kind: type[_Parsed]) -> _Parsed:
    try:
        return msgspec.convert(parsed(text), kind)
    except tomllib.TOMLDecodeError as problem:
        line = line_of_error(problem, text)
        raise pack_problem("pack.not_toml", file, line=line, problem=str(problem)) from None
    except msgspec.ValidationError as problem:
        message, _, path = str(problem).partition(" - at `$")
        path = path.rstrip("`").lstrip(".")
        raise pack_problem(
            "pack.key", file, line=_path_line(text, path), key=path, problem=message
        ) from None


def _table_line(text: str, header: str, number: int) -> int:
    """Line of the n-th `[[rule]]`, counted from 1; 1 when the table is written another way."""
    seen = -1
    for line, content in enumerate(text.splitlines(), 1):
        if content.strip().startswith(header):
            seen += 1
            if seen == number:
                return line
    return 1


def _path_line(text: str, path: str) -> int:
    """Line of the table that a path like `rule[2].when.phrases` is in."""
    name, bracket, rest = path.partition("[")
    number = rest.partition("]")[0]
    if bracket and name in ("rule", "mark") and number.isdecimal():
        return _table_line(text, f"[[{name}]]", int(number))
    return _table_line(text, f"[{path.partition('.')[0]}]", 0)


def _check_sdk(header: pack_file.Header, file: Path) -> None:
    for bound in header.sdk.split(","):
        wanted = _version(bound.lstrip("<>="))
        if (bound.startswith(">=") and wanted > SDK) or (bound.startswith("<") and wanted <= SDK):
            raise pack_problem("pack.sdk", file, wanted=header.sdk, have=".".join(map(str, SDK)))


def _version(text: str) -> tuple[int, int]:
    major, _, minor = text.strip("=").partition(".")
    return int(major), int(minor or 0)
