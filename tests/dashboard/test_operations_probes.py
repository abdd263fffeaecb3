"""Probes: alive without asking anybody, ready only when everything it needs answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from dashboard.operations import probes

FROM_INSIDE = {"host": "10.1.2.3:8000"}


def test_alive_asks_nobody(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True  # a database would be refused here: this test asked for none
    answer = Client().get("/healthz", headers=FROM_INSIDE)
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert not answer.cookies and answer["Cache-Control"] == "no-store"


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
class TestReady:
    def ask(self) -> tuple[int, dict[str, str]]:
        answer = Client().get("/readyz", headers=FROM_INSIDE)
        assert not answer.cookies and answer["Cache-Control"] == "no-store"
        return answer.status_code, answer.json()["parts"]

    def test_when_everything_answers(self, hot: str, settings: Any) -> None:
        settings.SECURE_SSL_REDIRECT = True
        assert self.ask() == (200, {"database": "ok", "migrations": "ok", "redis": "ok"})

    def test_not_without_redis(self, settings: Any, tmp_path: Any) -> None:
        settings.REDIS_URL = f"unix://{tmp_path}/none.sock"
        status, parts = self.ask()
        assert (status, parts["redis"], parts["database"]) == (503, "fails", "ok")

    def test_not_with_a_migration_missing(self, hot: str) -> None:
        recorder = MigrationRecorder(connection)
        recorder.record_unapplied("runs", "0001_initial")
        try:
            status, parts = self.ask()
        finally:
            recorder.record_applied("runs", "0001_initial")
        assert (status, parts["migrations"], parts["database"]) == (503, "not applied", "ok")

    def test_not_when_a_part_hangs(self, hot: str, monkeypatch: pytest.MonkeyPatch) -> None:
        release: list[Callable[[], None]] = []

        def hang() -> None:
            while not release:
                time.sleep(0.01)

        monkeypatch.setattr(probes, "PROBE_SECONDS", 0.2)
        monkeypatch.setattr(probes, "PARTS", {**probes.PARTS, "database": hang})
        try:
            status, parts = self.ask()
        finally:
            release.append(lambda: None)
        assert (status, parts["database"], parts["redis"]) == (503, "no answer in time", "ok")
