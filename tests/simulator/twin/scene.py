"""Small worlds that both simulators understand: a document for the engine, plain figures for its slow twin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.engine.warming import tiny_document


@dataclass(frozen=True)
class Kind:
    """A class of requests. max_age: seconds, None: its behavior does not cache."""

    path: str
    weight: int = 1
    objects: int = 1
    exponent: float = 0.8
    size_kb: float = 10.0
    work_ms: float = 10.0
    max_age: int | None = None


@dataclass(frozen=True)
class People:
    """A population. goes_to: Zone (and on to the distribution), Alb or Files."""

    place: str
    rate: float
    kinds: tuple[Kind, ...]
    goes_to: str = "Zone"
    resolvers: int = 4
    timeout: float = 10.0
    retries: int = 1
    delay: float = 1.0


@dataclass(frozen=True)
class Scene:
    """Paths under /static/ come from the bucket, others from the targets; those under /page/ are cached too."""

    people: tuple[People, ...]
    targets: int = 2
    algorithm: str = "round_robin"
    queue: int = 100
    service: str = "exponential"
    variation: float = 1.0
    bucket_down: bool = False
    cores: int = field(default=2, init=False)
    speed: float = field(default=0.95, init=False)  # t3.medium

    def document(self) -> dict[str, Any]:
        raw = tiny_document(self.algorithm)
        resources = {id: r for id, r in raw["Resources"].items() if r["Type"] != "Lab::Clients"}
        resources["App"]["Properties"] = {
            "QueueLimit": self.queue,
            "ServiceTime": self.service,
            "Variation": self.variation,
        }
        resources["Group"]["Properties"] |= {"MinSize": self.targets, "MaxSize": self.targets}
        # The twin has no health checks: those of the engine are to find nobody unhealthy, however full he is.
        resources["Targets"]["Properties"] |= {
            "HealthCheckIntervalSeconds": 300,
            "UnhealthyThresholdCount": 10,
        }
        config = resources["Cdn"]["Properties"]["DistributionConfig"]
        static = config["CacheBehaviors"][0]
        config["CacheBehaviors"].append({**static, "PathPattern": "/page/*", "TargetOriginId": "alb"})
        for number, group in enumerate(self.people):
            properties: dict[str, Any] = {
                "Location": group.place,
                "Traffic": {"Shape": "Constant", "Rate": group.rate},
                "Resolvers": group.resolvers,
                "TimeoutSeconds": group.timeout,
                "Retries": group.retries,
                "RetryDelaySeconds": group.delay,
                "Requests": [_request(kind) for kind in group.kinds],
            }
            if group.goes_to == "Zone":
                properties |= {"Endpoint": {"Ref": "Zone"}, "HostName": "www.shop.example"}
            else:
                attribute = "DNSName" if group.goes_to == "Alb" else "DomainName"
                properties |= {"Endpoint": {"Fn::GetAtt": [group.goes_to, attribute]}}
            resources[f"People{number}"] = {"Type": "Lab::Clients", "Properties": properties}
        return {**raw, "Resources": resources}


def _request(kind: Kind) -> dict[str, Any]:
    return {
        "Path": kind.path,
        "Weight": kind.weight,
        "Objects": kind.objects,
        "ZipfExponent": kind.exponent,
        "SizeKB": kind.size_kb,
        "WorkMs": kind.work_ms,
        **({"CacheControl": f"max-age={kind.max_age}"} if kind.max_age is not None else {}),
    }
