"""The front page's world is well: no problem, nothing overlapping, load for two to four instances."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import pytest

from simulator.cost.instance_types import INSTANCE_TYPES
from simulator.document import Architecture, Document, check_document, parse_document, wires
from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.clients.properties import Clients, DailyWave
from simulator.services.ec2.properties import LaunchTemplate
from simulator.services.registry import BY_TYPE

START = Path(__file__).parents[3] / "labs" / "content" / "welcome" / "start.yaml"
NODE_WIDTH, NODE_HEIGHT = 190, 104  # with three badges


@pytest.fixture
def welcome() -> Document:
    return parse_document(START.read_bytes())


def test_it_has_no_problem(welcome):
    assert check_document(welcome) == ()


def test_every_node_is_wired_and_none_lies_on_another(welcome):
    nodes = {id: r.metadata["Canvas"] for id, r in welcome.resources.items() if BY_TYPE[r.type].canvas}
    wired = {end for wire in wires(welcome) for end in (wire["source"], wire["target"])}
    assert set(nodes) == wired
    for one, other in combinations(nodes.values(), 2):
        apart = (
            abs(one["x"] - other["x"]) >= NODE_WIDTH + 40 or abs(one["y"] - other["y"]) >= NODE_HEIGHT + 24
        )
        assert apart


def test_traffic_flows_from_left_to_right(welcome):
    for wire in wires(welcome):
        source, target = (
            welcome.resources[wire[end]].metadata["Canvas"]["x"] for end in ("source", "target")
        )
        assert source < target


def test_the_fleet_runs_near_half_load_with_two_to_four_instances(welcome):
    architecture = Architecture.of(welcome)
    (group,) = architecture.all(AutoScalingGroup)
    (template,) = architecture.all(LaunchTemplate)
    type_ = INSTANCE_TYPES[template.properties.LaunchTemplateData.InstanceType]
    for hour in range(24):
        total = 0.0
        work = 0.0
        for clients in architecture.all(Clients):
            wave = clients.properties.Traffic
            assert isinstance(wave, DailyWave)
            rate = wave.Mean * (1 + wave.Amplitude * math.cos(2 * math.pi * (hour - wave.PeakHour) / 24))
            weights = sum(item.Weight for item in clients.properties.Requests)
            total += rate
            work += sum(
                rate * item.Weight / weights * item.WorkMs / 1000
                for item in clients.properties.Requests
                if not item.Path.startswith("/static/")
            )
        needed = work / (type_.vcpus * type_.speed * 0.5)
        assert 400 <= total <= 620, hour
        assert 2 <= needed <= 4, hour
    assert (group.properties.MinSize, group.properties.MaxSize) == (2, 8)
