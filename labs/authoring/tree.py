"""The editor's form as a tree, and the tree as a scenario's files.

A field's name is its place in the tree and how its text is read: `d.objectives.0.weight:n`. The tree has four
branches:

d   the definition, shaped as `scenario.yaml` (see `written` for the few differences)
t   the prose: `{title: {en, ko}, summary, briefing, steps: [{title, text}], debrief}`
f   the documents `start`, `solution` and `alternative` as text: `{start: {source}, …}`
w   wrong designs: `[{name, fails, source}]`

A text that cannot be read as what its field asks for (a number, say) stays in the tree as it was typed, and the
one reader of scenarios objects to it at its place: nothing typed is lost, and there is one set of rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from labs.authoring import yaml

Tree = dict[Any, Any]
Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?\d{1,18}\Z")
_NOTHING = object()


def path_of(name: str) -> Path:
    return tuple(int(part) if part.isdecimal() else part for part in name.split("."))


def tree_of(posted: QueryDict) -> Tree:
    """The tree of a form that was sent."""
    tree: Tree = {}
    for name in posted:
        place, colon, code = name.rpartition(":")
        if not colon or code not in _READERS:
            continue
        value = _READERS[code](posted.getlist(name))
        if value is not _NOTHING:
            _put(tree, path_of(place), value)
    return _listed(tree)


def _put(tree: Tree, path: Path, value: Any) -> None:
    node = tree
    for part in path[:-1]:
        below = node.setdefault(part, {})
        if not isinstance(below, dict):
            return
        node = below
    node[path[-1]] = value


def _listed(node: Any) -> Any:
    """Mappings whose keys are numbers become lists, in their order and without holes."""
    if not isinstance(node, dict):
        return node
    if node and all(isinstance(key, int) for key in node):
        return [_listed(node[key]) for key in sorted(node)]
    return {key: _listed(value) for key, value in node.items()}


# --- how a field's text is read ----------------------------------------------------------------------------


def _line(values: list[str]) -> Any:
    return values[-1].strip()


def _optional(values: list[str]) -> Any:
    return values[-1].strip() or _NOTHING


def _text(values: list[str]) -> Any:
    return values[-1].replace("\r\n", "\n").rstrip()


def number(text: str) -> Any:
    """The number a text says; the text itself when it says none."""
    text = text.strip()
    if _INTEGER.match(text):
        return int(text)
    try:
        value = float(text)
    except ValueError:
        return text
    return value if value == value and abs(value) < 1e300 else text


def _number(values: list[str]) -> Any:
    return number(values[-1]) if values[-1].strip() else _NOTHING


def _flag(values: list[str]) -> Any:
    return values[-1] == "1"


def _many(values: list[str]) -> Any:
    return [value for value in values if value]


def _words(values: list[str]) -> Any:
    return [part for part in re.split(r"[,\s]+", values[-1]) if part]


def _numbers(values: list[str]) -> Any:
    return [number(part) for part in _words(values)]


def _steps(values: list[str]) -> Any:
    """A path written with dots."""
    return [int(part) if part.isdecimal() else part for part in values[-1].strip().split(".") if part]


def _anything(values: list[str]) -> Any:
    return yaml.value_of(values[-1]) if values[-1].strip() else _NOTHING


_READERS = {
    "s": _line,
    "o": _optional,
    "t": _text,
    "n": _number,
    "b": _flag,
    "m": _many,
    "l": _words,
    "ln": _numbers,
    "p": _steps,
    "j": _anything,
}


# --- changing a tree ---------------------------------------------------------------------------------------


def at(tree: Any, path: Iterable[str | int]) -> Any:
    """What stands at a place; None where there is nothing."""
    for part in path:
        if isinstance(tree, Mapping):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree


def add(tree: Tree, path: Path, row: Any) -> int:
    """Add a row to the list at `path`; its place in it."""
    holder = at(tree, path[:-1])
    if not isinstance(holder, dict | list):
        return 0
    rows = at(tree, path)
    if not isinstance(rows, list):
        rows = []
    holder[path[-1]] = [*rows, row]  # type: ignore[index]
    return len(rows)


def remove(tree: Tree, path: Path) -> None:
    rows, index = at(tree, path[:-1]), path[-1]
    if isinstance(rows, list) and isinstance(index, int) and index < len(rows):
        del rows[index]


def move_up(tree: Tree, path: Path) -> None:
    rows, index = at(tree, path[:-1]), path[-1]
    if isinstance(rows, list) and isinstance(index, int) and 0 < index < len(rows):
        rows[index - 1], rows[index] = rows[index], rows[index - 1]


def mapping(value: Any) -> dict[Any, Any]:
    """The value if it is a mapping; drafts may hold anything anywhere."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    return "" if value is None else str(value)
