"""Rules of distributions and cache policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from simulator.problems import Path, Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.cloudfront.properties import CachePolicy, DefaultBehavior, Distribution
from simulator.spelling import nearest
from simulator.text import Text


def _behaviors(distribution: TypedResource[Distribution]) -> Iterator[tuple[Path, DefaultBehavior]]:
    at = (distribution.id, "Properties", "DistributionConfig")
    config = distribution.properties.DistributionConfig
    yield (*at, "DefaultCacheBehavior"), config.DefaultCacheBehavior
    for index, behavior in enumerate(config.CacheBehaviors):
        yield (*at, "CacheBehaviors", index), behavior


def behaviors_name_origins(
    distribution: TypedResource[Distribution], world: TypedResources
) -> Iterator[Problem]:
    ids = [origin.Id for origin in distribution.properties.DistributionConfig.Origins]
    for path, behavior in _behaviors(distribution):
        if behavior.TargetOriginId not in ids:
            near = nearest(behavior.TargetOriginId, ids) or ids[0]
            yield Problem(
                "UnknownOrigin",
                (*path, "TargetOriginId"),
                Text.filled(
                    f"The distribution has no origin {behavior.TargetOriginId}.",
                    f"배포에 {behavior.TargetOriginId} 오리진이 없어요.",
                ),
                Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?"),
            )


def origin_ids_differ(distribution: TypedResource[Distribution], world: TypedResources) -> Iterator[Problem]:
    counts = Counter(origin.Id for origin in distribution.properties.DistributionConfig.Origins)
    for id, count in counts.items():
        if count > 1:
            yield Problem(
                "DuplicateOrigin",
                (distribution.id, "Properties", "DistributionConfig", "Origins"),
                Text.filled(f"{count} origins are called {id}.", f"이름이 {id}인 오리진이 {count}개예요."),
                Text("Give each origin an Id of its own.", "오리진마다 다른 Id를 쓰세요."),
            )


def path_patterns_differ(
    distribution: TypedResource[Distribution], world: TypedResources
) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, behavior in enumerate(distribution.properties.DistributionConfig.CacheBehaviors):
        pattern = behavior.PathPattern.removeprefix("/")
        if pattern in seen:
            yield Problem(
                "DuplicatePathPattern",
                (distribution.id, "Properties", "DistributionConfig", "CacheBehaviors", index, "PathPattern"),
                Text.filled(
                    f"{behavior.PathPattern} already stands in behavior {seen[pattern] + 1}.",
                    f"{behavior.PathPattern} 패턴은 {seen[pattern] + 1}번째 동작에 이미 있어요.",
                ),
                Text("Only the first is ever used: remove one.", "앞의 것만 쓰이니 하나를 지우세요."),
            )
        seen.setdefault(pattern, index)
        if pattern in ("*", "/*"):
            yield Problem(
                "CatchAllPattern",
                (distribution.id, "Properties", "DistributionConfig", "CacheBehaviors", index, "PathPattern"),
                Text.filled(
                    f"{behavior.PathPattern} takes every request: the default behavior is never used.",
                    f"{behavior.PathPattern} 패턴이 모든 요청에 맞아서 기본 동작을 쓸 일이 없어요.",
                ),
                Text("Use the default behavior for the rest.", "나머지 요청에는 기본 동작을 쓰세요."),
                Severity.WARNING,
            )


def ttls_are_in_order(policy: TypedResource[CachePolicy], world: TypedResources) -> Iterator[Problem]:
    config = policy.properties.CachePolicyConfig
    if not config.MinTTL <= config.DefaultTTL <= config.MaxTTL:
        yield Problem(
            "TtlOrder",
            (policy.id, "Properties", "CachePolicyConfig"),
            Text.filled(
                f"The times are not in order: minimum {config.MinTTL:g}, default {config.DefaultTTL:g},"
                f" maximum {config.MaxTTL:g}.",
                f"TTL의 크기 순서가 맞지 않아요(최소 {config.MinTTL:g}, 기본 {config.DefaultTTL:g},"
                f" 최대 {config.MaxTTL:g}).",
            ),
            Text("Keep MinTTL ≤ DefaultTTL ≤ MaxTTL.", "MinTTL ≤ DefaultTTL ≤ MaxTTL이 되게 하세요."),
        )
