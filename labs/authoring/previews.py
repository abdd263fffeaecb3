"""Preview: an author goes through what they write as a learner would, on the learner's own pages, clearly marked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.api import errors
from dashboard.workbench.views import boot
from labs.authoring import actions
from labs.guided import actions as guided
from labs.guided import catalogue, telling
from labs.guided.views import ANSWER_FIRST, PLAYERS
from labs.scenarios.actions import incompleteness
from labs.scenarios.models import Version
from simulator.problems import InvalidInput
from simulator.text import Text

_MARKED = Text("Preview", "미리 보기")


def _version(request: HttpRequest, pk: int) -> Version:
    """A version for those who may edit it. Raises Http404 for everybody else: they need not know of it."""
    if not request.user.has_perm("scenarios.change_version"):
        raise Http404
    found = Version.objects.visible_to(request.user).select_related("scenario").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """The briefing with its questions; beginning starts over, so that the newest text is what is played."""
    version = _version(request, pk)
    if any(incompleteness(version)):
        return redirect("admin:authoring_edit", version.pk)
    definition = version.content.definition
    language = errors.language()
    answers: dict[str, str] = {}
    problems: list[str] = []
    if request.method == "POST":
        answers = {one.id: request.POST.get(f"prediction-{one.id}", "") for one in definition.predictions}
        if not all(answers.values()):
            problems = [ANSWER_FIRST.get(language)]
        else:
            try:
                attempt = actions.do_preview(version, _person(request))
                for prediction, option in answers.items():
                    guided.do_predict(attempt, prediction, option)
                return redirect("preview-play", version.pk)
            except InvalidInput as refusal:
                problems = [problem.message.get(language) for problem in refusal.problems]
    context = {
        "boot": None,
        "version": version,
        "lab": telling.lab(version, language),
        "rows": [catalogue.row(id, language) for id in version.teaches],
        "predictions": telling.predictions(version, None, language),
        "answers": answers,
        "problems": problems,
        "possible": catalogue.possible_stars(definition),
        "hints": len(definition.hints),
    }
    return render(request, "authoring/preview.html", context, status=422 if problems else 200)


@require_safe
@never_cache
def play(request: HttpRequest, pk: int) -> HttpResponse:
    """The player with the author's attempt at this version."""
    version = _version(request, pk)
    attempt = actions.previews(version, _person(request)).first()
    if attempt is None or attempt.document is None:
        return redirect("preview", version.pk)
    language = errors.language()
    told = telling.lab(version, language)
    page, template, _ = PLAYERS[version.content.definition.stage]
    found = boot(request, page, attempt.document, guided.run_of(attempt), read_only=False)
    found["lab"] = {
        **told,
        "title": f"{_MARKED.get(language)} {version.number} · {told['title']}",
        "attempt": telling.attempt(attempt, language),
        "possible_stars": catalogue.possible_stars(version.content.definition),
        "urls": {
            "lab": reverse("preview", args=[version.pk]),
            "labs": reverse("admin:scenarios_scenario_change", args=[version.scenario_id]),
        },
        "next": None,
    }
    return render(request, template, {"boot": found, "lab": found["lab"]})


def _person(request: HttpRequest) -> Any:
    """The author; nobody else comes this far."""
    return request.user
