"""The engine as runs use it: making a world, bringing one back. Tests put a small world in its place."""

from __future__ import annotations

from typing import Any, Protocol

from dashboard.runs.models import Run
from simulator.document import parse_document
from simulator.engine import World, parse_command, parse_script
from simulator.problems import InvalidInput, Problem
from simulator.text import Text

SIMULATOR_CHANGED = Problem(
    code="SimulatorChanged",
    path=(),
    message=Text(
        en="The simulator was updated while this run was under way.",
        ko="이 실행이 진행되는 동안 시뮬레이터가 업데이트되었어요.",
    ),
    hint=Text(
        en="Reset the run: it starts over with the same seed.",
        ko="처음부터 다시 실행하면 같은 시드로 시작해요.",
    ),
)


class FrameLike(Protocol):
    @property
    def id(self) -> int: ...
    def as_json(self) -> dict[str, Any]: ...


class WorldLike(Protocol):
    @property
    def tick(self) -> int: ...
    @property
    def finished(self) -> bool: ...
    def advance(self, ticks: int) -> list[Any]: ...
    def apply(self, command: Any) -> None: ...
    def snapshot(self) -> bytes: ...


def create(run: Run) -> WorldLike:
    """The world a run starts with. Raises InvalidInput if the document cannot run."""
    script = parse_script(run.script) if run.script else None
    return World.create(parse_document(run.revision.content), seed=run.seed, script=script)


def restore(blob: bytes) -> WorldLike:
    """The world in these bytes. Raises InvalidInput when another version of the engine packed them."""
    try:
        return World.restore(bytes(blob))
    except ValueError as error:
        raise InvalidInput([SIMULATOR_CHANGED]) from error


def parse(payload: dict[str, Any]) -> Any:
    """A command ready to be applied. Raises InvalidInput."""
    return parse_command(payload)
