"""A learner's way through a lab over the API, graded by the graders' own functions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dashboard.architectures.models import Document
from dashboard.runs.models import Run
from labs.guided import actions, trials
from labs.guided.models import Attempt, Submission, SubmissionState, Trial
from labs.scenarios.models import Version

LAB = "zone-outage"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wishes(monkeypatch) -> list[int]:
    """What was asked of graders, instead of a broker."""
    asked: list[int] = []
    monkeypatch.setattr("labs.guided.tasks.ask", lambda times=1: asked.append(times))
    return asked


def begin(caller: Any) -> dict[str, Any]:
    answer = caller.post(f"/labs/{LAB}/attempt")
    assert answer.status_code == 201, answer.content
    return answer.json()


def save(caller: Any, document: str, content: dict[str, Any]) -> Any:
    base = caller.get(f"/documents/{document}").json()["revision"]
    return caller.put(f"/documents/{document}", {"document": content, "base_revision": base})


def hand_in(caller: Any, attempt: dict[str, Any], key: str = "a-key-of-mine", capture: Any = None) -> Any:
    with capture(execute=True):
        return caller.post(f"/attempts/{attempt['id']}/submissions", {"key": key})


def grade_all() -> int:
    count = 0
    while (trial := trials.take()) is not None:
        trials.work(trial)
        count += 1
    return count


def test_the_catalogue_shows_published_labs_and_what_one_reached(labs, learner):
    shown = {lab["slug"]: lab for lab in learner.get("/labs").json()}
    assert shown.keys() == labs.keys()
    assert (shown[LAB]["begun"], shown[LAB]["best_stars"]) == (False, None)
    begin(learner)
    shown = {lab["slug"]: lab for lab in learner.get("/labs").json()}
    assert shown[LAB]["begun"]


def test_a_briefing_tells_neither_answers_nor_hints(labs, learner):
    text = learner.get(f"/labs/{LAB}").content.decode() + str(begin(learner))
    definition = labs[LAB].content.definition
    for hint in definition.hints:
        assert hint.text.en not in text
    for prediction in definition.predictions:
        assert prediction.because.en not in text
    assert "solution" not in text


def test_the_briefing_is_in_the_callers_language(labs, learner):
    answer = learner.get(f"/labs/{LAB}", headers={"accept-language": "ko"}).json()
    assert answer["title"] == labs[LAB].title_ko
    assert "<strong>" in answer["briefing"]


def test_a_visitor_begins_without_an_account(labs, visitor):
    attempt = begin(visitor)
    assert visitor.get(f"/attempts/{attempt['id']}").status_code == 200
    assert Attempt.objects.get().user.is_anonymous_visitor


def test_beginning_again_goes_on(labs, learner):
    first, again = begin(learner), begin(learner)
    assert (first["id"], first["document"]) == (again["id"], again["document"])
    assert Document.objects.count() == Run.objects.count() == 1
    assert Run.objects.get().script["duration"] == labs[LAB].content.definition.duration


def test_the_learners_document_is_the_start_with_the_labs_limits(labs, learner):
    attempt = begin(learner)
    content = labs[LAB].content
    document = learner.get(f"/documents/{attempt['document']}").json()["document"]
    assert document["Resources"].keys() == content.start.as_json()["Resources"].keys()
    document["Resources"]["SeoulViewers"]["Properties"]["Traffic"]["Rate"] = 1
    refused = save(learner, attempt["document"], document)
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["code"] == "LockedResource"
    del document["Resources"]["SeoulViewers"]
    assert save(learner, attempt["document"], document).status_code == 422


def test_what_is_locked_may_be_moved(labs, learner):
    attempt = begin(learner)
    document = learner.get(f"/documents/{attempt['document']}").json()["document"]
    document["Resources"]["SeoulViewers"]["Metadata"]["Canvas"]["x"] = 7
    assert save(learner, attempt["document"], document).status_code == 200


def test_a_prediction_stays_as_it_was_first(labs, learner):
    attempt = begin(learner)
    path = f"/attempts/{attempt['id']}/predictions"
    learner.post(path, {"prediction": "dark", "option": "nothing"})
    answer = learner.post(path, {"prediction": "dark", "option": "errors"}).json()
    assert answer["predictions"][0]["chosen"] == "nothing"
    assert learner.post(path, {"prediction": "dark", "option": "maybe"}).status_code == 422
    assert learner.post(path, {"prediction": "light", "option": "errors"}).status_code == 422


def test_hints_open_in_order_and_are_recorded(labs, learner):
    attempt = begin(learner)
    path = f"/attempts/{attempt['id']}/hints"
    assert learner.post(path, {"number": 2}).status_code == 422
    answer = learner.post(path, {"number": 1}).json()
    assert [hint["text"] is not None for hint in answer["hints"]] == [True, False, False]
    learner.post(path, {"number": 1})
    assert Attempt.objects.get().hints == 1


def test_a_solution_handed_in_is_graded_over_every_seed(
    labs, learner, wishes, django_capture_on_commit_callbacks
):
    attempt = begin(learner)
    content = labs[LAB].content
    assert save(learner, attempt["document"], content.solution.as_json()).status_code == 200
    learner.post(f"/attempts/{attempt['id']}/predictions", {"prediction": "dark", "option": "nothing"})
    receipt = hand_in(learner, attempt, capture=django_capture_on_commit_callbacks)
    assert receipt.status_code == 202
    assert wishes == [len(content.definition.seeds)]
    assert receipt.json()["state"] == "grading"
    assert receipt.json()["debrief"] is None
    assert grade_all() == len(content.definition.seeds)
    graded = learner.get(f"/submissions/{receipt.json()['id']}").json()
    assert (graded["state"], graded["stars"], graded["points"]) == ("done", 2, 100)
    served = graded["results"]["objectives"][0]
    assert (served["id"], served["met"], served["seeds_met"]) == ("served", True, 5)
    assert served["measured"] >= served["value"]
    assert "{{" not in graded["debrief"]
    assert "100" in graded["debrief"]
    assert graded["predictions"][0]["chosen"] == "nothing"
    assert graded["predictions"][0]["answer"] == "errors"
    assert (Attempt.objects.get().best_stars, Attempt.objects.get().best_points) == (2, 100)


def test_the_untouched_start_does_not_pass_and_says_what_it_reached(
    labs, learner, django_capture_on_commit_callbacks
):
    attempt = begin(learner)
    receipt = hand_in(learner, attempt, capture=django_capture_on_commit_callbacks).json()
    grade_all()
    graded = learner.get(f"/submissions/{receipt['id']}").json()
    served = graded["results"]["objectives"][0]
    assert (graded["state"], graded["stars"], served["met"]) == ("done", 0, False)
    assert served["measured"] < served["value"]
    assert graded["results"]["figures"]["first_failure"]["at"] > 0


def test_opened_hints_cost_points(labs, learner, django_capture_on_commit_callbacks):
    attempt = begin(learner)
    content = labs[LAB].content
    save(learner, attempt["document"], content.alternative.as_json())
    learner.post(f"/attempts/{attempt['id']}/hints", {"number": 1})
    receipt = hand_in(learner, attempt, capture=django_capture_on_commit_callbacks).json()
    grade_all()
    graded = learner.get(f"/submissions/{receipt['id']}").json()
    assert graded["points"] == 100 - content.definition.hints[0].cost


def test_handing_in_twice_with_one_key_hands_in_once(labs, learner, django_capture_on_commit_callbacks):
    attempt = begin(learner)
    first = hand_in(learner, attempt, capture=django_capture_on_commit_callbacks).json()
    again = hand_in(learner, attempt, capture=django_capture_on_commit_callbacks).json()
    assert first["id"] == again["id"]
    other = hand_in(learner, attempt, "another-key", capture=django_capture_on_commit_callbacks)
    assert other.status_code == 422
    assert other.json()["error"]["code"] == "StillGrading"
    assert Submission.objects.count() == 1


def test_the_same_key_sent_twice_at_once_hands_in_once(
    labs, learner, django_capture_on_commit_callbacks, monkeypatch
):
    """The second one comes while the first, whose sender has gone, is still being stored."""
    attempt = begin(learner)
    handed_in = actions._handed_in
    first: list[Submission] = []

    def meanwhile(found: Attempt) -> dict[str, Any]:
        monkeypatch.setattr(actions, "_handed_in", handed_in)
        first.append(actions.do_submit(found, "a-key-of-mine"))
        return handed_in(found)

    monkeypatch.setattr(actions, "_handed_in", meanwhile)
    answer = hand_in(learner, attempt, capture=django_capture_on_commit_callbacks)
    assert (answer.status_code, answer.json()["id"]) == (202, str(first[0].pk))
    assert Submission.objects.count() == 1


def test_a_document_that_cannot_run_is_not_handed_in(labs, learner):
    attempt = begin(learner)
    document = learner.get(f"/documents/{attempt['document']}").json()["document"]
    document["Resources"]["WebGroup"]["Properties"]["MaxSize"] = 0
    save(learner, attempt["document"], document)
    answer = learner.post(f"/attempts/{attempt['id']}/submissions", {"key": "a-key-of-mine"})
    assert answer.status_code == 422
    assert Submission.objects.count() == 0


def test_starting_over_keeps_what_was_reached(labs, learner):
    attempt = begin(learner)
    save(learner, attempt["document"], labs[LAB].content.solution.as_json())
    Attempt.objects.update(best_stars=2, hints=1)
    answer = learner.post(f"/attempts/{attempt['id']}/restart").json()
    assert (answer["document"], answer["best_stars"]) == (attempt["document"], 2)
    document = learner.get(f"/documents/{attempt['document']}").json()["document"]
    assert document["Resources"]["WebGroup"]["Properties"]["DesiredCapacity"] == 2
    assert Attempt.objects.get().hints == 1


def test_what_is_others_does_not_exist(labs, learner, other_learner):
    attempt = begin(learner)
    receipt = learner.post(f"/attempts/{attempt['id']}/submissions", {"key": "a-key-of-mine"}).json()
    for path in (
        f"/attempts/{attempt['id']}",
        f"/attempts/{attempt['id']}/standing",
        f"/submissions/{receipt['id']}",
    ):
        assert learner.get(path).status_code == 200
        assert other_learner.get(path).status_code == 404
    for path, content in (
        ("predictions", {"prediction": "dark", "option": "errors"}),
        ("hints", {"number": 1}),
        ("step", {"step": 1}),
        ("restart", {}),
        ("submissions", {"key": "another-key"}),
    ):
        assert other_learner.post(f"/attempts/{attempt['id']}/{path}", content).status_code == 404
    assert Attempt.objects.get().predictions == {}


# --- trials ------------------------------------------------------------------------------------------------


def submission_of(user: Any, version: Version, key: str, seeds: range) -> Submission:
    attempt, _ = Attempt.objects.get_or_create(user=user, version=version)
    handed = Submission.objects.create(attempt=attempt, key=key, document={})
    Trial.objects.bulk_create([Trial(submission=handed, seed=seed) for seed in seeds])
    return handed


def test_trials_are_taken_in_turn_between_people(labs, learner, other_learner):
    version = labs[LAB]
    many = submission_of(learner.user, version, "many", range(6))
    few = submission_of(other_learner.user, version, "few", range(2))
    order = [trial.submission_id for trial in iter(trials.take, None)]
    assert order[:4] in ([many.pk, few.pk] * 2, [many.pk, few.pk, few.pk, many.pk])
    assert order.count(many.pk) == 6


def test_a_trial_that_was_lost_with_its_worker_is_taken_again(labs, learner):
    submission_of(learner.user, labs[LAB], "key", range(1))
    first = trials.take()
    assert trials.take() is None
    Trial.objects.update(taken_at=timezone.now() - trials.STALE - timedelta(seconds=1))
    again = trials.take()
    assert again.pk == first.pk
    assert again.takes == 2


def test_a_trial_that_ends_workers_is_given_up(labs, learner):
    handed = submission_of(learner.user, labs[LAB], "key", range(1))
    Trial.objects.update(takes=trials.MOST_TAKES, taken_at=timezone.now() - timedelta(hours=1))
    trials.work(trials.take())
    handed.refresh_from_db()
    assert handed.state == SubmissionState.FAILED
    assert trials.take() is None


def test_a_trial_done_twice_counts_once(labs, learner, django_capture_on_commit_callbacks):
    attempt = begin(learner)
    hand_in(learner, attempt, capture=django_capture_on_commit_callbacks)
    one = trials.take()
    trials.work(one)
    trials.work(one)  # a second worker had taken it after the first fell silent
    assert Trial.objects.filter(done=True).count() == 1
    grade_all()
    assert Submission.objects.get().state == SubmissionState.DONE


def test_however_many_wait_graders_are_asked_now_and_then(
    labs, learner, django_capture_on_commit_callbacks, wishes, monkeypatch
):
    monkeypatch.setattr("labs.guided.tasks.REMIND_SECONDS", 3_600)
    receipt = hand_in(learner, begin(learner), capture=django_capture_on_commit_callbacks).json()
    handed_in = list(wishes)
    for _ in range(20):
        assert learner.get(f"/submissions/{receipt['id']}").json()["state"] == "grading"
    assert handed_in == [len(labs[LAB].content.definition.seeds)]
    assert wishes == [*handed_in, 1]
