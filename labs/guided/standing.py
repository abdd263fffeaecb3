"""How a learner's own run stands against the objectives, while it goes on.

The server judges what the workers stored; the browser only shows it. A process remembers how far it has judged
a run, so that a look costs only the new frames.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.runs import archive
from dashboard.runs.models import Run
from labs.grading import Judge
from labs.scenarios.models import Version
from simulator.document import parse_document

_REMEMBERED = 400
#: Seconds of key figures kept for a sparkline.
SPARK_SECONDS = 120


@dataclass
class _Standing:
    """A run as far as it was judged. recent: (second, goodput, p95 in ms, USD an hour) of its last seconds."""

    key: tuple[Any, ...]
    judge: Judge
    recent: deque[tuple[int, float | None, float | None, float]] = field(
        default_factory=lambda: deque(maxlen=SPARK_SECONDS)
    )

    def see(self, frame: Mapping[str, Any]) -> None:
        self.judge.see(frame)
        latency = frame["latency_ms"]
        self.recent.append(
            (
                frame["id"],
                frame["demand"]["goodput"],
                latency["p95"] if latency else None,
                frame["cost"]["usd_per_hour"],
            )
        )


_standings: OrderedDict[str, _Standing] = OrderedDict()


def look(run: Run | None, version: Version) -> dict[str, Any]:
    """{"second", "duration", "objectives": [...]} of the run as far as its frames are stored.

    Without a run, as before the first second.
    """
    definition = version.content.definition
    judge = _judged(run, version).judge if run else Judge(definition.judged, version.content.start)
    return {
        "second": judge.second,
        "duration": definition.duration,
        "objectives": [result.as_json() for result in judge.results()],
    }


def glance(run: Run, version: Version) -> dict[str, Any]:
    """What a tile shows: the second, which objectives are met of those there is something to say about, and the
    last minutes of three key figures."""
    known = _judged(run, version)
    return {
        "second": known.judge.second,
        "met": {
            result.objective.id: result.met
            for result in known.judge.results()
            if known.judge.second and result.verdict.measured is not None
        },
        "seconds": [row[0] for row in known.recent],
        "goodput": [row[1] for row in known.recent],
        "latency_p95": [row[2] for row in known.recent],
        "usd_per_hour": [row[3] for row in known.recent],
    }


def _judged(run: Run, version: Version) -> _Standing:
    definition = version.content.definition
    key = (run.epoch, run.document.head, version.hash)
    known = _standings.get(str(run.pk))
    if known is None or known.key != key:
        revision = run.document.revisions.get(number=run.document.head)
        known = _Standing(key, Judge(definition.judged, parse_document(revision.content)))
    for frame in archive.frames(str(run.pk), known.judge.second):
        known.see(frame)
    _standings[str(run.pk)] = known
    _standings.move_to_end(str(run.pk))
    while len(_standings) > _REMEMBERED:
        _standings.popitem(last=False)
    return known
