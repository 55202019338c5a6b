"""The tokens of a phrase: words, brackets and signs."""

SPECIAL = frozenset("<>[](){}|^?")


class PhraseError(ValueError):
    """A phrase that can't be read; the text is a code: unclosed, gap, unknown_list, ..."""


def tokens_of(phrase: str) -> list[str]:
    """Words, brackets and signs of a folded phrase, in order. Raises PhraseError."""
    tokens: list[str] = []
    for chunk in phrase.split():
        if SPECIAL.isdisjoint(chunk):
            tokens.append(chunk)
            continue
        word = ""
        position = 0
        while position < len(chunk):
            character = chunk[position]
            if character not in SPECIAL:
                word += character
                position += 1
                continue
            if word:
                tokens.append(word)
                word = ""
            if character == "<":
                end = chunk.find(">", position)
                if end < 0:
                    raise PhraseError("unclosed")
                begin, position = position, end + 1
                while chunk[position : position + 1] == "*" or (
                    chunk[position - 1] not in ">" and chunk[position : position + 1].isdecimal()
                ):
                    position += 1
                tokens.append(chunk[begin:position])
            else:
                tokens.append(character)
                position += 1
        if word:
            tokens.append(word)
    return tokens


def closing_of(tokens: list[str], begin: int) -> int:
    """Where the bracket at `begin` is closed. Raises PhraseError."""
    partner = {"[": "]", "(": ")", "{": "}"}[tokens[begin]]
    depth = 0
    for position in range(begin, len(tokens)):
        depth += (tokens[position] == tokens[begin]) - (tokens[position] == partner)
        if depth == 0:
            return position
    raise PhraseError("unclosed")


def branches_of(tokens: list[str]) -> list[list[str]]:
    """The choices between the bars of one bracket."""
    branches: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token in "[({") - (token in "])}")
        if token == "|" and depth == 0:
            branches.append([])
        else:
            branches[-1].append(token)
    return branches
