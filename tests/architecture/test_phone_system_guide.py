"""What the guide for phone systems shows is run: signatures, programs and the schema are good."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agentassist.bridge.feed import BridgeFeed
from agentassist.domain.call import CallSnapshot
from agentassist.domain.ids import AgentId
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.telephony.config_file import read_config
from agentassist.telephony.webhook.config import WebhookConfig, webhook_config
from agentassist.telephony.webhook.connection import WebhookPhoneSystem
from agentassist.telephony.webhook.parser import read_report
from agentassist.telephony.webhook.report import BadReportError

SECRET = "of-the-test-of-the-guide-and-no-other"
OUTSIDE = "+493023125042"
Blocks = Callable[[str, str], list[str]]


@pytest.fixture
def blocks(root: Path) -> Blocks:
    """`blocks(heading, language)`: the code under that heading of the guide."""
    text = (root / "resources" / "help" / "phone-systems.md").read_text("utf-8")

    def under(heading: str, language: str) -> list[str]:
        part = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        found = re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)
        assert found
        return found

    return under


@pytest.fixture
def report_module(
    blocks: Blocks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The guide's own module, where programs can import it."""
    (tmp_path / "agentassist_report.py").write_text(blocks("Sign it", "python")[0], "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    yield tmp_path
    sys.modules.pop("agentassist_report", None)


def told(run: Callable[[str], Any]) -> list[CallSnapshot]:
    """What agents see while `run(url)` works in a thread, against the real webhook."""
    seen: list[CallSnapshot] = []

    async def main() -> None:
        system = WebhookPhoneSystem(WebhookConfig(0, SECRET))
        feed = BridgeFeed(system)
        for agent in ("101", "102"):
            feed.subscribe(AgentId(agent), seen.append)
        system.open()
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            running = group.create_task(feed.run())
            await asyncio.to_thread(run, f"http://127.0.0.1:{system.port}/v1/calls")
            running.cancel()

    asyncio.run(main())
    return seen


def module(source: str, url: str) -> types.ModuleType:
    """A program of the guide, loaded with the URL to send to."""
    import agentassist_report

    agentassist_report.URL = url
    loaded = types.ModuleType("example")
    exec(compile(source, "example", "exec"), loaded.__dict__)
    return loaded


def test_the_section_of_the_settings_is_good(blocks: Blocks, tmp_path: Path) -> None:
    file = tmp_path / "agentassist.toml"
    file.write_text(blocks("Switch it on", "toml")[0], "utf-8")
    config = webhook_config(read_config(file), {"WEBHOOK_SECRET": SECRET})
    assert config == WebhookConfig(8747, SECRET)


def test_curl_and_openssl_sign(blocks: Blocks) -> None:
    missing = [name for name in ("curl", "openssl") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    script = blocks("Sign it", "sh")[0]
    answers: list[str] = []

    def run(url: str) -> None:
        environment = {**os.environ, "WEBHOOK_SECRET": SECRET, "WEBHOOK_URL": url, "NO_PROXY": "*"}
        done = subprocess.run(
            ["sh", "-c", script], env=environment, capture_output=True, text=True, timeout=30
        )
        answers.append(done.stdout + done.stderr)

    seen = told(run)
    assert answers == ["202\n"]
    assert [one.caller.number for one in seen] == [OUTSIDE]


def test_python_signs(report_module: Path, root: Path) -> None:
    schema = json.loads((root / "resources/schemas/call-event.schema.json").read_text("utf-8"))

    def run(url: str) -> None:
        loaded = module("from agentassist_report import send", url)
        assert loaded.send(schema["examples"][0]) == 202

    seen = told(run)
    assert (seen[0].state, seen[0].verified, len(seen[0].given)) == ("ringing", True, 3)


def test_the_agi_program(blocks: Blocks, report_module: Path) -> None:
    program = report_module / "report.py"
    program.write_text(blocks("A PBX with CURL(): Asterisk", "python")[0], "utf-8")
    channel = {
        "agi_request": "report.py",
        "agi_uniqueid": "1795289933.2",
        "agi_callerid": OUTSIDE,
        "agi_callingpres": "0",
        "agi_dnid": "4989123456",
    }

    def run(url: str) -> None:
        for pres in ("0", "32"):
            lines = {**channel, "agi_callingpres": pres, "agi_uniqueid": f"1795289933.{pres}"}
            typed = "".join(f"{key}: {value}\n" for key, value in lines.items())
            done = subprocess.run(
                [sys.executable, str(program), "ring", "101"],
                input=typed + "\n200 result=1 (40027719)\n",
                env={**os.environ, "WEBHOOK_URL": url},
                capture_output=True,
                text=True,
                timeout=30,
            )
            assert done.returncode == 0, done.stderr
            assert done.stdout == "GET VARIABLE IVR_ACCOUNT\n"

    seen = told(run)
    assert [one.caller.number for one in seen] == [OUTSIDE, None]
    assert seen[0].given[0].mask == "•••• 7719"


def test_3cx(blocks: Blocks, report_module: Path) -> None:
    told_by_3cx = {"callerid": OUTSIDE, "user": "101", "did": "4989123456", "chid": "0000-41"}

    def run(url: str) -> None:
        example = module(blocks("3CX", "python")[0], url)
        example.typed["0000-41"] = [{"kind": "menu", "value": "2", "result": "ok"}]
        assert example.relay({**told_by_3cx, "event": "recording"}) is None
        assert example.relay({**told_by_3cx, "event": "ringing", "usertype": "other"}) is None
        for event in ("ringing", "pickupincoming", "hangupincoming"):
            assert example.relay({**told_by_3cx, "event": event}) == 202

    seen = told(run)
    assert [one.outcome or one.state for one in seen] == ["ringing", "talking", "ended"]
    assert seen[0].given[0].mask == "2"


def test_amazon_connect(
    blocks: Blocks, report_module: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arn = "arn:aws:connect:eu-west-2:111111111111:instance/c/agent/a"
    monkeypatch.setenv("AGENTS", json.dumps({arn: "101"}))
    whisper = {
        "Details": {
            "ContactData": {
                "ContactId": "4a573372-1f28",
                "CustomerEndpoint": {"Address": OUTSIDE, "Type": "TELEPHONE_NUMBER"},
                "SystemEndpoint": {"Address": "+4989123456", "Type": "TELEPHONE_NUMBER"},
                "Queue": {"ARN": "arn", "Name": "PasswordReset"},
            },
            "Parameters": {"agent": "101", "account": "40027719"},
        },
        "Name": "ContactFlowEvent",
    }
    detail = {"eventType": "DISCONNECTED", "contactId": "4a573372-1f28"}
    end = {"source": "aws.connect", "time": "2099-01-01T00:00:00Z", "detail": detail}

    def run(url: str) -> None:
        example = module(blocks("Amazon Connect", "python")[0], url)
        assert example.handler(whisper, None) == {}
        assert example.handler(end, None) == {}
        named = {**end, "detail": {**detail, "agentInfo": {"agentArn": arn}}}
        assert example.handler(named, None) == {}

    seen = told(run)
    assert [one.outcome or one.state for one in seen] == ["talking", "ended"]
    assert (seen[0].queue, seen[0].given[0].mask) == ("PasswordReset", "•••• 7719")


HARNESS = """
const { handler } = require(process.argv[2]);
const { WEBHOOK_SECRET, WEBHOOK_URL } = process.env;
const context = { WEBHOOK_SECRET, WEBHOOK_URL };
const event = (name) => ({
  EventType: name, TaskQueueName: "support", WorkerAttributes: '{"extension":"101"}',
  TaskAttributes: '{"call_sid":"CA1","from":"+493023125042","to":null,"account":"40027719"}',
});
(async () => {
  for (const name of ["reservation.created", "task.updated", "reservation.timeout"]) {
    await handler(context, event(name), (problem) => { if (problem) throw problem; });
  }
})().catch((problem) => { console.error(problem); process.exit(1); });
"""


def test_twilio(blocks: Blocks, report_module: Path) -> None:
    """By Node where it is; its signature is, letter for letter, that of the Python above."""
    source = blocks("Twilio", "js")[0]
    assert 'createHmac("sha256", context.WEBHOOK_SECRET).update(`${now}.${body}`)' in source
    assert source.count("(") == source.count(")")
    assert source.count("{") == source.count("}")
    node = shutil.which("node")
    if node is None:
        return
    (report_module / "function.js").write_text(source, "utf-8")
    (report_module / "harness.js").write_text(HARNESS, "utf-8")

    def run(url: str) -> None:
        done = subprocess.run(
            [node, str(report_module / "harness.js"), str(report_module / "function.js")],
            env={**os.environ, "WEBHOOK_URL": url},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr

    seen = told(run)
    assert [one.outcome or one.state for one in seen] == ["ringing", "no_answer"]


def test_genesys(blocks: Blocks, report_module: Path) -> None:
    contract = json.loads(blocks("Genesys Cloud", "json")[0])
    call = {
        "conversationId": "c-1",
        "event": "ring",
        "agent": "102",
        "ani": f"tel:{OUTSIDE}",
        "dnis": "tel:+4989123456",
        "queue": "billing",
        "account": "40027719",
    }
    assert set(contract["required"]) <= set(call) == set(contract["properties"])

    def run(url: str) -> None:
        example = module(blocks("Genesys Cloud", "python")[0], url)
        assert example.handler(call, None) == {"status": 202}

    seen = told(run)
    assert (seen[0].agent, seen[0].caller.number, seen[0].queue) == ("102", OUTSIDE, "billing")


@pytest.mark.parametrize("heading", ["3CX", "Amazon Connect", "Twilio", "Genesys Cloud"])
def test_what_was_not_tried_says_so(root: Path, heading: str) -> None:
    text = (root / "resources" / "help" / "phone-systems.md").read_text("utf-8")
    part = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    assert "Needs the site bridge, not tried against a live tenant." in part


# ---------------------------------------------------------------------- the schema


def fits(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> bool:
    """As much of JSON Schema 2020-12 as our schema uses; any other word in it fails the test."""
    known = {"$ref", "anyOf", "enum", "type", "required", "properties", "items", "pattern"}
    known |= {"minLength", "maxLength", "maxItems", "exclusiveMinimum", "exclusiveMaximum"}
    known |= {"description", "title", "examples", "$schema", "$id", "$defs", "format"}
    assert set(schema) <= known
    if "$ref" in schema:
        target: Any = whole
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        if not fits(value, target, whole):
            return False
    if "anyOf" in schema and not any(fits(value, one, whole) for one in schema["anyOf"]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    types = schema.get("type", [])
    if types and json_type(value) not in ([types] if isinstance(types, str) else types):
        return False
    if isinstance(value, str):
        long = not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9)
        if long or not re.search(schema.get("pattern", ""), value):
            return False
        if schema.get("format") == "date-time" and not re.fullmatch(RFC3339, value):
            return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
        if (low is not None and value <= low) or (high is not None and value >= high):
            return False
    if isinstance(value, list):
        if len(value) > schema.get("maxItems", 10**9):
            return False
        return all(fits(one, schema.get("items", {}), whole) for one in value)
    if isinstance(value, dict):
        if not set(schema.get("required", [])) <= set(value):
            return False
        inner = schema.get("properties", {})
        return all(fits(one, inner[key], whole) for key, one in value.items() if key in inner)
    return True


RFC3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
GOOD: dict[str, Any] = {
    "id": "c",
    "event": "ring",
    "agent": "101",
    "from": OUTSIDE,
    "to": None,
    "at": 1.5,
}
CHANGES: list[dict[str, Any]] = [
    {},
    {"x": {"any": ["thing"]}},
    {"from": None},
    {"from": "\x00 odd"},
    {"name": "x" * 1000},
    {"id": ""},
    {"id": "a b"},
    {"id": 7},
    {"id": "x" * 301},
    {"event": "rang"},
    {"agent": "x" * 65},
    {"to_agent": "102"},
    {"to_agent": None},
    {"to_agent": "1 2"},
    {"to_agent": "", "presentation": "", "queue": "", "cause": "", "to": "", "from": ""},
    {"inputs": [{"kind": "menu", "value": "", "result": ""}]},
    {"presentation": "restricted"},
    {"presentation": "maybe"},
    {"to": "x" * 301},
    {"queue": "a\nb"},
    {"at": 0},
    {"at": 1e12},
    {"at": "2026-11-22T10:02:13+01:00"},
    {"at": "2026-11-22T10:02:13"},
    {"at": "soon"},
    {"at": None},
    {"cause": "moon"},
    {"cause": 7},
    {"inputs": None},
    {"inputs": []},
    {"inputs": {}},
    {"inputs": [{"kind": "mood", "x": 1}]},
    {"inputs": [{"kind": ""}]},
    {"inputs": [{"kind": "  "}]},
    {"inputs": [{"value": "2"}]},
    {"inputs": [{"kind": "menu", "value": 2}]},
    {"inputs": [{"kind": "menu", "value": "2", "result": "gave-up", "at": 5}]},
    {"inputs": [{"kind": "menu", "result": "fine"}]},
    {"inputs": [{"kind": "menu", "at": "now"}]},
    {"inputs": [{"kind": "menu", "at": None}]},
    {"inputs": [{"kind": "menu"}] * 65},
]


def json_type(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "boolean", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "number")


def taken(report: dict[str, Any]) -> bool:
    try:
        read_report(json.dumps(report).encode(), IvrMapping())
    except BadReportError:
        return False
    return True


def test_schema_and_program_take_and_refuse_the_same(root: Path) -> None:
    schema = json.loads((root / "resources/schemas/call-event.schema.json").read_text("utf-8"))
    reports = [{**GOOD, **change} for change in CHANGES]
    reports += [{key: GOOD[key] for key in GOOD if key != gone} for gone in GOOD]
    differing = [one for one in reports if fits(one, schema, schema) is not taken(one)]
    assert differing == []
    answers = {taken(one) for one in reports}
    assert answers == {True, False}
    for example in schema["examples"]:
        assert fits(example, schema, schema)
        assert taken(example)
