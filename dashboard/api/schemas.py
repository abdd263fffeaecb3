"""Shapes of requests and answers, as the OpenAPI description tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(max_length=200)]
Speed = Literal[1, 5, 10, 60, "max"]
Content = dict[str, Any]


class Body(Schema):
    """A request's body: what is written is what is meant. "2" is no number and true is not 1."""

    model_config = ConfigDict(strict=True)


class ErrorOut(Schema):
    error: dict[str, str]
    problems: list[dict[str, Any]]


class DocumentIn(Body):
    document: Content | str = Field(description="The document as an object, or as JSON or YAML text.")
    name: Name | None = None


class DocumentUpdate(DocumentIn):
    base_revision: int = Field(ge=1, le=2**31 - 1, description="The revision this one was made from.")


class DocumentSummary(Schema):
    id: str
    name: str
    revision: int
    saved_at: datetime
    read_only: bool


class DocumentOut(DocumentSummary):
    hash: str
    problems: list[dict[str, Any]]
    document: Content


class SavedOut(Schema):
    revision: int
    saved_at: datetime
    hash: str
    problems: list[dict[str, Any]]


class ConflictOut(ErrorOut):
    current: DocumentOut


class RevisionOut(Schema):
    revision: int
    hash: str
    created_at: datetime


class EditIn(Body):
    document: Content
    edit: dict[str, Any]


class EditOut(Schema):
    document: Content
    created: list[str]
    problems: list[dict[str, Any]]


class CheckIn(Body):
    document: Content | str


class ProblemsOut(Schema):
    problems: list[dict[str, Any]]


class RunIn(Body):
    document: str
    seed: int | None = Field(None, ge=0, le=2**63 - 1)
    speed: Speed = 1


class RunOut(Schema):
    id: str
    document: str
    revision: int
    seed: int
    status: str
    speed: int | str
    achieved_speed: float | None
    tick: int
    epoch: int
    unwatched: bool
    read_only: bool
    url: str
    created_at: datetime
    problems: list[dict[str, Any]] | None = None


class ControlIn(Body):
    action: Literal["run", "pause", "step", "speed", "reset", "stop"]
    speed: Speed | None = None


class CommandIn(Body):
    command: dict[str, Any]


class CommandTaken(Schema):
    sequence: int


class CommandOut(Schema):
    sequence: int
    command: dict[str, Any]
    applied_at_tick: int | None
    problems: list[dict[str, Any]]
    created_at: datetime


class SecretOut(Schema):
    SecretAccessKey: str


class DecideIn(Body):
    input: dict[str, Any]


class TraceIn(Body):
    csv: str = Field(description="Lines of second,requests; a header is optional.")
    interpolation: Literal["step", "linear"] = "step"
    repeat: bool = Field(False, description="Start over after the end.")


class TraceOut(Schema):
    traffic: dict[str, Any]
    rows: int
    first_second: float
    last_second: float
    mean_rate: float
    peak_rate: float
