"""Proof, preview and publishing in the admin, with the graders' own functions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from labs.authoring import actions, proving
from labs.authoring.models import ProofRun, ProofState, Try
from labs.guided.models import Attempt
from labs.scenarios.models import Status, Version
from tests.labs.scenarios.forms import WORDS, Editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(author: Any, browser_of: Any, wishes: list[int]) -> Editor:
    """A complete draft, open in the editor."""
    editor = Editor(browser_of(author), actions.do_begin_scenario("first-outage", author))
    editor.fill(**WORDS)
    editor.press()
    return editor


def prove(editor: Editor, capture: Any) -> ProofRun:
    with capture(execute=True):
        editor.client.post(reverse("admin:authoring_proof", args=[editor.pk]))
    return ProofRun.objects.get(version_id=editor.pk, state=ProofState.RUNNING)


def work_off() -> int:
    count = 0
    while (one := proving.take()) is not None:
        proving.work(one)
        count += 1
    return count


def publish(editor: Editor) -> str:
    editor.client.post(reverse("admin:authoring_publish", args=[editor.pk]))
    return editor.version.status


def test_a_draft_is_proved_and_published_and_stands_in_the_catalogue(
    editor, wishes, django_capture_on_commit_callbacks
):
    assert publish(editor) == Status.DRAFT
    run = prove(editor, django_capture_on_commit_callbacks)
    assert wishes == [actions.AT_A_TIME]
    assert run.tries.count() == 6 * 5
    assert work_off() == 30
    assert editor.version.status == Status.PROVED
    page = editor.client.get(reverse("admin:authoring_proof", args=[editor.pk])).content.decode()
    assert (
        "Solution without WebGroup" in page and "Wrong design too-few" in page and "Carry the traffic" in page
    )
    assert publish(editor) == Status.PUBLISHED
    titles = {lab["slug"]: lab["title"] for lab in editor.client.get("/api/v1/labs").json()}
    assert titles["first-outage"] == "One is too few"
    editor.client.post(reverse("admin:authoring_retire", args=[editor.pk]))
    assert editor.version.status == Status.RETIRED
    assert not editor.client.get("/api/v1/labs").json()


def test_a_wrong_design_that_wins_is_shown_and_keeps_the_draft_from_being_published(
    editor, django_capture_on_commit_callbacks
):
    more = "{MinSize: 5, MaxSize: 5, DesiredCapacity: 5}"
    editor.fill(w__0__source=f"Base: start.yaml\nResources:\n  WebGroup: {{Properties: {more}}}")
    editor.press()
    prove(editor, django_capture_on_commit_callbacks)
    work_off()
    assert editor.version.status == Status.DRAFT
    assert not editor.version.proof["holds"]
    page = editor.client.get(reverse("admin:authoring_proof", args=[editor.pk])).content.decode()
    assert "Not proved" in page and 'class="au-off"' in page
    assert publish(editor) == Status.DRAFT


def test_progress_is_told_while_it_runs(editor, django_capture_on_commit_callbacks):
    prove(editor, django_capture_on_commit_callbacks)
    for _ in range(3):
        proving.work(proving.take())
    answer = editor.client.get(reverse("admin:authoring_progress", args=[editor.pk])).content.decode()
    assert "3 of 30 runs done" in answer and 'hx-trigger="every 1s"' in answer


def test_who_looks_asks_again_when_nobody_works(editor, wishes, django_capture_on_commit_callbacks):
    prove(editor, django_capture_on_commit_callbacks)
    wishes.clear()
    editor.client.get(reverse("admin:authoring_progress", args=[editor.pk]))
    assert wishes == [1]
    proving.take()
    editor.client.get(reverse("admin:authoring_progress", args=[editor.pk]))
    assert wishes == [1]


def test_a_change_ends_the_proof_and_undoes_what_was_proved(editor, django_capture_on_commit_callbacks):
    run = prove(editor, django_capture_on_commit_callbacks)
    taken = proving.take()
    editor.fill(t__title__en="Changed")
    editor.press()
    proving.work(taken)
    run.refresh_from_db()
    assert run.state == ProofState.FAILED
    assert proving.take() is None
    Version.objects.filter(pk=editor.pk).update(status=Status.PROVED)
    editor.fill(t__title__en="Changed again")
    editor.press()
    assert editor.version.status == Status.DRAFT


def test_asking_twice_proves_once(editor, django_capture_on_commit_callbacks):
    first = prove(editor, django_capture_on_commit_callbacks)
    assert prove(editor, django_capture_on_commit_callbacks) == first
    assert Try.objects.count() == 30


def test_a_lost_worker_loses_nothing_and_one_that_always_dies_ends_the_proof(
    editor, django_capture_on_commit_callbacks
):
    run = prove(editor, django_capture_on_commit_callbacks)
    lost = proving.take()
    assert proving.take().pk != lost.pk
    for _ in range(proving.MOST_TAKES):
        Try.objects.filter(pk=lost.pk).update(taken_at=timezone.now() - timedelta(minutes=1))
        lost = proving.take()
    proving.work(lost)
    run.refresh_from_db()
    assert run.state == ProofState.FAILED


def test_a_try_that_costs_too_much_does_not_hold(editor, monkeypatch):
    monkeypatch.setattr(proving, "MOST_CPU_SECONDS", 0.0)
    row = proving.row_of_try(editor.version.content, "solution", 1)
    assert (row.holds, row.problems) == (False, ["TooSlow"])


def test_what_is_not_complete_is_neither_proved_nor_previewed(editor, author):
    editor.fill(t__briefing__ko="")
    editor.press()
    editor.client.post(reverse("admin:authoring_proof", args=[editor.pk]))
    assert not ProofRun.objects.exists()
    answer = editor.client.get(reverse("preview", args=[editor.pk]))
    assert answer.status_code == 302 and answer.url == editor.url


def test_what_was_proved_but_is_not_korean_is_not_published(editor):
    editor.fill(t__briefing__ko="Not yet.")
    editor.press()
    Version.objects.filter(pk=editor.pk).update(status=Status.PROVED)
    assert publish(editor) == Status.PROVED


def test_an_author_previews_the_draft_as_a_learner(editor, author, hot):
    url = reverse("preview", args=[editor.pk])
    page = editor.client.get(url).content.decode()
    assert "Preview of version 1" in page and "Traffic grows sixfold" in page
    assert editor.client.post(url, {}).status_code == 422
    answer = editor.client.post(url, {"prediction-question-1": "a"})
    assert answer.url == reverse("preview-play", args=[editor.pk])
    attempt = Attempt.objects.get(user=author)
    assert attempt.context == actions.PREVIEW
    played = editor.client.get(answer.url).content.decode()
    assert "Preview 1" in played and str(attempt.document_id) in played
    editor.client.post(url, {"prediction-question-1": "b"})
    assert Attempt.objects.get(user=author).predictions == {"question-1": "b"}
    assert "first-outage" not in str(editor.client.get("/api/v1/labs").json())
    editor.client.post(reverse("admin:authoring_discard", args=[editor.pk]))
    assert not Attempt.objects.exists()
