"""A target group's targets and their health, as the Elastic Load Balancing API shows them.

States: *initial* (registered, no check passed yet), *healthy*, *unhealthy*, *draining* (deregistered: no
new requests; it is shown so until the deregistration delay is over, even when nothing is in flight). What is in
flight when the delay is over fails with 502, also where the instance runs on, waiting for a hook or in standby.

Each target is checked on its own beat: every interval, at a phase drawn for it. One pass makes an initial
target healthy; an unhealthy one needs `HealthyThresholdCount` passes in a row. When no target is healthy
the group fails open: every registered target gets requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision, Verdict
from simulator.priorities import MEASUREMENTS, REACTIONS
from simulator.services.autoscaling.plan import group_zones
from simulator.services.elb.health_reasons import REASONS, Code, HealthReason

LAYER = "balancer"
HEALTH_GUIDE = "Health checks for Application Load Balancer target groups"
DRAINING_GUIDE = "Edit target group attributes for your Application Load Balancer"
ELAPSED_GUIDE = "Troubleshoot your Application Load Balancers: HTTP 502"

#: Work of answering one health check, in seconds on the reference vCPU.
CHECK_WORK_SECONDS = 0.005


class TargetState(StrEnum):
    INITIAL = "initial"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    DRAINING = "draining"


@dataclass(slots=True)
class Target:
    """One registered instance.

    registration: number of this registration in the group: beats of an earlier one are void.
    slot: the instance's server, or None while nothing answers on its port.
    code: the API's reason code; None when healthy.
    passes, failures: checks in a row.
    draining_until: second at which a deregistered target leaves.
    """

    instance: str
    group: str
    zone: str
    registration: int
    slot: int | None = None
    state: TargetState = TargetState.INITIAL
    code: str | None = Code.REGISTRATION_IN_PROGRESS.value
    passes: int = 0
    failures: int = 0
    draining_until: float | None = None


class TargetGroupHealth:
    """The runtime of a target group.

    `version` grows with every change of `eligible()`, so that the data plane may keep its answer.
    """

    def __init__(self, resource: str, properties: Any) -> None:
        self.resource = resource
        self.properties = properties
        self.version = 0
        self.targets: dict[str, Target] = {}
        self._registrations = 0
        self._failing_open = False
        self._architecture: Any = None  # the one `_zones` was read from
        self._zones: tuple[str, ...] = ()

    # --- what the data plane asks -------------------------------------------------------------------

    def eligible(self) -> list[tuple[str, int, str]]:
        """(instance id, slot, zone) of the targets that get requests, in the order of registration.

        All registered ones when none is healthy (fail open). A target on whose port nothing answers has no
        slot and is left out: see `refusing`.
        """
        healthy = [target for target in self.targets.values() if target.state is TargetState.HEALTHY]
        chosen = healthy or [t for t in self.targets.values() if t.state is not TargetState.DRAINING]
        return [(target.instance, target.slot, target.zone) for target in chosen if target.slot is not None]

    def refusing(self) -> int:
        """Targets that a group failing open would send requests to, only to be refused a connection (502)."""
        if any(target.state is TargetState.HEALTHY for target in self.targets.values()):
            return 0
        return sum(t.slot is None and t.state is not TargetState.DRAINING for t in self.targets.values())

    def registered(self) -> int:
        """Targets that are registered and not draining: with none, the balancer answers 503."""
        return sum(target.state is not TargetState.DRAINING for target in self.targets.values())

    def healthy_count(self) -> int:
        return sum(target.state is TargetState.HEALTHY for target in self.targets.values())

    def unhealthy(self) -> list[str]:
        """Instances that failed their checks."""
        return [id for id, target in self.targets.items() if target.state is TargetState.UNHEALTHY]

    def state_of(self, instance: str) -> TargetState | None:
        target = self.targets.get(instance)
        return target.state if target else None

    def failures_of(self, instance: str) -> int:
        """Health checks the instance failed in a row."""
        target = self.targets.get(instance)
        return target.failures if target else 0

    @property
    def delay(self) -> float:
        """Deregistration delay in seconds."""
        return float(self.properties.deregistration_delay)

    # --- what groups do -----------------------------------------------------------------------------

    def register(
        self,
        control: Control,
        group: str,
        instance: str,
        zone: str,
        slot: int | None,
        *,
        healthy: bool = False,
    ) -> None:
        """Add an instance. `healthy` only for a world that begins in steady state."""
        self._registrations += 1
        target = Target(instance, group, zone, self._registrations, slot)
        self.targets[instance] = target
        self.version += 1
        if healthy:
            target.state, target.code = TargetState.HEALTHY, None
        else:
            self._say(control, target, HealthReason.REGISTERED, target.state)
            control.changed()
        phase = control.uniform(self.resource, f"check/{instance}")
        interval = float(self.properties.HealthCheckIntervalSeconds)
        self._beat(control, target, control.now + phase * interval, interval)

    def has_never_reached(self, instance: str) -> None:
        """No health check of the target ever passed: a world begins so when security groups forbid it."""
        target = self.targets.get(instance)
        if target is not None:
            target.state, target.code = TargetState.UNHEALTHY, Code.TIMEOUT.value
            target.failures = int(self.properties.UnhealthyThresholdCount)
            self.version += 1

    def answers(self, control: Control, instance: str, slot: int | None) -> None:
        """The instance's software answers at `slot` from now on (None: no longer)."""
        target = self.targets.get(instance)
        if target is not None and target.slot != slot:
            target.slot = slot
            self.version += 1
            control.changed()

    def deregister(self, control: Control, instance: str) -> float:
        """Begin draining. Returns the second at which the deregistration delay is over."""
        target = self.targets.get(instance)
        if target is None:
            return control.now
        if target.draining_until is None:
            target.state = TargetState.DRAINING
            target.code = Code.DEREGISTRATION_IN_PROGRESS.value
            target.draining_until = control.now + self.delay
            self.version += 1
            self._say(control, target, HealthReason.DEREGISTERED, target.state, DRAINING_GUIDE)
            payload = {"target": instance, "registration": target.registration}
            # Before the group's own reaction at the same second, so that what is in flight can be counted.
            control.schedule(target.draining_until, self.resource, "drained", payload, priority=MEASUREMENTS)
            self._watch_fail_open(control, None)
            control.changed()
        return target.draining_until

    def remove(self, control: Control, instance: str) -> None:
        """The instance is gone: nothing is left to drain."""
        target = self.targets.pop(instance, None)
        if target is None:
            return
        self.version += 1
        if target.state is not TargetState.DRAINING:
            self._say(control, target, HealthReason.GONE, None)
            self._watch_fail_open(control, None)
        control.changed()

    # --- runtime ------------------------------------------------------------------------------------

    def start(self, control: Control) -> None:
        """Nothing: targets come from their groups."""

    def on_event(self, control: Control, name: str, payload: dict[str, Any]) -> None:
        target = self.targets.get(payload["target"])
        if target is None or target.registration != payload["registration"]:
            return
        if name == "check" and target.state is not TargetState.DRAINING:
            interval = float(self.properties.HealthCheckIntervalSeconds)
            self._beat(control, target, control.now + interval, interval)
            self._check(control, target)
        elif name == "drained":
            # The balancer closes its connections, whatever becomes of the instance: a hook may keep it for long.
            flying = control.servers.cut(target.slot, control.now) if target.slot is not None else 0
            del self.targets[target.instance]
            self.version += 1
            self._say(control, target, HealthReason.DRAINED, None, ELAPSED_GUIDE, in_flight=flying)
            control.changed()

    def observe(self, control: Control) -> None:
        """Nothing: checks are events of their own."""

    def update(self, control: Control, properties: Any) -> None:
        """New thresholds count from the next check, a new interval from the one after it."""
        if properties != self.properties:
            self.properties = properties
            control.changed()

    def leave(self, control: Control) -> None:
        """The target group left the world."""
        self.targets.clear()
        self.version += 1
        control.heap.drop(self.resource)
        control.changed()

    def metrics(self, control: Control) -> dict[str, Any]:
        if self._architecture is not control.architecture:
            self._architecture = control.architecture
            self._zones = group_zones(control.architecture, self.resource)
        healthy = dict.fromkeys(self._zones, 0)
        unhealthy = dict.fromkeys(self._zones, 0)
        for target in self.targets.values():
            healthy.setdefault(target.zone, 0)
            unhealthy.setdefault(target.zone, 0)
            if target.state is TargetState.HEALTHY:
                healthy[target.zone] += 1
            elif target.state is TargetState.UNHEALTHY:
                unhealthy[target.zone] += 1
        states = {target.instance: str(target.state) for target in self.targets.values()}
        return {"HealthyHostCount": healthy, "UnHealthyHostCount": unhealthy, "TargetStates": states}

    def state(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "registrations": self._registrations,
            "failing_open": self._failing_open,
            "targets": [asdict(target) | {"state": target.state.value} for target in self.targets.values()],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        self.version = state["version"]
        self._registrations = state["registrations"]
        self._failing_open = state["failing_open"]
        rows = [Target(**{**row, "state": TargetState(row["state"])}) for row in state["targets"]]
        self.targets = {target.instance: target for target in rows}

    # --- checks -------------------------------------------------------------------------------------

    def _beat(self, control: Control, target: Target, at: float, interval: float) -> None:
        payload = {"target": target.instance, "registration": target.registration}
        control.schedule(at, self.resource, "check", payload, priority=MEASUREMENTS, period=interval)

    def _check(self, control: Control, target: Target) -> None:
        """One health check. Its verdict is taken at once, not when its timeout would have run out."""
        code = self._failure(control, target)
        if code is None:
            target.passes += 1
            target.failures = 0
        else:
            target.failures += 1
            target.passes = 0
        state = target.state
        if state is TargetState.INITIAL and code is None:
            self._turn(control, target, TargetState.HEALTHY, None, HealthReason.FIRST_PASS)
        elif state is TargetState.UNHEALTHY and target.passes >= self.properties.HealthyThresholdCount:
            self._turn(control, target, TargetState.HEALTHY, None, HealthReason.RECOVERED)
        elif (
            state is not TargetState.UNHEALTHY and target.failures >= self.properties.UnhealthyThresholdCount
        ):
            self._turn(control, target, TargetState.UNHEALTHY, code, HealthReason.FAILED)
        elif state is TargetState.INITIAL:
            target.code = Code.INITIAL_HEALTH_CHECKS.value
        elif state is TargetState.UNHEALTHY and code is not None:
            target.code = code.value
        if target.state is TargetState.INITIAL or (target.state is TargetState.HEALTHY) == (
            target.failures > 0
        ):
            control.changed()  # on its way from one state to another: no rest

    def _failure(self, control: Control, target: Target) -> Code | None:
        """Why a check made now fails, or None if it passes."""
        if target.slot is None:
            return Code.FAILED_HEALTH_CHECKS
        instance = control.runtimes[target.group].instances[target.instance]  # type: ignore[attr-defined]
        if instance.hung or instance.host.unreachable:
            return Code.TIMEOUT
        servers = control.servers
        if servers.in_flight(target.slot, control.now) >= instance.cores + instance.queue_limit:
            return Code.RESPONSE_CODE_MISMATCH  # the application answers 503: its queue is full
        work = CHECK_WORK_SECONDS * instance.slow / instance.speed
        waits = servers.queue_delay(target.slot, control.now) + work
        return Code.TIMEOUT if waits >= float(self.properties.HealthCheckTimeoutSeconds) else None

    def _turn(
        self, control: Control, target: Target, state: TargetState, code: Code | None, reason: HealthReason
    ) -> None:
        target.state = state
        target.code = code.value if code else None
        self.version += 1
        self._say(control, target, reason, state)
        self._watch_fail_open(control, target)
        control.changed()
        group = control.runtimes.get(target.group)
        if group is not None:
            control.schedule(
                control.now, target.group, "health", {"instance": target.instance}, priority=REACTIONS
            )

    # --- decisions ----------------------------------------------------------------------------------

    def _say(
        self,
        control: Control,
        target: Target,
        reason: HealthReason,
        state: TargetState | None,
        source: str = HEALTH_GUIDE,
        **facts: Any,
    ) -> None:
        evidence = {
            "target": target.instance,
            "zone": target.zone,
            "code": target.code,
            "passes": target.passes,
            "failures": target.failures,
            "healthy_threshold": self.properties.HealthyThresholdCount,
            "unhealthy_threshold": self.properties.UnhealthyThresholdCount,
            "interval": self.properties.HealthCheckIntervalSeconds,
            "timeout": self.properties.HealthCheckTimeoutSeconds,
            "delay": f"{self.delay:g}",
        } | facts
        outcome = {"target": target.instance, "state": state.value if state else None}
        text = REASONS[reason].format(**evidence)
        decision = Decision(
            "elb.target_health", outcome, reason.value, text, self._rows(target), evidence, source
        )
        control.decide(decision, self.resource, LAYER)

    def _rows(self, subject: Target) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(
                target.instance,
                Verdict.CHOSEN if target is subject else Verdict.ELIGIBLE,
                {
                    "zone": target.zone,
                    "state": target.state.value,
                    "code": target.code,
                    "passes": target.passes,
                    "failures": target.failures,
                },
            )
            for target in self.targets.values()
        )

    def _watch_fail_open(self, control: Control, cause: Target | None) -> None:
        """Say when the group begins and ends to send requests to targets that are not healthy."""
        registered = [t for t in self.targets.values() if t.state is not TargetState.DRAINING]
        healthy = any(target.state is TargetState.HEALTHY for target in registered)
        failing = bool(registered) and not healthy
        if failing == self._failing_open:
            return
        self._failing_open = failing
        target = cause or next(iter(registered), None)
        if target is not None:
            reason = HealthReason.FAIL_OPEN if failing else HealthReason.FAIL_OPEN_ENDED
            self._say(control, target, reason, target.state, targets=len(registered))
