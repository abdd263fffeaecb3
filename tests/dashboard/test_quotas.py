"""What a person may have: runs under way, runs kept, bytes stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from config import settings as configuration
from dashboard.accounts.actions import do_create_visitor
from dashboard.accounts.models import Role
from dashboard.runs import actions, quotas
from dashboard.runs.models import Checkpoint, FrameChunk, Run, Status
from simulator.problems import InvalidInput

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]

ROLES = {"visitor": 1, "learner": 2, "instructor": 3, "author": 4, "administrator": 5}


def ended(run: Run, days_ago: float, status: str = Status.FINISHED, size: int = 0) -> Run:
    """The run, ended so long ago, with a chunk of so many bytes."""
    Run.objects.filter(pk=run.pk).update(status=status, ended_at=timezone.now() - timedelta(days=days_ago))
    if size:
        FrameChunk.objects.create(run=run, after=0, through=10, blob=bytes(size))
    run.refresh_from_db()
    return run


def refusal(work: Any) -> Any:
    with pytest.raises(InvalidInput) as caught:
        work()
    [problem] = caught.value.problems
    return problem


def test_limits_follow_from_the_role(
    student: Any, instructor: Any, author: Any, administrator: Any, settings: Any, hot: str
) -> None:
    settings.RUN_QUOTA = settings.RUN_STORED = settings.STORAGE_MB = ROLES
    instructor.role, author.role = Role.INSTRUCTOR, Role.AUTHOR
    people = [do_create_visitor(), student, instructor, author, administrator]
    assert [quotas.running_limit(person) for person in people] == [1, 2, 3, 4, 5]
    assert [quotas.stored_limit(person) for person in people] == [1, 2, 3, 4, 5]
    assert [quotas.storage_limit(person) // 1_000_000 for person in people] == [1, 2, 3, 4, 5]


def test_a_visitor_is_one_whatever_their_role(settings: Any, hot: str) -> None:
    settings.RUN_QUOTA = ROLES
    visitor = do_create_visitor()
    visitor.role = Role.ADMINISTRATOR
    assert quotas.running_limit(visitor) == 1


def test_every_role_has_a_limit_by_default(student: Any, hot: str) -> None:
    for limits in (configuration.RUN_QUOTA, configuration.RUN_STORED, configuration.STORAGE_MB):
        assert set(limits) == {quotas.VISITOR, *Role.values}
        assert min(limits.values()) == limits["visitor"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", {"visitor": 3, "learner": 4}),
        ("7", {"visitor": 7, "learner": 7}),
        ("learner=9", {"visitor": 3, "learner": 9}),
        (" visitor = 1 , learner=2", {"visitor": 1, "learner": 2}),
    ],
)
def test_limits_are_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: dict[str, int]
) -> None:
    monkeypatch.setattr(configuration, "ENVIRONMENT", {"RUN_QUOTA": value})
    assert configuration.read_by_role("RUN_QUOTA", {"visitor": 3, "learner": 4}) == expected


@pytest.mark.parametrize("value", ["many", "0", "learner=", "learner=0", "teacher=3", "learner=2.5"])
def test_a_limit_that_cannot_be_read_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setattr(configuration, "ENVIRONMENT", {"RUN_QUOTA": value})
    with pytest.raises(ImproperlyConfigured, match="RUN_QUOTA"):
        configuration.read_by_role("RUN_QUOTA", {"visitor": 3, "learner": 4})


def test_the_refusal_names_the_limit_in_both_languages(
    toy: Any, student: Any, document: Any, hot: str, settings: Any
) -> None:
    settings.RUN_QUOTA = {**ROLES, "learner": 2}
    runs = [actions.do_create_run(student, document) for _ in range(3)]
    for run in runs[:2]:
        actions.do_run(run)
    problem = refusal(lambda: actions.do_run(runs[2]))
    assert problem.code == "TooManyRuns"
    assert "limit is 2" in problem.message.en and "2개까지" in problem.message.ko
    actions.do_pause(runs[0])
    assert actions.do_run(runs[2]).status == Status.RUNNING


def test_a_run_that_goes_on_is_not_counted_against_itself(
    toy: Any, student: Any, document: Any, hot: str, settings: Any
) -> None:
    settings.RUN_QUOTA = 1
    run = actions.do_create_run(student, document)
    actions.do_run(run)
    assert actions.do_run(run, "10").speed == "10"


def test_one_persons_runs_do_not_count_for_another(
    toy: Any, student: Any, other_student: Any, document: Any, hot: str, settings: Any
) -> None:
    settings.RUN_QUOTA = settings.RUN_STORED = 1
    for person in (student, other_student):
        assert actions.do_run(actions.do_create_run(person, document)).status == Status.RUNNING


def test_the_oldest_ended_run_makes_room_for_a_new_one_archived_ones_first(
    toy: Any, student: Any, document: Any, hot: str, settings: Any
) -> None:
    settings.RUN_STORED = 3
    old = ended(actions.do_create_run(student, document), 9)
    archived = ended(actions.do_create_run(student, document), 8, Status.ARCHIVED)
    live = actions.do_create_run(student, document)
    first = actions.do_create_run(student, document)
    assert set(Run.objects.owned_by(student)) == {old, live, first}
    second = actions.do_create_run(student, document)
    assert set(Run.objects.owned_by(student)) == {live, first, second}
    assert archived not in Run.objects.all()


def test_runs_that_can_go_on_are_never_taken(
    toy: Any, student: Any, document: Any, hot: str, settings: Any
) -> None:
    settings.RUN_STORED = 2
    kept = [actions.do_create_run(student, document) for _ in range(2)]
    problem = refusal(lambda: actions.do_create_run(student, document))
    assert problem.code == "TooManyStoredRuns"
    assert "2 runs" in problem.message.en and "2개" in problem.message.ko
    assert set(Run.objects.owned_by(student)) == set(kept)


def test_bytes_are_of_documents_checkpoints_and_frames(
    toy: Any, student: Any, other_student: Any, document: Any, hot: str
) -> None:
    of_documents = quotas.stored_bytes(student)
    assert of_documents > 300
    run = actions.do_create_run(student, document)
    Checkpoint.objects.create(run=run, tick=1, blob=bytes(1_000))
    ended(run, 1, size=500)
    assert quotas.stored_bytes(student) == of_documents + 1_500
    assert quotas.bytes_of(run) == 1_500
    assert quotas.stored_bytes(other_student) == 0
    Run.objects.filter(pk=run.pk).update(shared=True)
    assert quotas.stored_bytes(student) == of_documents


def test_a_full_budget_costs_the_oldest_ended_runs_and_no_more_than_needed(
    toy: Any, student: Any, document: Any, hot: str, settings: Any
) -> None:
    settings.STORAGE_MB = 1
    runs = [ended(actions.do_create_run(student, document), days, size=400_000) for days in (3, 2)]
    runs.append(ended(actions.do_create_run(student, document), 1, size=400_000))
    new = actions.do_create_run(student, document)
    assert set(Run.objects.owned_by(student)) == {runs[1], runs[2], new}


def test_a_new_run_is_refused_when_what_must_stay_fills_the_budget(
    toy: Any, student: Any, document: Any, hot: str, settings: Any
) -> None:
    settings.STORAGE_MB = 1
    paused = actions.do_create_run(student, document)
    Checkpoint.objects.create(run=paused, tick=1, blob=bytes(2_100_000))
    problem = refusal(lambda: actions.do_create_run(student, document))
    assert problem.code == "StorageFull"
    assert "limit is 1 MB" in problem.message.en and "take 3 MB" in problem.message.en
    assert "한도는 1MB" in problem.message.ko
    assert list(Run.objects.owned_by(student)) == [paused]


def test_the_api_answers_with_the_refusal(
    toy: Any, api_of: Any, student: Any, document: Any, hot: str, settings: Any
) -> None:
    settings.RUN_STORED = 1
    api = api_of(student)
    assert api.post("/runs", {"document": str(document.pk)})[0] == 201
    status, body = api.post("/runs", {"document": str(document.pk)}, **{"Accept-Language": "ko"})
    assert (status, body["error"]["code"]) == (422, "TooManyStoredRuns")
    assert "한도" in body["problems"][0]["message"]


def test_the_labs_own_runs_have_no_quota(
    toy: Any, student: Any, document: Any, hot: str, settings: Any
) -> None:
    settings.RUN_QUOTA = settings.RUN_STORED = 1
    for _ in range(3):
        run = actions.do_create_run(student, document, shared=True)
        assert actions.do_run(run).status == Status.RUNNING
