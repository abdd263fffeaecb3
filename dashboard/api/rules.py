"""The catalogue of what can be drawn, and the rules that anybody may call alone."""

from __future__ import annotations

import functools
import hashlib
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router

from dashboard import charts
from dashboard.api import auth, errors, schemas
from dashboard.api.documents import FOUND_OR
from simulator.services.registry import catalogue
from simulator.services.subjects import SUBJECTS
from simulator.text import Language

router = Router(tags=["rules"])


@functools.cache
def catalogue_bytes(language: Language) -> tuple[bytes, str]:
    """The catalogue's JSON and its ETag; it changes only with the program."""
    return tagged(catalogue(language))


@functools.cache
def charts_bytes(language: Language) -> tuple[bytes, str]:
    """The charts' JSON and its ETag."""
    return tagged(charts.catalogue(language))


def tagged(value: Any) -> tuple[bytes, str]:
    content = orjson.dumps(value)
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def answer_tagged(request: HttpRequest, content: bytes, etag: str) -> HttpResponse:
    if etag in request.headers.get("If-None-Match", ""):
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(content, content_type="application/json")
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Accept-Language, Cookie"
    return answer


@router.get("/catalogue", auth=auth.READ, response={200: dict[str, Any], 304: None})
def get_catalogue(request: HttpRequest) -> Any:
    """Kinds, fields, metrics, faults, wires and places, in the request's language."""
    return answer_tagged(request, *catalogue_bytes(errors.language()))


@router.get("/charts", auth=auth.READ, response={200: list[dict[str, Any]], 304: None})
def get_charts(request: HttpRequest) -> Any:
    """Charts of a run: plotly figures, their themes, and which metrics become which traces."""
    return answer_tagged(request, *charts_bytes(errors.language()))


@router.get("/decide", auth=auth.READ, response=list[dict[str, Any]])
def list_subjects(request: HttpRequest) -> Any:
    """Every rule with the JSON Schema of its input and outcome."""
    return [subject.as_json() for subject in SUBJECTS.values()]


@router.post("/decide/{subject}", auth=auth.READ, response={200: dict[str, Any], **FOUND_OR})
def decide(request: HttpRequest, subject: str, payload: schemas.DecideIn) -> Any:
    """One decision with its explanation, as ``python -m simulator decide`` gives it."""
    if subject not in SUBJECTS:
        raise errors.NotFound
    return SUBJECTS[subject].answer(payload.input)
