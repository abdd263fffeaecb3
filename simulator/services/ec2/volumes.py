"""Block devices of a launch template: EBS volumes with the API's limits.

A volume is billed while its instance exists. Its IOPS and throughput are checked as AWS does; they limit nothing
here, since no application of a lab waits for its disk.
"""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from simulator.resources.properties import Properties, about, refuse
from simulator.text import Text

VolumeKind = Literal["gp3", "gp2", "io2", "io1", "st1", "sc1", "standard"]
GIB = Text("GiB", "GiB")


class Limits(NamedTuple):
    """size: GiB. iops: None where they cannot be chosen. per_gib: most IOPS a GiB."""

    size: tuple[int, int]
    iops: tuple[int, int] | None = None
    per_gib: int = 0
    iops_needed: bool = False


#: As the API had them at the end of 2025.
LIMITS: dict[str, Limits] = {
    "gp3": Limits((1, 65_536), (3_000, 80_000), 500),
    "gp2": Limits((1, 16_384)),
    "io2": Limits((4, 65_536), (100, 256_000), 1_000, True),
    "io1": Limits((4, 16_384), (100, 64_000), 50, True),
    "st1": Limits((125, 16_384)),
    "sc1": Limits((125, 16_384)),
    "standard": Limits((1, 1_024)),
}
DEFAULT_IOPS = 3_000
#: MiB/s a gp3 volume may have for each of its IOPS.
THROUGHPUT_PER_IOPS = 0.25


class EbsVolume(Properties):
    VolumeType: Annotated[
        VolumeKind,
        about(
            ("Volume type", "볼륨 유형"),
            ("Price, size and speed depend on it.", "가격, 크기, 속도가 유형에 따라 달라요."),
            choices={
                "gp3": ("General purpose SSD (gp3)", "범용 SSD(gp3)"),
                "gp2": ("General purpose SSD (gp2)", "범용 SSD(gp2)"),
                "io2": ("Provisioned IOPS SSD (io2)", "프로비저닝된 IOPS SSD(io2)"),
                "io1": ("Provisioned IOPS SSD (io1)", "프로비저닝된 IOPS SSD(io1)"),
                "st1": ("Throughput optimized HDD (st1)", "처리량 최적화 HDD(st1)"),
                "sc1": ("Cold HDD (sc1)", "콜드 HDD(sc1)"),
                "standard": ("Magnetic (standard)", "마그네틱(standard)"),
            },
        ),
    ] = "gp3"
    VolumeSize: Annotated[
        int,
        Field(ge=1, le=65_536),
        about(
            ("Size", "크기"),
            ("Billed whether it is full or not.", "사용량과 관계없이 요금이 나와요."),
            unit=GIB,
        ),
    ] = 8
    Iops: Annotated[
        int | None,
        Field(ge=100, le=256_000),
        about(
            ("IOPS", "IOPS"),
            (
                "Needed for io1 and io2, possible for gp3 (3,000 without), not for the others.",
                "io1과 io2에는 꼭 필요하고, gp3에는 쓸 수 있으며(비우면 3,000), 나머지에는 쓸 수 없어요.",
            ),
        ),
    ] = None
    Throughput: Annotated[
        int | None,
        Field(ge=125, le=2_000),
        about(
            ("Throughput", "처리량"),
            ("Of gp3 only; 125 without.", "gp3에만 쓸 수 있어요. 비우면 125예요."),
            unit=Text("MiB/s", "MiB/초"),
        ),
    ] = None

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        limits = LIMITS[self.VolumeType]
        least, most = limits.size
        if not least <= self.VolumeSize <= most:
            raise refuse(
                "VolumeSizeOutOfRange",
                f"A volume of type {self.VolumeType} has {least:,} to {most:,} GiB.",
                f"{self.VolumeType} 볼륨의 크기는 {least:,}~{most:,}GiB예요.",
                "Choose a size within these bounds, or another type.",
                "이 범위의 크기를 쓰거나 다른 유형을 고르세요.",
            )
        self._check_iops(limits)
        self._check_throughput()
        return self

    def _check_iops(self, limits: Limits) -> None:
        if self.Iops is None:
            if limits.iops_needed:
                raise refuse(
                    "IopsMissing",
                    f"A volume of type {self.VolumeType} needs its IOPS.",
                    f"{self.VolumeType} 볼륨에는 IOPS를 지정해야 해요.",
                    "Set Iops.",
                    "Iops를 지정하세요.",
                )
            return
        if limits.iops is None:
            raise refuse(
                "IopsNotSupported",
                f"The IOPS of a volume of type {self.VolumeType} cannot be chosen.",
                f"{self.VolumeType} 볼륨에는 IOPS를 지정할 수 없어요.",
                "Leave Iops out, or choose gp3, io1 or io2.",
                "Iops를 비우거나 gp3, io1, io2 중 하나를 고르세요.",
            )
        least, most = limits.iops
        most = min(most, max(least, limits.per_gib * self.VolumeSize))
        if not least <= self.Iops <= most:
            raise refuse(
                "IopsOutOfRange",
                f"{self.VolumeSize:,} GiB of {self.VolumeType} may have {least:,} to {most:,} IOPS.",
                f"{self.VolumeType} {self.VolumeSize:,}GiB의 IOPS 범위: {least:,}~{most:,}",
                f"IOPS may be at most {limits.per_gib:,} times the size in GiB.",
                f"IOPS는 크기(GiB)의 {limits.per_gib:,}배까지예요.",
            )

    def _check_throughput(self) -> None:
        if self.Throughput is None:
            return
        if self.VolumeType != "gp3":
            raise refuse(
                "ThroughputNotSupported",
                f"The throughput of a volume of type {self.VolumeType} cannot be chosen.",
                f"{self.VolumeType} 볼륨에는 처리량을 지정할 수 없어요.",
                "Leave Throughput out, or choose gp3.",
                "Throughput을 비우거나 gp3를 고르세요.",
            )
        most = int((self.Iops or DEFAULT_IOPS) * THROUGHPUT_PER_IOPS)
        if self.Throughput > most:
            raise refuse(
                "ThroughputAboveIops",
                f"With {self.Iops or DEFAULT_IOPS:,} IOPS the throughput is at most {most:,} MiB/s.",
                f"IOPS가 {self.Iops or DEFAULT_IOPS:,}이면 처리량은 {most:,}MiB/초까지예요.",
                "Raise Iops: 4 of them for each MiB/s.",
                "Iops를 늘리세요. 처리량 1MiB/초마다 IOPS 4가 필요해요.",
            )


