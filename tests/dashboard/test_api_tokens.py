"""API tokens: what each scope opens, and what a token never does."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any

import pytest
from django.utils import timezone

from dashboard.accounts import tokens
from dashboard.accounts.models import ApiToken
from dashboard.accounts.tokens import Scope, do_create_token, do_revoke_token
from dashboard.api.api import api
from dashboard.architectures.actions import do_create
from dashboard.architectures.models import Document
from dashboard.runs.models import Run

from .conftest import DOCUMENT, Api

pytestmark = [pytest.mark.django_db, pytest.mark.redis, pytest.mark.usefixtures("hot")]

METHODS = ("get", "post", "put", "patch", "delete")
#: Every operation as the description tells it: method, path, its entry.
OPERATIONS = [
    (method, path, entry)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method, entry in methods.items()
    if method in METHODS
]
NAMES = [f"{method.upper()} {path}" for method, path, _ in OPERATIONS]


def scope_of(entry: dict[str, Any]) -> str:
    """The one scope the description says an operation needs."""
    (needed,) = next(each["ApiToken"] for each in entry["security"] if "ApiToken" in each)
    return needed


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def ask(client: Any, method: str, path: str, headers: dict[str, str], body: Any = None) -> Any:
    data = json.dumps({} if body is None else body)
    return client.generic(method.upper(), path, data, content_type="application/json", headers=headers)


@pytest.fixture
def secret_of(student: Any) -> Any:
    """`secret_of("read", "run")`: a new token of the student with these scopes."""
    return lambda *scopes: do_create_token(student, "test", [Scope(scope) for scope in scopes])[1]


def test_there_are_operations_of_every_scope() -> None:
    assert {scope_of(entry) for _, _, entry in OPERATIONS} == {scope.value for scope in Scope}


@pytest.mark.parametrize(("method", "path", "entry"), OPERATIONS, ids=NAMES)
def test_every_operation_names_its_scope_and_its_refusals(method: str, path: str, entry: Any) -> None:
    assert scope_of(entry) in set(Scope)
    assert [next(iter(each)) for each in entry["security"]] == ["ApiToken", "Session"]
    assert {401, 403, 429} <= set(entry["responses"])


@pytest.mark.parametrize(("method", "path", "entry"), OPERATIONS, ids=NAMES)
def test_an_operation_opens_for_its_scope_and_for_no_other(
    browser_of: Any, secret_of: Any, document: Any, run: Any, method: str, path: str, entry: Any
) -> None:
    needed = scope_of(entry)
    own = path.replace("{id}", str(run.pk if "/runs/" in path else document.pk))
    client = browser_of(enforce_csrf_checks=True)
    others = secret_of(*(scope for scope in Scope if scope != needed))
    refused = ask(client, method, own, bearer(others))
    assert refused.status_code == 403
    body = refused.json()
    assert (body["error"]["code"], body["scope"], body["problems"]) == ("ScopeMissing", needed, [])
    assert needed in body["error"]["message"]
    assert f'scope="{needed}"' in refused.headers["WWW-Authenticate"]
    assert Document.objects.filter(pk=document.pk).exists() and Run.objects.filter(pk=run.pk).exists()
    assert ask(client, method, own, bearer(secret_of(needed))).status_code not in (401, 403)


@pytest.mark.parametrize(("method", "path", "entry"), OPERATIONS, ids=NAMES)
@pytest.mark.parametrize("kind", ["unknown", "revoked", "expired", "owner gone"])
def test_a_refused_token_opens_nothing_though_a_session_comes_along(
    browser_of: Any, student: Any, other_student: Any, run: Any, kind: str, method: str, path: str, entry: Any
) -> None:
    token, secret = do_create_token(other_student, "test", Scope)
    if kind == "unknown":
        secret = "slab_" + "x" * 43
    elif kind == "revoked":
        do_revoke_token(token)
    elif kind == "expired":
        ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    else:
        other_student.is_active = False
        other_student.save()
    own = path.replace("{id}", str(run.pk if "/runs/" in path else run.document_id))
    answer = ask(browser_of(student), method, own, bearer(secret))
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "TokenRefused" and answer.json()["problems"] == []
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_why_is_said_in_the_callers_language(browser_of: Any) -> None:
    headers = {**bearer("slab_nothing"), "Accept-Language": "ko"}
    assert "토큰" in ask(browser_of(), "get", "/api/v1/documents", headers).json()["error"]["message"]


def test_a_token_is_its_owners_whatever_session_comes_along(
    browser_of: Any, student: Any, other_student: Any, document: Any
) -> None:
    do_create(other_student, DOCUMENT, "Theirs")
    _, secret = do_create_token(other_student, "test", [Scope.READ])
    answer = ask(browser_of(student), "get", "/api/v1/documents", bearer(secret))
    assert [one["name"] for one in answer.json()] == ["Theirs"]
    mine = ask(browser_of(student), "get", f"/api/v1/documents/{document.pk}", bearer(secret))
    assert mine.status_code == 404


def test_a_token_writes_without_a_csrf_token_and_a_session_does_not(
    browser_of: Any, student: Any, secret_of: Any
) -> None:
    body = {"document": DOCUMENT}
    client = browser_of(student, enforce_csrf_checks=True)
    assert ask(client, "post", "/api/v1/documents", {}, body).status_code == 403
    answer = ask(client, "post", "/api/v1/documents", bearer(secret_of("write")), body)
    assert answer.status_code == 201
    assert Document.objects.get(pk=answer.json()["id"]).owner == student


def test_a_token_can_do_no_more_than_its_owner(
    browser_of: Any, administrator: Any, secret_of: Any, document: Any
) -> None:
    _, secret = do_create_token(administrator, "test", Scope)
    assert ask(browser_of(), "delete", f"/api/v1/documents/{document.pk}", bearer(secret)).status_code == 404


def test_another_scheme_leaves_the_session_in_charge(browser_of: Any, student: Any, document: Any) -> None:
    """A proxy with a password of its own sends Basic."""
    answer = ask(browser_of(student), "get", "/api/v1/documents", {"Authorization": "Basic eDp5"})
    assert [one["id"] for one in answer.json()] == [str(document.pk)]


def test_only_a_digest_is_stored(student: Any) -> None:
    token, secret = do_create_token(student, "test", [Scope.READ])
    row = ApiToken.objects.values().get(pk=token.pk)
    assert secret not in json.dumps(row, default=str)
    assert row["digest"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret.startswith(row["prefix"]) and len(row["prefix"]) == 9
    assert len(secret.removeprefix("slab_")) >= 43, "32 bytes in base64"


def test_use_is_noted_to_the_hour(student: Any) -> None:
    token, secret = do_create_token(student, "test", [Scope.READ])
    assert token.last_used_at is None
    assert tokens.find(secret) == token
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert (token.last_used_at.minute, token.last_used_at.second) == (0, 0)
    assert timezone.now() - token.last_used_at < datetime.timedelta(hours=1)


def test_a_use_within_the_hour_writes_nothing(student: Any, django_assert_num_queries: Any) -> None:
    _, secret = do_create_token(student, "test", [Scope.READ])
    tokens.find(secret)
    with django_assert_num_queries(1):
        tokens.find(secret)


def test_a_person_has_a_bounded_number_in_use(student: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "TOKEN_QUOTA", 2)
    first, _ = do_create_token(student, "1", [Scope.READ])
    do_create_token(student, "2", [Scope.READ])
    with pytest.raises(tokens.TooManyTokens):
        do_create_token(student, "3", [Scope.READ])
    do_revoke_token(first)
    do_create_token(student, "3", [Scope.READ])


def test_a_token_does_not_open_pages(browser_of: Any, document: Any, secret_of: Any, pages: None) -> None:
    answer = browser_of().get(f"/workbench/{document.pk}/", headers=bearer(secret_of(*Scope)))
    assert answer.status_code == 404


def test_a_whole_life_with_a_token(browser_of: Any, secret_of: Any) -> None:
    """Create, run, read, delete: what a program does."""
    client, headers = browser_of(enforce_csrf_checks=True), bearer(secret_of(*Scope))
    document = ask(client, "post", "/api/v1/documents", headers, {"document": DOCUMENT}).json()["id"]
    run = ask(client, "post", "/api/v1/runs", headers, {"document": document}).json()
    assert run["read_only"] is False
    started = ask(client, "post", f"/api/v1/runs/{run['id']}/control", headers, {"action": "run"})
    assert started.json()["status"] == "running"
    assert ask(client, "delete", f"/api/v1/runs/{run['id']}", headers).status_code == 204
    assert ask(client, "delete", f"/api/v1/documents/{document}", headers).status_code == 204
    assert Api(client).get("/documents")[1] == []
