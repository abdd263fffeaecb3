"""What holds whatever happens."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.services.autoscaling.place import allowance
from tests.simulator.control.small_world import ZONES, SmallWorld, architecture

ACTIONS = st.one_of(
    st.tuples(st.just("load"), st.floats(0, 12)),
    st.tuples(st.just("desired"), st.integers(0, 12)),
    st.tuples(st.just("terminate"), st.integers(1, 4)),
    st.tuples(st.just("hang"), st.integers(1, 4)),
    st.tuples(st.just("heal"), st.none()),
    st.tuples(st.just("down"), st.sampled_from(ZONES)),
    st.tuples(st.just("up"), st.sampled_from(ZONES)),
)
STORIES = st.lists(st.tuples(ACTIONS, st.integers(1, 240)), min_size=1, max_size=8)


def act(world: SmallWorld, action: tuple[str, Any]) -> None:
    name, value = action
    group, control = world.group, world.control
    match name:
        case "load":
            world.servers.load = value
        case "desired":
            group.set_desired(control, value)
        case "terminate":
            group.terminate_instances(control, value)
        case "hang":
            group.hang(control, value)
        case "heal":
            group.heal(control, "hang_instance")
        case "down":
            group.zone_down(control, value)
        case "up":
            group.zone_up(control, value)


def holds(world: SmallWorld) -> None:
    group = world.group
    counted = [
        one for one in group.instances.values() if one.state.value in ("pending", "booting", "in_service")
    ]
    extra = sum(one.rebalances for one in counted)
    assert group.plan.min_size <= group.desired <= group.plan.max_size
    assert len(counted) - extra <= group.desired
    assert extra <= allowance(group.plan.max_size)
    if len(group._down) < 3:
        assert len(counted) - extra == group.desired
    assert not any(one.zone in group._down for one in counted)
    slots = {one.slot for one in group.instances.values() if one.slot is not None}
    assert slots == set(world.servers.slots)
    assert all(slot in slots for _, slot, _ in world.targets.eligible())
    registered = set(world.targets.targets)
    assert registered <= {one.id for one in group.instances.values() if one.ended_at is None}


@settings(max_examples=25, deadline=None)
@given(STORIES)
def test_bounds_hold_under_any_load_and_faults(story: list[tuple[tuple[str, Any], int]]) -> None:
    world = SmallWorld(architecture(zones=3, group={"DesiredCapacity": 4}))
    for action, seconds in story:
        act(world, action)
        holds(world)
        world.run(seconds, holds)


@settings(max_examples=15, deadline=None)
@given(STORIES)
def test_in_peace_the_zones_come_back_to_within_one(story: list[tuple[tuple[str, Any], int]]) -> None:
    world = SmallWorld(architecture(zones=3, group={"DesiredCapacity": 4}))
    for action, seconds in story:
        act(world, action)
        world.run(seconds)
    for zone in ZONES:
        world.group.zone_up(world.control, zone)
    world.group.heal(world.control, "hang_instance")
    world.servers.load = 0.48 * world.group.desired
    world.run(1500)
    counts = world.per_zone().values()
    assert max(counts) - min(counts) <= 1
    assert world.counted() == world.group.desired == len(world.targets.eligible())


@settings(max_examples=15, deadline=None)
@given(STORIES, st.integers(0, 7))
def test_a_restored_world_goes_on_identically(story: list[tuple[tuple[str, Any], int]], at: int) -> None:
    world = SmallWorld(architecture(zones=3, group={"DesiredCapacity": 4}))
    other: SmallWorld | None = None
    for index, (action, seconds) in enumerate(story):
        act(world, action)
        if other is not None:
            act(other, action)
        if index == at % len(story):
            world.run(seconds // 2)
            other = world.copy()
            world.control.decisions.clear()
            world.run(seconds - seconds // 2)
            other.run(seconds - seconds // 2)
        else:
            world.run(seconds)
            if other is not None:
                other.run(seconds)
    assert other is not None
    assert world.fingerprint() == other.fingerprint()


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    def lived(seed: int) -> str:
        world = SmallWorld(seed=seed)
        world.servers.load = 1.9
        world.run(400)
        return world.fingerprint()

    assert lived(3) == lived(3)
    assert lived(3) != lived(4)
