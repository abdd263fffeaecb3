"""The API object: who may call, how bodies are read, how refusals are answered."""

from __future__ import annotations

import math
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from dashboard.api import auth, errors, limits
from dashboard.api.description import DescribedApi
from dashboard.api.documents import router as documents
from dashboard.api.rules import router as rules
from dashboard.api.runs import router as runs
from dashboard.api.traces import router as traces
from simulator.problems import InvalidInput, Problem


class OrjsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        if b"\\u0000" in request.body:
            raise ValueError("NUL in a string")  # no database keeps it
        return orjson.loads(request.body)


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY)


api = DescribedApi(
    title="Stratolab",
    version="1",
    description=(
        "Documents, runs and rules of the lab. Times are ISO 8601, ticks are simulated seconds. A program sends "
        "`Authorization: Bearer slab_…` with a token of the account page; each operation names the scope it needs. "
        "A page sends its session's cookie; without one the caller is a visitor, who gets an account with their "
        "first document. A session's writes carry the page's token in the header X-CSRFToken."
    ),
    # An operation names its scope itself. One that does not is closed to tokens.
    auth=auth.by(None),
    throttle=limits.Budget(),
    parser=OrjsonParser(),
    renderer=OrjsonRenderer(),
)
api.add_router("", documents)
api.add_router("", runs)
api.add_router("", rules)
api.add_router("", traces)


def respond(request: HttpRequest, status: int, content: dict[str, Any]) -> HttpResponse:
    return api.create_response(request, content, status=status)


@api.exception_handler(errors.Refused)
def on_refused(request: HttpRequest, refusal: errors.Refused) -> HttpResponse:
    answer = respond(request, refusal.status, errors.body(refusal.code, refusal.message, **refusal.extra))
    for name, value in refusal.headers.items():
        answer[name] = value
    return answer


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


@api.exception_handler(Throttled)
def on_throttled(request: HttpRequest, refusal: Throttled) -> HttpResponse:
    """Ninja adds Retry-After."""
    message = errors.TOO_MANY.format(seconds=math.ceil(refusal.wait or 1))
    return respond(request, 429, errors.body("TooManyRequests", message))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:
        return respond(request, 403, errors.body("CsrfFailed", errors.CSRF_FAILED))
    return respond(request, error.status_code, errors.body("MalformedBody", errors.MALFORMED))
