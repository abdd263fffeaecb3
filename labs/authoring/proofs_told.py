"""A proof as its page shows it: variant by variant, seed by seed, each objective with what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from labs.grading import Objective
from labs.grading.objectives import WORLD_METRICS, DurationCheck, EventCheck, MetricCheck
from labs.scenarios.content import BrokenContent
from labs.scenarios.models import Version
from simulator.text import Language, Text

_NOTHING = "—"
_NAMES: Mapping[str, Text] = {
    "solution": Text("Solution", "정답"),
    "alternative": Text("Alternative", "다른 정답"),
    "empty": Text("Empty board", "빈 아키텍처"),
    "untouched": Text("Untouched start", "시작 그대로"),
}
_WRONG = Text("Wrong design {name}", "오답 설계 {name}")
_WITHOUT = Text("Solution without {name}", "{name} 없는 정답")
_TOO_SLOW = Text(
    "It took too much computing: shorten the simulated time or lower the traffic.",
    "계산량이 너무 많아요. 시뮬레이션 시간이나 트래픽을 줄이세요.",
)
_CANNOT_RUN = Text("The architecture cannot run: {codes}", "실행할 수 없는 아키텍처예요: {codes}")


@dataclass(frozen=True)
class Cell:
    """One objective: met or not, what was measured. named: the plan says that it must be missed."""

    met: bool
    told: str
    there: bool = True


@dataclass(frozen=True)
class Line:
    seed: int
    holds: bool
    cells: list[Cell]
    problem: str
    cpu_s: float


@dataclass
class Group:
    """A variant over its seeds."""

    name: str
    wins: bool
    lines: list[Line] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return all(line.holds for line in self.lines)


@dataclass(frozen=True)
class Table:
    columns: list[str]
    groups: list[Group]

    @property
    def failed(self) -> int:
        return sum(not group.holds for group in self.groups)


def table(version: Version, rows: Sequence[Mapping[str, Any]], language: Language) -> Table | None:
    """The rows of a proof (`proofs.Row`) as a table; None for a version that cannot be read any more."""
    try:
        objectives = version.content.definition.judged
    except BrokenContent:
        return None
    groups: dict[str, Group] = {}
    for row in rows:
        name = str(row["variant"])
        group = groups.setdefault(name, Group(name_of(name).get(language), bool(row["wins"])))
        cells = [
            Cell(bool(row["met"][one.id]), measured(one, row["measured"].get(one.id)))
            if one.id in row["met"]
            else Cell(False, _NOTHING, there=False)
            for one in objectives
        ]
        problem = _problem(row["problems"], language)
        group.lines.append(Line(row["seed"], bool(row["holds"]), cells, problem, row["cpu_s"]))
    return Table([one.title.text.get(language) for one in objectives], list(groups.values()))


def name_of(variant: str) -> Text:
    if variant in _NAMES:
        return _NAMES[variant]
    if variant.startswith("wrong/"):
        return _filled(_WRONG, variant.removeprefix("wrong/"))
    return _filled(_WITHOUT, variant.removeprefix("without "))


def _filled(text: Text, name: str) -> Text:
    return Text.filled(text.en.format(name=name), text.ko.format(name=name))


def _problem(codes: Sequence[str], language: Language) -> str:
    if not codes:
        return ""
    if "TooSlow" in codes:
        return _TOO_SLOW.get(language)
    return _CANNOT_RUN.get(language).format(codes=", ".join(codes))


def measured(objective: Objective, value: Any) -> str:
    """A figure with its unit, three significant digits at most."""
    check = objective.check
    if value is None or isinstance(value, dict | list):
        return _NOTHING
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(check, MetricCheck):
        if check.folded == "ratio":
            return f"{100 * value:.3g}\u202f%"
        unit = WORLD_METRICS.get(check.metric, "") if check.of_world else ""
        if unit.startswith("USD"):
            return f"${value:.3g}{unit.removeprefix('USD')}"
        return f"{_short(value)}\u202f{unit}".strip()
    if isinstance(check, DurationCheck):
        return f"{value:g}\u202fs"
    if isinstance(check, EventCheck):
        return f"{value}"
    return _short(value)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
