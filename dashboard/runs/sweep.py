"""The sweep: what has had its time becomes less, then goes.

=============  ==========================================================================================
step           what it does
=============  ==========================================================================================
abandoned      runs that have rested, or never started, for RUN_ABANDONED_DAYS are finished
archive        runs that ended RUN_ARCHIVE_DAYS ago become archived: their frames stay, their checkpoints go
retention      archived runs that ended RUN_RETENTION_DAYS ago are deleted
budget         owners over their limits lose their oldest ended runs, archived ones first
revisions      of each document the newest REVISIONS_KEPT stay, and whatever something else refers to
sessions       sessions that have expired go
shares         questions to the policy simulator whose links have ended go
visitors       visitors without a session who did nothing for VISITOR_DAYS go, with all they own
=============  ==========================================================================================

A sweep is cut into turns. A turn looks at few rows, takes well under a second, and answers with the state from
which the next one goes on; the state is plain JSON, so that a task can hand it to the next task. A turn that is
done again finds nothing left to do: a sweep may be broken off anywhere. Nothing that is shared is ever touched.
Time is passed in.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.db.models import (
    DateTimeField,
    Exists,
    F,
    ForeignObjectRel,
    Max,
    Model,
    OuterRef,
    Q,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Greatest, Length

from dashboard.accounts.models import User
from dashboard.architectures.models import Document, Revision
from dashboard.policies.models import Share
from dashboard.runs import actions, archive, quotas
from dashboard.runs.models import Checkpoint, Run, Status

log = logging.getLogger(__name__)

State = dict[str, Any]

#: Rows a turn looks at. Deleting a run may mean deleting some hundred chunks.
RUNS, DOCUMENTS, OWNERS, VISITORS, SESSIONS, SHARES = 20, 50, 20, 20, 1_000, 20


@dataclass
class Turn:
    """What a turn is told and what it counts."""

    now: datetime
    dry: bool = False
    counts: Counter[str] = field(default_factory=Counter)


def begin() -> State:
    """The state from which a sweep starts."""
    return {"step": next(iter(STEPS))}


def turn(state: State, work: Turn) -> State | None:
    """One turn; the state to go on from, or None when the sweep is through."""
    step = state["step"]
    more = STEPS[step](work, {name: value for name, value in state.items() if name != "step"})
    return skip(state) if more is None else {"step": step, **more}


def skip(state: State) -> State | None:
    """The state in which the next step begins; None after the last one."""
    names = list(STEPS)
    following = names[names.index(state["step"]) + 1 :]
    return {"step": following[0]} if following else None


def turns(state: State | None, work: Turn, seconds: float) -> State | None:
    """Turns for about so many seconds. A step that fails is left for the next sweep; the others go on."""
    until = time.monotonic() + seconds
    rest = state
    while rest is not None and time.monotonic() < until:
        at = rest
        try:
            rest = turn(at, work)
        except DatabaseError:
            log.exception("the sweep's step %s failed", at["step"])
            rest = skip(at)
    return rest


def _before(work: Turn, days: float) -> datetime:
    return work.now - timedelta(days=days)


def _batch(rows: Any, state: State, size: int) -> tuple[list[Any], State | None]:
    """The next rows by primary key, and where to go on."""
    after = state.get("after")
    found = list((rows.filter(pk__gt=after) if after is not None else rows).order_by("pk")[:size])
    return found, {"after": str(found[-1].pk)} if len(found) == size else None


def finish_abandoned(work: Turn, state: State) -> State | None:
    since = _before(work, settings.RUN_ABANDONED_DAYS)
    resting = Q(status=Status.PAUSED, rested_at__lt=since) | Q(status=Status.PAUSED, rested_at=None)
    created = Q(status=Status.CREATED, created_at__lt=since)
    rows = Run.objects.filter(resting & Q(created_at__lt=since) | created, shared=False)
    found, more = _batch(rows, state, RUNS)
    for run in found:
        if work.dry or archive.finish(str(run.pk), run.generation):
            work.counts["runs finished"] += 1
    return more


def archive_ended(work: Turn, state: State) -> State | None:
    rows = Run.objects.filter(
        status__in=[Status.FINISHED, Status.FAILED],
        ended_at__lt=_before(work, settings.RUN_ARCHIVE_DAYS),
        shared=False,
    )
    found, more = _batch(rows, state, RUNS)
    for run in found:
        checkpoints = Checkpoint.objects.filter(run=run)
        freed = checkpoints.aggregate(total=Coalesce(Sum(Length("blob")), 0))["total"]
        if work.dry or archive.put_away(run):
            work.counts["runs archived"] += 1
            work.counts["bytes freed"] += freed
    return more


def delete_archived(work: Turn, state: State) -> State | None:
    rows = Run.objects.filter(
        status=Status.ARCHIVED, ended_at__lt=_before(work, settings.RUN_RETENTION_DAYS), shared=False
    )
    found, more = _batch(rows, state, RUNS)
    for run in found:
        _delete_run(work, run)
    return more


def keep_to_budget(work: Turn, state: State) -> State | None:
    owners = User.objects.filter(Exists(Run.objects.filter(owner=OuterRef("pk"), shared=False)))
    found, more = _batch(owners, state, OWNERS)
    for owner in found:
        going = quotas.in_excess(owner)
        for run in going[:RUNS]:
            _delete_run(work, run)
        if len(going) > RUNS and not work.dry:
            # The rest of this owner's at the next turn.
            return {"after": str(owner.pk - 1)}
    return more


def thin_revisions(work: Turn, state: State) -> State | None:
    long_ones = Document.objects.filter(head__gt=settings.REVISIONS_KEPT)
    found, more = _batch(long_ones, state, DOCUMENTS)
    for document in found:
        kept = document.revisions.order_by("-number").values_list("pk", flat=True)[: settings.REVISIONS_KEPT]
        rows = document.revisions.exclude(pk__in=list(kept)).exclude(number=document.head)
        for model, name in _referring_to_revisions():
            rows = rows.exclude(Exists(model._default_manager.filter(**{name: OuterRef("pk")})))
        work.counts["revisions deleted"] += rows.count() if work.dry else rows.delete()[0]
    return more


def _referring_to_revisions() -> list[tuple[type[Model], str]]:
    """Every model with a field that refers to revisions, whichever app it is of, and the field's name."""
    found = []
    for relation in Revision._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and isinstance(relation.related_model, type):
            found.append((relation.related_model, relation.field.name))
    return found


