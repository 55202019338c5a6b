"""The guides say what the code says: settings, keys, and a pack that can be copied."""

import re
import tomllib
from pathlib import Path

import pytest

from agentassist.coaching.examples import check_examples
from agentassist.coaching.pack import read_pack
from agentassist.domain.ivr_reading import DEFAULT_VARIABLES
from agentassist.settings.schema import SCHEMA, SettingSpec
from agentassist.settings.verification_file import read_policy
from ui.actions.declared import DECLARED

GUIDES = ("agents", "leads", "it", "developers", "phone-systems", "sources")


def guide(root: Path, name: str) -> str:
    return (root / "resources" / "help" / f"{name}.md").read_text("utf-8")


def settings_row(spec: SettingSpec) -> str:
    """How a setting stands in the table of it.md."""
    limits = {"bool": "true or false", "texts": "a list of texts"}.get(spec.expected, spec.expected)
    kind, _, rest = limits.partition(":")
    if kind == "choice":
        limits = " or ".join(f"`{choice}`" for choice in rest.split("|"))
    elif kind == "int":
        limits = rest.replace("..", " to ")
    default = spec.default
    shown = str(default).lower() if isinstance(default, bool | int) else f'"{default}"'
    shown = "[]" if default == () else shown
    return f"| `{spec.key}` | `{shown}` | {limits} | {spec.text} |"


def test_every_setting_stands_in_the_guide_for_it(root: Path) -> None:
    text = guide(root, "it")
    assert [row for spec in SCHEMA if (row := settings_row(spec)) not in text] == []


def toml_under(heading: str, text: str) -> str:
    found = re.search(rf"^## {heading}$.*?```toml\n(.*?)```", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_example_of_what_callers_are_asked_for_is_good(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(toml_under("What callers are asked for", guide(root, "it")), "utf-8")
    policy = read_policy(file)
    assert policy.check.need == 2
    assert policy.intents["opening_hours"].nothing
    assert policy.kind("meter").label == "Meter number"


def test_the_example_of_settings_is_good(root: Path) -> None:
    kinds = (*DEFAULT_VARIABLES, "meter")
    known = {spec.key for spec in SCHEMA} | {f"ivr.variables.{kind}" for kind in kinds}
    example = toml_under("The settings file", guide(root, "it"))
    for section, table in tomllib.loads(example).items():
        for name, value in table.items():
            inner = value if isinstance(value, dict) else {"": value}
            for last in inner:
                assert f"{section}.{name}.{last}".rstrip(".") in known


def test_every_key_stands_in_the_guide_for_agents(root: Path) -> None:
    keys = set(re.findall(r"`([^`]+)`", guide(root, "agents")))
    assert {row.keys[0] for row in DECLARED if row.keys} - keys == set()


def test_the_pack_in_the_guide_for_leads_is_true_to_its_examples(
    root: Path, tmp_path: Path
) -> None:
    manifest, rules = re.findall(r"```toml\n(.*?)```", guide(root, "leads"), re.DOTALL)
    (tmp_path / "rules").mkdir()
    (tmp_path / "pack.toml").write_text(manifest, "utf-8")
    (tmp_path / "rules" / "wording.toml").write_text(rules, "utf-8")
    pack = read_pack(tmp_path)
    pack.prepare()
    assert len(pack.rules) == 3
    assert [str(problem) for problem in check_examples(pack)] == []


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_has_no_markup_that_the_window_does_not_show(root: Path, name: str) -> None:
    text = re.sub(r"```.*?```", "", guide(root, name), flags=re.DOTALL)
    assert re.findall(r"^    .*$", text, re.MULTILINE) == [], "code stands between ```"
    prose = re.sub(r"`[^`\n]*`", "", text)
    assert re.findall(r"<[a-zA-Z/!][^>]*>|!\[", prose) == []


def test_the_guide_names_what_the_set_up_of_request_tracker_gives(root: Path) -> None:
    script = (root / "resources" / "sources" / "rt5_setup.pl").read_text("utf-8")
    text = guide(root, "sources").partition("## Request Tracker 5")[2].partition("\n## ")[0]
    given = set(re.findall(r"\b(?:See|Show|Modify|Comment)[A-Z]\w+", script))
    fields = set(re.findall(r"^  \[ '(\w+)',", script, re.MULTILINE))
    rows = "\n".join(line for line in text.splitlines() if line.startswith("|"))
    assert {name for name in given | fields if f"`{name}`" not in rows} == set()
    assert set(re.findall(r"\b(?:See|Show|Modify|Comment)[A-Z]\w+", rows)) == given
    assert len(fields) == 6
    assert set(re.findall(r"^(AGENTASSIST_\w+)=", text, re.MULTILINE)) | {
        "AGENTASSIST_CLASSES"
    } == set(re.findall(r"AGENTASSIST_\w+", script))
