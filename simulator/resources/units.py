"""Units, as they stand behind a number."""

from __future__ import annotations

from simulator.text import Text

SECONDS = Text("s", "초")
MILLISECONDS = Text("ms", "밀리초")
HOURS = Text("h", "시")
DAYS = Text("days", "일")
PERCENT = Text("%", "%")
REQUESTS_PER_SECOND = Text("requests/s", "건/초")
REQUESTS = Text("requests", "건")
INSTANCES = Text("instances", "대")
KILOBYTES = Text("KB", "KB")
MEBIBYTES = Text("MiB", "MiB")
BYTES_PER_SECOND = Text("B/s", "B/초")
CREDITS = Text("credits", "크레딧")
INSTANCE_HOURS = Text("instance-hours", "인스턴스 시간")
RATIO = Text("ratio", "비율")
