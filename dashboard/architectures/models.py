"""Documents and revisions.

A document is what a person draws and names; each state they saved is a revision that never changes. The
content of a revision is the whole document, layout included; its hash is of the canonical form, which
leaves layout and name out, so two revisions that run the same have the same hash.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class DocumentQuerySet(models.QuerySet["Document"]):
    def owned_by(self, user: object) -> DocumentQuerySet:
        """What a person sees in their list, newest first."""
        pk = getattr(user, "pk", None)
        return self.filter(owner_id=pk) if pk else self.none()

    def visible_to(self, user: object) -> DocumentQuerySet:
        """What a person may read: their own, and what is shared with everybody."""
        pk = getattr(user, "pk", None)
        return self.filter(models.Q(shared=True) | models.Q(owner_id=pk)) if pk else self.filter(shared=True)


class Document(models.Model):
    """A named architecture with a history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(max_length=200)
    head = models.PositiveIntegerField(default=0, help_text="Number of the newest revision.")
    shared = models.BooleanField(default=False, help_text="Everybody may read it, nobody may change it.")
    limits = models.JSONField(
        null=True, blank=True, help_text="What its owner may not change: see `architectures.limits`."
    )
    held = models.BooleanField(default=False, help_text="Its runs rest until an instructor lets them go on.")
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return self.name

    def may_be_changed_by(self, user: object) -> bool:
        return not self.shared and self.owner_id == getattr(user, "pk", None)


class Revision(models.Model):
    """One saved state of a document. Never changed."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    hash = models.CharField(max_length=64, help_text="SHA-256 of the canonical form, without layout.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["document", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.document_id} #{self.number}"
