"""What a service declares about itself: kinds, their properties, metrics, faults and wires.

Terms
-----
kind
    One type of resource (`AWS::AutoScaling::AutoScalingGroup`, `Lab::Clients`), declared in its service's
    `kind.py` and listed in `registry.py`. Form, validation, canvas and documentation all follow from it.
properties
    A pydantic model with the field names of CloudFormation. What a person needs to know of a field beside
    its type stands in an `About` in the field's `Annotated` metadata.
wire
    A line on the canvas. It is derived from references in the document, never stored.
owner
    Canvas kinds own child kinds: a balancer its listeners and target groups. See `Owner`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, GetCoreSchemaHandler, Tag
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simulator.problems import Problem
from simulator.text import Text

if TYPE_CHECKING:
    from simulator.resources.draft import Draft
    from simulator.resources.typed import TypedResource, TypedResources


class Layer(StrEnum):
    """One hue each, in the palette, on nodes, in charts and in the log."""

    VIEWERS = "viewers"
    DNS = "dns"
    EDGE = "edge"
    BALANCER = "balancer"
    COMPUTE = "compute"
    STORAGE = "storage"
    CERTIFICATE = "certificate"
    IDENTITY = "identity"
    NETWORK = "network"


LAYERS: dict[Layer, Text] = {
    Layer.VIEWERS: Text("Viewers", "최종 사용자"),
    Layer.DNS: Text("DNS", "DNS"),
    Layer.EDGE: Text("Edge", "엣지"),
    Layer.BALANCER: Text("Load balancing", "로드 밸런싱"),
    Layer.COMPUTE: Text("Compute", "컴퓨팅"),
    Layer.STORAGE: Text("Storage", "스토리지"),
    Layer.CERTIFICATE: Text("Certificates", "인증서"),
    Layer.IDENTITY: Text("Identity", "자격 증명"),
    Layer.NETWORK: Text("Network", "네트워크"),
}


# --- units, as they stand behind a number ---------------------------------------------------------------

SECONDS = Text("s", "초")
MILLISECONDS = Text("ms", "밀리초")
HOURS = Text("h", "시")
PERCENT = Text("%", "%")
REQUESTS_PER_SECOND = Text("requests/s", "요청/초")
REQUESTS = Text("requests", "요청")
INSTANCES = Text("instances", "인스턴스")
KILOBYTES = Text("KB", "KB")
RATIO = Text("ratio", "비율")


# --- references -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to another resource, or to one of its attributes. Written as in CloudFormation:
    `{"Ref": id}` or `{"Fn::GetAtt": [id, attribute]}`; nothing else is understood."""

    target: str
    attribute: str | None = None

    def as_json(self) -> dict[str, Any]:
        if self.attribute is None:
            return {"Ref": self.target}
        return {"Fn::GetAtt": [self.target, self.attribute]}

    @classmethod
    def read(cls, value: object) -> Reference | None:
        """The reference a raw value is, or None when it is something else."""
        if isinstance(value, Reference):
            return value
        if not isinstance(value, dict) or len(value) != 1:
            return None
        match value:
            case {"Ref": str(target)}:
                return cls(target)
            case {"Fn::GetAtt": [str(target), str(attribute)]}:
                return cls(target, attribute)
        return None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: object) -> Reference:
            found = cls.read(value)
            if found is None:
                raise PydanticCustomError("not_a_reference", "not a reference")
            return found

        return core_schema.no_info_plain_validator_function(
            validate, serialization=core_schema.plain_serializer_function_ser_schema(cls.as_json)
        )


def refer(id: str, attribute: str | None = None) -> dict[str, Any]:
    """A reference as it is written in a document."""
    return Reference(id, attribute).as_json()


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference field may point to: a type, and the attribute to ask for (None for a `Ref`)."""

    type: str
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class To:
    """`Annotated` metadata of a reference field: every allowed target."""

    targets: tuple[Target, ...]


def to(*types: str, attribute: str | None = None) -> To:
    """References of one form: a `Ref` to any of the types, or the same attribute of each."""
    return To(tuple(Target(type_, attribute) for type_ in types))


def _reference_or_text(value: object) -> str:
    return "reference" if isinstance(value, (dict, Reference)) else "text"


#: A property that takes a reference or a literal string.
ReferenceOrText = Annotated[
    Annotated[Reference, Tag("reference")] | Annotated[str, Tag("text")], Discriminator(_reference_or_text)
]


# --- properties -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class About:
    """What a person is told about a field.

    unit: stands behind the number. choices: labels of the allowed values, in the order shown.
    advanced: folded away in the form. mutable: may be changed while the world runs.
    """

    label: Text
    help: Text
    unit: Text | None = None
    advanced: bool = False
    mutable: bool = True
    choices: Mapping[str, Text] = field(default_factory=dict)


def about(
    label: tuple[str, str],
    help: tuple[str, str],
    *,
    unit: Text | None = None,
    advanced: bool = False,
    mutable: bool = True,
    choices: Mapping[str, tuple[str, str] | Text] | None = None,
) -> About:
    """An `About` from (English, Korean) pairs."""
    labels = {
        value: pair if isinstance(pair, Text) else Text(*pair) for value, pair in (choices or {}).items()
    }
    return About(Text(*label), Text(*help), unit, advanced, mutable, labels)


class Properties(BaseModel):
    """Base of every group of properties. Field names are CloudFormation's; nothing undeclared is taken,
    and no value is bent to fit: "2" is not a number and 1 is not true."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, validate_default=True
    )


