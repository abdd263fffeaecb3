"""A Spot Instance's way out: rebalance recommendation, interruption notice, and two minutes later the end.

With Capacity Rebalancing the group launches a replacement at the recommendation, from a pool at least as
available, or at the notice from any; as soon as that one serves, the instance at risk drains and goes. Without
it nobody does anything until EC2 has taken the machine, with whatever it was working on.
"""

from __future__ import annotations

from typing import Any

from simulator.control import Control
from simulator.decisions import Decision
from simulator.services.autoscaling.buying import Purchase
from simulator.services.autoscaling.deploying import Deploying
from simulator.services.autoscaling.mixed import REBALANCE_GUIDE
from simulator.services.autoscaling.purchase_reasons import SPOT, SpotReason
from simulator.services.autoscaling.reasons import LAYER, InstanceReason
from simulator.services.ec2.runtime import BILLED, COUNTED, Instance, InstanceState
from simulator.services.ec2.spot import NOTICE_SECONDS
from simulator.text import Text

NOTICE_GUIDE = "Spot Instance interruption notices"
RECOMMENDATION_GUIDE = "EC2 instance rebalance recommendations"
#: A pool whose instances are at risk counts as this available at most when a better one is looked for.
SCORE_AT_RISK = 3

_AT_RISK = Text(
    "{instance} was at risk of a Spot interruption.", "{instance} 인스턴스가 스팟 중단 위험에 있었어요."
)


