"""When what happens in a drill, in seconds, and what the class is about."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

LAB = "zone-outage"
CLIENTS = "SeoulViewers"
#: Of the lab's 240 requests a second: 504.
MULTIPLIER = 2.1
SPEED = 5
#: What browsers do by themselves (s): static/src/classroom/*, static/src/workbench/lab/*.
BAR_SECONDS, DESK_SECONDS, PROJECTOR_SECONDS, STANDING_SECONDS = 10.0, 2.5, 3.0, 2.5
FOLLOW_SECONDS, FOLLOW_SLOWER, FOLLOW_MOST_SECONDS = 0.7, 1.2, 4.0


@dataclass(frozen=True)
class Plan:
    """One drill. Everybody joins within `join_s`, works undisturbed for `calm_s`, changes the design within
    `edit_s`, and hands in within `rush_s`; grading may then take `grade_s`."""

    address: str
    teacher: str
    password: str
    students: int
    seed: int
    join_s: float
    calm_s: float
    edit_s: float
    rush_s: float
    grade_s: float

    @classmethod
    def of(cls, value: dict[str, Any]) -> Self:
        return cls(**value)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
