"""Which version of its launch template a group launches now.

The document names it; an instance refresh puts another one in its place. $Latest and $Default are asked for at
each launch. An attribute of the template (LatestVersionNumber) is a number: the one it had when the document
was applied, whatever versions the API made since. A group goes back to the document's word only when the
document says something else than before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.control import Control
from simulator.services.autoscaling.plan import GroupPlan
from simulator.services.ec2.versions import LaunchTemplateRuntime, Version


class LaunchVersion:
    """setting: the group's own, a number, $Latest or $Default. deploying: that of a refresh under way, if any."""

    def __init__(self) -> None:
        self.setting = ""
        self.deploying: str | None = None
        self._documented = ""

    def follow(self, control: Control, plan: GroupPlan) -> bool:
        """Take the document's word if it is a new one. Whether it was."""
        template = _template(control, plan)
        said = {
            "LatestVersionNumber": str(template.documented),
            "DefaultVersionNumber": str(template.default),
        }.get(plan.version, plan.version)
        if said == self._documented:
            return False
        self._documented = self.setting = said
        return True

    def number(self, control: Control, plan: GroupPlan, setting: str | None = None) -> int | None:
        """The version a launch gets now, or one with this `setting`. None if the template has no such version."""
        return _template(control, plan).number(setting or self.deploying or self.setting)

    def version(self, control: Control, plan: GroupPlan, number: int) -> Version:
        return _template(control, plan).versions[number]

    def state(self) -> dict[str, Any]:
        return {"setting": self.setting, "deploying": self.deploying, "documented": self._documented}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.setting, self.deploying = state["setting"], state["deploying"]
        self._documented = state["documented"]


def _template(control: Control, plan: GroupPlan) -> LaunchTemplateRuntime:
    runtime = control.runtimes[plan.template]
    assert isinstance(runtime, LaunchTemplateRuntime)
    return runtime
