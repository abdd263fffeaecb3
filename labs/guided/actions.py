"""What learners do: begin, predict, open a hint, start over, hand in."""

from __future__ import annotations

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.architectures import actions as architectures
from dashboard.architectures.limits import Limits
from dashboard.architectures.models import Document, Revision
from dashboard.runs import actions as runs
from dashboard.runs.models import ENDED, Run
from labs.guided import standing, tasks
from labs.guided.models import Attempt, Submission, SubmissionState, Trial
from labs.scenarios.content import Scenario
from labs.scenarios.models import Version
from simulator.document import Architecture, parse_document
from simulator.problems import InvalidInput, Problem
from simulator.text import Text

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_LOOK = Text("Look at the lab's page.", "실습 페이지를 확인하세요.")


def _refusal(code: str, message: Text, hint: Text = _LOOK) -> InvalidInput:
    return InvalidInput([Problem(code, (), message, hint)])


def check_open(attempt: Attempt) -> None:
    """Raises InvalidInput while the attempt is closed: a class that is paused or over."""
    if Attempt.objects.filter(pk=attempt.pk).closed_at(timezone.now()).exists():
        raise _refusal(
            "Closed",
            Text("The class is paused or over.", "수업이 일시 정지되었거나 끝났어요."),
            Text("Wait for your instructor.", "강사의 안내를 기다려 주세요."),
        )


@transaction.atomic
def do_begin(user: User, version: Version, context: str = "") -> Attempt:
    """The person's attempt at this version, begun now or earlier, with a document and a run to work on."""
    User.objects.select_for_update().get(pk=user.pk)  # two tabs begin one attempt
    attempt, _ = Attempt.objects.select_for_update().get_or_create(
        user=user, version=version, context=context
    )
    if attempt.document is None:
        attempt.document = _document(user, version)
        attempt.save(update_fields=["document"])
    return attempt


def _document(user: User, version: Version) -> Document:
    """The start document as the learner's own, within the lab's limits, and a run of it under the lab's script.

    A lab that judges the document alone has no run.
    """
    content = version.content
    given = {id: resource.type for id, resource in content.start.resources.items()}
    limits = Limits(content.definition.locked, content.definition.palette, given)
    title = version.title(user.language) or version.scenario.slug
    document = architectures.do_create(user, content.start.as_json(), title, limits=limits).document
    if content.definition.has_world:
        create_run(user, document, content)
    return document


def script_of(content: Scenario) -> dict[str, Any]:
    """What happens in every run of the lab, and when it ends."""
    return {"duration": content.definition.duration, "events": list(content.definition.script)}


def create_run(user: User, document: Document, content: Scenario) -> Run:
    """The run in which a learner watches their design under the lab's script."""
    return runs.do_create_run(user, document, seed=content.definition.seeds[0], script=script_of(content))


def run_of(attempt: Attempt) -> Run | None:
    """The newest run of the learner's design under the lab's script; None when it was deleted or there is no world."""
    if not attempt.version.content.definition.has_world:
        return None
    script = script_of(attempt.version.content)
    found = Run.objects.select_related("document").filter(document=attempt.document_id, script__isnull=False)
    return next((run for run in found.order_by("-created_at")[:20] if run.script == script), None)


@transaction.atomic
def do_ready_run(attempt: Attempt) -> Run:
    """A run that can be started: the lab's own, from the beginning if it had ended, made anew if it was deleted.

    Raises InvalidInput when the design cannot run, or the lab runs none.
    """
    check_open(attempt)
    if not attempt.version.content.definition.has_world:
        raise _refusal(
            "NoWorld",
            Text(
                "In this lab nothing is run: the policies are judged.",
                "이 실습은 실행하지 않고 정책을 채점해요.",
            ),
        )
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)  # two tabs make one run
    if attempt.document is None:
        raise _refusal("NothingToRun", Text("There is nothing to run.", "실행할 것이 없어요."))
    run = run_of(attempt)
    if run is None:
        return create_run(attempt.user, attempt.document, attempt.version.content)
    return runs.do_reset(run) if run.status in ENDED else run


def content_of(attempt: Attempt) -> dict[str, Any] | None:
    """The learner's document as it is stored now."""
    if attempt.document is None:
        return None
    head = Revision.objects.get(document=attempt.document, number=attempt.document.head)
    content: dict[str, Any] = head.content
    return content


