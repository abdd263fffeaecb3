"""What every test may use: the cast, a browser for each of them, a real Valkey.

The cast is fixed. The *student* owns what a test makes; the *other student* is their equal and may see
nothing of it; the *stranger* has no account; the *instructor*, the *author* of labs and the *administrator*
have rights that grow in this order.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """An embedded Valkey of this test run's own. Its folder is short: socket paths have a limit."""
    from dashboard.runs import valkey

    folder = Path(tempfile.mkdtemp(prefix="slv"))
    socket = folder / "v.sock"
    process = subprocess.Popen(valkey.command(socket, folder))
    url = f"unix://{socket}"
    try:
        valkey.wait_until_ready(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def hot(valkey_url: str, settings: Any) -> Iterator[str]:
    """An empty Redis that the program uses, for tests in which runs move."""
    import redis

    settings.REDIS_URL = valkey_url
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": valkey_url}
    }
    client = redis.Redis.from_url(valkey_url)
    client.flushall()
    yield valkey_url
    client.close()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hashing that is slow on purpose would take most of the tests' time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_cache(settings: Any, request: pytest.FixtureRequest) -> None:
    """An empty cache in memory: nothing is counted in the Redis of a lab that runs beside the tests."""
    if "hot" not in request.fixturenames:
        backend = "django.core.cache.backends.locmem.LocMemCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": request.node.nodeid}}


def _person(username: str, **rights: bool) -> Any:
    from dashboard.accounts.models import User

    return User.objects.create_user(username=username, password="correct horse", **rights)


@pytest.fixture
def student(db: None) -> Any:
    return _person("student")


@pytest.fixture
def other_student(db: None) -> Any:
    return _person("other-student")


@pytest.fixture
def instructor(db: None) -> Any:
    return _person("instructor")


@pytest.fixture
def author(db: None) -> Any:
    return _person("author", is_staff=True)


@pytest.fixture
def administrator(db: None) -> Any:
    return _person("administrator", is_staff=True, is_superuser=True)


@pytest.fixture
def browser_of(db: None) -> Callable[..., Any]:
    """`browser_of(person)`: a test client logged in as that person; without one, the stranger's."""
    from django.test import Client

    def open_browser(person: Any = None, **options: Any) -> Client:
        client = Client(**options)
        if person is not None:
            client.force_login(person)
        return client

    return open_browser


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages can be rendered without the built front end."""
    from django_vite.core.asset_loader import DjangoViteAssetLoader

    for name in ("generate_vite_asset", "generate_vite_asset_url", "preload_vite_asset"):
        monkeypatch.setattr(DjangoViteAssetLoader, name, lambda *args, **options: "")
