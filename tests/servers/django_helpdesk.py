"""django-helpdesk: a real help desk whose API ignores a filter that it does not know."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.served import Running, answers, environment, listening, running

PYTHON = Path(__file__).resolve().parents[2] / ".tools" / "helpdesk" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class DjangoHelpdesk:
    """Basic login with `user` and `password`."""

    url: str
    running: Running
    user: str = "root"
    password: str = "password"


@contextmanager
def django_helpdesk(folder: Path) -> Iterator[DjangoHelpdesk]:
    """A server with four customers' tickets. `folder` is empty, or was used before."""
    handed = listening()
    port = handed.getsockname()[1]
    site = str(Path(__file__).with_name("django_helpdesk_site.py"))
    arguments = [str(PYTHON), site, str(handed.fileno()), str(folder)]
    with running(arguments, environment(folder), folder / "log", handed=handed) as server:
        answers(port, "/api/tickets/", {"Authorization": "Basic cm9vdDpwYXNzd29yZA=="})
        yield DjangoHelpdesk(f"http://127.0.0.1:{port}", server)
