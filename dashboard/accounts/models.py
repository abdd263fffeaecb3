"""The user model, our own from the first migration."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is here to do. It decides quotas and pages; Django's permissions decide the admin site."""

    LEARNER = "learner", _("Learner")
    INSTRUCTOR = "instructor", _("Instructor")
    AUTHOR = "author", _("Author")
    ADMINISTRATOR = "administrator", _("Administrator")


class User(AbstractUser):
    """A person. A visitor gets one without a password on the first thing they save."""

    is_anonymous_visitor = models.BooleanField(default=False)
    role = models.CharField(max_length=16, choices=Role, default=Role.LEARNER)
    language = models.CharField(max_length=8, blank=True, help_text="Chosen language; empty: the browser's.")

    class Meta(AbstractUser.Meta):
        pass


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> ApiTokenQuerySet:
        """Neither revoked nor expired, of a person who may still come in."""
        now = timezone.now()
        return self.filter(revoked_at=None, user__is_active=True).filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        )


class ApiToken(models.Model):
    """What a program shows instead of a session. The secret itself is stored nowhere: see `tokens`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    scopes = models.CharField(max_length=80, help_text="Names of scopes, apart by spaces.")
    prefix = models.CharField(max_length=16, help_text="How the secret begins, so that its owner knows it.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret.")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the hour.")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def scope_set(self) -> frozenset[str]:
        return frozenset(self.scopes.split())

    @property
    def expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()
