"""What the viewers get: traffic, goodput, latency, failures."""

from __future__ import annotations

from dashboard.charts.specification import FRAME, PERCENT_AXIS, Binding, Chart, area, bars, line
from simulator.text import Text

CAUSES: dict[str, Text] = {
    "dns_no_answer": Text(en="no DNS answer", ko="DNS 응답 없음"),
    "target_busy": Text(en="target busy (503)", ko="대상 과부하(503)"),
    "no_targets": Text(en="no targets (503)", ko="대상 없음(503)"),
    "connection_reset": Text(en="connection reset (502)", ko="연결 재설정(502)"),
    "timeout": Text(en="timed out", ko="시간 초과"),
    "origin_down": Text(en="origin down (503)", ko="오리진 중단(503)"),
    "balancer_timeout": Text(en="load balancer timeout (504)", ko="로드 밸런서 시간 초과(504)"),
}


def traffic() -> Chart:
    """Requests viewers asked for, and those that were served or failed, each second."""
    return Chart(
        id="traffic",
        title=Text(en="Requests per second", ko="초당 요청 수"),
        summary=Text(
            en="Requests viewers send each second, and how many of them are served or fail.",
            ko="최종 사용자가 매초 보내는 요청 수와 그중 정상 처리되거나 실패한 요청 수예요.",
        ),
        unit="per_second",
        bindings=(
            Binding(
                type=FRAME,
                metric="demand.served",
                name=Text(en="served", ko="정상 처리"),
                trace=area("demand", shape="linear"),
                inks=("success",),
                unit="per_second",
                opacity=0.3,
            ),
            Binding(
                type=FRAME,
                metric="demand.failed",
                name=Text(en="failed", ko="실패"),
                trace=area("demand", shape="linear"),
                inks=("server-error",),
                unit="per_second",
                opacity=0.6,
            ),
            Binding(
                type=FRAME,
                metric="demand.arrived",
                name=Text(en="asked for", ko="요청"),
                trace=line(width=1.5),
                inks=("viewers",),
                unit="per_second",
            ),
        ),
    )


def goodput() -> Chart:
    """Share of the demand that was served; a gap where nothing was asked for."""
    return Chart(
        id="goodput",
        title=Text(en="Goodput", ko="정상 처리율(goodput)"),
        summary=Text(
            en="Share of the requests that were served; requests nobody answered count against it.",
            ko="사용자가 보낸 요청 중 정상 처리된 비율이에요. 응답받지 못한 요청도 실패로 세요.",
        ),
        unit="percent",
        layout={"yaxis": PERCENT_AXIS},
        bindings=(
            Binding(
                type=FRAME,
                metric="demand.goodput",
                name=Text(en="goodput", ko="정상 처리율"),
                trace={**line(width=2), "fill": "tozeroy"},
                inks=("success",),
                unit="percent",
                factor=100.0,
                opacity=0.12,
            ),
        ),
    )


def latency() -> Chart:
    """Time from the viewer's click to the answer, by percentile."""
    return Chart(
        id="latency",
        title=Text(en="Latency by percentile", ko="백분위수별 지연 시간"),
        summary=Text(
            en="Time viewers wait for an answer: the median, and what the slowest tenth and hundredth wait.",
            ko="최종 사용자가 응답을 기다리는 시간이에요. 중앙값과 느린 쪽 10%, 1%의 경계 값을 보여 줘요.",
        ),
        unit="milliseconds",
        layout={"yaxis": {"ticksuffix": " ms"}},
        bindings=tuple(
            Binding(
                type=FRAME,
                metric=f"latency_ms.{percentile}",
                name=Text(en=percentile, ko=percentile),
                trace=line(width=width, dash=dash),
                inks=(ink,),
                unit="milliseconds",
            )
            for percentile, width, dash, ink in (
                ("p50", 2.0, "solid", "viewers"),
                ("p90", 1.5, "dash", "viewers-2"),
                ("p99", 1.5, "dot", "viewers-3"),
            )
        ),
    )


def errors() -> Chart:
    """Failed requests by what made them fail."""
    return Chart(
        id="errors",
        title=Text(en="Errors by cause", ko="원인별 오류"),
        summary=Text(
            en="Requests that failed each second, by cause; an empty chart means nothing failed.",
            ko="매초 실패한 요청을 원인별로 보여 줘요. 비어 있으면 실패가 없다는 뜻이에요.",
        ),
        unit="per_second",
        bindings=(
            Binding(
                type=FRAME,
                metric="demand.causes",
                name=Text(en="{value}", ko="{value}"),
                trace=bars(),
                inks=("server-error", "refused", "unserved", "client-error", "server-error-2", "refused-2"),
                dimension=True,
                unit="per_second",
                labels=CAUSES,
                opacity=1.0,
            ),
        ),
    )
