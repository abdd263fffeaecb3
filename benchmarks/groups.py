"""A large group under a large load: 1,000 instances at 1,000,000 requests/s, with a target tracking policy."""

from __future__ import annotations

from benchmarks import documents
from benchmarks.measuring import cpu
from simulator.document import parse_document
from simulator.engine import World

INSTANCES, RATE_RPS = 1_000, 1_000_000
#: It makes four vCPUs about 64 % busy with 1,000 requests a second.
WORK_MS = 2.8
#: Seconds before it is measured, and those of each stretch; the best of some stretches is taken.
WARM_TICKS, STRETCHES, STRETCH_TICKS = 4, 4, 3


def measure() -> dict[str, float | str]:
    raw = documents.pipeline(
        "round_robin", targets=INSTANCES, rate_rps=RATE_RPS, work_ms=WORK_MS, through_edges=False
    )
    raw["Resources"]["Policy"] = {
        "Type": "AWS::AutoScaling::ScalingPolicy",
        "Region": "ap-northeast-2",
        "Properties": {
            "AutoScalingGroupName": {"Ref": "Group"},
            "TargetTrackingConfiguration": {
                "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
                "TargetValue": 70,
            },
        },
    }
    world = World.create(parse_document(raw), seed=1)
    world.advance(WARM_TICKS)
    best = 0.0
    for _ in range(STRETCHES):
        frames = []
        seconds = cpu(lambda frames=frames: frames.extend(world.advance(STRETCH_TICKS)))
        best = max(best, sum(frame.demand["arrived"] for frame in frames) / seconds)
    last = world.advance(1)[-1]
    assert last.demand["goodput"] == 1.0, "the group is to be measured without losses"
    assert len(last.values["Group"]["InstanceStates"]) == INSTANCES
    return {
        "asg_1000_rps": round(best),
        "asg_1000_cpu_utilization": last.values["Group"]["CPUUtilization"],
    }
