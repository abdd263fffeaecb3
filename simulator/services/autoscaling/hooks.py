"""Lifecycle hooks in a world: an instance waits until every hook of its transition is complete.

The hooks of a transition wait side by side. Each is completed by a call of the API, by the application itself
(`HookSeconds`), or by its timeout with its default result. A heartbeat begins its timeout anew, up to a limit.
ABANDON ends the wait at once, whatever the others do: a launching instance is given up, a terminating one ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling import causes
from simulator.services.autoscaling.activities import Status
from simulator.services.autoscaling.group import Group
from simulator.services.autoscaling.hook_reasons import LIFECYCLE, LifecycleReason
from simulator.services.autoscaling.plan import LAUNCHING, TERMINATING, GroupPlan, Hook
from simulator.services.autoscaling.reasons import LAYER
from simulator.services.ec2.runtime import Instance, InstanceState

HOOK_GUIDE = "How lifecycle hooks work"

#: The longest that heartbeats can stretch a wait: so many seconds, or so many timeouts if that is less.
LONGEST_WAIT = 48 * 3600.0
LONGEST_TIMEOUTS = 100


@dataclass(slots=True)
class Wait:
    """One hook that one instance waits for. Times in simulated seconds; latest: heartbeats reach no farther."""

    hook: str
    name: str
    transition: str
    timeout: float
    default: str
    begun: float
    until: float
    latest: float

    def as_json(self) -> list[Any]:
        return [getattr(self, name) for name in self.__slots__]


class Hooks(Group):
    """The waits of a group's instances, by instance."""

    def __init__(self, resource: str, plan: GroupPlan) -> None:
        super().__init__(resource, plan)
        self.waits: dict[str, list[Wait]] = {}

    def _wait(self, control: Control, instance: Instance, transition: str) -> bool:
        """Begin to wait for the hooks of a transition. False if there are none."""
        hooks = [hook for hook in self.plan.hooks if hook.transition == transition]
        self.waits.pop(instance.id, None)
        if not hooks:
            return False
        now = control.now
        self.waits[instance.id] = [
            Wait(
                hook=hook.id,
                name=hook.name,
                transition=transition,
                timeout=hook.timeout,
                default=hook.default,
                begun=now,
                until=now + hook.timeout,
                latest=now + min(LONGEST_WAIT, LONGEST_TIMEOUTS * hook.timeout),
            )
            for hook in hooks
        ]
        self.activities.turn(instance.id, Status.MID_LIFECYCLE_ACTION)
        own = instance.software.hook_seconds
        for wait in self.waits[instance.id]:
            facts = {"timeout": f"{wait.timeout:g}", "default": wait.default, "transition": transition}
            self._note(control, instance, LifecycleReason.WAITS, wait, **facts)
            payload = {"instance": instance.id, "hook": wait.hook, "begun": now}
            control.schedule(wait.until, self.resource, "hook_timeout", payload)
            if own is not None:
                control.schedule(now + own, self.resource, "hook_work", payload)
        control.changed()
        return True

    def waiting(self, instance: str | None, hook: str | None) -> list[tuple[Instance, Wait]]:
        """Waits of this instance and this hook (its name or logical id); of all where none is named."""
        return [
            (self.instances[id], wait)
            for id, waits in self.waits.items()
            if instance in (None, id)
            for wait in waits
            if hook in (None, wait.hook, wait.name)
        ]

    def complete(self, control: Control, instance: Instance, wait: Wait, result: str) -> None:
        """Somebody says that the action is complete."""
        self._over(control, instance, wait, result, LifecycleReason.COMPLETED)

    def heartbeat(self, control: Control, instance: Instance, wait: Wait) -> None:
        """The timeout begins anew, within its limit."""
        wait.until = min(control.now + wait.timeout, wait.latest)
        payload = {"instance": instance.id, "hook": wait.hook, "begun": wait.begun}
        control.schedule(wait.until, self.resource, "hook_timeout", payload)
        remaining = f"{wait.until - control.now:g}"
        self._note(control, instance, LifecycleReason.HEARTBEAT, wait, remaining=remaining)
        control.changed()

    def _on_hook(self, control: Control, name: str, instance: Instance, payload: Mapping[str, Any]) -> None:
        """An event of a wait: void if the wait is over or another one began, or a heartbeat came since."""
        found = [
            wait
            for wait in self.waits.get(instance.id, ())
            if wait.hook == payload["hook"] and wait.begun == payload["begun"]
        ]
        for wait in found:
            if name == "hook_work":
                self._over(control, instance, wait, "CONTINUE", LifecycleReason.COMPLETED)
            elif control.now >= wait.until:
                self._over(control, instance, wait, wait.default, LifecycleReason.TIMED_OUT)

    def _over(
        self, control: Control, instance: Instance, wait: Wait, result: str, reason: LifecycleReason
    ) -> None:
        seconds = round(control.now - wait.begun)
        self._note(control, instance, reason, wait, result=result, seconds=seconds)
        control.changed()
        left = self.waits[instance.id]
        left.remove(wait)
        if left and result == "CONTINUE":
            return
        del self.waits[instance.id]
        if wait.transition == TERMINATING:
            self._end_wait(control, instance)
        elif result == "CONTINUE":
            self._proceed(control, instance)
        else:
            self._abandon(control, instance, wait)

    def _abandon(self, control: Control, instance: Instance, wait: Wait) -> None:
        """A launch is given up: the instance ends, and the group launches another one."""
        self.activities.end(control, instance.id, Status.CANCELLED)
        chain = self._chain(control, [causes.ABANDONED.format(hook=wait.name)])
        self.activities.begin(control, "terminate", instance.id, instance.zone, chain)
        self._end(control, instance)
        self._reconcile(control)

    def _proceed(self, control: Control, instance: Instance) -> None:
        """The launch goes on. See `Life`."""
        raise NotImplementedError

    def _end_wait(self, control: Control, instance: Instance) -> None:
        """The end goes on. See `Life`."""
        self._end(control, instance)

    def _drained(self, control: Control, instance: Instance) -> None:
        """Out of its target groups: its hooks come next, then the end."""
        if self._wait(control, instance, TERMINATING):
            instance.state = InstanceState.TERMINATING_WAIT
        else:
            self._end(control, instance)

    def _drain(self, control: Control, instance: Instance) -> None:
        self.waits.pop(instance.id, None)
        super()._drain(control, instance)

    def _end(self, control: Control, instance: Instance) -> None:
        self.waits.pop(instance.id, None)
        super()._end(control, instance)

    def _note(
        self, control: Control, instance: Instance, reason: LifecycleReason, wait: Wait, **facts: Any
    ) -> None:
        """Tell what became of one wait. The table has every hook the instance waits for."""
        evidence = {
            "instance": instance.id,
            "hook": wait.name,
            "transition": wait.transition,
            "until": round(wait.until, 1),
            **facts,
        }
        rows = tuple(
            Candidate(
                one.name,
                Verdict.CHOSEN if one is wait else Verdict.ELIGIBLE,
                {"until": round(one.until, 1), "timeout": one.timeout, "default": one.default},
            )
            for one in self.waits.get(instance.id, ())
        )
        text = LIFECYCLE[reason].format(**evidence)
        outcome = {"instance": instance.id, "hook": wait.hook}
        subject = "autoscaling.lifecycle"
        decision = Decision(subject, outcome, reason.value, text, rows, evidence, HOOK_GUIDE)
        control.decide(decision, self.resource, LAYER)

    def _waits_state(self) -> dict[str, Any]:
        return {id: [wait.as_json() for wait in waits] for id, waits in self.waits.items()}

    def _restore_waits(self, state: Mapping[str, Any]) -> None:
        self.waits = {id: [Wait(*row) for row in rows] for id, rows in state.items()}


__all__ = ["LAUNCHING", "TERMINATING", "Hook", "Hooks", "Wait"]
