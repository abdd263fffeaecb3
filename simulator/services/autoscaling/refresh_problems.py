"""Why a call about instance refresh is refused, and what one that was made says."""

from __future__ import annotations

from simulator.problems import Problem
from simulator.text import Text


def problem(code: str, path: tuple[str, ...], text: Text) -> Problem:
    return Problem(code, ("parameters", *path) if path else (), text, _HINT)


_HINT = Text("Look at the group's log.", "그룹의 로그를 확인하세요.")
BUSY = Text("An instance refresh is under way already.", "이미 인스턴스 새로 고침이 진행 중이에요.")
NONE = Text("No instance refresh is under way.", "진행 중인 인스턴스 새로 고침이 없어요.")
ROLLING = Text("It is being rolled back already.", "이미 롤백하는 중이에요.")
NO_VERSION = Text("{template} has no version {version}.", "{template} 템플릿에 없는 버전이에요: {version}")
NO_ALARM = Text("There is no alarm called {alarm}.", "{alarm} 경보가 없어요.")
NO_DESIRED = Text(
    "Without a desired version there is nothing to roll back from.",
    "원하는 버전을 지정하지 않아서 롤백할 수 없어요.",
)
FLOATING = Text(
    "The group's version is {version}: which one that was cannot be told any more. It must be a number.",
    "그룹이 가리키는 버전({version})으로는 되돌릴 버전을 알 수 없어요. 번호로 지정해야 해요.",
)
DONE = {
    "start_instance_refresh": Text(
        "An instance refresh of {group} was started", "{group}의 인스턴스 새로 고침을 시작했어요"
    ),
    "cancel_instance_refresh": Text(
        "The instance refresh of {group} was cancelled", "{group}의 인스턴스 새로 고침을 취소했어요"
    ),
    "rollback_instance_refresh": Text("A rollback of {group} was started", "{group}의 롤백을 시작했어요"),
}
