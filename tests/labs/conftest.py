"""The labs in the catalogue, and each of the cast as a caller of the API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from labs.scenarios.actions import do_load_shipped
from labs.scenarios.models import Version


class Caller:
    """One person's way to the API; without a person, the stranger's."""

    def __init__(self, client: Any, user: Any = None) -> None:
        self.client, self.user = client, user

    def get(self, path: str, **rest: Any) -> Any:
        return self.client.get(f"/api/v1{path}", **rest)

    def post(self, path: str, content: Any = None) -> Any:
        return self.client.post(f"/api/v1{path}", json.dumps(content or {}), content_type="application/json")

    def put(self, path: str, content: Any) -> Any:
        return self.client.put(f"/api/v1{path}", json.dumps(content), content_type="application/json")


@pytest.fixture
def learner(student: Any, browser_of: Any, hot: str) -> Caller:
    return Caller(browser_of(student), student)


@pytest.fixture
def other_learner(other_student: Any, browser_of: Any, hot: str) -> Caller:
    return Caller(browser_of(other_student), other_student)


@pytest.fixture
def visitor(browser_of: Any, hot: str) -> Caller:
    return Caller(browser_of())


@pytest.fixture
def labs(db: None) -> dict[str, Version]:
    """The labs we ship, published."""
    return {version.scenario.slug: version for version in do_load_shipped()}
