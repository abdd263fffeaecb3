"""Judges a world against objectives, frame by frame, without keeping the frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from labs.grading.asking import Asking
from labs.grading.folding import COMPARISONS, Fold, FrameJson, Reader, Stretch
from labs.grading.objectives import (
    WORLD_METRICS,
    AllOf,
    AnyOf,
    Check,
    DecisionCheck,
    DurationCheck,
    EventCheck,
    MetricCheck,
    NoneOf,
    Objective,
    PropertyCheck,
    Window,
    declared,
)
from simulator.document import Document

_MISSING = object()


@dataclass(frozen=True)
class Verdict:
    """What a check came to. measured: None when there was nothing to measure. parts: of all, any and none.

    asked: the request that was put to the document's policies, where it was one.
    """

    met: bool
    measured: Any
    required: str  # comparison and value, e.g. "at_least"
    value: Any
    unit: str = ""
    parts: tuple[Verdict, ...] = ()
    asked: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "met": self.met,
            "measured": self.measured,
            "required": self.required,
            "value": self.value,
            "unit": self.unit,
            "parts": [part.as_json() for part in self.parts],
        }
        return told if self.asked is None else told | {"asked": dict(self.asked)}


@dataclass(frozen=True)
class Result:
    """One objective's verdict."""

    objective: Objective
    verdict: Verdict

    @property
    def met(self) -> bool:
        return self.verdict.met

    def as_json(self) -> dict[str, Any]:
        return {"id": self.objective.id, "must": self.objective.must, **self.verdict.as_json()}


class _Judged(Protocol):
    def see(self, frame: FrameJson) -> None: ...
    def verdict(self) -> Verdict: ...


class Judge:
    """Shown a world's frames in order, says at any time how its objectives stand."""

    def __init__(self, objectives: Sequence[Objective], document: Document) -> None:
        self.objectives = objectives
        asking = Asking(document)
        self._judged = [_judged(objective.check, document, asking) for objective in objectives]
        self.second = 0

    def see(self, frame: FrameJson) -> None:
        """Take the next frame into account. A skip counts as the one frame it is."""
        self.second = frame["id"]
        for judged in self._judged:
            judged.see(frame)

    def results(self) -> list[Result]:
        return [
            Result(objective, judged.verdict())
            for objective, judged in zip(self.objectives, self._judged, strict=True)
        ]


def passed(results: Iterable[Result]) -> bool:
    """Whether everything that must be met is."""
    return all(result.met for result in results if result.objective.must)


def stars(results: Sequence[Result]) -> int:
    """0 for a lab not passed; 1 for what must be met, and one more for each other objective met, at most 3."""
    if not passed(results):
        return 0
    return min(3, 1 + sum(result.met for result in results if not result.objective.must))


def score(results: Sequence[Result]) -> float:
    """Weight of the objectives met, as a share of all."""
    whole = sum(result.objective.weight for result in results)
    return sum(result.objective.weight for result in results if result.met) / whole if whole else 0.0


def _judged(check: Check, document: Document, asking: Asking) -> _Judged:
    types = {id: resource.type for id, resource in document.resources.items()}
    match check:
        case MetricCheck():
            return _Metric(check, types)
        case DurationCheck():
            return _Duration(check, types)
        case EventCheck():
            return _Event(check, types)
        case DecisionCheck(request=None):
            return _Last(check, types)
        case DecisionCheck():
            return _Asked(check, asking)
        case PropertyCheck():
            return _Property(check, document)
        case AllOf() | AnyOf() | NoneOf():
            return _Several(check.kind, [_judged(part, document, asking) for part in check.checks])


class _Metric:
    def __init__(self, check: MetricCheck, types: Mapping[str, str]) -> None:
        self.check = check
        self.reader = Reader(check, types)
        self.fold = Fold(check.folded)
        self.unit = _unit(check, types)

    def see(self, frame: FrameJson) -> None:
        if self.check.holds(frame["id"]):
            if self.check.folded == "ratio":
                self.fold.add(*self.reader.pair(frame))
            else:
                self.fold.add(self.reader.value(frame))

    def verdict(self) -> Verdict:
        measured = self.fold.value
        met = measured is not None and COMPARISONS[self.check.comparison](measured, self.check.value)
        return Verdict(met, measured, self.check.comparison, self.check.value, self.unit)


class _Duration:
    def __init__(self, check: DurationCheck, types: Mapping[str, str]) -> None:
        self.check = check
        self.reader = Reader(check, types)
        self.stretch = Stretch()
        self.seen = False

    def see(self, frame: FrameJson) -> None:
        if not self.check.holds(frame["id"]):
            return
        value = self.reader.value(frame)
        if value is not None:
            self.seen = True
        where = self.check.where
        held = value is not None and COMPARISONS[where.comparison](value, where.value)
        self.stretch.add(held, max(1, frame["skipped"]))

    def verdict(self) -> Verdict:
        measured = getattr(self.stretch, self.check.stretch) if self.seen else None
        met = measured is not None and COMPARISONS[self.check.comparison](measured, self.check.value)
        return Verdict(met, measured, self.check.comparison, self.check.value, "s")


