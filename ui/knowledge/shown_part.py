"""How much of an article is laid out: as much as a window can take while somebody types.

An article may have four megabytes, or a table of ten thousand cells. Laying such a page out takes
Qt minutes, and it would be the page that a search happens to have in its first row.
"""

from dataclasses import replace
from itertools import accumulate
from typing import Final

from ui.knowledge.section_text import Block, Form, blocks

CHARACTERS: Final = 60_000  # of all sections together
PIECES: Final = 1_500  # paragraphs, list items, cells, lines of code
SECTIONS: Final = 60


class ShownPart:
    """For one article: `take` each of its texts in turn. `left_out`: characters not shown.

    `characters`: fewer than can be laid out, while it is not clear that the agent stays with it.
    """

    def __init__(self, characters: int = CHARACTERS) -> None:
        self._characters, self._pieces, self._sections = characters, PIECES, SECTIONS
        self.left_out = 0

    def take(self, text: str) -> tuple[Block, ...]:
        """What of it is shown; () for nothing."""
        if not self._sections or not self._pieces or not self._characters:
            self.left_out += len(text)
            return ()
        self._sections -= 1
        shown = self._beginning(text)
        self._characters -= len(shown)
        found, left_out = self._fitting(blocks(shown))
        self.left_out += len(text) - len(shown) + left_out
        return found

    def _beginning(self, text: str) -> str:
        if len(text) <= self._characters:
            return text
        cut = text[: self._characters]
        end = cut.rfind("\n")
        return cut[:end] if end > 0 else cut

    def _fitting(self, found: tuple[Block, ...]) -> tuple[tuple[Block, ...], int]:
        pieces = list(accumulate(map(_pieces, found)))
        if not pieces or pieces[-1] <= self._pieces:
            self._pieces -= pieces[-1] if pieces else 0
            return found, 0
        many = next(at for at, count in enumerate(pieces) if count > self._pieces)
        room = self._pieces - (pieces[many - 1] if many else 0)
        self._pieces = 0
        last = _cut(found[many], room)
        shown = (*found[:many], last) if last is not None else found[:many]
        return shown, sum(map(_size, found)) - sum(map(_size, shown))


def _pieces(block: Block) -> int:
    if block.form is Form.TABLE:
        return sum(map(len, block.rows))
    return block.text.count("\n") + 1


def _size(block: Block) -> int:
    return len(block.text)


def _cut(block: Block, room: int) -> Block | None:
    """The beginning of a table or of code that is too long; None of what can't be cut."""
    if block.form is Form.TABLE and (many := room // len(block.rows[0])):
        rows = block.rows[:many]
        return replace(block, rows=rows, text="\n".join(map(" ".join, rows)))
    if block.form is Form.CODE and room:
        return replace(block, text="\n".join(block.text.split("\n", room)[:room]))
    return None
