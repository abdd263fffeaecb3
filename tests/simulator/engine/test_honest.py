"""Numbers say what was measured, or that nothing was."""

from __future__ import annotations

import copy

import pytest

from tests.simulator.engine.worlds import DOCUMENTS, document, only, tiny, world


def silent(raw):
    for resource in raw["Resources"].values():
        if resource["Type"] == "Lab::Clients":
            resource["Properties"]["Traffic"] = {"Shape": "Constant", "Rate": 0}
    return raw


def test_an_idle_world_claims_nothing():
    frame = world(silent(tiny())).advance(5)[-1]
    assert frame.demand["goodput"] is None
    assert frame.latency_ms is None
    assert frame.demand["arrived"] == frame.demand["served"] == frame.demand["failed"] == 0
    assert frame.values["Cdn"]["HitRatio"] is None
    assert set(frame.values["Cdn"]["HitRatioByEdge"].values()) <= {None}
    assert frame.values["Near"]["Latency"] is None
    assert frame.values["Alb"]["TargetResponseTime"] is None
    assert frame.values["Files"]["FirstByteLatency"] is None
    assert frame.cost["usd_per_hour"] > 0


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_arrives_is_served_failed_or_under_way(name):
    running = world(document(name))
    frames = running.advance(300)
    arrived = sum(frame.demand["arrived"] for frame in frames)
    ended = sum(frame.demand["served"] + frame.demand["failed"] for frame in frames)
    plane = running.plane
    pools = [plane.answers, plane.waiting, *(backend.arriving for backend in plane.backends)]
    under_way = sum(int((pool.alive()["gave_up"] == 0).sum()) for pool in pools)
    under_way += sum(population.retries.n for population in plane.populations)
    assert arrived == ended + under_way


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_request_at_an_edge_has_one_result(name):
    running = world(document(name))
    frames = running.advance(200)
    cdn = next(id for id, r in running.document.resources.items() if r.type.endswith("Distribution"))
    total = {
        metric: sum(frame.values[cdn][metric] for frame in frames)
        for metric in ("Requests", "Hits", "Misses", "Collapsed")
    }
    still_waiting = running.plane.waiting.n
    assert total["Requests"] == total["Hits"] + total["Misses"] + total["Collapsed"] + still_waiting


def test_goodput_counts_demands_not_attempts():
    raw = only(tiny(), "Lost")
    frames = world(raw).advance(60)
    demand = frames[-1].demand
    assert demand["goodput"] == 0.0
    assert set(demand["causes"]) == {"dns_no_answer"}
    assert sum(f.values["Lost"]["Retries"] for f in frames) <= sum(f.demand["arrived"] for f in frames)


def test_another_population_leaves_the_arrivals_of_the_first_as_they_were():
    raw = only(tiny(), "Near")
    more = copy.deepcopy(raw)
    more["Resources"] = {
        "Before": copy.deepcopy(tiny()["Resources"]["Direct"]),
        **more["Resources"],
        "After": copy.deepcopy(tiny()["Resources"]["Also"]),
    }
    more["Resources"]["Before"]["Properties"]["Location"] = "London"
    alone, beside = world(raw), world(more)
    for _ in range(20):
        alone.advance(1)
        beside.advance(1)
        names = beside.plan.names.tables["clients"]
        one, other = alone.plane.populations[0], beside.plane.populations[names["Near"]]
        for stream in ("times", "picks", "asks", "progress"):
            assert getattr(one, stream).tobytes() == getattr(other, stream).tobytes()
        assert alone.plane.arrived[0] == beside.plane.arrived[names["Near"]]


def test_the_bill_grows_by_what_each_second_costs():
    frames = world(tiny()).advance(50)
    spent = sum(frame.cost["usd_per_hour"] / 3600 for frame in frames)
    assert frames[-1].cost["usd_total"] == pytest.approx(spent, rel=1e-4)


def test_percentiles_are_in_order():
    frames = world(document("welcome")).advance(30)
    latency = frames[-1].latency_ms
    assert latency is not None
    assert 0 < latency["p50"] <= latency["p90"] <= latency["p99"]
