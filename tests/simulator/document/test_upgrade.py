from __future__ import annotations

from typing import Any

from simulator.document.upgrade import CURRENT, UPGRADES, upgrade


def test_there_is_an_upgrade_from_every_older_version():
    assert sorted(UPGRADES) == list(range(1, CURRENT))


def test_an_older_document_passes_through_every_version_between():
    def to_two(raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "Steps": ["one"]}

    def to_three(raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "Steps": [*raw["Steps"], "two"]}

    old = {"SchemaVersion": 1}
    assert upgrade(old, {1: to_two, 2: to_three}, current=3) == {"SchemaVersion": 3, "Steps": ["one", "two"]}
    assert old == {"SchemaVersion": 1}


def test_the_present_version_is_left_alone():
    raw = {"SchemaVersion": CURRENT}
    assert upgrade(raw) is raw
