"""Instance refresh in a world: one at a time in a group, asked every few seconds what it may replace next.

What goes next is the rule's business (`refresh.py`); here is the way from Pending to its end, with checkpoints,
the hour after which a refresh that gets nowhere fails, the alarms that end it, cancelling, and rolling back.

While a refresh goes on, every launch of the group has the desired version. Only success makes it the group's own
setting; cancelled or failed, the group goes on with the setting it had.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from simulator.control import Control
from simulator.decisions import Decision
from simulator.problems import Problem
from simulator.services.autoscaling import refresh_problems as texts
from simulator.services.autoscaling.plan import GroupPlan
from simulator.services.autoscaling.properties.refresh import StartInstanceRefresh
from simulator.services.autoscaling.reasons import LAYER
from simulator.services.autoscaling.refresh import RefreshInput, RefreshInstance, refresh
from simulator.services.autoscaling.refresh_reasons import REFRESH, RefreshReason
from simulator.services.autoscaling.version import LaunchVersion
from simulator.services.cloudwatch.runtime import alarm_states
from simulator.services.ec2.runtime import COUNTED, RUNNING, Instance, InstanceState
from simulator.services.ec2.versions import DEFAULT, LATEST
from simulator.text import Text

GUIDE = "Replace Auto Scaling instances based on an instance refresh"
ROLLBACK_GUIDE = "Undo changes with a rollback"
SUSPEND_GUIDE = "Suspend and resume a process for an Auto Scaling group"
#: How often a refresh looks at its group, in seconds. AWS does not say how often it does.
BEAT = 5.0
#: After so long without progress a refresh fails.
PATIENCE = 3600.0
DEFAULT_MIN_HEALTHY = 90
DEFAULT_MAX_HEALTHY = 100

#: Suspended, each of these processes pauses a refresh.
NEEDED = ("InstanceRefresh", "Launch", "Terminate")
ACTIVE = ("Pending", "InProgress", "Cancelling", "RollbackInProgress")
OPERATIONS = ("start_instance_refresh", "cancel_instance_refresh", "rollback_instance_refresh")

_WAITS = frozenset(
    {
        RefreshReason.WARMING_UP.value,
        RefreshReason.TOO_FEW_HEALTHY.value,
        RefreshReason.PROTECTED.value,
        RefreshReason.STANDBY.value,
    }
)


@dataclass(slots=True)
class Refresh:
    """One refresh, in the API's words. desired: version asked for; None: the group's own setting. setting: what is
    launched. before: the group's setting. moved_at: when it last got on. told: what it said last."""

    desired: str | None
    setting: str
    before: str
    started_at: float
    moved_at: float
    preferences: dict[str, Any]
    status: str = "Pending"
    percent: int = 0
    passed: int = 0
    resume_at: float = 0.0
    told: list[Any] = field(default_factory=list)


class Refreshed(Protocol):
    """What a refresh needs of its group."""

    resource: str
    plan: GroupPlan
    desired: int
    instances: dict[str, Instance]
    launch_version: LaunchVersion

    def is_suspended(self, process: str) -> bool: ...
    def refresh_ranks(self, control: Control, instances: Sequence[Instance]) -> dict[str, int]: ...
    def refresh_unhealthy(self, control: Control, instance: Instance) -> bool: ...
    def refresh_replace(self, control: Control, instance: Instance) -> None: ...
    def refresh_ahead(self, control: Control, instance: Instance) -> None: ...
    def refresh_release(self, control: Control, instance: Instance) -> None: ...


