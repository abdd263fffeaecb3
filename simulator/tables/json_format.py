"""JSON as one document, and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from simulator.tables.columns import Frame

#: The objects a frame adds.
Pick = Callable[[Frame], Iterable[Mapping[str, Any]]]


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


class JsonDocument:
    """``{...header, "<name>": [...]}``, one object a line. Without a name, the header is all there is."""

    def __init__(self, header: Mapping[str, Any], name: str | None, pick: Pick) -> None:
        self._header, self._name, self._pick = header, name, pick
        self._separator = "\n"

    def begin(self) -> bytes:
        opening = _dumps(dict(self._header))
        if self._name is None:
            return f"{opening}\n".encode()
        return f'{opening[:-1]}{", " if self._header else ""}"{self._name}": ['.encode()

    def write(self, frame: Frame) -> bytes:
        parts: list[str] = []
        if self._name is not None:
            for one in self._pick(frame):
                parts.append(self._separator + _dumps(one))
                self._separator = ",\n"
        return "".join(parts).encode()

    def close(self) -> bytes:
        return b"" if self._name is None else b"\n]}\n"


class JsonLines:
    """One object a line, nothing around them."""

    def __init__(self, pick: Pick, opening: Iterable[Mapping[str, Any]] = ()) -> None:
        self._pick, self._opening = pick, opening

    def begin(self) -> bytes:
        return self._lines(self._opening)

    def write(self, frame: Frame) -> bytes:
        return self._lines(self._pick(frame))

    def close(self) -> bytes:
        return b""

    @staticmethod
    def _lines(objects: Iterable[Mapping[str, Any]]) -> bytes:
        return "".join(f"{_dumps(one)}\n" for one in objects).encode()
