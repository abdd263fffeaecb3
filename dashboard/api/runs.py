"""Runs over the API: start, steer, read back."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Path, Query, Router, Status

from dashboard.api import auth, errors, schemas
from dashboard.api.documents import FOUND_OR, visible_document
from dashboard.api.limits import ensure_user
from dashboard.runs import actions, archive, export, secrets, status, store
from dashboard.runs.models import LIVE, Run
from dashboard.streaming import download
from simulator.tables import CONTENT_TYPES

router = Router(tags=["runs"])

#: Frames looked through at most for one answer about decisions.
DECISION_SCAN_FRAMES = 20_000


def visible_run(request: HttpRequest, id: str) -> Run:
    try:
        key = UUID(id)
    except ValueError:
        raise errors.NotFound from None
    run = Run.objects.visible_to(request.user).select_related("revision").filter(pk=key).first()
    if run is None:
        raise errors.NotFound
    return run


def own_run(request: HttpRequest, id: str) -> Run:
    run = visible_run(request, id)
    if not run.may_be_steered_by(request.user):
        raise errors.Forbidden
    return run


def as_json(run: Run, user: object, hot: store.Hot | None = None) -> dict[str, Any]:
    answer = status.as_json(run, user, hot)
    if "problems" in answer:
        answer["problems"] = errors.localized_all(answer["problems"])
    return answer


@router.post("/runs", auth=auth.RUN, response={201: schemas.RunOut, **FOUND_OR})
def create_run(request: HttpRequest, payload: schemas.RunIn) -> Any:
    """A run of one's own document's newest revision; start it with the control action `run`."""
    document = visible_document(request, payload.document)
    if not document.may_be_changed_by(request.user):
        raise errors.Forbidden
    user = ensure_user(request)
    run = actions.do_create_run(user, document, seed=payload.seed, speed=str(payload.speed))
    return Status(201, as_json(run, user))


@router.get("/runs", auth=auth.READ, response=list[schemas.RunOut])
def list_runs(request: HttpRequest) -> Any:
    """One's own runs, the newest 100."""
    runs = list(Run.objects.owned_by(request.user).select_related("revision")[:100])
    hot = store.load_many([str(run.pk) for run in runs if run.status in LIVE])
    return [as_json(run, request.user, hot.get(str(run.pk))) for run in runs]


@router.get("/runs/{id}", auth=auth.READ, response={200: schemas.RunOut, 404: schemas.ErrorOut})
def get_run(request: HttpRequest, id: str) -> Any:
    return as_json(visible_run(request, id), request.user)


@router.delete("/runs/{id}", auth=auth.RUN, response={204: None, **FOUND_OR})
def delete_run(request: HttpRequest, id: str) -> Any:
    actions.do_delete(own_run(request, id))
    return Status(204, None)


@router.post("/runs/{id}/control", auth=auth.RUN, response={200: schemas.RunOut, **FOUND_OR})
def control_run(request: HttpRequest, id: str, payload: schemas.ControlIn) -> Any:
    """run, pause, step (pause and go on by one tick), speed, reset (to tick 0), stop (end, keep the frames)."""
    speed = None if payload.speed is None else str(payload.speed)
    run = actions.do_control(own_run(request, id), payload.action, speed)
    return as_json(run, request.user)


@router.post("/runs/{id}/commands", auth=auth.RUN, response={202: schemas.CommandTaken, **FOUND_OR})
def give_command(request: HttpRequest, id: str, payload: schemas.CommandIn) -> Any:
    """Do something to the running world; it takes effect in its next tick."""
    command = actions.do_command(own_run(request, id), payload.command)
    return Status(202, {"sequence": command.sequence})


