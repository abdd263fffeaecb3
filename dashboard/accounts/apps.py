from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "dashboard.accounts"
    label = "accounts"

    def ready(self) -> None:
        post_migrate.connect(_keep_groups, dispatch_uid="a group for every role")


def _keep_groups(**given: Any) -> None:
    from dashboard.accounts.roles import keep_groups  # models are not there yet when this module is imported

    keep_groups(**given)
