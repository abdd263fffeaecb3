"""The shape of `scenario.yaml`: everything about a lab that is data.

Texts that are longer than a sentence stand in `en.md` and `ko.md` beside it (`texts`); documents in
`start.yaml`, `solution.yaml`, `alternative.yaml` and `wrong/*.yaml` (`content`).
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticKnownError

from labs.grading.objectives import MAX_OBJECTIVES, MetricCheck, Model, Objective, Said
from simulator.engine import Script, parse_script
from simulator.services.registry import BY_TYPE

MIN_SEEDS = 5
MIN_DURATION = 60
MAX_DURATION = 6 * 3600
#: Id of the objective that a budget stands for.
BUDGET = "budget"

#: Where a lab is played. world: on the workbench, and what is handed in runs in a simulated world.
#: policies: on the policies' page, and the document alone is judged.
Stage = Literal["world", "policies"]
#: The one seed of a lab without a world: a document is judged the same with any.
NO_WORLD_SEED = 1

#: Paths of the catalogue, in the order they are meant to be walked.
Path = Literal["scaling", "delivery", "routing", "identity", "certificates"]


class Option(Model):
    id: str = Field(pattern=r"^[a-z0-9_-]{1,20}$")
    text: Said


class Prediction(Model):
    """A question asked before the run; `because` is shown afterwards beside what happened."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    question: Said
    options: tuple[Option, ...] = Field(min_length=2, max_length=6)
    answer: str
    because: Said

    @model_validator(mode="after")
    def _answerable(self) -> Self:
        ids = [option.id for option in self.options]
        if len(set(ids)) < len(ids) or self.answer not in ids:
            raise ValueError("options need different ids, and the answer is one of them")
        return self


class Hint(Model):
    """One rung of the ladder. cost: share of the score in percent; the last rung is enough to finish."""

    title: Said
    text: Said
    cost: int = Field(ge=0, le=50)


class Budget(Model):
    """The mean of what the architecture costs. It is an objective of its own."""

    usd_per_hour: float = Field(gt=0)


class Without(Model):
    """The solution without what the lab teaches: resources left out, or properties as in the start document."""

    remove: tuple[str, ...] = ()
    revert: tuple[str, ...] = ()  # logical ids whose properties go back to those of the start
    fails: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.remove and not self.revert:
            raise ValueError("name what is removed or reverted")
        return self


class ProofPlan(Model):
    """Which objectives each way of not having learnt it must fail."""

    untouched: tuple[str, ...] = Field(min_length=1)
    wrong: dict[str, tuple[str, ...]] = Field(min_length=1)  # file name without .yaml -> objectives
    without: tuple[Without, ...] = Field(min_length=1)


class Definition(Model):
    """A scenario's data. See the module.

    duration, script, budget: of the simulated world; a lab on stage `policies` has none of them and needs no seeds.
    """

    version: int = Field(ge=1)
    stage: Stage = "world"
    path: Path
    order: int = Field(ge=0, le=1000)
    minutes: int = Field(ge=1, le=120)
    teaches: tuple[str, ...] = Field(min_length=1)
    duration: int | None = Field(default=None, ge=MIN_DURATION, le=MAX_DURATION, validate_default=True)
    seeds: tuple[int, ...] = Field(default=(), max_length=20, validate_default=True)
    script: tuple[dict[str, Any], ...] = ()
    locked: tuple[str, ...] = ()
    palette: tuple[str, ...] | None = None
    budget: Budget | None = None
    objectives: tuple[Objective, ...] = Field(min_length=1, max_length=MAX_OBJECTIVES)
    predictions: tuple[Prediction, ...] = Field(min_length=1, max_length=6)
    hints: tuple[Hint, ...] = Field(min_length=2, max_length=6)
    proof: ProofPlan

    @property
    def has_world(self) -> bool:
        return self.stage == "world"

    @property
    def timed(self) -> Script:
        """The script as the engine takes it; without a world nothing happens in it."""
        return parse_script({"duration": self.duration, "events": list(self.script)})

    @property
    def judged(self) -> tuple[Objective, ...]:
        """Every objective, the budget among them."""
        if self.budget is None:
            return self.objectives
        return (*self.objectives, budget_objective(self.budget))

    @field_validator("duration")
    @classmethod
    def _lasting(cls, duration: int | None, info: ValidationInfo) -> int | None:
        if _without_world(info):
            if duration is not None:
                raise ValueError(_NO_WORLD)
        elif duration is None:
            raise PydanticKnownError("missing")
        return duration

    @field_validator("seeds")
    @classmethod
    def _seeded(cls, seeds: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        if _without_world(info):
            if len(seeds) > 1:
                raise ValueError(_NO_WORLD)
            return seeds or (NO_WORLD_SEED,)
        if not seeds:
            raise PydanticKnownError("missing")
        if len(seeds) < MIN_SEEDS:
            length = {"field_type": "Tuple", "min_length": MIN_SEEDS, "actual_length": len(seeds)}
            raise PydanticKnownError("too_short", length)
        return seeds

    @field_validator("script", "budget")
    @classmethod
    def _of_a_world[Value](cls, value: Value, info: ValidationInfo) -> Value:
        if value and _without_world(info):
            raise ValueError(_NO_WORLD)
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [objective.id for objective in self.judged]
        if len(set(ids)) < len(ids):
            raise ValueError("two objectives have the same id")
        if len(set(self.seeds)) < len(self.seeds):
            raise ValueError("two seeds are the same")
        if not any(objective.must for objective in self.objectives):
            raise ValueError("no objective must be met")
        named = {*self.proof.untouched, *(id for fails in self.proof.wrong.values() for id in fails)}
        named |= {id for without in self.proof.without for id in without.fails}
        if unknown := sorted(named - set(ids)):
            raise ValueError(f"the proof names no objective by {', '.join(unknown)}")
        if unknown := sorted(set(self.palette or ()) - set(BY_TYPE)):
            raise ValueError(f"the palette names no type by {', '.join(unknown)}")
        return self


_NO_WORLD = "a lab on stage policies runs no world: no duration, script or budget, and one seed at most"


def _without_world(info: ValidationInfo) -> bool:
    return info.data.get("stage") == "policies"


def budget_objective(budget: Budget) -> Objective:
    """The objective a budget stands for."""
    return Objective(
        id=BUDGET,
        title=Said(en="Stay within the budget", ko="예산 지키기"),
        missed=Said(
            en="It cost {measured} on average; {required} was allowed.",
            ko="평균 비용: {measured}. {required}까지 쓸 수 있어요.",
        ),
        check=MetricCheck.model_validate(
            {"kind": "metric", "metric": "usd_per_hour", "is": "at_most", "value": float(budget.usd_per_hour)}
        ),
    )
