"""What the log says when a whole document was taken over."""

from __future__ import annotations

import copy
from typing import Any

from tests.simulator.engine.worlds import do, tiny, world


def said_of(change: Any) -> dict[str, str]:
    raw = tiny()
    running = world(raw)
    after = copy.deepcopy(raw)
    change(after["Resources"])
    do(running, kind="update", document=after)
    [frame] = running.advance(1)
    text: dict[str, str] = frame.commands[0]["text"]
    return text


def test_settings_that_hold_only_together_are_taken_and_named() -> None:
    def grow(resources: dict[str, Any]) -> None:
        resources["Group"]["Properties"] |= {"MinSize": 7, "MaxSize": 8, "DesiredCapacity": 7}

    said = said_of(grow)
    assert said["en"].startswith("The architecture was changed: Group MinSize = 7, Group MaxSize = 8")
    assert "Group MaxSize = 8" in said["ko"]


def test_of_many_changes_the_first_are_named_and_the_others_counted() -> None:
    def shuffle(resources: dict[str, Any]) -> None:
        resources["Group"]["Properties"] |= {"MinSize": 7, "MaxSize": 8, "DesiredCapacity": 7}
        resources["Near"]["Properties"]["Traffic"]["Rate"] = 1
        resources["Near"]["Properties"]["Retries"] = 0

    said = said_of(shuffle)
    assert "more" in said["en"] and "외" in said["ko"]


def test_no_change_is_said_to_be_none() -> None:
    assert said_of(lambda resources: None)["en"] == "The architecture was saved without a change"
