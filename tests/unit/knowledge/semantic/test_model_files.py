"""The model's files are used only as they were meant to be."""

import shutil
from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.knowledge.semantic import model
from agentassist.knowledge.semantic.model import ModelFiles


def copied(folder: Path) -> ModelFiles:
    installed = ModelFiles.installed()
    return ModelFiles(
        Path(shutil.copy(installed.model, folder)), Path(shutil.copy(installed.tokenizer, folder))
    )


def test_the_installed_files_are_the_pinned_ones() -> None:
    read, tokenizer = ModelFiles.installed().read()
    assert (len(read), len(tokenizer)) == (model.MODEL.size, model.TOKENIZER.size)


@pytest.mark.parametrize("name", ["model", "tokenizer"])
@pytest.mark.parametrize("harm", ["changed", "longer", "shorter", "gone"])
def test_any_other_content_is_refused(tmp_path: Path, name: str, harm: str) -> None:
    files = copied(tmp_path)
    file: Path = getattr(files, name)
    if harm == "gone":
        file.unlink()
    else:
        with file.open("r+b") as opened:
            if harm == "shorter":
                opened.truncate(1000)
            elif harm == "longer":
                opened.seek(0, 2)
                opened.write(b"\0")
            else:
                opened.seek(1000)
                opened.write(bytes([opened.read(1)[0] ^ 1]))
    with pytest.raises(AgentAssistError) as refused:
        files.read()
    assert refused.value.code == "semantic.wrong_model"
    assert refused.value.params == {"file": str(file)}


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = model.importlib.util.find_spec
    monkeypatch.setattr(
        model.importlib.util,
        "find_spec",
        lambda name: None if name == "onnxruntime" else found(name),
    )
    assert model.missing() == ("onnxruntime",)
    with pytest.raises(AgentAssistError) as refused:
        ModelFiles.installed()
    assert refused.value.code == "semantic.not_installed"
    assert refused.value.params["packages"] == "onnxruntime"
    assert refused.value.params["extra"] == "agentassist-desktop[semantic]"
