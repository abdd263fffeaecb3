"""What a service declares about itself: kinds, their metrics, faults and wires.

Terms
-----
kind
    One type of resource (`AWS::AutoScaling::AutoScalingGroup`, `Lab::Clients`), declared in its service's
    `kind.py` and listed in `registry.py`. Form, validation, canvas and documentation all follow from it.
properties
    A pydantic model with the field names of CloudFormation. What a person needs to know of a field beside
    its type stands in an `About` in the field's `Annotated` metadata. See `simulator.resources.properties`.
wire
    A line on the canvas. It is derived from references in the document, never stored.
owner
    Canvas kinds own child kinds: a balancer its listeners and target groups. See `Owner`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from simulator.problems import Problem
from simulator.resources.draft import Draft
from simulator.resources.properties import Properties, ResourceProperties
from simulator.resources.typed import TypedResource, TypedResources
from simulator.text import Text


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
    Layer.IDENTITY: Text("Identity", "권한(IAM)"),
    Layer.NETWORK: Text("Network", "네트워크"),
}

Dimension = Literal[
    "zone", "instance", "edge", "target", "cause", "percentile", "record", "location", "alarm", "access_key"
]


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
class Operation:
    """A call of AWS's API that can be made on a running resource and leaves no trace in its properties.

    id: the API's own name in snake case (``start_instance_refresh``). `parameters` is a model with AWS's names
    and with defaults. The resource's runtime does it: see `simulator.control.Operable`.
    """

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


Rule = Callable[[TypedResource[Any], TypedResources], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of resource.

    scope: "regional" kinds live in a region (the default region when the document names none).
    account: policies ask in which account it stands, and its form does.
    prefix: how logical ids of new resources begin. drop(draft, position) puts one on the canvas with the
    children it needs and returns its id; None when it only comes with its owner. other_owners: who else may own
    one, beside its usual owner. rules look at a valid
    resource among the others and yield problems. links(resources) derives the wires that start here from
    the raw document, however unfinished. faults and operations are listed for the form.
    """

    label: Text
    summary: Text
    layer: Layer
    model: type[ResourceProperties]
    prefix: str
    canvas: bool = False
    lane: Literal["zone"] | None = None
    scope: Literal["regional", "global"] = "regional"
    account: bool = False
    owner: Owner | None = None
    other_owners: tuple[Owner, ...] = ()
    attributes: tuple[str, ...] = ()
    wires: tuple[Wire, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    links: Callable[[Draft], Iterable[Link]] | None = None
    drop: Callable[[Draft, Mapping[str, float]], str] | None = None
    rules: tuple[Rule, ...] = ()
    metrics: tuple[Metric, ...] = ()
    badges: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    operations: tuple[Operation, ...] = ()

    def __post_init__(self) -> None:
        names = {metric.name for metric in self.metrics}
        if len(self.badges) > 3 or not set(self.badges) <= names:
            raise ValueError(f"badges of {self.type} must be at most three of its metrics")

    @property
    def type(self) -> str:
        return self.model.TYPE

    @property
    def owners(self) -> tuple[Owner, ...]:
        """Every way in which a resource of this kind is owned, the usual one first."""
        return (self.owner, *self.other_owners) if self.owner is not None else ()
