"""What the built pages weigh. `make test` builds them first."""

from __future__ import annotations

from benchmarks import weights


def test_the_workbench_is_light_before_its_charts() -> None:
    assert weights.measure()["workbench_initial_brotli_kb"] <= 130


def test_a_page_carries_what_it_imports_and_not_what_it_loads_later() -> None:
    manifest = {
        "page": {"file": "page.js", "imports": ["shared"], "dynamicImports": ["later"]},
        "shared": {"file": "shared.js", "imports": ["deeper"]},
        "deeper": {"file": "deeper.js", "imports": ["shared"]},
        "later": {"file": "later.js", "imports": ["shared"]},
    }
    assert weights.scripts_of(manifest, "page") == {"page.js", "shared.js", "deeper.js"}


def test_every_large_script_and_style_was_compressed() -> None:
    large = [
        file
        for file in weights.DIST.rglob("*")
        if file.suffix in (".js", ".css")
        if file.stat().st_size > 1024
    ]
    assert large
    for file in large:
        for ending in (".br", ".gz"):
            compressed = file.with_name(file.name + ending)
            assert compressed.exists() and compressed.stat().st_size < file.stat().st_size
