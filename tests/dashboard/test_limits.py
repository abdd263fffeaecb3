"""Rate limits: by account, never by address; a class behind one address is never locked out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from config import settings as shipped
from dashboard.accounts import tokens
from dashboard.accounts.models import User
from dashboard.accounts.tokens import Scope
from dashboard.api import limits
from dashboard.runs import actions
from dashboard.runs.models import Run

from .conftest import DOCUMENT

pytestmark = [pytest.mark.django_db, pytest.mark.redis]


@pytest.fixture
def clock(hot: str, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The limits' wall clock: ten seconds into a minute, and it stands still."""
    now = [60_010.0]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    return now


@pytest.fixture
def few(settings: Any, clock: list[float]) -> Iterator[Callable[..., None]]:
    def set_limits(**budgets: int) -> None:
        settings.RATE_LIMITS = {**dict.fromkeys(shipped.RATE_LIMITS, 0), **budgets}

    yield set_limits


def test_one_too_many_is_refused_with_when_to_come_back(api_of: Any, student: Any, few: Any) -> None:
    few(reads=3)
    client = api_of(student).client
    assert [client.get("/api/v1/runs").status_code for _ in range(3)] == [200] * 3
    answer = client.get("/api/v1/runs", headers={"Accept-Language": "ko"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "50")
    content = json.loads(answer.content)
    assert content["error"]["code"] == "TooManyRequests" and "50초 뒤에" in content["error"]["message"]
    assert content["problems"] == []
    english = json.loads(client.get("/api/v1/runs", headers={"Accept-Language": "en"}).content)
    assert "Try again in 50 s" in english["error"]["message"]


def test_the_next_minute_is_a_new_one(api_of: Any, student: Any, few: Any, clock: list[float]) -> None:
    few(reads=1)
    api = api_of(student)
    assert [api.get("/runs")[0] for _ in range(2)] == [200, 429]
    clock[0] += 50
    assert api.get("/runs")[0] == 200


def test_the_account_counts_whichever_way_it_calls(api_of: Any, student: Any, few: Any) -> None:
    few(reads=2)
    _row, token = tokens.do_create_token(student, "program", [Scope.READ])
    program = Client()
    bearer = {"Authorization": f"Bearer {token}"}
    assert api_of(student).get("/runs")[0] == 200
    assert program.get("/api/v1/runs", headers=bearer).status_code == 200
    assert program.get("/api/v1/runs", headers=bearer).status_code == 429
    assert api_of(student).get("/runs")[0] == 429


def test_forty_people_behind_one_address_do_not_disturb_each_other(api_of: Any, few: Any) -> None:
    few(reads=2)
    for number in range(40):
        person = User.objects.create_user(f"pupil-{number}")
        assert [api_of(person).get("/runs")[0] for _ in range(2)] == [200, 200]


def test_nor_do_visitors_without_an_account(few: Any, pages: None, settings: Any) -> None:
    few(reads=2)
    for number in range(40):
        browser = Client()
        browser.cookies[settings.CSRF_COOKIE_NAME] = f"{number:032d}"
        assert [browser.get("/api/v1/charts").status_code for _ in range(3)] == [200, 200, 429]


def test_programs_without_anything_share_a_larger_budget(few: Any) -> None:
    few(reads=1)
    answers = [Client().get("/api/v1/charts").status_code for _ in range(limits.STRANGERS + 1)]
    assert answers == [200] * limits.STRANGERS + [429]


def test_budgets_are_apart(api_of: Any, student: Any, run: Run, few: Any) -> None:
    few(reads=1, writes=1, checks=1, commands=1)
    api = api_of(student)
    assert [api.get("/runs")[0] for _ in range(2)] == [200, 429]
    assert [api.post("/check", {"document": DOCUMENT})[0] for _ in range(2)] == [200, 429]
    assert [api.post(f"/runs/{run.pk}/control", {"action": "pause"})[0] for _ in range(2)] == [200, 429]
    assert [api.post("/documents", {"document": DOCUMENT})[0] for _ in range(2)] == [201, 429]


@pytest.mark.parametrize(
    ("method", "path", "budget"),
    [
        ("GET", "/api/v1/runs", "reads"),
        ("POST", "/api/v1/runs", "runs"),
        ("POST", "/api/v1/documents/x/copy", "runs"),
        ("POST", "/api/v1/runs/x/commands", "commands"),
        ("POST", "/api/v1/decide/route53.choose", "checks"),
        ("GET", "/api/v1/runs/x/export", "exports"),
        ("PUT", "/api/v1/documents/x", "writes"),
        ("DELETE", "/api/v1/runs/x", "writes"),
    ],
)
def test_each_operation_has_its_budget(method: str, path: str, budget: str) -> None:
    assert limits.budget_of(method, path) == budget and budget in shipped.RATE_LIMITS


def test_visitors_accounts_are_made_at_a_lecture_halls_pace(few: Any, pages: None) -> None:
    few(accounts=3)

    def visit(address: str) -> int:
        browser = Client(REMOTE_ADDR=address)
        return browser.post(
            "/api/v1/documents", json.dumps({"document": DOCUMENT}), content_type="application/json"
        ).status_code

    assert [visit("192.0.2.1") for _ in range(4)] == [201, 201, 201, 429]
    assert User.objects.filter(is_anonymous_visitor=True).count() == 3, "a refusal makes no account"
    assert visit("192.0.2.2") == 201
    assert [visit(f"2001:db8:1:2::{number}") for number in range(4)] == [201, 201, 201, 429], "one network"
    assert shipped.RATE_LIMITS["accounts"] >= 300


def test_who_has_an_account_is_not_stopped_by_new_ones(api_of: Any, student: Any, few: Any) -> None:
    few(accounts=1)
    assert [api_of(student).post("/documents", {"document": DOCUMENT})[0] for _ in range(3)] == [201] * 3


def test_without_redis_nobody_is_refused(
    api_of: Any, student: Any, few: Any, settings: Any, tmp_path: Any
) -> None:
    few(reads=1)
    api = api_of(student)
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": f"unix://{tmp_path}/none.sock"}}
    assert [api.get("/documents")[0] for _ in range(3)] == [200] * 3


def test_every_operation_says_that_it_may_refuse() -> None:
    schema = Client().get("/api/v1/openapi.json").json()
    found = [
        (path, method)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if "429" not in operation["responses"]
    ]
    assert schema["paths"] and found == []


def test_commands_that_wait_have_an_end(api_of: Any, student: Any, run: Run, monkeypatch: Any) -> None:
    """A run that stands takes no commands out of the queue: it must not fill the database."""
    monkeypatch.setattr(actions, "WAITING_COMMANDS", 3)
    command = {"command": {"kind": "change", "resource": "Files", "properties": {}}}
    api = api_of(student)
    monkeypatch.setattr(actions.worlds, "parse", lambda payload: payload)
    assert [api.post(f"/runs/{run.pk}/commands", command)[0] for _ in range(4)] == [202, 202, 202, 422]
    assert run.commands.count() == 3
