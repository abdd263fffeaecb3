"""The API's calls about instance refresh, in the form `calls.py` lists."""

from __future__ import annotations

from functools import partial
from typing import Any

from simulator.control import Control
from simulator.problems import Problem
from simulator.text import Text

NAMES = ("start_instance_refresh", "cancel_instance_refresh", "rollback_instance_refresh")


def _refusal(name: str, group: Any, control: Control, given: Any) -> Problem | None:
    problem: Problem | None = group.refreshing.refusal(control, name, given)
    return problem


def _make(name: str, group: Any, control: Control, given: Any) -> Text:
    text: Text = group.refreshing.operate(control, name, given)
    return text


#: Name, refusal, and what makes the call.
REFRESH_CALLS = [(name, partial(_refusal, name), partial(_make, name)) for name in NAMES]
