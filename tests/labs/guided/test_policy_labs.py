"""A lab that judges policies: begun without a run, judged at every change, handed in and graded by the document."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django_vite.core.asset_loader import DjangoViteAssetLoader

from dashboard.accounts.models import Role
from dashboard.runs.models import Run
from labs.guided.models import Attempt, Trial
from tests.labs.conftest import Caller

from .test_playing import grade_all, hand_in, save, wishes

LAB = "explicit-deny-wins"
__all__ = ["wishes"]  # the fixture: nobody asks a broker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages can be rendered without the built front end."""
    for name in ("generate_vite_asset", "generate_vite_asset_url", "preload_vite_asset"):
        monkeypatch.setattr(DjangoViteAssetLoader, name, lambda *args, **options: "")


def begin(caller: Any, lab: str = LAB) -> dict[str, Any]:
    answer = caller.post(f"/labs/{lab}/attempt")
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def answer_all(caller: Any, attempt: dict[str, Any]) -> None:
    for one in attempt["predictions"]:
        body = {"prediction": one["id"], "option": one["options"][0]["id"]}
        assert caller.post(f"/attempts/{attempt['id']}/predictions", body).status_code == 200


def met(standing: dict[str, Any]) -> dict[str, bool]:
    return {one["id"]: one["met"] for one in standing["objectives"]}


def test_beginning_makes_a_document_with_limits_and_no_run(labs, learner):
    attempt = begin(learner)
    assert Run.objects.count() == 0
    told = learner.get(f"/labs/{LAB}").json()
    assert (told["stage"], told["duration"], told["seeds"]) == ("policies", 0, 1)
    document = learner.get(f"/documents/{attempt['document']}").json()["document"]
    document["Resources"]["Photos"]["Properties"]["BucketName"] = "somewhere-else"
    refused = save(learner, attempt["document"], document)
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["code"] == "LockedResource"


def test_other_labs_are_told_to_be_of_a_world(labs, learner):
    assert learner.get("/labs/zone-outage").json()["stage"] == "world"


def test_what_stands_is_judged_as_it_is_stored_and_as_it_is_about_to_be(labs, learner):
    attempt = begin(learner)
    path = f"/attempts/{attempt['id']}/standing"
    stored = learner.get(path).json()
    assert met(stored) == {"read": False, "keep": True, "work": True, "overwrite": True}
    assert (stored["second"], stored["duration"], stored["problems"]) == (0, 0, [])
    first = stored["objectives"][0]["parts"][0]
    assert (first["measured"], first["value"]) == ("explicitDeny", "allowed")
    assert first["asked"]["principal"] == "arn:aws:iam::111122223333:user/mina"
    changed = labs[LAB].content.solution.as_json()
    judged = learner.post(path, {"content": changed})
    assert judged.status_code == 200
    assert all(met(judged.json()).values())
    # Nothing of it is stored.
    assert met(learner.get(path).json()) == met(stored)


def test_a_policy_that_is_being_typed_is_judged_as_having_no_say(labs, learner):
    attempt = begin(learner)
    content = deepcopy(labs[LAB].content.start.as_json())
    content["Resources"]["KeepOriginals"]["Properties"]["PolicyDocument"] = '{"Version": "2012-10-17", "State'
    answer = learner.post(f"/attempts/{attempt['id']}/standing", {"content": content})
    assert answer.status_code == 200
    assert met(answer.json())["keep"] is False
    assert answer.json()["problems"]


@pytest.mark.parametrize("content", [{}, {"Resources": []}, {"Resources": {"A": {"Type": "Nothing"}}}])
def test_what_is_no_document_is_refused(labs, learner, content):
    attempt = begin(learner)
    answer = learner.post(f"/attempts/{attempt['id']}/standing", {"content": content})
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_a_lab_with_a_world_is_not_judged_without_a_run(labs, learner):
    attempt = begin(learner, "zone-outage")
    content = labs["zone-outage"].content.solution.as_json()
    answer = learner.post(f"/attempts/{attempt['id']}/standing", {"content": content})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "NeedsRun"


def test_nobody_elses_attempt_is_judged(labs, learner, other_learner, visitor):
    attempt = begin(learner)
    content = labs[LAB].content.start.as_json()
    for stranger in (other_learner, visitor):
        path = f"/attempts/{attempt['id']}/standing"
        assert stranger.post(path, {"content": content}).status_code == 404
        assert stranger.get(path).status_code == 404


def test_there_is_no_run_to_be_had(labs, learner):
    attempt = begin(learner)
    refused = learner.post(f"/attempts/{attempt['id']}/run")
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["code"] == "NoWorld"
    assert Run.objects.count() == 0


def test_a_solution_passes_with_every_star_and_no_figures_of_a_run(
    labs, learner, django_capture_on_commit_callbacks
):
    attempt = begin(learner)
    answer_all(learner, attempt)
    content = labs[LAB].content.solution.as_json()
    assert save(learner, attempt["document"], content).status_code == 200
    receipt = hand_in(learner, attempt, capture=django_capture_on_commit_callbacks)
    assert receipt.status_code == 202
    assert Trial.objects.count() == 1
    assert grade_all() == 1
    graded = learner.get(f"/submissions/{receipt.json()['id']}").json()
    assert (graded["state"], graded["stars"], graded["points"]) == ("done", 2, 100)
    assert graded["facts"] is None
    assert "explicit deny" in graded["debrief"]
    parts = graded["results"]["objectives"][1]["parts"]
    assert [part["asked"]["action"] for part in parts][-1] == "s3:DeleteObjectVersion"
    assert len(graded["predictions"]) == 2


