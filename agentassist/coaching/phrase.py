"""The phrase language of packs, translated to RE2.

    can i have <your> [full] {account number} please

Words match whole words in normal folded text, with any spaces and light punctuation between them
but never across the end of a sentence. `<name>` is a word list of the pack, `<name>*3` up to three
of its entries in a row (none will do as well), `[...]` may be absent, `(a|b)` is either, `...3`
up to three more words without punctuation, `word*` any ending, `~word` its forms (`~send`: sends,
sent, sending), `word.` an optional full stop, a leading `^` the start of a sentence or clause, `?`
a question mark. `{...}` marks the part to underline; without it, all of it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agentassist.coaching.folding import fold, words
from agentassist.coaching.language.inflection import forms
from agentassist.coaching.language.normal import Normaliser
from agentassist.coaching.phrase_tokens import PhraseError, branches_of, closing_of, tokens_of

__all__ = ["PhraseError", "PhraseReader"]

GAP_LIMIT = 12
DEPTH_LIMIT = 6
BRACKETS_LIMIT = 40  # in one phrase
EXPANSION_LIMIT = 60_000  # characters of RE2 one phrase may become
TOTAL_LIMIT = 2_000_000  # and all phrases of a pack together
_SEPARATOR = r"""[\s,;:"()*&/_-]+"""
_MAYBE = r"""[\s,;:"()*&/_-]*"""
_START = r"""(?:^|[.!?;:,\n"][\s"]*|-\s+)"""
_OPENING = frozenset("[({")


@dataclass(frozen=True, slots=True)
class _Piece:
    source: str
    kind: str = "plain"  # plain, optional, gap, tight (no space needed before), loose (may be)
    anchors: frozenset[str] | None = None  # words of which one must be there, when that is known


@dataclass(slots=True)
class PhraseReader:
    """Translates phrases against the word lists of one pack and remembers the words used."""

    lists: Mapping[str, Sequence[str]]
    vocabulary: set[str] = field(default_factory=set)
    normaliser: Normaliser = field(default_factory=lambda: Normaliser({}))
    _translated: dict[str, _Piece] = field(default_factory=dict)
    _anchors: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _words: dict[str, _Piece] = field(default_factory=dict)
    _total: int = 0
    _open: list[str] = field(default_factory=list)

    def translate(self, phrase: str) -> str:
        """RE2 source; a capture group is the part to underline, without one all of it is."""
        tokens = self._entry(phrase)
        at_start = bool(tokens) and tokens[0] == "^"
        body = tokens[1:] if at_start else tokens
        piece = self._sequence(body, marks=True)
        source = piece.source
        if "{" not in body:  # a group that is all of the match would only cost time
            source = f"{_START}({source})" if at_start else f"(?:{source})"
        elif at_start:
            source = _START + source
        self._total += len(source)
        if len(source) > EXPANSION_LIMIT or self._total > TOTAL_LIMIT:
            raise PhraseError("too_long")
        self._anchors[source] = piece.anchors
        return source

    def anchors(self, sources: Sequence[str]) -> frozenset[str] | None:
        """Words of which a text must hold one for any of these translations to match."""
        found = [self._anchors.get(source) for source in sources]
        known = [each for each in found if each is not None]
        return frozenset().union(*known) if len(known) == len(found) else None

    def run(self, phrases: Sequence[str]) -> str:
        """RE2 source for nothing, or any number of these phrases in a row and the space around."""
        branches = "|".join(self._sequence(self._entry(each)).source for each in phrases)
        return rf"^(?:{_SEPARATOR}(?:{branches}))*{_SEPARATOR}\z"

    def _sequence(self, tokens: list[str], *, marks: bool = False) -> _Piece:
        pieces = self._pieces(tokens, marks=marks)
        source, started = "", False
        for piece in pieces:
            if piece.kind == "optional":
                source += (
                    f"(?:{_SEPARATOR}{piece.source})?"
                    if started
                    else f"(?:{piece.source}{_SEPARATOR})?"
                )
            elif piece.kind == "gap":
                if not started:
                    raise PhraseError("gap_first")
                source += piece.source
            else:
                separator = {"tight": r"\s*", "loose": _MAYBE}.get(piece.kind, _SEPARATOR)
                source += (separator if started else "") + piece.source
                started = True
        if not started:
            raise PhraseError("empty")
        needed = [
            piece.anchors
            for piece in pieces
            if piece.kind not in ("optional", "gap") and piece.anchors is not None
        ]
        return _Piece(source, anchors=min(needed, key=_commonness, default=None))

    def _pieces(self, tokens: list[str], *, marks: bool) -> list[_Piece]:
        pieces: list[_Piece] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if token in "[({":
                end = closing_of(tokens, position)
                inner = tokens[position + 1 : end]
                pieces.append(self._group(token, inner, marks=marks))
                position = end + 1
                continue
            if token[0] == "<":
                pieces.append(self._reference(token))
            elif token.startswith("..."):
                pieces.append(_gap(token))
            elif token == "?":
                pieces.append(_Piece(r"\?", "tight"))
            elif token in "])}|^":
                raise PhraseError("stray")
            else:
                pieces.append(self._word(token))
            position += 1
        return pieces

    def _group(self, bracket: str, inner: list[str], *, marks: bool) -> _Piece:
        if bracket == "{":
            if not marks:
                raise PhraseError("mark_inside")
            whole = self._sequence(inner)
            return _Piece(f"({whole.source})", anchors=whole.anchors)
        branches = [self._sequence(branch) for branch in branches_of(inner)]
        loose = any(each.source.startswith("\\") for each in branches)
        kind = "optional" if bracket == "[" else "loose" if loose else "plain"
        return _Piece(_either(branches), kind, _anchors_of(branches))

    def _reference(self, token: str) -> _Piece:
        name, _, times = token[1:].partition(">")
        entries = self._list(name)
        if not times:
            return entries
        return _Piece(f"(?:{_SEPARATOR}{entries.source}){{0,{_times(times[1:])}}}", "gap")

    def _list(self, name: str) -> _Piece:
        if name in self._translated:
            return self._translated[name]
        if name not in self.lists:
            raise PhraseError(f"unknown_list {name}")
        if name in self._open or len(self._open) >= DEPTH_LIMIT:
            raise PhraseError(f"nested {name}")
        self._open.append(name)
        try:
            branches = [self._sequence(self._entry(entry)) for entry in self.lists[name]]
        finally:
            self._open.pop()
        source = _either(branches)
        if len(source) > EXPANSION_LIMIT:
            raise PhraseError("too_long")
        self._translated[name] = _Piece(source, anchors=_anchors_of(branches))
        return self._translated[name]

    def _entry(self, phrase: str) -> list[str]:
        tokens = [
            word
            for token in tokens_of(fold(phrase).folded)
            for word in (
                [token] if token[0] in "<." else self.normaliser.phrase_word(token) or [token]
            )
        ]
        if sum(token in _OPENING for token in tokens) > BRACKETS_LIMIT:
            raise PhraseError("too_many_brackets")
        return tokens

    def _word(self, token: str) -> _Piece:
        known = self._words.get(token)
        if known is None:
            known = self._words[token] = self._new_word(token)
        return known

    def _new_word(self, token: str) -> _Piece:
        if token.startswith("~") and len(token) > 1:
            every = forms(token[1:])
            self.vocabulary.update(every)
            source = rf"\b(?:{'|'.join(_literals(form) for form in every)})\b"
            return _Piece(source, anchors=frozenset(every))
        any_ending = token.endswith("*") and len(token) > 1
        full_stop = token.endswith(".") and len(token) > 1
        word = token[:-1] if any_ending or full_stop else token
        if not any_ending:  # "apologi*" is a stem, not a word to leave alone
            self.vocabulary.update(word[begin:end] for begin, end in words(word))
        source = "".join("'?" if ch == "'" else _literal(ch) for ch in word)
        if not word[0].isalnum():
            return _Piece(source, "tight")
        source = _boundary(word[0]) + source
        if any_ending:
            source += "[0-9a-z]*" if word.isascii() else r"[0-9a-z\x{80}-\x{10ffff}]*"
        elif word[-1].isalnum():
            source += _boundary(word[-1])
        sure = word.isascii() and word.isalnum() and not any_ending
        ending = r"\.?" if full_stop else ""
        return _Piece(source + ending, anchors=frozenset((word,)) if sure else None)


def _commonness(words: frozenset[str]) -> tuple[int, int]:
    """How likely a text holds one of these: few and long words are rare."""
    return len(words), -min(map(len, words), default=0)


def _either(branches: Sequence[_Piece]) -> str:
    return f"(?:{'|'.join(branch.source for branch in branches)})"


def _anchors_of(branches: Sequence[_Piece]) -> frozenset[str] | None:
    known = [branch.anchors for branch in branches if branch.anchors is not None]
    return frozenset().union(*known) if len(known) == len(branches) else None


def _boundary(character: str) -> str:
    return r"\b" if character.isascii() else ""  # RE2's \b knows ASCII words only


def _literals(word: str) -> str:
    return "".join(map(_literal, word))


def _literal(character: str) -> str:
    return character if character.isalnum() else "\\" + character


def _gap(token: str) -> _Piece:
    return _Piece(rf"(?:\s+[^\s,.;:!?()]+){{0,{_times(token[3:])}}}", "gap")


def _times(digits: str) -> int:
    if not digits.isdecimal() or not 1 <= int(digits) <= GAP_LIMIT:
        raise PhraseError("gap")
    return int(digits)
