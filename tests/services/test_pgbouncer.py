"""The lab behind PgBouncer in transaction mode: a session of the database lasts for one transaction."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dashboard.conftest import DOCUMENT
from tests.services.cluster import Cluster, free_ports, until
from tests.services.test_live_path import reach, settle, start_run, undisturbed
from tests.services.visitor import Visitor, Watcher


@pytest.fixture
def pgbouncer(cluster: Cluster, tmp_path: Path) -> Iterator[str]:
    """The address of the database through a PgBouncer that keeps two sessions for everybody."""
    program = shutil.which("pgbouncer")
    if program is None:
        pytest.fail(
            "This machine lacks pgbouncer. On Debian: apt-get install --no-install-recommends pgbouncer"
        )
    (port,) = free_ports(1)
    folder = cluster.folder / "pgbouncer"
    folder.mkdir()
    password = cluster.secret("database_password")
    (folder / "users").write_text(f'"stratolab" "{password}"\n')
    (folder / "ini").write_text(
        f"[databases]\nstratolab = host=127.0.0.1 port={cluster.ports['postgres']} password={password}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = scram-sha-256\nauth_file = {folder / 'users'}\n"
        "pool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 200\n"
    )
    user = cluster.postgres_user(folder)
    for name in ("users", "ini") if user else ():
        shutil.chown(folder / name, "postgres", "postgres")
    process = subprocess.Popen(
        [*user, program, "--quiet", str(folder / "ini")],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"postgresql://stratolab@127.0.0.1:{port}/stratolab"
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder)


def test_the_live_path_holds_behind_pgbouncer(cluster: Cluster, visitor: Visitor, pgbouncer: str) -> None:
    ours = [service for service in cluster.services.values() if cluster.ours(service.kind)]
    plain = cluster.services["web1"].environment["DATABASE_URL"]

    def start_with(address: str, bouncing: str) -> None:
        for service in ours:
            service.stop()
            service.environment |= {"DATABASE_URL": address, "PGBOUNCER": bouncing}
            service.start()
        for service in ours:
            service.wait()

    start_with(pgbouncer, "1")
    try:
        document = visitor.api("POST", "/documents", {"document": DOCUMENT})["id"]
        runs = [start_run(visitor, document, seed) for seed in (71, 72, 73)]
        watchers = [
            Watcher(visitor, run, [way]) for run, way in zip(runs, ("web1", "web2", "proxy"), strict=True)
        ]
        for watcher in watchers:
            reach(watcher, 100)
        for seed, run, watcher in zip((71, 72, 73), runs, watchers, strict=True):
            tick = settle(visitor, run, [watcher])
            assert watcher.frames == undisturbed(seed, tick, [])
        done = cluster.run("python", "manage.py", "backup", "-", DATABASE_URL=pgbouncer, PGBOUNCER="1")
        assert done.returncode == 0, done.stderr.decode()
        until(lambda: visitor.get("/readyz", web="web1").status == 200, "web1 is ready")
    finally:
        start_with(plain, "0")
