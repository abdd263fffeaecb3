"""Addresses: pages, accounts, API, admin."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from dashboard.api.api import api
from dashboard.policies.api import router as policies
from labs.classroom.api import router as classroom
from labs.guided.api import router as guided

# The API knows the layers below it; what stands above or beside joins here.
api.add_router("", policies)
api.add_router("", guided)
api.add_router("", classroom)

urlpatterns = [
    path("", include("dashboard.workbench.urls")),
    path("", include("dashboard.operations.urls")),
    path("", include("dashboard.policies.urls")),
    path("labs/", include("labs.guided.urls")),
    path("", include("labs.classroom.urls")),
    path("account/", include("dashboard.accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", api.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("preview/", include("labs.authoring.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns += staticfiles_urlpatterns()

handler404 = "dashboard.api.errors.page_not_found"
