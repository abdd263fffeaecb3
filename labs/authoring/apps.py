from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuthoringConfig(AppConfig):
    name = "labs.authoring"
    label = "authoring"

    def ready(self) -> None:
        post_migrate.connect(_allow_authors, sender=self, dispatch_uid="authors may edit scenarios")


def _allow_authors(using: str, **_: Any) -> None:
    """Authors edit scenarios, and nothing else of the admin."""
    from dashboard.accounts.roles import allow  # models are not there yet when this module is imported

    allow("author", "scenarios", ["scenario", "version"], using)
