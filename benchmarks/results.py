"""The result file: flat keys for figures, and beside them which group measured them, when, and what is absent.

{"pipeline_rr_rps": 8405556, ..., "machine": "...",
 "absent": {"mm8_cimba_rps": "why there is no figure"},
 "groups": {"pipeline": {"keys": [...], "measured": "2026-11-23", "load": 0.4, "seconds": 41.0}}}
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LATEST = Path(__file__).resolve().parent / "results" / "latest.json"
#: What is not a figure.
ABOUT = ("machine", "absent", "groups")


def read(path: Path = LATEST) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def figures(results: Mapping[str, Any]) -> dict[str, float]:
    """The figures alone."""
    return {name: value for name, value in results.items() if name not in ABOUT}


def merged(
    before: Mapping[str, Any],
    group: str,
    found: Mapping[str, float],
    absent: Mapping[str, str],
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """`before` with everything of `group` replaced, and figures that no group owns left out."""
    groups = {**before.get("groups", {}), group: {**about, "keys": [*found, *absent]}}
    values = {**figures(before), **found}
    reasons = {**before.get("absent", {}), **absent}
    owned = [key for one in groups.values() for key in one["keys"]]
    mine = set(groups[group]["keys"])
    kept = {key: values[key] for key in owned if key in values and (key not in mine or key in found)}
    return {
        **kept,
        "machine": before.get("machine", ""),
        "absent": {key: reasons[key] for key in owned if key in reasons and key not in kept},
        "groups": groups,
    }


def write(results: Mapping[str, Any], path: Path = LATEST) -> None:
    """All or nothing: a run that is cut short leaves a file that can be read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".latest-", suffix=".json")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(results, stream, indent=2, ensure_ascii=False)
            stream.write("\n")
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
