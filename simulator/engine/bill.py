"""What a world costs while it runs: usage of a tick priced by the one table that texts read too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from simulator.control import Runtime
from simulator.cost import billing
from simulator.document import Architecture
from simulator.engine.dataplane import DataPlane
from simulator.engine.plan import Answer, Plan
from simulator.geography import EDGES
from simulator.kernels import edge
from simulator.services.autoscaling.runtime import GroupRuntime
from simulator.services.ec2.standalone import InstanceRuntime
from simulator.services.elb.properties import LoadBalancer
from simulator.services.route53.properties import HostedZone

_GB = 1e9
_HOURS_PER_MONTH = 730.0

#: Connections are kept alive: so many requests share one. It decides an LCU's new connections.
REQUESTS_PER_CONNECTION = 10

#: Seconds an idle connection stays open: with the line above, active connections a request a second.
CONNECTION_SECONDS = 60


def standing_cost(architecture: Architecture, runtimes: Mapping[str, Runtime], seconds: float) -> float:
    """USD of what is billed by time, used or not: instances, balancers, zones."""
    hours = seconds / 3600.0
    usd = billing.hosted_zones_usd(len(architecture.all(HostedZone)), hours / _HOURS_PER_MONTH)
    for balancer in architecture.all(LoadBalancer):
        usd += billing.load_balancer_usd(balancer.region, hours, 0.0)
    for id, runtime in runtimes.items():
        if isinstance(runtime, GroupRuntime):
            types = Counter(instance_type for instance_type, _zone in runtime.running_instances())
            for instance_type, count in types.items():
                usd += billing.instances_usd(instance_type, architecture[id].region, count * hours)
            usd += runtime.spot_usd(seconds) + runtime.volumes_usd(seconds)
            usd += runtime.machines.take_usd(architecture[id].region)
            usd += billing.storage_usd(architecture[id].region, runtime.stored_gib(), hours)
        elif isinstance(runtime, InstanceRuntime):
            region = architecture[id].region
            for instance_type, _zone in runtime.running_instances():
                usd += billing.instances_usd(instance_type, region, hours)
            usd += runtime.machines.take_usd(region)
            usd += billing.storage_usd(region, runtime.stored_gib(), hours)
    return usd


def usage_cost(architecture: Architecture, plan: Plan, plane: DataPlane, seconds: float) -> float:
    """USD of what the books of the last `seconds` hold: requests, bytes, queries, capacity units."""
    return (
        _balancers(architecture, plan, plane, seconds)
        + _edges(plan, plane)
        + _buckets(plan, plane)
        + _queries(plan, plane)
    )


def _balancers(architecture: Architecture, plan: Plan, plane: DataPlane, seconds: float) -> float:
    usd = 0.0
    hours = seconds / 3600.0
    for balancer in architecture.all(LoadBalancer):
        index = plan.names.index("balancers", balancer.id)
        rate = float(plane.books.balancer[index, 0]) / seconds
        through_edges, direct = plan.size_bytes @ plane.books.delivered[index]
        size = float(through_edges + direct)
        connections = rate / REQUESTS_PER_CONNECTION
        units = billing.lcu(connections, connections * CONNECTION_SECONDS, size / _GB / hours, 0.0).units
        usd += billing.load_balancer_usd(balancer.region, 0.0, units * hours)
        usd += billing.data_out_usd(balancer.region, float(direct) / _GB)
    return usd


def _edges(plan: Plan, plane: DataPlane) -> float:
    usd = 0.0
    for cache in plan.caches:
        if cache is not None:
            size = float(plane.class_counts[cache.index] @ plan.size_bytes)
            requests = float(plane.edge_counts[cache.index, edge.REQUESTS])
            usd += billing.cloudfront_usd(EDGES[cache.edge].region_class, requests, size / _GB)
    return usd


def _buckets(plan: Plan, plane: DataPlane) -> float:
    usd = 0.0
    for backend in plan.backends:
        if backend is not None and backend.kind == "bucket":
            usd += billing.s3_requests_usd(backend.region, float(np.sum(plane.books.answers[backend.index])))
    return usd


def _queries(plan: Plan, plane: DataPlane) -> float:
    usd = 0.0
    for clients in plan.clients:
        if clients is not None and clients.name is not None:
            for asked, answer in _asked(clients.index, clients.name.answers, plane):
                usd += billing.queries_usd(
                    float(asked), policy=_priced(clients.name.policy), alias=answer.alias
                )
    return usd


def _priced(policy: str) -> str:
    """Weighted queries are priced as simple ones."""
    return "simple" if policy == "weighted" else policy


def _asked(index: int, answers: tuple[Answer, ...], plane: DataPlane) -> list[tuple[int, Answer]]:
    """Queries of the tick by answer."""
    known = plane.populations[index].known
    asked = plane.asked[index]
    found = []
    for answer in answers:
        key = f"{answer.record}/{answer.target}"
        if key in known and known.index(key) < len(asked):
            found.append((int(asked[known.index(key)]), answer))
    return found