def test_a_wrong_design_fails_by_name(labs, learner, django_capture_on_commit_callbacks):
    attempt = begin(learner)
    save(learner, attempt["document"], labs[LAB].content.wrong["not-for-mina"].as_json())
    receipt = hand_in(learner, attempt, capture=django_capture_on_commit_callbacks)
    assert grade_all() == 1
    graded = learner.get(f"/submissions/{receipt.json()['id']}").json()
    assert graded["stars"] == 0
    assert {one["id"] for one in graded["results"]["objectives"] if not one["met"]} >= {"read", "keep"}


def test_a_document_with_errors_cannot_be_handed_in(labs, learner, django_capture_on_commit_callbacks):
    attempt = begin(learner)
    content = deepcopy(labs[LAB].content.solution.as_json())
    statement = content["Resources"]["KeepOriginals"]["Properties"]["PolicyDocument"]["Statement"][0]
    statement["Effect"] = "Perhaps"
    assert save(learner, attempt["document"], content).status_code == 200
    assert hand_in(learner, attempt, capture=django_capture_on_commit_callbacks).status_code == 422
    assert Trial.objects.count() == 0


def test_starting_over_brings_the_policies_back(labs, learner):
    attempt = begin(learner)
    path = f"/attempts/{attempt['id']}"
    save(learner, attempt["document"], labs[LAB].content.solution.as_json())
    assert all(met(learner.get(f"{path}/standing").json()).values())
    assert learner.post(f"{path}/restart").status_code == 200
    assert not met(learner.get(f"{path}/standing").json())["read"]


@pytest.mark.parametrize(("language", "said"), [("en", "Nothing is run"), ("ko", "실행하는 것은 없고")])
def test_the_briefing_says_that_nothing_is_run(labs, visitor, language, said):
    page = visitor.client.get(f"/labs/{LAB}/", headers={"accept-language": language}).content.decode()
    assert said in page
    assert "seed" not in page


def test_the_player_is_the_policies_page_with_the_lab_in_it(labs, learner):
    attempt = begin(learner)
    answer_all(learner, attempt)
    page = learner.client.get(f"/labs/{LAB}/play/")
    assert page.status_code == 200
    assert [template.name for template in page.templates][:2] == ["labs/play_policies.html", "policies.html"]
    boot = page.context["boot"]
    assert (boot["page"], boot["document_id"], boot["run_id"]) == ("policies", attempt["document"], None)
    assert boot["lab"]["stage"] == "policies"
    assert boot["limits"]["locked"] == ["Photos", "CameraImport"]
    assert "solution" not in str(boot)


def test_a_class_sees_who_meets_what_without_a_run(labs, instructor, browser_of, hot, learner, other_learner):
    instructor.role = Role.INSTRUCTOR
    instructor.save()
    teacher = Caller(browser_of(instructor), instructor)
    session = teacher.post("/classes", {"lab": LAB, "minutes": 30, "title": "Monday"}).json()
    for nickname, student in (("ada", learner), ("bob", other_learner)):
        answer = student.post("/join", {"code": session["code"], "nickname": nickname})
        assert answer.status_code == 201, answer.content
    teacher.post(f"/classes/{session['id']}/control", {"action": "start"})
    attempt = Attempt.objects.get(user=learner.user)
    saved = save(learner, str(attempt.document_id), labs[LAB].content.solution.as_json())
    assert saved.status_code == 200, saved.content
    tiles = {one["nickname"]: one for one in teacher.get(f"/classes/{session['id']}").json()["tiles"]}
    assert all(tiles["ada"]["met"].values())
    assert len(tiles["ada"]["met"]) == 4
    assert tiles["bob"]["met"]["read"] is False
    assert (tiles["ada"]["run"], tiles["ada"]["glance"]) == (None, None)
    # What was judged is remembered for as long as nothing is saved.
    worse = labs[LAB].content.wrong["no-deny"].as_json()
    save(learner, str(attempt.document_id), worse)
    tiles = {one["nickname"]: one for one in teacher.get(f"/classes/{session['id']}").json()["tiles"]}
    assert (tiles["ada"]["met"]["read"], tiles["ada"]["met"]["keep"]) == (True, False)


def test_the_class_plays_it_on_the_policies_page(labs, instructor, browser_of, hot, learner):
    instructor.role = Role.INSTRUCTOR
    instructor.save()
    teacher = Caller(browser_of(instructor), instructor)
    session = teacher.post("/classes", {"lab": LAB, "minutes": 30, "title": "Monday"}).json()
    learner.post("/join", {"code": session["code"], "nickname": "ada"})
    attempt = Attempt.objects.get(user=learner.user)
    attempt.predictions = {one.id: one.answer for one in labs[LAB].content.definition.predictions}
    attempt.save()
    page = learner.client.get(f"/classes/{session['id']}/play/")
    assert page.status_code == 200
    assert page.context["boot"]["page"] == "policies"
    assert 'id="class-bar"' in page.content.decode()
