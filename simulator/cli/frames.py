"""Frames as files: JSON, or CSV in long form.

Long form has one row a number, ``tick,resource,metric,dimension,value``, so that any spreadsheet or data
frame can pivot it. Rows without a resource are the world's: what viewers asked for, latency and cost. A
metric that has no value in a tick has an empty one.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Protocol

from simulator.cli.console import unreadable
from simulator.problems import InvalidInput, Problem
from simulator.text import Text

COLUMNS = ("tick", "resource", "metric", "dimension", "value")

Row = tuple[int, str, str, str, float | int | str | None]


class FrameSink(Protocol):
    """Takes frames in order of their ticks."""

    def write(self, frame: Mapping[str, Any]) -> None: ...


def long_rows(frame: Mapping[str, Any]) -> Iterator[Row]:
    """A frame's numbers in long form."""
    tick = frame["id"]
    demand = frame["demand"]
    for name in ("arrived", "served", "failed", "goodput"):
        yield tick, "", name, "", demand[name]
    yield from ((tick, "", "failed_by_cause", cause, count) for cause, count in demand["causes"].items())
    yield from ((tick, "", "latency_ms", name, value) for name, value in (frame["latency_ms"] or {}).items())
    yield from ((tick, "", name, "", value) for name, value in frame["cost"].items())
    for resource, metrics in frame["values"].items():
        for metric, value in metrics.items():
            if isinstance(value, Mapping):
                yield from ((tick, resource, metric, str(name), each) for name, each in value.items())
            else:
                yield tick, resource, metric, "", value


class CsvSink:
    def __init__(self, stream: IO[str]) -> None:
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def write(self, frame: Mapping[str, Any]) -> None:
        self._writer.writerows(long_rows(frame))


class JsonSink:
    """``{...header, "frames": [...]}``, one frame a line, written as they come: a long run needs no memory."""

    def __init__(self, stream: IO[str], header: Mapping[str, Any]) -> None:
        self._stream = stream
        opening = json.dumps(dict(header), ensure_ascii=False)[:-1]
        stream.write(opening + (", " if header else "") + '"frames": [')
        self._separator = "\n"

    def write(self, frame: Mapping[str, Any]) -> None:
        self._stream.write(self._separator + json.dumps(frame, ensure_ascii=False, allow_nan=False))
        self._separator = ",\n"

    def close(self) -> None:
        self._stream.write("\n]}\n")


def check_target(path: Path) -> None:
    """Refuse a file name of another kind, before hours of simulation. Raises InvalidInput."""
    if path.suffix.lower() not in (".json", ".csv"):
        raise InvalidInput(
            [
                Problem(
                    "UnknownFileKind",
                    ("--out",),
                    Text("Frames are written as .json or .csv.", "프레임은 .json이나 .csv로 쓸 수 있어요."),
                    Text("Change the file's ending.", "파일 확장자를 바꾸세요."),
                )
            ]
        )


@contextlib.contextmanager
def opened(path: Path, header: Mapping[str, Any]) -> Iterator[FrameSink]:
    """A sink that puts the whole file in place at the end, or none of it. Raises InvalidInput."""
    check_target(path)
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        stream = unfinished.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise unreadable(str(path), error) from error
    try:
        with stream:
            if path.suffix.lower() == ".csv":
                yield CsvSink(stream)
            else:
                sink = JsonSink(stream, header)
                yield sink
                sink.close()
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