class _Decisions:
    """Decisions of one subject, of one resource or type if it is named, within the window."""

    def __init__(self, check: EventCheck | DecisionCheck, types: Mapping[str, str]) -> None:
        self.check, self.types = check, types

    def matching(self, frame: FrameJson) -> Iterable[Mapping[str, Any]]:
        check = self.check
        if not _within(check, frame):
            return
        for decision in frame["decisions"]:
            if decision["subject"] != check.subject:
                continue
            id = decision["resource"]
            if check.resource in (None, id) and check.type in (None, self.types.get(id)):
                yield decision


class _Event(_Decisions):
    check: EventCheck

    def __init__(self, check: EventCheck, types: Mapping[str, str]) -> None:
        super().__init__(check, types)
        self.count = 0

    def see(self, frame: FrameJson) -> None:
        for decision in self.matching(frame):
            same = self.check.outcome is None or decision["outcome"] == self.check.outcome
            if same and self.check.reason in (None, decision["reason"]):
                self.count += 1

    def verdict(self) -> Verdict:
        met = COMPARISONS[self.check.comparison](self.count, self.check.value)
        return Verdict(met, self.count, self.check.comparison, self.check.value, "×")


class _Last(_Decisions):
    check: DecisionCheck

    def __init__(self, check: DecisionCheck, types: Mapping[str, str]) -> None:
        super().__init__(check, types)
        self.outcome: Any = None

    def see(self, frame: FrameJson) -> None:
        for decision in self.matching(frame):
            self.outcome = decision["outcome"]

    def verdict(self) -> Verdict:
        met = self.outcome == self.check.outcome
        return Verdict(met, self.outcome, "equal", self.check.outcome)


class _Asked:
    """A request to the document's policies. Judged once: the document does not change while it is graded."""

    def __init__(self, check: DecisionCheck, asking: Asking) -> None:
        assert check.request is not None
        answer = asking.answer(check.request)
        wanted = check.outcome
        if answer is None:
            self._verdict = Verdict(False, None, "equal", wanted, "outcome")
            return
        fits = answer.outcome == wanted or (wanted == "denied" and answer.outcome != "allowed")
        asked = answer.asked | {"reason": answer.reason.value}
        if fits and check.reason is not None:
            met = answer.reason.value == check.reason
            self._verdict = Verdict(met, answer.reason.value, "equal", check.reason, "reason", asked=asked)
        else:
            self._verdict = Verdict(fits, answer.outcome, "equal", wanted, "outcome", asked=asked)

    def see(self, frame: FrameJson) -> None:
        """Frames say nothing about the document."""

    def verdict(self) -> Verdict:
        return self._verdict


class _Property:
    """Judged once: the document does not change while it is graded."""

    def __init__(self, check: PropertyCheck, document: Document) -> None:
        self.check = check
        found = [
            resource.properties
            for id, resource in sorted(document.resources.items())
            if check.resource in (None, id) and check.type in (None, resource.type)
        ]
        if check.path:
            values = [value for properties in found for value in _at(properties, check.path)]
        else:
            values = [len(found)]
        shown = [None if value is _MISSING else value for value in values]
        met = bool(values) and all(_compares(check, value) for value in values)
        measured = shown[0] if len(shown) == 1 else shown
        self._verdict = Verdict(met, measured, check.comparison, check.value)

    def see(self, frame: FrameJson) -> None:
        """Frames say nothing about the document."""

    def verdict(self) -> Verdict:
        return self._verdict


class _Several:
    def __init__(self, how: str, parts: list[_Judged]) -> None:
        self.how, self.parts = how, parts

    def see(self, frame: FrameJson) -> None:
        for part in self.parts:
            part.see(frame)

    def verdict(self) -> Verdict:
        parts = tuple(part.verdict() for part in self.parts)
        held = [part.met for part in parts]
        met = {"all": all(held), "any": any(held), "none": not any(held)}[self.how]
        return Verdict(met, sum(held), self.how, len(parts), parts=parts)


def _within(window: Window, frame: FrameJson) -> bool:
    return window.holds(frame["id"])


def _unit(check: MetricCheck, types: Mapping[str, str]) -> str:
    if check.per is not None or check.metric == "goodput":
        return "ratio"  # measured as a share, 1 being all; a metric declared in % runs to 100
    if check.of_world:
        return WORLD_METRICS[check.metric]
    type_ = check.type or types.get(check.resource or "")
    metric = declared(type_, check.metric) if type_ else None
    return metric.unit.en if metric is not None and metric.unit is not None else ""


def _at(value: Any, path: Sequence[str | int]) -> Iterable[Any]:
    """Every value at the path; `_MISSING` where there is none."""
    if not path:
        yield value
        return
    step, rest = path[0], path[1:]
    if step == "*" and isinstance(value, list | Mapping):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _at(item, rest)
    else:
        try:
            yield from _at(value[step], rest)
        except (KeyError, IndexError, TypeError):
            yield _MISSING


def _compares(check: PropertyCheck, value: Any) -> bool:
    match check.comparison:
        case "present" | "absent":
            return (value is _MISSING) == (check.comparison == "absent")
        case _ if value is _MISSING:
            return False
        case "one_of":
            return value in check.value
        case "equal" | "not_equal" as equality:
            return bool(COMPARISONS[equality](value, check.value))
        case order:
            numbers = isinstance(value, int | float) and isinstance(check.value, int | float)
            return numbers and bool(COMPARISONS[order](value, check.value))
