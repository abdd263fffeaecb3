"""Pages of the classroom: the instructor's list, desk and projector; joining; the student's player."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.accounts.actions import language_of
from dashboard.accounts.models import User
from dashboard.api import errors
from dashboard.api.limits import TooManyAccounts, count_account
from dashboard.workbench.views import boot
from labs.classroom import actions, telling
from labs.classroom.models import Participant, Session
from labs.guided import actions as guided
from labs.guided import views as player
from labs.scenarios.models import Version
from simulator.problems import InvalidInput
from simulator.services.registry import BY_TYPE
from simulator.text import Text

NO_SUCH_CLASS = Text(
    "There is no class with this code. Look at the code on the wall again.",
    "이 코드의 수업이 없어요. 화면의 코드를 다시 확인해 주세요.",
)


def _said(refusal: InvalidInput) -> list[str]:
    return [errors.localized(problem)["message"] for problem in refusal.problems]


# --- the instructor ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def classes(request: HttpRequest) -> HttpResponse:
    """One's classes, and opening another."""
    if not actions.may_teach(request.user):
        raise PermissionDenied
    assert isinstance(request.user, User)
    language = errors.language()
    versions = list(Version.objects.for_catalogue())
    problems: list[str] = []
    if request.method == "POST":
        version = next((v for v in versions if str(v.pk) == request.POST.get("version")), None)
        minutes = request.POST.get("minutes", "")
        try:
            if version is None:
                raise Http404
            session = actions.do_open(
                request.user,
                version,
                request.POST.get("title", ""),
                int(minutes) if minutes.isdecimal() else 0,
            )
        except InvalidInput as refusal:
            problems = _said(refusal)
        else:
            return redirect("class-desk", id=session.pk)
    context = {
        "boot": None,
        "sessions": [
            {"session": one, "students": one.participants.count(), **telling.session(one)}
            for one in Session.objects.run_by(request.user).select_related("version__scenario")[:50]
        ],
        "labs": [{"pk": v.pk, "title": v.title(language), "minutes": v.minutes} for v in versions],
        "problems": problems,
        "given": request.POST,
    }
    return render(request, "classes/list.html", context, status=422 if problems else 200)


def _own(request: HttpRequest, id: UUID) -> Session:
    found = Session.objects.run_by(request.user).select_related("version__scenario").filter(pk=id).first()
    if found is None:
        raise Http404
    return actions.do_settle(found)


def _class_boot(request: HttpRequest, page: str, session: Session) -> dict[str, Any]:
    found = boot(request, page, read_only=True)
    join = request.build_absolute_uri(reverse("join", args=[session.code]))
    found["class"] = {
        "id": str(session.pk),
        "socket": f"/ws/classes/{session.pk}/",
        "join": join,
        "shown": join.split("://", 1)[-1],
        "qr": reverse("class-qr", args=[session.pk]),
        "projector": reverse("class-projector", args=[session.pk]),
        "list": reverse("classes"),
        "faults": _faults(session),
    }
    return found


def _faults(session: Session) -> list[dict[str, Any]]:
    """What can be made to happen in this lab's world: the faults of its start document's resources."""
    language = errors.language()
    found = []
    for id, resource in sorted(session.version.content.start.resources.items()):
        kind = BY_TYPE.get(resource.type)
        for fault in kind.faults if kind else ():
            found.append(
                {
                    "resource": id,
                    "fault": fault.id,
                    "label": fault.label.get(language),
                    "help": fault.help.get(language),
                }
            )
    return found


@require_safe
@never_cache
def desk(request: HttpRequest, id: UUID) -> HttpResponse:
    """The wall of tiles with the class's controls."""
    session = _own(request, id)
    found = _class_boot(request, "desk", session)
    found["desk"] = telling.desk(session, errors.language())
    return render(request, "classes/desk.html", {"boot": found, "session": session})


