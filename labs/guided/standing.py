"""How a learner's own run stands against the objectives, while it goes on.

The server judges what the workers stored; the browser only shows it. A process remembers how far it has judged
a run, so that a look costs only the new frames.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from dashboard.runs import archive
from dashboard.runs.models import Run
from labs.grading import Judge
from labs.scenarios.models import Version
from simulator.document import parse_document

_REMEMBERED = 200


@dataclass
class _Standing:
    key: tuple[Any, ...]
    judge: Judge


_standings: OrderedDict[str, _Standing] = OrderedDict()


def look(run: Run, version: Version) -> dict[str, Any]:
    """{"second", "duration", "objectives": [...]} of the run as far as its frames are stored."""
    definition = version.content.definition
    key = (run.epoch, run.document.head, version.hash)
    known = _standings.get(str(run.pk))
    if known is None or known.key != key:
        revision = run.document.revisions.get(number=run.document.head)
        known = _Standing(key, Judge(definition.judged, parse_document(revision.content)))
    for frame in archive.frames(str(run.pk), known.judge.second):
        known.judge.see(frame)
    _standings[str(run.pk)] = known
    _standings.move_to_end(str(run.pk))
    while len(_standings) > _REMEMBERED:
        _standings.popitem(last=False)
    return {
        "second": known.judge.second,
        "duration": definition.duration,
        "objectives": [result.as_json() for result in known.judge.results()],
    }
