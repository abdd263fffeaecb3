"""The task queue's application. Workers are started by `manage.py worker`."""

from __future__ import annotations

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("stratolab")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["dashboard.runs", "labs.guided", "labs.authoring"])


@setup_logging.connect
def log_as_the_other_processes(**_: Any) -> None:
    """A worker writes its lines as the web process does; without this Celery brings handlers of its own."""
    from django.conf import settings  # read when a worker starts, not when this module is imported

    logging.config.dictConfig(settings.LOGGING)
