"""Scaling activities: each launch and each end of an instance, as the API's DescribeScalingActivities tells them.

An activity is told twice, as decisions with the subject ``autoscaling.activity``: when it begins and when it
is over. Between the two its status code may change; the newest hundred are kept with the group's state.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from simulator.clock import write_instant
from simulator.control import Control
from simulator.decisions import Decision
from simulator.services.autoscaling.reasons import LAYER
from simulator.text import Text

GUIDE = "Verify a scaling activity for an Auto Scaling group"
SUBJECT = "autoscaling.activity"

#: How many are kept, the newest.
KEPT = 100


class Status(StrEnum):
    """The API's status codes that can come about here."""

    PRE_IN_SERVICE = "PreInService"
    MID_LIFECYCLE_ACTION = "MidLifecycleAction"
    CONNECTION_DRAINING = "WaitingForELBConnectionDraining"
    IN_PROGRESS = "InProgress"
    SUCCESSFUL = "Successful"
    FAILED = "Failed"
    CANCELLED = "Cancelled"


#: How far along an activity is in each status, in percent.
_PROGRESS = {
    Status.PRE_IN_SERVICE: 30,
    Status.MID_LIFECYCLE_ACTION: 60,
    Status.CONNECTION_DRAINING: 50,
    Status.IN_PROGRESS: 50,
}

DESCRIPTIONS: dict[str, Text] = {
    "launch": Text("Launching a new EC2 instance: {instance}", "새 EC2 인스턴스 시작: {instance}"),
    "terminate": Text("Terminating EC2 instance: {instance}", "EC2 인스턴스 종료: {instance}"),
    "enter_standby": Text(
        "Moving EC2 instance to Standby: {instance}", "EC2 인스턴스를 대기 상태로 전환: {instance}"
    ),
    "exit_standby": Text(
        "Moving EC2 instance out of Standby: {instance}", "EC2 인스턴스를 대기 상태에서 복귀: {instance}"
    ),
    "prepare": Text(
        "Launching a new EC2 instance into warm pool: {instance}", "웜 풀에 새 EC2 인스턴스 시작: {instance}"
    ),
    "warm_start": Text(
        "Launching a new EC2 instance from warm pool: {instance}", "웜 풀의 EC2 인스턴스 시작: {instance}"
    ),
    "reuse": Text(
        "Moving EC2 instance into warm pool: {instance}", "EC2 인스턴스를 웜 풀로 이동: {instance}"
    ),
    "no_launch": Text("Launching a new EC2 instance", "새 EC2 인스턴스 시작"),
}
_STATES: dict[str, Text] = {
    "begun": Text("{what} (begun)", "{what}(시작)"),
    "over": Text("{what} ({status} after {seconds} s)", "{what}({status}, {seconds}초 걸림)"),
}
_AT = Text("At {time} {why}", "{time} {why}")


@dataclass(slots=True)
class Activity:
    """One activity. started_at and ended_at in simulated seconds; texts as [English, Korean]."""

    id: str
    kind: str
    instance: str
    zone: str
    description: tuple[str, str]
    cause: tuple[str, str]
    started_at: float
    status: str
    progress: int
    ended_at: float | None = None

    def as_evidence(self, control: Control, group: str) -> dict[str, Any]:
        """The activity in the API's names."""
        end = self.ended_at
        return {
            "ActivityId": self.id,
            "AutoScalingGroupName": group,
            "Description": Text.filled(*self.description).as_json(),
            "Cause": Text.filled(*self.cause).as_json(),
            "StartTime": write_instant(control.clock.at(self.started_at)),
            "EndTime": None if end is None else write_instant(control.clock.at(end)),
            "StatusCode": self.status,
            "Progress": self.progress,
            "EC2InstanceId": self.instance,
            "AvailabilityZone": self.zone,
        }


