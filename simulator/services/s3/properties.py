"""Buckets. In this version a bucket is an origin of static objects."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from simulator.resources.properties import Properties, ResourceProperties, about


class Bucket(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::S3::Bucket"

    BucketName: Annotated[
        str | None,
        Field(min_length=3, max_length=63, pattern=r"^[a-z0-9][a-z0-9.-]*[a-z0-9]$"),
        about(
            ("Bucket name", "버킷 이름"),
            (
                "Unique in the whole world, lower case. AWS invents one when it is left out.",
                "전 세계에서 고유한 소문자 이름이에요. 비우면 AWS가 지어 줘요.",
            ),
            advanced=True,
            mutable=False,
        ),
    ] = None


class OriginDown(Properties):
    """The origin answers every request with 503 until the fault is cleared."""
