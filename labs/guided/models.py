"""Attempts and submissions.

An attempt is one person's work on one version of a scenario: a document of their own, their predictions, the
hints they opened, the best they reached. A submission is one document handed in; each of the scenario's seeds
becomes a trial that some worker simulates and judges.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def owned_by(self, user: object) -> AttemptQuerySet:
        pk = getattr(user, "pk", None)
        return self.filter(user_id=pk) if pk else self.none()

    def closed_at(self, now: datetime) -> AttemptQuerySet:
        """Those in which nothing may be handed in or opened at `now`."""
        return self.filter(models.Q(closed=True) | models.Q(closes_at__lte=now))


class Attempt(models.Model):
    """One person on one version, alone or in a class."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts")
    version = models.ForeignKey("scenarios.Version", on_delete=models.PROTECT, related_name="attempts")
    document = models.ForeignKey(
        "architectures.Document", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    predictions = models.JSONField(default=dict, blank=True, help_text="Option by prediction; never changed.")
    hints = models.PositiveIntegerField(default=0, help_text="Rungs of the ladder that were opened.")
    step = models.PositiveIntegerField(default=0, help_text="The step the learner last looked at.")
    context = models.CharField(
        max_length=60, blank=True, help_text="Empty for work of one's own; a class has attempts of its own."
    )
    closed = models.BooleanField(default=False, help_text="Nothing may be handed in or opened now.")
    closes_at = models.DateTimeField(null=True, blank=True, help_text="The same from this moment on.")
    best_stars = models.PositiveSmallIntegerField(null=True, blank=True)
    best_points = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of 100.")
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "version", "context"], name="one_attempt_per_context")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.version_id}"


class SubmissionState(models.TextChoices):
    GRADING = "grading"
    DONE = "done"
    FAILED = "failed"


class Submission(models.Model):
    """A document handed in. `key` comes from the browser: sending it twice hands in once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="submissions")
    key = models.CharField(max_length=64)
    document = models.JSONField(help_text="What was handed in, whole.")
    hints = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=SubmissionState, default=SubmissionState.GRADING)
    stars = models.PositiveSmallIntegerField(null=True, blank=True)
    points = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of 100, hints deducted.")
    results = models.JSONField(null=True, blank=True, help_text="See `grading.settle`.")
    created_at = models.DateTimeField(auto_now_add=True)
    graded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["attempt", "key"], name="one_submission_per_key")]

    def __str__(self) -> str:
        return f"{self.id} ({self.state})"


class TrialQuerySet(models.QuerySet["Trial"]):
    def waiting(self, stale_before: object) -> TrialQuerySet:
        """Trials nobody works on: never taken, or taken so long ago that whoever took them is gone."""
        free = models.Q(taken_at__isnull=True) | models.Q(taken_at__lt=stale_before)
        return self.filter(free, done=False)


class Trial(models.Model):
    """One seed of one submission."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="trials")
    seed = models.PositiveBigIntegerField()
    taken_at = models.DateTimeField(null=True, blank=True)
    takes = models.PositiveSmallIntegerField(default=0)
    done = models.BooleanField(default=False)
    results = models.JSONField(null=True, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering = ["submission", "id"]
        constraints = [models.UniqueConstraint(fields=["submission", "seed"], name="one_trial_per_seed")]
        indexes = [models.Index(fields=["done", "taken_at"], name="trial_waiting")]

    def __str__(self) -> str:
        return f"{self.submission_id} seed {self.seed}"
