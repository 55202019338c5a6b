"""Where the files that ship with the program are: resources/ and the bundled plugins/.

A wheel and a frozen bundle carry them inside the package as `_data`; in a source tree (and in an
editable install, which is one) they stand beside it.
"""

from pathlib import Path

from agentassist.domain.errors import AgentAssistError

_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """The folder resources/. Raises AgentAssistError("assets.missing", folder=...)."""
    return _folder("resources")


def bundled_plugins() -> Path:
    """The folder of the plugins that ship with the program. Raises like `resources`."""
    return _folder("plugins")


def _folder(name: str) -> Path:
    for place in (_PACKAGE / "_data", _PACKAGE.parent):
        folder = place / name
        if folder.is_dir():
            return folder
    raise AgentAssistError(
        "assets.missing", remedy="reinstall", folder=str(_PACKAGE / "_data" / name)
    )
