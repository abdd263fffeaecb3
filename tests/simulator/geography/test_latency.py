"""Distances, round trips and the nearest edge."""

from __future__ import annotations

import pytest

from simulator.geography import EDGES, PLACES, REGIONS, distance_km, nearest_edge, rtt_ms
from simulator.geography.latency import LAST_MILE_MS


def test_distances_are_those_of_the_globe() -> None:
    assert distance_km(PLACES["Seoul"], PLACES["NewYork"]) == pytest.approx(11_050, rel=0.01)
    assert distance_km(PLACES["London"], PLACES["Paris"]) == pytest.approx(344, rel=0.01)


def test_a_round_trip_is_the_same_both_ways_and_the_backbone_is_shorter() -> None:
    seoul, virginia = REGIONS["ap-northeast-2"], REGIONS["us-east-1"]
    assert rtt_ms(seoul, virginia) == rtt_ms(virginia, seoul)
    assert rtt_ms(seoul, virginia, path="backbone") == pytest.approx(rtt_ms(seoul, virginia) * 1.2 / 1.6)


def test_a_viewer_adds_the_last_mile_once() -> None:
    seoul = PLACES["Seoul"]
    assert rtt_ms(seoul, seoul) == LAST_MILE_MS
    assert rtt_ms(REGIONS["ap-northeast-2"], REGIONS["ap-northeast-2"]) == 0


def test_viewers_reach_the_edge_next_door() -> None:
    nearest = {place: nearest_edge(place).id for place in PLACES}
    assert nearest["Seoul"] == nearest["Busan"] == "ICN"
    assert (nearest["Tokyo"], nearest["Osaka"], nearest["London"], nearest["NewYork"]) == (
        "NRT",
        "KIX",
        "LHR",
        "JFK",
    )
    assert nearest_edge(PLACES["SaoPaulo"]).id == "GRU"


@pytest.mark.parametrize("table", [PLACES, REGIONS, EDGES], ids=["places", "regions", "edges"])
def test_everything_is_on_the_globe_under_its_own_id(table: dict) -> None:  # type: ignore[type-arg]
    for id_, point in table.items():
        assert point.id == id_
        assert -90 <= point.latitude <= 90
        assert -180 <= point.longitude <= 180


def test_zones_are_named_after_their_region() -> None:
    assert REGIONS["ap-northeast-2"].zones == tuple(f"ap-northeast-2{letter}" for letter in "abcd")
    assert all(zone.startswith(region.id) for region in REGIONS.values() for zone in region.zones)
    assert all(len(region.zones) >= 2 for region in REGIONS.values())
