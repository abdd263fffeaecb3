"""Pages of the guided labs: the catalogue, a lab's briefing, and the player.

The player is the workbench with the lab in it or, for a lab that judges policies, their page with it.

The catalogue and the briefing work without JavaScript and without an account; beginning makes a visitor's account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.api import errors
from dashboard.api.limits import TooManyAccounts, ensure_user
from dashboard.workbench.views import boot
from labs.guided import actions, telling
from labs.guided import catalogue as shelf
from labs.guided.models import Attempt
from labs.scenarios.definition import Stage
from labs.scenarios.models import Version
from simulator.problems import InvalidInput
from simulator.text import Text

ANSWER_FIRST = Text(
    "Answer every question first: a guess is fine, and it costs nothing.",
    "먼저 모든 질문에 답해 주세요. 짐작해도 괜찮고 점수에는 영향이 없어요.",
)


@dataclass(frozen=True)
class Place:
    """Where somebody is with a lab. newer: a version came out after they had begun theirs."""

    version: Version
    attempt: Attempt | None
    newer: Version | None


def place_of(user: object, slug: str) -> Place:
    """Whoever has begun a version goes on with it. Raises Http404 when there is nothing to begin or go on with."""
    published = Version.objects.published().select_related("scenario").filter(scenario__slug=slug).first()
    mine = Attempt.objects.owned_by(user).filter(version__scenario__slug=slug, context="")
    begun = mine.select_related("version__scenario", "document", "user").order_by("-version__number").first()
    if begun is not None:
        newer = published if published is not None and published.pk != begun.version_id else None
        return Place(begun.version, begun, newer)
    if published is None:
        raise Http404
    return Place(published, None, None)


@require_safe
@never_cache
def catalogue(request: HttpRequest) -> HttpResponse:
    """Labs by path, or with ``?by=row`` by what they teach."""
    language = errors.language()
    by = "row" if request.GET.get("by") == "row" else "path"
    cards = shelf.cards(request.user, language)
    context: dict[str, Any] = {"boot": None, "by": by, "count": len(cards)}
    if by == "row":
        context["services"] = shelf.by_row(cards, language)
    else:
        context["paths"] = shelf.by_path(cards, language)
    return render(request, "labs/catalogue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lab(request: HttpRequest, slug: str) -> HttpResponse:
    """Briefing, objectives and questions; a POST answers what is not answered yet and begins, or goes on."""
    place = place_of(request.user, slug)
    if place.newer is not None and (request.POST or request.GET).get("version") == "newest":
        place = Place(place.newer, None, None)
    if request.method != "POST":
        return briefing(request, place)
    asked = [one for one in telling.predictions(place.version, place.attempt, "en") if not one["chosen"]]
    answers = {one["id"]: request.POST.get(f"prediction-{one['id']}", "") for one in asked}
    if not all(answers.values()):
        return briefing(request, place, answers, [ANSWER_FIRST.get(errors.language())])
    try:
        attempt = actions.do_begin(ensure_user(request), place.version)
        for prediction, option in answers.items():
            actions.do_predict(attempt, prediction, option)
    except TooManyAccounts:
        return render(request, "429.html", {"boot": None}, status=429)
    except InvalidInput as refusal:
        said = [errors.localized(problem)["message"] for problem in refusal.problems]
        return briefing(request, place, answers, said)
    return redirect("play-lab", slug=slug)


def briefing(
    request: HttpRequest, place: Place, answers: dict[str, str] | None = None, said: list[str] | None = None
) -> HttpResponse:
    language = errors.language()
    version, attempt = place.version, place.attempt
    definition = version.content.definition
    context = {
        "boot": None,
        "lab": telling.lab(version, language),
        "rows": [shelf.row(id, language) for id in version.teaches],
        "predictions": telling.predictions(version, attempt, language),
        "answers": answers or {},
        "problems": said or [],
        "attempt": attempt,
        "newer": place.newer,
        "newest": "newest" if request.GET.get("version") == "newest" and attempt is None else "",
        "possible": shelf.possible_stars(definition),
        "hints": len(definition.hints),
    }
    return render(request, "labs/lab.html", context, status=422 if said else 200)


@require_safe
@never_cache
def play(request: HttpRequest, slug: str) -> HttpResponse:
    """The player. Whoever has not begun, or has not answered the questions, is led to the briefing."""
    attempt = place_of(request.user, slug).attempt
    if attempt is None or attempt.document is None or unanswered(attempt):
        return redirect("lab", slug=slug)
    return player(request, attempt)


def unanswered(attempt: Attempt) -> bool:
    return any(one.id not in attempt.predictions for one in attempt.version.content.definition.predictions)


#: Which island plays a lab, and in which templates: alone, and in a class.
PLAYERS: dict[Stage, tuple[str, str, str]] = {
    "world": ("workbench", "labs/play.html", "classes/play.html"),
    "policies": ("policies", "labs/play_policies.html", "classes/play_policies.html"),
}


def player(
    request: HttpRequest, attempt: Attempt, extra: dict[str, Any] | None = None, *, in_class: bool = False
) -> HttpResponse:
    """The page of a lab's stage with an attempt's design and the lab beside it; `extra` joins the boot record."""
    language = errors.language()
    version = attempt.version
    following = shelf.after(version)
    page, alone, together = PLAYERS[version.content.definition.stage]
    found = boot(request, page, attempt.document, actions.run_of(attempt), read_only=False)
    found["lab"] = {
        **telling.lab(version, language),
        "attempt": telling.attempt(attempt, language),
        "possible_stars": shelf.possible_stars(version.content.definition),
        "urls": {"lab": reverse("lab", args=[version.scenario.slug]), "labs": reverse("labs")},
        "next": following
        and {
            "title": following.title(language),
            "url": reverse("lab", args=[following.scenario.slug]),
        },
    }
    found |= extra or {}
    return render(request, together if in_class else alone, {"boot": found, "lab": found["lab"]})
