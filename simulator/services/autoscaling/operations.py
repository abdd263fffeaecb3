"""The API's calls on a group, as they are offered. What they do is in `calls.py`."""

from __future__ import annotations

from simulator.services.autoscaling.capacity_calls import SET_DESIRED_CAPACITY
from simulator.services.autoscaling.policy_calls import EXECUTE_POLICY
from simulator.services.autoscaling.properties.calls import (
    CompleteLifecycleAction,
    EnterStandby,
    ExitStandby,
    RecordHeartbeat,
    ScalingProcesses,
    SetInstanceHealth,
    SetInstanceProtection,
    TerminateInGroup,
)
from simulator.services.autoscaling.properties.refresh import OPERATIONS as REFRESH
from simulator.services.kinds import Operation
from simulator.text import Text

OPERATIONS = (
    SET_DESIRED_CAPACITY,
    EXECUTE_POLICY,
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
    Operation(
        "complete_lifecycle_action",
        Text("Complete lifecycle action", "수명 주기 작업 완료"),
        Text(
            "Says that the work of a hook is done: the instance goes on, or is given up.",
            "후크의 작업이 끝났다고 알려요. 인스턴스는 다음 단계로 가거나 시작이 중단돼요.",
        ),
        CompleteLifecycleAction,
    ),
    Operation(
        "record_lifecycle_action_heartbeat",
        Text("Record lifecycle action heartbeat", "수명 주기 작업 하트비트 기록"),
        Text(
            "Begins a hook's timeout anew, because its work needs more time.",
            "작업 시간이 더 필요할 때 후크의 제한 시간을 다시 시작해요.",
        ),
        RecordHeartbeat,
    ),
    Operation(
        "enter_standby",
        Text("Enter standby", "대기 상태로 전환"),
        Text(
            "Takes instances out of service without ending them, for repair or a look inside.",
            "인스턴스를 종료하지 않고 서비스에서 빼요. 고치거나 살펴볼 때 써요.",
        ),
        EnterStandby,
    ),
    Operation(
        "exit_standby",
        Text("Exit standby", "대기 상태 해제"),
        Text("Puts instances in standby back into service.", "대기 중인 인스턴스를 다시 서비스에 넣어요."),
        ExitStandby,
    ),
    Operation(
        "terminate_instance_in_auto_scaling_group",
        Text("Terminate instance in group", "그룹의 인스턴스 종료"),
        Text(
            "Ends one instance, protected or not; the group replaces it unless capacity is lowered too.",
            "보호 여부와 관계없이 인스턴스 하나를 종료해요. 원하는 용량을 줄이지 않으면 그룹이 교체해요.",
        ),
        TerminateInGroup,
    ),
    Operation(
        "set_instance_health",
        Text("Set instance health", "인스턴스 상태 설정"),
        Text(
            "Tells the group what a health check of your own has found. An unhealthy instance is replaced.",
            "직접 만든 상태 확인의 결과를 그룹에 알려요. 비정상 인스턴스는 교체돼요.",
        ),
        SetInstanceHealth,
    ),
)
