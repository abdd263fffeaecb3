"""Pages of the policy simulator. The island in them talks to the API."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboard.architectures.models import Document
from dashboard.policies.models import Share
from dashboard.workbench.views import boot


@require_safe
@never_cache
def simulator(request: HttpRequest, id: UUID | None = None) -> HttpResponse:
    """The simulator on a document, by the path or by ``?document=``; without one, on what the browser keeps."""
    document = None
    if id is None and (asked := request.GET.get("document")):
        try:
            id = UUID(asked)
        except ValueError:
            raise Http404 from None
    if id is not None:
        document = Document.objects.visible_to(request.user).filter(pk=id).first()
        if document is None:
            raise Http404
    read_only = document is not None and not document.may_be_changed_by(request.user)
    found = {**boot(request, "policies", document, read_only=read_only), "share_id": None}
    return render(request, "policies.html", {"boot": found, "document": document})


@require_safe
@never_cache
def shared(request: HttpRequest, id: UUID) -> HttpResponse:
    """What somebody handed on. Whoever opens it may try changes, which are kept nowhere."""
    if not Share.objects.standing().filter(pk=id).exists():
        raise Http404
    found = {**boot(request, "policies", read_only=False), "share_id": str(id)}
    return render(request, "policies.html", {"boot": found, "document": None, "shared": True})
