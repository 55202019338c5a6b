"""The files behind `./run`: complete, consistent, and free of addresses."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)
# in two pieces, so that this file does not name them either
REGISTRIES = [
    b".".join(parts)
    for parts in (
        (b"pypi", b"org"),
        (b"pythonhosted", b"org"),
        (b"deb.debian", b"org"),
        (b"security.debian", b"org"),
        (b"snapshot.debian", b"org"),
        (b"ubuntu", b"com"),
        (b"npmjs", b"org"),
        (b"crates", b"io"),
        (b"golang", b"org"),
    )
]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: Path) -> dict[str, str]:
    return {plain(m["name"]): m["version"] for m in PIN.finditer(path.read_text("utf-8"))}


def names(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[\s;<>=!~\[]", text, maxsplit=1)[0]) for text in requirements}


@pytest.fixture(scope="module")
def pyproject(root: Path) -> dict[str, dict]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def test_the_distribution(pyproject: dict[str, dict]) -> None:
    project = pyproject["project"]
    assert project["name"] == "agentassist-desktop", "`agentassist` belongs to someone else"
    assert project["scripts"] == {"agentassist": "ui.entry:main"}
    assert project["license"] == "Apache-2.0"
    assert project["requires-python"] == ">=3.11,<3.14"


def test_the_licence_is_there_in_full(root: Path) -> None:
    text = (root / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_what_is_declared_is_pinned(root: Path, pyproject: dict[str, dict]) -> None:
    groups = pyproject["dependency-groups"]
    run_time = names(pyproject["project"]["dependencies"]) | names(groups["build"])
    assert run_time - pins(root / "packaging/requirements.txt").keys() == set()
    development = run_time | names(groups["dev"])
    assert development - pins(root / "packaging/requirements-dev.txt").keys() == set()


def test_tests_run_with_the_versions_that_ship(root: Path) -> None:
    shipped = pins(root / "packaging/requirements.txt")
    tested = pins(root / "packaging/requirements-dev.txt")
    assert {name: tested.get(name) for name in shipped} == shipped


def test_every_pin_has_hashes(root: Path) -> None:
    for name in ("requirements", "requirements-dev", "requirements-helpdesk", "uv"):
        text = (root / f"packaging/{name}.txt").read_text("utf-8")
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert len(blocks) == len(PIN.findall(text)) > 0, name
        assert [block for block in blocks if "--hash=sha256:" not in block] == [], name


def test_no_address_in_a_list_of_packages(root: Path) -> None:
    lists = list((root / "packaging").glob("*.txt"))
    assert len(lists) >= 5
    assert [path.name for path in lists if "://" in path.read_text("utf-8")] == []


def test_no_registry_is_named_anywhere(project_files: list[Path], root: Path) -> None:
    hits = [
        f"{path.relative_to(root)}: {host.decode()}"
        for path in project_files
        for content in [path.read_bytes()]
        for host in REGISTRIES
        if host in content
    ]
    assert hits == []


def test_system_packages_say_how_they_show(root: Path) -> None:
    for name in ("apt.txt", "apt-test.txt"):
        lines = (root / "packaging" / name).read_text("utf-8").splitlines()
        entries = [line.split() for line in lines if line and not line.startswith("#")]
        assert entries
        proof = re.compile(r"cmd:\S+|py:\w+|file:/\S+|lib[\w.+-]+\.so\.\d+")
        assert [e for e in entries if len(e) != 2 or not proof.fullmatch(e[1])] == []


@pytest.mark.parametrize(
    ("shell", "script"),
    [
        ("sh", "run"),
        ("sh", "packaging/compile"),
        ("sh", "packaging/check-bare"),
        ("bash", ".ci/run"),
    ],
)
def test_scripts_parse(root: Path, shell: str, script: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} on this machine")
    path = root / script
    assert path.stat().st_mode & 0o111, f"{script} is not executable"
    done = subprocess.run([program, "-n", str(path)], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr


def test_the_windows_script_has_windows_lines(root: Path) -> None:
    content = (root / "run.cmd").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 20
    labels = set(re.findall(rb"^:(\w+)", content, re.MULTILINE))
    assert set(re.findall(rb"(?:goto|call :)\s*(\w+)", content)) == labels
