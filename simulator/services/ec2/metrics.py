"""What machines measure, in CloudWatch's names where it has them, and what a launch template says of itself.

Machines are measured together by whoever owns them: a group, or a standalone instance.
"""

from __future__ import annotations

from simulator.resources.units import BYTES_PER_SECOND, CREDITS, INSTANCE_HOURS, INSTANCES, PERCENT, REQUESTS
from simulator.services.kinds import Metric
from simulator.text import Text

MACHINES = (
    Metric("NetworkIn", Text("Network in", "네트워크 수신"), BYTES_PER_SECOND, statistic="average"),
    Metric("NetworkOut", Text("Network out", "네트워크 송신"), BYTES_PER_SECOND, statistic="average"),
    Metric(
        "DiskReadBytes", Text("Disk read", "디스크 읽기"), BYTES_PER_SECOND, statistic="average", chart=False
    ),
    Metric(
        "DiskWriteBytes",
        Text("Disk written", "디스크 쓰기"),
        BYTES_PER_SECOND,
        statistic="average",
        chart=False,
    ),
    Metric(
        "MemoryUtilization",
        Text("Memory utilization", "메모리 사용률"),
        PERCENT,
        statistic="average",
        chart=False,
    ),
    Metric(
        "StatusCheckFailed",
        Text("Status checks failed", "상태 검사 실패"),
        INSTANCES,
        statistic="maximum",
        chart=False,
    ),
    Metric(
        "CPUCreditUsage", Text("CPU credits used", "사용한 CPU 크레딧"), CREDITS, statistic="sum", chart=False
    ),
    Metric("CPUCreditBalance", Text("CPU credits", "CPU 크레딧 잔액"), CREDITS, "instance", chart=False),
    Metric("CPUSurplusCreditBalance", Text("Surplus credits owed", "갚을 잉여 크레딧"), CREDITS, chart=False),
    Metric(
        "CPUSurplusCreditsCharged",
        Text("Surplus credits charged", "요금이 나오는 잉여 크레딧"),
        CREDITS,
        statistic="sum",
        chart=False,
    ),
    Metric(
        "UnservedRequests",
        Text("Unserved requests", "처리하지 못한 요청"),
        REQUESTS,
        statistic="sum",
        chart=False,
    ),
    Metric(
        "WastedInstanceHours",
        Text("Wasted instance-hours", "낭비된 인스턴스 시간"),
        INSTANCE_HOURS,
        chart=False,
    ),
)

INSTANCE = (
    Metric("CPUUtilization", Text("CPU utilization", "CPU 사용률"), PERCENT, statistic="average"),
    *MACHINES,
    Metric("InstanceStates", Text("Instance state", "인스턴스 상태"), None, "instance", chart=False),
    Metric("InstanceZones", Text("Instance zone", "인스턴스의 가용 영역"), None, "instance", chart=False),
    Metric("InstanceTypes", Text("Instance type", "인스턴스 유형"), None, "instance", chart=False),
)

LAUNCH_TEMPLATE = (
    Metric("LatestVersionNumber", Text("Latest version", "최신 버전"), None, chart=False),
    Metric("DefaultVersionNumber", Text("Default version", "기본 버전"), None, chart=False),
)
