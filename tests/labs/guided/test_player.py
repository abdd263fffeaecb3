"""What the player asks of the server beside playing: limits that let things come back, a run that is there again."""

from __future__ import annotations

from typing import Any

import pytest
from django_vite.core.asset_loader import DjangoViteAssetLoader

from dashboard.architectures.models import Document
from dashboard.runs.models import Run, Status
from labs.guided.models import Attempt
from labs.scenarios.actions import do_store
from labs.scenarios.models import Status as VersionStatus
from labs.scenarios.models import Version

from .test_playing import begin, save, wishes

LAB = "zone-outage"
__all__ = ["wishes"]  # the fixture: nobody asks a broker

pytestmark = pytest.mark.django_db


def document_of(caller: Any, attempt: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = caller.get(f"/documents/{attempt['document']}").json()["document"]
    return content


def close_palette(attempt: dict[str, Any]) -> None:
    """As in a lab in which nothing may be added."""
    document = Document.objects.get(pk=attempt["document"])
    document.limits = {**document.limits, "palette": []}
    document.save()


def test_what_was_given_may_be_taken_out_and_put_back(labs, learner):
    attempt = begin(learner)
    close_palette(attempt)
    content = document_of(learner, attempt)
    group = content["Resources"].pop("WebGroup")
    assert save(learner, attempt["document"], content).status_code == 200
    content["Resources"]["Other"] = group
    refused = save(learner, attempt["document"], content)
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["code"] == "NotOffered"
    del content["Resources"]["Other"]
    content["Resources"]["WebGroup"] = group
    assert save(learner, attempt["document"], content).status_code == 200


def test_starting_over_brings_back_what_was_taken_out_and_the_first_second(labs, learner):
    attempt = begin(learner)
    close_palette(attempt)
    content = document_of(learner, attempt)
    del content["Resources"]["WebGroup"]
    save(learner, attempt["document"], content)
    Run.objects.update(status=Status.FINISHED, tick=1500)
    assert learner.post(f"/attempts/{attempt['id']}/restart").status_code == 200
    assert "WebGroup" in document_of(learner, attempt)["Resources"]
    run = Run.objects.get()
    assert (run.status, run.tick) == (Status.CREATED, 0)


def test_a_deleted_run_is_made_anew_with_the_labs_script(labs, learner):
    attempt = begin(learner)
    Run.objects.all().delete()
    standing = learner.get(f"/attempts/{attempt['id']}/standing").json()
    assert (standing["second"], standing["duration"]) == (0, 1500)
    answer = learner.post(f"/attempts/{attempt['id']}/run")
    assert answer.status_code == 200
    run = Run.objects.get()
    definition = labs[LAB].content.definition
    assert (str(run.pk), run.seed) == (answer.json()["id"], definition.seeds[0])
    assert run.script["events"] == list(definition.script)


def test_an_ended_run_begins_again_and_one_that_goes_on_stays(labs, learner):
    attempt = begin(learner)
    run = Run.objects.get()
    path = f"/attempts/{attempt['id']}/run"
    assert learner.post(path).json()["id"] == str(run.pk)
    Run.objects.update(status=Status.FINISHED, tick=1500)
    answer = learner.post(path).json()
    assert (answer["id"], answer["status"], answer["tick"]) == (str(run.pk), "created", 0)


def test_a_run_without_the_labs_script_is_not_judged(labs, learner):
    attempt = begin(learner)
    mine = Run.objects.get()
    other = learner.post("/runs", {"document": attempt["document"]}).json()
    Run.objects.filter(pk=other["id"]).update(status=Status.FINISHED)
    assert learner.post(f"/attempts/{attempt['id']}/run").json()["id"] == str(mine.pk)


def test_nobody_elses_run_is_made(labs, learner, other_learner):
    attempt = begin(learner)
    assert other_learner.post(f"/attempts/{attempt['id']}/run").status_code == 404


# --- pages -------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages can be rendered without the built front end."""
    for name in ("generate_vite_asset", "generate_vite_asset_url", "preload_vite_asset"):
        monkeypatch.setattr(DjangoViteAssetLoader, name, lambda *args, **options: "")


def answers(version: Version) -> dict[str, str]:
    return {f"prediction-{one.id}": one.options[0].id for one in version.content.definition.predictions}


def test_the_catalogue_is_there_for_everybody_by_path_and_by_topic(labs, visitor):
    for query in ("", "?by=row"):
        page = visitor.client.get(f"/labs/{query}").content.decode()
        for version in labs.values():
            assert f'href="/labs/{version.scenario.slug}/"' in page
            assert version.title_en in page
    korean = visitor.client.get("/labs/", headers={"accept-language": "ko"}).content.decode()
    assert labs[LAB].title_ko in korean


def test_an_empty_catalogue_says_what_labs_are(visitor, db):
    page = visitor.client.get("/labs/")
    assert page.status_code == 200
    assert "No lab is published yet" in page.content.decode()


def test_a_briefing_asks_before_it_begins(labs, visitor):
    page = visitor.client.get(f"/labs/{LAB}/")
    text = page.content.decode()
    definition = labs[LAB].content.definition
    assert all(one.question.en in text for one in definition.predictions)
    assert all(one.because.en not in text for one in definition.predictions)
    assert visitor.client.get(f"/labs/{LAB}/play/").headers["Location"] == f"/labs/{LAB}/"
    refused = visitor.client.post(f"/labs/{LAB}/")
    assert refused.status_code == 422
    assert Attempt.objects.count() == 0


def test_beginning_by_the_form_leads_to_the_player(labs, visitor):
    answer = visitor.client.post(f"/labs/{LAB}/", answers(labs[LAB]))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/labs/{LAB}/play/")
    page = visitor.client.get(f"/labs/{LAB}/play/")
    boot = page.context["boot"]
    attempt = Attempt.objects.get()
    assert boot["document_id"] == str(attempt.document_id)
    assert boot["run_id"] == str(Run.objects.get().pk)
    assert boot["limits"]["locked"] == list(labs[LAB].content.definition.locked)
    assert boot["lab"]["attempt"]["id"] == str(attempt.pk)
    assert boot["lab"]["next"]["url"].startswith("/labs/")
    # The first answer stays, whatever a second form says.
    first = attempt.predictions
    visitor.client.post(f"/labs/{LAB}/", {"prediction-dark": "errors"})
    assert Attempt.objects.get().predictions == first


def test_an_answer_that_there_is_not_is_refused(labs, visitor):
    answer = visitor.client.post(f"/labs/{LAB}/", {"prediction-dark": "maybe"})
    assert answer.status_code == 422
    assert Attempt.objects.get().predictions == {}


def test_an_attempt_without_its_document_begins_anew(labs, learner):
    learner.client.post(f"/labs/{LAB}/", answers(labs[LAB]))
    Document.objects.all().delete()
    assert learner.client.get(f"/labs/{LAB}/play/").status_code == 302
    assert learner.client.post(f"/labs/{LAB}/").headers["Location"] == f"/labs/{LAB}/play/"
    assert learner.client.get(f"/labs/{LAB}/play/").status_code == 200


def test_who_began_an_older_version_goes_on_with_it_or_begins_the_new_one(labs, learner):
    learner.client.post(f"/labs/{LAB}/", answers(labs[LAB]))
    old = labs[LAB]
    changed = do_store(LAB, {**old.files, "en.md": old.files["en.md"].replace("# Survive", "# Outlive")})
    Version.objects.filter(pk=old.pk).update(status=VersionStatus.RETIRED)
    Version.objects.filter(pk=changed.pk).update(status=VersionStatus.PUBLISHED)
    page = learner.client.get(f"/labs/{LAB}/")
    assert "Survive a zone outage" in page.content.decode()
    assert "?version=newest" in page.content.decode()
    assert "Outlive" in learner.client.get(f"/labs/{LAB}/?version=newest").content.decode()
    learner.client.post(f"/labs/{LAB}/", {**answers(labs[LAB]), "version": "newest"})
    assert learner.client.get(f"/labs/{LAB}/play/").context["boot"]["lab"]["version"] == changed.number


def test_others_players_are_their_own(labs, learner, other_learner):
    learner.client.post(f"/labs/{LAB}/", answers(labs[LAB]))
    assert other_learner.client.get(f"/labs/{LAB}/play/").status_code == 302


def test_a_lab_that_is_not_published_is_not_there(labs, learner):
    Version.objects.filter(pk=labs[LAB].pk).update(status=VersionStatus.DRAFT)
    assert learner.client.get(f"/labs/{LAB}/").status_code == 404
    assert learner.client.get("/labs/nothing/").status_code == 404


def test_the_catalogue_knows_what_one_reached(labs, visitor):
    visitor.client.post(f"/labs/{LAB}/", answers(labs[LAB]))
    assert "Go on" in visitor.client.get("/labs/").content.decode()
    Attempt.objects.update(best_stars=2, best_points=95)
    for query in ("", "?by=row"):
        page = visitor.client.get(f"/labs/{query}").content.decode()
        assert "2 of 2 stars" in page
        assert "Again" in page
