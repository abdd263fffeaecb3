"""What a session looks like to those who may see it: its students, its instructor, and the projector."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from dashboard.runs.models import Run
from labs.classroom.models import Participant, Session
from labs.guided import standing
from labs.guided.models import Submission, SubmissionState
from simulator.text import Language

#: A student whose page said nothing for so long is away.
AWAY = timedelta(seconds=45)
#: One who changed nothing for so long is idle.
IDLE = timedelta(minutes=4)
#: So many submissions in a row without a star: stuck.
STUCK = 3


def session(found: Session, now: datetime | None = None) -> dict[str, Any]:
    """What everybody in the room may know. Students get this over their sockets."""
    now = now or timezone.now()
    return {
        "id": str(found.pk),
        "sequence": found.sequence,
        "title": found.title,
        "lab": found.version.scenario.slug,
        "phase": found.phase_at(now),
        "left_s": round(found.left_at(now).total_seconds()),
        "announcement": found.announcement,
        "announced_at": found.announced_at.isoformat() if found.announced_at else None,
        "now": now.isoformat(),
    }


def place(found: Participant, rejoin: str = "") -> dict[str, Any]:
    """A student's own place. rejoin: their code for another device, only when it was just made."""
    return {
        "id": str(found.pk),
        "number": found.number,
        "nickname": found.nickname,
        "attempt": str(found.attempt_id),
        "document": str(found.attempt.document_id) if found.attempt.document_id else None,
        "needs_help": found.needs_help_since is not None,
        "rejoin": rejoin or None,
        "session": session(found.session),
    }


def desk(found: Session, language: Language) -> dict[str, Any]:
    """The instructor's view: the session with its code, and a tile for every student."""
    now = timezone.now()
    objectives = found.version.content.definition.judged
    return {
        **session(found, now),
        "code": found.code,
        "names_hidden": found.names_hidden,
        "objectives": [
            {"id": one.id, "title": one.title.text.get(language), "must": one.must} for one in objectives
        ],
        "tiles": tiles(found, now),
    }


def projector(found: Session) -> dict[str, Any]:
    """What the room may see: how many stand where, nobody by name when names are hidden."""
    now = timezone.now()
    shown = tiles(found, now)
    met: dict[str, int] = {}
    for tile in shown:
        for id, ok in tile["met"].items():
            met[id] = met.get(id, 0) + ok
    return {
        **session(found, now),
        "code": found.code,
        "students": len(shown),
        "here": sum(not tile["away"] for tile in shown),
        "passed": sum(bool(tile["stars"]) for tile in shown),
        "met": met,
        "names": [f"#{t['number']}" if found.names_hidden else t["nickname"] for t in shown],
    }


def tiles(found: Session, now: datetime) -> list[dict[str, Any]]:
    """One tile a student, in the order of joining."""
    places = list(found.participants.select_related("attempt__document"))
    documents = [place.attempt.document_id for place in places if place.attempt.document_id]
    runs: dict[Any, Run] = {}
    for run in Run.objects.filter(document__in=documents).select_related("document").order_by("created_at"):
        runs[run.document_id] = run
    glances = standing.glances(list(runs.values()), found.version)
    looks: dict[Any, dict[str, bool]] = {}
    if not found.version.content.definition.has_world:
        looks = standing.met_by([place.attempt.document for place in places], found.version)
    submissions: dict[Any, list[Submission]] = {}
    handed_in = Submission.objects.filter(attempt__participant__session=found).defer("document", "results")
    for submission in handed_in.order_by("created_at"):
        submissions.setdefault(submission.attempt_id, []).append(submission)
    tiles = []
    for place in places:
        newest = runs.get(place.attempt.document_id)
        glance = glances[str(newest.pk)] if newest is not None else None
        met = glance["met"] if glance else looks.get(place.attempt.document_id, {})
        tiles.append(_tile(place, newest, glance, met, submissions.get(place.attempt_id, []), now))
    return tiles


def _tile(
    place: Participant,
    run: Run | None,
    glance: dict[str, Any] | None,
    met: dict[str, bool],
    submissions: list[Submission],
    now: datetime,
) -> dict[str, Any]:
    attempt = place.attempt
    moments = [place.joined_at, attempt.seen_at, *(s.created_at for s in submissions[-1:])]
    if attempt.document is not None:
        moments.append(attempt.document.saved_at)
    graded = [s for s in submissions if s.state == SubmissionState.DONE]
    return {
        "id": str(place.pk),
        "number": place.number,
        "nickname": place.nickname,
        "away": now - place.seen_at > AWAY,
        "idle_s": round((now - max(moments)).total_seconds()),
        "idle": now - max(moments) > IDLE,
        "stuck": len(graded) >= STUCK and not any(s.stars for s in graded[-STUCK:]),
        "help_s": round((now - place.needs_help_since).total_seconds()) if place.needs_help_since else None,
        "step": attempt.step,
        "hints": attempt.hints,
        "predicted": len(attempt.predictions),
        "submissions": len(submissions),
        "grading": any(s.state == SubmissionState.GRADING for s in submissions),
        "stars": attempt.best_stars,
        "points": attempt.best_points,
        "document": str(attempt.document_id) if attempt.document_id else None,
        "run": {"id": str(run.pk), "status": run.status, "speed": run.speed} if run is not None else None,
        "met": met,
        "glance": glance,
    }
