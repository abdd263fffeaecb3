"""The API's calls on a group, as they are offered. What they do is in `calls.py`."""

from __future__ import annotations

from simulator.services.autoscaling.properties.calls import ScalingProcesses, SetInstanceProtection
from simulator.services.autoscaling.properties.refresh import OPERATIONS as REFRESH
from simulator.services.kinds import Operation
from simulator.text import Text

OPERATIONS = (
    *REFRESH,
    Operation(
        "set_instance_protection",
        Text("Set instance protection", "인스턴스 보호 설정"),
        Text(
            "Protects instances from scale-in, or no longer. Health checks and people may still end them.",
            "인스턴스를 축소에서 보호하거나 보호를 풀어요. 상태 확인이나 사람은 여전히 종료할 수 있어요.",
        ),
        SetInstanceProtection,
    ),
    Operation(
        "suspend_processes",
        Text("Suspend processes", "프로세스 일시 중지"),
        Text(
            "Stops processes of the group until they are resumed: launching, terminating, health checks and others.",
            "다시 시작할 때까지 그룹의 프로세스를 멈춰요. 인스턴스 시작과 종료, 상태 확인 같은 것들이에요.",
        ),
        ScalingProcesses,
    ),
    Operation(
        "resume_processes",
        Text("Resume processes", "프로세스 다시 시작"),
        Text(
            "Lets suspended processes go on. What waited for them happens at once.",
            "일시 중지한 프로세스를 다시 시작해요. 기다리던 일은 바로 처리해요.",
        ),
        ScalingProcesses,
    ),
)
