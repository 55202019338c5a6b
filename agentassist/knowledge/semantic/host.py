"""The process the model runs in: `python -I -m ...semantic.host`, `--semantic-host` in a bundle.

It is given the model's bytes, which were just checked, then texts and vectors; it answers with
vectors and numbers. It keeps nothing and writes nothing. Limits are set before anything is loaded:
so much memory, no files, no processes. Where bubblewrap is, it has no network and sees no home.
"""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:  # numpy comes in after its threads were limited
    from agentassist.knowledge.semantic.encoder import Encoder
    from agentassist.knowledge.semantic.messages import Question
    from agentassist.knowledge.semantic.vectors import Vectors

MEMORY = 1024 * 1024 * 1024  # bytes of address space; 720 MB were taken at most, 290 are resident
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_PATIENT = 10  # of 19: others go first
_FORBIDDEN = ("subprocess.", "socket.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn")
_FORBIDDEN_ALSO = (
    *("os.system", "os.startfile", "os.kill", "os.remove", "os.rename", "os.truncate", "os.mkdir"),
    *("os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown", "os.utime", "shutil.", "pty."),
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def limit() -> None:
    """So much memory, no files written, no children. Windows has none of these."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(_PATIENT)
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS has no limit of that kind
            continue


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith((*_FORBIDDEN, *_FORBIDDEN_ALSO)):
        raise PermissionError(event)
    if event == "open":
        _, mode, flags = arguments  # of os.open there is no mode
        if set("wax+") & set(mode or "") or (flags or 0) & _WRITES:
            raise PermissionError("open for writing")


class _Pipe:
    """Questions on what was stdin, answers on what was stdout; prints go to stderr from now on."""

    def __init__(self) -> None:
        self.questions: BinaryIO = os.fdopen(os.dup(0), "rb")
        self._answers: BinaryIO = os.fdopen(os.dup(1), "wb")
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)

    def say(self, answer: bytes) -> None:
        self._answers.write(answer + b"\n")
        self._answers.flush()


def main() -> int:
    """Takes the model, sets the limits, serves. It ends when the program closes the pipe."""
    pipe = _Pipe()
    limit()
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"), TOKENIZERS_PARALLELISM="false")
    from agentassist.knowledge.semantic import model
    from agentassist.knowledge.semantic.encoder import Encoder
    from agentassist.knowledge.semantic.vectors import Vectors

    files = [_exactly(pipe.questions, file.size) for file in (model.MODEL, model.TOKENIZER)]
    encoder, vectors = Encoder(*files), Vectors()
    del files
    sys.addaudithook(_audit)
    _serve(pipe, _answerer(encoder, vectors))
    return 0


def _exactly(source: BinaryIO, size: int) -> bytes:
    content = source.read(size)
    if len(content) != size:
        sys.exit(0)  # the program has gone meanwhile
    return content


def _answerer(encoder: "Encoder", vectors: "Vectors") -> "Callable[[Question], dict[str, object]]":
    from agentassist.knowledge.semantic.messages import Embed, Find, Keep
    from agentassist.knowledge.semantic.vectors import packed

    def answer(question: "Question") -> dict[str, object]:
        if isinstance(question, Embed):
            return {"vectors": b"".join(packed(encoder.vector(text)) for text in question.texts)}
        if isinstance(question, Find):
            numbers, alike = vectors.nearest(encoder.vector(question.text), question.limit)
            return {"numbers": numbers, "alike": alike}
        if isinstance(question, Keep):
            vectors.keep(question.numbers, question.vectors)
        else:
            vectors.forget()
        return {}

    return answer


def _serve(pipe: _Pipe, answer: "Callable[[Question], dict[str, object]]") -> None:
    """A fault is told by its kind alone: its text may quote an article or a question."""
    import msgspec

    from agentassist.knowledge.semantic.messages import LONGEST_QUESTION, QUESTIONS

    encode = msgspec.json.encode
    pipe.say(encode({"ready": True}))
    while line := pipe.questions.readline(LONGEST_QUESTION):
        number = -1
        try:
            question = QUESTIONS.decode(line)
            number = question.id
            said = answer(question)
        except Exception as fault:  # noqa: BLE001 - the boundary to libraries that parse texts
            said = {"fault": type(fault).__name__}
        pipe.say(encode({"id": number, **said}))


if __name__ == "__main__":
    sys.exit(main())
