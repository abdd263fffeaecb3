"""Pages. Each hands its island what it needs to start (`boot`); the island does the rest over the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboard.accounts.actions import language_of
from dashboard.architectures.models import Document
from dashboard.runs.models import Run


def boot(
    request: HttpRequest,
    page: str,
    document: Document | None = None,
    run: Run | None = None,
    *,
    read_only: bool,
) -> dict[str, Any]:
    """What the island reads from ``<script type="application/json" id="boot">``."""
    return {
        "page": page,
        "language": language_of(request),
        "document_id": str(document.pk) if document else None,
        "run_id": str(run.pk) if run else None,
        "limits": document.limits if document else None,
        "csrf": get_token(request),
        "read_only": read_only,
        "urls": {
            "api": "/api/v1/",
            "socket": "/ws/runs/{id}/",
            "home": reverse("home"),
            "workbench": "/workbench/{id}/",
            "run": "/runs/{id}/",
            "policies": "/policies/{id}/",
            "about": reverse("about"),
            "login": reverse("account_login"),
            "signup": reverse("account_signup"),
            "logout": reverse("account_logout"),
            "set_language": reverse("set_language"),
            "messages": reverse("javascript-catalog"),
        },
    }


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The front page with the shared demo, running."""
    run = Run.objects.filter(shared=True).select_related("document").order_by("created_at").first()
    document = run.document if run else None
    context = {
        "boot": boot(request, "home", document, run, read_only=True),
        "demo": run,
        "document": document,
        "documents": Document.objects.owned_by(request.user)[:20],
    }
    return render(request, "home.html", context)


@require_safe
@never_cache
def workbench(request: HttpRequest, id: UUID | None = None) -> HttpResponse:
    """The editor of a document with its latest run; without an id, of one that is not stored yet."""
    document, run, read_only = None, None, False
    if id is not None:
        document = Document.objects.visible_to(request.user).filter(pk=id).first()
        if document is None:
            raise Http404
        read_only = not document.may_be_changed_by(request.user)
        run = Run.objects.visible_to(request.user).filter(document=document).order_by("-created_at").first()
    context = {
        "boot": boot(request, "workbench", document, run, read_only=read_only),
        "document": document,
        "run": run,
    }
    return render(request, "workbench.html", context)


@require_safe
@never_cache
def run(request: HttpRequest, id: UUID) -> HttpResponse:
    """A run to look at, not to steer."""
    found = Run.objects.visible_to(request.user).select_related("document").filter(pk=id).first()
    if found is None:
        raise Http404
    context = {
        "boot": boot(request, "workbench", found.document, found, read_only=True),
        "document": found.document,
        "run": found,
    }
    return render(request, "workbench.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Licence and trademark notice."""
    return render(request, "about.html", {"boot": None})
