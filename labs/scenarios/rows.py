"""What labs teach, by the ids that scenarios name in `teaches`: a short name for each, and the layer it is of."""

from __future__ import annotations

from simulator.text import Text

#: Services by the first part of an id, in the catalogue's order: name, and the layer whose colour it has.
SERVICES: dict[str, tuple[Text, str]] = {
    "AS": (Text("Auto Scaling", "Auto Scaling"), "compute"),
    "LB": (Text("Elastic Load Balancing", "Elastic Load Balancing"), "balancer"),
    "CF": (Text("CloudFront", "CloudFront"), "edge"),
    "R53": (Text("Route 53", "Route 53"), "dns"),
    "ACM": (Text("Certificate Manager", "Certificate Manager"), "certificate"),
    "IAM": (Text("Identity and access", "권한(IAM)"), "identity"),
}

ROWS: dict[str, Text] = {
    "AS-1": Text("Scale up, scale out", "스케일 업과 확장(scale out)"),
    "AS-2": Text("Groups that keep their number alive", "인스턴스 수를 유지하는 그룹"),
    "AS-3": Text("Spread over Availability Zones", "여러 가용 영역에 분산하기"),
    "AS-4": Text("Launch templates", "시작 템플릿"),
    "AS-5": Text("Metrics and alarms", "지표와 경보"),
    "AS-6": Text("Manual, scheduled, predictive scaling", "수동 조정, 예약된 조정, 예측 조정"),
    "AS-7": Text("Dynamic scaling policies", "동적 조정 정책"),
    "AS-8": Text("Termination policies", "종료 정책"),
    "AS-9": Text("Instance lifecycle", "인스턴스 수명 주기"),
    "AS-10": Text("What scaling is good for, measured", "조정의 효과 측정하기"),
    "LB-1": Text("Targets of every kind", "여러 종류의 대상"),
    "LB-2": Text("Internet-facing and internal", "인터넷 경계와 내부"),
    "LB-3": Text("Balancer nodes in several zones", "여러 가용 영역의 로드 밸런서 노드"),
    "LB-4": Text("Health checks", "상태 확인"),
    "LB-5": Text("Sticky sessions", "고정 세션"),
    "LB-6": Text("Balancer metrics and access logs", "로드 밸런서 지표와 액세스 로그"),
    "LB-7": Text("Deletion protection", "삭제 방지"),
    "LB-8": Text("Balancing algorithms", "로드 밸런싱 알고리즘"),
    "LB-9": Text("Application Load Balancer rules", "Application Load Balancer 규칙"),
    "LB-10": Text("Network Load Balancer", "Network Load Balancer"),
    "LB-11": Text("Gateway Load Balancer", "Gateway Load Balancer"),
    "LB-12": Text("Classic Load Balancer", "Classic Load Balancer"),
    "LB-13": Text("Cross-zone balancing", "교차 영역 로드 밸런싱"),
    "LB-14": Text("High and spiky rates", "높고 급변하는 요청률"),
    "LB-15": Text("Serverless and container back ends", "서버리스와 컨테이너 백엔드"),
    "LB-16": Text("Hybrid targets", "하이브리드 대상"),
    "LB-17": Text("Balancing over regions", "리전 간 로드 밸런싱"),
    "CF-1": Text("Edge locations and hit ratio", "엣지 로케이션과 캐시 적중률"),
    "CF-2": Text("Origins and origin groups", "오리진과 오리진 그룹"),
    "CF-3": Text("Static and dynamic by path", "경로에 따른 정적·동적 콘텐츠"),
    "CF-4": Text("Dynamic acceleration", "동적 콘텐츠 가속"),
    "CF-5": Text("HTTPS to viewers", "최종 사용자와의 HTTPS"),
    "CF-6": Text("Geographic restriction", "지리적 제한"),
    "CF-7": Text("Firewall and edge functions", "방화벽과 엣지 함수"),
    "CF-8": Text("Reports", "보고서"),
    "CF-9": Text("Viewer headers for the origin", "오리진에 전하는 뷰어 헤더"),
    "CF-10": Text("Cache and origin request policies", "캐시 정책과 오리진 요청 정책"),
    "CF-11": Text("Signed URLs and cookies", "서명된 URL과 쿠키"),
    "CF-12": Text("Absorbing a flood at the edge", "엣지에서 트래픽 공격 흡수하기"),
    "R53-1": Text("Domains, hosted zones, aliases", "도메인, 호스팅 영역, 별칭"),
    "R53-2": Text("Records", "레코드"),
    "R53-3": Text("Routing policies", "라우팅 정책"),
    "R53-4": Text("Health checks and failover", "상태 확인과 장애 조치"),
    "R53-5": Text("Traffic flow", "트래픽 흐름"),
    "ACM-1": Text("Certificates validated by DNS", "DNS로 검증하는 인증서"),
    "ACM-2": Text("Expiry and renewal", "만료와 갱신"),
    "ACM-3": Text("Private keys", "프라이빗 키"),
    "IAM-1": Text("Root user, users, groups, roles", "루트 사용자, 사용자, 그룹, 역할"),
    "IAM-2": Text("Policies, and who decides", "정책과 권한 결정"),
    "IAM-3": Text("Access keys and sign-in", "액세스 키와 로그인"),
    "IAM-4": Text("Roles and who may assume them", "역할과 역할 수임"),
    "IAM-5": Text("Sharing across accounts", "계정 간 공유"),
}


def service_of(row: str) -> str:
    """The first part of an id: "R53" of "R53-3"."""
    return row.rpartition("-")[0]


def layer_of(row: str) -> str:
    found = SERVICES.get(service_of(row))
    return found[1] if found else "network"


def place_of(row: str) -> tuple[int, int, str]:
    """Sorts ids by service, then by number."""
    services = list(SERVICES)
    service, number = service_of(row), row.rpartition("-")[2]
    known = services.index(service) if service in services else len(services)
    return known, int(number) if number.isdecimal() else 0, row
