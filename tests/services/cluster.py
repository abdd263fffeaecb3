"""A lab for many on one machine, without containers: every service of docker-compose.yml as a process.

Commands, environment and health checks are the file's own. What stands for a container's file system or network
is put in their place and nothing else: `/run/secrets`, the Caddyfile's path, names and ports of services.
PostgreSQL, Redis and Caddy are the machine's packages, private to this lab: in a folder of their own, on
loopback.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.tooling import compose

ROOT = compose.ROOT
#: Names of the machine's programs by the names the file's images give them.
PROGRAMS = {"valkey-server": "redis-server", "valkey-cli": "redis-cli", "caddy": "caddy", "wget": "wget"}
PACKAGES = ("postgresql", "redis-server", "caddy", "wget")
PATIENCE_SECONDS = 300.0
#: Done before the others start.
ONE_SHOT = ("prepare",)
#: Stopped after the others, in this order.
USED_BY_OTHERS = ("valkey", "postgres")


class Missing(Exception):
    """A sentence that says what has to be installed."""


def postgresql_programs() -> Path | None:
    """The newest PostgreSQL's folder of programs; Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[4]))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).parent if named else None


def check_programs() -> Path:
    """The folder of PostgreSQL's programs, when everything that is needed is there."""
    missing = [name for name in PROGRAMS.values() if shutil.which(name) is None]
    programs = postgresql_programs()
    if missing or programs is None:
        what = ", ".join([*missing, *([] if programs else ["postgresql"])])
        raise Missing(
            f"This machine lacks {what}. On Debian: apt-get install --no-install-recommends {' '.join(PACKAGES)}"
        )
    return programs


