"""A group's instances and how their number is kept.

Everything ends in `_reconcile`, which compares the instances that count with desired capacity: too few are
launched in the emptiest zone that is up, too many are terminated by the termination rule, and zones out of
balance are mended by launching one before another goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate
from simulator.services.autoscaling import causes, place
from simulator.services.autoscaling.activities import Status
from simulator.services.autoscaling.members import RETRY_SECONDS, Members
from simulator.services.autoscaling.reasons import LAYER, InstanceReason
from simulator.services.autoscaling.terminate import (
    InstanceRow,
    TerminateInput,
    TerminateReason,
    terminate,
)
from simulator.services.ec2.runtime import (
    COUNTED,
    RUNNING,
    Instance,
    InstanceState,
)
from simulator.services.ec2.software import pending_seconds
from simulator.text import Text

TEMPLATE_GUIDE = "Manage launch template versions"
SUSPEND_GUIDE = "Suspend and resume a process for an Auto Scaling group"

#: The API's names for states of instances that count and are not in service.
_LIFECYCLES = {InstanceState.PENDING: "Pending", InstanceState.PENDING_WAIT: "Pending:Wait"}


class Group(Members):
    """The number of instances and its keeping."""

    def _resize(self, control: Control, desired: int) -> None:
        """Have another desired capacity. The decision taken just before is the cause of what follows."""
        said = control.decisions[-1] if control.decisions else None
        if said is not None and said.resource == self.resource:
            self._because = (control.now, said.text)
        self.desired = desired
        control.changed()
        self._reconcile(control)
        self._because = None

    def _reconcile(self, control: Control) -> None:
        """Launch what is missing, let go what is too much, and mend the balance of the zones."""
        self._settle_moves(control)
        short = self.desired - self._counted()
        if short < 0:
            self._shrink(control, -short)
        else:
            self._surplus_told = False
        while short > 0:
            if not self._launch(control, InstanceReason.LAUNCHED, short=short):
                return
            short = self.desired - self._counted()
        self._short_told = False
        if not self.is_suspended("AZRebalance"):
            self._rebalance(control)

    def _rebalance(self, control: Control) -> None:
        """Launch where too few are, as far as the group may exceed its maximum; the terminations follow.

        A surplus that cannot be terminated (its process is suspended, all are protected) uses the allowance up.
        """
        if self.is_suspended("Launch"):
            return
        limit = place.allowance(self.plan.max_size)
        counted = [one for one in self.instances.values() if one.state in COUNTED]
        extra = sum(one.rebalances for one in counted)
        over = 0 if self.plan.purchasing.weighted else len(counted) - self.desired
        while max(extra, over) < limit and place.is_unbalanced(self._counts(), self._down, extra):
            if not self._launch(control, InstanceReason.REBALANCING, rebalances=True):
                return
            extra, over = extra + 1, over + 1

    def _settle_moves(self, control: Control) -> None:
        """Instances launched ahead of a rebalancing termination are ordinary ones once they serve."""
        for instance in self.instances.values():
            if (
                instance.rebalances
                and instance.state is InstanceState.IN_SERVICE
                and self._serves(control, instance)
                and not self._awaited(instance)
            ):
                instance.rebalances = False

    def _awaited(self, instance: Instance) -> bool:
        """Whether it was launched in place of one that is still there: whoever did so lets that one go."""
        before = self.instances.get(instance.replaces or "")
        return before is not None and before.state in COUNTED

    def _shrink(self, control: Control, surplus: int) -> None:
        """Let so many units of capacity go. With weights, never so that less than desired capacity is left."""
        if not self.plan.purchasing.weighted:
            self._scale_in(control, surplus)
            return
        while surplus > 0:
            before = self._counted()
            self._scale_in(control, 1, most=surplus)
            gone = before - self._counted()
            if not gone:
                return
            surplus -= gone

    def _scale_in(self, control: Control, count: int, most: int | None = None) -> None:
        """Let so many go. What cannot go for now is told once, and tried again when something changes."""
        if self.is_suspended("Terminate"):
            if not self._surplus_told:
                self._surplus_told = True
                facts = {"count": count, "process": "Terminate"}
                reason = InstanceReason.TERMINATE_SUSPENDED
                self._say(control, "autoscaling.terminate", [], reason, facts, source=SUSPEND_GUIDE)
            return
        pool = [one for one in self.instances.values() if one.state in COUNTED and not one.rebalances]
        if most is not None:
            pool = [one for one in pool if one.weight <= most]
            if not pool:
                return
        decision = terminate(self._choice(control, pool, count))
        if decision.outcome or not self._surplus_told:
            control.decide(decision, self.resource, LAYER)
        self._surplus_told = len(decision.outcome) < count
        if decision.reason == TerminateReason.NOT_READY:
            control.schedule(control.now + RETRY_SECONDS, self.resource, "scale_in")
        rules = decision.evidence["rules"]
        for chosen in decision.outcome:
            capacity = self._counted()
            why = causes.SURPLUS.format(capacity=capacity, desired=self.desired)
            rule = causes.selected(chosen, rules[chosen])
            self._let_go(control, self.instances[chosen], [why, rule])

    def _choice(self, control: Control, pool: Sequence[Instance], count: int) -> TerminateInput:
        """The question which `count` of these instances go first."""
        plan = self.plan
        custom = plan.termination_policies[:1] == ("Custom",)
        leaders: set[str] = set()
        if custom:
            serving = [one for one in pool if one.state in RUNNING]
            serving.sort(key=lambda one: one.in_service_at or 0.0)
            leaders = {one.id for one in serving[: plan.leaders]}
        ranks = self._ranks(control, pool)
        rows = tuple(
            InstanceRow(
                id=one.id,
                zone=one.zone,
                launched_at=one.launched_at,
                template_version=one.template_version,
                protected=one.protected and one.state in RUNNING,
                healthy=not self._is_unhealthy(control, one),
                lifecycle=_LIFECYCLES.get(one.state, "InService"),
                purchase_option=one.purchase_option,  # type: ignore[arg-type]
                allocation_rank=ranks.get(one.id, 0),
                role="leader" if one.id in leaders else "worker",
                errors=self._errors(control, one) if custom else 0,
            )
            for one in pool
        )
        return TerminateInput(
            policies=plan.termination_policies,  # type: ignore[arg-type]
            instances=rows,
            count=count,
            now=control.now,
            mixed=plan.purchasing.distribution,
            custom=plan.weights,
        )

    def _ranks(self, control: Control, pool: Sequence[Instance]) -> dict[str, int]:
        """How far each instance of a mixed group is from what its allocation strategy would launch now."""
        number = self.launch_version.number(control, self.plan)
        if self.plan.purchasing.distribution is None or number is None:
            return {}
        version = self.launch_version.version(control, self.plan, number)
        return self.buyer.ranks(control, self.plan.purchasing, version, list(pool), self.desired)

    def _let_go(self, control: Control, instance: Instance, why: list[Text]) -> None:
        """A scale-in chose this instance."""
        self._retire(control, instance, why)

    def _launch(
        self,
        control: Control,
        reason: InstanceReason,
        *,
        short: int = 1,
        replaces: str | None = None,
        rebalances: bool = False,
        at_least: int = 0,
    ) -> bool:
        """Ask EC2 for one instance in the emptiest zone, or where else it can be had. False if it cannot be had.

        at_least: score of the Spot pools that may be bought from, for a replacement ahead of time.
        """
        counts = self._counts()
        zone = place.emptiest(counts, self._down)
        facts: dict[str, Any] = {"desired": self.desired, "short": short, "down": list(self._down)}
        if self.is_suspended("Launch"):
            if not self._short_told:
                self._short_told = True
                suspended = InstanceReason.LAUNCH_SUSPENDED
                self._say(control, "autoscaling.place", None, suspended, facts, source=SUSPEND_GUIDE)
            return False
        rows = place.zone_rows(counts, self._down, zone)
        if zone is None:
            if not self._short_told:
                self._short_told = True
                self._say(
                    control, "autoscaling.place", None, InstanceReason.NO_ZONE, facts, rows, place.GUIDE
                )
            return False
        number = self.launch_version.number(control, self.plan)
        if number is None:
            self._cannot_launch(control, short, rows)
            return False
        bought = self._buy(control, number, zone, at_least, elsewhere=replaces is not None or not rebalances)
        if bought is None:
            return False
        zone, purchase = bought
        capacity = self._counted()
        equal = [name for name, count in counts.items() if count == counts[zone] and name not in self._down]
        warm = self._warm_start(control, equal)
        instance = warm or self._new(control, zone, control.now, number, purchase)
        zone = instance.zone
        instance.replaces, instance.rebalances = replaces, rebalances
        facts |= {
            "instance": instance.id,
            "zone": zone,
            "subnet": instance.subnet,
            "count": counts[zone],
            "replaces": replaces,
            "template_version": instance.template_version,
        }
        self._say(control, "autoscaling.place", zone, reason, facts, rows, place.GUIDE)
        self._begin_launch(control, instance, capacity, "warm_start" if warm else "launch")
        if warm is None:
            at = control.now + pending_seconds(control, self.resource)
            control.schedule(at, self.resource, "running", {"instance": instance.id})
        control.changed()
        return True

    def _begin_launch(
        self, control: Control, instance: Instance, capacity: int, kind: str = "launch"
    ) -> None:
        """A launch is an activity. capacity: instances that counted before it."""
        if instance.replaces:
            why = causes.REPLACEMENT.format(replaces=instance.replaces)
        elif instance.rebalances:
            why = causes.REBALANCING
        else:
            text = causes.WARM_START if kind == "warm_start" else causes.MISSING
            why = text.format(capacity=capacity, desired=self.desired)
        chain = self._chain(control, [why])
        self.activities.begin(control, kind, instance.id, instance.zone, chain, Status.PRE_IN_SERVICE)

    def _cannot_launch(self, control: Control, short: int, rows: tuple[Candidate, ...]) -> None:
        """Say once that the launch template has no such version."""
        if self._short_told:
            return
        self._short_told = True
        facts = {"short": short, "version": self.launch_version.setting, "template": self.plan.template}
        self._say(control, "autoscaling.place", None, InstanceReason.NO_VERSION, facts, rows, TEMPLATE_GUIDE)
