"""Classes over the API. What students do is told to their instructor and to nobody else."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from dashboard.accounts.actions import language_of
from dashboard.accounts.models import User
from dashboard.api import auth, errors, schemas
from dashboard.api.documents import FOUND_OR
from dashboard.api.limits import count_account
from labs.classroom import actions, export, telling
from labs.classroom.models import Participant, Session
from labs.guided.api import published

router = Router(tags=["classes"])
_NOT_FOUND = {404: schemas.ErrorOut}
_FORBIDDEN = {403: schemas.ErrorOut, 404: schemas.ErrorOut}


class ClassIn(Schema):
    lab: str = Field(max_length=60)
    title: str = Field(default="", max_length=200)
    minutes: int = Field(default=45, ge=1, le=24 * 60)


class ControlIn(Schema):
    action: Literal["start", "pause", "end", "extend", "announce", "give", "names"]
    minutes: int = Field(default=5, ge=-600, le=600)
    text: str = Field(default="", max_length=500)
    hidden: bool = False
    command: dict[str, Any] | None = None
    participant: str | None = Field(default=None, max_length=40)


class JoinIn(Schema):
    code: str = Field(max_length=20)
    nickname: str = Field(max_length=60)


class RejoinIn(JoinIn):
    rejoin: str = Field(max_length=20, description="The personal code shown on joining.")


class HelpIn(Schema):
    needs: bool


def own_session(request: HttpRequest, id: str) -> Session:
    """The session if the requester runs it, else NotFound."""
    found = (
        Session.objects.run_by(request.user).select_related("version__scenario").filter(pk=_uuid(id)).first()
    )
    if found is None:
        raise errors.NotFound
    return actions.do_settle(found)


def own_place(request: HttpRequest, id: str) -> Participant:
    """The requester's place in a session, else NotFound."""
    user = request.user.pk if request.user.is_authenticated else None
    found = (
        Participant.objects.select_related("session__version__scenario", "attempt")
        .filter(session=_uuid(id), user=user)
        .first()
    )
    if found is None:
        raise errors.NotFound
    return found


def _uuid(id: str) -> UUID:
    try:
        return UUID(id)
    except ValueError:
        raise errors.NotFound from None


def coming(code: str) -> Session:
    found = actions.find(code)
    if found is None:
        raise errors.NotFound
    return found


# --- the instructor ----------------------------------------------------------------------------------------


@router.post("/classes", auth=auth.WRITE, response={201: dict[str, Any], **FOUND_OR})
def open_class(request: HttpRequest, payload: ClassIn) -> Any:
    """Open a session of a published lab. For instructors."""
    if not actions.may_teach(request.user):
        raise errors.Forbidden
    assert isinstance(request.user, User)
    session = actions.do_open(request.user, published(payload.lab), payload.title, payload.minutes)
    return Status(201, telling.desk(session, errors.language()))


@router.get("/classes", auth=auth.READ, response=list[dict[str, Any]])
def list_classes(request: HttpRequest) -> Any:
    """The sessions one runs, the newest 100."""
    found = Session.objects.run_by(request.user).select_related("version__scenario")[:100]
    return [{**telling.session(one), "code": one.code, "created_at": one.created_at} for one in found]


@router.get("/classes/{id}", auth=auth.READ, response={200: dict[str, Any], **_NOT_FOUND})
def get_class(request: HttpRequest, id: str) -> Any:
    """The instructor's desk: code, phase, time, and a tile for every student."""
    return telling.desk(own_session(request, id), errors.language())


@router.get("/classes/{id}/projector", auth=auth.READ, response={200: dict[str, Any], **_NOT_FOUND})
def get_projector(request: HttpRequest, id: str) -> Any:
    """What the room may see on the wall."""
    return telling.projector(own_session(request, id))


@router.post("/classes/{id}/control", auth=auth.WRITE, response={200: dict[str, Any], **FOUND_OR})
def control_class(request: HttpRequest, id: str, payload: ControlIn) -> Any:
    """start (or go on), pause, end, extend by minutes, announce a text, give a command to all or to one, names."""
    session = own_session(request, id)
    given = None
    match payload.action:
        case "start":
            session = actions.do_start(session)
        case "pause":
            session = actions.do_pause(session)
        case "end":
            session = actions.do_end(session)
        case "extend":
            session = actions.do_extend(session, payload.minutes)
        case "announce":
            session = actions.do_announce(session, payload.text)
        case "names":
            session = actions.do_hide_names(session, payload.hidden)
        case "give":
            place = None
            if payload.participant is not None:
                place = session.participants.filter(pk=_uuid(payload.participant)).first()
                if place is None:
                    raise errors.NotFound
            given = actions.do_give(session, payload.command or {}, place)
    session = own_session(request, id)
    answer = telling.session(session)
    if given is not None:
        answer |= {"taken": given.taken, "refused": list(given.refused)}
    return answer


