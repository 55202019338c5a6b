"""The building blocks of the window, all painted from the theme's tokens."""

from ui.widgets.buttons import (
    Button,
    Chip,
    IconButton,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
)
from ui.widgets.flow import FlowLayout
from ui.widgets.marks import Icon, IconLabel, Keycap, Pill
from ui.widgets.states import Banner, EmptyState, Skeleton
from ui.widgets.surfaces import Band, Card, Divider
from ui.widgets.text import ElidedLabel, Run, SectionLabel, Text

__all__ = [
    "Band",
    "Banner",
    "Button",
    "Card",
    "Chip",
    "Divider",
    "ElidedLabel",
    "EmptyState",
    "FlowLayout",
    "Icon",
    "IconButton",
    "IconLabel",
    "Keycap",
    "LinkButton",
    "Pill",
    "PrimaryButton",
    "Run",
    "SecondaryButton",
    "SectionLabel",
    "Skeleton",
    "Text",
]
