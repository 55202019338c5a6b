"""A quiet button that stands inside a text."""

from PySide6.QtWidgets import QWidget

from ui.theme import Type, Weight
from ui.widgets.buttons import SecondaryButton


class SmallButton(SecondaryButton):
    """26 px high, in the size of the evidence; `name` says to a screen reader what it acts on."""

    def __init__(
        self,
        text: str,
        name: str,
        *,
        key: str | None = None,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, key=key, icon=icon, parent=parent)
        self.setAccessibleName(name)

    def _type(self) -> tuple[Type, Weight]:
        return Type.EVIDENCE, Weight.MEDIUM

    def _height(self) -> int:
        return 26

    def _pad(self) -> int:
        return 9
