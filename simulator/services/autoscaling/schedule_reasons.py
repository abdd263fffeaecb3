"""Why a scheduled action did what it did, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class ScheduleReason(Reason):
    SCHEDULED = "Scheduled"
    UNCHANGED = "ScheduledNothingToChange"
    CONTRADICTION = "ScheduledSizesContradict"
    SUSPENDED = "ScheduledActionsSuspended"


SCHEDULE: dict[ScheduleReason, Text] = {
    ScheduleReason.SCHEDULED: Text(
        "{action} at {time}: desired capacity {capacity} → {new}, size now {minimum} to {maximum}",
        "{action} 실행({time}): 원하는 용량 {capacity} → {new}대, 그룹 용량 {minimum}~{maximum}대",
    ),
    ScheduleReason.UNCHANGED: Text(
        "{action} at {time} changes nothing: {capacity} desired, size {minimum} to {maximum}",
        "{action} 실행({time}): 바뀐 것 없음. 원하는 용량 {capacity}대, 그룹 용량 {minimum}~{maximum}대",
    ),
    ScheduleReason.CONTRADICTION: Text(
        "{action} at {time} fails: {wanted} desired does not fit a size of {minimum} to {maximum}",
        "{action} 실행 실패({time}): 원하는 용량 {wanted}대가 그룹 용량 {minimum}~{maximum}대에 맞지 않아요",
    ),
    ScheduleReason.SUSPENDED: Text(
        "{action} at {time} is not carried out: the process ScheduledActions is suspended",
        "{action} 실행 안 함({time}): ScheduledActions 프로세스가 일시 중지되었어요",
    ),
}
