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
    assert (read["NAME"], read["OPTIONS"]) == ("strato", {"sslmode": "require"})


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
