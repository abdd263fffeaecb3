"""A user's access keys in a world: at most two, each active or inactive.

Keys are state of the world, not of the document: they are made, deactivated and deleted by calls of IAM's API. A world
knows a key's ID only. The secret access key is told once, by whoever gave the command, and is in no frame, no snapshot
and no log (see `dashboard.runs.secrets`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision, Reason, Verdict
from simulator.problems import Problem
from simulator.services.iam.access_key_operations import STATUSES
from simulator.services.kinds import Metric
from simulator.text import Text

GUIDE = "Manage access keys for IAM users"
LAYER = "identity"
#: Of one user, active or not ("IAM and AWS STS quotas").
MAX_KEYS = 2
#: An ID of a long-term key begins with these four letters and goes on with sixteen.
PREFIX = "AKIA"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_HALF = 8

METRICS = (
    Metric("AccessKeys", Text("Access keys", "액세스 키"), None, "access_key", chart=False),
    Metric(
        "AccessKeysCreated",
        Text("Access keys created at", "액세스 키 생성 시각"),
        None,
        "access_key",
        chart=False,
    ),
)


class AccessKeyReason(Reason):
    CREATED = "AccessKeyCreated"
    UPDATED = "AccessKeyUpdated"
    DELETED = "AccessKeyDeleted"


#: The log names the user beside them.
TEXTS: dict[AccessKeyReason, Text] = {
    AccessKeyReason.CREATED: Text("New access key {key}: {status}", "새 액세스 키 {key}: {status}"),
    AccessKeyReason.UPDATED: Text(
        "Access key {key}: {before} → {status}", "액세스 키 {key}: {before} → {status}"
    ),
    AccessKeyReason.DELETED: Text("Access key deleted: {key}", "액세스 키 삭제: {key}"),
}
_NAMES = {status: Text(*label) for status, label in STATUSES.items()}


@dataclass(frozen=True, slots=True)
class AccessKey:
    """status: "Active" or "Inactive". created: simulated second."""

    id: str
    status: str
    created: float


class UserRuntime:
    """The access keys of one user, the oldest first."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        self.keys: list[AccessKey] = []

    # --- runtime --------------------------------------------------------------------------------------

    def start(self, control: Control) -> None:
        """A new user has no keys."""

    def on_event(self, control: Control, name: str, payload: dict[str, Any]) -> None:
        """It schedules none."""

    def observe(self, control: Control) -> None:
        """It measures nothing."""

    def update(self, control: Control, properties: Any) -> None:
        """Keys outlive a change of the user's policies."""

    def metrics(self, control: Control) -> dict[str, Any]:
        return {
            "AccessKeys": {key.id: key.status for key in self.keys},
            "AccessKeysCreated": {key.id: key.created for key in self.keys},
        }

    def state(self) -> dict[str, Any]:
        return {"keys": [[key.id, key.status, key.created] for key in self.keys]}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.keys = [AccessKey(*row) for row in state["keys"]]

    def leave(self, control: Control) -> None:
        """The keys go with the user."""

    # --- operations -----------------------------------------------------------------------------------

    def refusal(self, control: Control, operation: str, parameters: Any) -> Problem | None:
        if operation != "create_access_key":
            return self._missing(parameters.AccessKeyId)
        if len(self.keys) < MAX_KEYS:
            return None
        return Problem(
            "LimitExceeded",
            ("parameters",),
            Text.filled(
                f"A user has at most {MAX_KEYS} access keys.", f"사용자의 액세스 키는 최대 {MAX_KEYS}개예요."
            ),
            Text(
                "Inactive keys count. Delete one first.",
                "비활성 키도 개수에 들어가요. 먼저 하나를 삭제하세요.",
            ),
        )

    def operate(self, control: Control, operation: str, parameters: Any) -> Text:
        if operation == "create_access_key":
            key = AccessKey(self._new_id(control), "Active", control.now)
            self.keys.append(key)
            return self._say(control, AccessKeyReason.CREATED, key)
        place = next(i for i, key in enumerate(self.keys) if key.id == parameters.AccessKeyId)
        before = self.keys[place]
        if operation == "delete_access_key":
            del self.keys[place]
            return self._say(control, AccessKeyReason.DELETED, before)
        self.keys[place] = replace(before, status=parameters.Status)
        return self._say(control, AccessKeyReason.UPDATED, self.keys[place], before.status)

    def _new_id(self, control: Control) -> str:
        halves = (
            int(control.uniform(self.resource, "access_key") * len(_LETTERS) ** _HALF) for _ in range(2)
        )
        return PREFIX + "".join(
            _LETTERS[half // len(_LETTERS) ** place % len(_LETTERS)]
            for half in halves
            for place in range(_HALF)
        )

    def _missing(self, id: str) -> Problem | None:
        if any(key.id == id for key in self.keys):
            return None
        there = ", ".join(key.id for key in self.keys) or "—"
        return Problem(
            "NoSuchEntity",
            ("parameters", "AccessKeyId"),
            Text("The user has no access key {id}.", "사용자에게 {id} 액세스 키가 없어요.").format(
                id=id[:40]
            ),
            Text("Keys that are there: {there}", "사용자의 키: {there}").format(there=there),
        )

    def _say(
        self, control: Control, reason: AccessKeyReason, key: AccessKey, before: str | None = None
    ) -> Text:
        status, was = _NAMES[key.status], _NAMES[before or key.status]
        text = Text(
            TEXTS[reason].en.format(key=key.id, status=status.en, before=was.en),
            TEXTS[reason].ko.format(key=key.id, status=status.ko, before=was.ko),
        )
        rows = tuple(
            Candidate(
                one.id,
                Verdict.CHOSEN if one.id == key.id else Verdict.ELIGIBLE,
                {"key_status": one.status, "created_at": one.created},
            )
            for one in self.keys
        )
        facts = {"AccessKeyId": key.id, "key_status": key.status}
        decision = Decision("iam.access_key", key.id, reason.value, text, rows, facts, GUIDE)
        control.decide(decision, self.resource, LAYER)
        return Text(f"{self.resource}: {text.en}", f"{self.resource}: {text.ko}")