@require_safe
@never_cache
def projector(request: HttpRequest, id: UUID) -> HttpResponse:
    """What the room sees: address, code and QR code large, then how far everybody is."""
    session = _own(request, id)
    found = _class_boot(request, "projector", session)
    found["projector"] = telling.projector(session)
    return render(request, "classes/projector.html", {"boot": found, "session": session})


@require_safe
def qr(request: HttpRequest, id: UUID) -> HttpResponse:
    """The join address as a QR code, dark on light in every scheme: cameras want it so."""
    session = _own(request, id)
    code = segno.make(request.build_absolute_uri(reverse("join", args=[session.code])), error="m")
    svg = code.svg_inline(scale=8, border=2, dark="#16202c", light="#ffffff")
    return HttpResponse(
        f'<?xml version="1.0"?>{svg.replace("<svg", "<svg xmlns='http://www.w3.org/2000/svg'", 1)}',
        content_type="image/svg+xml",
    )


# --- students ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, code: str = "") -> HttpResponse:
    """By code and nickname; who was here before comes back with their personal code."""
    given = {name: request.POST.get(name, "").strip() for name in ("code", "nickname", "rejoin")}
    given["code"] = given["code"] or code
    problems: list[str] = []
    session = actions.find(given["code"]) if given["code"] else None
    if given["code"] and session is None:
        problems = [NO_SUCH_CLASS.get(errors.language())]
    if request.method == "POST" and session is not None:
        try:
            return _enter(request, session, given["nickname"], given["rejoin"])
        except TooManyAccounts:
            return render(request, "429.html", {"boot": None}, status=429)
        except InvalidInput as refusal:
            problems = _said(refusal)
    context = {"boot": None, "given": given, "problems": problems, "session": session}
    return render(request, "classes/join.html", context, status=422 if problems else 200)


def _enter(request: HttpRequest, session: Session, nickname: str, rejoin: str) -> HttpResponse:
    if rejoin:
        place = actions.Place(actions.find_place(session, nickname, rejoin))
        if place.participant.user.pk != request.user.pk and not place.participant.user.is_anonymous_visitor:
            return redirect(f"{reverse('account_login')}?next={reverse('join', args=[session.code])}")
    elif isinstance(request.user, User):
        place = actions.do_join(session, request.user, nickname)
    else:
        count_account(request)
        place = actions.do_join_as_visitor(session, nickname, language_of(request))
    if place.participant.user.pk != request.user.pk:
        login(request, place.participant.user, backend="django.contrib.auth.backends.ModelBackend")
    if place.rejoin:
        context = {"boot": None, "session": session, "place": place.participant, "rejoin": place.rejoin}
        return render(request, "classes/joined.html", context)
    return redirect("class-play", id=session.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def play(request: HttpRequest, id: UUID) -> HttpResponse:
    """The lab in class: first the questions, then the player with the class's bar."""
    user = request.user.pk if request.user.is_authenticated else None
    place = (
        Participant.objects.select_related(
            "session__version__scenario", "attempt__version__scenario", "attempt__document", "attempt__user"
        )
        .filter(session=id, user=user)
        .first()
    )
    if place is None:
        if Session.objects.run_by(request.user).filter(pk=id).exists():
            return redirect("class-desk", id=id)
        raise Http404
    attempt = place.attempt
    if not player.unanswered(attempt):
        extra = {"class": {**telling.place(place), "socket": f"/ws/classes/{place.session_id}/"}}
        return player.player(request, attempt, extra, in_class=True)
    asked = player.Place(attempt.version, attempt, None)
    if request.method != "POST":
        return player.briefing(request, asked)
    answers = {
        one.id: request.POST.get(f"prediction-{one.id}", "")
        for one in attempt.version.content.definition.predictions
        if one.id not in attempt.predictions
    }
    try:
        for prediction, option in answers.items():
            guided.do_predict(attempt, prediction, option)
    except InvalidInput as refusal:
        return player.briefing(request, asked, answers, _said(refusal))
    return redirect("class-play", id=id)
