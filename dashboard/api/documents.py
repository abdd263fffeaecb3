"""Documents over the API: keep, change, check."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from dashboard.api import auth, errors, schemas
from dashboard.api.limits import ensure_user
from dashboard.architectures import actions
from dashboard.architectures.models import Document
from simulator.document import check_document, edit, parse_document

router = Router(tags=["documents"])
REFUSALS = {400: schemas.ErrorOut, 403: schemas.ErrorOut, 413: schemas.ErrorOut, 422: schemas.ErrorOut}
FOUND_OR = {**REFUSALS, 404: schemas.ErrorOut}


def visible_document(request: HttpRequest, id: str) -> Document:
    """The document if the requester may see it, else NotFound."""
    try:
        key = UUID(id)
    except ValueError:
        raise errors.NotFound from None
    document = Document.objects.visible_to(request.user).filter(pk=key).first()
    if document is None:
        raise errors.NotFound
    return document


def own_document(request: HttpRequest, id: str) -> Document:
    """The document if the requester may change it: NotFound, or Forbidden when they may only look."""
    document = visible_document(request, id)
    if not document.may_be_changed_by(request.user):
        raise errors.Forbidden
    return document


def summary(document: Document, user: object) -> dict[str, Any]:
    return {
        "id": str(document.pk),
        "name": document.name,
        "revision": document.head,
        "saved_at": document.saved_at,
        "read_only": not document.may_be_changed_by(user),
    }


def whole(saved: actions.Saved, user: object) -> dict[str, Any]:
    return {
        **summary(saved.document, user),
        "hash": saved.revision.hash,
        "problems": errors.localized_all(check_document(saved.content)),
        "document": saved.content.as_json(),
    }


@router.post("/documents", auth=auth.WRITE, response={201: schemas.DocumentOut, **REFUSALS})
def create_document(request: HttpRequest, payload: schemas.DocumentIn) -> Any:
    """Store a new document. A visitor gets an account by it. Drafts with problems may be stored."""
    parse_document(payload.document)  # refused input makes no account
    user = ensure_user(request)
    return Status(201, whole(actions.do_create(user, payload.document, payload.name or ""), user))


@router.get("/documents", auth=auth.READ, response=list[schemas.DocumentSummary])
def list_documents(request: HttpRequest) -> Any:
    """One's own documents, the last saved first."""
    return [summary(document, request.user) for document in Document.objects.owned_by(request.user)[:500]]


@router.get("/documents/{id}", auth=auth.READ, response={200: schemas.DocumentOut, 404: schemas.ErrorOut})
def get_document(request: HttpRequest, id: str) -> Any:
    return whole(actions.newest(visible_document(request, id)), request.user)


@router.put(
    "/documents/{id}", auth=auth.WRITE, response={200: schemas.SavedOut, 409: schemas.ConflictOut, **FOUND_OR}
)
def save_document(request: HttpRequest, id: str, payload: schemas.DocumentUpdate) -> Any:
    """Store the next revision, unless somebody saved after `base_revision`: 409 with what is stored."""
    document = own_document(request, id)
    try:
        saved = actions.do_save(document, payload.document, payload.base_revision, payload.name)
    except actions.NewerRevisionExists as newer:
        current = whole(newer.current, request.user)
        return Status(409, errors.body("NewerRevisionExists", errors.CONFLICT, current=current))
    return {
        "revision": saved.revision.number,
        "saved_at": saved.document.saved_at,
        "hash": saved.revision.hash,
        "problems": errors.localized_all(check_document(saved.content)),
    }


@router.delete("/documents/{id}", auth=auth.WRITE, response={204: None, **FOUND_OR})
def delete_document(request: HttpRequest, id: str) -> Any:
    """Forget a document with its revisions and runs."""
    actions.do_delete(own_document(request, id))
    return Status(204, None)


@router.post("/documents/{id}/copy", auth=auth.WRITE, response={201: schemas.DocumentOut, **FOUND_OR})
def copy_document(request: HttpRequest, id: str) -> Any:
    """A copy of one's own, of any document one may see."""
    document = visible_document(request, id)
    user = ensure_user(request)
    return Status(201, whole(actions.do_copy(document, user), user))


@router.get(
    "/documents/{id}/revisions",
    auth=auth.READ,
    response={200: list[schemas.RevisionOut], 404: schemas.ErrorOut},
)
def list_revisions(request: HttpRequest, id: str) -> Any:
    """The newest 500 revisions, newest first."""
    rows = visible_document(request, id).revisions.order_by("-number")[:500]
    return [{"revision": row.number, "hash": row.hash, "created_at": row.created_at} for row in rows]


@router.post("/edit", auth=auth.READ, response={200: schemas.EditOut, **REFUSALS})
def edit_document(request: HttpRequest, payload: schemas.EditIn) -> Any:
    """A document after one edit. Nothing is stored."""
    result = edit(parse_document(payload.document), payload.edit)
    return {
        "document": result.document.as_json(),
        "created": list(result.created),
        "problems": errors.localized_all(check_document(result.document)),
    }


@router.post("/check", auth=auth.READ, response={200: schemas.ProblemsOut, **REFUSALS})
def check(request: HttpRequest, payload: schemas.CheckIn) -> Any:
    """The problems of a document. Nothing is stored."""
    return {"problems": errors.localized_all(check_document(parse_document(payload.document)))}
