"""Why security groups let a connection through or drop it, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class SecurityReason(Reason):
    ALLOWED = "Allowed"
    UNRESTRICTED = "NoSecurityGroup"
    NO_INGRESS = "NoInboundRule"
    NO_EGRESS = "NoOutboundRule"


REASONS: dict[SecurityReason, Text] = {
    SecurityReason.ALLOWED: Text(
        "{source} may connect to {destination} on port {port}: rule {rule} allows it",
        "{source} → {destination} {port}번 포트 연결 허용: {rule} 규칙이 허용해요",
    ),
    SecurityReason.UNRESTRICTED: Text(
        "{source} may connect to {destination} on port {port}: it has no security group",
        "{source} → {destination} {port}번 포트 연결 허용: 보안 그룹이 없어요",
    ),
    SecurityReason.NO_INGRESS: Text(
        "{source} cannot connect to {destination} on port {port}: no inbound rule allows it, the packets are dropped",
        "{source} → {destination} {port}번 포트 연결 차단: 허용하는 인바운드 규칙이 없어 패킷을 버려요",
    ),
    SecurityReason.NO_EGRESS: Text(
        "{source} cannot connect to {destination} on port {port}: no outbound rule of its own allows it",
        "{source} → {destination} {port}번 포트 연결 차단: 보내는 쪽의 아웃바운드 규칙이 허용하지 않아요",
    ),
}

FITS = Text("allows it", "허용")
OTHER_PROTOCOL = Text("another protocol", "다른 프로토콜")
OTHER_PORT = Text("another port", "다른 포트")
OTHER_ADDRESS = Text("not all of these addresses", "주소가 범위를 벗어남")
OTHER_GROUP = Text("another security group", "다른 보안 그룹")
