"""Runs as the database owns them: what a run is made of, and what it has told so far.

A run is fully described by its revision, seed, script and commands with the ticks they were applied at;
checkpoints and frames are kept to spare simulating it again. Redis holds only the hot copy (`store`).
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Status(models.TextChoices):
    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    FAILED = "failed"
    ARCHIVED = "archived"


#: Statuses in which a run can still advance.
LIVE = (Status.CREATED, Status.RUNNING, Status.PAUSED)
#: Statuses in which all there is of a run is in the database.
ENDED = (Status.FINISHED, Status.FAILED, Status.ARCHIVED)

SPEEDS = ("1", "5", "10", "60", "max")


class RunQuerySet(models.QuerySet["Run"]):
    def owned_by(self, user: object) -> RunQuerySet:
        pk = getattr(user, "pk", None)
        return self.filter(owner_id=pk) if pk else self.none()

    def visible_to(self, user: object) -> RunQuerySet:
        """What a person may watch: their own runs, and the shared demo."""
        pk = getattr(user, "pk", None)
        return self.filter(models.Q(shared=True) | models.Q(owner_id=pk)) if pk else self.filter(shared=True)

    def running(self) -> RunQuerySet:
        return self.filter(status=Status.RUNNING)


class Run(models.Model):
    """A world advanced by workers. `generation` fences: work done for an older one is refused."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="runs")
    document = models.ForeignKey("architectures.Document", on_delete=models.CASCADE, related_name="runs")
    revision = models.ForeignKey("architectures.Revision", on_delete=models.CASCADE, related_name="+")
    seed = models.PositiveBigIntegerField()
    script = models.JSONField(null=True, blank=True)
    shared = models.BooleanField(default=False, help_text="Everybody may watch it, nobody may steer it.")
    status = models.CharField(max_length=16, default=Status.CREATED)
    speed = models.CharField(max_length=8, default="1")
    tick = models.PositiveIntegerField(default=0, help_text="Last known tick; the hot copy may be ahead.")
    generation = models.PositiveIntegerField(default=1)
    epoch = models.PositiveIntegerField(
        default=1, help_text="Counts resets: ticks of another epoch are others."
    )
    revivals = models.PositiveIntegerField(
        default=0, help_text="Taken from a worker since the last checkpoint."
    )
    rested_at = models.DateTimeField(null=True, blank=True, help_text="When it was paused last.")
    unwatched = models.BooleanField(default=False, help_text="Paused because nobody looked.")
    problems = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["status"], name="run_status")]

    def __str__(self) -> str:
        return f"{self.id} ({self.status})"

    def may_be_steered_by(self, user: object) -> bool:
        return not self.shared and self.owner_id == getattr(user, "pk", None)


class RunCommand(models.Model):
    """Something a person did to a running world. Applied before the tick after `applied_at_tick`."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="commands")
    sequence = models.PositiveIntegerField()
    payload = models.JSONField()
    applied_at_tick = models.PositiveIntegerField(null=True, blank=True)
    problems = models.JSONField(default=list, blank=True, help_text="Why the world refused it, if it did.")
    secret_told_at = models.DateTimeField(
        null=True, blank=True, help_text="When the secret of the access key it made was shown."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["run", "sequence"]
        constraints = [models.UniqueConstraint(fields=["run", "sequence"], name="one_command_per_sequence")]

    def __str__(self) -> str:
        return f"{self.run_id} command {self.sequence}"


class Checkpoint(models.Model):
    """A world in bytes, taken after `tick` and before any command recorded at it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="checkpoints")
    tick = models.PositiveIntegerField()
    blob = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["run", "tick"]
        constraints = [models.UniqueConstraint(fields=["run", "tick"], name="one_checkpoint_per_tick")]

    def __str__(self) -> str:
        return f"{self.run_id} at {self.tick}"


class FrameChunk(models.Model):
    """Consecutive frames for replay: those after tick `after` through tick `through`, zlib over JSON."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="chunks")
    after = models.PositiveIntegerField()
    through = models.PositiveIntegerField()
    blob = models.BinaryField()

    class Meta:
        ordering = ["run", "after"]
        constraints = [models.UniqueConstraint(fields=["run", "after"], name="one_chunk_per_start")]

    def __str__(self) -> str:
        return f"{self.run_id} ({self.after}, {self.through}]"