def judged(attempt: Attempt, content: dict[str, Any]) -> dict[str, Any]:
    """How a document would stand if it were handed in. Raises InvalidInput for a lab that needs a run."""
    if attempt.version.content.definition.has_world:
        raise _refusal(
            "NeedsRun",
            Text("This lab is judged by what a run does.", "이 실습은 실행 결과로 채점해요."),
            Text("Run it and look at its standing.", "실행한 뒤 목표를 확인하세요."),
        )
    return standing.judged(content, attempt.version)


def do_start_over(attempt: Attempt) -> Attempt:
    """Back to the start document and the first second. Predictions, opened hints and what was reached stay."""
    check_open(attempt)
    if attempt.document is None:
        return do_begin(attempt.user, attempt.version, attempt.context)
    saved = architectures.newest(attempt.document)
    start = attempt.version.content.start.as_json()
    architectures.do_save(attempt.document, start, saved.revision.number)
    run = run_of(attempt)
    if run is not None:
        runs.do_reset(run)
    return attempt


@transaction.atomic
def do_predict(attempt: Attempt, prediction: str, option: str) -> Attempt:
    """Answer a question. The first answer stays: a prediction after the fact is none. Raises InvalidInput."""
    check_open(attempt)
    asked = {p.id: p for p in attempt.version.content.definition.predictions}
    if prediction not in asked or option not in [o.id for o in asked[prediction].options]:
        raise _refusal("UnknownOption", Text("There is no such option.", "그런 선택지는 없어요."))
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if prediction not in attempt.predictions:
        attempt.predictions = {**attempt.predictions, prediction: option}
        attempt.save(update_fields=["predictions", "seen_at"])
    return attempt


@transaction.atomic
def do_open_hint(attempt: Attempt, number: int) -> Attempt:
    """Open rung `number` (from 1) of the ladder; those below must be open. Raises InvalidInput."""
    check_open(attempt)
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    rungs = len(attempt.version.content.definition.hints)
    if not 1 <= number <= min(rungs, attempt.hints + 1):
        raise _refusal(
            "HintOutOfOrder", Text("Hints are opened one after the other.", "힌트는 차례대로 열 수 있어요.")
        )
    if number > attempt.hints:
        attempt.hints = number
        attempt.save(update_fields=["hints", "seen_at"])
    return attempt


def do_look_at(attempt: Attempt, step: int) -> Attempt:
    """Remember which step the learner is at, to go on from there."""
    steps = len(attempt.version.content.texts["en"].steps)
    attempt.step = max(0, min(step, steps - 1))
    attempt.save(update_fields=["step", "seen_at"])
    return attempt


def do_submit(attempt: Attempt, key: str) -> Submission:
    """Hand in the document as it is stored now. The same key hands in once. Raises InvalidInput."""
    if not _KEY.fullmatch(key):
        raise _refusal("BadKey", Text("The key is malformed.", "키의 형식이 올바르지 않아요."))
    before = Submission.objects.filter(attempt=attempt, key=key).first()
    if before is not None:
        return before
    check_open(attempt)
    content = _handed_in(attempt)
    try:
        with transaction.atomic():
            Attempt.objects.select_for_update().get(pk=attempt.pk)
            # The same request may have been sent twice at once: what the first one made is the answer to both.
            before = Submission.objects.filter(attempt=attempt, key=key).first()
            if before is not None:
                return before
            check_open(attempt)
            if attempt.submissions.filter(state=SubmissionState.GRADING).exists():
                raise _refusal(
                    "StillGrading",
                    Text(
                        "What you handed in before is still being graded.",
                        "앞서 제출한 것을 아직 채점하고 있어요.",
                    ),
                )
            submission = Submission.objects.create(
                attempt=attempt, key=key, document=content, hints=attempt.hints
            )
            seeds = attempt.version.content.definition.seeds
            Trial.objects.bulk_create([Trial(submission=submission, seed=seed) for seed in seeds])
            transaction.on_commit(lambda: tasks.ask(len(seeds)))
    except IntegrityError:
        return Submission.objects.get(attempt=attempt, key=key)
    return submission


def _handed_in(attempt: Attempt) -> dict[str, Any]:
    """The newest revision's content. Raises InvalidInput when it cannot run."""
    content = content_of(attempt)
    if content is None:
        raise _refusal("NothingToSubmit", Text("There is nothing to hand in.", "제출할 것이 없어요."))
    Architecture.of(parse_document(content))
    return content
