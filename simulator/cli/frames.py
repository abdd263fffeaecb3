"""Frames as files, in the formats and tables of `simulator.tables`; the file's ending says which format."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Protocol

from simulator.cli.console import unreadable
from simulator.problems import InvalidInput, Problem
from simulator.tables import FORMATS, TABLES, Writer, writer
from simulator.text import Text

COLUMNS = TABLES["frames"].names


class FrameSink(Protocol):
    """Takes frames in order of their ticks."""

    def write(self, frame: Mapping[str, Any]) -> None: ...


class FileSink:
    """Hands a writer's bytes to a file."""

    def __init__(self, stream: IO[bytes], out: Writer) -> None:
        self._stream, self._out = stream, out
        stream.write(out.begin())

    def write(self, frame: Mapping[str, Any]) -> None:
        self._stream.write(self._out.write(frame))

    def close(self) -> None:
        self._stream.write(self._out.close())


def check_target(path: Path, option: str = "--out") -> str:
    """The format a file name asks for, before hours of simulation. Raises InvalidInput for another."""
    format = path.suffix.lower().removeprefix(".")
    if format not in FORMATS:
        raise InvalidInput(
            [
                Problem(
                    "UnknownFileKind",
                    (option,),
                    Text(
                        "Files are written as .csv, .json, .jsonl or .parquet.",
                        "파일은 .csv, .json, .jsonl, .parquet으로 쓸 수 있어요.",
                    ),
                    Text("Change the file's ending.", "파일 확장자를 바꾸세요."),
                )
            ]
        )
    return format


@contextlib.contextmanager
def opened(
    path: Path,
    header: Mapping[str, Any],
    table: str = "frames",
    types: Mapping[str, str] | None = None,
    *,
    bom: bool = False,
) -> Iterator[FileSink]:
    """A sink that puts the whole file in place at the end, or none of it. Raises InvalidInput."""
    format = check_target(path)
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        stream = unfinished.open("wb")
    except OSError as error:
        raise unreadable(str(path), error) from error
    try:
        with stream:
            sink = FileSink(stream, writer(table, format, header=header, types=types, bom=bom))
            yield sink
            sink.close()
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
