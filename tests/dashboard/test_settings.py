"""Settings fail loudly, and a secret is made only once."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import settings as module


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (lambda: module.read_flag("X", False), "maybe"),
        (lambda: module.read_number("X", 1), "many"),
        (lambda: module.read_number("X", 1, minimum=1), "0"),
        (lambda: module.read_whole("X", 1), "1.5"),
        (lambda: module.read_redis("X", Path("v.sock")), "http://localhost"),
        (lambda: module.read_database("X", Path()), "mysql://localhost/lab"),
        (lambda: module.read_database("X", Path()), "postgresql://localhost"),
    ],
)
def test_a_value_that_cannot_be_read_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, reader: object, value: str
) -> None:
    monkeypatch.setattr(module, "ENVIRONMENT", {"X": value})
    with pytest.raises(ImproperlyConfigured, match=r"^X must"):
        reader()  # type: ignore[operator]


def test_postgresql_is_read_from_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        module, "ENVIRONMENT", {"X": "postgresql://lab:p%40ss@db:5433/strato?sslmode=require"}
    )
    read = module.read_database("X", Path())
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == ("lab", "p@ss", "db", 5433)
    assert (read["NAME"], read["OPTIONS"]["sslmode"]) == ("strato", "require")


def test_a_value_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setattr(module, "ENVIRONMENT", {"X_FILE": str(tmp_path / "key")})
    assert module.read_text("X") == "from the file"
    assert module.read_secret("X", tmp_path / "unused") == "from the file"
    monkeypatch.setattr(module, "ENVIRONMENT", {"X": "given", "X_FILE": str(tmp_path / "absent")})
    assert module.read_text("X") == "given"


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"], ids=["absent", "empty", "not text"])
def test_a_file_that_cannot_be_read_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    monkeypatch.setattr(module, "ENVIRONMENT", {"X_FILE": str(tmp_path / "key")})
    with pytest.raises(ImproperlyConfigured, match=r"^X_FILE must"):
        module.read_text("X", "default")


def test_passwords_complete_addresses_that_have_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("p@ss/1")
    files = {name: str(tmp_path / "password") for name in ("REDIS_PASSWORD_FILE", "DATABASE_PASSWORD_FILE")}
    monkeypatch.setattr(
        module, "ENVIRONMENT", {**files, "R": "redis://v:6379/2", "D": "postgresql://lab@db/lab"}
    )
    assert module.read_redis("R", Path()) == "redis://:p%40ss%2F1@v:6379/2"
    assert module.read_database("D", Path())["PASSWORD"] == "p@ss/1"
    given = {**files, "R": "rediss://lab:own@v/0", "D": "postgresql://lab:own@db/lab"}
    monkeypatch.setattr(module, "ENVIRONMENT", given)
    assert module.read_redis("R", Path()) == "rediss://lab:own@v/0"
    assert module.read_database("D", Path())["PASSWORD"] == "own"
    monkeypatch.setattr(module, "ENVIRONMENT", files)
    assert module.read_redis("R", Path("v.sock")) == "unix://v.sock"


def test_no_password_is_shown_when_an_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for reader in (module.read_redis, module.read_database):
        monkeypatch.setattr(module, "ENVIRONMENT", {"X": "amqp://lab:hidden@host"})
        with pytest.raises(ImproperlyConfigured) as refused:
            reader("X", Path())
        assert "hidden" not in str(refused.value)


def test_connections_are_pooled_and_cursors_are_kept_off_pgbouncer(monkeypatch: pytest.MonkeyPatch) -> None:
    address = {"X": "postgresql://lab@db/lab"}
    monkeypatch.setattr(module, "ENVIRONMENT", address)
    read = module.read_database("X", Path())
    assert read["OPTIONS"]["pool"]["max_size"] == 20 and read["CONN_MAX_AGE"] == 0
    assert not read["DISABLE_SERVER_SIDE_CURSORS"]
    monkeypatch.setattr(module, "ENVIRONMENT", {**address, "DATABASE_POOL": "0", "PGBOUNCER": "1"})
    read = module.read_database("X", Path())
    assert "pool" not in read["OPTIONS"] and read["DISABLE_SERVER_SIDE_CURSORS"]


def test_a_socket_folder_may_be_named_as_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ENVIRONMENT", {"X": "postgresql://lab@/strato?host=/run/postgresql"})
    read = module.read_database("X", Path())
    assert (read["HOST"], read["NAME"]) == ("/run/postgresql", "strato")


def test_a_secret_is_made_once_and_only_its_owner_reads_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "ENVIRONMENT", {})
    first = module.read_secret("X", tmp_path / "key")
    assert first == module.read_secret("X", tmp_path / "key") and len(first) > 50
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_given_secret_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "ENVIRONMENT", {"X": "given"})
    assert module.read_secret("X", tmp_path / "key") == "given"
    assert not (tmp_path / "key").exists()
