"""Putting the front page's document and run into the database.

The document is `start.yaml` of a content folder, its optional script `script.yaml`. Loading again changes
nothing while the content is the same; changed content becomes a new revision and the run starts over.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from ruamel.yaml import YAML

from dashboard.accounts.actions import system_user
from dashboard.architectures import actions as architectures
from dashboard.architectures.models import Document
from dashboard.runs import actions as runs
from dashboard.runs.models import Run, Status
from simulator.engine import parse_script

CONTENT_DIR = Path(__file__).resolve().parent.parent / "content" / "welcome"
DEMO_SEED = 20_260


@dataclass(frozen=True)
class Loaded:
    document: Document
    run: Run
    changed: bool


def read_script(folder: Path) -> dict[str, Any]:
    """The demo's script; without a duration of its own it ends after DEMO_SECONDS and starts over."""
    file = folder / "script.yaml"
    script = YAML(typ="safe", pure=True).load(file.read_text("utf-8")) if file.exists() else {}
    script = {"events": [], **(script or {})}
    if not script.get("duration"):
        script["duration"] = settings.DEMO_SECONDS
    parse_script(script)
    return script


def load_demo(folder: Path = CONTENT_DIR) -> Loaded:
    """Raises InvalidInput when the content has problems, FileNotFoundError when there is none."""
    source = (folder / "start.yaml").read_bytes()
    script = read_script(folder)
    owner = system_user()
    document = Document.objects.filter(owner=owner, shared=True).order_by("created_at").first()
    if document is None:
        saved = architectures.do_create(owner, source, shared=True)
        changed = True
    else:
        before = document.head
        saved = architectures.do_save(document, source, before)
        changed = saved.revision.number != before
    run = Run.objects.filter(document=saved.document, shared=True).order_by("created_at").first()
    if run is None:
        run = runs.do_create_run(owner, saved.document, seed=DEMO_SEED, script=script, shared=True)
        return Loaded(saved.document, run, changed)
    if changed or run.script != script or run.status == Status.FAILED:
        Run.objects.filter(pk=run.pk).update(script=script)
        run = runs.do_reset(run)
        return Loaded(saved.document, run, True)
    return Loaded(saved.document, run, False)
