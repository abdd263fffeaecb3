from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from labs.authoring.pages import Pages, for_authors
from labs.authoring.words import PATHS, STATUS
from labs.scenarios.models import Scenario, Version
from simulator.text import Language


def _language() -> Language:
    return "ko" if (get_language() or "").startswith("ko") else "en"


@admin.register(Scenario)
class ScenarioAdmin(ModelAdmin):
    """Scenarios and their versions: the list is the admin's, everything else is `pages`."""

    list_display = ["shown_title", "slug", "shown_path", "shown_versions", "shown_status", "shown_origin"]
    list_filter = ["shipped", "versions__status", "versions__path"]
    search_fields = ["slug", "versions__title_en", "versions__title_ko"]
    change_list_template = "authoring/list.html"
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scenario]:
        newest_first = Prefetch("versions", Version.objects.order_by("-number"))
        return super().get_queryset(request).prefetch_related(newest_first)

    def get_urls(self) -> list[URLPattern]:
        return [*Pages(self.admin_site).urls(), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return for_authors(Pages(self.admin_site).begin)(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        pk = int(object_id) if object_id.isdecimal() else 0
        return for_authors(Pages(self.admin_site).scenario)(request, pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What learners may have begun is retired, not deleted; drafts are discarded on their own page."""
        return False

    # --- columns --------------------------------------------------------------------------------------------

    @display(description=_("Title"))
    def shown_title(self, scenario: Scenario) -> str:
        titles = (one.title(_language()) for one in scenario.versions.all())
        return next((title for title in titles if title), scenario.slug)

    @display(description=_("Path"))
    def shown_path(self, scenario: Scenario) -> str:
        from_newest = next((one.path for one in scenario.versions.all() if one.path), "")
        return PATHS[from_newest].get(_language()) if from_newest in PATHS else "—"

    @display(description=_("Versions"))
    def shown_versions(self, scenario: Scenario) -> int:
        return len(scenario.versions.all())

    @display(description=_("Status"))
    def shown_status(self, scenario: Scenario) -> str:
        told = [STATUS[one.status].get(_language()) for one in scenario.versions.all()]
        return " · ".join(dict.fromkeys(told)) or "—"

    @display(description=_("Origin"))
    def shown_origin(self, scenario: Scenario) -> str:
        return gettext("Comes with the release") if scenario.shipped else gettext("Made here")
