"""What a page's scripts and styles weigh, as they are served: the files that the front end's build compressed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.measuring import Absent

DIST = Path(__file__).resolve().parent.parent / "static" / "dist"
WORKBENCH, HOME = "src/workbench/main.tsx", "src/home/main.tsx"
CHARTS = "src/live/charts/plotly.ts"

type Manifest = dict[str, dict[str, Any]]


def measure() -> dict[str, float | str]:
    """Kilobytes (1,000 bytes) of Brotli."""
    manifest = read_manifest()
    return {
        "workbench_initial_brotli_kb": kilobytes(scripts_of(manifest, WORKBENCH)),
        "home_initial_brotli_kb": kilobytes(scripts_of(manifest, HOME)),
        "charts_brotli_kb": kilobytes(
            scripts_of(manifest, CHARTS) - scripts_of(manifest, WORKBENCH) | {"topojson/world_110m.json"}
        ),
        "css_brotli_kb": kilobytes(styles_of(manifest)),
    }


def read_manifest() -> Manifest:
    file = DIST / "manifest.json"
    if not file.exists():
        raise Absent("the front end is not built: run `make setup`")
    manifest: Manifest = json.loads(file.read_text("utf-8"))
    return manifest


def scripts_of(manifest: Manifest, entry: str) -> set[str]:
    """The files a page must have before `entry` begins: its own and all it imports, not what it loads later."""
    found: set[str] = set()
    names = [entry]
    while names:
        chunk = manifest[names.pop()]
        if chunk["file"] not in found:
            found.add(chunk["file"])
            names += chunk.get("imports", [])
    return found


def styles_of(manifest: Manifest) -> set[str]:
    """Every style sheet of every page."""
    files = {chunk["file"] for chunk in manifest.values()}
    files |= {style for chunk in manifest.values() for style in chunk.get("css", [])}
    return {file for file in files if file.endswith(".css")}


def kilobytes(files: Iterable[str]) -> float:
    return round(sum(weight(DIST / file) for file in files) / 1000, 1)


def weight(file: Path) -> int:
    """Bytes that go over the wire: of the compressed file, or of the file itself where it is too small for one."""
    compressed = file.with_name(f"{file.name}.br")
    return (compressed if compressed.exists() else file).stat().st_size
