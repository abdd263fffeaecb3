"""Route 53's kinds."""

from __future__ import annotations

from simulator.services.cloudfront.properties import Distribution
from simulator.services.elb.properties import LoadBalancer
from simulator.services.kinds import Kind, Layer, Owner, Refusal, Wire
from simulator.services.route53 import canvas, checks, metrics
from simulator.services.route53.properties import HostedZone, RecordSet
from simulator.services.s3.properties import Bucket
from simulator.text import Text

_RECORD = Text("record", "레코드")

ZONE = Kind(
    label=Text("Hosted zone", "호스팅 영역"),
    summary=Text("Answers which address a name has.", "도메인 이름이 어느 주소인지 알려 줘요."),
    layer=Layer.DNS,
    model=HostedZone,
    prefix="Zone",
    canvas=True,
    scope="global",
    attributes=("Id", "NameServers"),
    wires=(
        Wire(Distribution.TYPE, _RECORD, canvas.connect_with("DomainName"), canvas.disconnect),
        Wire(LoadBalancer.TYPE, _RECORD, canvas.connect_with("DNSName"), canvas.disconnect),
        Wire(Bucket.TYPE, _RECORD, canvas.connect_with("DomainName"), canvas.disconnect),
    ),
    refusals=(
        Refusal(
            "AWS::AutoScaling::AutoScalingGroup",
            Text(
                "Instances of a group come and go, so a record cannot name them. Put a load balancer between.",
                "그룹의 인스턴스는 계속 바뀌어서 레코드로 가리킬 수 없어요. 사이에 로드 밸런서를 두세요.",
            ),
        ),
        Refusal(
            HostedZone.TYPE,
            Text(
                "One zone does not send requests to another.",
                "호스팅 영역은 다른 호스팅 영역으로 요청을 보내지 않아요.",
            ),
        ),
    ),
    links=canvas.links,
    drop=canvas.drop_zone,
    rules=(checks.zone_has_records,),
    metrics=metrics.METRICS,
    badges=("Queries",),
)

RECORD = Kind(
    label=Text("Record", "레코드"),
    summary=Text("One name and what it leads to.", "이름 하나와 그 이름이 가리키는 곳이에요."),
    layer=Layer.DNS,
    model=RecordSet,
    prefix="Record",
    scope="global",
    owner=Owner(HostedZone.TYPE, ("HostedZoneId",)),
    rules=(checks.name_is_in_zone, checks.records_of_a_name_fit, checks.distribution_knows_the_name),
)

KINDS = (ZONE, RECORD)
