"""Backup and restore on PostgreSQL, and the way from one machine to many."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.dashboard.conftest import DOCUMENT
from tests.services.cluster import Cluster, until
from tests.services.test_live_path import reach, settle, start_run, undisturbed
from tests.services.visitor import Visitor, Watcher

MANAGE = ("python", "manage.py")


def stop_workforce(cluster: Cluster) -> None:
    for service in cluster.workforce():
        assert service.stop() == 0, service.said()


def start_workforce(cluster: Cluster) -> None:
    for service in cluster.workforce():
        service.start()
    for service in cluster.workforce():
        service.wait()


def restore(cluster: Cluster, file: Path, *options: str, **changes: str) -> tuple[int, str]:
    done = cluster.run(*MANAGE, "restore", str(file), *options, **changes)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_a_run_goes_on_from_a_backup_with_the_same_frames(
    cluster: Cluster, visitor: Visitor, tmp_path: Path
) -> None:
    document = visitor.api("POST", "/documents", {"document": DOCUMENT})["id"]
    run = start_run(visitor, document, seed=61)
    first = Watcher(visitor, run, ["web1"])
    reach(first, 80)
    done = cluster.run(*MANAGE, "backup", "-")
    assert done.returncode == 0 and b"Saved" in done.stderr, done.stderr
    (tmp_path / "lab.zip").write_bytes(done.stdout)
    saved_at = first.through

    # Life goes on after it, and is lost.
    visitor.api("DELETE", f"/documents/{visitor.api('POST', '/documents', {'document': DOCUMENT})['id']}")
    visitor.api(
        "POST",
        f"/runs/{run}/commands",
        {"command": {"kind": "traffic", "resource": "Viewers", "multiplier": 5}},
    )
    reach(first, saved_at + 60)
    first.stop()
    code, said = restore(cluster, tmp_path / "lab.zip", "--replace")
    assert code == 1 and "Stop them" in said
    stop_workforce(cluster)
    until(lambda: "not empty" in restore(cluster, tmp_path / "lab.zip")[1], "beats and lease run out", 30)
    (tmp_path / "cut.zip").write_bytes(done.stdout[: len(done.stdout) * 2 // 3])
    code, said = restore(cluster, tmp_path / "cut.zip", "--replace")
    assert code == 1 and "damaged" in said and "Traceback" not in said
    assert len(visitor.api("GET", f"/runs/{run}/commands")) == 1, "nothing has changed yet"

    restored = cluster.run(*MANAGE, "restore", "-", "--replace", stdin=done.stdout)
    assert restored.returncode == 0 and b"Restored" in restored.stdout, restored.stderr
    start_workforce(cluster)
    assert visitor.api("GET", f"/runs/{run}/commands") == []
    second = Watcher(visitor, run, ["web2"])
    reach(second, saved_at + 80)
    tick = settle(visitor, run, [second])
    expected = undisturbed(61, tick, [])
    assert second.frames == expected
    before = [frame for frame in first.frames if frame["id"] <= saved_at]
    assert before == expected[: len(before)]


def rows(cluster: Cluster, **changes: str) -> dict[str, int]:
    """How many there are of each kind, as the program counts them."""
    code = (
        "import json, django; django.setup()\n"
        "from django.apps import apps\n"
        "print(json.dumps({m._meta.label: m._base_manager.count() for m in apps.get_models()}))"
    )
    done = cluster.run("python", "-c", code, DJANGO_SETTINGS_MODULE="config.settings", **changes)
    assert done.returncode == 0, done.stderr.decode()
    counted: dict[str, int] = json.loads(done.stdout)
    return counted


def test_a_lab_moves_from_one_machine_to_many_and_back(cluster: Cluster, tmp_path: Path) -> None:
    redis = f"redis://127.0.0.1:{cluster.ports['valkey']}/3"
    alone: dict[str, Any] = {"DATABASE_URL": "", "REDIS_URL": redis, "STRATOLAB_VAR": str(tmp_path)}
    made = cluster.run("sh", "-c", "python manage.py migrate && python manage.py load_demo", **alone)
    assert made.returncode == 0, made.stderr.decode()
    assert cluster.run(*MANAGE, "backup", str(tmp_path / "alone.zip"), **alone).returncode == 0

    cluster.create_database("moved")
    address = f"postgresql://stratolab@127.0.0.1:{cluster.ports['postgres']}/moved"
    many = {"DATABASE_URL": address, "REDIS_URL": redis}
    code, said = restore(cluster, tmp_path / "alone.zip", **many)
    assert code == 0 and "sqlite" in said, said
    assert rows(cluster, **many) == rows(cluster, **alone)
    # Keys go on after those that were brought along.
    created = cluster.run(
        *(*MANAGE, "createsuperuser", "--noinput", "--username=next", "--email=next@localhost"),
        DJANGO_SUPERUSER_PASSWORD="correct horse 9",
        **many,
    )
    assert created.returncode == 0, created.stderr.decode()

    assert cluster.run(*MANAGE, "backup", str(tmp_path / "many.zip"), **many).returncode == 0
    code, said = restore(cluster, tmp_path / "many.zip", "--replace", **alone)
    assert code == 0 and "postgresql" in said, said
    assert rows(cluster, **alone) == rows(cluster, **many)
    assert cluster.run(*MANAGE, "migrate", "--check", **alone).returncode == 0
