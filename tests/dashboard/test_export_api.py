"""A run as a file: every format over the API, sent as it is made, ended when the reader goes."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler

from dashboard.accounts.tokens import Scope, do_create_token
from dashboard.runs import actions, archive
from dashboard.runs.frames import encode
from dashboard.runs.models import FrameChunk, Run
from dashboard.streaming import PIECE_BYTES
from simulator.document import parse_document
from simulator.engine import World
from simulator.tables import CONTENT_TYPES, TABLES, dictionary

from .conftest import DOCUMENT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]

TICKS = 40


@pytest.fixture(scope="module")
def frames() -> list[dict[str, Any]]:
    world = World.create(parse_document(DOCUMENT), seed=7)
    return json.loads(json.dumps([frame.as_json() for frame in world.advance(TICKS)]))


@pytest.fixture
def told(run: Run, frames: list[dict[str, Any]]) -> Run:
    """A run whose frames are in the database, in chunks of ten ticks."""
    for start in range(0, TICKS, 10):
        FrameChunk.objects.create(
            run=run, after=start, through=start + 10, blob=encode(frames[start : start + 10])
        )
    Run.objects.filter(pk=run.pk).update(tick=TICKS)
    run.refresh_from_db()
    return run


def fetch(client: Any, run: Run, **query: Any) -> Any:
    return client.get(f"/api/v1/runs/{run.pk}/export", query)


def content(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("format", list(CONTENT_TYPES))
@pytest.mark.parametrize("what", list(TABLES))
def test_every_table_comes_in_every_format(
    browser_of: Any, student: Any, told: Run, what: str, format: str, frames: list[dict[str, Any]]
) -> None:
    answer = fetch(browser_of(student), told, what=what, format=format)
    data = content(answer)
    assert answer.headers["Content-Type"] == CONTENT_TYPES[format]
    assert (
        answer.headers["Content-Disposition"] == f'attachment; filename="{what}-{str(told.pk)[:8]}.{format}"'
    )
    decisions = sum(len(frame["decisions"]) for frame in frames)
    objects = {
        "frames": TICKS,
        "world": TICKS,
        "decisions": decisions,
        "dictionary": len(dictionary.entries()),
    }
    match format:
        case "csv" | "parquet":
            rows = [row for frame in frames for row in TABLES[what].rows(frame, {})]
            expected = len(rows) if what != "dictionary" else objects[what]
            if format == "csv":
                assert len(list(csv.DictReader(io.StringIO(data.decode(), newline="")))) == expected
            else:
                assert pq.read_table(io.BytesIO(data)).num_rows == expected
        case "json":
            document = json.loads(data)
            assert (document["run"], document["seed"], document["through"]) == (str(told.pk), 7, TICKS)
            assert len(document[what]) == objects[what]
        case _:
            assert len(data.splitlines()) == objects[what]


def test_rows_carry_the_units_of_the_runs_own_resources(browser_of: Any, student: Any, told: Run) -> None:
    rows = csv.DictReader(io.StringIO(content(fetch(browser_of(student), told)).decode(), newline=""))
    units = {(row["type"], row["metric"]): row["unit"] for row in rows}
    assert units["Lab::Clients", "Latency"] == "ms"
    assert units["AWS::S3::Bucket", "FirstByteLatency"] == "ms"
    assert units["", "usd_per_hour"] == "USD/h"


def test_a_resource_of_a_later_update_has_its_unit_too(student: Any, told: Run) -> None:
    from dashboard.runs.export import resource_types

    later = json.loads(json.dumps(DOCUMENT).replace('"Files"', '"Archive"'))
    told.commands.create(sequence=1, payload={"kind": "update", "document": later})
    told.commands.create(sequence=2, payload={"kind": "traffic", "resource": "Viewers", "multiplier": 2})
    found = resource_types(told)
    assert (found["Files"], found["Archive"]) == ("AWS::S3::Bucket", "AWS::S3::Bucket")


def test_spreadsheets_get_their_mark(browser_of: Any, student: Any, told: Run) -> None:
    assert content(fetch(browser_of(student), told, what="world", bom="true")).startswith(b"\xef\xbb\xbf")


def test_what_only_redis_has_is_in_it(toy: Any, browser_of: Any, student: Any, run: Run) -> None:
    from .test_slices import work_until

    actions.do_run(run, "max")
    work_until(run, 30)
    data = content(fetch(browser_of(student), run, what="decisions", format="jsonl"))
    found = [json.loads(line)["frame"] for line in data.splitlines()]
    assert found[:4] == [7, 14, 21, 28]


@pytest.mark.parametrize("person", ["other_student", "instructor", "administrator", None])
def test_nobody_else_gets_it(
    browser_of: Any, told: Run, person: str | None, request: pytest.FixtureRequest
) -> None:
    browser = browser_of(request.getfixturevalue(person) if person else None)
    assert fetch(browser, told).status_code == 404


@pytest.mark.parametrize("query", [{"what": "secrets"}, {"format": "xlsx"}, {"bom": "perhaps"}])
def test_what_is_not_offered_is_refused(browser_of: Any, student: Any, told: Run, query: Any) -> None:
    assert fetch(browser_of(student), told, **query).status_code == 422


class Reader:
    """One HTTP request to the program as a server hands it over; leaves when told to."""

    def __init__(self, path: str, query: str, secret: str) -> None:
        self.scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"localhost"), (b"authorization", f"Bearer {secret}".encode())],
            "server": ("localhost", 80),
            "client": ("127.0.0.1", 1),
        }
        self.gone = asyncio.Event()
        self.asked = False
        self.status = 0
        self.messages: list[bytes] = []
        self.finished = False

    async def receive(self) -> dict[str, Any]:
        if not self.asked:
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        if message.get("body"):
            self.messages.append(message["body"])
            await self.took()
        self.finished = not message.get("more_body", False)

    async def took(self) -> None:
        """Called after each piece."""


@pytest.fixture
def long_story(run: Run, frames: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A run with very many frames; counts how far it was read and whether reading was ended."""
    story: dict[str, Any] = {"read": 0, "ended": False, "frames": 20_000}

    def endless(run: str, after: int, before: int | None = None) -> Any:
        try:
            for tick in range(1, story["frames"] + 1):
                story["read"] = tick
                yield {**frames[tick % TICKS], "id": tick}
        finally:
            story["ended"] = True

    monkeypatch.setattr(archive, "frames", endless)
    return story


