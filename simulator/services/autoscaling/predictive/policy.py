"""What the document says of a group's predictive policies, typed for the runtime."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.services.autoscaling.properties.predictive import PredictiveScaling
from simulator.services.cloudwatch.queries import Query
from simulator.text import Text

# What a load is made of.
CPU = "cpu"
REQUESTS = "requests"
NETWORK_IN = "network_in"
NETWORK_OUT = "network_out"

#: AWS's load and scaling metrics -> what they add up or share out.
MEASURES = {
    "ASGTotalCPUUtilization": CPU,
    "ASGTotalNetworkIn": NETWORK_IN,
    "ASGTotalNetworkOut": NETWORK_OUT,
    "ALBTargetGroupRequestCount": REQUESTS,
    "ASGAverageCPUUtilization": CPU,
    "ASGAverageNetworkIn": NETWORK_IN,
    "ASGAverageNetworkOut": NETWORK_OUT,
    "ALBRequestCountPerTarget": REQUESTS,
}

#: One hour's load, as a chart and a table name it.
LOADS = {
    CPU: Text("CPU percent-minutes", "CPU %·분"),
    REQUESTS: Text("requests an hour", "시간당 요청 수"),
    NETWORK_IN: Text("bytes received an hour", "시간당 수신 바이트"),
    NETWORK_OUT: Text("bytes sent an hour", "시간당 송신 바이트"),
}


@dataclass(frozen=True, slots=True)
class PredictivePolicy:
    """One predictive policy. load, scaling: measures. ahead: seconds before the hour. buffer: percent, None to honour
    the group's maximum. queries: by measure, of metrics of its own. counted: of how many instances shared the load,
    None for those in service."""

    id: str
    load: str
    scaling: str
    target: float
    scales: bool
    ahead: float
    buffer: int | None
    queries: tuple[tuple[str, Query], ...] = ()
    counted: Query | None = None

    @property
    def unit(self) -> Text:
        """One hour's load, as a chart and a table name it."""
        query = dict(self.queries).get(self.load)
        if query is None:
            return LOADS[self.load]
        return Text.filled(f"{query.label}, an hour", f"{query.label}(시간당)")

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.load,) if self.load == self.scaling else (self.load, self.scaling)

    @property
    def mode(self) -> str:
        return "ForecastAndScale" if self.scales else "ForecastOnly"

    @classmethod
    def of(cls, id: str, configuration: PredictiveScaling) -> PredictivePolicy:
        specification = configuration.MetricSpecifications[0]
        load, scaling = specification.metrics
        own = {
            f"{id}/load": specification.CustomizedLoadMetricSpecification,
            f"{id}/scaling": specification.CustomizedScalingMetricSpecification,
        }
        counted = specification.CustomizedCapacityMetricSpecification
        return cls(
            id=id,
            load=MEASURES.get(load, f"{id}/load"),
            scaling=MEASURES.get(scaling, f"{id}/scaling"),
            queries=tuple((name, one.query()) for name, one in own.items() if one is not None),
            counted=None if counted is None else counted.query(),
            target=float(specification.TargetValue),
            scales=configuration.Mode == "ForecastAndScale",
            ahead=float(configuration.SchedulingBufferTime),
            buffer=configuration.MaxCapacityBuffer,
        )
