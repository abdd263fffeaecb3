"""S3's kinds: buckets, and who may use them."""

from __future__ import annotations

from simulator.services.iam.checks import what_belongs_together_is_in_one_account
from simulator.services.kinds import Fault, Kind, Layer, Owner, Refusal
from simulator.services.s3 import canvas, checks, metrics
from simulator.services.s3.properties import Bucket, BucketPolicy, OriginDown
from simulator.text import Text

BUCKET = Kind(
    label=Text("S3 bucket", "S3 버킷"),
    summary=Text("Stores objects and serves them as an origin.", "객체를 저장하고 오리진으로 제공해요."),
    layer=Layer.STORAGE,
    model=Bucket,
    prefix="Bucket",
    canvas=True,
    account=True,
    attributes=("Arn", "DomainName", "RegionalDomainName"),
    refusals=tuple(
        Refusal(
            target,
            Text(
                "A bucket only answers; it sends no requests on. Draw the wire towards the bucket.",
                "버킷은 응답만 하고 요청을 전달하지 않아요. 버킷 쪽으로 연결선을 그리세요.",
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
    rules=(checks.bucket_names_are_unique,),
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

BUCKET_POLICY = Kind(
    label=Text("Bucket policy", "버킷 정책"),
    summary=Text(
        "Who may use the bucket and its objects, principals of other accounts among them.",
        "다른 계정의 보안 주체를 포함해 누가 버킷과 그 객체를 쓸 수 있는지 정해요.",
    ),
    layer=Layer.IDENTITY,
    model=BucketPolicy,
    prefix="BucketPolicy",
    owner=Owner(Bucket.TYPE, ("Bucket",)),
    drop=canvas.drop_bucket_policy,
    rules=(
        what_belongs_together_is_in_one_account,
        checks.bucket_has_one_policy,
        checks.policy_is_in_order,
        checks.policy_is_about_the_bucket,
        checks.principals_exist,
    ),
)

KINDS = (BUCKET, BUCKET_POLICY)
