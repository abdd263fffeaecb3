"""The rules of predictive scaling, callable alone: the forecast, and what it asks for ahead of an hour.

Terms
-----
load
    One value an hour: the sum over the hour's minutes of the load metric of the whole group (requests, or percent of
    CPU added up over its instances). AWS uses the SUM statistic by the hour.
target value
    What one instance should carry in any one-minute interval. A load of ``60 x TargetValue`` hence needs one instance.
predicted capacity
    Instances the forecast load of an hour needs. A group with too few is scaled out, and one with more is left alone:
    scaling in is for the dynamic policies.
"""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling.predictive.forecast import (
    HISTORY_HOURS,
    HORIZON,
    LEAST_HOURS,
    Forecast,
    Trial,
    forecast,
)
from simulator.services.autoscaling.predictive.reasons import (
    EASIEST,
    ERROR,
    LARGER_ERROR,
    MODELS,
    REASONS,
    UNTRIED,
    PredictiveReason,
)
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

GUIDE = "Predictive scaling for Amazon EC2 Auto Scaling"
MINUTES = 60


# --- the forecast ---------------------------------------------------------------------------------------


class ForecastInput(Given):
    """`history`: one value an hour, oldest first, null where it is missing. The newest 14 days are used."""

    history: tuple[float | None, ...] = Field(max_length=8_784)

    @model_validator(mode="after")
    def _no_negative_load(self) -> ForecastInput:
        if any(value is not None and value < 0 for value in self.history):
            raise ValueError("a load is never negative")
        return self


FORECAST_OUTCOME = {
    "anyOf": [
        {"type": "array", "items": {"type": "number"}, "minItems": HORIZON, "maxItems": HORIZON},
        {"type": "null"},
    ]
}


def predict(given: ForecastInput | dict[str, Any]) -> Decision:
    """The load of the next 48 hours, or null without history enough."""
    given = read(ForecastInput, given)
    history = given.history[-HISTORY_HOURS:]
    found = forecast(history)
    known = sum(value is not None for value in history)
    facts: dict[str, Any] = {
        "hours": HORIZON,
        "known": known,
        "missing": len(history) - known,
        "least": LEAST_HOURS,
        "history": list(history),
    }
    if found is None:
        text = REASONS[PredictiveReason.NOT_ENOUGH_HISTORY].format(**facts)
        reason = PredictiveReason.NOT_ENOUGH_HISTORY.value
        return Decision("autoscaling.forecast", None, reason, text, (), facts, GUIDE)
    chosen = next((trial for trial in found.trials if trial.model == found.model), None)
    facts["model"] = found.model.name
    facts["error"] = None if chosen is None else chosen.error
    words = {
        language: REASONS[PredictiveReason.FORECAST]
        .get(language)
        .format(
            hours=HORIZON,
            known=known,
            model=MODELS[found.model.name].get(language),
            error=_error(chosen).get(language),
        )
        for language in ("en", "ko")
    }
    return Decision(
        "autoscaling.forecast",
        list(found.values),
        PredictiveReason.FORECAST.value,
        Text.filled(**words),
        _rows(found),
        facts,
        GUIDE,
    )


def _error(trial: Trial | None) -> Text:
    if trial is None or trial.error is None:
        return UNTRIED
    return ERROR.format(error=f"{100 * trial.error:.1f}", starts=trial.starts)


def _rows(found: Forecast) -> tuple[Candidate, ...]:
    """One row a model that was tried."""
    least = min((trial.error for trial in found.trials if trial.error is not None), default=None)
    rows = []
    for trial in found.trials:
        chosen = trial.model == found.model
        why = None if chosen else EASIEST if trial.error == least else LARGER_ERROR
        percent = None if trial.error is None else round(100 * trial.error, 2)
        rows.append(
            Candidate(
                trial.model.name,
                Verdict.CHOSEN if chosen else Verdict.ELIGIBLE,
                {"error_percent": percent, "starts": trial.starts},
                why,
            )
        )
    return tuple(rows)


# --- the capacity an hour asks for ----------------------------------------------------------------------


class PredictiveCapacityInput(Given):
    """`load` is an hour's forecast. `scaling_per_load` turns it into the scaling metric's total where the two metrics
    are not a pair. `capacity` is the desired capacity now."""

    load: float | None = Field(ge=0)
    TargetValue: float = Field(gt=0)
    scaling_per_load: float = Field(1.0, ge=0)
    capacity: int = Field(ge=0)
    MinSize: int = Field(0, ge=0)
    MaxSize: int = Field(ge=0)
    Mode: Literal["ForecastOnly", "ForecastAndScale"] = "ForecastOnly"
    MaxCapacityBreachBehavior: Literal["HonorMaxCapacity", "IncreaseMaxCapacity"] = "HonorMaxCapacity"
    MaxCapacityBuffer: int | None = Field(None, ge=0, le=100)

    @model_validator(mode="after")
    def _consistent(self) -> PredictiveCapacityInput:
        if (self.MaxCapacityBreachBehavior == "IncreaseMaxCapacity") != (self.MaxCapacityBuffer is not None):
            raise ValueError("MaxCapacityBuffer is needed with IncreaseMaxCapacity and refused without")
        if self.MinSize > self.MaxSize:
            raise ValueError("MinSize exceeds MaxSize")
        return self


