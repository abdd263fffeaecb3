"""Metrics for machines, the status page for the administrator."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboard.accounts.actions import language_of
from dashboard.accounts.models import Role, User
from dashboard.operations import figures, metrics, reporting
from dashboard.runs.models import Run, Status
from dashboard.runs.status import in_language

#: How often the page comes anew for whoever wants it to (s).
REFRESH_SECONDS = 10


def may_operate(user: object) -> bool:
    """Who may see how the lab is doing, and whose runs it is doing: the administrators."""
    return (
        isinstance(user, User)
        and user.is_active
        and (user.is_superuser or (user.is_staff and user.role == Role.ADMINISTRATOR))
    )


def bears_token(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return (
        bool(wanted) and scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), wanted.encode())
    )


@require_safe
@never_cache
def scrape(request: HttpRequest) -> HttpResponseBase:
    """The figures for Prometheus: with the token, or for an administrator who looks."""
    if not bears_token(request) and not may_operate(request.user):
        if settings.METRICS_TOKEN:
            raise PermissionDenied
        raise Http404
    return HttpResponse(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


def duration(seconds: float | None) -> str:
    """A length of time as people say it, in the request's language."""
    if seconds is None:
        return "–"
    if seconds < 100:
        return _("%(count)s s") % {
            "count": number_format(round(seconds, 1) if seconds < 10 else round(seconds))
        }
    if seconds < 6000:
        return _("%(count)s min") % {"count": number_format(round(seconds / 60))}
    return _("%(count)s h") % {"count": number_format(round(seconds / 3600))}


def speed(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{number_format(round(value) if value >= 100 or value == int(value) else round(value, 1))}×"


def lamps(found: figures.Figures) -> list[dict[str, Any]]:
    """The page's first row: each part with a word on its state."""
    state = found.redis
    alive = sum(worker.alive for worker in state.workers) if state else 0
    running = len(found.live)
    behind = sum(run.behind for run in found.live)
    lag = state.queue_lag if state else None
    rows = [
        (_("Database"), found.database, _("answers") if found.database else _("does not answer")),
        ("Redis", state is not None, state.version if state else _("does not answer")),
        (
            _("Scheduler"),
            state is not None and state.lease_age is not None,
            _("lease confirmed %(age)s ago") % {"age": duration(state.lease_age)}
            if state and state.lease_age is not None
            else _("nobody holds the lease"),
        ),
        (_("Workers"), alive > 0, _("%(count)s alive") % {"count": alive}),
        (
            _("Queue lag"),
            lag is not None and lag < 1.0,
            _("%(lag)s, %(count)s waiting")
            % {"lag": duration(lag), "count": state.ready_runs if state else "–"},
        ),
        (
            _("Running"),
            behind == 0,
            _("%(count)s runs, %(behind)s behind") % {"count": running, "behind": behind},
        ),
    ]
    return [{"name": name, "good": good, "text": text} for name, good, text in rows]


def run_count_label(status: str) -> str:
    """What the number of runs in a status is called."""
    return {
        Status.CREATED: _("Runs not started"),
        Status.RUNNING: _("Runs going"),
        Status.PAUSED: _("Runs paused"),
        Status.FINISHED: _("Runs finished"),
        Status.FAILED: _("Runs failed"),
        Status.ARCHIVED: _("Runs archived"),
    }[Status(status)]


def run_row(run: figures.LiveRun) -> dict[str, Any]:
    return {
        "run": run.row,
        "owner": run.row.owner.get_username(),
        "tick": number_format(run.tick, force_grouping=True),
        "wanted": _("max") if run.wanted is None else speed(run.wanted),
        "achieved": speed(run.achieved),
        "behind": run.behind,
        "overdue": duration(run.overdue),
        "worker": run.hot.worker if run.hot else "",
        "lost": run.hot is None,
    }


def worker_row(worker: figures.Worker) -> dict[str, Any]:
    return {"worker": worker, "age": duration(worker.heartbeat_age)}


def process_row(process: reporting.Process, now: float) -> dict[str, Any]:
    read: Mapping[str, float] = process.figures
    return {
        "name": process.name,
        "up": duration(now - read.get("started", now)),
        "sockets": int(read.get("sockets", 0)),
        "runs": int(read.get("runs_watched", 0)),
        "memory": int(read.get("resident_bytes", 0)),
        "lag": duration(read.get("loop_lag_seconds", 0.0)),
    }


def failure_row(run: Run, language: str) -> dict[str, Any]:
    problem = in_language(run.problems[0], language) if run.problems else {}
    return {
        "run": run,
        "owner": run.owner.get_username(),
        "problem": problem.get("message") or problem.get("code", ""),
    }


@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """How the lab is doing, on one page."""
    if not may_operate(request.user):
        if not request.user.is_authenticated or getattr(request.user, "is_anonymous_visitor", False):
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied
    found = figures.gather()
    state = found.redis
    again = request.GET.get("again") == "1"
    language = language_of(request)
    context = {
        "boot": None,
        "again": again,
        "refresh_seconds": REFRESH_SECONDS,
        "lamps": lamps(found),
        "state": state,
        "workers": [worker_row(worker) for worker in state.workers] if state else [],
        "processes": [process_row(one, found.now) for one in state.processes] if state else [],
        "runs": [run_row(run) for run in found.live],
        "failures": [failure_row(run, language) for run in figures.failures()],
        "now_text": date_format(localtime(), "DATETIME_FORMAT"),
        "by_status": [(run_count_label(name), count) for name, count in found.runs_by_status.items()],
        "database_bytes": figures.database_bytes(),
        "versions": {**figures.versions(), _("Database"): figures.database_version()},
    }
    response = render(request, "operations/status.html", context)
    if again:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response
