"""Composite alarms on the canvas."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.resources.draft import Draft
from simulator.services.cloudwatch.composite_properties import CompositeAlarm
from simulator.services.cloudwatch.properties import Alarm


def drop_composite(draft: Draft, position: Mapping[str, float]) -> str:
    """A composite alarm of every alarm there is: in ALARM when any of them is."""
    names = []
    for id in (*draft.of_type(Alarm.TYPE), *draft.of_type(CompositeAlarm.TYPE)):
        name = draft.value(id, "AlarmName")
        names.append(name if isinstance(name, str) and name and '"' not in name else id)
    rule = " OR ".join(f'ALARM("{name}")' for name in names) or "FALSE"
    return draft.add(CompositeAlarm.TYPE, {"AlarmRule": rule}, canvas=position)
