"""Refusing what is too large before anything reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from dashboard.api import errors
from simulator.problems import Problem


def _too_large(request: HttpRequest) -> HttpResponse:
    problem = Problem(code="RequestTooLarge", path=(), message=errors.TOO_LARGE, hint=errors.TOO_LARGE_HINT)
    with translation.override(translation.get_language_from_request(request)):
        return errors.answer(413, "RequestTooLarge", errors.TOO_LARGE, [problem])


class RequestBodyLimit:
    """Answers 413 to API requests larger than REQUEST_BODY_LIMIT, whether or not they say their length."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if errors.is_api(request) and request.method not in ("GET", "HEAD", "OPTIONS"):
            length = request.META.get("CONTENT_LENGTH") or "0"
            if not length.isdecimal() or int(length) > settings.REQUEST_BODY_LIMIT:
                return _too_large(request)
            try:
                if len(request.body) > settings.REQUEST_BODY_LIMIT:
                    return _too_large(request)
            except RequestDataTooBig:
                return _too_large(request)
        return self.get_response(request)
