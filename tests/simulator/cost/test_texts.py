"""Figures in EC2's texts are those of the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import simulator.services.ec2
from simulator.cost import INSTANCE_TYPES, family_of
from simulator.cost.billing import MINIMUM_SECONDS
from simulator.cost.instance_types import LAUNCH_CREDITS
from simulator.cost.prices import SURPLUS_VCPU_HOUR

TEXTS = Path(simulator.services.ec2.__file__).parent / "texts"
languages = pytest.mark.parametrize("language", ["en", "ko"])


@languages
def test_the_table_of_credits_is_the_table(language: str) -> None:
    rows = re.findall(r"^\| (t\d\.\w+) \| (.+) \|$", (TEXTS / f"{language}.md").read_text("utf-8"), re.M)
    written = {name: [cell.strip(" %") for cell in cells.split("|")] for name, cells in rows}
    listed = {
        name: [
            f"{type_.vcpus}",
            f"{type_.burst.earned:g}",
            f"{type_.burst.most:g}",
            f"{100 * type_.baseline:g}",
        ]
        for name, type_ in INSTANCE_TYPES.items()
        if type_.burst is not None
    }
    assert written == listed


@languages
def test_prices_limits_and_largest_sizes_are_those_of_the_table(language: str) -> None:
    text = (TEXTS / f"{language}.md").read_text("utf-8")
    assert {float(price) for price in re.findall(r"\$([\d.]+\d)", text)} == set(SURPLUS_VCPU_HOUR.values())
    for name in ("m5.large", "m6i.large", "m7i.large"):
        assert family_of(name)[-1].name in text
    assert re.search(rf"{LAUNCH_CREDITS:g}(?: launch credits|개)", text)
    assert re.search(rf"{MINIMUM_SECONDS:g}(?: seconds|초)", text)
