"""The lab's own kind: viewers."""

from __future__ import annotations

from simulator.services.clients import canvas, checks, clock, metrics, past
from simulator.services.clients.properties import Clients
from simulator.services.cloudfront.properties import Distribution
from simulator.services.elb.properties import LoadBalancer
from simulator.services.kinds import Kind, Layer, Refusal, Wire
from simulator.services.route53.properties import HostedZone
from simulator.services.s3.properties import Bucket
from simulator.text import Text

_ASKS = Text("asks", "요청")

CLIENTS = Kind(
    label=Text("Viewers", "최종 사용자"),
    summary=Text(
        "People in one city who send requests; each second's rate follows a curve.",
        "한 도시에서 요청을 보내는 사람들이에요. 요청률은 트래픽 곡선을 따라 매초 바뀌어요.",
    ),
    layer=Layer.VIEWERS,
    model=Clients,
    prefix="Viewers",
    canvas=True,
    scope="global",
    wires=(
        Wire(HostedZone.TYPE, Text("looks up", "이름 조회"), canvas.connect_zone, canvas.disconnect),
        Wire(Distribution.TYPE, _ASKS, canvas.connect_with("DomainName"), canvas.disconnect),
        Wire(LoadBalancer.TYPE, _ASKS, canvas.connect_with("DNSName"), canvas.disconnect),
        Wire(Bucket.TYPE, _ASKS, canvas.connect_with("DomainName"), canvas.disconnect),
    ),
    refusals=(
        Refusal(
            "AWS::AutoScaling::AutoScalingGroup",
            Text(
                "Viewers cannot follow instances that come and go. Put a load balancer before the group.",
                "인스턴스는 계속 바뀌어서 사용자가 직접 연결할 수 없어요. 그룹 앞에 로드 밸런서를 두세요.",
            ),
        ),
        Refusal(
            Clients.TYPE,
            Text("Viewers do not send requests to one another.", "최종 사용자끼리는 요청을 보내지 않아요."),
        ),
    ),
    links=canvas.links,
    drop=canvas.drop_clients,
    rules=(checks.host_name_has_a_record, clock.clocks_agree, past.history_can_be_told),
    metrics=metrics.METRICS,
    badges=("Requests", "Latency", "Failed"),
)

KINDS = (CLIENTS,)
