"""The front page's demo: loaded once, brought up to date when its content changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.architectures.models import Document, Revision
from dashboard.runs.models import Run
from labs.demo.loading import CONTENT_DIR, load_demo
from simulator.problems import InvalidInput

pytestmark = [pytest.mark.django_db, pytest.mark.redis, pytest.mark.usefixtures("hot")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that a test may change."""
    for file in CONTENT_DIR.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def test_the_demo_is_shared_and_ends(folder: Path) -> None:
    loaded = load_demo(folder)
    assert loaded.document.shared and loaded.run.shared
    assert loaded.run.script["duration"] > 0


def test_loading_again_changes_nothing(folder: Path) -> None:
    first = load_demo(folder)
    second = load_demo(folder)
    assert (first.run, second.changed) == (second.run, False)
    assert (Document.objects.count(), Revision.objects.count(), Run.objects.count()) == (1, 1, 1)


def test_changed_content_starts_the_run_over(folder: Path) -> None:
    first = load_demo(folder)
    start = folder / "start.yaml"
    start.write_text(start.read_text("utf-8").replace("Name:", "Name: New", 1), "utf-8")
    second = load_demo(folder)
    assert second.changed
    assert (second.document.head, second.run.epoch, second.run.revision.number) == (2, first.run.epoch + 1, 2)


def test_content_with_errors_is_refused(folder: Path) -> None:
    (folder / "start.yaml").write_text("SchemaVersion: 99\n", "utf-8")
    with pytest.raises(InvalidInput):
        load_demo(folder)
    assert not Run.objects.exists()


def test_the_command_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from django.core.management import CommandError, call_command

    from labs.demo import loading
    from labs.demo.management.commands import load_demo as command

    def without_content() -> Any:
        return loading.load_demo(tmp_path)

    monkeypatch.setattr(command, "load_demo", without_content)
    with pytest.raises(CommandError, match="content is missing"):
        call_command("load_demo")
