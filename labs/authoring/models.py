"""What authors have on their desk: boards on the workbench, and proofs that run."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Board(models.Model):
    """One of a draft's documents, opened on the workbench as a document of the author's own."""

    version = models.ForeignKey("scenarios.Version", on_delete=models.CASCADE, related_name="boards")
    file = models.CharField(max_length=80, help_text="Name of the file it is taken over into.")
    document = models.ForeignKey("architectures.Document", on_delete=models.CASCADE, related_name="+")
    taken_revision = models.PositiveIntegerField(
        default=1, help_text="Last revision that went into the file."
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="boards")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["file"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "file", "author"], name="one_board_per_file_and_author"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file} of {self.version_id}"


class ProofState(models.TextChoices):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ProofRun(models.Model):
    """A proof asked for in the admin: one try for every variant and seed. hash: of the version it is about."""

    version = models.ForeignKey("scenarios.Version", on_delete=models.CASCADE, related_name="proof_runs")
    hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=ProofState, default=ProofState.RUNNING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=models.Q(state="running"), name="one_running_proof_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"proof of {self.version_id} ({self.state})"


class TryQuerySet(models.QuerySet["Try"]):
    def waiting(self, stale_before: object) -> TryQuerySet:
        """Tries nobody works on: never taken, or taken so long ago that whoever took them is gone."""
        free = models.Q(taken_at__isnull=True) | models.Q(taken_at__lt=stale_before)
        return self.filter(free, done=False, run__state=ProofState.RUNNING)


class Try(models.Model):
    """One variant with one seed. row: see `labs.scenarios.proofs.Row`."""

    run = models.ForeignKey(ProofRun, on_delete=models.CASCADE, related_name="tries")
    variant = models.CharField(max_length=200)
    seed = models.BigIntegerField()
    taken_at = models.DateTimeField(null=True, blank=True)
    takes = models.PositiveSmallIntegerField(default=0)
    done = models.BooleanField(default=False)
    row = models.JSONField(null=True, blank=True)

    objects = TryQuerySet.as_manager()

    class Meta:
        ordering = ["run", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "variant", "seed"], name="one_try_per_seed")]
        indexes = [models.Index(fields=["done", "taken_at"], name="try_waiting")]

    def __str__(self) -> str:
        return f"{self.variant} seed {self.seed}"
