"""What alarms show of themselves in every frame."""

from __future__ import annotations

from simulator.services.kinds import Metric
from simulator.text import Text

STATE = Metric("StateValue", Text("State", "상태"), None, chart=False)
VALUE = Metric("Value", Text("Newest datapoint", "최근 데이터 포인트"), None)
SUPPRESSED = Metric("ActionsSuppressedBy", Text("Actions held back by", "작업을 막는 것"), None, chart=False)
