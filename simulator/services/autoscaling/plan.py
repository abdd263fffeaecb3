"""What a group's resources say together: the group, its template, software, subnets and policies.

The only place of the control plane that knows how these resources refer to one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.cost import INSTANCE_TYPES
from simulator.services.autoscaling.dynamic_plan import NO_DYNAMIC_PLAN, DynamicPlan
from simulator.services.autoscaling.predictive.policy import PredictivePolicy
from simulator.services.autoscaling.purchase_plan import PurchasePlan
from simulator.services.autoscaling.terminate_steps import Weights
from simulator.services.cloudwatch.queries import Query
from simulator.services.ec2.host import Machine
from simulator.services.ec2.software import Software
from simulator.services.ec2.versions import DEFAULT, Version

GROUP = "AWS::AutoScaling::AutoScalingGroup"
POLICY = "AWS::AutoScaling::ScalingPolicy"
HOOK = "AWS::AutoScaling::LifecycleHook"
WARM_POOL = "AWS::AutoScaling::WarmPool"
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"

CPU = "ASGAverageCPUUtilization"
REQUESTS = "ALBRequestCountPerTarget"

DEFAULT_COOLDOWN = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A subnet instances may be launched in, with its Availability Zone."""

    subnet: str
    zone: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One target tracking policy. `warmup` in seconds, after the chain of defaults. `query`: of a metric of its own."""

    id: str
    metric: str
    target: float
    scales_in: bool
    warmup: float
    query: Query | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """What one launch starts: a version of the launch template on an instance type."""

    instance_type: str
    cores: int
    speed: float
    software: Software
    machine: Machine

    @classmethod
    def of(cls, version: Version, instance_type: str | None = None) -> Template:
        """A launch of this version; `instance_type` overrides the version's own."""
        name = str(instance_type or version.data.InstanceType)
        kind = INSTANCE_TYPES[name]
        software = Software.of(version.application)
        return cls(
            instance_type=name,
            cores=kind.vcpus,
            speed=software.speed_on(kind),
            software=software,
            machine=Machine.of(version.data),
        )


LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING"
TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"


@dataclass(frozen=True, slots=True)
class Hook:
    """A lifecycle hook. timeout: of its heartbeat, in seconds. default: its result when that is over."""

    id: str
    name: str
    transition: str
    timeout: float
    default: str


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """A warm pool. prepared: instances of group and pool together, None for the group's maximum.
    state: Stopped, Running or Hibernated. reuses: scale-in returns instances to it."""

    min_size: int
    prepared: int | None
    state: str
    reuses: bool


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """`desired` is the document's DesiredCapacity, which policies and people move in a running world.

    template: logical id of the launch template. version: which of its versions, see `_version`.
    termination_policies: Custom stands for the reference to a termination function, whose parameters are
    `weights` and `leaders`. protects_new: new instances are protected from scale-in. lifetime: seconds an
    instance may be in service, 0 for ever. maintenance: least and most capacity while instances are replaced, in
    percent of desired capacity; None without such a policy.
    """

    min_size: int
    max_size: int
    desired: int | None
    places: tuple[Place, ...]
    template: str
    version: str
    refresh_warmup: float
    purchasing: PurchasePlan
    target_groups: tuple[str, ...]
    elb_checks: bool
    grace: float
    policies: tuple[Policy, ...]
    termination_policies: tuple[str, ...]
    weights: Weights | None = None
    leaders: int = 0
    protects_new: bool = False
    lifetime: float = 0.0
    hooks: tuple[Hook, ...] = ()
    pool: PoolPlan | None = None
    dynamic: DynamicPlan = NO_DYNAMIC_PLAN
    predictive: tuple[PredictivePolicy, ...] = ()
    maintenance: tuple[int, int] | None = None

    @classmethod
    def of(cls, architecture: Any, group: str) -> GroupPlan:
        """The plan of the group with logical id `group`. The architecture has been checked: it is complete."""
        properties = architecture[group].properties
        subnets = [_target(reference) for reference in properties.VPCZoneIdentifier]
        places = tuple(Place(subnet, architecture[subnet].properties.AvailabilityZone) for subnet in subnets)
        maintenance = properties.InstanceMaintenancePolicy
        min_size, max_size = int(properties.MinSize), int(properties.MaxSize)
        return cls(
            min_size=min_size,
            max_size=max_size,
            desired=properties.DesiredCapacity,
            places=places,
            template=_target(properties.launch_template.LaunchTemplateId),
            version=_version(properties.launch_template.Version),
            refresh_warmup=_refresh_warmup(properties),
            purchasing=PurchasePlan.of(architecture, group),
            target_groups=tuple(_target(reference) for reference in properties.TargetGroupARNs or ()),
            elb_checks=properties.HealthCheckType == "ELB",
            grace=float(properties.HealthCheckGracePeriod or 0),
            policies=tuple(_policies(architecture, group, properties)),
            **_termination(architecture, properties),
            protects_new=bool(properties.NewInstancesProtectedFromScaleIn),
            lifetime=float(properties.MaxInstanceLifetime or 0),
            hooks=_hooks(architecture, group),
            pool=_pool(architecture, group),
            dynamic=DynamicPlan.of(architecture, group, properties),
            predictive=_predictive(architecture, group),
            maintenance=maintenance.healthy if maintenance is not None else None,
        )

    def within(self, desired: int) -> int:
        """`desired` inside the group's bounds."""
        return min(max(desired, self.min_size), self.max_size)

    @property
    def target_use(self) -> float | None:
        """CPU use that target tracking aims at, 0..1; None without such a policy."""
        targets = [policy.target for policy in self.policies if policy.metric == CPU]
        return min(targets) / 100.0 if targets else None

    @property
    def zones(self) -> tuple[str, ...]:
        """Zones in subnet order, each once."""
        return tuple(dict.fromkeys(place.zone for place in self.places))


