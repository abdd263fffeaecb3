"""Runs over the API: who may start, steer and read them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from dashboard.architectures.actions import do_create
from dashboard.runs import actions, store
from dashboard.runs.models import Run, Status

from .conftest import DOCUMENT
from .test_slices import work, work_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


@pytest.fixture
def demo(administrator: Any, hot: str) -> Run:
    document = do_create(administrator, DOCUMENT, "Demo", shared=True).document
    return actions.do_create_run(administrator, document, seed=1, shared=True)


def test_a_run_is_of_the_newest_revision(api_of: Any, student: Any, document: Any, hot: str) -> None:
    status, body = api_of(student).post("/runs", {"document": str(document.pk), "seed": 11, "speed": "max"})
    assert status == 201
    expected = {"status": "created", "seed": 11, "speed": "max", "tick": 0, "revision": 1, "read_only": False}
    assert expected.items() <= body.items()
    assert body["url"] == f"/runs/{body['id']}/"


def test_a_document_with_errors_does_not_run(api_of: Any, student: Any, hot: str) -> None:
    broken = copy.deepcopy(DOCUMENT)
    broken["Resources"]["Viewers"]["Properties"]["Endpoint"] = {"Ref": "Nothing"}
    document = do_create(student, broken).document
    status, body = api_of(student).post("/runs", {"document": str(document.pk)})
    assert status == 422 and body["problems"]
    assert not Run.objects.exists()


def test_running_puts_the_run_on_the_schedule(toy: Any, api_of: Any, student: Any, run: Run) -> None:
    status, body = api_of(student).post(f"/runs/{run.pk}/control", {"action": "run", "speed": 10})
    assert (status, body["status"], body["speed"]) == (200, "running", 10)
    assert store.scheduled([str(run.pk)]) == {str(run.pk)}


@pytest.mark.parametrize("speed", [1, 5, 10, 60, "max"])
def test_a_run_goes_at_each_speed_that_is_offered(
    toy: Any, api_of: Any, student: Any, run: Run, speed: int | str
) -> None:
    api = api_of(student)
    assert api.post(f"/runs/{run.pk}/control", {"action": "speed", "speed": speed})[1]["speed"] == speed
    assert api.post(f"/runs/{run.pk}/control", {"action": "run"})[1]["speed"] == speed
    work(run)
    assert store.load(str(run.pk)).tick >= 1


def test_a_speed_that_is_not_offered_is_refused(api_of: Any, student: Any, run: Run) -> None:
    assert api_of(student).post(f"/runs/{run.pk}/control", {"action": "speed", "speed": 7})[0] == 422


def test_frames_are_read_in_pages(toy: Any, api_of: Any, student: Any, run: Run, settings: Any) -> None:
    settings.RUN_CHECKPOINT_SECONDS = 0
    actions.do_run(run, "max")
    work_until(run, 200)
    api = api_of(student)
    seen: list[int] = []
    more = True
    while more and len(seen) < 200:
        after = seen[-1] if seen else 0
        page = api.get(f"/runs/{run.pk}/frames?after={after}&before=181&limit=50")[1]
        seen += [frame["id"] for frame in page["frames"]]
        more = page["more"]
    assert seen == list(range(1, 181))


def test_decisions_are_found_by_subject(toy: Any, api_of: Any, student: Any, run: Run) -> None:
    actions.do_run(run, "max")
    work_until(run, 30)
    found = api_of(student).get(f"/runs/{run.pk}/decisions?subject=toy")[1]["decisions"]
    assert [decision["frame"] for decision in found][:4] == [7, 14, 21, 28]
    assert api_of(student).get(f"/runs/{run.pk}/decisions?subject=other")[1]["decisions"] == []


def test_a_command_is_taken_and_its_tick_told(toy: Any, api_of: Any, student: Any, run: Run) -> None:
    api = api_of(student)
    api.post(f"/runs/{run.pk}/control", {"action": "run", "speed": "max"})
    work(run)
    assert api.post(f"/runs/{run.pk}/commands", {"command": {"kind": "toy"}}) == (202, {"sequence": 1})
    assert api.get(f"/runs/{run.pk}/commands")[1][0]["applied_at_tick"] is None
    tick = store.load(str(run.pk)).tick
    work(run)
    assert api.get(f"/runs/{run.pk}/commands")[1][0]["applied_at_tick"] == tick


def test_a_command_of_no_known_kind_is_refused(api_of: Any, student: Any, run: Run) -> None:
    status, body = api_of(student).post(f"/runs/{run.pk}/commands", {"command": {"kind": "nonsense"}})
    assert status == 422 and body["problems"]
    assert run.commands.count() == 0


def test_an_update_to_a_document_with_errors_is_refused(api_of: Any, student: Any, run: Run) -> None:
    broken = copy.deepcopy(DOCUMENT)
    broken["Resources"]["Viewers"]["Properties"]["Endpoint"] = {"Ref": "Nothing"}
    command = {"kind": "update", "document": broken}
    assert api_of(student).post(f"/runs/{run.pk}/commands", {"command": command})[0] == 422


@pytest.mark.parametrize("person", ["other_student", "instructor", "author", "administrator", None])
def test_nobody_else_sees_or_steers_a_run(
    api_of: Any, run: Run, person: str | None, request: pytest.FixtureRequest
) -> None:
    api = api_of(request.getfixturevalue(person) if person else None)
    for path in ("", "/frames", "/decisions", "/commands"):
        assert api.get(f"/runs/{run.pk}{path}")[0] == 404
    assert api.post(f"/runs/{run.pk}/control", {"action": "run"})[0] == 404
    assert api.post(f"/runs/{run.pk}/commands", {"command": {"kind": "toy"}})[0] == 404
    assert api.post("/runs", {"document": str(run.document_id)})[0] == 404
    assert Run.objects.get(pk=run.pk).status == Status.CREATED


@pytest.mark.parametrize("person", ["student", "administrator", None])
def test_everybody_watches_the_demo_and_nobody_steers_it(
    toy: Any, api_of: Any, demo: Run, person: str | None, request: pytest.FixtureRequest
) -> None:
    api = api_of(request.getfixturevalue(person) if person else None)
    status, body = api.get(f"/runs/{demo.pk}")
    assert (status, body["read_only"]) == (200, True)
    assert api.get(f"/runs/{demo.pk}/frames")[0] == 200
    for action in ("run", "pause", "reset", "stop"):
        assert api.post(f"/runs/{demo.pk}/control", {"action": action})[0] == 403
    assert api.post(f"/runs/{demo.pk}/commands", {"command": {"kind": "toy"}})[0] == 403
    assert api.post("/runs", {"document": str(demo.document_id)})[0] == 403
    assert Run.objects.get(pk=demo.pk).status == Status.CREATED


def test_an_ended_run_is_steered_no_more_but_can_be_reset(
    toy: Any, api_of: Any, student: Any, run: Run
) -> None:
    api = api_of(student)
    assert api.post(f"/runs/{run.pk}/control", {"action": "stop"})[1]["status"] == "finished"
    status, body = api.post(f"/runs/{run.pk}/control", {"action": "run"})
    assert (status, body["error"]["code"]) == (422, "RunEnded")
    assert api.post(f"/runs/{run.pk}/control", {"action": "reset"})[1]["status"] == "created"


def test_reset_takes_the_newest_revision(toy: Any, api_of: Any, student: Any, run: Run) -> None:
    changed = copy.deepcopy(DOCUMENT)
    changed["Resources"]["Viewers"]["Properties"]["Traffic"]["Rate"] = 99
    api = api_of(student)
    api.put(f"/documents/{run.document_id}", {"document": changed, "base_revision": 1})
    assert api.get(f"/runs/{run.pk}")[1]["revision"] == 1
    assert api.post(f"/runs/{run.pk}/control", {"action": "reset"})[1]["revision"] == 2


def test_a_person_runs_only_so_many_at_a_time(
    toy: Any, api_of: Any, student: Any, document: Any, hot: str, settings: Any
) -> None:
    settings.RUN_QUOTA = 1
    api = api_of(student)
    first, second = (api.post("/runs", {"document": str(document.pk)})[1]["id"] for _ in range(2))
    assert api.post(f"/runs/{first}/control", {"action": "run"})[0] == 200
    status, body = api.post(f"/runs/{second}/control", {"action": "run"})
    assert (status, body["error"]["code"]) == (422, "TooManyRuns")


def test_the_list_has_ones_own_runs(
    toy: Any, api_of: Any, student: Any, other_student: Any, run: Run
) -> None:
    assert [row["id"] for row in api_of(student).get("/runs")[1]] == [str(run.pk)]
    assert api_of(other_student).get("/runs")[1] == []


def test_signing_up_takes_the_visitors_work_along(toy: Any, browser_of: Any, hot: str) -> None:
    from .conftest import Api

    client = browser_of()
    document = Api(client).post("/documents", {"document": DOCUMENT})[1]["id"]
    form = {
        "username": "newcomer",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    answer = client.post("/accounts/signup/", form)
    assert answer.status_code == 302, answer.context["form"].errors
    assert [row["id"] for row in Api(client).get("/documents")[1]] == [document]
    from dashboard.accounts.models import User

    assert not User.objects.filter(is_anonymous_visitor=True).exists()
