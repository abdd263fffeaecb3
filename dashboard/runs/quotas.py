"""How much a person may have: runs under way at a time, runs kept, bytes stored. It follows from their role.

When somebody has reached what they may keep, the oldest of their ended runs go to make room, archived ones first;
runs that can still go on are never taken. Only if that is not enough is a new run refused, and the refusal names
the limit. What belongs to the lab itself (shared documents and runs) counts for nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db.models import Case, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Length

from dashboard.accounts.models import Role, User
from dashboard.architectures.models import Revision
from dashboard.runs.models import ENDED, Checkpoint, FrameChunk, Run, Status
from simulator.problems import InvalidInput, Problem
from simulator.text import Text

VISITOR = "visitor"
MEGABYTE = 1_000_000


def role_of(user: User) -> str:
    """A role by which limits are looked up: visitors and superusers are what they are, whatever their role."""
    if user.is_anonymous_visitor:
        return VISITOR
    return Role.ADMINISTRATOR.value if user.is_superuser else str(user.role)


def _limit(limits: Mapping[str, int] | int, user: User) -> int:
    """A single number is everybody's."""
    return limits if isinstance(limits, int) else limits[role_of(user)]


def running_limit(user: User) -> int:
    """Runs this person may have under way at a time."""
    return _limit(settings.RUN_QUOTA, user)


def stored_limit(user: User) -> int:
    """Runs this person may keep, in whatever state."""
    return _limit(settings.RUN_STORED, user)


def storage_limit(user: User) -> int:
    """Bytes of documents, checkpoints and frames this person may have in the database."""
    return _limit(settings.STORAGE_MB, user) * MEGABYTE


def stored_bytes(user: User) -> int:
    """What this person's documents, checkpoints and frames take. Documents are counted by their letters."""
    text = Length(Cast("content", TextField()))
    documents = Revision.objects.filter(document__owner=user, document__shared=False)
    return sum(
        rows.aggregate(total=Coalesce(Sum(size), 0))["total"]
        for rows, size in (
            (documents, text),
            (Checkpoint.objects.filter(run__owner=user, run__shared=False), Length("blob")),
            (FrameChunk.objects.filter(run__owner=user, run__shared=False), Length("blob")),
        )
    )


def bytes_of(run: Run) -> int:
    """What a run's checkpoints and frames take."""
    return sum(
        rows.filter(run=run).aggregate(total=Coalesce(Sum(Length("blob")), 0))["total"]
        for rows in (Checkpoint.objects, FrameChunk.objects)
    )


def expendable(user: User) -> list[Run]:
    """Runs that may go to make room, the first to go first: archived ones, then ended ones, the oldest first."""
    order = Case(When(status=Status.ARCHIVED, then=Value(0)), default=Value(1))
    rows = Run.objects.filter(owner=user, shared=False, status__in=ENDED)
    return list(rows.order_by(order, "ended_at", "created_at"))


def in_excess(user: User, *, more_runs: int = 0) -> list[Run]:
    """Runs that must go for the person to be within their limits with `more_runs` more; maybe not enough."""
    over_runs = Run.objects.filter(owner=user, shared=False).count() + more_runs - stored_limit(user)
    over_bytes = stored_bytes(user) - storage_limit(user)
    going = []
    for run in expendable(user):
        if over_runs <= 0 and over_bytes <= 0:
            break
        going.append(run)
        over_runs -= 1
        over_bytes -= bytes_of(run)
    return going


def check_running(run: Run) -> None:
    """Raise InvalidInput when the owner has as many runs under way as they may."""
    if run.shared:
        return
    limit = running_limit(run.owner)
    running = Run.objects.owned_by(run.owner).running().exclude(pk=run.pk).count()
    if running >= limit:
        raise _refusal(
            "TooManyRuns",
            Text(
                en="{count} of your runs are going on already; your limit is {limit} at a time.",
                ko="실행 {count}개가 이미 진행 중이에요. 동시에 진행할 수 있는 실행은 {limit}개까지예요.",
            ).format(count=running, limit=limit),
            Text(en="Pause or stop one of them first.", ko="먼저 하나를 일시 정지하거나 중지해 주세요."),
        )


def check_stored(user: User, *, more_runs: int = 0) -> None:
    """Raise InvalidInput when the person is over their limits, or would be with `more_runs` more runs."""
    limit = stored_limit(user)
    if Run.objects.filter(owner=user, shared=False).count() + more_runs > limit:
        raise _refusal(
            "TooManyStoredRuns",
            Text(
                en="You have {limit} runs that have not ended; that is the limit.",
                ko="끝나지 않은 실행이 한도인 {limit}개에 이르렀어요.",
            ).format(limit=limit),
            Text(
                en="Stop or delete runs you do not need any more.",
                ko="더 이상 필요 없는 실행을 중지하거나 삭제해 주세요.",
            ),
        )
    budget = storage_limit(user)
    used = stored_bytes(user)
    if used > budget:
        raise _refusal(
            "StorageFull",
            Text(
                en="Your documents and runs take {used} MB; your limit is {limit} MB.",
                ko="문서와 실행이 {used}MB를 차지하고 있어요. 한도는 {limit}MB예요.",
            ).format(used=-(-used // MEGABYTE), limit=budget // MEGABYTE),
            Text(
                en="Stop or delete runs or delete documents you do not need any more.",
                ko="더 이상 필요 없는 실행을 중지하거나 삭제하고, 쓰지 않는 문서를 삭제해 주세요.",
            ),
        )


def _refusal(code: str, message: Text, hint: Text) -> InvalidInput:
    return InvalidInput([Problem(code=code, path=(), message=message, hint=hint)])
