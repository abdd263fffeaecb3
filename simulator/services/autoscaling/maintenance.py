"""Instance maintenance policy: how far capacity may fall and rise while a group replaces instances by itself.

It is about instances that failed their health check, were set to Unhealthy, or are past the group's maximum
lifetime, and gives an instance refresh its default percentages. Without one these are terminated and launched at
the same time, at the pace of a tenth of desired capacity. Rebalancing, between zones or away from Spot pools at
risk, launches first with or without it, and what has vanished is replaced at once: nothing is left to keep.

With a policy an instance counts as capacity until it goes, unhealthy or not. With a maximum above 100 a replacement
is launched first, and its predecessor goes when that one is in service, healthy and past its warm-up (the default
instance warmup, or else the grace period). With a maximum of 100 as many are terminated at a time as the minimum
lets go, and where it lets none go, one. Which ones, the rule of instance refresh says (`refresh.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from simulator.control import Control
from simulator.services.autoscaling.plan import GroupPlan
from simulator.services.autoscaling.pool import Pool
from simulator.services.autoscaling.reasons import LAYER, InstanceReason
from simulator.services.autoscaling.refresh import RefreshInput, RefreshInstance, refresh
from simulator.services.autoscaling.terminate import policy_ranks
from simulator.services.ec2.runtime import COUNTED, RUNNING, Instance
from simulator.text import Text

MAINTENANCE_GUIDE = "Instance maintenance policy for Auto Scaling group"

#: How often a group that replaces instances under a policy looks at them, in seconds. AWS does not say.
BEAT = 5.0


class Maintenance(Pool):
    """`replacing`: why each instance is replaced, by id, in the order they became due."""

    def __init__(self, resource: str, plan: GroupPlan) -> None:
        super().__init__(resource, plan)
        self.replacing: dict[str, Text] = {}
        self._looks_again = False

    def _replace(self, control: Control, instance: Instance, why: Text) -> None:
        """Replace an instance, within the policy's bounds if there is one."""
        if self.plan.maintenance is not None:
            self.replacing.setdefault(instance.id, why)
            return
        self._retire(control, instance, [why])
        if self._counted() < self.desired:
            self._launch(control, InstanceReason.REPLACEMENT, replaces=instance.id)

    def _maintain(self, control: Control) -> None:
        """Go on with what is due: release, launch ahead, terminate, or wait."""
        self.replacing = {id: why for id, why in self.replacing.items() if self._is_there(id)}
        if not self.replacing:
            return
        if self.plan.maintenance is None:  # it was taken out of the document meanwhile
            due, self.replacing = self.replacing, {}
            for id, why in due.items():
                self._replace(control, self.instances[id], why)
            return
        if not self._looks_again:
            self._looks_again = True
            control.schedule(control.now + BEAT, self.resource, "maintain")
        control.changed()
        if self.is_suspended("Terminate") or self.is_suspended("Launch"):
            return
        self._release(control)
        decision = refresh(self._question(control, self.plan.maintenance))
        terminated, ahead = decision.outcome["terminate"], decision.outcome["launch_first"]
        if terminated or ahead:
            told = replace(decision, subject="autoscaling.maintenance", source=MAINTENANCE_GUIDE)
            control.decide(told, self.resource, LAYER)
        for id in terminated:
            self._retire(control, self.instances[id], [self.replacing.pop(id)])
            if self._counted() < self.desired:
                self._launch(control, InstanceReason.REPLACEMENT, replaces=id)
        for id in ahead:
            self._launch(control, InstanceReason.REPLACEMENT, replaces=id, rebalances=True)

    def _look_again(self, control: Control) -> None:
        self._looks_again = False
        self._maintain(control)

    def _is_there(self, id: str) -> bool:
        one = self.instances.get(id)
        return one is not None and one.state in RUNNING

    def _release(self, control: Control) -> None:
        """A replacement that is ready takes its predecessor's place."""
        for one in list(self.instances.values()):
            if one.rebalances and one.replaces in self.replacing and self._is_ready(control, one):
                one.rebalances = False
                before = self.instances[str(one.replaces)]
                self._retire(control, before, [self.replacing.pop(before.id)])

    def _is_ready(self, control: Control, one: Instance) -> bool:
        begun = one.in_service_at
        warm = begun is not None and control.now >= begun + self.plan.refresh_warmup
        return one.state in RUNNING and warm and self._serves(control, one)

    def _question(self, control: Control, healthy: tuple[int, int]) -> RefreshInput:
        """What the rule of instance refresh is asked: those to be replaced are the earlier ones."""
        counted = [one for one in self.instances.values() if one.state in COUNTED]
        taken = {one.replaces for one in counted if one.rebalances}
        ranks = policy_ranks(self._choice(control, counted, 0))
        rows = tuple(
            RefreshInstance(
                id=one.id,
                zone=one.zone,
                launched_at=one.launched_at,
                matches=one.id not in self.replacing,
                lifecycle="InService" if one.state in RUNNING else "Pending",
                warm=one.id in self.replacing or one.replaces is None or self._is_ready(control, one),
                leaving=one.id in taken,
                rank=ranks[one.id],
            )
            for one in counted
        )
        least, most = healthy
        return RefreshInput(
            instances=rows,
            capacity=self.desired,
            MinHealthyPercentage=least,
            MaxHealthyPercentage=most,
            SkipMatching=True,
        )

    def _maintenance_state(self) -> dict[str, Any]:
        replacing = {id: [why.en, why.ko] for id, why in self.replacing.items()}
        return {"replacing": replacing, "looks_again": self._looks_again}

    def _restore_maintenance(self, state: Mapping[str, Any]) -> None:
        self.replacing = {id: Text.filled(*why) for id, why in state["replacing"].items()}
        self._looks_again = state["looks_again"]
