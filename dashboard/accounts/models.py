"""The user model, our own from the first migration."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
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
