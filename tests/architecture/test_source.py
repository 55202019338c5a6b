"""Rules about the source that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST_LINES = 300
# longer on purpose, each with its reason
LONGER: dict[str, str] = {}
# where the one event loop is started, by QApplication or by our Application around it
LOOPS = {"ui/application.py", "ui/demo/command.py", "ui/demo/tour.py"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}

Modules = dict[str, ast.Module]


def calls(modules: Modules, folder: str) -> Iterator[tuple[str, ast.Call]]:
    for path, tree in modules.items():
        if path.startswith(folder):
            yield from ((path, node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def test_modules_are_short(root: Path, modules: Modules) -> None:
    lengths = {path: len((root / path).read_text("utf-8").splitlines()) for path in modules}
    assert {p: n for p, n in lengths.items() if n >= MOST_LINES and p not in LONGER} == {}
    assert [path for path in LONGER if lengths.get(path, 0) < MOST_LINES] == [], "no longer needed"


def test_modules_are_nouns_of_the_field(modules: Modules) -> None:
    words = {path: set(Path(path).with_suffix("").parts) for path in modules}
    assert [path for path, parts in words.items() if parts & VAGUE_NAMES] == []


def test_data_and_test_folders_are_no_packages(root: Path) -> None:
    # packaging/__init__.py would shadow the package that pytest needs; one under tests/ the product
    folders = ("packaging", "resources", "plugins", "tests")
    assert [path for name in folders for path in (root / name).rglob("__init__.py")] == []


def test_no_event_loop_inside_the_event_loop(modules: Modules) -> None:
    """`exec()` of a dialog or menu runs the loop a second time; `open()` and `popup()` do not."""
    hits = [
        f"{path}:{call.lineno}"
        for path, call in calls(modules, "ui/")
        if method(call) in {"exec", "exec_", "processEvents"} and path not in LOOPS
    ]
    assert hits == []


def test_the_window_waits_for_nobody(modules: Modules) -> None:
    """`.result()` blocks; the crossing reads it of futures that are done."""
    hits = [
        f"{path}:{call.lineno}"
        for path, call in calls(modules, "ui/")
        if method(call) == "result" and path != "ui/crossing.py"
    ]
    assert hits == []


def test_every_task_has_a_group(modules: Modules) -> None:
    """A task outside a TaskGroup can vanish with its error."""
    hits: list[str] = []
    for path, tree in modules.items():
        groups = {
            item.optional_vars.id
            for node in ast.walk(tree)
            if isinstance(node, ast.AsyncWith)
            for item in node.items
            if isinstance(item.optional_vars, ast.Name) and "TaskGroup" in ast.unparse(item)
        }
        for _, call in calls({path: tree}, ""):
            name = method(call) or getattr(call.func, "id", "")
            owner = ast.unparse(call.func).rpartition(".")[0]
            if name in {"create_task", "ensure_future"} and owner not in groups:
                hits.append(f"{path}:{call.lineno} {ast.unparse(call.func)}")
    assert [hit for hit in hits if not hit.startswith("agentassist/app/runtime.py:")] == []


def test_pack_patterns_meet_no_backtracking_engine(modules: Modules) -> None:
    """A pattern of a pack may only reach re2, so coaching does not know `re` at all."""
    hits = []
    for path, tree in modules.items():
        if not path.startswith("agentassist/coaching/"):
            continue
        for node in ast.walk(tree):
            names = [alias.name for alias in getattr(node, "names", [])]
            if isinstance(node, ast.Import) and {"re", "regex"} & set(names):
                hits.append(f"{path}:{node.lineno}")
            if isinstance(node, ast.ImportFrom) and node.module in {"re", "regex"}:
                hits.append(f"{path}:{node.lineno}")
    assert hits == []


def test_no_check_vanishes_with_optimisation(modules: Modules) -> None:
    """Frozen builds drop `assert`."""
    hits = [
        f"{path}:{node.lineno}"
        for path, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    ]
    assert hits == []


@pytest.mark.parametrize("package", ["agentassist", "ui"])
def test_packages_have_an_init(root: Path, package: str) -> None:
    """Without one a folder is a namespace package, which wheels and type checkers miss."""
    folders = {path.parent for path in (root / package).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_signals_hide_nothing_of_qt(modules: Modules) -> None:
    """A signal called `event` or `close` replaces the method of the same name."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    taken = {*dir(QMainWindow), *dir(QApplication)}
    hits = [
        f"{path}:{statement.lineno} {target.id}"
        for path, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Call)
        and ast.unparse(statement.value.func).endswith("Signal")
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id in taken
    ]
    assert hits == []


def test_every_icon_is_drawn_somewhere(root: Path) -> None:
    source = "".join(path.read_text("utf-8") for path in (root / "ui").rglob("*.py"))
    names = [path.stem for path in (root / "resources/icons").glob("*.svg")]
    assert names
    assert [name for name in names if f'"{name}"' not in source] == []
