"""What can go wrong with machines: parameters of the faults of whatever has instances, and how they are declared."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.resources.properties import Properties, about
from simulator.resources.units import INSTANCES
from simulator.services.kinds import Fault
from simulator.text import Text

_COUNT = about(
    ("Instances", "인스턴스 수"),
    ("How many are hit, the oldest first.", "장애를 일으킬 인스턴스 수예요. 오래된 것부터 골라요."),
    unit=INSTANCES,
)


class CrashInstance(Properties):
    Count: Annotated[int, Field(ge=1, le=1_000), _COUNT] = 1
    State: Annotated[
        Literal["stopped", "impaired"],
        about(
            ("What EC2 sees", "EC2가 보는 상태"),
            (
                "Stopped: it is not running, which is seen at once. Impaired: it counts as running until a status check"
                " has failed for some minutes.",
                "중지됨이면 실행 중이 아니라는 것을 바로 알아요. 손상됨이면 상태 검사가 몇 분 동안 실패할 때까지 실행"
                " 중으로 봐요.",
            ),
            choices={"stopped": ("Stopped", "중지됨"), "impaired": ("Impaired", "손상됨(impaired)")},
        ),
    ] = "stopped"


class LeakMemory(Properties):
    Count: Annotated[int, Field(ge=1, le=1_000), _COUNT] = 1
    MBPerMinute: Annotated[
        float,
        Field(gt=0, le=100_000),
        about(
            ("Leak", "누수"),
            ("Memory that is never given back, each minute.", "1분마다 해제되지 않고 쌓이는 메모리예요."),
            unit=Text("MiB/min", "MiB/분"),
        ),
    ] = 200


CRASH = Fault(
    "crash_instance",
    Text("Crash an instance", "인스턴스 비정상 종료"),
    Text(
        "The machine breaks down with all its requests. EC2's own checks find out, without any balancer.",
        "서버가 처리하던 요청과 함께 멈춰요. 로드 밸런서 없이도 EC2의 상태 검사로 발견돼요.",
    ),
    CrashInstance,
)

LEAK = Fault(
    "memory_leak",
    Text("Memory leak", "메모리 누수"),
    Text(
        "Memory fills up until the application is killed; it starts again and goes on leaking.",
        "메모리가 계속 차다가 애플리케이션이 강제 종료돼요. 다시 시작한 뒤에도 누수는 이어져요.",
    ),
    LeakMemory,
)

FAULTS = (CRASH, LEAK)
