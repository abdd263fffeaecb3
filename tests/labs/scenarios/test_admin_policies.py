"""Labs about policies in the admin's editor: where they are played, what that takes away, requests as objectives."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django_vite.core.asset_loader import DjangoViteAssetLoader

from labs.authoring import actions, proving
from labs.scenarios.content import CONTENT, read_files
from labs.scenarios.models import Status
from simulator.document import reading
from tests.labs.scenarios.forms import WORDS, Editor

pytestmark = pytest.mark.django_db
LAB = "explicit-deny-wins"


@pytest.fixture
def editor(author: Any, browser_of: Any) -> Editor:
    """A copy of a lab about policies, open in the editor."""
    files = read_files(CONTENT / LAB)
    return Editor(browser_of(author), actions.do_bring_in("my-policies", files, author))


def definition(editor: Editor) -> Any:
    return reading.read(editor.version.files["scenario.yaml"])


def places(editor: Editor) -> set[str]:
    return {name.rpartition(":")[0] for name in editor.values}


def test_what_belongs_to_a_run_is_not_asked_for(editor):
    assert not places(editor) & {"d.duration", "d.seeds", "d.budget.usd_per_hour"}
    assert 'id="section-script"' not in editor.text
    assert {"d.stage", "d.objectives.0.check.checks.0.request.action"} <= places(editor)


def test_a_request_is_filled_in_and_kept_as_one(editor):
    editor.press("add d.objectives")
    new = "d__objectives__4__check__"
    editor.fill(**{f"{new}kind": "request"})
    editor.press()
    editor.fill(
        d__objectives__4__id="camera",
        d__objectives__4__title__en="The camera cannot read",
        d__objectives__4__title__ko="카메라는 읽지 못하게 하기",
        d__objectives__4__missed__en="It came out as {measured}.",
        d__objectives__4__missed__ko="결과: {measured}",
        **{
            f"{new}request__principal__resource": "CameraImport",
            f"{new}request__action": "s3:GetObject",
            f"{new}request__resource__resource": "Photos",
            f"{new}request__resource__path": "/originals/1.raw",
            f"{new}request__context": "{aws:SecureTransport: 'true'}",
            f"{new}outcome": "denied",
        },
    )
    editor.press()
    assert definition(editor)["objectives"][4]["check"] == {
        "kind": "decision",
        "request": {
            "principal": {"resource": "CameraImport"},
            "action": "s3:GetObject",
            "resource": {"resource": "Photos", "path": "/originals/1.raw"},
            "context": {"aws:SecureTransport": "true"},
        },
        "outcome": "denied",
    }
    assert editor.version.content.definition.objectives[4].id == "camera"


def test_somebody_who_is_not_in_the_document_is_named_by_arn(editor):
    part = "d__objectives__0__check__checks__0__request__"
    editor.fill(**{f"{part}principal__resource": "", f"{part}principal__arn": "ec2.amazonaws.com"})
    editor.fill(**{f"{part}resource__resource": "", f"{part}resource__path": ""})
    editor.press()
    asked = definition(editor)["objectives"][0]["check"]["checks"][0]["request"]
    assert asked == {"principal": "ec2.amazonaws.com", "action": "s3:GetObject"}


def test_a_mistake_in_a_request_stands_at_its_field(editor):
    part = "d.objectives.0.check.checks.0.request.action"
    editor.fill(**{part.replace(".", "__"): "s3:Get*"})
    editor.press()
    assert editor.mistakes_at(part)


def test_a_lab_with_a_world_becomes_one_without_and_back(author, browser_of):
    editor = Editor(browser_of(author), actions.do_begin_scenario("first-outage", author))
    editor.fill(**WORDS)
    editor.press()
    assert "stage" not in definition(editor)
    editor.fill(d__stage="policies")
    editor.press()
    kept = definition(editor)
    assert kept["stage"] == "policies"
    assert not kept.keys() & {"duration", "seeds", "script", "budget"}
    # Its objective asks for what a run did, and says that there is none.
    assert "on stage policies" in editor.text
    editor.fill(d__stage="world")
    editor.press()
    assert editor.mistakes_at("d.duration")
    editor.fill(d__duration="600", d__seeds="1, 2, 3, 4, 5")
    editor.press()
    assert editor.version.content.definition.duration == 600


def test_it_is_proved_with_one_seed(editor, author, wishes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = actions.do_ask_for_proof(editor.version, author)
    variants = [one.variant for one in run.tries.all()]
    assert len(variants) == len(set(variants)) == 12
    while (one := proving.take()) is not None:
        proving.work(one)
    assert editor.version.status == Status.PROVED


def test_its_preview_is_the_policies_page(editor, author, browser_of, hot, monkeypatch):
    for name in ("generate_vite_asset", "generate_vite_asset_url", "preload_vite_asset"):
        monkeypatch.setattr(DjangoViteAssetLoader, name, lambda *args, **options: "")
    actions.do_preview(editor.version, author)
    page = browser_of(author).get(reverse("preview-play", args=[editor.pk]))
    assert page.status_code == 200
    assert page.context["boot"]["page"] == "policies"
    assert page.context["boot"]["lab"]["stage"] == "policies"