class Spotting(Deploying):
    """A group whose Spot Instances EC2 may take back.

    A plain one, of On-Demand Instances without volumes that are billed, is spared the sums over its instances.
    """

    @property
    def _plain(self) -> bool:
        return self.plan.purchasing.distribution is None and not self.buyer.special

    def _new(
        self,
        control: Control,
        zone: str,
        launched_at: float,
        number: int,
        purchase: Purchase | None = None,
    ) -> Instance:
        instance = super()._new(control, zone, launched_at, number, purchase)
        if instance.spot_price is not None or instance.volumes_usd_hour:
            self.buyer.special = True
        return instance

    # --- the fault ------------------------------------------------------------------------------------

    def interrupt_spot(
        self, control: Control, count: int, instance_type: str | None, zone: str | None, lead: float
    ) -> list[str]:
        """A fault: EC2 takes back so many of the oldest Spot Instances, of these pools. Returns their ids.

        Their pools have no capacity until the fault is over.
        """
        chosen = sorted(
            (
                one
                for one in self.instances.values()
                if one.state in COUNTED
                and one.purchase_option == "spot"
                and one.at_risk is None
                and instance_type in (None, one.instance_type)
                and zone in (None, one.zone)
            ),
            key=lambda one: one.launched_at,
        )[:count]
        for one in chosen:
            if [one.instance_type, one.zone] not in self.buyer.empty:
                self.buyer.empty.append([one.instance_type, one.zone])
        for one in chosen:
            self._on_spot(control, one, "recommend", {"lead": lead})
        return [one.id for one in chosen]

    def refill_spot(self, control: Control) -> None:
        """The end of that fault: the pools have capacity again."""
        self.buyer.empty = []
        self._reconcile(control)

    # --- by chance ------------------------------------------------------------------------------------

    def _begin_launch(
        self, control: Control, instance: Instance, capacity: int, kind: str = "launch"
    ) -> None:
        super()._begin_launch(control, instance, capacity, kind)
        self.expect_interruption(control, instance)

    def expect_interruption(self, control: Control, instance: Instance) -> None:
        """Draw when EC2 takes a new Spot Instance back, if the document has it do so by chance."""
        if instance.purchase_option != "spot":
            return
        market = self.plan.purchasing.market
        score = market.score(control, instance.instance_type, instance.zone)
        seconds = market.interrupted_after(control, self.resource, score)
        if seconds is None:
            return
        at = control.now + max(0.0, seconds - market.lead)
        payload = {"instance": instance.id, "step": "recommend", "lead": market.lead}
        control.schedule(at, self.resource, "spot", payload)

    # --- the way out ----------------------------------------------------------------------------------

    def _on_spot(self, control: Control, instance: Instance, step: str, payload: dict[str, Any]) -> None:
        """One step of an interruption. It comes to nothing for an instance that is gone already."""
        if instance.ended_at is not None:
            return
        facts: dict[str, Any] = {
            "instance": instance.id,
            "type": instance.instance_type,
            "zone": instance.zone,
            "seconds": f"{NOTICE_SECONDS:g}",
        }
        if step == "recommend":
            instance.at_risk = control.now
            self._tell_spot(control, SpotReason.RECOMMENDED, facts, RECOMMENDATION_GUIDE)
            self._later(control, instance, "notice", payload["lead"])
            self._replace_ahead(control, instance, SCORE_AT_RISK)
        elif step == "notice":
            self._tell_spot(control, SpotReason.NOTICE, facts, NOTICE_GUIDE)
            self._later(control, instance, "end", NOTICE_SECONDS)
            self._replace_ahead(control, instance, 0)
        else:
            self._tell_spot(control, SpotReason.INTERRUPTED, facts, NOTICE_GUIDE)
            self._vanish(control, instance)
            self._reconcile(control)
        control.changed()

    def _later(self, control: Control, instance: Instance, step: str, seconds: float) -> None:
        payload = {"instance": instance.id, "step": step}
        control.schedule(control.now + seconds, self.resource, "spot", payload)

    def _replace_ahead(self, control: Control, instance: Instance, at_least: int) -> None:
        """With Capacity Rebalancing: launch its replacement now, unless one is on its way."""
        if not self.plan.purchasing.rebalances or instance.state not in COUNTED:
            return
        if any(one.replaces == instance.id and one.state in COUNTED for one in self.instances.values()):
            return
        score = self.plan.purchasing.market.score(
            control, instance.instance_type, instance.zone, self.buyer.empty
        )
        self._launch(
            control,
            InstanceReason.REPLACEMENT,
            replaces=instance.id,
            rebalances=True,
            at_least=min(score, at_least),
        )

    def _settle_moves(self, control: Control) -> None:
        """A replacement that serves takes the place of the instance at risk."""
        for one in list(self.instances.values()):
            before = self.instances.get(one.replaces or "") if one.rebalances else None
            if before is None or before.at_risk is None or before.state not in COUNTED:
                continue
            if one.state is InstanceState.IN_SERVICE and self._serves(control, one):
                one.rebalances = False
                facts = {"instance": one.id, "replaces": before.id}
                self._tell_spot(control, SpotReason.REPLACED, facts, REBALANCE_GUIDE)
                self._retire(control, before, [_AT_RISK.format(instance=before.id)])
        super()._settle_moves(control)

    def _tell_spot(self, control: Control, reason: SpotReason, facts: dict[str, Any], source: str) -> None:
        text = SPOT[reason].format(**facts)
        decision = Decision("autoscaling.spot", facts["instance"], reason.value, text, (), facts, source)
        control.decide(decision, self.resource, LAYER)

    # --- what it costs and shows ----------------------------------------------------------------------

    def spot_usd(self, seconds: float) -> float:
        """USD of so many seconds of the Spot Instances that EC2 bills now."""
        if self._plain:
            return 0.0
        billed = (one.spot_price for one in self.instances.values() if one.state in BILLED)
        return sum(price for price in billed if price is not None) * seconds / 3600.0

    def volumes_usd(self, seconds: float) -> float:
        """USD of so many seconds of the volumes of the instances that EC2 bills now."""
        if self._plain:
            return 0.0
        billed = (one.volumes_usd_hour for one in self.instances.values() if one.state in BILLED)
        return sum(billed) * seconds / 3600.0

    def spot_metrics(self) -> dict[str, Any]:
        """Purchase options by instance, of a group that has or had others than On-Demand, and how many are Spot."""
        if self._plain:
            return {"PurchaseOptions": {}, "SpotInstances": 0}
        members = self.instances
        return {
            "PurchaseOptions": {id: one.purchase_option for id, one in members.items()},
            "SpotInstances": sum(
                one.spot_price is not None and one.state in COUNTED for one in members.values()
            ),
        }

    def follow_prices(self, control: Control) -> None:
        """Spot Instances cost what their pool costs now. Asked once a minute; prices move slower than that."""
        if self._plain:
            return
        market = self.plan.purchasing.market
        for one in self.instances.values():
            if one.spot_price is not None:
                one.spot_price = market.price(control, one.instance_type, one.zone)
