"""Units, as they stand behind a number."""

from __future__ import annotations

from simulator.text import Text

SECONDS = Text("s", "초")
MILLISECONDS = Text("ms", "밀리초")
HOURS = Text("h", "시")
PERCENT = Text("%", "%")
REQUESTS_PER_SECOND = Text("requests/s", "요청/초")
REQUESTS = Text("requests", "요청")
INSTANCES = Text("instances", "인스턴스")
KILOBYTES = Text("KB", "KB")
RATIO = Text("ratio", "비율")
