"""What can be read inside the app: the guides of resources/help/, about, and licences.

A text is read from its file when its page is opened, never earlier.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agentassist import __version__
from agentassist.assets import resources
from ui.i18n import tr

ABOUT: Final = "about"
GUIDES: Final = ("agents", "leads", "it")
PHONE_SYSTEMS: Final = "phone-systems"  # a page that the one for IT leads to


@dataclass(frozen=True, slots=True)
class Page:
    """`markdown` False: plain text, shown as it is."""

    title: str
    load: Callable[[], str]
    markdown: bool = True


def guides() -> tuple[tuple[str, str], ...]:
    """Name and title of each guide that is there."""
    titles = {
        "agents": tr("For agents"),
        "leads": tr("For team leads"),
        "it": tr("For IT"),
    }
    return tuple((name, titles[name]) for name in GUIDES if _file(name).is_file())


def page(name: str) -> Page | None:
    """None for a name that leads nowhere."""
    licences = {
        "licence-inter": (tr("Licence of Inter"), "fonts/OFL.txt"),
        "licence-lucide": (tr("Licence of Lucide"), "icons/LICENSE.txt"),
    }
    if name == ABOUT:
        return Page(tr("About agentassist"), about_text)
    if name in licences:
        title, file = licences[name]
        return Page(title, lambda: _paragraphs(_read(resources() / file)), markdown=False)
    known = {**dict(guides()), PHONE_SYSTEMS: tr("Phone systems")}
    # A guide may lead to one that stands in no menu; names never lead out of the folder.
    if (name in known or name.isidentifier()) and _file(name).is_file():
        return Page(known.get(name, tr("Guide")), lambda: _read(_file(name)))
    return None


def about_text() -> str:
    """The about page, as Markdown."""
    from PySide6 import __version__ as qt_version

    return "\n\n".join(
        (
            "# agentassist",
            tr("Version {version}", version=__version__),
            tr(
                "A desktop companion for call-center agents: who is calling, what they already "
                "gave, and what you need now."
            ),
            tr(
                "Licensed under the [Apache License 2.0]({url}).",
                url="https://www.apache.org/licenses/LICENSE-2.0",
            ),
            "## " + tr("Made with"),
            "- "
            + tr(
                "Qt for Python {version}, under the [GNU LGPL 3]({url})",
                version=qt_version,
                url="https://www.gnu.org/licenses/lgpl-3.0.html",
            )
            + "\n- "
            + tr("the typeface Inter: [SIL Open Font License 1.1]({page})", page="licence-inter")
            + "\n- "
            + tr("the icons of Lucide: [ISC License]({page})", page="licence-lucide"),
        )
    )


def _file(name: str) -> Path:
    return resources() / "help" / f"{name}.md"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return tr("This text can't be read: {file}. Installing again brings it back.", file=path)


def _paragraphs(text: str) -> str:
    """One line each, so that they wrap where the window does."""
    return "\n".join(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