class ResourceProperties(Properties):
    """The properties of a resource. `TYPE` is the resource type, as in CloudFormation."""

    TYPE: ClassVar[str]


def refuse(code: str, en: str, ko: str, hint_en: str, hint_ko: str) -> PydanticCustomError:
    """The error a model's own validator raises: becomes a `Problem` with this code and these texts."""
    context = {"code": code, "en": en, "ko": ko, "hint_en": hint_en, "hint_ko": hint_ko}
    return PydanticCustomError("lab_problem", "{code}", context)


def nearest(written: str, known: Iterable[str], cutoff: float = 0.5) -> str | None:
    """The known word most like what was written, capitals aside; None when none is like it."""
    by_lower = {word.lower(): word for word in known}
    found = get_close_matches(written[:64].lower(), list(by_lower), n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else None


def demand_known(value: str, table: Collection[str], code: str, en: str, ko: str) -> str:
    """`value` when the table has it. Refuses otherwise, naming the nearest entry in the hint."""
    if value in table:
        return value
    near = nearest(value, table) or next(iter(table))
    raise refuse(
        code,
        f'There is no {en} called "{value[:60]}".',
        f'"{value[:60]}"(이)라는 {ko}은(는) 없어요.',
        f"Did you mean {near}?",
        f"{near}을(를) 쓰려고 했나요?",
    )


def known(table: Collection[str], code: str, en: str, ko: str) -> AfterValidator:
    """Take only strings of `table`; the texts say what was asked for."""
    return AfterValidator(lambda value: demand_known(value, table, code, en, ko))


# --- what a kind declares -------------------------------------------------------------------------------

Dimension = Literal["zone", "instance", "edge", "target", "cause", "percentile", "record"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One number (or one a dimension) of every frame.

    statistic: how seconds are folded into a longer period. chart: offered as a chart by default.
    """

    name: str
    label: Text
    unit: Text | None = None
    dimension: Dimension | None = None
    statistic: Literal["sum", "average", "maximum", "last"] = "last"
    chart: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that can be made to go wrong in a running world. `parameters` is a model with defaults."""

    id: str
    label: Text
    help: Text
    parameters: type[Properties] = Properties


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a resource of this kind: it is shown inside its owner, and goes when the owner goes.

    by "child": the child's property at `path` refers to the owner (a listener names its balancer).
    by "owner": the owner's property at `path` refers to the child (a group names its launch template).
    `path` starts below Properties; "*" stands for every item of a list. `also` are further paths where an
    owner may name its child.
    """

    type: str
    path: tuple[str, ...]
    by: Literal["child", "owner"] = "child"
    also: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Wire:
    """A wire that may be drawn from this kind, in the direction of traffic.

    connect(draft, source id, target id) writes the references; disconnect takes them out again.
    """

    target: str
    label: Text
    connect: Callable[[Draft, str, str], None]
    disconnect: Callable[[Draft, str, str], None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A wire people try and AWS does not have, with the reason and what to do instead."""

    target: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Link:
    """One wire as it stands in a document. `via` is the path of the reference that makes it."""

    source: str
    target: str
    via: tuple[str | int, ...]


Rule = Callable[["TypedResource[Any]", "TypedResources"], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of resource.

    scope: "regional" kinds live in a region (the default region when the document names none).
    prefix: how logical ids of new resources begin. drop(draft, position) puts one on the canvas with the
    children it needs and returns its id; None when it only comes with its owner. rules look at a valid
    resource among the others and yield problems. links(resources) derives the wires that start here from
    the raw document, however unfinished. traffic commands and faults are listed for the form.
    """

    label: Text
    summary: Text
    layer: Layer
    model: type[ResourceProperties]
    prefix: str
    canvas: bool = False
    lane: Literal["zone"] | None = None
    scope: Literal["regional", "global"] = "regional"
    owner: Owner | None = None
    attributes: tuple[str, ...] = ()
    wires: tuple[Wire, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    links: Callable[[Draft], Iterable[Link]] | None = None
    drop: Callable[[Draft, Mapping[str, float]], str] | None = None
    rules: tuple[Rule, ...] = ()
    metrics: tuple[Metric, ...] = ()
    badges: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def __post_init__(self) -> None:
        names = {metric.name for metric in self.metrics}
        if len(self.badges) > 3 or not set(self.badges) <= names:
            raise ValueError(f"badges of {self.type} must be at most three of its metrics")

    @property
    def type(self) -> str:
        return self.model.TYPE
