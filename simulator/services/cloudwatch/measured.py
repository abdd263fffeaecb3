"""Which metrics a world measures, in CloudWatch's names, and by which dimensions.

What is not in this table has no data here: an alarm on it stays in INSUFFICIENT_DATA, and the document is warned of.
Units are CloudWatch's: percent, seconds, counts, bytes.
"""

from __future__ import annotations

from simulator.services.cloudwatch.measurements import MetricName

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


def is_measured(metric: MetricName) -> bool:
    """Whether the world gives this series data."""
    shapes = MEASURED.get(metric.namespace, {}).get(metric.name, ())
    return tuple(name for name, _ in metric.dimensions) in shapes