@router.post(
    "/runs/{id}/commands/{sequence}/secret", auth=auth.RUN, response={200: schemas.SecretOut, **FOUND_OR}
)
def tell_secret(request: HttpRequest, id: str, sequence: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> Any:
    """The secret access key of the key that this command made: told one time only."""
    return {"SecretAccessKey": secrets.tell(own_run(request, id), sequence)}


@router.get(
    "/runs/{id}/commands", auth=auth.READ, response={200: list[schemas.CommandOut], 404: schemas.ErrorOut}
)
def list_commands(request: HttpRequest, id: str) -> Any:
    """Every command with the tick it was applied at; null while it waits."""
    return [
        {
            "sequence": row.sequence,
            "command": row.payload,
            "applied_at_tick": row.applied_at_tick,
            "problems": errors.localized_all(row.problems),
            "created_at": row.created_at,
        }
        for row in visible_run(request, id).commands.order_by("sequence")[:5_000]
    ]


@router.get(
    "/runs/{id}/frames",
    auth=auth.READ,
    response={200: dict[str, Any], 404: schemas.ErrorOut, 422: schemas.ErrorOut},
)
def list_frames(
    request: HttpRequest,
    id: str,
    after: int = Query(0, ge=0, le=2**31 - 1),
    before: int | None = Query(None, ge=0, le=2**31 - 1),
    limit: int = Query(300, ge=1, le=1_000),
) -> Any:
    """Whole frames with after < id < before, in order. `more` says that the limit cut the answer short."""
    run = str(visible_run(request, id).pk)
    store.watch(run)
    frames = list(islice(archive.frames(run, after, before), limit + 1))
    more = len(frames) > limit
    frames = frames[:limit]
    return {"frames": frames, "through": frames[-1]["id"] if frames else after, "more": more}


@router.get(
    "/runs/{id}/decisions",
    auth=auth.READ,
    response={200: dict[str, Any], 404: schemas.ErrorOut, 422: schemas.ErrorOut},
)
def list_decisions(
    request: HttpRequest,
    id: str,
    after: int = Query(0, ge=0, le=2**31 - 1),
    subject: str | None = None,
    resource: str | None = None,
    limit: int = Query(100, ge=1, le=1_000),
) -> Any:
    """Decisions of the frames after `after`, by subject and logical id; go on from `through` while `more`.

    An answer holds whole frames, so it may hold a few more decisions than `limit`.
    """
    run = str(visible_run(request, id).pk)
    store.watch(run)
    decisions: list[dict[str, Any]] = []
    through, scanned = after, 0
    for frame in archive.frames(run, after):
        if len(decisions) >= limit or scanned >= DECISION_SCAN_FRAMES:
            return {"decisions": decisions, "through": through, "more": True}
        for decision in frame.get("decisions", ()):
            if subject not in (None, decision.get("subject")) or resource not in (
                None,
                decision.get("resource"),
            ):
                continue
            decisions.append({**decision, "frame": frame["id"]})
        through, scanned = frame["id"], scanned + 1
    return {"decisions": decisions, "through": through, "more": False}


_FILE = {
    "responses": {
        200: {
            "description": "The file, sent as it is made.",
            "content": {
                content_type.partition(";")[0]: {
                    "schema": {"type": "object"}
                    if format == "json"
                    else {"type": "string", "format": "binary"}
                }
                for format, content_type in CONTENT_TYPES.items()
            },
        }
    }
}


@router.get(
    "/runs/{id}/export",
    auth=auth.READ,
    response={404: schemas.ErrorOut, 422: schemas.ErrorOut},
    openapi_extra=_FILE,
)
def export_run(
    request: HttpRequest,
    id: str,
    what: Literal["frames", "world", "decisions", "dictionary"] = "frames",
    format: Literal["csv", "json", "jsonl", "parquet"] = "csv",
    bom: bool = False,
) -> StreamingHttpResponse:
    """What a run has told so far, as a file.

    `frames` has one number a row with its unit, `world` one tick a row, `decisions` one decision a row; JSON and
    JSON Lines carry whole frames and decisions. `dictionary` says what columns and metrics mean. `bom` begins CSV
    with the mark by which spreadsheets know UTF-8.
    """
    run = visible_run(request, id)
    store.watch(str(run.pk))
    name = export.file_name(run, what, format)
    return download(request, export.pieces(run, what, format, bom=bom), CONTENT_TYPES[format], name)
