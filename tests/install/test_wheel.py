"""The wheel carries resources/ and plugins/, and a fresh environment finds them."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FIND = """
import json, pathlib, sys
import agentassist, ui
from agentassist import assets, cli
places = {
    "core": pathlib.Path(agentassist.__file__).parent.parent,
    "ui": pathlib.Path(ui.__file__).parent.parent,
    "resources": assets.resources(),
    "plugins": assets.bundled_plugins(),
    "environment": pathlib.Path(sys.prefix).resolve(),
}
for place in ("resources", "plugins"):
    files = sorted(
        file.relative_to(places[place]).as_posix()
        for file in places[place].rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    )
    places[place + " files"] = files
print(json.dumps(places, default=str))
"""


def run(*arguments: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def files_of(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.install
def test_the_wheel_holds_the_code_the_data_and_the_licence(wheel: Path) -> None:
    assert wheel.name.startswith("agentassist_desktop-")
    inside = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in inside}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"agentassist", "ui"}
    for folder in ("resources", "plugins"):
        data = {
            name.removeprefix(f"agentassist/_data/{folder}/")
            for name in inside
            if name.startswith(f"agentassist/_data/{folder}/")
        }
        assert data == set(files_of(ROOT / folder))
    assert any(name.endswith("licenses/LICENSE") for name in inside)


@pytest.mark.install
def test_a_fresh_environment_finds_its_data(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "fresh", cwd=tmp_path)
    scripts = tmp_path / "fresh" / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [scripts / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run(*pip, "--no-index", "--no-deps", "--no-compile", wheel, cwd=tmp_path)

    places = json.loads(run(scripts / "python", "-I", "-c", FIND, cwd=tmp_path))
    assert places["ui"] == places["core"], "a stranger's `ui` would be imported instead of ours"
    assert Path(places["core"]).resolve().is_relative_to(places["environment"])
    for name in ("resources", "plugins"):
        assert Path(places[name]).is_relative_to(places["core"])
        assert places[f"{name} files"] == files_of(ROOT / name)
    assert run(scripts / "agentassist", "version", cwd=tmp_path).startswith("agentassist ")
