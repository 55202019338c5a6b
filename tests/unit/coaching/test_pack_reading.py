"""Packs are read with care: what is wrong is named with file, line, rule and key."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from agentassist import assets
from agentassist.coaching import matcher, pack_source, phrase
from agentassist.coaching import pack as pack_module
from agentassist.coaching.engine import PackCoach
from agentassist.coaching.examples import check_examples
from agentassist.coaching.pack import read_pack
from agentassist.coaching.pack_file import PackFile, RuleFile, schema
from agentassist.domain.errors import AgentAssistError

WritePack = Callable[..., Path]

HEAD = '[[rule]]\nid = "hello"\nwatches = "draft"\nline = "Say it"\n'
EXAMPLES = '[rule.examples]\nfires = ["hello"]\nsilent = ["goodbye"]\n'


def refusal(folder: Path) -> AgentAssistError:
    with pytest.raises(AgentAssistError) as caught:
        read_pack(folder)
    return caught.value


def test_a_sound_pack_is_read(write_pack: WritePack) -> None:
    pack = read_pack(write_pack())
    assert (pack.id, pack.version, [rule.id for rule in pack.rules]) == (
        "trial",
        "1.0.0",
        ["hello"],
    )
    assert check_examples(pack) == ()


def test_rules_come_from_the_rules_folder_too(write_pack: WritePack) -> None:
    folder = write_pack()
    (folder / "rules").mkdir()
    more = HEAD.replace("hello", "again") + '[rule.when]\nphrases = ["hello"]\n' + EXAMPLES
    (folder / "rules" / "more.toml").write_text(more, encoding="utf-8")
    assert [rule.id for rule in read_pack(folder).rules] == ["hello", "again"]


def test_examples_that_fail_are_named(write_pack: WritePack) -> None:
    text = (HEAD + '[rule.when]\nphrases = ["hello"]\n' + EXAMPLES).replace(
        '["goodbye"]', '["hello"]'
    )
    (problem,) = check_examples(read_pack(write_pack(text)))
    assert problem.code == "pack.example"
    assert problem.remedy == "pack.example_fires"
    assert problem.params["rule"] == "hello"
    assert problem.params["key"] == "examples.silent[0]"
    assert problem.params["line"] == 9


@pytest.mark.parametrize(
    ("when", "key"),
    [
        ('phrases = ["<nobody>"]', "when.phrases"),
        ('patterns = ["(a"]', "when.patterns"),
        ('patterns = ["(?=a)"]', "when.patterns"),
        ('patterns = ["((a{1000}){1000})"]', "when.patterns"),
        ('given = ["account"]', "when"),
        ('phrases = ["a"]\nknown = ["mood_of_the_day"]', "when.known"),
        ('unless = ["a"]\nany = [{ after = ["b"] }]', "when"),
        ('phrases = ["a"]\nnot = { after = ["b"] }', "when.not.after"),
    ],
)
def test_a_wrong_condition_is_named(write_pack: WritePack, when: str, key: str) -> None:
    problem = refusal(write_pack(f"{HEAD}[rule.when]\n{when}\n{EXAMPLES}"))
    assert problem.code == "pack.rule"
    assert (problem.params["rule"], problem.params["key"]) == ("hello", key)
    assert problem.params["line"] == 9


@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        (("line =", "lime ="), "pack.key", "rule[0]"),
        (('"Say it"', '"' + "x" * 91 + '"'), "pack.key", "rule[0].line"),
        (('"Say it"', "7"), "pack.key", "rule[0].line"),
        (('"Say it"', '"Hi {first_name}"'), "pack.rule", "line"),
        (('"Say it"', '"Hi {password}"'), "pack.rule", "line"),
        (('"Say it"', '"Hi {0.__class__}"'), "pack.rule", "line"),
        (('"draft"', '"voice"'), "pack.key", "rule[0].watches"),
        (('"draft"', '"call"'), "pack.rule", "when"),
        (('id = "hello"', 'id = "../hello"'), "pack.key", "rule[0].id"),
    ],
)
def test_a_wrong_rule_is_named(
    write_pack: WritePack, change: tuple[str, str], code: str, key: str
) -> None:
    text = f'{HEAD}[rule.when]\nphrases = ["hello"]\n{EXAMPLES}'
    problem = refusal(write_pack(text.replace(*change)))
    assert (problem.code, problem.params["key"], problem.params["line"]) == (code, key, 9)


def test_a_rule_without_examples_is_refused(write_pack: WritePack) -> None:
    problem = refusal(write_pack(HEAD + '[rule.when]\nphrases = ["hello"]\n'))
    assert problem.code == "pack.key"
    assert "examples" in str(problem.params["problem"])


@pytest.mark.parametrize("sdk", [">=2.0", ">=1.2", ">=0.1,<1.0"])
def test_a_pack_for_another_program_is_refused(write_pack: WritePack, sdk: str) -> None:
    folder = write_pack()
    manifest = folder / "pack.toml"
    manifest.write_text(manifest.read_text("utf-8").replace(">=1.0,<2", sdk), encoding="utf-8")
    assert refusal(folder).code == "pack.sdk"


def test_two_rules_of_one_name_are_refused(write_pack: WritePack) -> None:
    rule = f'{HEAD}[rule.when]\nphrases = ["hello"]\n{EXAMPLES}'
    problem = refusal(write_pack(rule + rule))
    assert (problem.code, problem.params["line"]) == ("pack.duplicate_rule", 18)


def test_broken_toml_is_named_with_its_line(write_pack: WritePack) -> None:
    problem = refusal(write_pack("oh no\n"))
    assert (problem.code, problem.params["line"]) == ("pack.not_toml", 9)
    assert refusal(write_pack("a = " + "[" * 5000, name="deep")).code == "pack.not_toml"


def test_bytes_that_are_no_text_are_named(write_pack: WritePack) -> None:
    folder = write_pack()
    (folder / "pack.toml").write_bytes(b"[pack]\nid = '\xff'\n")
    problem = refusal(folder)
    assert (problem.code, problem.params["line"]) == ("pack.not_utf8", 2)


def test_large_files_are_not_read(write_pack: WritePack, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pack()
    monkeypatch.setattr(pack_source, "FILE_LIMIT", 100)
    assert refusal(folder).code == "pack.file_too_large"
    monkeypatch.setattr(pack_source, "PACK_LIMIT", 100)
    assert refusal(folder).code == "pack.too_large"


def test_too_many_files_or_rules_are_refused(
    write_pack: WritePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_pack()
    monkeypatch.setattr(pack_module, "RULES_LIMIT", 0)
    assert refusal(folder).code == "pack.too_many_rules"
    monkeypatch.setattr(pack_source, "FILES_LIMIT", 0)
    assert refusal(folder).code == "pack.too_large"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_are_refused(write_pack: WritePack, tmp_path: Path) -> None:
    folder = write_pack()
    (folder / "rules").symlink_to(tmp_path)
    assert refusal(folder).code == "pack.link"
    linked = tmp_path / "linked"
    linked.symlink_to(folder)
    assert refusal(linked).code == "pack.missing"


def test_a_broken_pack_is_left_out_and_named(write_pack: WritePack, tmp_path: Path) -> None:
    sound, broken = write_pack(), write_pack("oh no", name="broken")
    twin = write_pack(name="twin")
    coach, problems = PackCoach.load([broken, sound, twin, tmp_path / "nowhere"])
    assert [pack.folder for pack in coach.packs] == [sound]
    assert [problem.code for problem in problems] == [
        "pack.not_toml",
        "pack.duplicate",
        "pack.missing",
    ]


@pytest.mark.parametrize(
    ("name", "kind"), [("pack.schema.json", PackFile), ("rules.schema.json", RuleFile)]
)
def test_the_schema_for_editors_is_the_format(
    name: str, kind: type[PackFile] | type[RuleFile]
) -> None:
    kept = (assets.resources() / "schemas" / name).read_text(encoding="utf-8")
    assert kept == schema(kind), f"write agentassist.coaching.pack_file.schema(...) to {name}"


def test_a_pack_that_wants_to_grow_without_end_is_refused(write_pack: WritePack) -> None:
    lists = '[words]\na = ["' + '", "'.join(["word"] * 150) + '"]\nb = ["<a> <a> <a>", "<a>"]\n'
    greedy = " ".join(["<b>"] * 20)
    rule = f'{HEAD}[rule.when]\nphrases = ["{greedy}"]\n{EXAMPLES}'
    assert "too_long" in str(refusal(write_pack(lists + rule)).params["problem"])
    deep = rule.replace(greedy, "(" * 200 + "a" + ")" * 200)
    assert "brackets" in str(refusal(write_pack(deep, name="deep")).params["problem"])
    spelling = '[spelling]\nforgive = ["' + "x" * 400 + '"]\n'
    assert refusal(write_pack(spelling, name="spelling")).params["key"] == "spelling.forgive[0]"


def test_a_condition_nested_without_end_is_refused(write_pack: WritePack) -> None:
    deep = "any = [{ " * 60 + 'phrases = ["a"]' + " }]" * 60
    problem = refusal(write_pack(f"{HEAD}[rule.when]\n{deep}\n{EXAMPLES}"))
    assert (problem.code, problem.params["rule"]) == ("pack.rule", "hello")
    assert "deep" in str(problem.params["problem"])


def test_all_phrases_of_a_pack_share_one_budget(
    write_pack: WritePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phrase, "TOTAL_LIMIT", 10)
    assert "too_long" in str(refusal(write_pack()).params["problem"])


def test_a_pack_that_may_not_be_read_is_named(
    write_pack: WritePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_pack()

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    coach, (problem,) = PackCoach.load([folder])
    assert coach.packs == ()
    assert (problem.code, problem.params["problem"]) == ("pack.unreadable", "Permission denied")


def test_an_automaton_too_large_to_run_is_named(
    write_pack: WritePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'{HEAD}[rule.when]\nphrases = ["{"a good many words " * 20}"]\n{EXAMPLES}'
    pack = read_pack(write_pack(text))
    monkeypatch.setattr(matcher, "_MEMORY", 3000)
    with pytest.raises(AgentAssistError, match=r"pack\.too_complex"):
        pack.prepare()


@pytest.mark.parametrize(
    ("when", "fires", "silent"),
    [
        (
            'phrases = ["~charge (you|your) ...3 twice"]\nsubject = ["we"]\nnegated = false',
            ["We charged you twice.", "we are charging your card twice"],
            ["We did not charge you twice.", "You charge your phone twice."],
        ),
        (
            'phrases = ["made", "sent"]\nvoice = ["agentless"]',
            ["Mistakes were made."],
            ["We made a mistake.", "It was sent by a colleague."],
        ),
        (
            'phrases = ["calm down"]\nquoted = false',
            ["Please calm down."],
            ['He said "calm down".'],
        ),
        ('phrases = ["late"]\nconditional = true', ["If it is late, call."], ["It is late."]),
        ('requests = ["zip", "email"]', ["And the zip?"], ["The zip is stored."]),
        ('says = ["owns_it"]', ["We let you down."], ["We let you know."]),
        ('form = ["offer"]', ["Shall I send it?"], ["Did you send it?"]),
        ('names_them = true\nphrases = ["sorry"]', ["Sorry, Dana."], ["Sorry about that."]),
        ('emphasis = ["repeated_punctuation"]\nphrases = ["no"]', ["No!!"], ["No."]),
        (
            'within = "sentence"\nall = [{ phrases = ["sorry"] }, { phrases = ["storm"] }]',
            ["Sorry about the storm."],
            ["Sorry. A storm is near."],
        ),
    ],
)
def test_conditions_of_the_language_narrow_what_is_found(
    write_pack: WritePack, when: str, fires: list[str], silent: list[str]
) -> None:
    examples = f"[rule.examples]\nfires = {fires}\nsilent = {silent}\n"
    pack = read_pack(write_pack(f"{HEAD}[rule.when]\n{when}\n{examples}"))
    assert [str(problem) for problem in check_examples(pack)] == []


@pytest.mark.parametrize(
    ("when", "key"),
    [('says = ["sings"]', "when.says"), ('subject = ["we"]\nsays = ["owns_it"]', "when")],
)
def test_a_wrong_condition_of_the_language_is_named(
    write_pack: WritePack, when: str, key: str
) -> None:
    problem = refusal(write_pack(f"{HEAD}[rule.when]\n{when}\n{EXAMPLES}"))
    assert (problem.code, problem.params["key"]) == ("pack.rule", key)
