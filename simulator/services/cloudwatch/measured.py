"""Which metrics a world measures, in CloudWatch's names, and by which dimensions.

What is not in this table has no data here: an alarm on it stays in INSUFFICIENT_DATA, and the document is warned of.
Units are CloudWatch's: percent, seconds, counts, bytes.
"""

from __future__ import annotations

from simulator.services.cloudwatch.measurements import MetricName
from simulator.text import Text

EC2 = "AWS/EC2"
AUTO_SCALING = "AWS/AutoScaling"
ELB = "AWS/ApplicationELB"
CLOUDFRONT = "AWS/CloudFront"
S3 = "AWS/S3"

GROUP = ("AutoScalingGroupName",)
INSTANCE = ("InstanceId",)
BALANCER = ("LoadBalancer",)
TARGETS = ("TargetGroup",)
BOTH = ("LoadBalancer", "TargetGroup")
DISTRIBUTION = ("DistributionId", "Region")
BUCKET = ("BucketName", "FilterId")

MEASURED: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    EC2: {
        "CPUUtilization": (GROUP, INSTANCE),
        "NetworkIn": (GROUP, INSTANCE),
        "NetworkOut": (GROUP, INSTANCE),
        "StatusCheckFailed": (GROUP, INSTANCE),
    },
    AUTO_SCALING: {
        "GroupMinSize": (GROUP,),
        "GroupMaxSize": (GROUP,),
        "GroupDesiredCapacity": (GROUP,),
        "GroupInServiceInstances": (GROUP,),
        "GroupPendingInstances": (GROUP,),
        "GroupStandbyInstances": (GROUP,),
        "GroupTerminatingInstances": (GROUP,),
        "GroupTotalInstances": (GROUP,),
    },
    ELB: {
        "RequestCount": (BALANCER, BOTH),
        "RequestCountPerTarget": (TARGETS, BOTH),
        "TargetResponseTime": (BALANCER, BOTH),
        "HTTPCode_Target_2XX_Count": (BALANCER, BOTH),
        "HTTPCode_Target_5XX_Count": (BALANCER, BOTH),
        "HTTPCode_ELB_5XX_Count": (BALANCER,),
        "HealthyHostCount": (BOTH,),
        "UnHealthyHostCount": (BOTH,),
    },
    CLOUDFRONT: {
        "Requests": (DISTRIBUTION,),
        "5xxErrorRate": (DISTRIBUTION,),
        "CacheHitRate": (DISTRIBUTION,),
    },
    S3: {
        "AllRequests": (BUCKET,),
        "5xxErrors": (BUCKET,),
        "FirstByteLatency": (BUCKET,),
    },
}

#: Units as they stand behind a number in a sentence. A count has none.
NO_UNIT = Text.filled("", "")
_PERCENT, _SECONDS = Text(" %", "%"), Text(" s", "초")
_BYTES, _MILLISECONDS = Text(" bytes", "바이트"), Text(" ms", "밀리초")
UNITS: dict[str, Text] = {
    "CPUUtilization": _PERCENT,
    "NetworkIn": _BYTES,
    "NetworkOut": _BYTES,
    "TargetResponseTime": _SECONDS,
    "5xxErrorRate": _PERCENT,
    "CacheHitRate": _PERCENT,
    "FirstByteLatency": _MILLISECONDS,
}


def unit_of(metric: MetricName, statistic: str) -> Text:
    """The unit of one statistic of a metric; how many samples there were is a count, whatever they measured."""
    return NO_UNIT if statistic == "SampleCount" else UNITS.get(metric.name, NO_UNIT)


def is_measured(metric: MetricName) -> bool:
    """Whether the world gives this series data."""
    shapes = MEASURED.get(metric.namespace, {}).get(metric.name, ())
    return tuple(name for name, _ in metric.dimensions) in shapes
