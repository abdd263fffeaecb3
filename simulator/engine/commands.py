"""Commands: what can be done to a running world, and scripts: the same at set times.

A command takes effect in the tick after it was given and is recorded at that tick, so that a run can be
played again exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from simulator.problems import InvalidInput, Problem
from simulator.services.registry import KINDS
from simulator.services.subject import read, refuse
from simulator.text import Text

MAX_SECOND = 400 * 86_400
MAX_EVENTS = 10_000


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SetProperty(_Model):
    """Change one property, as the form does. path: below the resource, e.g. ["Properties", "MinSize"]."""

    kind: Literal["set"]
    resource: str
    path: list[str | int] = Field(min_length=1, max_length=20)
    value: Any = None


class UpdateDocument(_Model):
    """Go on with another document: what kept its logical id keeps its state."""

    kind: Literal["update"]
    document: dict[str, Any]


_FAULTS = sorted({fault.id for kind in KINDS for fault in kind.faults})
_OPERATIONS = sorted({operation.id for kind in KINDS for operation in kind.operations})


def _declared(fault: str) -> str:
    """A fault that some kind declares. Whether it can happen to a resource is for the world to say."""
    if fault not in _FAULTS:
        raise PydanticCustomError("literal_error", "no such fault", {"expected": ", ".join(_FAULTS)})
    return fault


def _offered(operation: str) -> str:
    """An operation that some kind declares."""
    if operation not in _OPERATIONS:
        raise PydanticCustomError("literal_error", "no such operation", {"expected": ", ".join(_OPERATIONS)})
    return operation


class InjectFault(_Model):
    """Break something. duration: seconds until it mends itself; None: until it is cleared."""

    kind: Literal["fault"]
    fault: Annotated[str, AfterValidator(_declared)]
    resource: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    duration: int | None = Field(default=None, ge=1, le=MAX_SECOND)


class ClearFault(_Model):
    kind: Literal["clear_fault"]
    fault: str
    resource: str


class MultiplyTraffic(_Model):
    """Times the curve that the population's properties describe."""

    kind: Literal["traffic"]
    resource: str
    multiplier: float = Field(ge=0, le=1000)


class SetCapacity(_Model):
    """Manual scaling: a group's desired capacity."""

    kind: Literal["capacity"]
    resource: str
    desired: int = Field(ge=0, le=10_000)


class Operate(_Model):
    """Call an operation of AWS's API on a resource, e.g. start an instance refresh."""

    kind: Literal["operate"]
    operation: Annotated[str, AfterValidator(_offered)]
    resource: str
    parameters: dict[str, Any] = Field(default_factory=dict)


class Skip(_Model):
    """Cross time without traffic. to: simulated second."""

    kind: Literal["skip"]
    to: int = Field(ge=1, le=MAX_SECOND)


Command = Annotated[
    SetProperty | UpdateDocument | InjectFault | ClearFault | MultiplyTraffic | SetCapacity | Operate | Skip,
    Field(discriminator="kind"),
]


class TimedCommand(_Model):
    """at: the command takes effect in the tick after this one; 0 is before the first."""

    at: int = Field(ge=0, le=MAX_SECOND)
    command: Command


class Script(_Model):
    """What happens by itself. duration: ticks after which the world is finished."""

    duration: int | None = Field(default=None, ge=1, le=MAX_SECOND)
    events: list[TimedCommand] = Field(default_factory=list, max_length=MAX_EVENTS)


class _Given(_Model):
    command: Command


def parse_command(source: Mapping[str, Any]) -> Any:
    """A typed command. Raises InvalidInput with the place of every mistake."""
    try:
        return read(_Given, {"command": source}).command
    except InvalidInput as refusal:
        raise InvalidInput([_inside(problem) for problem in refusal.problems]) from None
    except (TypeError, ValueError):
        raise refuse("NotJson", (), _NOT_JSON) from None


def parse_script(source: object) -> Script:
    """A typed script. Raises InvalidInput with the place of every mistake."""
    try:
        return read(Script, source)
    except (TypeError, ValueError):
        raise refuse("NotJson", (), _NOT_JSON) from None


_NOT_JSON = Text("It holds something JSON has no form for.", "JSON으로 나타낼 수 없는 값이 있어요.")


def _inside(problem: Problem) -> Problem:
    """The problem with its path as seen from the command: without the wrapper and the name of the kind."""
    return replace(problem, path=problem.path[2:])
