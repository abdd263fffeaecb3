"""The warm pool in a world: instances started before, put to rest, and taken first when the group grows.

Preparing one is a launch like any other; its software boots, its launch hooks wait. Then it is put to rest:
when its hooks are complete, or, without hooks, `POOL_SETTLE_SECONDS` after EC2 said "running", whether its
boot is over or not. What had not booted to the end boots in full again when it is needed; what had needs no
user data any more, and from hibernation no start-up either. A running one serves at once.

Our own assumptions, since AWS gives no figures: starting a stopped machine takes `RESTART_SHARE` of a launch,
going to rest `STOP_SECONDS`, reading memory back `RESUME_SECONDS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling import causes, place
from simulator.services.autoscaling.activities import Status
from simulator.services.autoscaling.hook_reasons import LIFECYCLE, LifecycleReason
from simulator.services.autoscaling.plan import LAUNCHING, TERMINATING
from simulator.services.autoscaling.properties.pool import POOL_SETTLE_SECONDS
from simulator.services.autoscaling.reasons import LAYER
from simulator.services.autoscaling.standby import Standby
from simulator.services.autoscaling.terminate import InstanceRow, TerminateInput, terminate
from simulator.services.ec2.runtime import STORED, Instance, InstanceState
from simulator.services.ec2.software import PENDING_SECONDS, draw_boot

POOL_GUIDE = "Warm pools for Amazon EC2 Auto Scaling"

#: The root volume of an AMI when the launch template names none.
DEFAULT_GIB = 8.0

RESTART_SHARE = 0.5
STOP_SECONDS = 30.0
RESUME_SECONDS = 5.0

#: States of an instance that may be taken, by the pool's state.
RESTING = {
    "Stopped": InstanceState.WARMED_STOPPED,
    "Running": InstanceState.WARMED_RUNNING,
    "Hibernated": InstanceState.WARMED_HIBERNATED,
}
_TAKEN = tuple(RESTING.values())


class Pool(Standby):
    """Instances of the warm pool are among `instances`, with `pooled` set."""

    # --- its size ---------------------------------------------------------------------------------------

    def pool_size(self) -> int:
        """How many instances the pool shall have now."""
        pool = self.plan.pool
        if pool is None:
            return 0
        prepared = self.plan.max_size if pool.prepared is None else pool.prepared
        return max(pool.min_size, prepared - self.desired, 0)

    def pooled(self) -> list[Instance]:
        return [one for one in self.instances.values() if one.pooled and one.ended_at is None]

    def _reconcile(self, control: Control) -> None:
        super()._reconcile(control)
        if self.plan.pool is not None or any(one.pooled for one in self.instances.values()):
            self._fill_pool(control)

    def _fill_pool(self, control: Control) -> None:
        members, wanted = self.pooled(), self.pool_size()
        if len(members) > wanted:
            if not self.is_suspended("Terminate"):
                self._shrink_pool(control, members, wanted)
            return
        if self.is_suspended("Launch"):
            return
        for count in range(len(members), wanted):
            if not self._prepare(control, count, wanted):
                return

    def _shrink_pool(self, control: Control, members: list[Instance], wanted: int) -> None:
        """The guide: the default termination policy chooses."""
        rows = tuple(
            InstanceRow(
                id=one.id, zone=one.zone, launched_at=one.launched_at, template_version=one.template_version
            )
            for one in members
        )
        given = TerminateInput(instances=rows, count=len(members) - wanted, now=control.now)
        decision = terminate(given)
        control.decide(decision, self.resource, LAYER)
        why = causes.POOL_SURPLUS.format(capacity=len(members), desired=wanted)
        for id in decision.outcome:
            self.instances[id].pooled = False
            self._retire(control, self.instances[id], [why])

    # --- into the pool ----------------------------------------------------------------------------------

    def _prepare(self, control: Control, count: int, wanted: int) -> bool:
        """Launch one for the pool, in the zone where it has fewest. False if that cannot be."""
        counts = self._pool_counts()
        zone = place.emptiest(counts, self._down)
        number = self.launch_version.number(control, self.plan)
        if zone is None or number is None:
            return False
        instance = self._new(control, zone, control.now, number)
        instance.pooled = True
        instance.gib = self._gib(control, number)
        instance.state = InstanceState.WARMED_PENDING
        facts = {"zone": zone, "count": count + 1, "wanted": wanted}
        self._pool_says(control, instance, LifecycleReason.PREPARING, facts)
        why = causes.POOL_SHORT.format(capacity=count, desired=wanted)
        chain = self._chain(control, [why])
        self.activities.begin(control, "prepare", instance.id, zone, chain, Status.PRE_IN_SERVICE)
        seconds = PENDING_SECONDS * (0.75 + 0.5 * control.uniform(self.resource, "pool-pending"))
        control.schedule(control.now + seconds, self.resource, "running", {"instance": instance.id})
        control.changed()
        return True

    def _begin_pool(self, control: Control, launched_at: float) -> None:
        """The pool of a world's beginning is full and at rest."""
        pool, number = self.plan.pool, self.launch_version.number(control, self.plan)
        if pool is None or number is None:
            return
        for _ in range(self.pool_size()):
            zone = place.emptiest(self._pool_counts(), ())
            assert zone is not None  # a group has at least one subnet
            instance = self._new(control, zone, launched_at, number)
            instance.pooled = instance.prepared = True
            instance.gib = self._gib(control, number)
            instance.state = RESTING[pool.state]

    def _running(self, control: Control, instance: Instance) -> None:
        if not instance.pooled:
            super()._running(control, instance)
            return
        instance.running_at = control.now
        waits = self._wait(control, instance, LAUNCHING)
        self._boot(control, instance)
        if not waits:
            payload = {"instance": instance.id, "boot": instance.boots}
            control.schedule(control.now + POOL_SETTLE_SECONDS, self.resource, "settled", payload)

    def _proceed(self, control: Control, instance: Instance) -> None:
        if instance.pooled:
            self._rest(control, instance)
        else:
            super()._proceed(control, instance)

    def _rest(self, control: Control, instance: Instance) -> None:
        """Whatever had to be done is done: the instance is put to rest."""
        if self.plan.pool is not None and self.plan.pool.state == "Running":
            self._rested(control, instance)
            return
        instance.boots += 1  # a boot that is not over is broken off
        if instance.slot is not None:
            control.servers.release(instance.slot, control.now)
            instance.slot = None
        instance.state = InstanceState.STOPPING
        control.schedule(control.now + STOP_SECONDS, self.resource, "stopped", {"instance": instance.id})
        control.changed()

    def _rested(self, control: Control, instance: Instance) -> None:
        instance.state = RESTING[self.plan.pool.state if self.plan.pool else "Stopped"]
        facts = {"state": str(instance.state), "prepared": instance.prepared}
        self._pool_says(control, instance, LifecycleReason.WARMED, facts)
        self.activities.end(control, instance.id, Status.SUCCESSFUL, "prepare", "reuse")
        control.changed()

    def _let_go(self, control: Control, instance: Instance, why: list[Any]) -> None:
        """A scale-in chose this instance: with a reuse policy it goes back to the pool while that has room."""
        pool = self.plan.pool
        if pool is None or not pool.reuses or len(self.pooled()) >= self.pool_size():
            super()._let_go(control, instance, why)
            return
        instance.pooled = True
        number = self.launch_version.number(control, self.plan)
        instance.gib = self._gib(control, number) if number is not None else DEFAULT_GIB
        self._pool_says(control, instance, LifecycleReason.REUSED, {})
        self.activities.end(control, instance.id, Status.CANCELLED, "launch", "warm_start")
        chain = self._chain(control, [*why, causes.REUSED])
        self.activities.begin(control, "reuse", instance.id, instance.zone, chain)
        control.changed()
        self._drain(control, instance)

    def _drained(self, control: Control, instance: Instance) -> None:
        if not self.activities.is_under_way("reuse", instance.id):
            super()._drained(control, instance)
        elif self._wait(control, instance, TERMINATING):
            instance.state = InstanceState.WARMED_PENDING
        else:
            self._rest(control, instance)

    def _end_wait(self, control: Control, instance: Instance) -> None:
        if self.activities.is_under_way("reuse", instance.id):
            self._rest(control, instance)
        else:
            super()._end_wait(control, instance)

    # --- out of the pool --------------------------------------------------------------------------------

    def _warm_start(self, control: Control, zones: Sequence[str]) -> Instance | None:
        """An instance at rest in one of these zones, on its way into the group. None if there is none."""
        found = [
            one for one in self.instances.values() if one.pooled and one.zone in zones and one.state in _TAKEN
        ]
        if not found:
            return None
        # What is initialized first, then what has waited longest.
        instance = min(found, key=lambda one: (not one.prepared, one.launched_at))
        state = instance.state
        share = 0.0 if state is InstanceState.WARMED_RUNNING else RESTART_SHARE
        if share:
            share *= 0.75 + 0.5 * control.uniform(self.resource, "warm-start")
        seconds = PENDING_SECONDS * share
        facts = {
            "zone": instance.zone,
            "seconds": round(seconds),
            "desired": self.desired,
            "prepared": instance.prepared,
        }
        self._pool_says(control, instance, LifecycleReason.WARM_START, facts)
        instance.pooled = False
        instance.rested = state.value
        instance.state = InstanceState.PENDING
        instance.launched_at = control.now
        instance.protected = self.plan.protects_new
        control.schedule(control.now + seconds, self.resource, "running", {"instance": instance.id})
        control.changed()
        return instance

    def _boot(self, control: Control, instance: Instance) -> None:
        """The software of an instance from the pool has less to do: how much less depends on how it rested."""
        rested, instance.rested = instance.rested, ""
        if not rested or not instance.prepared:
            super()._boot(control, instance)
            return
        if instance.slot is not None:
            return  # it never stopped answering
        boot = draw_boot(control, self.resource, instance.software)
        seconds = boot.start_up
        if rested == InstanceState.WARMED_RUNNING:
            seconds = 0.0
        elif rested == InstanceState.WARMED_HIBERNATED:
            seconds = RESUME_SECONDS
        instance.user_data_seconds = 0.0
        instance.boots += 1
        payload = {"instance": instance.id, "boot": instance.boots}
        control.schedule(control.now + seconds, self.resource, "ready", payload)

    # --- questions --------------------------------------------------------------------------------------

    def _gib(self, control: Control, number: int) -> float:
        """The volumes of this version of the launch template together."""
        volumes = self.launch_version.version(control, self.plan, number).data.BlockDeviceMappings
        return float(sum(mapping.Ebs.VolumeSize for mapping in volumes or ())) or DEFAULT_GIB

    def stored_gib(self) -> float:
        """Volumes of the machines that exist and do not run: all that these cost."""
        if self.plan.pool is None:
            return 0.0
        return sum(one.gib for one in self.instances.values() if one.state in STORED)

    def _pool_metrics(self) -> dict[str, Any]:
        warmed = dict.fromkeys(self.plan.zones, 0)
        for instance in self.pooled():
            if instance.state in _TAKEN:
                warmed[instance.zone] = warmed.get(instance.zone, 0) + 1
        return {"GroupWarmedInstances": warmed, "WarmPoolDesiredCapacity": self.pool_size()}

    def _pool_counts(self) -> dict[str, int]:
        counts = dict.fromkeys(self.plan.zones, 0)
        for instance in self.pooled():
            if instance.zone in counts:
                counts[instance.zone] += 1
        return counts

    def _pool_says(
        self, control: Control, instance: Instance, reason: LifecycleReason, facts: dict[str, Any]
    ) -> None:
        facts = {"instance": instance.id, **facts}
        rows = tuple(
            Candidate(
                one.id,
                Verdict.CHOSEN if one is instance else Verdict.ELIGIBLE,
                {"zone": one.zone, "state": str(one.state), "prepared": one.prepared},
            )
            for one in self.pooled()
        )
        text = LIFECYCLE[reason].format(**facts)
        outcome = {"instance": instance.id, "state": str(instance.state)}
        decision = Decision("autoscaling.warm_pool", outcome, reason.value, text, rows, facts, POOL_GUIDE)
        control.decide(decision, self.resource, LAYER)
