"""S3's kinds."""

from __future__ import annotations

from simulator.services.kinds import Fault, Kind, Layer, Refusal
from simulator.services.s3 import canvas, metrics
from simulator.services.s3.properties import Bucket, OriginDown
from simulator.text import Text

BUCKET = Kind(
    label=Text("S3 bucket", "S3 버킷"),
    summary=Text("Stores objects and serves them as an origin.", "객체를 저장하고 오리진 역할을 해요."),
    layer=Layer.STORAGE,
    model=Bucket,
    prefix="Bucket",
    canvas=True,
    attributes=("Arn", "DomainName", "RegionalDomainName"),
    refusals=tuple(
        Refusal(
            target,
            Text(
                "A bucket only answers; it sends no requests on. Draw the wire towards the bucket.",
                "버킷은 응답만 하고 요청을 넘기지 않아요. 버킷 쪽으로 연결선을 그리세요.",
            ),
        )
        for target in (
            "Lab::Clients",
            "AWS::Route53::HostedZone",
            "AWS::CloudFront::Distribution",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::AutoScaling::AutoScalingGroup",
        )
    ),
    drop=canvas.drop_bucket,
    metrics=metrics.METRICS,
    badges=("AllRequests", "Errors"),
    faults=(
        Fault(
            "origin_down",
            Text("Origin down", "오리진 중단"),
            Text(
                "The bucket answers every request with 503 until the fault is cleared.",
                "장애를 종료할 때까지 버킷이 모든 요청에 503으로 응답해요.",
            ),
            OriginDown,
        ),
    ),
)

KINDS = (BUCKET,)
