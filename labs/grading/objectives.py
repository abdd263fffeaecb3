"""Objectives: what a lab asks of an architecture, as data.

An objective has a title, a message for when it is missed, and a check. Checks:

metric
    A figure of the world or of its resources, folded over a window of seconds, compared to a value.
duration
    For how long such a figure was on one side of a value: in all, or at a stretch.
event
    How often a decision of a subject was taken, with an outcome or a reason.
decision
    What the last decision of a subject was; or, with a `request`, whether the document's policies allow it.
property
    What the document says: a property, or how many resources there are.
all, any, none
    Several checks together.

World figures need no resource: `goodput` (share of what viewers asked for that they got), `arrived`, `served`,
`failed` (requests a second), `latency_p50` to `latency_p99` (milliseconds), `usd_per_hour`, `usd_total`. Any
other metric is one that a kind declares (`simulator.services.*.metrics`); it is taken from the resource named,
or from every resource of the type.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.services.iam.reasons import IamReason
from simulator.services.iam.request import ACTION
from simulator.services.kinds import Metric
from simulator.services.registry import BY_TYPE
from simulator.text import Text

MAX_OBJECTIVES = 20
MAX_SECOND = 30 * 86_400

Comparison = Literal["at_least", "at_most", "more_than", "less_than", "equal", "not_equal"]
Statistic = Literal["mean", "min", "max", "sum", "last", "p50", "p90", "p95", "p99", "ratio"]

#: Figures of the whole world, with the unit they are told in.
WORLD_METRICS: dict[str, str] = {
    "goodput": "%",
    "arrived": "req/s",
    "served": "req/s",
    "failed": "req/s",
    "latency_p50": "ms",
    "latency_p90": "ms",
    "latency_p95": "ms",
    "latency_p99": "ms",
    "usd_per_hour": "USD/h",
    "usd_total": "USD",
}


class Model(BaseModel):
    """Names exactly as written here, nothing unknown, nothing coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Said(Model):
    """A text in both languages."""

    en: str = Field(min_length=1, max_length=4_000)
    ko: str = Field(min_length=1, max_length=4_000)

    @property
    def text(self) -> Text:
        return Text.filled(self.en, self.ko)


class Window(Model):
    """Seconds of the run that count: those after `since` through `until`, its end by default."""

    since: int = Field(default=0, ge=0, le=MAX_SECOND)
    until: int | None = Field(default=None, ge=1, le=MAX_SECOND)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError("the window ends before it begins")
        return self

    def holds(self, second: int) -> bool:
        return second > self.since and (self.until is None or second <= self.until)


class Selected(Window):
    """One figure a second.

    metric: of the world, or of the resource `resource`, or of all resources of type `type` folded by `across`.
    part: one value of a metric that has several (a zone, an edge), else they are folded by `across` too.
    per: a second metric to divide by, sums over the window for a ratio.
    """

    metric: str
    type: str | None = None
    resource: str | None = None
    part: str | None = None
    per: str | None = None
    across: Literal["sum", "mean", "min", "max"] | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.type is None and self.resource is None:
            if self.metric not in WORLD_METRICS:
                raise ValueError(f"{self.metric} is no figure of the world: name a type or a resource")
            if self.part or self.per or self.across:
                raise ValueError("part, per and across belong to the metrics of resources")
        if self.type is not None:
            for name in (self.metric, self.per):
                if name is not None and declared(self.type, name) is None:
                    raise ValueError(f"{self.type} has no metric {name}")
        return self

    @property
    def of_world(self) -> bool:
        return self.type is None and self.resource is None


class MetricCheck(Selected):
    """statistic: over the window's seconds; `ratio` divides sums (goodput and figures with `per`, by default)."""

    kind: Literal["metric"]
    statistic: Statistic | None = None
    comparison: Comparison = Field(alias="is")
    value: float

    @property
    def folded(self) -> Statistic:
        if self.statistic is not None:
            return self.statistic
        if self.metric == "usd_total":
            return "last"
        return "ratio" if self.per is not None or self.metric == "goodput" else "mean"

    @model_validator(mode="after")
    def _divisible(self) -> Self:
        if self.folded == "ratio" and self.per is None and not (self.of_world and self.metric == "goodput"):
            raise ValueError("a ratio needs `per`")
        return self


class Where(Model):
    """The side of a value a second is counted on."""

    comparison: Comparison = Field(alias="is")
    value: float


class DurationCheck(Selected):
    """stretch: `longest` in one piece, or `total`. A second without a value is not counted."""

    kind: Literal["duration"]
    where: Where
    stretch: Literal["longest", "total"] = "longest"
    comparison: Comparison = Field(alias="is")
    value: float = Field(ge=0)  # seconds


