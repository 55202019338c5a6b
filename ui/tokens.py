"""The colours of a theme by their names, as resources/themes has them."""

import tomllib
from dataclasses import dataclass
from functools import cache

from agentassist.assets import resources


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as "#RRGGBB"; `shadow` is the opacity (0-255) of the shadow under a card."""

    bg: str
    surface: str
    raised: str
    line: str
    text: str
    soft: str
    faint: str
    accent: str
    accent_bg: str
    given: str
    given_bg: str
    need: str
    need_bg: str
    late: str
    late_bg: str
    hold: str
    hold_bg: str
    on_accent: str
    shadow: int


@cache
def load_tokens(name: str) -> Tokens:
    """The tokens of resources/themes/<name>.toml. A missing or unknown key is a TypeError."""
    with resources().joinpath("themes", f"{name}.toml").open("rb") as file:
        return Tokens(**tomllib.load(file))
