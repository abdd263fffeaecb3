"""Wiring only: settings, addresses, the ASGI application and the task queue.

The queue's application is made with the package, so that every process sends tasks with the same settings.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
