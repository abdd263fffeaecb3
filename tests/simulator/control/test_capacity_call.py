"""Manual scaling by the API's call."""

from __future__ import annotations

from tests.simulator.control.calls import call, refused
from tests.simulator.control.small_world import SmallWorld


def test_it_sets_the_capacity_within_the_bounds_only() -> None:
    world = SmallWorld()
    assert (
        call(world, "set_desired_capacity", DesiredCapacity=4).en == "Desired capacity of WebGroup set to 4"
    )
    assert world.group.desired == 4
    problem = refused(world, "set_desired_capacity", DesiredCapacity=9)
    assert problem is not None and problem.path == ("parameters", "DesiredCapacity")


def test_it_ignores_a_cooldown_unless_it_is_told_to_honour_it() -> None:
    world = SmallWorld()
    world.group.dynamic._cool_until = 100.0
    problem = refused(world, "set_desired_capacity", DesiredCapacity=3, HonorCooldown=True)
    assert problem is not None and problem.code == "ScalingActivityInProgress"
    call(world, "set_desired_capacity", DesiredCapacity=3)
    world.run_until(101)
    call(world, "set_desired_capacity", DesiredCapacity=4, HonorCooldown=True)
    assert world.group.desired == 4
