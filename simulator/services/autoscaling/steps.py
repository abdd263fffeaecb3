"""Which lists of step adjustments the API takes.

A step holds for a range of distances from the alarm's threshold; a bound left out is infinite. The steps of a policy
must cover one unbroken range, each distance once, and what they cover may not end on the side it reaches out to: a
step below the threshold asks for one down to minus infinity, a step above it for one up to plus infinity. No single
step covers everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from simulator.text import Text

#: Steps a policy may have.
MAX_STEPS = 20

STEP_GUIDE = "Step and simple scaling policies for Amazon EC2 Auto Scaling"

#: (lower, upper), either None for infinite.
Bounds = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class StepMistake:
    """Which step, in the order written, and what is wrong with it."""

    place: int
    code: str
    message: Text
    hint: Text


_EMPTY = Text(
    "Step {number} covers nothing: {lower} is not below {upper}.",
    "{number}번 단계의 범위가 비었어요. 하한({lower})이 상한({upper})보다 작지 않아요.",
)
_ORDER = Text("Make the lower bound smaller than the upper one.", "하한을 상한보다 작게 정하세요.")
_BOTH = Text("Step {number} has neither bound.", "{number}번 단계에 하한과 상한이 모두 없어요.")
_GIVE_ONE = Text("Give it at least one bound.", "적어도 하나는 정하세요.")
_TWO_LOWER = Text(
    "Step {number} is the second without a lower bound.", "하한이 없는 단계가 둘 이상이에요({number}번 단계)."
)
_TWO_UPPER = Text(
    "Step {number} is the second without an upper bound.",
    "상한이 없는 단계가 둘 이상이에요({number}번 단계).",
)
_ONE_OPEN = Text("Only one step may be open on a side.", "한쪽이 열린 단계는 하나만 둘 수 있어요.")
_GAP = Text("Between {upper} and {lower} no step holds.", "해당하는 단계가 없는 구간이에요: {upper}~{lower}")
_OVERLAP = Text(
    "Between {lower} and {upper} two steps hold.", "단계 두 개가 겹치는 구간이에요: {lower}~{upper}"
)
_MEET = Text(
    "Let each step begin where the one before it ends.", "앞 단계가 끝나는 값에서 다음 단계를 시작하세요."
)
_NO_LOWEST = Text(
    "Step {number} reaches below the threshold, but no step has no lower bound.",
    "{number}번 단계가 임계값보다 아래까지 내려가는데 하한이 없는 단계가 없어요.",
)
_NO_HIGHEST = Text(
    "Step {number} reaches above the threshold, but no step has no upper bound.",
    "{number}번 단계가 임계값보다 위까지 올라가는데 상한이 없는 단계가 없어요.",
)
_OPEN_LOWEST = Text("Leave out the lower bound of the lowest step.", "가장 낮은 단계의 하한을 비우세요.")
_OPEN_HIGHEST = Text("Leave out the upper bound of the highest step.", "가장 높은 단계의 상한을 비우세요.")


def step_mistake(steps: Sequence[Bounds]) -> StepMistake | None:
    """The first reason for which the API refuses these steps, or None."""
    lows = [place for place, (lower, _) in enumerate(steps) if lower is None]
    highs = [place for place, (_, upper) in enumerate(steps) if upper is None]
    for place, (lower, upper) in enumerate(steps):
        number = place + 1
        if lower is None and upper is None:
            return StepMistake(place, "StepWithoutBounds", _BOTH.format(number=number), _GIVE_ONE)
        if lower is not None and upper is not None and lower >= upper:
            said = _EMPTY.format(number=number, lower=f"{lower:g}", upper=f"{upper:g}")
            return StepMistake(place, "StepEmpty", said, _ORDER)
    if len(lows) > 1:
        return StepMistake(lows[1], "TwoOpenSteps", _TWO_LOWER.format(number=lows[1] + 1), _ONE_OPEN)
    if len(highs) > 1:
        return StepMistake(highs[1], "TwoOpenSteps", _TWO_UPPER.format(number=highs[1] + 1), _ONE_OPEN)
    order = sorted(range(len(steps)), key=lambda place: _low(steps[place]))
    for before, after in pairwise(order):
        end, begin = _high(steps[before]), _low(steps[after])
        if end < begin:
            said = _GAP.format(upper=f"{end:g}", lower=f"{begin:g}")
            return StepMistake(after, "StepGap", said, _MEET)
        if end > begin:
            said = _OVERLAP.format(lower=f"{begin:g}", upper=f"{min(end, _high(steps[after])):g}")
            return StepMistake(after, "StepOverlap", said, _MEET)
    if order and not lows and _low(steps[order[0]]) < 0:
        place = order[0]
        return StepMistake(place, "NoLowestStep", _NO_LOWEST.format(number=place + 1), _OPEN_LOWEST)
    if order and not highs and _high(steps[order[-1]]) > 0:
        place = order[-1]
        return StepMistake(place, "NoHighestStep", _NO_HIGHEST.format(number=place + 1), _OPEN_HIGHEST)
    return None


def _low(step: Bounds) -> float:
    return float("-inf") if step[0] is None else step[0]


def _high(step: Bounds) -> float:
    return float("inf") if step[1] is None else step[1]
