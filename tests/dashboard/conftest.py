"""For tests of the dashboard: documents that run, a caller of the API, and a toy world.

The toy world obeys the engine's contract and nothing else: frames depend on the seed, the tick and the
commands applied so far, so that a lost, doubled or misplaced command or tick shows in every later frame.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from dashboard.runs import slices, worlds
from simulator.problems import InvalidInput, Problem
from simulator.text import Text

DOCUMENT: dict[str, Any] = {
    "SchemaVersion": 1,
    "Name": "Files for Seoul",
    "Resources": {
        "Files": {"Type": "AWS::S3::Bucket", "Properties": {}, "Metadata": {"Canvas": {"x": 400, "y": 100}}},
        "Viewers": {
            "Type": "Lab::Clients",
            "Properties": {
                "Location": "Seoul",
                "Endpoint": {"Fn::GetAtt": ["Files", "DomainName"]},
                "Traffic": {"Shape": "Constant", "Rate": 20},
                "Requests": [
                    {"Path": "/static/*", "Weight": 1, "Objects": 100, "ZipfExponent": 0.8, "SizeKB": 20}
                ],
            },
        },
    },
}


@dataclass(frozen=True)
class ToyFrame:
    id: int
    content: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return self.content


@dataclass
class ToyWorld:
    """See the module's text."""

    seed: int
    tick: int = 0
    state: str = ""
    applied: list[dict[str, Any]] = field(default_factory=list)
    duration: int | None = None

    @property
    def finished(self) -> bool:
        return self.duration is not None and self.tick >= self.duration

    def apply(self, command: dict[str, Any]) -> None:
        if command.get("kind") == "refused":
            text = Text("Refused.", "거부됐어요.")
            raise InvalidInput([Problem("Refused", (), text, text)])
        if command.get("kind") == "broken":
            raise ZeroDivisionError
        self.applied.append(command)

    def advance(self, ticks: int) -> list[ToyFrame]:
        frames = []
        for _ in range(ticks):
            self.tick += 1
            commands, self.applied = self.applied, []
            text = json.dumps([self.seed, self.tick, self.state, commands])
            self.state = hashlib.sha256(text.encode()).hexdigest()
            decisions = (
                [{"id": f"{self.tick}.1", "subject": "toy", "resource": "A"}] if self.tick % 7 == 0 else []
            )
            content = {"id": self.tick, "skipped": 0, "values": self.state}
            frames.append(ToyFrame(self.tick, {**content, "decisions": decisions, "commands": commands}))
        return frames

    def snapshot(self) -> bytes:
        return json.dumps([self.seed, self.tick, self.state, self.applied, self.duration]).encode()

    @classmethod
    def restore(cls, blob: bytes) -> ToyWorld:
        return cls(*json.loads(bytes(blob)))


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[ToyWorld]]:
    """Runs simulate toy worlds; a script's duration ends them."""

    def create(run: Any) -> ToyWorld:
        return ToyWorld(seed=run.seed, duration=(run.script or {}).get("duration"))

    monkeypatch.setattr(worlds, "create", create)
    monkeypatch.setattr(worlds, "restore", ToyWorld.restore)
    monkeypatch.setattr(worlds, "parse", lambda payload: payload)
    slices.WARM.clear()
    yield ToyWorld
    slices.WARM.clear()


@pytest.fixture
def document(student: Any) -> Any:
    """The student's document, which has no problems."""
    from dashboard.architectures.actions import do_create

    return do_create(student, DOCUMENT).document


@pytest.fixture
def run(student: Any, document: Any, hot: str) -> Any:
    """The student's run, not started."""
    from dashboard.runs.actions import do_create_run

    return do_create_run(student, document, seed=7)


class Api:
    """Calls /api/v1 as one person; answers are (status, decoded body)."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.client.generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=headers
        )
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        return self("POST", path, {} if body is None else body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        return self("PUT", path, body, **headers)


@pytest.fixture
def api_of(browser_of: Callable[..., Any]) -> Callable[..., Api]:
    """`api_of(person)`: the API as that person calls it; without one, as the stranger does."""

    def open_api(person: Any = None, **options: Any) -> Api:
        return Api(browser_of(person, **options))

    return open_api
