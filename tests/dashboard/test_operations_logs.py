"""The log: one object a line, who and what it is about, and never what it should not say."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from config import settings as module
from dashboard import logs
from dashboard.operations.middleware import request_id
from dashboard.runs import actions, slices, tasks
from dashboard.runs.models import Run


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Every line the process logs, as the JSON format writes it."""

    class Kept(logging.Handler):
        def __init__(self) -> None:
            super().__init__()
            self.addFilter(logs.WithContext())
            self.setFormatter(logs.JsonLines())
            self.lines: list[str] = []

        def emit(self, record: logging.LogRecord) -> None:
            self.lines.append(self.format(record))

    handler, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in handler.lines]
    root.setLevel(before)
    root.removeHandler(handler)


def access(found: list[dict[str, Any]]) -> dict[str, Any]:
    (line,) = [line for line in found if line["logger"] == "stratolab.access"]
    return line


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_id_user_and_run(
    lines: Any, run: Run, student: Any, browser_of: Any
) -> None:
    answer = browser_of(student).get(
        f"/api/v1/runs/{run.pk}?token=secret", headers={"X-Request-ID": "trace-0001"}
    )
    line = access(lines())
    assert answer["X-Request-ID"] == line["request_id"] == "trace-0001"
    assert (line["method"], line["path"], line["status"]) == ("GET", f"/api/v1/runs/{run.pk}", 200)
    assert (line["user"], line["run"], line["bytes"]) == (student.pk, str(run.pk), len(answer.content))
    assert line["ms"] > 0
    assert "secret" not in json.dumps(lines()) and "student" not in json.dumps(line)


@pytest.mark.parametrize(
    "given", [None, "", "short", "x" * 65, "with space", "new\nline-in-it", "한국어한국어한국어"]
)
def test_an_odd_request_id_is_replaced(given: str | None) -> None:
    made = request_id(given)
    assert made != given and request_id(made) == made


@pytest.mark.django_db
def test_a_path_cannot_forge_a_line(lines: Any, browser_of: Any, pages: None) -> None:
    browser_of().get("/x%0A2026-01-01 ERROR all is lost")
    assert "\n" not in access(lines())["message"] and "%0A" in access(lines())["path"]


@pytest.mark.django_db(transaction=True)
def test_a_task_names_its_run_and_slice(
    lines: Any, toy: Any, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRATOLAB_WORKER", "w7")
    actions.do_run(run, "max")
    actions.do_command(run, {"kind": "broken"})
    run.refresh_from_db()
    tasks.run_slice(str(run.pk), run.generation, 0)
    (line,) = [line for line in lines() if line["logger"] == slices.__name__]
    assert (line["run"], line["generation"], line["slice"]) == (str(run.pk), run.generation, 0)
    assert line["worker"] == "w7"
    assert line["level"] == "ERROR" and "ZeroDivisionError" in line["exception"]
    assert logs.context() == {}


async def test_neighbours_do_not_mix() -> None:
    async def about(run: str) -> dict[str, Any]:
        logs.bind(run=run)
        await asyncio.sleep(0)
        return logs.context()

    assert await asyncio.gather(about("a"), about("b")) == [{"run": "a"}, {"run": "b"}]


def test_a_readable_line_ends_with_what_it_is_about() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "Hello", None, None)
    with logs.bound(run="r1", user=None):
        logs.WithContext().filter(record)
    assert logs.ReadableLines().format(record).endswith(" INFO x: Hello  [run=r1]")


def test_the_format_must_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ENVIRONMENT", {"X": "xml"})
    with pytest.raises(Exception, match=r"^X must be one of text, json"):
        module.read_choice("X", ("text", "json"))
