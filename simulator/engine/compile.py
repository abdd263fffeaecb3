"""Compiling an architecture into a plan.

What depends only on a request's class (its path) is resolved here, once: which behavior of a distribution it
meets and for how long it is cached, which balancer and target group it goes to. What depends on state is left
to the kernels.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from simulator.document import Architecture
from simulator.engine import constants as figures
from simulator.engine.plan import (
    Answer,
    BackendPlan,
    CachePlan,
    ClientsPlan,
    Destination,
    NamePlan,
    Names,
    Plan,
    RoutePlan,
)
from simulator.geography import EDGES, PLACES, REGIONS
from simulator.geography.latency import nearest_edge, rtt_ms
from simulator.kernels import servers
from simulator.kernels.edge import Behaviors
from simulator.kernels.sampling import alias_table, zipf_weights
from simulator.resources.reference import Reference
from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.clients.properties import Clients, RequestClass
from simulator.services.clients.traffic import rate_of
from simulator.services.cloudfront.decide import path_fits, ttl
from simulator.services.cloudfront.properties import MANAGED_CACHE_POLICIES, CachePolicy, Distribution
from simulator.services.ec2.properties import Application, LaunchTemplate
from simulator.services.elb.properties import Listener, LoadBalancer, TargetGroup
from simulator.services.route53.properties import HostedZone, RecordSet, plain_name
from simulator.services.s3.properties import Bucket
from simulator.services.vpc.reach import is_open

_ALGORITHMS = {
    "round_robin": servers.ROUND_ROBIN,
    "least_outstanding_requests": servers.LEAST_OUTSTANDING,
}
_DISTRIBUTIONS = {
    "exponential": servers.EXPONENTIAL,
    "deterministic": servers.DETERMINISTIC,
    "lognormal": servers.LOGNORMAL,
}

#: A balancer whose listener forwards to nothing sends to this backend: a target group without targets.
NOWHERE = "$nowhere"
#: What edges are sent to for a balancer whose security groups let nobody in: connections that time out.
UNREACHABLE = "$unreachable"


def compile_plan(architecture: Architecture, names: Names | None = None) -> Plan:
    """The plan of an architecture. With `names` of an earlier plan, what stays keeps its indices."""
    return _Compiler(architecture, names or Names()).plan()


class _Compiler:
    def __init__(self, architecture: Architecture, names: Names) -> None:
        self.architecture = architecture
        self.names = names
        self.requests: dict[int, RequestClass] = {}

    def plan(self) -> Plan:
        names = self.names
        architecture = self.architecture
        clients = architecture.all(Clients)
        for resource in clients:
            names.index("clients", resource.id)
            for request in resource.properties.Requests:
                index = names.class_index(request.Path, request.Objects)
                self.requests.setdefault(index, request)
        balancers = [resource.id for resource in architecture.all(LoadBalancer)]
        buckets = [resource.id for resource in architecture.all(Bucket)]
        distributions = [resource.id for resource in architecture.all(Distribution)]
        target_groups = [resource.id for resource in architecture.all(TargetGroup)]
        for id in [*distributions, *balancers, *buckets]:
            names.index("endpoints", id)
        for id in [NOWHERE, *target_groups, *buckets]:
            names.index("backends", id)
        for id in balancers:
            names.index("balancers", id)
        if not all(is_open(architecture, id) for id in balancers):
            names.index("backends", UNREACHABLE)

        plan = Plan(names)
        self._classes(plan)
        plan.backends = self._backends()
        plan.routes = self._routes()
        edges = self._edges()
        plan.clients = [None] * names.count("clients")
        offsets = self._popularity(plan)
        for resource in clients:
            planned = self._clients(resource.id, resource.properties, plan, edges, offsets)
            plan.clients[planned.index] = planned
        plan.caches = self._caches(plan)
        self._patience(plan)
        return plan

    # --- classes ----------------------------------------------------------------------------------------

    def _classes(self, plan: Plan) -> None:
        count = max(self.names.count("classes"), 1)
        plan.work = np.zeros(count)
        plan.size_bytes = np.zeros(count)
        for index, request in self.requests.items():
            plan.work[index] = request.WorkMs / 1000.0
            plan.size_bytes[index] = request.SizeKB * 1000.0
        plan.transfer = plan.size_bytes / figures.VIEWER_BYTES_PER_S

    def _popularity(self, plan: Plan) -> dict[tuple[int, float], int]:
        """One alias table a number of objects and exponent, laid end to end; returns where each begins."""
        offsets: dict[tuple[int, float], int] = {}
        tables: list[NDArray[np.uint64]] = []
        length = 0
        for resource in self.architecture.all(Clients):
            for request in resource.properties.Requests:
                key = (request.Objects, request.ZipfExponent)
                if key not in offsets:
                    offsets[key] = length
                    tables.append(alias_table(zipf_weights(*key)))
                    length += request.Objects
        plan.popularity = np.concatenate(tables) if tables else np.zeros(1, np.uint64)
        return offsets

    # --- where requests can be answered -----------------------------------------------------------------

    def _backends(self) -> list[BackendPlan | None]:
        backends: list[BackendPlan | None] = [None] * self.names.count("backends")
        nowhere = self.names.index("backends", NOWHERE)
        backends[nowhere] = BackendPlan(NOWHERE, nowhere, "targets", "")
        unreachable = self.names.tables["backends"].get(UNREACHABLE)
        if unreachable is not None:
            backends[unreachable] = BackendPlan(UNREACHABLE, unreachable, "unreachable", "")
        for group in self.architecture.all(TargetGroup):
            index = self.names.index("backends", group.id)
            application = self._application(group.id)
            backends[index] = BackendPlan(
                group.id,
                index,
                "targets",
                group.region,
                _ALGORITHMS[group.properties.algorithm],
                _DISTRIBUTIONS[application.ServiceTime] if application else servers.EXPONENTIAL,
                application.Variation if application else 1.0,
            )
        for bucket in self.architecture.all(Bucket):
            index = self.names.index("backends", bucket.id)
            backends[index] = BackendPlan(bucket.id, index, "bucket", bucket.region)
        return backends

    def _application(self, target_group: str) -> Application | None:
        """What the first instance registered with a target group runs, or the first group."""
        for target in self.architecture[target_group].properties.Targets:
            instance = self.architecture[target.Id.target].properties
            image = self.architecture[instance.ImageId.target].properties
            return image if isinstance(image, Application) else None
        for group in self.architecture.all(AutoScalingGroup):
            if any(arn.target == target_group for arn in group.properties.TargetGroupARNs):
                template_id = group.properties.launch_template.LaunchTemplateId.target
                template = self.architecture[template_id].properties
                assert isinstance(template, LaunchTemplate)
                image = self.architecture[template.LaunchTemplateData.ImageId.target].properties
                return image if isinstance(image, Application) else None
        return None

    def _routes(self) -> dict[int, RoutePlan]:
        """Backends and balancers by class, for every balancer and bucket that can be an endpoint."""
        count = max(self.names.count("classes"), 1)
        routes: dict[int, RoutePlan] = {}
        for balancer in self.architecture.all(LoadBalancer):
            target = self._default_target_group(balancer.id) or NOWHERE
            backend = np.full(count, self.names.index("backends", target), np.int64)
            index = np.full(count, self.names.index("balancers", balancer.id), np.int64)
            routes[self.names.index("endpoints", balancer.id)] = RoutePlan(
                backend, index, balancer.region, is_open(self.architecture, balancer.id)
            )
        for bucket in self.architecture.all(Bucket):
            backend = np.full(count, self.names.index("backends", bucket.id), np.int64)
            none = np.full(count, -1, np.int64)
            routes[self.names.index("endpoints", bucket.id)] = RoutePlan(backend, none, bucket.region)
        return routes

    def _default_target_group(self, balancer: str) -> str | None:
        for listener in self.architecture.all(Listener):
            if listener.properties.LoadBalancerArn.target == balancer:
                for action in listener.properties.DefaultActions:
                    if action.TargetGroupArn is not None:
                        return str(action.TargetGroupArn.target)
        return None

    # --- edges ------------------------------------------------------------------------------------------

    def _edges(self) -> dict[str, str]:
        """The edge of each place that has viewers: the one with the lowest round-trip time."""
        places = {resource.properties.Location for resource in self.architecture.all(Clients)}
        return {place: nearest_edge(place).id for place in sorted(places)}

    def _caches(self, plan: Plan) -> list[CachePlan | None]:
        caches: list[CachePlan | None] = [None] * self.names.count("caches")
        people = [clients for clients in plan.clients if clients is not None]
        for key, index in self.names.tables["caches"].items():
            distribution, edge = key.split("@")
            feeders = [
                c for c in people if any(d.kind == "cache" and d.index == index for d in c.destinations)
            ]
            if not feeders or distribution not in self.architecture.resources:
                continue
            away = np.zeros(self.names.count("clients"))
            for clients in people:
                away[clients.index] = rtt_ms(PLACES[clients.location], EDGES[edge]) / 2000.0
            behaviors, served_from = self._behaviors(distribution, edge, plan)
            caches[index] = CachePlan(index, distribution, edge, behaviors, away, served_from)
        return caches

    def _behaviors(
        self, distribution: str, edge: str, plan: Plan
    ) -> tuple[Behaviors, dict[int, tuple[str, str]]]:
        config = self.architecture[distribution].properties.DistributionConfig
        count = max(self.names.count("classes"), 1)
        seconds = np.zeros(count)
        backend = np.full(count, self.names.index("backends", NOWHERE), np.int64)
        balancer = np.full(count, -1, np.int64)
        away = np.zeros(count)
        served_from: dict[int, tuple[str, str]] = {}
        origins = {origin.Id: origin for origin in config.Origins}
        for index, request in self.requests.items():
            chosen, pattern = config.DefaultCacheBehavior, "*"
            for candidate in config.CacheBehaviors:
                if path_fits(candidate.PathPattern, request.Path):
                    chosen, pattern = candidate, candidate.PathPattern
                    break
            seconds[index], why = self._ttl(chosen.CachePolicyId, request.CacheControl)
            served_from[index] = (pattern, why)
            origin = origins[chosen.TargetOriginId]
            if not isinstance(origin.DomainName, Reference):
                continue
            endpoint = self.names.index("endpoints", origin.DomainName.target)
            route = plan.routes[endpoint]
            backend[index] = route.backend[index] if route.open else self.names.index("backends", UNREACHABLE)
            balancer[index] = route.balancer[index] if route.open else -1
            away[index] = rtt_ms(EDGES[edge], REGIONS[route.region], path="backbone") / 2000.0
        return Behaviors(seconds, backend, balancer, away, plan.transfer), served_from

    def _ttl(self, policy: Reference | str, cache_control: str | None) -> tuple[float, str]:
        """Seconds an answer with this header is kept under a policy, and the rule's reason."""
        if isinstance(policy, Reference):
            properties = self.architecture[policy.target].properties
            assert isinstance(properties, CachePolicy)
            settings = properties.CachePolicyConfig
            bounds = (settings.MinTTL, settings.DefaultTTL, settings.MaxTTL)
        else:
            managed = MANAGED_CACHE_POLICIES[policy]
            bounds = (managed.min_ttl, managed.default_ttl, managed.max_ttl)
        headers = {"Cache-Control": cache_control} if cache_control else {}
        decision = ttl(
            {
                "MinTTL": bounds[0],
                "DefaultTTL": bounds[1],
                "MaxTTL": bounds[2],
                "now": 0,
                "origin_headers": headers,
            }
        )
        return float(decision.outcome), decision.reason

    # --- viewers ----------------------------------------------------------------------------------------

    def _clients(
        self,
        id: str,
        properties: Clients,
        plan: Plan,
        edges: dict[str, str],
        offsets: dict[tuple[int, float], int],
    ) -> ClientsPlan:
        names = self.names
        index = names.index("clients", id)
        wanted = [request for request in properties.Requests if request.Weight > 0]
        catalogue = np.zeros((len(wanted), 4), np.int64)
        for row, request in enumerate(wanted):
            klass = names.index("classes", request.Path)
            first, _ = names.objects[klass]
            offset = offsets[(request.Objects, request.ZipfExponent)]
            catalogue[row] = (klass, first, request.Objects, offset)
        place = PLACES[properties.Location]
        edge = edges[properties.Location]
        target = self.architecture[properties.Endpoint.target]
        name: NamePlan | None = None
        endpoint = -1
        if target.type == HostedZone.TYPE:
            name = self._name(target.id, properties.HostName or "")
            reachable: Iterable[int] = [answer.endpoint for answer in name.answers]
        else:
            endpoint = names.index("endpoints", target.id)
            reachable = [endpoint]
        # Resolvers may keep an answer that the document no longer gives: any endpoint can be reached.
        everything = range(names.count("endpoints"))
        destinations: list[Destination] = []
        goes_to = np.zeros(names.count("endpoints") + 1, np.int64)
        for number in sorted({*reachable, *everything} - {-1}):
            goes_to[number] = len(destinations)
            destinations.append(self._destination(number, edge, place, plan))
        goes_to[-1] = len(destinations)
        destinations.append(Destination("none"))
        return ClientsPlan(
            id=id,
            index=index,
            location=properties.Location,
            rate=rate_of(properties.Traffic),
            classes=alias_table([request.Weight for request in wanted]),
            catalogue=catalogue,
            resolvers=properties.Resolvers,
            lookup=figures.LOOKUP_WORK_S + rtt_ms(place, EDGES[edge]) / 1000.0,
            timeout=properties.TimeoutSeconds,
            retries=properties.Retries,
            delay=properties.RetryDelaySeconds,
            name=name,
            endpoint=endpoint,
            destinations=tuple(destinations),
            goes_to=goes_to,
        )

    def _destination(self, endpoint: int, edge: str, place: object, plan: Plan) -> Destination:
        id = self.names.keys("endpoints")[endpoint]
        if id not in self.architecture.resources:
            return Destination("none")
        resource = self.architecture[id]
        if resource.type == Distribution.TYPE:
            if not resource.properties.DistributionConfig.Enabled:
                return Destination("none")
            return Destination("cache", self.names.index("caches", f"{id}@{edge}"))
        route = plan.routes[endpoint]
        away = rtt_ms(place, REGIONS[route.region]) / 2000.0  # type: ignore[arg-type]
        return Destination("direct", endpoint, away)

    def _name(self, zone: str, host: str) -> NamePlan:
        """The answers to a host name: every value of every record set of that name in the zone."""
        answers: list[Answer] = []
        weights: list[int] = []
        weighted = False
        for record in self.architecture.all(RecordSet):
            properties = record.properties
            if properties.HostedZoneId.target != zone or plain_name(properties.Name) != plain_name(host):
                continue
            alias = properties.AliasTarget
            weighted = weighted or properties.Weight is not None
            for value in properties.answer:
                known = isinstance(value, Reference)
                target = value.target if isinstance(value, Reference) else value
                answers.append(
                    Answer(
                        record=record.id,
                        target=target,
                        endpoint=self.names.index("endpoints", target) if known else -1,
                        ttl=float(properties.TTL or 0) if alias is None else figures.ALIAS_TTL_S,
                        alias=alias is not None,
                        evaluate_health=alias is not None and alias.EvaluateTargetHealth,
                    )
                )
                weights.append(properties.Weight or 0)
        return NamePlan(zone, host, "weighted" if weighted else "simple", tuple(answers), tuple(weights))

    def _patience(self, plan: Plan) -> None:
        count = max(self.names.count("clients"), 1)
        plan.timeout = np.full(count, 10.0)
        plan.retries = np.zeros(count, np.int64)
        plan.delay = np.ones(count)
        for clients in plan.clients:
            if clients is not None:
                plan.timeout[clients.index] = clients.timeout
                plan.retries[clients.index] = clients.retries
                plan.delay[clients.index] = clients.delay