async def test_it_is_sent_as_it_is_made(run: Run, student: Any, long_story: dict[str, Any]) -> None:
    _, secret = await sync_to_async(do_create_token)(student, "test", [Scope.READ])
    long_story["frames"] = 600
    seen: list[int] = []

    class Watching(Reader):
        async def took(self) -> None:
            seen.append(long_story["read"])

    reader = Watching(f"/api/v1/runs/{run.pk}/export", "format=jsonl", secret)
    await ASGIHandler()(reader.scope, reader.receive, reader.send)
    assert (reader.status, reader.finished) == (200, True)
    assert len(b"".join(reader.messages).splitlines()) == 600
    assert seen[0] < 100 and len(seen) > 5, "the first piece left before the rest was read"
    assert seen == sorted(seen)
    assert max(len(message) for message in reader.messages) < 2 * PIECE_BYTES


async def test_a_reader_who_leaves_ends_the_reading(
    run: Run, student: Any, long_story: dict[str, Any]
) -> None:
    _, secret = await sync_to_async(do_create_token)(student, "test", [Scope.READ])

    class Leaving(Reader):
        async def took(self) -> None:
            self.gone.set()
            await asyncio.sleep(0)

    reader = Leaving(f"/api/v1/runs/{run.pk}/export", "format=csv", secret)
    await ASGIHandler()(reader.scope, reader.receive, reader.send)
    assert long_story["ended"] and not reader.finished
    assert long_story["read"] < long_story["frames"] / 2
    read = long_story["read"]
    await asyncio.sleep(0.1)
    assert long_story["read"] == read


async def test_the_last_chunk_is_never_asked_for_by_one_who_left(
    told: Run, student: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with real chunks: those after the first piece stay in the database."""
    decoded: list[int] = []
    plain = archive.decode
    monkeypatch.setattr(archive, "decode", lambda blob: decoded.append(len(blob)) or plain(blob))
    monkeypatch.setattr("dashboard.streaming.PIECE_BYTES", 1)
    _, secret = await sync_to_async(do_create_token)(student, "test", [Scope.READ])

    class Leaving(Reader):
        async def took(self) -> None:
            self.gone.set()
            await asyncio.sleep(0.05)

    reader = Leaving(f"/api/v1/runs/{told.pk}/export", "format=jsonl", secret)
    await ASGIHandler()(reader.scope, reader.receive, reader.send)
    assert reader.status == 200
    assert len(decoded) < 4
