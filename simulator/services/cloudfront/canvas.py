"""Distributions on the canvas: origins and behaviours follow from wires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.resources.draft import Draft
from simulator.resources.reference import refer
from simulator.services.cloudfront.properties import CACHING_DISABLED, CACHING_OPTIMIZED, Distribution
from simulator.services.kinds import Link

_CONFIG = "DistributionConfig"


def drop_distribution(draft: Draft, position: Mapping[str, float]) -> str:
    """A distribution without an origin yet: the first wire gives it one."""
    behavior = {
        "ViewerProtocolPolicy": "redirect-to-https",
        "CachePolicyId": CACHING_OPTIMIZED,
        "Compress": True,
    }
    properties = {
        _CONFIG: {
            "Enabled": True,
            "PriceClass": "PriceClass_All",
            "Origins": [],
            "DefaultCacheBehavior": behavior,
        }
    }
    return draft.add(Distribution.TYPE, properties, canvas=position)


def _origins(draft: Draft, id: str) -> Iterator[tuple[int, dict[str, Any], str]]:
    """(index, origin, id of the resource it points to) of every origin that is wired."""
    origins = draft.value(id, _CONFIG, "Origins")
    for index, origin in enumerate(origins if isinstance(origins, list) else []):
        target = draft.read_target(origin.get("DomainName")) if isinstance(origin, dict) else None
        if target is not None:
            yield index, origin, target


def links(draft: Draft) -> Iterator[Link]:
    for id in draft.of_type(Distribution.TYPE):
        for index, _, target in _origins(draft, id):
            yield Link(id, target, (id, "Properties", _CONFIG, "Origins", index, "DomainName"))


def connect_balancer(draft: Draft, source: str, target: str) -> None:
    _connect(
        draft,
        source,
        {
            "Id": target,
            "DomainName": refer(target, "DNSName"),
            "CustomOriginConfig": {"OriginProtocolPolicy": "http-only"},
        },
        pattern="/api/*",
        policy=CACHING_DISABLED,
    )


def connect_bucket(draft: Draft, source: str, target: str) -> None:
    _connect(
        draft,
        source,
        {"Id": target, "DomainName": refer(target, "DomainName"), "S3OriginConfig": {}},
        pattern="/static/*",
        policy=CACHING_OPTIMIZED,
    )


def _connect(draft: Draft, source: str, origin: dict[str, Any], *, pattern: str, policy: str) -> None:
    """Add the origin. The first one takes the default behaviour, each further one a path of its own."""
    origins = draft.items(source, _CONFIG, "Origins")
    taken = _texts(origins, "Id")
    origin["Id"] = _free(origin["Id"], taken)
    origins.append(origin)
    config = draft.value(source, _CONFIG)
    default = config.get("DefaultCacheBehavior")
    if not isinstance(default, dict):
        default = config["DefaultCacheBehavior"] = {"ViewerProtocolPolicy": "redirect-to-https"}
    if not _is_among(default, "TargetOriginId", taken):
        default["TargetOriginId"] = origin["Id"]
        default["CachePolicyId"] = policy
        return
    behaviors = draft.items(source, _CONFIG, "CacheBehaviors")
    patterns = _texts(behaviors, "PathPattern")
    behaviors.append(
        {
            "PathPattern": _free_pattern(pattern, patterns),
            "TargetOriginId": origin["Id"],
            "ViewerProtocolPolicy": "redirect-to-https",
            "CachePolicyId": policy,
            "Compress": True,
        }
    )


def _texts(items: list[Any], key: str) -> set[str]:
    """The strings under a key of raw items, which may be anything."""
    return {item[key] for item in items if isinstance(item, dict) and isinstance(item.get(key), str)}


def _is_among(item: Any, key: str, names: set[str]) -> bool:
    value = item.get(key) if isinstance(item, dict) else None
    return isinstance(value, str) and value in names


def _free(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}{number}", number + 1
    return free


def _free_pattern(pattern: str, taken: set[str]) -> str:
    number, free = 2, pattern
    while free in taken:
        free, number = pattern.replace("/*", f"{number}/*"), number + 1
    return free


def disconnect_origin(draft: Draft, source: str, target: str) -> None:
    """Take the origins out that point to the target, and the behaviours that used them."""
    gone = _texts([origin for _, origin, id in _origins(draft, source) if id == target], "Id")
    config = draft.value(source, _CONFIG)
    config["Origins"] = [
        origin
        for origin in draft.items(source, _CONFIG, "Origins")
        if not (isinstance(origin, dict) and draft.read_target(origin.get("DomainName")) == target)
    ]
    behaviors = config.get("CacheBehaviors")
    if isinstance(behaviors, list):
        config["CacheBehaviors"] = [item for item in behaviors if not _is_among(item, "TargetOriginId", gone)]
        if not config["CacheBehaviors"]:
            del config["CacheBehaviors"]
    default = config.get("DefaultCacheBehavior")
    if isinstance(default, dict) and _is_among(default, "TargetOriginId", gone):
        rest = [origin["Id"] for origin in config["Origins"] if isinstance(origin, dict) and "Id" in origin]
        if rest:
            default["TargetOriginId"] = rest[0]
        else:
            del default["TargetOriginId"]
