"""The API keeps to its own description, whatever is sent, and whoever calls: a page's session or a token.

The suite tries a few examples an operation, always the same; `make fuzz-api` tries hundreds, always others.
"""

from __future__ import annotations

import copy
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from dashboard.accounts.tokens import Scope, do_create_token
from dashboard.architectures.actions import do_create
from dashboard.policies.actions import do_share
from dashboard.runs.actions import do_create_run
from dashboard.runs.frames import encode
from dashboard.runs.models import FrameChunk, Run
from labs.guided.actions import do_begin, do_submit
from labs.scenarios.actions import do_load_shipped
from simulator.document import parse_document
from simulator.engine import World

from .conftest import DOCUMENT

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
SETTINGS = settings(
    max_examples=EXAMPLES or 6,
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
TICKS = 8


@dataclass
class Caller:
    """The student, and what of theirs an operation may be about. `headers` and `cookies` say who calls."""

    student: Any
    headers: dict[str, str]
    cookies: dict[str, str]
    document: Any

    def subject(self, path: str, method: str) -> str:
        """The id of something the operation can work on; a deletion gets one of its own."""
        if "/documents/" in path:
            document = do_create(self.student, DOCUMENT).document if method == "DELETE" else self.document
            return str(document.pk)
        if "/runs/" in path:
            return str(self.run(fresh=method == "DELETE").pk)
        if "/attempts/" in path:
            # A document is judged by itself in labs without a world alone.
            return str(self.attempt(world=(method, path[-9:]) != ("POST", "/standing")).pk)
        if "/shares/" in path:
            return str(self.share().pk)
        return str(self.submission().pk if "/submissions/" in path else uuid.uuid4())

    def run(self, *, fresh: bool) -> Run:
        found = None if fresh else Run.objects.filter(document=self.document).first()
        if found is not None:
            return found
        run = do_create_run(self.student, self.document, seed=7)
        frames = [frame.as_json() for frame in World.create(parse_document(DOCUMENT), seed=7).advance(TICKS)]
        FrameChunk.objects.create(run=run, after=0, through=TICKS, blob=encode(frames))
        Run.objects.filter(pk=run.pk).update(tick=TICKS)
        return run

    def share(self) -> Any:
        asked = {"principal": "*", "action": "s3:GetObject", "resource": "arn:aws:s3:::files/a"}
        return self.student.policy_shares.first() or do_share(
            self.student, {"document": DOCUMENT, "request": asked}
        )

    def attempt(self, *, world: bool = True) -> Any:
        lab = next(one for one in labs() if one.content.definition.has_world == world)
        return self.student.attempts.filter(version=lab).first() or do_begin(self.student, lab)

    def submission(self) -> Any:
        return self.attempt().submissions.first() or do_submit(self.attempt(), "a-key-of-mine")


_SHIPPED: list[Any] = []


def labs() -> list[Any]:
    """The labs' published versions. Read from their files once; later tests get the rows again."""
    from labs.scenarios.models import Version

    if not _SHIPPED:
        _SHIPPED.extend(copy.deepcopy(version) for version in do_load_shipped())
    if not Version.objects.exists():
        for version in _SHIPPED:
            version.scenario.save(force_insert=True)
            version.save(force_insert=True)
    return list(Version.objects.published())


@pytest.fixture
def no_limits(settings: Any) -> None:
    """Budgets are tested where they are made; here they would hide what stands behind them."""
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, 0)


@pytest.fixture(params=["session", "token"])
def caller(
    request: pytest.FixtureRequest, student: Any, hot: str, pages: None, no_limits: None
) -> Iterator[Caller]:
    """The student by the page's session with its token, or by an API token of all scopes."""
    if request.param == "session":
        client = Client()
        client.force_login(student)
        token = client.get("/workbench/").context["boot"]["csrf"]
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        headers = {"X-CSRFToken": token}
    else:
        cookies, headers = {}, {"Authorization": f"Bearer {do_create_token(student, 'fuzz', Scope)[1]}"}
    document = do_create(student, DOCUMENT).document
    # Requests must not close the connection that the test's transaction is on.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Caller(student, {**headers, "Accept-Encoding": "identity"}, cookies, document)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.redis
@pytest.mark.django_db
@schema.parametrize()
@SETTINGS
def test_every_operation_answers_as_described(case: Any, caller: Caller) -> None:
    if "id" in case.path_parameters:
        case.path_parameters["id"] = caller.subject(case.path, case.method)
    if "/labs" in case.path:
        slug = labs()[0].scenario.slug
        if "slug" in case.path_parameters:
            case.path_parameters["slug"] = slug
    case.call_and_validate(headers=caller.headers, cookies=caller.cookies, checks=CHECKS)


OPERATIONS = [
    (method.upper(), path)
    for path, methods in schema.raw_schema["paths"].items()
    for method in methods
    if method in ("get", "post", "put", "patch", "delete")
]


@pytest.mark.redis
@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(one) for one in OPERATIONS])
def test_every_operation_refuses_who_asks_too_often(
    method: str, path: str, student: Any, hot: str, settings: Any, browser_of: Any
) -> None:
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, 1)
    client = browser_of(student)
    own = path.replace("{id}", str(uuid.uuid4())).replace("{", "").replace("}", "")
    answers = [client.generic(method, own, b"{}", content_type="application/json") for _ in range(2)]
    assert answers[1].status_code == 429 and int(answers[1].headers["Retry-After"]) >= 1
    assert answers[1].json()["error"]["message"] and answers[1].json()["problems"] == []
    assert "429" in schema.raw_schema["paths"][path][method.lower()]["responses"]