def clear_sessions(work: Turn, state: State) -> State | None:
    rows = Session.objects.filter(expire_date__lt=work.now)
    if work.dry:
        work.counts["sessions cleared"] += rows.count()
        return None
    found = list(rows.values_list("pk", flat=True)[:SESSIONS])
    work.counts["sessions cleared"] += Session.objects.filter(pk__in=found).delete()[0]
    return {} if len(found) == SESSIONS else None


def delete_shares(work: Turn, state: State) -> State | None:
    rows = Share.objects.ended(work.now)
    if work.dry:
        work.counts["shares deleted"] += rows.count()
        return None
    found = list(rows.values_list("pk", flat=True)[:SHARES])
    work.counts["shares deleted"] += Share.objects.filter(pk__in=found).delete()[0]
    return {} if len(found) == SHARES else None


def delete_visitors(work: Turn, state: State) -> State | None:
    """Candidates first; then all sessions are looked through for theirs, some at a turn; then who is left goes."""
    if "candidates" not in state:
        found, more = _batch(_idle_visitors(work), state, VISITORS)
        if not found:
            return None
        return {"candidates": [user.pk for user in found], "then": more, "session": ""}
    candidates = set(state["candidates"])
    live = Session.objects.filter(expire_date__gte=work.now, pk__gt=state["session"]).order_by("pk")
    sessions = list(live[:SESSIONS])
    candidates -= {int(session.get_decoded().get(SESSION_KEY) or 0) for session in sessions}
    if len(sessions) == SESSIONS:
        return {**state, "candidates": sorted(candidates), "session": sessions[-1].pk}
    for user in _idle_visitors(work).filter(pk__in=candidates):
        for run in Run.objects.filter(owner=user):
            _delete_run(work, run)
        work.counts["visitors deleted"] += 1
        if not work.dry:
            user.delete()
    then: State | None = state["then"]
    return then


def _idle_visitors(work: Turn) -> Any:
    """Visitors who did nothing for long, and have nothing under way."""
    since = _before(work, settings.VISITOR_DAYS)
    newest_share = Share.objects.filter(owner=OuterRef("pk")).order_by("-created_at").values("created_at")[:1]
    latest = {
        "came": Coalesce("last_login", "date_joined"),
        "saved": Coalesce(Max("documents__saved_at"), F("date_joined")),
        "ran": Coalesce(Max("runs__created_at"), F("date_joined")),
        "ended": Coalesce(Max("runs__ended_at"), F("date_joined")),
        "rested": Coalesce(Max("runs__rested_at"), F("date_joined")),
        "handed_on": Coalesce(Subquery(newest_share), F("date_joined")),
    }
    going = Run.objects.filter(owner=OuterRef("pk"), status=Status.RUNNING)
    return (
        User.objects.filter(is_anonymous_visitor=True, date_joined__lt=since)
        .exclude(Exists(going))
        .annotate(**latest)
        .annotate(active=Greatest(*latest, output_field=DateTimeField()))
        .filter(active__lt=since)
    )


def _delete_run(work: Turn, run: Run) -> None:
    work.counts["runs deleted"] += 1
    work.counts["bytes freed"] += quotas.bytes_of(run)
    if not work.dry:
        with transaction.atomic():
            actions.do_delete(run)


STEPS: dict[str, Callable[[Turn, State], State | None]] = {
    "abandoned": finish_abandoned,
    "archive": archive_ended,
    "retention": delete_archived,
    "budget": keep_to_budget,
    "revisions": thin_revisions,
    "sessions": clear_sessions,
    "shares": delete_shares,
    "visitors": delete_visitors,
}
#: Everything a sweep counts, in the order in which a summary tells it.
COUNTED = (
    "runs finished",
    "runs archived",
    "runs deleted",
    "bytes freed",
    "revisions deleted",
    "sessions cleared",
    "shares deleted",
    "visitors deleted",
)
