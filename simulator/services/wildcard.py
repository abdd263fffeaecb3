"""Wildcard patterns as AWS's routing rules use them: ``*`` is any run of characters, ``?`` exactly one."""

from __future__ import annotations

#: A parsed pattern: characters to be met literally, and the two wildcards as these marks.
ANY_RUN, ANY_ONE = object(), object()


def parse(pattern: str, *, escapes: bool = False) -> tuple[object, ...]:
    """The pattern's marks. With `escapes`, a backslash makes a following ``*``, ``?`` or backslash literal."""
    marks: list[object] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if escapes and character == "\\" and pattern[position + 1 : position + 2] in ("*", "?", "\\"):
            position += 1
            marks.append(pattern[position])
        elif character == "*":
            marks.append(ANY_RUN)
        elif character == "?":
            marks.append(ANY_ONE)
        else:
            marks.append(character)
        position += 1
    return tuple(marks)


def matches(pattern: str, text: str, *, escapes: bool = False) -> bool:
    """Whether the whole of `text` fits `pattern`. At most len(pattern) × len(text) steps.

    On a mismatch only the latest ``*`` needs to take one character more: an earlier one can gain nothing
    by it, since the latest already accepts every continuation.
    """
    marks = parse(pattern, escapes=escapes)
    at_mark = at_text = 0
    star, star_text = -1, 0
    while at_text < len(text):
        if at_mark < len(marks) and marks[at_mark] is ANY_RUN:
            star, star_text = at_mark, at_text
            at_mark += 1
        elif at_mark < len(marks) and (marks[at_mark] is ANY_ONE or marks[at_mark] == text[at_text]):
            at_mark += 1
            at_text += 1
        elif star >= 0:
            star_text += 1
            at_mark, at_text = star + 1, star_text
        else:
            return False
    return all(mark is ANY_RUN for mark in marks[at_mark:])


def wildcards(pattern: str, *, escapes: bool = False) -> int:
    """How many wildcard characters the pattern has: what the quota counts."""
    return sum(mark is ANY_RUN or mark is ANY_ONE for mark in parse(pattern, escapes=escapes))
