"""The secret of a new access key: told once, to who steers the run, and kept nowhere."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dashboard.runs import actions
from dashboard.runs.models import Run, RunCommand

from .test_slices import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]

CREATE = {"kind": "operate", "operation": "create_access_key", "resource": "Alice", "parameters": {}}


@pytest.fixture
def keyed(run: Run) -> Run:
    """A run whose first command made an access key."""
    RunCommand.objects.create(run=run, sequence=1, payload=CREATE, applied_at_tick=3)
    return run


def ask(api: Any, run: Run, sequence: int = 1) -> tuple[int, Any]:
    answer: tuple[int, Any] = api.post(f"/runs/{run.pk}/commands/{sequence}/secret", {})
    return answer


def test_a_secret_is_told_one_time(api_of: Any, student: Any, keyed: Run) -> None:
    api = api_of(student)
    status, body = ask(api, keyed)
    assert status == 200 and re.fullmatch(r"[A-Za-z0-9+/]{40}", body["SecretAccessKey"])
    again, refusal = ask(api, keyed)
    assert again == 422 and refusal["problems"][0]["code"] == "SecretToldAlready"


def test_each_key_has_a_secret_of_its_own(api_of: Any, student: Any, keyed: Run) -> None:
    RunCommand.objects.create(run=keyed, sequence=2, payload=CREATE, applied_at_tick=4)
    api = api_of(student)
    assert ask(api, keyed, 1)[1]["SecretAccessKey"] != ask(api, keyed, 2)[1]["SecretAccessKey"]


@pytest.mark.parametrize(
    "row",
    [
        {"applied_at_tick": None},
        {"applied_at_tick": 3, "problems": [{"code": "LimitExceeded"}]},
        {"applied_at_tick": 3, "payload": {**CREATE, "operation": "delete_access_key"}},
    ],
)
def test_there_is_none_before_a_key_is_there(
    api_of: Any, student: Any, run: Run, row: dict[str, Any]
) -> None:
    RunCommand.objects.create(run=run, sequence=1, **{"payload": CREATE, **row})
    status, body = ask(api_of(student), run)
    assert status == 422 and body["problems"][0]["code"] == "NoSecret"
    assert RunCommand.objects.get(run=run).secret_told_at is None


def test_others_are_not_told(api_of: Any, other_student: Any, student: Any, keyed: Run) -> None:
    assert ask(api_of(other_student), keyed)[0] == 404
    assert ask(api_of(student), keyed)[0] == 200


def test_it_is_in_no_answer_and_no_export(
    toy: Any, api_of: Any, student: Any, run: Run, settings: Any
) -> None:
    settings.RUN_CHECKPOINT_SECONDS = 0
    actions.do_run(run, "max")
    work(run)
    RunCommand.objects.create(run=run, sequence=1, payload=CREATE, applied_at_tick=1)
    api = api_of(student)
    secret = ask(api, run)[1]["SecretAccessKey"]
    told = [api.get(f"/runs/{run.pk}/{what}")[1] for what in ("commands", "frames?after=0&limit=50")]
    assert secret not in json.dumps(told)
    row = RunCommand.objects.get(run=run)
    assert secret not in json.dumps([row.payload, row.problems])
