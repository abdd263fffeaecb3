"""The cast with the roles of the admin, and the words of a scenario."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.accounts.models import Role
from dashboard.accounts.roles import do_assign_role


@pytest.fixture
def author(author: Any) -> Any:
    do_assign_role(author, Role.AUTHOR)
    return author


@pytest.fixture
def instructor(instructor: Any) -> Any:
    do_assign_role(instructor, Role.INSTRUCTOR)
    return instructor


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What was asked of graders, instead of a broker."""
    asked: list[int] = []
    monkeypatch.setattr("labs.authoring.tasks.ask", lambda times=1: asked.append(times))
    return asked
