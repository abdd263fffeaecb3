"""Maximum instance lifetime: instances are replaced after so long in service, one at a time.

Where several are past it together, up to a tenth of desired capacity goes at a time, unless an instance maintenance
policy says how many. A protected instance stays until its protection is taken away. The ages of a group that is there
when the world begins are spread evenly over the lifetime, as those of a group that has lived with it for long.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling import causes
from simulator.services.autoscaling.hook_reasons import LIFECYCLE, LifecycleReason
from simulator.services.autoscaling.maintenance import Maintenance
from simulator.services.autoscaling.plan import GroupPlan
from simulator.services.autoscaling.reasons import LAYER
from simulator.services.ec2.runtime import RUNNING, Instance, InstanceState
from simulator.text import Text

LIFETIME_GUIDE = "Replace Auto Scaling instances based on maximum instance lifetime"

#: At most this share of desired capacity is replaced at a time; at least one.
SHARE = 0.1

_PROTECTED = Text("protected from scale-in", "축소 보호 중")
_SUSPENDED = Text("a process is suspended", "프로세스 일시 중지 중")


class Lifetime(Maintenance):
    """Instances past their lifetime, in the order they got there."""

    def __init__(self, resource: str, plan: GroupPlan) -> None:
        super().__init__(resource, plan)
        self._expired: list[str] = []

    def _begin_lifetimes(self, control: Control) -> None:
        """The group has been there before the world began, or its lifetime was changed now."""
        if not self.plan.lifetime:
            self._expired.clear()
            return
        running = [one for one in self.instances.values() if one.state in RUNNING]
        for index, instance in enumerate(running):
            at = self.plan.lifetime * (index + 1) / len(running)
            if control.now > 0:
                at = max(control.now, (instance.in_service_at or 0.0) + self.plan.lifetime)
            self._expect(control, instance, at)

    def _expect(self, control: Control, instance: Instance, at: float) -> None:
        payload = {
            "instance": instance.id,
            "lifetime": self.plan.lifetime,
            "since": instance.in_service_at,
        }
        control.schedule(at, self.resource, "lifetime", payload)

    def _came_into_service(self, control: Control, instance: Instance) -> None:
        super()._came_into_service(control, instance)
        if self.plan.lifetime:
            self._expect(control, instance, control.now + self.plan.lifetime)
            self._replace_expired(control)

    def _on_lifetime(self, control: Control, instance: Instance, payload: Mapping[str, Any]) -> None:
        """Void if the lifetime was changed since, or the instance left the service in between."""
        current = payload["lifetime"] == self.plan.lifetime and payload["since"] == instance.in_service_at
        if not current or instance.state not in RUNNING or instance.id in self._expired:
            return
        self._expired.append(instance.id)
        held = self._held(instance)
        if held is not None:
            self._say_lifetime(control, instance, LifecycleReason.LIFETIME_WAITS, held)
        self._replace_expired(control)

    def _replace_expired(self, control: Control) -> None:
        """Replace as many as may go at a time."""
        if not self._expired:
            return
        alive = [self.instances.get(id) for id in self._expired]
        waiting = [one for one in alive if one is not None and one.state in RUNNING]
        self._expired = [one.id for one in waiting]
        ready = [one for one in waiting if self._held(one) is None]
        limit = max(1, int(self.desired * SHARE)) if len(ready) > 1 else 1
        pending = (InstanceState.PENDING, InstanceState.PENDING_WAIT)
        under_way = sum(one.replaces is not None and one.state in pending for one in self.instances.values())
        if self.plan.maintenance is not None:
            limit, under_way = len(ready), 0
        for instance in ready[: max(0, limit - under_way)]:
            self._expired.remove(instance.id)
            self._say_lifetime(control, instance, LifecycleReason.LIFETIME)
            lifetime = f"{self.plan.lifetime:g}"
            why = causes.LIFETIME.format(instance=instance.id, lifetime=lifetime)
            self._replace(control, instance, why)
        self._maintain(control)

    def _held(self, instance: Instance) -> Text | None:
        """What keeps an instance past its lifetime, if anything does."""
        if self.is_suspended("Launch") or self.is_suspended("Terminate"):
            return _SUSPENDED
        return _PROTECTED if instance.protected else None

    def _say_lifetime(
        self, control: Control, subject: Instance, reason: LifecycleReason, held: Text | None = None
    ) -> None:
        age = round(control.now - (subject.in_service_at or 0.0))
        facts: dict[str, Any] = {"instance": subject.id, "age": age, "lifetime": f"{self.plan.lifetime:g}"}
        rows = tuple(
            Candidate(
                one.id,
                Verdict.CHOSEN if one is subject and held is None else Verdict.ELIGIBLE,
                {"zone": one.zone, "age": round(control.now - (one.in_service_at or 0.0))},
            )
            for one in self.instances.values()
            if one.state in RUNNING
        )
        template = LIFECYCLE[reason]
        en, ko = ({**facts, "held": held.get(language) if held else ""} for language in ("en", "ko"))
        text = Text.filled(template.en.format(**en), template.ko.format(**ko))
        decision = Decision(
            "autoscaling.lifecycle", subject.id, reason.value, text, rows, facts, LIFETIME_GUIDE
        )
        control.decide(decision, self.resource, LAYER)