class Activities:
    """A group's activities. `under_way` has those that are not over, by (kind, instance)."""

    def __init__(self, group: str) -> None:
        self.group = group
        self.newest: list[Activity] = []
        self._under_way: dict[tuple[str, str], Activity] = {}
        self._begun = 0

    def begin(
        self,
        control: Control,
        kind: str,
        instance: str,
        zone: str,
        causes: list[tuple[float, Text]],
        status: Status = Status.IN_PROGRESS,
    ) -> None:
        """An activity begins, for reasons that came about at these simulated seconds."""
        self._begun += 1
        key = f"{control.seed}/{self.group}/activity/{self._begun}"
        digest = hashlib.blake2b(key.encode(), digest_size=16).digest()
        parts = [_AT.format(time=write_instant(control.clock.at(at)), why="{why}") for at, _ in causes]
        cause = (
            " ".join(part.en.replace("{why}", why.en) for part, (_, why) in zip(parts, causes, strict=True)),
            " ".join(part.ko.replace("{why}", why.ko) for part, (_, why) in zip(parts, causes, strict=True)),
        )
        what = DESCRIPTIONS[kind].format(instance=instance)
        activity = Activity(
            id=str(uuid.UUID(bytes=digest)),
            kind=kind,
            instance=instance,
            zone=zone,
            description=(what.en, what.ko),
            cause=cause,
            started_at=control.now,
            status=status.value,
            progress=_PROGRESS.get(status, 100),
        )
        self.newest.append(activity)
        del self.newest[:-KEPT]
        if status in _PROGRESS:
            self._under_way[kind, instance] = activity
            self._tell(control, activity, _STATES["begun"].format(what="{what}"))
        else:
            activity.ended_at = control.now
            self._tell(control, activity, _over(activity))

    def is_under_way(self, kind: str, instance: str) -> bool:
        return (kind, instance) in self._under_way

    def turn(self, instance: str, status: Status) -> None:
        """Whatever is under way for the instance takes this status."""
        for kind in DESCRIPTIONS:
            activity = self._under_way.get((kind, instance))
            if activity is not None:
                activity.status = status.value
                activity.progress = max(activity.progress, _PROGRESS[status])

    def end(self, control: Control, instance: str, status: Status = Status.SUCCESSFUL, *kinds: str) -> None:
        """What is under way for the instance is over; only these kinds, if any are named."""
        for kind in kinds or tuple(DESCRIPTIONS):
            activity = self._under_way.pop((kind, instance), None)
            if activity is not None:
                activity.status, activity.progress, activity.ended_at = status.value, 100, control.now
                self._tell(control, activity, _over(activity))

    def _tell(self, control: Control, activity: Activity, sentence: Text) -> None:
        en, ko = activity.description
        text = Text.filled(sentence.en.replace("{what}", en), sentence.ko.replace("{what}", ko))
        evidence = activity.as_evidence(control, self.group)
        decision = Decision(SUBJECT, activity.id, activity.status, text, (), evidence, GUIDE)
        control.decide(decision, self.group, LAYER)

    def state(self) -> dict[str, Any]:
        old = [one for one in self._under_way.values() if one not in self.newest]
        return {
            "begun": self._begun,
            "newest": [asdict(activity) for activity in self.newest],
            "older": [asdict(activity) for activity in old],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        self._begun = state["begun"]
        self.newest = [_read(row) for row in state["newest"]]
        rows = [*(_read(row) for row in state["older"]), *self.newest]
        self._under_way = {(row.kind, row.instance): row for row in rows if row.ended_at is None}


def _over(activity: Activity) -> Text:
    end = activity.started_at if activity.ended_at is None else activity.ended_at
    return _STATES["over"].format(
        what="{what}", status=activity.status, seconds=round(end - activity.started_at)
    )


def _read(row: Mapping[str, Any]) -> Activity:
    return Activity(**{**row, "description": tuple(row["description"]), "cause": tuple(row["cause"])})
