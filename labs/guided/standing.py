"""How a learner's own run stands against the objectives, while it goes on; without a world, their document.

The server judges what the workers stored; the browser only shows it. A process remembers how far it has judged
a run, so that a look costs only the new frames. A student, the instructor's desk and the projector look at the same
run at the same time, each in a thread of its own: every frame is judged once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import redis
from django.db.models import F, Max

from dashboard.architectures.models import Document, Revision
from dashboard.runs import archive, store
from dashboard.runs.models import FrameChunk, Run
from labs.grading import Judge
from labs.scenarios.models import Version
from simulator.document import check_document, parse_document
from simulator.problems import Severity

log = logging.getLogger(__name__)

_REMEMBERED = 400
#: Seconds of key figures kept for a sparkline.
SPARK_SECONDS = 120
#: A glance at many runs reuses what was judged this recently (s): desk and projector share one look.
GLANCE_SECONDS = 1.0


@dataclass
class _Standing:
    """A run as far as it was judged. recent: (second, goodput, p95 in ms, USD an hour) of its last seconds."""

    key: tuple[Any, ...]
    judge: Judge
    recent: deque[tuple[int, float | None, float | None, float]] = field(
        default_factory=lambda: deque(maxlen=SPARK_SECONDS)
    )
    lock: threading.Lock = field(default_factory=threading.Lock)  # who holds it judges and reads
    looked_at: float = -GLANCE_SECONDS  # by the monotonic clock

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

    def catch_up(self, run: str, chunked: int | None = None) -> None:
        """Judge what is stored since. chunked: through which tick the database has frames, if that is known.

        While Redis is away a run stands as it stood.
        """
        try:
            for frame in _frames(run, self.judge.second, chunked):
                self.see(frame)
        except redis.RedisError as error:
            log.warning("how run %s stands waits for Redis: %s", run, error)
        self.looked_at = time.monotonic()


def _frames(run: str, after: int, chunked: int | None) -> Iterator[Mapping[str, Any]]:
    """Stored frames after this tick; without asking the database where Redis alone has them."""
    if chunked is None or chunked > after:
        yield from archive.frames(run, after)
        return
    for batch in store.batches(run, after):
        for frame in batch.frames:
            if frame["id"] > after:
                yield frame


_standings: OrderedDict[str, _Standing] = OrderedDict()
#: Which objectives were met, by document, revision and the version's hash.
_met: OrderedDict[tuple[Any, int, str], dict[str, bool]] = OrderedDict()
_remembering = threading.Lock()


def judged(content: Mapping[str, Any], version: Version) -> dict[str, Any]:
    """How a document stands by itself, in the form of `look`, with what keeps it from being judged.

    Raises InvalidInput for what is no document.
    """
    document = parse_document(content)
    return {
        "second": 0,
        "duration": 0,
        "objectives": [one.as_json() for one in Judge(version.content.definition.judged, document).results()],
        "problems": [one for one in check_document(document) if one.severity is Severity.ERROR],
    }


def met_by(documents: Iterable[Document | None], version: Version) -> dict[Any, dict[str, bool]]:
    """Which objectives each document meets as it is stored, by its id: where no world is run. One query at most."""
    wanted = {(one.pk, one.head): one.pk for one in documents if one is not None}
    with _remembering:
        found = {
            pk: known for key, pk in wanted.items() if (known := _met.get((*key, version.hash))) is not None
        }
    new = [pk for pk in wanted.values() if pk not in found]
    if new:
        heads = Revision.objects.filter(document__in=new, number=F("document__head"))
        for pk, number, content in heads.values_list("document", "number", "content"):
            objectives = judged(content, version)["objectives"]
            found[pk] = {one["id"]: one["met"] for one in objectives if one["measured"] is not None}
            with _remembering:
                _met[pk, number, version.hash] = found[pk]
                while len(_met) > _REMEMBERED:
                    _met.popitem(last=False)
    return found


def look(run: Run | None, version: Version) -> dict[str, Any]:
    """{"second", "duration", "objectives": [...]} of the run as far as its frames are stored.

    Without a run, as before the first second.
    """
    definition = version.content.definition
    if run is None:
        second, results = 0, Judge(definition.judged, version.content.start).results()
    else:
        known = _known([run], version)[str(run.pk)]
        with known.lock:
            known.catch_up(str(run.pk))
            second, results = known.judge.second, known.judge.results()
    return {
        "second": second,
        "duration": definition.duration or 0,
        "objectives": [result.as_json() for result in results],
    }


def glances(runs: Sequence[Run], version: Version) -> dict[str, dict[str, Any]]:
    """What the tiles of these runs show, by run: the second, which objectives are met of those there is something to
    say about, and the last minutes of three key figures. Two queries, however many runs."""
    known = _known(runs, version)
    now = time.monotonic()
    old = [run for run in runs if now - known[str(run.pk)].looked_at >= GLANCE_SECONDS]
    stored = FrameChunk.objects.filter(run__in=old).order_by().values("run").annotate(last=Max("through"))
    chunked = {str(row["run"]): row["last"] for row in stored} if old else {}
    found = {}
    for run, one in known.items():
        with one.lock:
            if now - one.looked_at >= GLANCE_SECONDS:
                one.catch_up(run, chunked.get(run, 0))
            found[run] = _glance(one)
    return found


def _glance(known: _Standing) -> dict[str, Any]:
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


def _known(runs: Sequence[Run], version: Version) -> dict[str, _Standing]:
    """What is remembered of each run; from the beginning where its epoch or its design is another."""
    keys = {str(run.pk): (run.epoch, run.document.head, version.hash) for run in runs}
    with _remembering:
        found = {run: one for run, key in keys.items() if (one := _standings.get(run)) and one.key == key}
    new = [run for run in runs if str(run.pk) not in found]
    heads = Revision.objects.filter(document__in=[run.document_id for run in new], number=F("document__head"))
    contents = dict(heads.values_list("document", "content")) if new else {}
    judged = version.content.definition.judged
    for run in new:
        judge = Judge(judged, parse_document(contents[run.document_id]))
        found[str(run.pk)] = _Standing(keys[str(run.pk)], judge)
    with _remembering:
        for run_id, one in found.items():
            # Somebody else may have begun it meanwhile.
            current = _standings.get(run_id)
            if current is not None and current.key == one.key:
                found[run_id] = current
            else:
                _standings[run_id] = one
            _standings.move_to_end(run_id)
        while len(_standings) > _REMEMBERED:
            _standings.popitem(last=False)
    return found
