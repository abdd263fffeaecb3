"""The admin's pages for scenarios. Every one asks for the right to edit scenarios, reading included."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.api import errors
from labs.authoring import actions, editor, packing, tasks
from labs.authoring.models import ProofRun, ProofState
from labs.authoring.proofs_told import table
from labs.authoring.tree import Path
from labs.scenarios.actions import do_publish, do_retire, missing
from labs.scenarios.content import BrokenContent, parse_scenario
from labs.scenarios.models import Scenario, Status, Version
from simulator.problems import InvalidInput

Page = Callable[..., HttpResponse]


def for_authors(page: Page) -> Page:
    """Only those who may edit scenarios."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponse:
        if not request.user.has_perm("scenarios.change_version"):
            raise PermissionDenied
        return page(request, *args, **rest)

    return guarded


def version_of(pk: int) -> Version:
    found = Version.objects.select_related("scenario").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def said(refusal: InvalidInput) -> list[str]:
    return [problem.message.get(errors.language()) for problem in refusal.problems]


def to_scenario(scenario: Scenario) -> HttpResponseRedirect:
    return redirect("admin:scenarios_scenario_change", scenario.pk)


def to_version(version: Version) -> HttpResponseRedirect:
    return redirect("admin:authoring_edit", version.pk)


class Pages:
    """The pages of one admin site."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def urls(self) -> list[URLPattern]:
        def at(route: str, page: Page, name: str) -> URLPattern:
            return path(route, self.site.admin_view(for_authors(page)), name=name)

        return [
            at("version/<int:pk>/", self.edit, "authoring_edit"),
            at("version/<int:pk>/proof/", self.proof, "authoring_proof"),
            at("version/<int:pk>/proof/progress/", self.progress, "authoring_progress"),
            at("version/<int:pk>/publish/", self.publish, "authoring_publish"),
            at("version/<int:pk>/retire/", self.retire, "authoring_retire"),
            at("version/<int:pk>/discard/", self.discard, "authoring_discard"),
            at("version/<int:pk>/export/", self.export, "authoring_export"),
            at("<int:pk>/new-version/", self.begin_version, "authoring_new_version"),
            at("import/", self.bring_in, "authoring_import"),
        ]

    def shown(
        self, request: HttpRequest, template: str, title: str, status: int = 200, **more: Any
    ) -> HttpResponse:
        context = {**self.site.each_context(request), "title": title, "language": errors.language(), **more}
        return render(request, f"authoring/{template}", context, status=status)

    # --- scenarios ------------------------------------------------------------------------------------------

    def begin(self, request: HttpRequest) -> HttpResponse:
        """A new scenario: blank, or a copy of one there is."""
        sources = Version.objects.select_related("scenario").order_by("scenario__slug", "-number")
        slug, source = request.POST.get("slug", "").strip(), request.POST.get("source", "")
        problems: list[str] = []
        if request.method == "POST":
            try:
                copied = sources.filter(pk=int(source)).first() if source.isdecimal() else None
                version = actions.do_begin_scenario(slug, _person(request), copied)
            except InvalidInput as refusal:
                problems = said(refusal)
            else:
                return to_version(version)
        choices = [
            (str(one.pk), f"{one.title(errors.language()) or one.scenario.slug} · {one.number}")
            for one in sources
        ]
        return self.shown(
            request,
            "begin.html",
            _("New scenario"),
            422 if problems else 200,
            slug=slug,
            source=source,
            choices=choices,
            problems=problems,
        )

    def scenario(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A scenario's versions, and what can be done with each."""
        found = Scenario.objects.filter(pk=pk).first()
        if found is None:
            raise Http404
        language = errors.language()
        versions = list(found.versions.select_related("author", "scenario").order_by("-number"))
        rows = [
            {
                "version": one,
                "title": one.title(language),
                "editable": actions.editable(one),
                "missing": [problem.message.get(language) for problem in missing(one)]
                if actions.editable(one)
                else [],
            }
            for one in versions
        ]
        title = next((row["title"] for row in rows if row["title"]), found.slug)
        has_draft = any(row["editable"] for row in rows)
        return self.shown(
            request, "scenario.html", str(title), scenario=found, rows=rows, has_draft=has_draft
        )

    @staticmethod
    @require_POST
    def begin_version(request: HttpRequest, pk: int) -> HttpResponse:
        scenario = Scenario.objects.filter(pk=pk).first()
        if scenario is None:
            raise Http404
        try:
            return to_version(actions.do_begin_version(scenario, _person(request)))
        except InvalidInput as refusal:
            return _refused(request, refusal, to_scenario(scenario))

    def bring_in(self, request: HttpRequest) -> HttpResponse:
        """A scenario out of a ZIP archive: a new one, or a draft of one there is."""
        slug = request.POST.get("slug", "").strip()
        problems: list[str] = []
        if request.method == "POST":
            upload = request.FILES.get("archive")
            try:
                if upload is None:
                    problems = [_("Choose a ZIP file.")]
                elif (upload.size or 0) > packing.MAX_ARCHIVE_BYTES:
                    problems = [_("The archive is larger than 1 MB.")]
                else:
                    files = packing.unpacked(upload.read())
                    version = actions.do_bring_in(slug, files, _person(request))
                    self._tell_mistakes(request, version)
                    return to_version(version)
            except InvalidInput as refusal:
                problems = said(refusal)
        return self.shown(
            request, "import.html", _("Import"), 422 if problems else 200, slug=slug, problems=problems
        )

    @staticmethod
    def _tell_mistakes(request: HttpRequest, version: Version) -> None:
        """Say that a draft was made, and each mistake in it with file and line."""
        messages.success(request, _("The archive is a draft now."))
        try:
            parse_scenario(version.scenario.slug, version.files)
        except BrokenContent as broken:
            language = errors.language()
            for mistake in broken.mistakes[:20]:
                messages.warning(request, mistake.told(language).splitlines()[0])

    # --- a version ------------------------------------------------------------------------------------------

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The editor. Every button of its form keeps the draft as it stands in the form first."""
        version = version_of(pk)
        user, language = _person(request), errors.language()
        if request.method != "POST":
            return self._editor(request, editor.look(version, user, language))
        tree = editor.tree_sent(request.POST, request.FILES)
        action = request.POST.get("action", "save")
        focus = editor.pressed(tree, action)
        try:
            version = editor.store(version, tree, request.POST.get("base", ""), user)
            notice = self._boards(version, action, request) or _("Saved.")
        except actions.NewerDraftExists as newer:
            shown = editor.unstored(editor.look(version, user, language, tree), newer.version)
            notice = _(
                "Somebody else stored this draft in the meantime. What you typed is still here and is not stored: "
                "press Save to put it in place of theirs."
            )
            return self._editor(request, shown, notice, bad=True)
        except InvalidInput as refusal:
            return self._editor(
                request, editor.look(version, user, language, tree), " ".join(said(refusal)), bad=True
            )
        version = version_of(version.pk)
        if not request.htmx:  # type: ignore[attr-defined]
            messages.success(request, notice)
            return redirect(reverse("admin:authoring_edit", args=[version.pk]) + _anchor(focus))
        return self._editor(request, editor.look(version, user, language, focus=focus), notice)

    @staticmethod
    def _boards(version: Version, action: str, request: HttpRequest) -> str:
        """What the buttons beside a document do; "" for other buttons. Raises InvalidInput."""
        what, _space, file = action.partition(" ")
        user = _person(request)
        if what == "board":
            actions.do_open_board(version, file, user)
            return _("The board is ready. Open it, change it, then take it over.")
        if what == "take":
            files = actions.do_take_over(version, file, user)
            actions.do_write(version, files, version.hash, user)
            return _("Taken over from the workbench.")
        if what == "close":
            actions.do_close_board(version, file, user)
            return _("The board is gone; this version stays as it is.")
        return ""

    def _editor(
        self, request: HttpRequest, look: editor.Look, notice: str = "", bad: bool = False
    ) -> HttpResponse:
        version = look.version
        more = {
            "look": look,
            "version": version,
            "scenario": version.scenario,
            "editable": actions.editable(version),
            "notice": notice,
            "bad": bad,
        }
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "authoring/form.html", {**more, "language": errors.language()})
        title = version.title(errors.language()) or version.scenario.slug
        return self.shown(request, "edit.html", title, 409 if bad else 200, **more)

    @staticmethod
    @require_POST
    def publish(request: HttpRequest, pk: int) -> HttpResponse:
        version = version_of(pk)
        try:
            actions.check_ours(version)
            do_publish(version)
        except InvalidInput as refusal:
            return _refused(request, refusal, to_scenario(version.scenario))
        messages.success(request, _("Published. Learners find it in the catalogue now."))
        return to_scenario(version.scenario)

    @staticmethod
    @require_POST
    def retire(request: HttpRequest, pk: int) -> HttpResponse:
        version = version_of(pk)
        try:
            actions.check_ours(version)
            do_retire(version)
        except InvalidInput as refusal:
            return _refused(request, refusal, to_scenario(version.scenario))
        messages.success(request, _("Retired. Whoever began it may go on with it."))
        return to_scenario(version.scenario)

    @staticmethod
    @require_POST
    def discard(request: HttpRequest, pk: int) -> HttpResponse:
        version = version_of(pk)
        try:
            actions.do_discard(version)
        except InvalidInput as refusal:
            return _refused(request, refusal, to_scenario(version.scenario))
        messages.success(request, _("The draft is gone."))
        if Scenario.objects.filter(pk=version.scenario_id).exists():
            return to_scenario(version.scenario)
        return redirect("admin:scenarios_scenario_changelist")

    @staticmethod
    @require_safe
    def export(request: HttpRequest, pk: int) -> HttpResponse:
        version = version_of(pk)
        slug = version.scenario.slug
        response = HttpResponse(packing.packed(slug, version.files), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{slug}-{version.number}.zip"'
        return response

    # --- the proof ------------------------------------------------------------------------------------------

    def proof(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The proof of a version: as it was, as it runs, or asked for anew."""
        version = version_of(pk)
        if request.method == "POST":
            try:
                actions.do_ask_for_proof(version, _person(request))
            except InvalidInput as refusal:
                return _refused(request, refusal, to_version(version))
            return redirect("admin:authoring_proof", version.pk)
        title = version.title(errors.language()) or version.scenario.slug
        return self.shown(request, "proof.html", title, **self._progress(version))

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What changes on the proof's page while it runs."""
        return render(request, "authoring/progress.html", self._progress(version_of(pk)))

    @staticmethod
    def _progress(version: Version) -> dict[str, Any]:
        run = ProofRun.objects.filter(version=version).first()
        tries = list(run.tries.all()) if run is not None else []
        done = [one for one in tries if one.done]
        running = run is not None and run.state == ProofState.RUNNING
        if running and not any(
            one.taken_at and (timezone.now() - one.taken_at).total_seconds() < 5 for one in tries
        ):
            tasks.ask()  # a wish was lost, or nobody has been there to hear it
        if running:
            rows = [one.row for one in done if one.row]
        else:
            rows = (version.proof or {}).get("rows", [])
        return {
            "version": version,
            "scenario": version.scenario,
            "run": run,
            "running": running,
            "gave_up": run is not None and run.state == ProofState.FAILED and run.hash == version.hash,
            "outdated": run is not None and run.hash != version.hash,
            "done": len(done),
            "all": len(tries),
            "proof": version.proof,
            "table": table(version, rows, errors.language()) if rows else None,
            "editable": actions.editable(version),
            "missing": [p.message.get(errors.language()) for p in missing(version)],
            "proved": version.status == Status.PROVED,
        }


def _person(request: HttpRequest) -> Any:
    """The author; the admin lets nobody else in."""
    return request.user


def _refused(request: HttpRequest, refusal: InvalidInput, back: HttpResponseRedirect) -> HttpResponseRedirect:
    for one in said(refusal):
        messages.error(request, one)
    return back


def _anchor(place: Path | None) -> str:
    return "#x-" + "-".join(map(str, place)) if place else ""
