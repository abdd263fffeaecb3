"""``run``: simulates a document and writes, sums up or shows its frames."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TextIO

from simulator import ENGINE_VERSION
from simulator.cli.console import DEFAULT_SECONDS, OK, print_problems, read_input
from simulator.cli.frames import FrameSink, check_target, opened
from simulator.cli.summary import Summary
from simulator.document import check_document, parse_document
from simulator.document.reading import read
from simulator.engine import World, parse_script
from simulator.engine.commands import Script, UpdateDocument
from simulator.problems import InvalidInput, Severity
from simulator.tables import types_of
from simulator.text import Language, Text

#: Seconds that one line of the plain output is about.
LINE_SECONDS = 10


class Frame(Protocol):
    def as_json(self) -> dict[str, Any]: ...


class Advancing(Protocol):
    """What this command needs of a world."""

    @property
    def tick(self) -> int: ...
    @property
    def finished(self) -> bool: ...
    def advance(self, ticks: int) -> Sequence[Frame]: ...


def execute(options: Namespace) -> int:
    targets = {table: Path(file) for table, (_, file) in files_of(options).items() if file}
    for table, (option, _) in files_of(options).items():
        if table in targets:
            check_target(targets[table], option)
    document = parse_document(read_input(options.file))
    script = parse_script(read_script(options.script)) if options.script else None
    warnings = [problem for problem in check_document(document) if problem.severity is Severity.WARNING]
    print_problems(warnings, options.language, sys.stderr)
    world = World.create(document, seed=options.seed, script=script, explain=True)
    until = options.until or getattr(script, "duration", None) or DEFAULT_SECONDS
    header = {"engine": ENGINE_VERSION, "document": document.hash, "seed": options.seed, "until": until}
    summary = Summary(lambda: world.plane.books.latency.sum(axis=0)) if options.summary else None
    with ExitStack() as stack:
        sinks: list[FrameSink] = []
        types = types_of([document.as_json(), *updates(script)])
        for table, target in targets.items():
            sinks.append(stack.enter_context(opened(target, header, table, types, bom=options.csv_bom)))
        if summary is not None:
            sinks.append(summary)
        if not sinks:
            sinks.append(Lines(sys.stdout, options.language))
        for frame in frames(world, int(until), Progress(sys.stderr)):
            for sink in sinks:
                sink.write(frame)
    if summary is not None:
        print(summary.table(options.language))
    return OK


def files_of(options: Namespace) -> dict[str, tuple[str, str | None]]:
    """The option and the file asked for, by table."""
    return {
        "frames": ("--out", options.out),
        "world": ("--world-out", options.world_out),
        "decisions": ("--decisions-out", options.decisions_out),
        "dictionary": ("--dictionary-out", options.dictionary_out),
    }


def updates(script: Script | None) -> Iterator[Mapping[str, Any]]:
    """The documents a script changes the world to: they may name further resources."""
    for event in script.events if script is not None else ():
        if isinstance(event.command, UpdateDocument):
            yield event.command.document


def read_script(file: str) -> Any:
    """A script file's value, from JSON or YAML. Raises InvalidInput (UnreadableFile, MalformedScript)."""
    source = read_input(file)
    try:
        return read(source)
    except InvalidInput as refusal:
        raise InvalidInput(
            [replace(problem, code="MalformedScript") for problem in refusal.problems]
        ) from None


def frames(world: Advancing, until: int, progress: Callable[[int, int], None]) -> Iterator[dict[str, Any]]:
    """Every frame up to the tick `until` as JSON, or up to where the world ends by itself.

    One tick at a time, so that who takes a frame can also look at the world it was measured in.
    """
    try:
        while world.tick < until and not world.finished:
            for frame in world.advance(1):
                yield frame.as_json()
            progress(min(world.tick, until), until)
    finally:
        progress(until, until)


class Progress:
    """A bar that redraws itself in a terminal, and nothing anywhere else."""

    WIDTH = 30

    def __init__(self, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out if out.isatty() else None
        self._clock = clock
        self._began = self._drawn = clock()

    def __call__(self, done: int, total: int) -> None:
        if self._out is None:
            return
        now = self._clock()
        if done >= total:
            self._out.write("\r\x1b[K")
        elif now - self._drawn >= 0.1:
            self._drawn = now
            full = self.WIDTH * done // total
            speed = done / max(now - self._began, 1e-9)
            bar = "#" * full + "." * (self.WIDTH - full)
            self._out.write(f"\r[{bar}] {done:,}/{total:,} s  {speed:,.0f}x\x1b[K")
        self._out.flush()


_LINE = Text(
    "{tick:>6} s  {rate:>9.1f} requests/s  {failed:>7} failed  goodput {goodput:>8}  p50 {p50:>9}  p99 {p99:>9}",
    "{tick:>6}초  요청 {rate:>9.1f}건/초  실패 {failed:>7}  정상 처리율 {goodput:>8}  p50 {p50:>9}  p99 {p99:>9}",
)


class Lines:
    """One line for every ten seconds: what was asked, what failed, and the last second's latency."""

    def __init__(self, out: TextIO, language: Language) -> None:
        self._out = out
        self._language = language
        self._seconds = 0
        self._arrived = self._served = self._failed = 0

    def write(self, frame: Mapping[str, Any]) -> None:
        demand = frame["demand"]
        self._seconds += 1
        self._arrived += demand["arrived"]
        self._served += demand["served"]
        self._failed += demand["failed"]
        if frame["id"] % LINE_SECONDS:
            return
        finished = self._served + self._failed
        latency = frame["latency_ms"] or {}
        line = _LINE.format(
            tick=frame["id"],
            rate=self._arrived / self._seconds,
            failed=self._failed,
            goodput=f"{100 * self._served / finished:.2f} %" if finished else "-",
            **{name: f"{latency[name]:.1f} ms" if name in latency else "-" for name in ("p50", "p99")},
        )
        print(line.get(self._language), file=self._out)
        self._seconds = self._arrived = self._served = self._failed = 0
