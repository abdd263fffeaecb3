"""A group's step and simple scaling policies in a world: called by alarms, together with target tracking.

What is asked for at one second is settled together at its end: the largest capacity counts, for scaling out and for
scaling in alike. Target tracking policies have settled among themselves before (`decide.combine`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision, Verdict
from simulator.priorities import REACTIONS
from simulator.services.autoscaling.adjust import StepAdjustment
from simulator.services.autoscaling.dynamic_plan import CalledPolicy
from simulator.services.autoscaling.execute import ExecuteInput, execute
from simulator.services.autoscaling.policy_reasons import POLICY, PolicyReason
from simulator.services.autoscaling.reasons import LAYER
from simulator.services.ec2.runtime import COUNTED, RUNNING, Instance

if TYPE_CHECKING:
    from simulator.services.autoscaling.runtime import GroupRuntime
    from simulator.services.cloudwatch.runtime import Breach

SEVERAL_GUIDE = "Dynamic scaling for Amazon EC2 Auto Scaling"
CALL_GUIDE = "ExecutePolicy (Amazon EC2 Auto Scaling API Reference)"

#: States of an instance that is being launched or terminated: while one is in them, an activity is in progress.
_MOVING = frozenset({"pending", "pending_wait", "draining", "terminating_wait"})
_ACTS = frozenset({PolicyReason.SCALED_OUT.value, PolicyReason.SCALED_IN.value})
#: As long as one of these holds the world may move by itself: it is not at rest.
_WAITS = frozenset(
    {
        PolicyReason.COOLDOWN.value,
        PolicyReason.IN_PROGRESS.value,
        PolicyReason.WARMING_UP.value,
        PolicyReason.ON_THEIR_WAY.value,
    }
)


def warming(instances: Iterable[Instance], warmup: float, now: float) -> int:
    """Instances that count towards capacity and are not warmed up yet."""
    found = 0
    for one in instances:
        begun = one.in_service_at
        warm = one.state in RUNNING and begun is not None and now >= begun + warmup
        found += one.state in COUNTED and not warm
    return found


class DynamicScaling:
    """Of one group.

    _asked: (policy, breach) of this second. _proposed: capacities that target tracking asks for this second.
    _cooling: the cooldown of the simple activity that is in progress, None without one. _cool_until: second at
    which the cooldown is over. _said: each policy's last reason, so that it is said once and not every minute.
    """

    def __init__(self, group: str) -> None:
        self.group = group
        self._asked: list[tuple[str, dict[str, Any]]] = []
        self._proposed: list[tuple[str, int]] = []
        self._cooling: float | None = None
        self._cool_until = 0.0
        self._said: dict[str, str] = {}

    # --- what is asked for ----------------------------------------------------------------------------

    def call(self, control: Control, policy: str, breach: Breach) -> None:
        """An alarm calls a policy. It is carried out at the end of this second, with whatever else is asked for."""
        self._wait_for_others(control)
        self._asked.append((policy, asdict(breach)))

    def propose(self, control: Control, decision: Decision) -> None:
        """Target tracking wants another capacity."""
        self._wait_for_others(control)
        policy = str(decision.evidence.get("policy", decision.evidence.get("metric", "TargetTracking")))
        self._proposed.append((policy, int(decision.outcome["capacity"])))

    def _wait_for_others(self, control: Control) -> None:
        if not self._asked and not self._proposed:
            control.schedule(control.now, self.group, "scale", priority=REACTIONS)

    # --- what comes of it -----------------------------------------------------------------------------

    def settle(self, control: Control, group: GroupRuntime) -> int | None:
        """The new desired capacity, or None if it stays."""
        asked, self._asked = self._asked, []
        proposed, self._proposed = self._proposed, []
        wishes: list[tuple[str, int]] = list(proposed)
        simple: list[CalledPolicy] = []
        for id, breach in asked:
            policy = group.plan.dynamic.policy(id)
            if policy is None:
                continue
            decision = self._carried_out(control, group, policy, breach)
            if decision.reason in _ACTS:
                wishes.append((id, decision.outcome))
                simple += [policy] * policy.is_simple
            elif decision.reason in _WAITS:
                control.changed()
        if not wishes:
            return None
        chosen, new = max(wishes, key=lambda wish: wish[1])
        if len(wishes) > 1:
            self._tell_largest(control, group.desired, wishes, chosen, new)
        for policy in simple:
            if policy.id == chosen:
                self._cooling = policy.cooldown
        return new if new != group.desired else None

    def _carried_out(
        self, control: Control, group: GroupRuntime, policy: CalledPolicy, breach: dict[str, Any]
    ) -> Decision:
        self._observe_activity(control, group)
        if group.is_suspended("AlarmNotification"):
            reason = PolicyReason.SUSPENDED
            text = POLICY[reason].format(policy=policy.id)
            decision = Decision(
                "autoscaling.execute_policy", group.desired, reason.value, text, (), {}, SEVERAL_GUIDE
            )
            return self._told(control, policy.id, decision, breach)
        decision = execute(
            self._input(
                control,
                group,
                policy,
                ComparisonOperator=breach["operator"],
                Threshold=breach["threshold"],
                datapoints=tuple(breach["recent"]),
                in_progress=self._cooling is not None,
                cooldown_left=max(0.0, self._cool_until - control.now),
            )
        )
        return self._told(control, policy.id, decision, breach)

    def asked(
        self,
        control: Control,
        group: GroupRuntime,
        policy: CalledPolicy,
        value: float | None,
        threshold: float | None,
    ) -> Decision:
        """What a policy would do if it were called now, with what an alarm would have seen if it goes by steps. At
        the threshold itself a step that begins there comes before one that ends there."""
        if value is None or threshold is None:
            return execute(self._input(control, group, policy))
        sides = ["GreaterThanOrEqualToThreshold"] * (value >= threshold)
        sides += ["LessThanOrEqualToThreshold"] * (value <= threshold)
        found = [
            execute(
                self._input(
                    control, group, policy, ComparisonOperator=side, Threshold=threshold, metric_value=value
                )
            )
            for side in sides
        ]
        return next((one for one in found if one.reason != PolicyReason.NO_STEP), found[0])

    def run(
        self,
        control: Control,
        group: GroupRuntime,
        policy: CalledPolicy,
        value: float | None,
        threshold: float | None,
    ) -> int | None:
        """Somebody calls a policy by ExecutePolicy. The new desired capacity, or None if it stays."""
        decision = self.asked(control, group, policy, value, threshold)
        evidence = {**decision.evidence, "called_by": "ExecutePolicy"}
        if value is not None:
            evidence["datapoints"] = [value]
        control.decide(replace(decision, evidence=evidence, source=CALL_GUIDE), self.group, LAYER)
        if decision.reason not in _ACTS:
            return None
        if policy.is_simple:
            self._cooling = policy.cooldown
        return int(decision.outcome)

    def _input(
        self, control: Control, group: GroupRuntime, policy: CalledPolicy, **seen: Any
    ) -> ExecuteInput:
        """The question what the policy does now. seen: what called it, and what may hold it back."""
        plan = group.plan
        return ExecuteInput(
            policy=policy.id,
            PolicyType=policy.type,  # type: ignore[arg-type]
            AdjustmentType=policy.adjustment_type,  # type: ignore[arg-type]
            StepAdjustments=tuple(
                StepAdjustment(
                    MetricIntervalLowerBound=step.lower,
                    MetricIntervalUpperBound=step.upper,
                    ScalingAdjustment=step.adjustment,
                )
                for step in policy.steps
            )
            or None,
            ScalingAdjustment=policy.adjustment,
            MinAdjustmentMagnitude=policy.magnitude,
            MetricAggregationType=policy.aggregation,  # type: ignore[arg-type]
            capacity=group.desired,
            warming=warming(group.instances.values(), policy.warmup, control.now),
            MinSize=plan.min_size,
            MaxSize=plan.max_size,
            **seen,
        )

    def _told(self, control: Control, policy: str, decision: Decision, breach: dict[str, Any]) -> Decision:
        """Log it with what the alarm saw; a policy that goes on waiting for the same reason says so once."""
        if decision.reason in _ACTS or self._said.get(policy) != decision.reason:
            seen = ("alarm", "metric", "threshold", "operator", "datapoints", "needed", "periods", "period")
            facts = {name: list(breach[name]) if name == "datapoints" else breach[name] for name in seen}
            told = replace(decision, evidence={**decision.evidence, "policy": policy, **facts})
            control.decide(told, self.group, LAYER)
        self._said[policy] = decision.reason
        return decision

    def _tell_largest(
        self, control: Control, capacity: int, wishes: list[tuple[str, int]], chosen: str, new: int
    ) -> None:
        facts = {"policies": len(wishes), "chosen": chosen, "capacity": capacity, "new": new}
        rows = tuple(
            Candidate(policy, Verdict.CHOSEN if policy == chosen else Verdict.ELIGIBLE, {"capacity": wanted})
            for policy, wanted in wishes
        )
        reason = PolicyReason.LARGEST
        text = POLICY[reason].format(**facts)
        decision = Decision("autoscaling.several", new, reason.value, text, rows, facts, SEVERAL_GUIDE)
        control.decide(decision, self.group, LAYER)

    # --- cooldown -------------------------------------------------------------------------------------

    def observe(self, control: Control, group: GroupRuntime) -> None:
        """Called once a tick."""
        if self._cooling is not None:
            self._observe_activity(control, group)

    def _observe_activity(self, control: Control, group: GroupRuntime) -> None:
        """The cooldown begins when the last instance of a simple activity has been launched or terminated."""
        if self._cooling is None:
            return
        instances = group.instances.values()
        counted = sum(one.state in COUNTED and not one.rebalances for one in instances)
        if counted == group.desired and not any(str(one.state) in _MOVING for one in instances):
            self._cool_until = control.now + self._cooling
            self._cooling = None
            control.changed()

    @property
    def cooling_until(self) -> float:
        """Second at which the cooldown of simple scaling is over; infinite while its activity is in progress."""
        return float("inf") if self._cooling is not None else self._cool_until

    # --- snapshot -------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        return {
            "asked": [[policy, dict(breach)] for policy, breach in self._asked],
            "proposed": [list(wish) for wish in self._proposed],
            "cooling": self._cooling,
            "cool_until": self._cool_until,
            "said": dict(self._said),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        self._asked = [(policy, dict(breach)) for policy, breach in state["asked"]]
        self._proposed = [(policy, capacity) for policy, capacity in state["proposed"]]
        self._cooling = state["cooling"]
        self._cool_until = state["cool_until"]
        self._said = dict(state["said"])
