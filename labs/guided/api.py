"""Guided labs over the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from dashboard.api import auth, errors, schemas
from dashboard.api.documents import FOUND_OR
from dashboard.api.limits import ensure_user
from dashboard.api.runs import as_json as run_as_json
from labs.guided import actions, standing, tasks, telling
from labs.guided.models import Attempt, Submission, SubmissionState
from labs.scenarios.models import Version

router = Router(tags=["labs"])
_NOT_FOUND = {404: schemas.ErrorOut}


class PredictionIn(schemas.Body):
    prediction: str = Field(max_length=40)
    option: str = Field(max_length=20)


class HintIn(schemas.Body):
    number: int = Field(ge=1, le=10, description="Rung of the ladder, from 1.")


class StepIn(schemas.Body):
    step: int = Field(ge=0, le=100)


class ContentIn(schemas.Body):
    content: schemas.Content = Field(description="A document as it stands now; nothing is stored.")


class SubmissionIn(schemas.Body):
    key: str = Field(
        pattern=r"^[A-Za-z0-9_-]{8,64}$", description="Made by the caller: the same key hands in once."
    )


def published(slug: str) -> Version:
    version = Version.objects.published().select_related("scenario").filter(scenario__slug=slug).first()
    if version is None:
        raise errors.NotFound
    return version


def own_attempt(request: HttpRequest, id: str) -> Attempt:
    """The attempt if it is the requester's, else NotFound."""
    try:
        key = UUID(id)
    except ValueError:
        raise errors.NotFound from None
    found = (
        Attempt.objects.owned_by(request.user)
        .select_related("version__scenario", "document", "user")
        .filter(pk=key)
        .first()
    )
    if found is None:
        raise errors.NotFound
    return found


@router.get("/labs", auth=auth.READ, response=list[dict[str, Any]])
def list_labs(request: HttpRequest) -> Any:
    """The catalogue, with what the caller reached."""
    mine = Attempt.objects.owned_by(request.user).values_list("version__scenario", "best_stars")
    reached: dict[int, int | None] = {}
    for scenario, stars in mine:
        reached[scenario] = max((s for s in (reached.get(scenario), stars) if s is not None), default=None)
    language = errors.language()
    return [
        {
            "slug": version.scenario.slug,
            "title": version.title(language),
            "summary": version.summary(language),
            "path": version.path,
            "minutes": version.minutes,
            "teaches": version.teaches,
            "begun": version.scenario_id in reached,
            "best_stars": reached.get(version.scenario_id),
        }
        for version in Version.objects.for_catalogue()
    ]


@router.get("/labs/{slug}", auth=auth.READ, response={200: dict[str, Any], **_NOT_FOUND})
def get_lab(request: HttpRequest, slug: str) -> Any:
    """Briefing, steps and objectives of a lab."""
    return telling.lab(published(slug), errors.language())


@router.post("/labs/{slug}/attempt", auth=auth.WRITE, response={201: dict[str, Any], **FOUND_OR})
def begin(request: HttpRequest, slug: str) -> Any:
    """Begin a lab, or go on with it. A visitor gets an account by it."""
    version = published(slug)
    attempt = actions.do_begin(ensure_user(request), version)
    return Status(201, telling.attempt(attempt, errors.language()))


@router.get("/attempts/{id}", auth=auth.READ, response={200: dict[str, Any], **_NOT_FOUND})
def get_attempt(request: HttpRequest, id: str) -> Any:
    """Where a learner stands: answers given, hints opened, the best result."""
    return telling.attempt(own_attempt(request, id), errors.language())


@router.post("/attempts/{id}/predictions", auth=auth.WRITE, response={200: dict[str, Any], **FOUND_OR})
def predict(request: HttpRequest, id: str, payload: PredictionIn) -> Any:
    """Answer a question before the run. The first answer stays."""
    attempt = actions.do_predict(own_attempt(request, id), payload.prediction, payload.option)
    return telling.attempt(attempt, errors.language())


@router.post("/attempts/{id}/hints", auth=auth.WRITE, response={200: dict[str, Any], **FOUND_OR})
def open_hint(request: HttpRequest, id: str, payload: HintIn) -> Any:
    """Open the next hint. It is recorded, and its cost is taken off the points."""
    attempt = actions.do_open_hint(own_attempt(request, id), payload.number)
    return telling.attempt(attempt, errors.language())


@router.post("/attempts/{id}/step", auth=auth.WRITE, response={200: dict[str, Any], **FOUND_OR})
def look_at_step(request: HttpRequest, id: str, payload: StepIn) -> Any:
    """Remember the step the learner is at."""
    attempt = actions.do_look_at(own_attempt(request, id), payload.step)
    return telling.attempt(attempt, errors.language())


@router.post("/attempts/{id}/restart", auth=auth.WRITE, response={200: dict[str, Any], **FOUND_OR})
def start_over(request: HttpRequest, id: str) -> Any:
    """Back to the lab's start document, as a new revision."""
    attempt = actions.do_start_over(own_attempt(request, id))
    return telling.attempt(attempt, errors.language())


@router.get("/attempts/{id}/standing", auth=auth.READ, response={200: dict[str, Any], **_NOT_FOUND})
def get_standing(request: HttpRequest, id: str) -> Any:
    """Each objective, measured against required, in the learner's own run as far as it went.

    Where a lab judges policies, of the document as it is stored.
    """
    attempt = own_attempt(request, id)
    content = None if attempt.version.content.definition.has_world else actions.content_of(attempt)
    if content is not None:
        return _told(standing.judged(content, attempt.version))
    return standing.look(actions.run_of(attempt), attempt.version)


@router.post("/attempts/{id}/standing", auth=auth.READ, response={200: dict[str, Any], **FOUND_OR})
def judge_content(request: HttpRequest, id: str, payload: ContentIn) -> Any:
    """Each objective of a lab about policies, of a document as it stands now: asked at every change."""
    attempt = own_attempt(request, id)
    return _told(actions.judged(attempt, payload.content))


def _told(found: dict[str, Any]) -> dict[str, Any]:
    return found | {"problems": errors.localized_all(found["problems"])}


@router.post("/attempts/{id}/run", auth=auth.RUN, response={200: schemas.RunOut, **FOUND_OR})
def ready_run(request: HttpRequest, id: str) -> Any:
    """The lab's run, ready to start: from the beginning if it had ended, made anew if it was deleted."""
    attempt = own_attempt(request, id)
    return run_as_json(actions.do_ready_run(attempt), request.user)


@router.post("/attempts/{id}/submissions", auth=auth.WRITE, response={202: dict[str, Any], **FOUND_OR})
def submit(request: HttpRequest, id: str, payload: SubmissionIn) -> Any:
    """Hand in the document as it is stored: the receipt's id leads to the grade."""
    submission = actions.do_submit(own_attempt(request, id), payload.key)
    return Status(202, telling.submission(submission, errors.language()))


@router.get("/submissions/{id}", auth=auth.READ, response={200: dict[str, Any], **_NOT_FOUND})
def get_submission(request: HttpRequest, id: str) -> Any:
    """Progress, then stars, objectives and the debrief."""
    try:
        key = UUID(id)
    except ValueError:
        raise errors.NotFound from None
    found = (
        Submission.objects.select_related("attempt__version__scenario")
        .filter(pk=key, attempt__in=Attempt.objects.owned_by(request.user))
        .first()
    )
    if found is None:
        raise errors.NotFound
    if found.state == SubmissionState.GRADING:
        tasks.remind()  # whoever waits keeps the graders going
    return telling.submission(found, errors.language())
