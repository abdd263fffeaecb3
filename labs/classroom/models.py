"""Sessions and who takes part. The database has the truth; what sockets carry is only a nudge to look again.

`sequence` counts every change of a session that its students may see: a browser that reads a state of an older
sequence than it has knows it is late, and one that missed a nudge learns of it with the next.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class Phase(models.TextChoices):
    LOBBY = "lobby"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


#: Letters and digits nobody mistakes for each other when they are read from a wall.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6


class SessionQuerySet(models.QuerySet["Session"]):
    def run_by(self, user: object) -> SessionQuerySet:
        pk = getattr(user, "pk", None)
        return self.filter(instructor_id=pk) if pk else self.none()

    def open(self) -> SessionQuerySet:
        return self.exclude(phase=Phase.ENDED)


class Session(models.Model):
    """One class. `left` is the time that remains while it is not running; `ends_at` while it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12, unique=True)
    instructor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("scenarios.Version", on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField(max_length=200)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.LOBBY)
    left = models.DurationField(default=timedelta(minutes=45))
    ends_at = models.DateTimeField(null=True, blank=True)
    announcement = models.CharField(max_length=500, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    names_hidden = models.BooleanField(default=False, help_text="The projector shows numbers for names.")
    sequence = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    def phase_at(self, now: datetime) -> str:
        """The phase by the server's clock: time that has run out ends work though nobody pressed a button."""
        if self.phase == Phase.RUNNING and self.ends_at is not None and self.ends_at <= now:
            return Phase.ENDED
        return self.phase

    def may_work(self, now: datetime) -> bool:
        return self.phase_at(now) == Phase.RUNNING

    def left_at(self, now: datetime) -> timedelta:
        if self.phase == Phase.RUNNING and self.ends_at is not None:
            return max(timedelta(0), self.ends_at - now)
        return timedelta(0) if self.phase == Phase.ENDED else self.left


class Participant(models.Model):
    """One student in one session, on whichever device. `rejoin` is the digest of the code that brings them back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    attempt = models.OneToOneField("guided.Attempt", on_delete=models.CASCADE, related_name="participant")
    number = models.PositiveIntegerField(help_text="In the order of joining; shown when names are hidden.")
    nickname = models.CharField(max_length=30)
    rejoin = models.CharField(max_length=64)
    needs_help_since = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="one_place_per_person"),
            models.UniqueConstraint(fields=["session", "number"], name="one_number_per_place"),
            models.UniqueConstraint(Lower("nickname"), "session", name="one_nickname_per_session"),
        ]

    def __str__(self) -> str:
        return f"{self.nickname} in {self.session_id}"


class Happening(models.Model):
    """What the instructor did, for the record and for the export."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="happenings")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=20)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["session", "at"]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%H:%M:%S}"
