"""Wildcards of the policy language: ``*`` is any run of characters, ``?`` exactly one.

A pattern is compiled once into a function over texts. Between two stars stands a *piece*; the pieces are looked for
from left to right, each from where the one before ended, so every character of a text is passed once for each kind of
search and nothing is ever tried again. A piece without ``?`` is found by `str.find`, one with ``?`` by shifting a set
of positions, one bit a character of the piece: there is no pattern on which time grows faster than the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.services.iam.variables import ANY_ONE, ANY_RUN, Token

Matcher = Callable[[str], bool]


def everything(text: str) -> bool:
    return True


def nothing(text: str) -> bool:
    return False


def glob(tokens: Sequence[Token]) -> Matcher:
    """Whether the whole of a text fits. The tokens hold no variables."""
    pieces = _pieces(tokens)
    if len(pieces) == 1:
        return _whole(pieces[0])
    if all(isinstance(piece, str) for piece in pieces):
        first, *middle, last = pieces
        if not middle and not last:
            return _prefix(first) if first else everything
    return _general(pieces)


def _whole(piece: str | Holed) -> Matcher:
    if isinstance(piece, str):
        return piece.__eq__
    return lambda text: len(text) == piece.length and piece.at(text, 0)


def _prefix(first: str | Holed) -> Matcher:
    assert isinstance(first, str)
    return lambda text: text.startswith(first)


def _general(pieces: list[str | Holed]) -> Matcher:
    first, *middle, last = pieces
    lengths = [_length(piece) for piece in pieces]
    shortest, first_length, last_length = sum(lengths), lengths[0], lengths[-1]

    def matches(text: str) -> bool:
        if len(text) < shortest:
            return False
        end = len(text) - last_length
        if not (_stands(first, text, 0) and _stands(last, text, end)):
            return False
        position = first_length
        for piece in middle:
            found = (
                text.find(piece, position, end) if isinstance(piece, str) else piece.find(text, position, end)
            )
            if found < 0:
                return False
            position = found + _length(piece)
        return position <= end

    return matches


def _length(piece: str | Holed) -> int:
    return len(piece) if isinstance(piece, str) else piece.length


def _stands(piece: str | Holed, text: str, position: int) -> bool:
    return text.startswith(piece, position) if isinstance(piece, str) else piece.at(text, position)


def _pieces(tokens: Sequence[Token]) -> list[str | Holed]:
    """What stands before, between and after the stars; one piece when there is no star."""
    pieces: list[list[str | None]] = [[]]
    for token in tokens:
        if token is ANY_RUN:
            pieces.append([])
        elif token is ANY_ONE:
            pieces[-1].append(None)
        elif isinstance(token, str):
            pieces[-1] += token
        else:
            raise TypeError(f"{token!r} has not been filled in")
    return [Holed.of(piece) if None in piece else "".join(filter(None, piece)) for piece in pieces]


@dataclass(frozen=True, slots=True)
class Holed:
    """A piece with ``?`` in it, which is None in `characters`.

    masks: for a character, the positions of the piece where it may stand, as bits; holes: where anything may.
    """

    characters: tuple[str | None, ...]
    masks: dict[str, int]
    holes: int

    @classmethod
    def of(cls, characters: Sequence[str | None]) -> Holed:
        holes = sum(1 << index for index, character in enumerate(characters) if character is None)
        masks: dict[str, int] = {}
        for index, character in enumerate(characters):
            if character is not None:
                masks[character] = masks.get(character, holes) | 1 << index
        return cls(tuple(characters), masks, holes)

    @property
    def length(self) -> int:
        return len(self.characters)

    def at(self, text: str, position: int) -> bool:
        """Whether it stands at `position`."""
        return all(
            character is None or text[position + index] == character
            for index, character in enumerate(self.characters)
        )

    def find(self, text: str, start: int, end: int) -> int:
        """Where it first stands within ``text[start:end]``, -1 if nowhere.

        Bit i of `reached` says that the last i + 1 characters fit the first i + 1 of the piece.
        """
        reached, whole = 0, 1 << (self.length - 1)
        for position in range(start, end):
            reached = (reached << 1 | 1) & self.masks.get(text[position], self.holes)
            if reached & whole:
                return position + 1 - self.length
        return -1
