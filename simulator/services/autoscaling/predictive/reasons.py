"""Why predictive scaling did what it did, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class PredictiveReason(Reason):
    FORECAST = "Forecast"
    NOT_ENOUGH_HISTORY = "NotEnoughHistory"
    SCALED_OUT = "ScaledOutAhead"
    ENOUGH = "CapacityIsEnough"
    LIMITED = "LimitedByMaximum"
    MAXIMUM_INCREASED = "MaximumIncreased"
    FORECAST_ONLY = "ForecastOnly"
    NO_FORECAST = "NoForecast"
    HELD = "HeldByForecast"


REASONS: dict[PredictiveReason, Text] = {
    PredictiveReason.FORECAST: Text(
        "Forecast of the next {hours} hours from {known} hours of history: {model} erred least ({error})",
        "과거 {known}시간으로 다음 {hours}시간 예측: 시험해 본 방식 중 {model} 방식의 오차가 가장 작아요({error})",
    ),
    PredictiveReason.NOT_ENOUGH_HISTORY: Text(
        "No forecast: {known} hours of history have a value, {least} are needed",
        "예측 없음: 값이 있는 과거는 {known}시간인데 {least}시간이 필요해요",
    ),
    PredictiveReason.SCALED_OUT: Text(
        "Scaled out {capacity} → {new} ahead of the hour: the forecast load of {load} asks for {predicted}"
        " at a target of {target}",
        "정각에 앞서 {capacity} → {new}대로 확장: 예측 부하 {load} 기준으로 {predicted}대가 필요해요(목표 값 {target})",
    ),
    PredictiveReason.ENOUGH: Text(
        "Stays at {capacity}: the forecast load of {load} asks for {predicted}; a forecast never scales in",
        "{capacity}대 유지: 예측 부하 {load} 기준으로 {predicted}대면 되고, 예측만으로는 축소하지 않아요",
    ),
    PredictiveReason.LIMITED: Text(
        "Capacity {capacity} → {new}: the forecast load of {load} asks for {predicted}, but MaxSize is {maximum}",
        "용량 {capacity} → {new}대: 예측 부하 {load} 기준으로 {predicted}대가 필요하지만 최대 용량이 {maximum}대예요",
    ),
    PredictiveReason.MAXIMUM_INCREASED: Text(
        "MaxSize {maximum} → {new_maximum} and capacity {capacity} → {new}: the forecast load of {load} asks for"
        " {predicted}, with a buffer of {buffer} %",
        "최대 용량 {maximum} → {new_maximum}대, 용량 {capacity} → {new}대: 예측 부하 {load} 기준으로 {predicted}대가"
        " 필요해요(버퍼 {buffer}%)",
    ),
    PredictiveReason.FORECAST_ONLY: Text(
        "Forecast only: the forecast load of {load} asks for {predicted}; capacity stays {capacity}",
        "예측만 함: 예측 부하 {load} 기준으로 {predicted}대가 필요하지만 용량은 {capacity}대로 두어요",
    ),
    PredictiveReason.NO_FORECAST: Text(
        "Stays at {capacity}: there is no forecast of the hour",
        "{capacity}대 유지: 이 시간의 예측이 없어요",
    ),
    PredictiveReason.HELD: Text(
        "Scaled in no further than {new}, instead of {wanted}: the forecast asks for {predicted} in this hour",
        "{wanted}대가 아니라 {new}대까지만 축소: 이 시간의 예측 용량이 {predicted}대예요",
    ),
}

MODELS: dict[str, Text] = {
    "HourOfDay": Text("the same hour of every day", "매일 같은 시각"),
    "HourOfWeek": Text("the same hour of every week", "매주 같은 요일과 시각"),
    "HourOfDayWithTrend": Text("the same hour of every day, with its trend", "매일 같은 시각과 추세"),
}

UNTRIED = Text("nothing to try it on yet", "아직 시험할 과거가 부족해요")
ERROR = Text("{error} % of the load over {starts} starts", "부하의 {error}%, {starts}번 시험")
EASIEST = Text("a simpler one errs hardly more", "더 단순한 방식과 오차가 거의 같아요")
LARGER_ERROR = Text("errs more", "오차가 더 커요")
