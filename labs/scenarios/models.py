"""Scenarios as the database owns them: a name, and versions that never change once they are published.

A version keeps its files as they are written (`content`), so that the folder, the ZIP and the database say the
same, and one reader reads them all. What the catalogue needs is copied out of them when they are stored.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from labs.scenarios.content import Scenario as Content
from labs.scenarios.content import parse_scenario


class Status(models.TextChoices):
    DRAFT = "draft"
    PROVED = "proved"
    PUBLISHED = "published"
    RETIRED = "retired"


class Scenario(models.Model):
    """A lab by its name in addresses."""

    slug = models.SlugField(_("name"), max_length=60, unique=True)
    shipped = models.BooleanField(default=False, help_text="Loaded from labs/content; changed only there.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    def __str__(self) -> str:
        return self.slug


class VersionQuerySet(models.QuerySet["Version"]):
    def published(self) -> VersionQuerySet:
        return self.filter(status=Status.PUBLISHED)

    def for_catalogue(self) -> VersionQuerySet:
        """The published version of every scenario, in the catalogue's order."""
        return self.published().select_related("scenario").order_by("order", "scenario__slug")

    def visible_to(self, user: object) -> VersionQuerySet:
        """Published ones and, for those who may edit scenarios, all: they preview what they write."""
        if getattr(user, "is_active", False) and user.has_perm("scenarios.change_version"):  # type: ignore[attr-defined]
            return self.all()
        return self.filter(status__in=(Status.PUBLISHED, Status.RETIRED))


class Version(models.Model):
    """One state of a scenario. Attempts and sessions are pinned to it."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    files = models.JSONField(help_text="Text by name, as in a folder of labs/content.")
    hash = models.CharField(max_length=64)
    title_en = models.CharField(max_length=200, blank=True)
    title_ko = models.CharField(max_length=200, blank=True)
    summary_en = models.CharField(max_length=500, blank=True)
    summary_ko = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=20, blank=True)
    order = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    teaches = models.JSONField(default=list, blank=True)
    proof = models.JSONField(null=True, blank=True, help_text="What became of its proof: see `proofs.Proof`.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["scenario", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["scenario"], condition=models.Q(status="published"), name="one_published_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scenario.slug} {self.number} ({self.status})"

    @property
    def content(self) -> Content:
        """The parsed scenario. Raises BrokenContent for a draft with mistakes."""
        return parse_scenario(self.scenario.slug, self.files)

    def title(self, language: str) -> str:
        return self.title_ko if language == "ko" else self.title_en

    def summary(self, language: str) -> str:
        return self.summary_ko if language == "ko" else self.summary_en
