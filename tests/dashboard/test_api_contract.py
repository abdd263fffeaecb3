"""The API keeps to its own description, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator
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
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from dashboard.architectures.actions import do_create
from dashboard.runs.actions import do_create_run

from .conftest import DOCUMENT

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]


@pytest.fixture
def caller(student: Any, hot: str, pages: None) -> Iterator[dict[str, Any]]:
    """The student's session and token, and the ids of something of theirs."""
    client = Client()
    client.force_login(student)
    token = client.get("/workbench/").context["boot"]["csrf"]
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    document = do_create(student, DOCUMENT).document
    run = do_create_run(student, document)
    # Requests must not close the connection that the test's transaction is on.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {
        "headers": {"X-CSRFToken": token, "Accept-Encoding": "identity"},
        "cookies": cookies,
        "document": document,
        "run": run,
    }
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.redis
@pytest.mark.django_db
@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_every_operation_answers_as_described(case: Any, caller: dict[str, Any]) -> None:
    if "id" in case.path_parameters and case.method != "DELETE":
        case.path_parameters["id"] = str(caller["run" if "/runs/" in case.path else "document"].pk)
    case.call_and_validate(headers=caller["headers"], cookies=caller["cookies"], checks=CHECKS)