class Refreshing:
    """The refreshes of one group; `last` is the newest, under way or ended."""

    def __init__(self, group: Refreshed) -> None:
        self._group = group
        self.last: Refresh | None = None

    @property
    def active(self) -> Refresh | None:
        return self.last if self.last is not None and self.last.status in ACTIVE else None

    @property
    def progress(self) -> int | None:
        """Percent replaced by the refresh under way."""
        return self.active.percent if self.active is not None else None

    # --- calls ----------------------------------------------------------------------------------------

    def refusal(self, control: Control, operation: str, given: Any) -> Problem | None:
        if operation == "start_instance_refresh":
            return self._refuse_start(control, given)
        if self.active is None:
            return texts.problem("ActiveInstanceRefreshNotFound", (), texts.NONE)
        if operation == "rollback_instance_refresh":
            if self.active.status == "RollbackInProgress":
                return texts.problem("InstanceRefreshInProgress", (), texts.ROLLING)
            return self._irreversible(self.active.desired, self.active.before)
        return None

    def _refuse_start(self, control: Control, given: StartInstanceRefresh) -> Problem | None:
        group = self._group
        if self.active is not None:
            return texts.problem("InstanceRefreshInProgress", (), texts.BUSY)
        wanted = given.DesiredConfiguration.LaunchTemplate.Version
        if group.launch_version.number(control, group.plan, wanted) is None:
            text = texts.NO_VERSION.format(template=group.plan.template, version=wanted or "")
            return texts.problem("InvalidLaunchTemplateId.VersionNotFound", ("DesiredConfiguration",), text)
        known = alarm_states(control)
        for name in given.Preferences.AlarmSpecification.Alarms:
            if name not in known:
                text = texts.NO_ALARM.format(alarm=name)
                return texts.problem("AlarmNotFound", ("Preferences", "AlarmSpecification"), text)
        if given.Preferences.AutoRollback:
            return self._irreversible(wanted, group.launch_version.setting)
        return None

    def _irreversible(self, desired: str | None, before: str) -> Problem | None:
        """A rollback needs a desired configuration, and a setting of the group that means one version."""
        if desired is None:
            return texts.problem("IrreversibleInstanceRefresh", ("DesiredConfiguration",), texts.NO_DESIRED)
        if before in (LATEST, DEFAULT):
            text = texts.FLOATING.format(version=before)
            return texts.problem("IrreversibleInstanceRefresh", ("Preferences", "AutoRollback"), text)
        return None

    def operate(self, control: Control, operation: str, given: Any) -> Text:
        if operation == "start_instance_refresh":
            self._start(control, given)
        elif operation == "cancel_instance_refresh":
            self._cancel(control)
        else:
            self._roll_back(control)
        return texts.DONE[operation].format(group=self._group.resource)

    def _start(self, control: Control, given: StartInstanceRefresh) -> None:
        group = self._group
        desired = given.DesiredConfiguration.LaunchTemplate.Version
        setting = desired or group.launch_version.setting
        preferences = given.Preferences.model_dump(mode="json")
        if setting in (LATEST, DEFAULT) and not preferences["SkipMatching"]:
            setting = str(group.launch_version.number(control, group.plan, setting))
        least, most = group.plan.maintenance or (DEFAULT_MIN_HEALTHY, DEFAULT_MAX_HEALTHY)
        if preferences["MinHealthyPercentage"] is not None:
            most = DEFAULT_MAX_HEALTHY  # the call overrides the group's instance maintenance policy
        for name, value in (
            ("MinHealthyPercentage", least),
            ("MaxHealthyPercentage", most),
            ("InstanceWarmup", group.plan.refresh_warmup),
        ):
            if preferences[name] is None:
                preferences[name] = value
        now = control.now
        before = group.launch_version.setting
        self.last = Refresh(desired, setting, before, now, now, preferences)
        group.launch_version.deploying = setting
        facts = {"version": setting, "before": before, "total": self._counted(), **preferences}
        self._say(control, "Pending", RefreshReason.STARTED, facts)
        control.schedule(now, group.resource, "refresh")
        control.changed()

    def _cancel(self, control: Control) -> None:
        last = self.last
        assert last is not None  # refused otherwise
        last.status = "Cancelling"
        self._group.launch_version.deploying = None
        self._say(control, last.status, RefreshReason.CANCELLING, {"percent": last.percent})

    def _roll_back(self, control: Control) -> None:
        """Replace what was deployed, with the version the group had before."""
        last = self.last
        assert last is not None  # refused otherwise
        new = sum(self._matches(control, one, last) for one in self._group.instances.values())
        facts = {"version": last.setting, "previous": last.before, "new": new, "percent": last.percent}
        last.status, last.setting = "RollbackInProgress", last.before
        last.preferences |= {"SkipMatching": True, "CheckpointPercentages": []}
        last.started_at = last.moved_at = control.now
        last.passed, last.resume_at = 0, 0.0
        self._group.launch_version.deploying = last.before
        self._say(control, last.status, RefreshReason.ROLLBACK, facts, source=ROLLBACK_GUIDE)

    # --- what happens by itself -----------------------------------------------------------------------

    def beat(self, control: Control) -> None:
        """Look at the group: go on, wait, or end."""
        last = self.active
        if last is None:
            return
        control.schedule(control.now + BEAT, self._group.resource, "refresh")
        control.changed()
        if last.status == "Cancelling":
            self._cancelled(control, last)
            return
        alarm = self._ringing(control, last)
        if alarm is not None:
            self._fail(control, last, alarm)
            return
        held = next((name for name in NEEDED if self._group.is_suspended(name)), None)
        if held is not None:
            self._pause(control, last, held)
        elif control.now >= last.resume_at:
            if last.status == "Pending":
                last.status = "InProgress"
            self._go_on(control, last)

    def _ringing(self, control: Control, last: Refresh) -> str | None:
        """The alarm that ends it, if one of those it watches is in ALARM. A rollback goes on whatever they say."""
        names = last.preferences["AlarmSpecification"]["Alarms"]
        if not names or last.status == "RollbackInProgress":
            return None
        states = alarm_states(control)
        return next((name for name in names if states.get(name) == "ALARM"), None)

    def _pause(self, control: Control, last: Refresh, process: str) -> None:
        """Nothing is replaced while a process is suspended, and the hour of patience does not pass."""
        last.moved_at += BEAT
        said = [RefreshReason.SUSPENDED.value, process, last.percent]
        if said != last.told:
            last.told = said
            facts = {"process": process, "percent": last.percent}
            self._say(control, last.status, RefreshReason.SUSPENDED, facts, source=SUSPEND_GUIDE)

    def _go_on(self, control: Control, last: Refresh) -> None:
        group = self._group
        for one in list(group.instances.values()):
            if one.rebalances and one.replaces and self._row(control, one, last).ready:
                group.refresh_release(control, one)
        decision = refresh(self._given(control, last))
        percent = int(decision.evidence["percent"])
        if percent > last.percent or decision.reason not in _WAITS:
            last.moved_at = control.now
        last.percent = percent
        said = [decision.reason, decision.outcome, percent]
        if said != last.told:
            last.told = said
            control.decide(decision, group.resource, LAYER)
        if decision.reason == RefreshReason.DONE:
            self._succeed(control, last)
        elif decision.reason == RefreshReason.CHECKPOINT:
            last.passed = int(decision.evidence["checkpoints_reached"])
            last.resume_at = control.now + last.preferences["CheckpointDelay"]
        elif control.now - last.moved_at >= PATIENCE:
            self._fail(control, last)
        else:
            for id in decision.outcome["terminate"]:
                group.refresh_replace(control, group.instances[id])
            for id in decision.outcome["launch_first"]:
                group.refresh_ahead(control, group.instances[id])

    def _succeed(self, control: Control, last: Refresh) -> None:
        rolled_back = last.status == "RollbackInProgress"
        last.status = "RollbackSuccessful" if rolled_back else "Successful"
        version = self._group.launch_version
        version.deploying = None
        if not rolled_back and last.desired is not None:
            version.setting = last.desired
        reason = RefreshReason.ROLLED_BACK if rolled_back else RefreshReason.SUCCESSFUL
        self._say(control, last.status, reason, {"version": last.setting, "percent": last.percent})

    def _fail(self, control: Control, last: Refresh, alarm: str | None = None) -> None:
        """It got nowhere for too long, or an alarm it watches went off."""
        rolled_back = last.status == "RollbackInProgress"
        last.status = "RollbackFailed" if rolled_back else "Failed"
        self._group.launch_version.deploying = None
        reason = RefreshReason.ROLLBACK_FAILED if rolled_back else RefreshReason.FAILED
        facts: dict[str, Any] = {"percent": last.percent}
        if alarm is not None:
            reason, facts["alarm"] = RefreshReason.ALARM, alarm
            self._say(control, last.status, reason, facts, source=ROLLBACK_GUIDE)
        else:
            facts |= {"minutes": f"{PATIENCE / 60:g}", "waited_for": last.told[0]}
            self._say(control, last.status, reason, facts)
        if last.preferences["AutoRollback"] and not rolled_back:
            self._roll_back(control)

    def _cancelled(self, control: Control, last: Refresh) -> None:
        """Cancelled once no launch is under way."""
        if any(one.state is InstanceState.PENDING for one in self._group.instances.values()):
            return
        last.status = "Cancelled"
        self._say(control, last.status, RefreshReason.CANCELLED, {"percent": last.percent})

    # --- what the rule is given -----------------------------------------------------------------------

    def _given(self, control: Control, last: Refresh) -> RefreshInput:
        preferences = last.preferences
        shown = (*COUNTED, InstanceState.STANDBY, InstanceState.DRAINING)
        rows = [one for one in self._group.instances.values() if one.state in shown]
        ranks = self._group.refresh_ranks(control, rows)
        return RefreshInput(
            instances=tuple(self._row(control, one, last, ranks[one.id]) for one in rows),
            capacity=min(self._group.desired, self._counted()),
            started_at=last.started_at,
            MinHealthyPercentage=preferences["MinHealthyPercentage"],
            MaxHealthyPercentage=preferences["MaxHealthyPercentage"],
            CheckpointPercentages=tuple(preferences["CheckpointPercentages"]),
            checkpoints_passed=last.passed,
            SkipMatching=preferences["SkipMatching"],
            ScaleInProtectedInstances=preferences["ScaleInProtectedInstances"],
            StandbyInstances=preferences["StandbyInstances"],
        )

    def _row(self, control: Control, one: Instance, last: Refresh, rank: int = 0) -> RefreshInstance:
        begun = one.in_service_at
        if one.state in RUNNING:
            lifecycle = "InService"
        elif one.state in COUNTED:
            lifecycle = "Pending"
        else:
            lifecycle = "Standby" if one.state is InstanceState.STANDBY else "Terminating"
        return RefreshInstance(
            id=one.id,
            zone=one.zone,
            launched_at=one.launched_at,
            matches=self._matches(control, one, last),
            lifecycle=lifecycle,  # type: ignore[arg-type]
            healthy=not self._group.refresh_unhealthy(control, one),
            warm=begun is not None and control.now >= begun + last.preferences["InstanceWarmup"],
            protected=one.protected,
            rank=rank,
            leaving=any(
                other.rebalances and other.replaces == one.id and other.state in COUNTED
                for other in self._group.instances.values()
            ),
        )

    def _matches(self, control: Control, one: Instance, last: Refresh) -> bool:
        number = self._group.launch_version.number(control, self._group.plan, last.setting)
        return one.state in COUNTED and one.template_version == number

    def _counted(self) -> int:
        return sum(one.state in COUNTED and not one.rebalances for one in self._group.instances.values())

    def _say(
        self, control: Control, status: str, reason: RefreshReason, facts: dict[str, Any], source: str = GUIDE
    ) -> None:
        text = REFRESH[reason].format(**facts)
        decision = Decision("autoscaling.refresh", status, reason.value, text, (), facts, source)
        control.decide(decision, self._group.resource, LAYER)

    # --- snapshot -------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any] | None:
        return None if self.last is None else asdict(self.last)

    def restore(self, state: Mapping[str, Any] | None) -> None:
        self.last = None if state is None else Refresh(**state)
