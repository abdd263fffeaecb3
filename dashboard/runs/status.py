"""What a run looks like from outside: the Run JSON of the API and of status messages.

Problems are in both languages in it; whoever hands it to a person picks one by `in_language`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import redis

from dashboard.runs import store
from dashboard.runs.frames import STATUS, Message
from dashboard.runs.models import LIVE, Run


def as_json(run: Run, viewer: object = None, hot: store.Hot | None = None) -> dict[str, Any]:
    """The Run JSON as `viewer` sees it. `hot` spares asking Redis again."""
    if hot is None and run.status in LIVE:
        try:
            hot = store.load(str(run.pk))
        except (redis.ConnectionError, redis.TimeoutError):
            hot = None  # the database has the last word, and for a moment the only one
    current = hot if hot is not None and hot.epoch == run.epoch and run.status in LIVE else None
    answer: dict[str, Any] = {
        "id": str(run.pk),
        "document": str(run.document_id),
        "revision": run.revision.number,
        "seed": run.seed,
        "status": run.status,
        "speed": run.speed if run.speed == "max" else int(run.speed),
        "achieved_speed": current.achieved if current and run.status == "running" else None,
        "tick": max(run.tick, current.tick) if current else run.tick,
        "epoch": run.epoch,
        "unwatched": run.unwatched,
        "read_only": not run.may_be_steered_by(viewer),
        "url": f"/runs/{run.pk}/",
        "created_at": run.created_at.isoformat(),
    }
    if run.problems:
        answer["problems"] = run.problems
    return answer


def in_language(problem: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A stored problem with its message and hint in one language."""
    answer = dict(problem)
    for name in ("message", "hint"):
        if isinstance(text := answer.get(name), Mapping):
            answer[name] = text.get(language) or text.get("en")
    return answer


def publish(run: Run) -> None:
    """Tell everybody who watches. `read_only` is filled in for each viewer where the message arrives."""
    payload = as_json(run)
    body = orjson.dumps({"type": "status", **payload})
    store.publish(str(run.pk), Message(STATUS, run.epoch, payload["tick"], payload["tick"], body))
