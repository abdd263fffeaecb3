"""What is done to documents. Every content is parsed by `simulator.document` before it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.architectures.limits import Limits
from dashboard.architectures.models import Document, Revision
from simulator.document import Document as Content
from simulator.document import parse_document

NAME_LENGTH = 200


@dataclass(frozen=True)
class Saved:
    """A document with its newest revision and that revision's parsed content."""

    document: Document
    revision: Revision
    content: Content


class NewerRevisionExists(Exception):
    """Somebody saved in between. `current` is what is stored now."""

    def __init__(self, current: Saved) -> None:
        self.current = current
        super().__init__(f"revision {current.revision.number} is newer")


@transaction.atomic
def do_create(
    owner: User,
    source: bytes | str | dict[str, Any],
    name: str = "",
    *,
    shared: bool = False,
    limits: Limits | None = None,
) -> Saved:
    """Store a new document. Raises InvalidInput."""
    content = parse_document(source)
    title = (name.strip() or content.name or "Untitled")[:NAME_LENGTH]
    document = Document.objects.create(
        owner=owner, name=title, head=1, shared=shared, limits=limits.as_json() if limits else None
    )
    return Saved(document, _store(document, 1, content), content)


@transaction.atomic
def do_save(
    document: Document, source: bytes | str | dict[str, Any], base_revision: int, name: str | None = None
) -> Saved:
    """Store the next revision if `base_revision` is still the newest; the same content makes no new one.

    Raises InvalidInput, also where the document's limits are overstepped, and NewerRevisionExists when somebody
    else saved in between.
    """
    content = parse_document(source)
    check_limits(document, content)
    title = (name or "").strip()[:NAME_LENGTH] or document.name
    head = Revision.objects.filter(document=document, number=base_revision).first()
    unchanged = head is not None and head.content == content.as_json()
    number = base_revision if unchanged else base_revision + 1
    now = timezone.now()
    won = Document.objects.filter(pk=document.pk, head=base_revision).update(
        head=number, name=title, saved_at=now
    )
    if won != 1:
        raise NewerRevisionExists(newest(document))
    document.head, document.name, document.saved_at = number, title, now
    revision = head if unchanged and head is not None else _store(document, number, content)
    return Saved(document, revision, content)


def check_limits(document: Document, content: Content) -> None:
    """Raises InvalidInput when the content oversteps what the document's owner may change."""
    if document.limits:
        head = Revision.objects.filter(document=document).order_by("-number").first()
        if head is not None:
            Limits.from_json(document.limits).check(parse_document(head.content), content)


def do_copy(document: Document, owner: User, name: str = "") -> Saved:
    """A copy of the newest revision, owned by `owner`."""
    return do_create(owner, newest(document).revision.content, name or document.name)


def do_delete(document: Document) -> None:
    """Forget a document with its revisions and its runs."""
    document.delete()


def newest(document: Document) -> Saved:
    """The stored state of a document, read anew."""
    document = Document.objects.get(pk=document.pk)
    revision = Revision.objects.get(document=document, number=document.head)
    return Saved(document, revision, parse_document(revision.content))


def _store(document: Document, number: int, content: Content) -> Revision:
    return Revision.objects.create(
        document=document, number=number, content=content.as_json(), hash=content.hash
    )