class EventCheck(Window):
    """How many decisions of `subject` were taken, of those with the outcome and reason if given."""

    kind: Literal["event"]
    subject: str
    type: str | None = None
    resource: str | None = None
    outcome: Any = None
    reason: str | None = None
    comparison: Comparison = Field(default="at_least", alias="is")
    value: int = Field(default=1, ge=0)


class Named(Model):
    """A resource of the document; its ARN is meant. path: what follows in the ARN, such as "/q3.csv" in a bucket."""

    resource: str = Field(min_length=1, max_length=255)
    path: str = Field(default="", max_length=1024)


ContextValue = str | bool | int | float | tuple[str | bool | int | float, ...]


class AskedRequest(Model):
    """A request that is put to the document's policies.

    principal, resource: an ARN ("*" where there is none), or a resource of the document. accountId: whose the resource
    is, where its ARN does not say. context: condition keys beyond those AWS derives from who asks.
    session_policy: given when the role's session began.
    """

    principal: str | Named
    action: str = Field(pattern=rf"^(?:{ACTION.pattern})$", max_length=256)
    resource: str | Named = "*"
    account: str | None = Field(default=None, alias="accountId", pattern=r"^\d{12}$")
    context: dict[str, ContextValue] = Field(default_factory=dict, max_length=50)
    session_policy: dict[str, Any] | None = None

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """(field, logical id) of each resource of the document it names."""
        both = (("principal", self.principal), ("resource", self.resource))
        return tuple((field, value.resource) for field, value in both if isinstance(value, Named))


#: What may be asked for of a request; "denied" is either way of being denied.
REQUEST_OUTCOMES = ("allowed", "denied", "implicitDeny", "explicitDeny")


class DecisionCheck(Window):
    """The outcome of the last decision of `subject` in the run; or of a `request` to the document's policies.

    A request is judged of the document as it stands, whatever happens in a run. reason: of such a decision, too.
    """

    kind: Literal["decision"]
    subject: str | None = None
    type: str | None = None
    resource: str | None = None
    request: AskedRequest | None = None
    outcome: Any
    reason: str | None = None

    @model_validator(mode="after")
    def _of_one_thing(self) -> Self:
        if (self.subject is None) == (self.request is None):
            raise ValueError("a decision needs either a subject or a request")
        if self.request is None:
            if self.reason is not None:
                raise ValueError("a reason belongs to a request")
            return self
        if self.type is not None or self.resource is not None or self.since or self.until is not None:
            raise ValueError("a request is asked of the document: no type, resource, since or until")
        if self.outcome not in REQUEST_OUTCOMES:
            raise ValueError("a request comes out as " + ", ".join(REQUEST_OUTCOMES))
        if self.reason is not None and self.reason not in IamReason.__members__:
            raise ValueError(f"there is no reason {self.reason}")
        return self


class PropertyCheck(Model):
    """What the document says at `path` below Properties, "*" for every item; without a path: how many there are.

    Every resource that is looked at must satisfy it, and there must be one.
    """

    kind: Literal["property"]
    type: str | None = None
    resource: str | None = None
    path: tuple[str | int, ...] = ()
    comparison: Comparison | Literal["one_of", "present", "absent"] = Field(alias="is")
    value: Any = None

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.type is None) == (self.resource is None):
            raise ValueError("name either a type or a resource")
        if self.type is not None and self.type not in BY_TYPE:
            raise ValueError(f"there is no type {self.type}")
        if self.comparison == "one_of" and not isinstance(self.value, list):
            raise ValueError("one_of needs a list")
        return self


class AllOf(Model):
    kind: Literal["all"]
    checks: tuple[Check, ...] = Field(min_length=1, max_length=10)


class AnyOf(Model):
    kind: Literal["any"]
    checks: tuple[Check, ...] = Field(min_length=1, max_length=10)


class NoneOf(Model):
    kind: Literal["none"]
    checks: tuple[Check, ...] = Field(min_length=1, max_length=10)


Check = Annotated[
    MetricCheck | DurationCheck | EventCheck | DecisionCheck | PropertyCheck | AllOf | AnyOf | NoneOf,
    Field(discriminator="kind"),
]

for _model in (AllOf, AnyOf, NoneOf):
    _model.model_rebuild()


class Objective(Model):
    """One thing that is asked. Without every `must` a lab is not passed; each other one met adds a star.

    missed: what is said when it is not met, e.g. "Viewers got {measured} of what they asked for."; it may name
    {measured} and {required}.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    title: Said
    missed: Said
    check: Check
    must: bool = True
    weight: int = Field(default=1, ge=1, le=10)


def declared(type_: str, metric: str) -> Metric | None:
    """The metric as its kind declares it."""
    kind = BY_TYPE.get(type_)
    return next((found for found in kind.metrics if found.name == metric), None) if kind else None
