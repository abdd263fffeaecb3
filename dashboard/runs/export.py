"""A run's frames and decisions as files, chunk by chunk as the database and Redis hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dashboard.runs import archive
from dashboard.runs.models import Run
from dashboard.runs.status import as_json
from dashboard.streaming import Pieces, gathered
from simulator.tables import types_of, writer


def header(run: Run) -> dict[str, Any]:
    """What a file is of."""
    return {
        "run": str(run.pk),
        "document": run.revision.hash,
        "revision": run.revision.number,
        "seed": run.seed,
        "through": as_json(run)["tick"],
    }


def resource_types(run: Run) -> dict[str, str]:
    """Types of all resources the run has had: its document's, and those of the documents it was updated to."""
    updates = run.commands.filter(payload__kind="update").values_list("payload__document", flat=True)
    documents = [document for document in updates.iterator() if isinstance(document, dict)]
    return types_of([run.revision.content, *documents])


def pieces(run: Run, table: str, format: str, *, bom: bool = False) -> Pieces:
    """The file's bytes, through the tick the run has now."""
    about = header(run)
    out = writer(table, format, header=about, types=resource_types(run), bom=bom)

    def parts() -> Iterator[bytes]:
        yield out.begin()
        if table != "dictionary":
            for frame in archive.frames(str(run.pk), 0, about["through"] + 1):
                yield out.write(frame)
        yield out.close()

    return gathered(parts())


def dictionary(format: str) -> Pieces:
    """The data dictionary alone: it is the same for every run."""
    out = writer("dictionary", format, header={})
    return gathered((out.begin(), out.close()))


def file_name(run: Run, table: str, format: str) -> str:
    return f"{table}-{str(run.pk)[:8]}.{format}"
