"""The words of the decision tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from simulator.document import parse_document
from simulator.engine import World, parse_script
from simulator.services.terms import TERMS

WELCOME = Path(__file__).parents[3] / "labs" / "content" / "welcome"


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Names of every column and fact of an eventful quarter of an hour."""
    script: dict[str, Any] = {
        "events": [
            {"at": 20, "command": {"kind": "fault", "fault": "terminate_instance", "resource": "WebGroup"}},
            {"at": 60, "command": {"kind": "fault", "fault": "hang_instance", "resource": "WebGroup"}},
            {"at": 120, "command": {"kind": "traffic", "resource": "SeoulViewers", "multiplier": 4}},
            {
                "at": 400,
                "command": {"kind": "fault", "fault": "zone_outage", "resource": "SubnetC", "duration": 60},
            },
            {"at": 600, "command": {"kind": "capacity", "resource": "WebGroup", "desired": 3}},
        ]
    }
    world = World.create(
        parse_document((WELCOME / "start.yaml").read_bytes()), seed=7, script=parse_script(script)
    )
    found: set[str] = set()
    for frame in world.advance(900):
        for decision in frame.decisions:
            found.update(decision.evidence)
            for candidate in decision.candidates:
                found.update(candidate.values)
    return found


def test_every_name_has_a_word_in_both_languages(names: set[str]) -> None:
    assert len(names) > 40
    assert names <= set(TERMS)


def test_the_words_of_one_language_are_not_those_of_the_other() -> None:
    same = {name for name, text in TERMS.items() if text.en == text.ko}
    assert same <= {"dns"}


def test_the_script_of_the_front_page_can_be_played() -> None:
    script = YAML(typ="safe", pure=True).load((WELCOME / "script.yaml").read_text("utf-8"))
    assert parse_script(script).duration == script["duration"]
