"""Grading as work for many processes: trials are taken one by one, fairly between people, and survive a crash.

A task carries no submission: whoever is free takes the trial whose owner has had the least lately. A trial that
was taken and not finished becomes free again, so a killed worker loses nothing; a trial is finished by
compare-and-set, so nothing counts twice.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from labs.grading.judge import score, stars
from labs.guided.figures import Figures
from labs.guided.models import Attempt, Submission, SubmissionState, Trial
from labs.scenarios.proof import Graded, graded
from simulator.document import parse_document

#: A trial taken longer ago than this was lost with its worker.
STALE = timedelta(seconds=15)
#: After so many takes a trial is given up: something about it ends workers.
MOST_TAKES = 3
#: What was taken this recently counts for fairness.
LATELY = timedelta(seconds=60)


def take() -> Trial | None:
    """The trial to work on next, marked as taken; None when there is none."""
    now = timezone.now()
    lately = Counter(
        Trial.objects.filter(taken_at__gte=now - LATELY).values_list("submission__attempt__user", flat=True)
    )
    waiting = Trial.objects.waiting(now - STALE).filter(submission__state=SubmissionState.GRADING)
    rows = waiting.order_by("submission__created_at", "id").values_list(
        "pk", "taken_at", "submission__attempt__user"
    )[:500]
    for pk, taken_at, _user in sorted(rows, key=lambda row: lately[row[2]]):
        mine = Trial.objects.filter(pk=pk, taken_at=taken_at, done=False)
        if mine.update(taken_at=now, takes=F("takes") + 1):
            return Trial.objects.select_related("submission__attempt__version__scenario").get(pk=pk)
    return None


def work(trial: Trial) -> None:
    """Judge what was handed in, with the trial's seed; the last trial settles the submission."""
    submission = trial.submission
    if trial.takes > MOST_TAKES:
        Submission.objects.filter(pk=submission.pk, state=SubmissionState.GRADING).update(
            state=SubmissionState.FAILED, graded_at=timezone.now()
        )
        return
    definition = submission.attempt.version.content.definition
    document = parse_document(submission.document)
    figures = Figures()
    came_of_it = graded(document, definition, trial.seed, figures.see)
    told = figures.as_json() if definition.has_world else {}
    done = Trial.objects.filter(pk=trial.pk, done=False).update(
        done=True, results=as_json(came_of_it) | {"figures": told}
    )
    if done:
        settle(submission)


def as_json(found: Graded) -> dict[str, Any]:
    return {
        "passed": found.passed,
        "stars": stars(found.results) if not found.problems else 0,
        "score": round(score(found.results), 4) if not found.problems else 0.0,
        "objectives": [result.as_json() for result in found.results],
        "problems": [problem.as_json() for problem in found.problems],
    }


@transaction.atomic
def settle(submission: Submission) -> None:
    """When every trial is done: the worst seed decides stars and points, each objective by its worst seed."""
    submission = (
        Submission.objects.select_for_update().select_related("attempt__version").get(pk=submission.pk)
    )
    trials = list(submission.trials.all())
    if submission.state != SubmissionState.GRADING or not all(trial.done for trial in trials):
        return
    results: list[dict[str, Any]] = [trial.results or {} for trial in trials]
    reached = min(result["stars"] for result in results)
    hints = submission.attempt.version.content.definition.hints[: submission.hints]
    points = round(100 * min(result["score"] for result in results)) - sum(hint.cost for hint in hints)
    submission.stars, submission.points = reached, max(0, points)
    submission.results = {
        "objectives": [_worst(column) for column in zip(*(r["objectives"] for r in results), strict=True)],
        "seeds": [{"seed": t.seed, "passed": r["passed"]} for t, r in zip(trials, results, strict=True)],
        "figures": results[0]["figures"],
        "problems": results[0]["problems"],
    }
    submission.state, submission.graded_at = SubmissionState.DONE, timezone.now()
    submission.save()
    _remember_best(submission)


def _worst(column: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """One objective over the seeds: the first seed that missed it, else the first of all, and how many met it."""
    shown = next((result for result in column if not result["met"]), column[0])
    return shown | {"seeds_met": sum(result["met"] for result in column), "seeds": len(column)}


def _remember_best(submission: Submission) -> None:
    attempt = Attempt.objects.select_for_update().get(pk=submission.attempt_id)
    before = (attempt.best_stars if attempt.best_stars is not None else -1, attempt.best_points or 0)
    if (submission.stars, submission.points) > before:
        attempt.best_stars, attempt.best_points = submission.stars, submission.points
        attempt.save(update_fields=["best_stars", "best_points"])