@router.post(
    "/classes/{id}/places/{place}/rejoin", auth=auth.WRITE, response={200: dict[str, str], **_FORBIDDEN}
)
def new_rejoin(request: HttpRequest, id: str, place: str) -> Any:
    """A new personal code for a student who lost theirs; the instructor tells it."""
    found = own_session(request, id).participants.select_related("session").filter(pk=_uuid(place)).first()
    if found is None:
        raise errors.NotFound
    return {"rejoin": actions.do_new_rejoin(found)}


@router.get(
    "/classes/{id}/export",
    auth=auth.READ,
    response={200: None, **_NOT_FOUND},
    openapi_extra={
        "responses": {
            200: {
                "description": "The results, one row a student.",
                "content": {
                    "text/csv": {"schema": {"type": "string"}},
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                        "schema": {"type": "string", "format": "binary"}
                    },
                },
            }
        }
    },
)
def export_class(request: HttpRequest, id: str, format: Literal["csv", "xlsx"] = "csv") -> Any:
    """Results as a file: stable ids, predictions, hints, submissions, stars, every objective."""
    session = own_session(request, id)
    if format == "csv":
        answer = HttpResponse(
            export.as_csv(session, errors.language()), content_type="text/csv; charset=utf-8"
        )
    else:
        answer = HttpResponse(
            export.as_xlsx(session, errors.language()),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    answer["Content-Disposition"] = f'attachment; filename="class-{session.code}.{format}"'
    return answer


# --- students ----------------------------------------------------------------------------------------------


@router.post("/join", auth=auth.WRITE, response={201: dict[str, Any], **FOUND_OR})
def join(request: HttpRequest, payload: JoinIn) -> Any:
    """Take a place by the code on the wall and a nickname. No account is needed; the answer's `rejoin` is told once."""
    session = coming(payload.code)
    if isinstance(request.user, User):
        place = actions.do_join(session, request.user, payload.nickname)
    else:
        count_account(request)
        place = actions.do_join_as_visitor(session, payload.nickname, language_of(request))
        _become(request, place.participant.user)
    return Status(201, telling.place(place.participant, place.rejoin))


@router.post("/rejoin", auth=auth.WRITE, response={200: dict[str, Any], **FOUND_OR})
def rejoin(request: HttpRequest, payload: RejoinIn) -> Any:
    """Go on with one's place on another device. Only places of visitors: an account signs in instead."""
    place = actions.find_place(coming(payload.code), payload.nickname, payload.rejoin)
    if place.user.pk != request.user.pk:
        if not place.user.is_anonymous_visitor:
            raise errors.Forbidden
        _become(request, place.user)
    return telling.place(place)


@router.get("/classes/{id}/place", auth=auth.READ, response={200: dict[str, Any], **_NOT_FOUND})
def get_place(request: HttpRequest, id: str) -> Any:
    """One's own place, with the session as students see it."""
    place = own_place(request, id)
    actions.do_notice(place)
    actions.do_settle(place.session)
    return telling.place(own_place(request, id))


@router.get("/classes/{id}/state", auth=auth.READ, response={200: dict[str, Any], **_NOT_FOUND})
def get_state(request: HttpRequest, id: str) -> Any:
    """The session as everybody in it may see it."""
    place = own_place(request, id)
    actions.do_notice(place)
    return telling.session(actions.do_settle(place.session))


@router.post("/classes/{id}/help", auth=auth.WRITE, response={200: dict[str, Any], **FOUND_OR})
def ask_for_help(request: HttpRequest, id: str, payload: HelpIn) -> Any:
    """Raise one's hand, or take it down. Only the instructor sees it."""
    actions.do_ask_for_help(own_place(request, id), payload.needs)
    return telling.place(own_place(request, id))


def _become(request: HttpRequest, user: User) -> None:
    """The page that is open goes on writing with the token it has."""
    secret = request.META.get("CSRF_COOKIE")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    if secret:
        request.META["CSRF_COOKIE"] = secret