class BlockDeviceMapping(Properties):
    DeviceName: Annotated[
        str,
        Field(pattern=r"^(/dev/)?(sd|xvd|hd)[a-z]{1,2}[0-9]{0,2}$"),
        about(("Device name", "디바이스 이름"), ("Such as /dev/xvda.", "예: /dev/xvda.")),
    ] = "/dev/xvda"
    Ebs: Annotated[
        EbsVolume, about(("EBS volume", "EBS 볼륨"), ("A disk of the instance.", "인스턴스의 디스크예요."))
    ]


class InstanceProfileName(Properties):
    """An instance profile, by name or by ARN."""

    Name: Annotated[
        str | None,
        Field(min_length=1, max_length=128, pattern=r"^[\w+=,.@-]+$"),
        about(("Name", "이름"), ("Or the ARN.", "이름이나 ARN 중 하나만 쓰세요.")),
    ] = None
    Arn: Annotated[
        str | None,
        Field(pattern=r"^arn:aws:iam::\d{12}:instance-profile/[\w+=,.@/-]+$", max_length=2048),
        about(("ARN", "ARN"), ("Or the name.", "이름이나 ARN 중 하나만 쓰세요.")),
    ] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.Name is None) == (self.Arn is None):
            raise refuse(
                "NameOrArn",
                "An instance profile is given by its name or by its ARN.",
                "인스턴스 프로파일은 이름과 ARN 중 하나로 지정해요.",
                "Set exactly one of Name and Arn.",
                "Name과 Arn 중 하나만 쓰세요.",
            )
        return self


class SpotMarketOptions(Properties):
    MaxPrice: Annotated[
        str | None,
        Field(pattern=r"^\d{1,6}(\.\d{1,8})?$"),
        about(
            ("Maximum price", "최고 가격"),
            (
                "US dollars an hour, as text. Left out: the On-Demand price.",
                "시간당 미국 달러를 문자열로 써요. 비우면 온디맨드 가격이에요.",
            ),
        ),
    ] = None


class MarketOptions(Properties):
    """That the instances of a template are Spot Instances."""

    MarketType: Annotated[
        Literal["spot"],
        about(
            ("Market", "구매 시장"),
            (
                "Spot Instances cost less and can be taken back.",
                "스팟 인스턴스는 저렴하지만 회수될 수 있어요.",
            ),
            choices={"spot": ("Spot", "스팟")},
        ),
    ] = "spot"
    SpotOptions: Annotated[
        SpotMarketOptions | None,
        about(("Spot options", "스팟 옵션"), ("Optional.", "비워도 돼요."), advanced=True),
    ] = None
