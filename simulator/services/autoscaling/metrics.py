"""What a group measures, in CloudWatch's names where it has them."""

from __future__ import annotations

from simulator.resources.units import INSTANCES, PERCENT
from simulator.services.ec2.metrics import MACHINES
from simulator.services.kinds import Metric
from simulator.text import Text

METRICS = (
    Metric("GroupDesiredCapacity", Text("Desired", "원하는 용량"), INSTANCES),
    Metric("GroupInServiceInstances", Text("In service", "서비스 중"), INSTANCES, "zone"),
    Metric("GroupPendingInstances", Text("Pending", "시작 중"), INSTANCES, "zone"),
    Metric("GroupTerminatingInstances", Text("Terminating", "종료 중"), INSTANCES, "zone"),
    Metric("GroupStandbyInstances", Text("Standby", "대기"), INSTANCES, "zone", chart=False),
    Metric("GroupWarmedInstances", Text("In the warm pool", "웜 풀 대기"), INSTANCES, "zone", chart=False),
    Metric("WarmPoolDesiredCapacity", Text("Warm pool size", "웜 풀 크기"), INSTANCES, chart=False),
    Metric("PredictedCapacity", Text("Predicted capacity", "예측 용량"), INSTANCES),
    Metric("PredictedLoad", Text("Predicted load", "예측 부하"), None, chart=False),
    Metric("CPUUtilization", Text("CPU utilization", "CPU 사용률"), PERCENT, statistic="average"),
    Metric("CPUByInstance", Text("CPU by instance", "인스턴스별 CPU"), PERCENT, "instance", "average"),
    Metric("InstanceStates", Text("Instance states", "인스턴스 상태"), None, "instance", chart=False),
    Metric("RefreshProgress", Text("Instance refresh", "인스턴스 새로 고침"), PERCENT, chart=False),
    Metric("SpotInstances", Text("Spot Instances", "스팟 인스턴스"), INSTANCES),
    Metric("InstanceTypes", Text("Instance types", "인스턴스 유형"), None, "instance", chart=False),
    Metric(
        "ProtectedInstances", Text("Protected instances", "보호 중인 인스턴스"), None, "instance", chart=False
    ),
    Metric("PurchaseOptions", Text("Purchase options", "구매 옵션"), None, "instance", chart=False),
    Metric("TemplateVersions", Text("Template versions", "템플릿 버전"), None, "instance", chart=False),
    *MACHINES,
    Metric("Alarms", Text("Managed alarms", "자동으로 만든 경보"), None, "alarm", chart=False),
    Metric("InstanceZones", Text("Instance zones", "인스턴스의 가용 영역"), None, "instance", chart=False),
)
