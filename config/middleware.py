"""The admin's own content policy: its theme evaluates expressions in attributes, which no page of ours does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

PLAIN_CSP: Mapping[str, Collection[str]] = settings.SECURE_CSP
ADMIN_CSP: Mapping[str, Collection[str]] = {
    **PLAIN_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}


class AdminContentPolicy:
    """Loosens the policy below /admin/, nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.plain = get_response
        self.loosened = csp_override(ADMIN_CSP)(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("admin:index")):
            return self.loosened(request)
        return self.plain(request)
