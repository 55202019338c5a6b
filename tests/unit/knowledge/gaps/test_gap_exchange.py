"""Files of counts: what is in them, and what is made of files by anybody."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentassist.assets import resources
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.search_gap import GapKind
from agentassist.knowledge.gaps import exchange, file_places
from agentassist.knowledge.gaps.lines import GapLine

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 21)


def often(**more: Any) -> GapLine:
    return GapLine(
        "pet insurance",
        last=date(2026, 11, 20),
        counts=Counter({GapKind.NOTHING: 4, GapKind.MISSING: 1}),
        reasons=Counter({"sales": 3, "tech": 1}),
        languages=Counter({"en": 5}),
        then=Counter({("cover for animals", "pets"): 2}),
        whys=["asked daily"],
        wordings=Counter({"pet insurance": 5}),
        **more,
    )


def rarely() -> GapLine:
    line = often()
    line.counts = Counter({GapKind.NOTHING: 2})
    return line


def saved(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, exchange.written([often(title="Soft\u00adhyphen")], FIRST, LAST))

    (line,) = exchange.read(path, LAST)

    assert (line.words, line.last, line.whys) == (
        "pet insurance",
        date(2026, 11, 20),
        ["asked daily"],
    )
    assert line.counts == often().counts
    assert line.reasons == {"sales": 3}  # the one call about 'tech' is nobody's business
    assert line.then == often().then
    assert line.title == "Softhyphen"
    assert line.score > 0


def test_few_searches_come_without_day_reason_and_outcome(tmp_path: Path) -> None:
    text = exchange.written([rarely()], FIRST, LAST)
    (row,) = json.loads(text)["lines"]
    assert row.keys() == {"words", "counts", "languages", "why"}

    (line,) = exchange.read(saved(tmp_path, text), LAST)
    assert (line.last, line.reasons, line.then) == (LAST, {}, {})


def test_an_empty_log_is_a_file_too(tmp_path: Path) -> None:
    assert exchange.read(saved(tmp_path, exchange.written([], FIRST, LAST)), LAST) == []


def test_the_schema_says_the_same() -> None:
    schema = json.loads((resources() / "schemas" / "gaps.schema.json").read_text("utf-8"))
    document = json.loads(exchange.written([often(title="Pets")], FIRST, LAST))
    line = schema["properties"]["lines"]["items"]["properties"]
    assert set(schema["required"]) == document.keys()
    assert document["lines"][0].keys() <= line.keys()
    assert set(line["counts"]["propertyNames"]["enum"]) == set(GapKind)
    assert schema["properties"]["lines"]["maxItems"] == file_places.MOST_LINES
    assert line["words"]["maxLength"] == exchange.LONGEST


HEAD = (
    '{"format": "agentassist-gaps", "version": 1, "from": "2026-11-01", "to": "2026-11-21",'
    ' "at_least": 3,\n"lines": ['
)
GOOD = '{"words": "x", "counts": {"nothing": 1}}'


def wrong(tmp_path: Path, text: str) -> dict[str, Any]:
    with pytest.raises(AgentAssistError) as caught:
        exchange.read(saved(tmp_path, text), LAST)
    assert caught.value.code == "knowledge.bad_gaps"
    assert caught.value.params["file"] == str(tmp_path / "a.json")
    return dict(caught.value.params)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("4", "lines"),
        ('{"words": "x"}', "counts"),
        ('{"words": 4, "counts": {"nothing": 1}}', "words"),
        ('{"words": "a\\u202eb", "counts": {"nothing": 1}}', "words"),
        ('{"words": "a\\u0007b", "counts": {"nothing": 1}}', "words"),
        ('{"words": "a\\ud800b", "counts": {"nothing": 1}}', "words"),
        (f'{{"words": "{"x" * 401}", "counts": {{"nothing": 1}}}}', "words"),
        ('{"counts": {"nothing": true}}', "counts.nothing"),
        ('{"counts": {"nothing": -1}}', "counts.nothing"),
        ('{"counts": {"nothing": 1.5}}', "counts.nothing"),
        ('{"counts": {"nothing": 1000001}}', "counts.nothing"),
        ('{"counts": {"else": 1}}', "counts.else"),
        ('{"counts": []}', "counts"),
        ('{"counts": {"nothing": 1}, "agent": "101"}', "agent"),
        ('{"counts": {"nothing": 1}, "last": "yesterday"}', "last"),
        ('{"counts": {"nothing": 1}, "last": 4}', "last"),
        ('{"counts": {"nothing": 1}, "reasons": {"40070018": 1}}', "reasons.40070018"),
        ('{"counts": {"nothing": 1}, "languages": {"EN": 1}}', "languages.EN"),
        ('{"counts": {"nothing": 1}, "then": [{"words": "x"}]}', "then.count"),
        ('{"counts": {"nothing": 1}, "then": [4]}', "then"),
        ('{"counts": {"nothing": 1}, "why": "x"}', "why"),
        ('{"counts": {"nothing": 1}, "why": [4]}', "why"),
        ('{"counts": {"nothing": 1}, "\\u001b[31m": 1}', "[31m"),
    ],
)
def test_a_wrong_line_is_named_with_its_field(tmp_path: Path, line: str, field: str) -> None:
    said = wrong(tmp_path, f"{HEAD}{GOOD},\n{GOOD},\n{line}]}}")
    assert (said["line"], said["field"]) == (4, field)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "file"),
        ("[]", "file"),
        ("{}", "lines"),
        (HEAD, "file"),
        (HEAD + GOOD + "]} {}", "file"),
        (HEAD + '"' + "[" * 200_000 + "]}", "file"),
        (HEAD + "[" * 200_000, "file"),
        (HEAD + "NaN]}", "file"),
        (HEAD + "1" * 6000 + "]}", "file"),
        (HEAD + GOOD + '], "lines": []}', "file"),
        (HEAD + GOOD + '], "agent": 1}', "agent"),
        ((HEAD + "]}").replace('"version": 1', '"version": 2'), "version"),
        ((HEAD + "]}").replace('"version": 1', '"version": true'), "version"),
        ((HEAD + "]}").replace("agentassist-gaps", "else"), "format"),
        ((HEAD + "]}").replace("2026-11-21", "soon"), "to"),
        ((HEAD + "]}").replace('"at_least": 3', '"at_least": null'), "at_least"),
        (HEAD + ",".join([GOOD] * (file_places.MOST_LINES + 1)) + "]}", "lines"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, field: str) -> None:
    assert wrong(tmp_path, text)["field"] == field


def test_what_is_no_file_of_text(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AgentAssistError, match="bad_gaps"):
        exchange.read(path, LAST)
    with pytest.raises(AgentAssistError, match="bad_gaps"):
        exchange.read(tmp_path, LAST)
    with pytest.raises(AgentAssistError, match="unreadable_file"):
        exchange.read(tmp_path / "none", LAST)
    with path.open("wb") as large:
        large.truncate(exchange.LARGEST + 1)
    with pytest.raises(AgentAssistError, match="bad_gaps"):
        exchange.read(path, LAST)


@contextmanager
def suppress_bad_file() -> Iterator[None]:
    """Named, and nothing else."""
    try:
        yield
    except AgentAssistError as error:
        if error.code != "knowledge.bad_gaps":
            raise


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
def test_any_other_file_is_read_or_named(tmp_path: Path, data: st.DataObject) -> None:
    good = HEAD + GOOD + ",\n" + GOOD + "]}"
    at = data.draw(st.integers(0, len(good)))
    cut = data.draw(st.integers(0, 12))
    text = good[:at] + data.draw(st.text(max_size=6)) + good[at + cut :]
    path = tmp_path / "a.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress_bad_file():
        assert all(line.total > 0 for line in exchange.read(path, LAST))