def buffers_of(caddy: Path) -> str:
    """What deploy/Caddyfile says an older Caddy needs; Debian's may be one."""
    said = subprocess.run([caddy, "version"], capture_output=True, text=True, check=True).stdout
    version = tuple(int(part) for part in said.split()[0].lstrip("v").split("-")[0].split("."))
    if version >= (2, 11, 2):
        return ""
    return "request_buffers 2MB" if version >= (2, 7) else "buffer_requests"


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as open_sockets:
        probes = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """What `condition` gives once it gives something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds:g} s")


def _end_with(parent: int) -> Callable[[], None]:
    """A process ends when the tests do, however those end."""
    libc = ctypes.CDLL(None)

    def prepare() -> None:
        libc.prctl(1, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


@dataclass
class Service:
    """One process of a service, as its container would be."""

    name: str  # of the process: "web1"
    command: list[str]
    check: list[str]  # the health check, as an argument list
    environment: dict[str, str]
    folder: Path
    log: Path
    user: list[str] = field(default_factory=list)  # what to put before a command to run it as somebody else
    process: subprocess.Popen[bytes] | None = None

    @property
    def kind(self) -> str:
        """The service in the file."""
        return self.name.rstrip("0123456789")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.user, *self.command],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with(os.getpid()),
            )

    def well(self) -> bool:
        """What the file's health check says."""
        assert self.process is not None and self.process.poll() is None, self.said()
        asked = subprocess.run(
            self.check, cwd=self.folder, env=self.environment, capture_output=True, timeout=30, check=False
        )
        return asked.returncode == 0

    def wait(self) -> None:
        until(self.well, f"{self.name} is well")

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds: float = 20) -> int:
        """Ask it to end; its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return int(self.process.returncode)

    def said(self) -> str:
        return f"{self.name} said:\n{self.log.read_text('utf-8', 'replace')[-6000:]}"


class Cluster:
    """All services; `start` returns when every health check passes."""

    def __init__(self, webs: int = 2, workers: int = 3, **environment: str) -> None:
        self.postgresql = check_programs()
        self.folder = Path(tempfile.mkdtemp(prefix="stratolab-services-"))
        # PostgreSQL refuses to run as root, and has to come in.
        self.folder.chmod(0o755)
        self.secrets = self.make_secrets()
        self.programs = self.link_programs()
        names = ["postgres", "valkey", "http", "https", "proxy", *(f"web{n}" for n in range(1, webs + 1))]
        self.ports = dict(zip(names, free_ports(len(names)), strict=True))
        self.file = compose.read(
            {
                "SITE_ADDRESS": "localhost",
                "PROXY_TLS": "tls internal",
                "DATABASE_URL": f"postgresql://stratolab@127.0.0.1:{self.ports['postgres']}/stratolab",
                "REDIS_URL": f"redis://127.0.0.1:{self.ports['valkey']}/0",
                "VALKEY_MEMORY": "256mb",
            }
        )
        self.extra = environment
        self.services: dict[str, Service] = {}
        counts = {"web": webs, "worker": workers}
        for service in self.file["services"]:
            count = counts.get(service, 1)
            for number in range(1, count + 1):
                if service not in ONE_SHOT:
                    self.add(service, f"{service}{number}" if count > 1 else service)

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.ports['https']}"

    @property
    def authority(self) -> Path:
        """The certificate of the proxy's own authority."""
        return self.folder / "proxy" / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def secret(self, name: str) -> str:
        return (self.secrets / name).read_text().strip()

    def make_secrets(self) -> Path:
        """By the script an operator runs."""
        script = self.folder / "deploy" / "secrets.sh"
        script.parent.mkdir()
        shutil.copy(ROOT / "deploy" / "secrets.sh", script)
        subprocess.run(["sh", str(script)], check=True, capture_output=True)
        return script.parent / "secrets"

    def link_programs(self) -> Path:
        """A folder with the programs by the names the file knows them by."""
        folder = self.folder / "programs"
        folder.mkdir()
        environment = Path(sys.executable).parent
        for name, program in PROGRAMS.items():
            (folder / name).symlink_to(str(shutil.which(program)))
        for name in ("postgres", "pg_isready"):
            (folder / name).symlink_to(self.postgresql / name)
        for name in ("python", "uvicorn"):
            script = folder / name
            script.write_text(f'#!/bin/sh\nexec "{environment / name}" "$@"\n')
            script.chmod(0o755)
        return folder

    def in_place(self, text: str, port: int | None = None) -> str:
        """What stands for the inside of a container, outside of one."""
        text = text.replace("/run/secrets", str(self.secrets))
        text = text.replace("/etc/caddy/Caddyfile", str(ROOT / "deploy" / "Caddyfile"))
        text = text.replace("127.0.0.1:2020", f"127.0.0.1:{self.ports['proxy']}")
        if port is not None:
            text = text.replace("--host=0.0.0.0", "--host=127.0.0.1")
            text = text.replace("--port=8000", f"--port={port}").replace(
                "127.0.0.1:8000", f"127.0.0.1:{port}"
            )
        return text

    def ours(self, service: str) -> bool:
        return str(self.file["services"][service]["image"]).startswith("stratolab:")

    def environment_of(self, service: str, folder: Path) -> dict[str, str]:
        """The file's environment and the image's, nothing of this machine's."""
        given = (
            {
                name: self.in_place(value)
                for name, value in self.file["services"][service]["environment"].items()
            }
            if "environment" in self.file["services"][service]
            else {}
        )
        return {
            "PATH": f"{self.programs}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder),
            "PYTHONUNBUFFERED": "1",
            "STRATOLAB_VAR": str(folder),
            **given,
            **(self.extra if self.ours(service) else {}),
        }

    def add(self, service: str, name: str) -> Service:
        """Describe one process of a service of the file."""
        described = self.file["services"][service]
        folder = self.folder / name
        folder.mkdir(mode=0o700)
        port = self.ports.get(name)
        command = [self.in_place(part, port if service == "web" else None) for part in described["command"]]
        check = [
            self.in_place(part, port if service == "web" else None)
            for part in described["healthcheck"]["test"]
        ]
        check = ["sh", "-c", *check[1:]] if check[0] == "CMD-SHELL" else check[1:]
        environment = self.environment_of(service, folder)
        user: list[str] = []
        if service == "worker":
            # A container's name tells workers of several machines apart; here they share one.
            command += ["--name", name]
            check += ["--name", name]
        elif service == "valkey":
            command[-1] = command[-1].replace(
                "valkey-server -", f"valkey-server - --bind 127.0.0.1 --port {port}"
            )
            check[-1] = check[-1].replace("valkey-cli", f"valkey-cli -p {port}")
        elif service == "postgres":
            user = self.postgres_user(folder)
            command += ["-D", str(folder / "data"), "-p", str(port)]
            command += ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
            check += ["--host=127.0.0.1", f"--port={port}"]
        elif service == "proxy":
            webs = [f"127.0.0.1:{self.ports[one]}" for one in self.ports if one.startswith("web")]
            environment |= {
                "XDG_DATA_HOME": str(folder),
                "XDG_CONFIG_HOME": str(folder),
                "PROXY_HTTP_PORT": str(self.ports["http"]),
                "PROXY_HTTPS_PORT": str(self.ports["https"]),
                "PROXY_HEALTH_PORT": str(self.ports["proxy"]),
                "WEB_UPSTREAMS": f"to {' '.join(webs)}",
                "PROXY_BUFFERS": buffers_of(self.programs / "caddy"),
            }
        # Ours run in /app, the others in folders of their own.
        place = ROOT if self.ours(service) else folder
        log = self.folder / f"{name}.log"
        self.services[name] = Service(name, command, check, environment, place, log, user)
        return self.services[name]

    def postgres_user(self, folder: Path) -> list[str]:
        """PostgreSQL runs as anybody but root."""
        if os.geteuid() != 0:
            return []
        shutil.chown(folder, "postgres", "postgres")
        # Who becomes somebody else forgets what was to happen at the tests' end: it is said again.
        return ["setpriv", "--pdeathsig=INT", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]

    def make_database(self) -> None:
        """What the image does at its first start: a cluster with the user and the database of the file."""
        service = self.services["postgres"]
        given = self.file["services"]["postgres"]["environment"]
        password = service.folder / "password"
        password.write_text(self.secret("database_password"))
        if service.user:
            shutil.chown(password, "postgres", "postgres")
        initdb = [
            str(self.postgresql / "initdb"),
            "-D",
            str(service.folder / "data"),
            "-U",
            given["POSTGRES_USER"],
        ]
        initdb += [
            "--auth=scram-sha-256",
            f"--pwfile={password}",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]
        subprocess.run([*service.user, *initdb], cwd=service.folder, check=True, capture_output=True)
        password.unlink()
        service.start()
        service.wait()
        self.create_database(given["POSTGRES_DB"])

    def create_database(self, name: str) -> None:
        command = [str(self.postgresql / "createdb"), "-h", "127.0.0.1", "-p", str(self.ports["postgres"])]
        environment = {"PATH": "/usr/bin:/bin", "PGPASSWORD": self.secret("database_password")}
        subprocess.run([*command, "-U", "stratolab", name], env=environment, check=True, capture_output=True)

    def run(self, *command: str, stdin: bytes = b"", **changes: str) -> subprocess.CompletedProcess[bytes]:
        """What `docker compose run prepare COMMAND` does."""
        folder = self.folder / "once"
        folder.mkdir(exist_ok=True)
        environment = {**self.environment_of("prepare", folder), **changes}
        return subprocess.run(
            command, cwd=ROOT, env=environment, input=stdin, capture_output=True, timeout=900, check=False
        )

    def prepare(self) -> None:
        done = self.run(*self.file["services"]["prepare"]["command"])
        assert done.returncode == 0, done.stderr.decode()

    def start(self) -> None:
        """In the order the file's dependencies ask for."""
        self.make_database()
        self.services["valkey"].start()
        self.services["valkey"].wait()
        self.prepare()
        rest = [service for service in self.services.values() if service.process is None]
        for service in rest:
            service.start()
        for service in rest:
            service.wait()

    def workforce(self) -> list[Service]:
        """What has to be stopped before a restore."""
        kinds = ("worker", "scheduler", "grader")
        return [one for name, one in self.services.items() if name.startswith(kinds)]

    def stop(self) -> dict[str, int]:
        """End everything, those first that use the others; the exit codes."""
        codes = {}
        users = [one for name, one in self.services.items() if name not in USED_BY_OTHERS]
        for service in [*users, *(self.services[name] for name in USED_BY_OTHERS)]:
            codes[service.name] = service.stop()
        return codes

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
