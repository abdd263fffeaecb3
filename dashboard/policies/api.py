"""The policy simulator over the API. Questions are answered from what they bring along; only shares are stored."""

from __future__ import annotations

import functools
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Status

from dashboard.api import auth, errors
from dashboard.api.documents import FOUND_OR, REFUSALS
from dashboard.api.limits import ensure_user
from dashboard.api.rules import answer_tagged, tagged
from dashboard.api.schemas import ErrorOut
from dashboard.policies import actions, schemas
from dashboard.policies.models import Share
from simulator.document import parse_document, read_resources
from simulator.resources.typed import TypedResources
from simulator.services.iam import asking
from simulator.services.iam.answers import localized
from simulator.services.iam.checking import check_text
from simulator.services.iam.overview import overview
from simulator.services.iam.vocabulary import vocabulary
from simulator.text import Language

router = Router(tags=["policies"])


def world_of(document: dict[str, Any] | str) -> TypedResources:
    """A document as the rules see it: what of it can be read. Raises InvalidInput."""
    return read_resources(parse_document(document))


@router.post("/policies/ask", auth=auth.READ, response={200: schemas.AnswerOut, **REFUSALS})
def ask(request: HttpRequest, payload: schemas.QuestionIn) -> Any:
    """Whether a request is allowed by the policies of a document, and why. Nothing is stored."""
    return asking.ask(world_of(payload.document), payload.question()).as_json(errors.language())


@router.post("/policies/who-can", auth=auth.READ, response={200: schemas.EverybodyOut, **REFUSALS})
def who_can(request: HttpRequest, payload: schemas.WhoCanIn) -> Any:
    """Which principals of a document may do something. Nothing is stored."""
    language = errors.language()
    asked = payload.model_dump(exclude={"document"})
    found = asking.who_can(world_of(payload.document), asked)
    return {
        "principals": [
            {
                "arn": one.principal.arn,
                "name": one.principal.name,
                "id": one.principal.id,
                "account": one.principal.account,
                "outcome": one.ruling.outcome.value,
                "reason": one.ruling.reason.value,
                "text": one.text.get(language),
            }
            for one in found.standings
        ],
        "total": found.total,
        "cut": len(found.standings) < found.total,
        "request": {**asked, "accountId": found.account},
    }


@router.post("/policies/overview", auth=auth.READ, response={200: schemas.OverviewOut, **REFUSALS})
def get_overview(request: HttpRequest, payload: schemas.DocumentOnlyIn) -> Any:
    """Identities, policies, resources and accounts of a document, with their ARNs. Nothing is stored."""
    return overview(world_of(payload.document), errors.language())


@router.post("/policies/check", auth=auth.READ, response={200: schemas.ProblemsOut, **REFUSALS})
def check(request: HttpRequest, payload: schemas.CheckIn) -> Any:
    """What is wrong with one policy's text, and what was hardly meant. Nothing is stored."""
    world = None if payload.document is None else world_of(payload.document)
    language = errors.language()
    return {"problems": [localized(one, language) for one in check_text(payload.text, payload.kind, world)]}


@functools.cache
def vocabulary_bytes(language: Language) -> tuple[bytes, str]:
    """The vocabulary's JSON and its ETag; it changes only with the program."""
    return tagged(vocabulary(language))


@router.get("/policies/vocabulary", auth=auth.READ, response={200: dict[str, Any], 304: None})
def get_vocabulary(request: HttpRequest) -> Any:
    """What may stand where in a policy: elements, actions, operators, keys, variables."""
    return answer_tagged(request, *vocabulary_bytes(errors.language()))


# --- shares ---------------------------------------------------------------------------------------------


def summary(share: Share) -> dict[str, Any]:
    return {
        "id": str(share.pk),
        "url": reverse("policies-shared", args=[share.pk]),
        "created_at": share.created_at,
        "ends_at": share.ends_at,
    }


def found(id: str) -> Share:
    """The share, whoever asks: the link is the permission. Raises NotFound, also for one that has ended."""
    try:
        key = UUID(id)
    except ValueError:
        raise errors.NotFound from None
    share = Share.objects.standing().filter(pk=key).first()
    if share is None:
        raise errors.NotFound
    return share


@router.post("/policies/shares", auth=auth.WRITE, response={201: schemas.ShareSummary, **REFUSALS})
def create_share(request: HttpRequest, payload: schemas.QuestionIn) -> Any:
    """Keep a document with a question, for whoever has the link. A visitor gets an account by it."""
    document = parse_document(payload.document)
    question = payload.question()
    asking.settle(read_resources(document), question)  # refused input makes no account
    share = actions.do_share(ensure_user(request), {"document": document.as_json(), **question})
    return Status(201, summary(share))


@router.get("/policies/shares", auth=auth.READ, response=list[schemas.ShareSummary])
def list_shares(request: HttpRequest) -> Any:
    """One's own shares, the newest first."""
    return [summary(share) for share in Share.objects.standing().owned_by(request.user)]


@router.get("/policies/shares/{id}", auth=auth.READ, response={200: schemas.ShareOut, 404: ErrorOut})
def get_share(request: HttpRequest, id: str) -> Any:
    """A shared document with its question: anybody who has the link may read it."""
    share = found(id)
    own = share.owner_id == getattr(request.user, "pk", None)
    return {**summary(share), **share.content, "own": own}


@router.delete("/policies/shares/{id}", auth=auth.WRITE, response={204: None, **FOUND_OR})
def delete_share(request: HttpRequest, id: str) -> Any:
    """Take a share back. Only whoever made it may."""
    share = found(id)
    if share.owner_id != getattr(request.user, "pk", None):
        raise errors.Forbidden
    actions.do_delete(share)
    return Status(204, None)
