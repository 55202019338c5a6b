"""What a person reads when something did not work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorTexts:
    """`lead`: what happened. `rest`: what still works and what to do."""

    lead: str
    rest: str = ""

    @property
    def whole(self) -> str:
        return f"{self.lead} {self.rest}".strip()
