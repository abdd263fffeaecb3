"""CloudFront's kinds."""

from __future__ import annotations

from simulator.services.cloudfront import canvas, checks, metrics
from simulator.services.cloudfront.properties import CachePolicy, Distribution
from simulator.services.elb.properties import LoadBalancer
from simulator.services.kinds import Kind, Layer, Owner, Refusal, Wire
from simulator.services.s3.properties import Bucket
from simulator.text import Text

DISTRIBUTION = Kind(
    label=Text("CloudFront distribution", "CloudFront 배포"),
    summary=Text(
        "Answers from edge locations near the viewers, and fetches what it lacks from origins.",
        "최종 사용자와 가까운 엣지 로케이션에서 응답하고, 없는 것은 오리진에서 가져와요.",
    ),
    layer=Layer.EDGE,
    model=Distribution,
    prefix="Distribution",
    canvas=True,
    scope="global",
    attributes=("DomainName", "Id"),
    wires=(
        Wire(LoadBalancer.TYPE, Text("origin", "오리진"), canvas.connect_balancer, canvas.disconnect_origin),
        Wire(Bucket.TYPE, Text("origin", "오리진"), canvas.connect_bucket, canvas.disconnect_origin),
    ),
    refusals=(
        Refusal(
            "AWS::AutoScaling::AutoScalingGroup",
            Text(
                "Instances of a group come and go, so a distribution cannot name them. Put a load balancer between.",
                "그룹의 인스턴스는 계속 바뀌어서 배포가 가리킬 수 없어요. 사이에 로드 밸런서를 두세요.",
            ),
        ),
        Refusal(
            "AWS::Route53::HostedZone",
            Text(
                "Names lead to a distribution, not away from it. Draw the wire from the zone.",
                "DNS 이름이 배포를 가리켜요. 호스팅 영역에서 배포로 연결선을 그리세요.",
            ),
        ),
        Refusal(
            Distribution.TYPE,
            Text(
                "In this lab a distribution's origin is a load balancer or a bucket.",
                "여기서 배포의 오리진은 로드 밸런서나 버킷이에요.",
            ),
        ),
    ),
    links=canvas.links,
    drop=canvas.drop_distribution,
    rules=(checks.behaviors_name_origins, checks.origin_ids_differ, checks.path_patterns_differ),
    metrics=metrics.METRICS,
    badges=("HitRatio", "Requests", "Errors"),
)

CACHE_POLICY = Kind(
    label=Text("Cache policy", "캐시 정책"),
    summary=Text("How long answers stay at the edge.", "응답을 엣지에 얼마나 오래 캐시할지 정해요."),
    layer=Layer.EDGE,
    model=CachePolicy,
    prefix="CachePolicy",
    scope="global",
    owner=Owner(
        Distribution.TYPE,
        ("DistributionConfig", "DefaultCacheBehavior", "CachePolicyId"),
        by="owner",
        also=(("DistributionConfig", "CacheBehaviors", "*", "CachePolicyId"),),
    ),
    attributes=("Id",),
    rules=(checks.ttls_are_in_order,),
)

KINDS = (DISTRIBUTION, CACHE_POLICY)