CAPACITY_OUTCOME = {
    "type": "object",
    "properties": {
        "capacity": {"type": "integer"},
        "predicted": {"type": ["integer", "null"]},
        "MaxSize": {"type": "integer"},
    },
    "required": ["capacity", "predicted", "MaxSize"],
}


def predicted_capacity(load: float, target: float, scaling_per_load: float = 1.0) -> int:
    """Instances that carry an hour's load at the target value."""
    return math.ceil(load * scaling_per_load / (MINUTES * target) - 1e-9)


def scale_ahead(given: PredictiveCapacityInput | dict[str, Any]) -> Decision:
    """Desired capacity ahead of an hour, by its forecast load."""
    given = read(PredictiveCapacityInput, given)
    facts: dict[str, Any] = {
        "load": given.load,
        "target": given.TargetValue,
        "capacity": given.capacity,
        "minimum": given.MinSize,
        "maximum": given.MaxSize,
        "mode": given.Mode,
        "behavior": given.MaxCapacityBreachBehavior,
        "buffer": given.MaxCapacityBuffer,
        "rule": f"load / ({MINUTES} x TargetValue), rounded up",
    }
    if given.load is None:
        return _say(PredictiveReason.NO_FORECAST, facts, given.capacity, None, given.MaxSize)
    predicted = predicted_capacity(given.load, given.TargetValue, given.scaling_per_load)
    maximum = given.MaxSize
    if given.MaxCapacityBuffer is not None:
        # "Close to the maximum" is within the buffer of it.
        maximum = max(maximum, math.ceil(predicted * (100 + given.MaxCapacityBuffer) / 100 - 1e-9))
    wanted = min(max(predicted, given.MinSize), maximum)
    new = max(given.capacity, wanted)
    if given.Mode == "ForecastOnly":
        return _say(PredictiveReason.FORECAST_ONLY, facts, given.capacity, predicted, given.MaxSize)
    if maximum > given.MaxSize:
        return _say(PredictiveReason.MAXIMUM_INCREASED, facts, new, predicted, maximum)
    if predicted > maximum:
        return _say(PredictiveReason.LIMITED, facts, new, predicted, maximum)
    reason = PredictiveReason.SCALED_OUT if new > given.capacity else PredictiveReason.ENOUGH
    return _say(reason, facts, new, predicted, maximum)


def _say(
    reason: PredictiveReason, facts: dict[str, Any], new: int, predicted: int | None, maximum: int
) -> Decision:
    facts = facts | {"new": new, "predicted": predicted, "new_maximum": maximum}
    shown = facts | {"load": amount(facts["load"]), "target": amount(facts["target"])}
    rows: tuple[Candidate, ...] = ()
    if predicted is not None:
        lowest = min(max(predicted, facts["minimum"]), maximum)
        rows = (
            _row("predicted", predicted, new == predicted),
            _row("capacity", facts["capacity"], new == facts["capacity"] != predicted),
            _row("MinSize", facts["minimum"], new == lowest != predicted and lowest == facts["minimum"]),
            _row("MaxSize", maximum, new == maximum and predicted > maximum),
        )
    outcome = {"capacity": new, "predicted": predicted, "MaxSize": maximum}
    text = REASONS[reason].format(**shown)
    return Decision("autoscaling.predictive_capacity", outcome, reason.value, text, rows, facts, GUIDE)


def _row(name: str, instances: int, chosen: bool) -> Candidate:
    return Candidate(name, Verdict.CHOSEN if chosen else Verdict.ELIGIBLE, {"instances": instances})


def amount(value: float | None) -> str:
    """A load or target as a sentence shows it: thousands apart, no more than one decimal."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:.1f}"


SUBJECTS = (
    Subject(
        "autoscaling.forecast",
        Text(
            "The load predictive scaling forecasts for 48 hours", "예측 조정이 예측하는 앞으로 48시간의 부하"
        ),
        ForecastInput,
        FORECAST_OUTCOME,
        predict,
        also=("model", "known"),
    ),
    Subject(
        "autoscaling.predictive_capacity",
        Text("The capacity a forecast asks for ahead of an hour", "예측 조정이 정각에 앞서 요구하는 용량"),
        PredictiveCapacityInput,
        CAPACITY_OUTCOME,
        scale_ahead,
    ),
)
