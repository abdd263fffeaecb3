"""The user model, our own from the first migration."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person. A visitor gets one without a password on the first thing they save."""

    is_anonymous_visitor = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True, help_text="Chosen language; empty: the browser's.")

    class Meta(AbstractUser.Meta):
        pass