def group_zones(architecture: Any, target_group: str) -> tuple[str, ...]:
    """Zones of the groups whose instances a target group gets, in the document's order, each once."""
    zones: dict[str, None] = {}
    for target in architecture[target_group].properties.Targets:
        subnet = _target(architecture[_target(target.Id)].properties.SubnetId)
        zones[architecture[subnet].properties.AvailabilityZone] = None
    for resource in architecture.resources.values():
        if resource.type == GROUP and target_group in map(_target, resource.properties.TargetGroupARNs or ()):
            for reference in resource.properties.VPCZoneIdentifier:
                zones[architecture[_target(reference)].properties.AvailabilityZone] = None
    return tuple(zones)


def _children(architecture: Any, group: str, type_: str) -> list[Any]:
    """Resources of a type that name the group as theirs, in the document's order."""
    return [
        resource
        for resource in architecture.resources.values()
        if resource.type == type_ and _target(resource.properties.AutoScalingGroupName) == group
    ]


def _hooks(architecture: Any, group: str) -> tuple[Hook, ...]:
    return tuple(
        Hook(
            id=resource.id,
            name=resource.properties.LifecycleHookName or resource.id,
            transition=str(resource.properties.LifecycleTransition),
            timeout=float(resource.properties.HeartbeatTimeout),
            default=str(resource.properties.DefaultResult),
        )
        for resource in _children(architecture, group, HOOK)
    )


def _pool(architecture: Any, group: str) -> PoolPlan | None:
    for resource in _children(architecture, group, WARM_POOL):
        properties = resource.properties
        prepared = properties.MaxGroupPreparedCapacity
        return PoolPlan(
            min_size=int(properties.MinSize),
            prepared=None if prepared in (None, -1) else int(prepared),
            state=str(properties.PoolState),
            reuses=bool(properties.InstanceReusePolicy.ReuseOnScaleIn),
        )
    return None


def _termination(architecture: Any, properties: Any) -> dict[str, Any]:
    """Termination policies by name, and what the function among them weighs."""
    found: dict[str, Any] = {}
    names = []
    for policy in properties.TerminationPolicies or ("Default",):
        if isinstance(policy, str):
            names.append(policy)
            continue
        names.append("Custom")
        function = architecture[_target(policy)].properties
        found["leaders"] = int(function.Leaders)
        found["weights"] = Weights(
            RoleWeight=float(function.RoleWeight),
            HealthWeight=float(function.HealthWeight),
            ErrorWeight=float(function.ErrorWeight),
            MinimumScore=float(function.MinimumScore),
        )
    return {"termination_policies": tuple(names), **found}


def _refresh_warmup(properties: Any) -> float:
    """Seconds an instance refresh waits after InService unless it is told otherwise: the default instance warmup,
    or else the health check grace period."""
    warmup = properties.DefaultInstanceWarmup
    if warmup is not None and warmup >= 0:
        return float(warmup)
    return float(properties.HealthCheckGracePeriod or 0)


def _version(reference: Any) -> str:
    """Which version the document names: $Latest, $Default, a number, or LatestVersionNumber and DefaultVersionNumber,
    attributes that stand for a number from when the document is applied until it is applied again."""
    if reference is None:
        return DEFAULT
    return reference if isinstance(reference, str) else str(reference.attribute)


def _policies(architecture: Any, group: str, properties: Any) -> list[Policy]:
    found = []
    for resource in architecture.resources.values():
        if resource.type != POLICY or _target(resource.properties.AutoScalingGroupName) != group:
            continue
        tracking = resource.properties.TargetTrackingConfiguration
        if tracking is None:
            continue
        custom = tracking.CustomizedMetricSpecification
        cooldown = DEFAULT_COOLDOWN if properties.Cooldown is None else int(properties.Cooldown)
        chain = (resource.properties.EstimatedInstanceWarmup, properties.DefaultInstanceWarmup)
        warmup = next((int(value) for value in chain if value is not None and int(value) >= 0), cooldown)
        found.append(
            Policy(
                id=resource.id,
                metric=tracking.metric,
                target=float(tracking.TargetValue),
                scales_in=not tracking.DisableScaleIn,
                warmup=float(warmup),
                query=custom.query() if custom is not None else None,
            )
        )
    return found


def _predictive(architecture: Any, group: str) -> tuple[PredictivePolicy, ...]:
    return tuple(
        PredictivePolicy.of(resource.id, resource.properties.PredictiveScalingConfiguration)
        for resource in architecture.resources.values()
        if resource.type == POLICY
        and _target(resource.properties.AutoScalingGroupName) == group
        and resource.properties.PredictiveScalingConfiguration is not None
    )


def _target(reference: Any) -> str:
    return reference if isinstance(reference, str) else str(reference.target)
