"""Why an instance was launched or let go: sentences of an activity's Cause. A time stands before each of them."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.text import Text

#: Activities that an end breaks off.
COMING = ("launch", "warm_start", "prepare", "reuse")

MISSING = Text(
    "the group held {capacity} of {desired} desired instances, so one more was launched.",
    "원하는 용량 {desired}대 중 {capacity}대뿐이어서 한 대를 더 시작했어요.",
)
SURPLUS = Text(
    "the group held {capacity} instances with {desired} desired, so one was taken out of service.",
    "원하는 용량은 {desired}대인데 {capacity}대가 있어서 한 대를 서비스에서 뺐어요.",
)
_SELECTED = Text("{instance} was the one to go: {rule}.", "{instance} 종료를 결정했어요({rule}).")
REPLACEMENT = Text(
    "a new instance was launched in place of {replaces}.", "{replaces} 대신 새 인스턴스를 시작했어요."
)
REBALANCING = Text(
    "the Availability Zones were out of balance, so one was launched where fewest are.",
    "가용 영역의 균형이 어긋나서 인스턴스가 가장 적은 영역에 한 대를 시작했어요.",
)
GONE = Text(
    "{instance} was found not to be running any more.", "{instance} 인스턴스가 더 이상 실행 중이 아니었어요."
)
UNHEALTHY: Mapping[str, Text] = {
    "ELB": Text(
        "{instance} failed the health check of its load balancer.",
        "{instance} 인스턴스가 로드 밸런서의 상태 확인에 실패했어요.",
    ),
    "EC2": Text(
        "{instance} failed the status checks of EC2.", "{instance} 인스턴스가 EC2 상태 검사에 실패했어요."
    ),
    "user": Text(
        "{instance} was set to Unhealthy by a call of the API.",
        "API 호출로 {instance} 상태가 비정상이 되었어요.",
    ),
}
LIFETIME = Text(
    "{instance} had been in service for the maximum instance lifetime of {lifetime} s.",
    "{instance}의 서비스 시간이 최대 인스턴스 수명 {lifetime}초에 이르렀어요.",
)
BY_USER = Text(
    "a call of the API terminated {instance}; desired capacity is {desired}.",
    "API 호출로 {instance} 인스턴스를 종료했어요. 원하는 용량은 {desired}대예요.",
)
ENTER_STANDBY = Text(
    "a call of the API moved {instance} to standby; desired capacity is {desired}.",
    "API 호출로 {instance} 인스턴스를 대기 상태로 바꿨어요. 원하는 용량은 {desired}대예요.",
)
EXIT_STANDBY = Text(
    "a call of the API put {instance} back into service; desired capacity is {desired}.",
    "API 호출로 {instance} 인스턴스를 다시 서비스에 넣었어요. 원하는 용량은 {desired}대예요.",
)
ABANDONED = Text(
    "the lifecycle hook {hook} ended with ABANDON, so the launch was given up.",
    "수명 주기 후크 {hook}의 결과가 ABANDON이어서 시작을 중단했어요.",
)
TAKEN_OUT = Text("the instance was taken out of service.", "인스턴스를 서비스에서 뺐어요.")
POOL_SHORT = Text(
    "the warm pool held {capacity} of {desired} instances.", "웜 풀에 {desired}대 중 {capacity}대만 있었어요."
)
POOL_SURPLUS = Text(
    "the warm pool held {capacity} instances with {desired} wanted.",
    "웜 풀에 필요한 {desired}대보다 많은 {capacity}대가 있었어요.",
)
WARM_START = Text(
    "the group held {capacity} of {desired} desired instances, so one was taken from the warm pool.",
    "원하는 용량 {desired}대 중 {capacity}대뿐이어서 웜 풀에서 한 대를 가져왔어요.",
)
REUSED = Text("the reuse policy returns it to the warm pool.", "재사용 정책에 따라 웜 풀로 돌려보냈어요.")


def selected(instance: str, rule: Mapping[str, str]) -> Text:
    """Which instance went and by which step, given in both languages."""
    return Text.filled(
        _SELECTED.en.format(instance=instance, rule=rule["en"]),
        _SELECTED.ko.format(instance=instance, rule=rule["ko"]),
    )
