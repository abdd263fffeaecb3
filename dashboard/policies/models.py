"""Questions that somebody hands on by a link."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone


def oldest(now: datetime) -> datetime:
    """When a share was made that ends now: it lasts `POLICY_SHARE_DAYS`."""
    return now - timedelta(days=settings.POLICY_SHARE_DAYS)


class ShareQuerySet(models.QuerySet["Share"]):
    def owned_by(self, user: object) -> ShareQuerySet:
        pk = getattr(user, "pk", None)
        return self.filter(owner_id=pk) if pk else self.none()

    def standing(self) -> ShareQuerySet:
        """What can still be opened."""
        return self.filter(created_at__gte=oldest(timezone.now()))

    def ended(self, now: datetime) -> ShareQuerySet:
        return self.filter(created_at__lt=oldest(now))


class Share(models.Model):
    """A document with a question to it, as they were. Whoever has the link may read it; nobody can change it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="policy_shares"
    )
    content = models.JSONField(help_text="Document and question, as the API takes them.")
    size = models.PositiveIntegerField(help_text="Bytes of the content as JSON.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def ends_at(self) -> datetime:
        return self.created_at + timedelta(days=settings.POLICY_SHARE_DAYS)
