"""Crossing time without traffic: drain, let the control plane come to rest, jump, wake up again.

While something changes, the control plane takes its usual course in steps of a minute. A world in which
nothing has changed for a while is at rest: its beats (health checks, metric periods) are jumped over, up to
just before the next single event or to shortly before the end, where everything runs as usual again.
"""

from __future__ import annotations

from simulator.engine import constants as figures
from simulator.engine.bill import standing_cost, usage_cost
from simulator.engine.live import Live


def skip(world: Live, to: int) -> float:
    """Take the world to second `to`; returns the USD it cost."""
    start, control, plane = world.tick, world.control, world.plane
    usd = 0.0
    quiet_since, changes = float(start), control.changes
    now = float(start)
    while now < to:
        step = min(figures.SKIP_STEP_S, to - now)
        control.now = now
        control.run_until(now)
        world.refresh()
        if plane.in_flight() or now == start:
            plane.tick(now, now + step, traffic=False)
        else:
            plane.fleet.begin_tick(now, now + step)
        now += step
        control.now = now
        world.observe()
        usd += standing_cost(world.architecture, control.runtimes, step)
        if control.changes != changes:
            quiet_since, changes = now, control.changes
        if now - quiet_since >= figures.REST_S and not plane.in_flight():
            target = _rest_until(world, now, float(to))
            if target > now:
                plane.fleet.begin_tick(now, target)
                control.heap.jump(target)
                usd += standing_cost(world.architecture, control.runtimes, target - now)
                now = target
                quiet_since = now
    world.tick = to
    control.now = float(to)
    plane.jump(float(to))
    return usd + usage_cost(world.architecture, world.plan, plane, float(to - start))


def _rest_until(world: Live, now: float, to: float) -> float:
    """How far the world at rest can jump: to just before its next single event, or near the end."""
    limit = to - figures.REST_S
    once = world.control.heap.next_once_at()
    if once is not None:
        limit = min(limit, once - figures.SKIP_STEP_S)
    steps = (limit - now) // figures.SKIP_STEP_S
    return now + max(0.0, steps) * figures.SKIP_STEP_S
