"""Block devices of a launch template are taken exactly where the API takes them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from simulator.cost.volumes import volume_usd_month
from simulator.services.ec2.volumes import EbsVolume, InstanceProfileName


@pytest.mark.parametrize(
    "volume",
    [
        {},
        {"VolumeType": "gp3", "VolumeSize": 65_536, "Iops": 80_000, "Throughput": 2_000},
        {"VolumeType": "gp3", "VolumeSize": 1, "Iops": 3_000, "Throughput": 750},
        {"VolumeType": "io1", "VolumeSize": 100, "Iops": 5_000},
        {"VolumeType": "io2", "VolumeSize": 100, "Iops": 100_000},
        {"VolumeType": "st1", "VolumeSize": 125},
        {"VolumeType": "standard", "VolumeSize": 1_024},
    ],
)
def test_a_volume_the_api_takes(volume: dict[str, Any]) -> None:
    assert EbsVolume.model_validate(volume)


@pytest.mark.parametrize(
    ("volume", "code"),
    [
        ({"VolumeType": "gp2", "VolumeSize": 16_385}, "VolumeSizeOutOfRange"),
        ({"VolumeType": "io1", "VolumeSize": 3, "Iops": 100}, "VolumeSizeOutOfRange"),
        ({"VolumeType": "st1", "VolumeSize": 124}, "VolumeSizeOutOfRange"),
        ({"VolumeType": "standard", "VolumeSize": 1_025}, "VolumeSizeOutOfRange"),
        ({"VolumeType": "io2", "VolumeSize": 100}, "IopsMissing"),
        ({"VolumeType": "gp2", "VolumeSize": 100, "Iops": 300}, "IopsNotSupported"),
        ({"VolumeType": "io1", "VolumeSize": 100, "Iops": 5_001}, "IopsOutOfRange"),
        ({"VolumeType": "gp3", "VolumeSize": 100, "Iops": 2_999}, "IopsOutOfRange"),
        ({"VolumeType": "gp3", "VolumeSize": 10, "Iops": 5_001}, "IopsOutOfRange"),
        ({"VolumeType": "gp2", "VolumeSize": 100, "Throughput": 200}, "ThroughputNotSupported"),
        ({"VolumeType": "gp3", "VolumeSize": 100, "Throughput": 751}, "ThroughputAboveIops"),
        ({"VolumeType": "gp3", "Throughput": 124}, "greater_than_equal"),
    ],
)
def test_a_volume_the_api_refuses(volume: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        EbsVolume.model_validate(volume)
    assert code in str(refused.value)


def test_a_profile_has_a_name_or_an_arn() -> None:
    assert InstanceProfileName(Name="web")
    for both in ({}, {"Name": "web", "Arn": "arn:aws:iam::123456789012:instance-profile/web"}):
        with pytest.raises(ValidationError, match="NameOrArn"):
            InstanceProfileName.model_validate(both)


def test_what_volumes_cost() -> None:
    assert volume_usd_month("gp3", 100, "us-east-1") == pytest.approx(8.0)
    assert volume_usd_month("gp3", 100, "us-east-1", 4_000, 225) == pytest.approx(8.0 + 5.0 + 4.0)
    assert volume_usd_month("io1", 100, "us-east-1", 1_000) == pytest.approx(12.5 + 65.0)
    steps = [volume_usd_month("io2", 1_000, "us-east-1", iops) for iops in (32_000, 32_001, 64_000, 64_001)]
    assert steps[1] - steps[0] == pytest.approx(0.0455) and steps[3] - steps[2] == pytest.approx(0.032)
