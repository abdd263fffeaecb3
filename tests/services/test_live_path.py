"""From a document to frames in browsers, over several web processes and workers, while some of them are killed."""

from __future__ import annotations

import time
from typing import Any

import orjson
import redis

from simulator.document import parse_document
from simulator.engine import World, parse_command
from tests.dashboard.conftest import DOCUMENT
from tests.services.cluster import Cluster, until
from tests.services.visitor import Visitor, Watcher

TRAFFIC = {"kind": "traffic", "resource": "Viewers", "multiplier": 3}
FAULT = {"kind": "fault", "fault": "origin_down", "resource": "Files", "duration": 10}


def undisturbed(seed: int, ticks: int, commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the simulator alone says of the same document, seed and commands."""
    world = World.create(parse_document(DOCUMENT), seed=seed)
    frames: list[dict[str, Any]] = []
    while world.tick < ticks:
        for command in commands:
            if command["applied_at_tick"] == world.tick:
                world.apply(parse_command(command["command"]))
        frames += [orjson.loads(orjson.dumps(frame.as_json())) for frame in world.advance(1)]
    return frames


def start_run(visitor: Visitor, document: str, seed: int, speed: int | str = 10) -> str:
    run = visitor.api("POST", "/runs", {"document": document, "seed": seed, "speed": speed})
    visitor.api("POST", f"/runs/{run['id']}/control", {"action": "run"})
    return str(run["id"])


def worker_of(cluster: Cluster, run: str) -> str:
    """The name of the worker that did the run's last slice."""
    client = redis.Redis.from_url(
        f"redis://:{cluster.secret('redis_password')}@127.0.0.1:{cluster.ports['valkey']}"
    )
    with client:
        return client.hget(f"run:{{{run}}}", "worker").decode().partition("@")[0]


def forget_logs(cluster: Cluster) -> None:
    """After a disturbance of which every process rightly complains: they say no more from here on."""
    for service in cluster.services.values():
        if cluster.ours(service.kind):
            service.log.write_text("")


def reach(watcher: Watcher, tick: int) -> None:
    until(lambda: watcher.through >= tick, f"tick {tick} reaches the watcher on {watcher.ways}")


def settle(visitor: Visitor, run: str, watchers: list[Watcher]) -> int:
    """Pause, and wait until everybody has seen the last tick; the tick."""
    visitor.api("POST", f"/runs/{run}/control", {"action": "pause"})
    time.sleep(1)
    tick = int(visitor.api("GET", f"/runs/{run}")["tick"])
    until(lambda: all(one.through >= tick for one in watchers), f"everybody has tick {tick}")
    for one in watchers:
        one.stop()
        assert one.faults == []
    return tick


def test_watchers_on_different_web_processes_see_what_the_simulator_says(
    cluster: Cluster, visitor: Visitor
) -> None:
    document = visitor.api("POST", "/documents", {"document": DOCUMENT})["id"]
    assert [one["id"] for one in visitor.api("GET", "/documents", web="web2")] == [document]
    seeds = (11, 12, 13)
    runs = [start_run(visitor, document, seed) for seed in seeds]
    watched = [[Watcher(visitor, run, [way]) for way in ("web1", "web2", "proxy")] for run in runs]
    reach(watched[0][0], 30)
    # A command given to one web process takes effect for all.
    visitor.api("POST", f"/runs/{runs[0]}/commands", {"command": TRAFFIC}, web="web2")
    visitor.api("POST", f"/runs/{runs[1]}/commands", {"command": FAULT}, web="web1")
    for watchers in watched:
        for watcher in watchers:
            reach(watcher, 120)

    for seed, run, watchers in zip(seeds, runs, watched, strict=True):
        tick = settle(visitor, run, watchers)
        commands = visitor.api("GET", f"/runs/{run}/commands")
        expected = undisturbed(seed, tick, commands)
        for watcher in watchers:
            assert watcher.frames == expected, f"seed {seed} over {watcher.ways}"
            assert watcher.statuses[-1]["status"] == "paused"
            assert watcher.connected == watcher.ways

    before, after = watched[0][0].frames[:25], watched[0][0].frames[60:]
    asked = [sum(frame["demand"]["arrived"] for frame in part) / len(part) for part in (before, after)]
    assert asked[1] > 2 * asked[0], "three times the traffic is more traffic"
    assert any(frame["demand"]["causes"].get("origin_down") for frame in watched[1][0].frames)


def test_a_killed_worker_and_a_killed_web_process_cost_no_frame(cluster: Cluster, visitor: Visitor) -> None:
    document = visitor.api("POST", "/documents", {"document": DOCUMENT})["id"]
    run = start_run(visitor, document, seed=21)
    # One is on a web process that will be killed and comes back over the other.
    watchers = [Watcher(visitor, run, ways) for ways in (["web1", "web2"], ["web2"], ["proxy"])]
    reach(watchers[0], 40)
    visitor.api("POST", f"/runs/{run}/commands", {"command": TRAFFIC})
    reach(watchers[0], 60)

    lost = worker_of(cluster, run)
    cluster.services[lost].kill()
    reach(watchers[1], watchers[1].through + 60)
    assert worker_of(cluster, run) != lost

    cluster.services["web1"].kill()
    for watcher in watchers:
        reach(watcher, watcher.through + 60)
    # The proxy gives everybody the web process that is left.
    for _ in range(6):
        assert visitor.get("/about/").status == 200
    visitor.api("POST", f"/runs/{run}/commands", {"command": FAULT})
    for watcher in watchers:
        reach(watcher, watcher.through + 30)

    tick = settle(visitor, run, watchers)
    commands = visitor.api("GET", f"/runs/{run}/commands")
    assert [command["problems"] for command in commands] == [[], []]
    expected = undisturbed(21, tick, commands)
    for watcher in watchers:
        assert watcher.frames == expected, watcher.ways
    assert watchers[0].connected[:2] == ["web1", "web2"]
    assert watchers[1].connected == ["web2"]
    # What is stored is what was seen.
    stored = visitor.api("GET", f"/runs/{run}/frames?after=0&limit=50")["frames"]
    assert stored == expected[: len(stored)] and len(stored) == 50


def test_what_was_killed_comes_back_and_works(cluster: Cluster, visitor: Visitor) -> None:
    """The `whole` fixture has started again what the last test killed, as the restart policy does."""
    document = visitor.api("POST", "/documents", {"document": DOCUMENT})["id"]
    runs = [start_run(visitor, document, seed) for seed in (31, 32, 33)]
    watchers = [Watcher(visitor, run, ["web1"]) for run in runs]
    for watcher in watchers:
        reach(watcher, 60)
    for run, watcher in zip(runs, watchers, strict=True):
        settle(visitor, run, [watcher])


def test_the_database_may_be_started_again(cluster: Cluster, visitor: Visitor) -> None:
    """Pooled connections that broke are found out before anybody uses them."""
    document = visitor.api("POST", "/documents", {"document": DOCUMENT})["id"]
    run = start_run(visitor, document, seed=41)
    watcher = Watcher(visitor, run, ["web1", "web2"])
    reach(watcher, 30)
    database = cluster.services["postgres"]
    assert database.process is not None
    database.process.send_signal(2)  # a fast shutdown: connections are ended
    database.process.wait(30)
    database.start()
    database.wait()
    for web in ("web1", "web2"):
        until(lambda web=web: visitor.get("/readyz", web=web).status == 200, f"{web} is ready again")
        assert visitor.api("GET", f"/runs/{run}", web=web)["id"] == run
    reach(watcher, watcher.through + 60)
    tick = settle(visitor, run, [watcher])
    assert watcher.frames == undisturbed(41, tick, [])
    forget_logs(cluster)


def test_redis_may_lose_everything(cluster: Cluster, visitor: Visitor) -> None:
    document = visitor.api("POST", "/documents", {"document": DOCUMENT})["id"]
    run = start_run(visitor, document, seed=51)
    watcher = Watcher(visitor, run, ["proxy"])
    reach(watcher, 50)
    address = f"redis://:{cluster.secret('redis_password')}@127.0.0.1:{cluster.ports['valkey']}"
    with redis.Redis.from_url(address) as client:
        client.flushall()
    reach(watcher, watcher.through + 60)
    tick = settle(visitor, run, [watcher])
    assert watcher.frames == undisturbed(51, tick, [])
