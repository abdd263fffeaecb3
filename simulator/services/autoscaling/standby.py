"""Standby: instances set aside by a call of the API, neither serving, nor checked, nor counted.

Desired capacity falls with an instance that goes, if the call says so, and rises again when that instance comes
back. An instance that went without it was replaced: when it comes back there is one too many, and a scale-in
chooses which.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling import causes
from simulator.services.autoscaling.activities import Status
from simulator.services.autoscaling.hook_reasons import LIFECYCLE, LifecycleReason
from simulator.services.autoscaling.life import Life
from simulator.services.autoscaling.reasons import LAYER
from simulator.services.ec2.runtime import Instance, InstanceState

STANDBY_GUIDE = "Temporarily remove instances from your Auto Scaling group"


class Standby(Life):
    """Instances that leave the service and come back."""

    def enter_standby(self, control: Control, instances: Sequence[Instance], decrement: bool) -> None:
        for instance in instances:
            for group in self._target_groups(control):
                if group.state_of(instance.id) is not None:
                    group.deregister(control, instance.id)
            instance.state = InstanceState.STANDBY
            instance.decremented = decrement
            instance.rebalances = False
            self.desired -= decrement
            why = causes.ENTER_STANDBY.format(instance=instance.id, desired=self.desired)
            chain = self._chain(control, [why])
            self.activities.begin(
                control, "enter_standby", instance.id, instance.zone, chain, Status.SUCCESSFUL
            )
            self._moved(control, instance, LifecycleReason.STANDBY)
        control.changed()
        self._reconcile(control)

    def exit_standby(self, control: Control, instances: Sequence[Instance]) -> None:
        for instance in instances:
            self.desired += instance.decremented
            instance.decremented = False
            why = causes.EXIT_STANDBY.format(instance=instance.id, desired=self.desired)
            chain = self._chain(control, [why])
            self._moved(control, instance, LifecycleReason.BACK)
            self.activities.begin(control, "exit_standby", instance.id, instance.zone, chain)
            # As a new one: its warm-up and its grace period begin again. Hooks are not for it.
            self._enter_service(control, instance)
        control.changed()
        self._reconcile(control)

    def _moved(self, control: Control, instance: Instance, reason: LifecycleReason) -> None:
        facts: dict[str, Any] = {"instance": instance.id, "zone": instance.zone, "desired": self.desired}
        rows = tuple(
            Candidate(
                one.id,
                Verdict.CHOSEN if one is instance else Verdict.ELIGIBLE,
                {"zone": one.zone, "state": str(one.state)},
            )
            for one in self.instances.values()
            if one.ended_at is None
        )
        text = LIFECYCLE[reason].format(**facts)
        outcome = {"instance": instance.id, "state": str(instance.state)}
        decision = Decision("autoscaling.lifecycle", outcome, reason.value, text, rows, facts, STANDBY_GUIDE)
        control.decide(decision, self.resource, LAYER)
