"""Every kind, in one visible list, and the catalogue that form, canvas and documentation are made of.

Adding a kind is one folder and one line here.
"""

from __future__ import annotations

from typing import Any

from simulator import ENGINE_VERSION
from simulator.geography import EDGES, PLACES, REGIONS
from simulator.resources.fields import fields_of
from simulator.services.autoscaling import kind as autoscaling
from simulator.services.clients import kind as clients
from simulator.services.cloudfront import kind as cloudfront
from simulator.services.cloudwatch import kind as cloudwatch
from simulator.services.ec2 import kind as ec2
from simulator.services.elb import kind as elb
from simulator.services.iam import kind as iam
from simulator.services.iam.accounts import DEFAULT_ACCOUNT
from simulator.services.kinds import LAYERS, Fault, Kind, Layer, Metric, Operation
from simulator.services.organizations import kind as organizations
from simulator.services.route53 import kind as route53
from simulator.services.s3 import kind as s3
from simulator.services.terms import TERMS
from simulator.services.vpc import kind as vpc
from simulator.text import Language, Text

KINDS: tuple[Kind, ...] = (
    *clients.KINDS,
    *route53.KINDS,
    *cloudfront.KINDS,
    *elb.KINDS,
    *autoscaling.KINDS,
    *cloudwatch.KINDS,
    *ec2.KINDS,
    *s3.KINDS,
    *vpc.KINDS,
    *iam.KINDS,
    *organizations.KINDS,
)

BY_TYPE: dict[str, Kind] = {kind.type: kind for kind in KINDS}

DEFAULT_REFUSAL = Text(
    "Requests do not flow this way. Wires run from viewers over DNS, edge and balancer to servers and buckets.",
    "요청은 이 방향으로 흐르지 않아요. 최종 사용자에서 DNS, 엣지, 로드 밸런서를 거쳐 서버와 버킷으로 연결하세요.",
)

#: Where an identity, an account or a policy is at one of the ends.
IDENTITY_REFUSAL = Text(
    "No wire joins these two. Wires run from a user to its groups and on to policies, and from an organization down.",
    "이 둘은 연결선으로 잇지 않아요. 사용자에서 그룹과 정책으로, 조직에서 그 아래로 연결하세요.",
)


def refusal(source: str, target: str) -> Text:
    """Why no wire runs from one type to another."""
    kind = BY_TYPE[source]
    told = next((one.reason for one in kind.refusals if one.target == target), None)
    ends = [kind, BY_TYPE[target]] if target in BY_TYPE else [kind]
    joins_identity = any(one.layer is Layer.IDENTITY for one in ends)
    return told or (IDENTITY_REFUSAL if joins_identity else DEFAULT_REFUSAL)


def fault(type_: str, id: str) -> Fault | None:
    """The fault of this id a kind declares."""
    kind = BY_TYPE.get(type_)
    return next((item for item in kind.faults if item.id == id), None) if kind else None


def operation(type_: str, id: str) -> Operation | None:
    """The operation of this id a kind declares."""
    kind = BY_TYPE.get(type_)
    return next((item for item in kind.operations if item.id == id), None) if kind else None


def children_of(type_: str) -> list[Kind]:
    """Kinds whose resources a resource of this type owns directly."""
    return [kind for kind in KINDS if any(way.type == type_ for way in kind.owners)]


def catalogue(language: Language) -> dict[str, Any]:
    """Everything a front end needs to know about kinds and places, in one language. Plain JSON values."""
    return {
        "engine": ENGINE_VERSION,
        "own_account": DEFAULT_ACCOUNT,
        "layers": [{"id": layer.value, "label": label.get(language)} for layer, label in LAYERS.items()],
        "places": [_place(place, language) for place in PLACES.values()],
        "regions": [{**_place(r, language), "zones": list(r.zones)} for r in REGIONS.values()],
        "edges": [_place(edge, language) for edge in EDGES.values()],
        "kinds": [_kind(kind, language) for kind in KINDS],
        "wires": [
            {"source": kind.type, "target": wire.target, "label": wire.label.get(language)}
            for kind in KINDS
            for wire in kind.wires
        ],
        "refusals": [
            {"source": kind.type, "target": refusal.target, "reason": refusal.reason.get(language)}
            for kind in KINDS
            for refusal in kind.refusals
        ],
        "default_refusal": DEFAULT_REFUSAL.get(language),
        "identity_refusal": IDENTITY_REFUSAL.get(language),
        "terms": {name: text.get(language) for name, text in TERMS.items()},
    }


def _place(place: Any, language: Language) -> dict[str, Any]:
    return {
        "id": place.id,
        "label": place.label.get(language),
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _kind(kind: Kind, language: Language) -> dict[str, Any]:
    children = [
        (child, way) for child in children_of(kind.type) for way in child.owners if way.type == kind.type
    ]
    return {
        "type": kind.type,
        "label": kind.label.get(language),
        "summary": kind.summary.get(language),
        "layer": kind.layer.value,
        "canvas": kind.canvas,
        "lane": kind.lane,
        "scope": kind.scope,
        "account": kind.account,
        "droppable": kind.drop is not None,
        "fields": [field.as_json(language) for field in fields_of(kind.model)],
        "attributes": list(kind.attributes),
        "children": [
            {"type": child.type, "path": list(path), "by": owner.by}
            for child, owner in children
            for path in (owner.path, *owner.also)
        ],
        "metrics": [_metric(metric, language) for metric in kind.metrics],
        "badges": list(kind.badges),
        "faults": [_callable(item, language) for item in kind.faults],
        "operations": [_callable(item, language) for item in kind.operations],
    }


def _metric(metric: Metric, language: Language) -> dict[str, Any]:
    return {
        "name": metric.name,
        "label": metric.label.get(language),
        "unit": metric.unit.get(language) if metric.unit else None,
        "dimension": metric.dimension,
        "statistic": metric.statistic,
        "chart": metric.chart,
    }


def _callable(item: Fault | Operation, language: Language) -> dict[str, Any]:
    return {
        "id": item.id,
        "label": item.label.get(language),
        "help": item.help.get(language),
        "fields": [field.as_json(language) for field in fields_of(item.parameters)],
    }
