"""The API object: who may call, how bodies are read, how refusals are answered."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.utils import check_csrf

from dashboard.api import errors
from dashboard.api.documents import router as documents
from dashboard.api.rules import router as rules
from dashboard.api.runs import router as runs
from simulator.problems import InvalidInput, Problem


def session(request: HttpRequest) -> Any:
    """Whoever the session says, visitors without an account included; writes need the CSRF token."""
    if check_csrf(request) is not None:
        raise HttpError(403, "CSRF")
    return request.user


class OrjsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        if b"\\u0000" in request.body:
            raise ValueError("NUL in a string")  # no database keeps it
        return orjson.loads(request.body)


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY)


api = NinjaAPI(
    title="Stratolab",
    version="1",
    description=(
        "Documents, runs and rules of the lab. Times are ISO 8601, ticks are simulated seconds. A session's cookie "
        "says who calls; without one the caller is a visitor, who gets an account with their first document. "
        "Writes carry the page's token in the header X-CSRFToken."
    ),
    auth=session,
    parser=OrjsonParser(),
    renderer=OrjsonRenderer(),
)
api.add_router("", documents)
api.add_router("", runs)
api.add_router("", rules)


def respond(request: HttpRequest, status: int, content: dict[str, Any]) -> HttpResponse:
    return api.create_response(request, content, status=status)


@api.exception_handler(errors.Refused)
def on_refused(request: HttpRequest, refusal: errors.Refused) -> HttpResponse:
    return respond(request, refusal.status, errors.body(refusal.code, refusal.message, **refusal.extra))


@api.exception_handler(InvalidInput)
def on_invalid_input(request: HttpRequest, refusal: InvalidInput) -> HttpResponse:
    content = errors.body("InvalidInput", errors.INVALID, refusal.problems)
    if len(refusal.problems) == 1:
        only = errors.localized(refusal.problems[0])
        content["error"] = {"code": only["code"], "message": only["message"]}
    return respond(request, 422, content)


@api.exception_handler(ValidationError)
def on_validation_error(request: HttpRequest, refusal: ValidationError) -> HttpResponse:
    problems = [
        Problem(
            code="InvalidRequest",
            path=tuple(error.get("loc", ()))[1:],
            message=errors.WRONG_FIELD.format(detail=str(error.get("msg", ""))[:200]),
            hint=errors.WRONG_FIELD_HINT,
        )
        for error in refusal.errors
    ]
    return respond(request, 422, errors.body("InvalidRequest", errors.INVALID, problems))


@api.exception_handler(Http404)
def on_not_found(request: HttpRequest, missing: Http404) -> HttpResponse:
    return respond(request, 404, errors.body("NotFound", errors.NOT_FOUND))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:
        return respond(request, 403, errors.body("CsrfFailed", errors.CSRF_FAILED))
    return respond(request, error.status_code, errors.body("MalformedBody", errors.MALFORMED))
