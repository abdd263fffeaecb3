"""Buckets, which are origins of static objects, and the policies attached to them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from simulator.resources.properties import JsonDocument, Properties, ResourceProperties, about
from simulator.resources.reference import Reference, to


class Bucket(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::S3::Bucket"

    BucketName: Annotated[
        str | None,
        Field(min_length=3, max_length=63, pattern=r"^[a-z0-9][a-z0-9.-]*[a-z0-9]$"),
        about(
            ("Bucket name", "버킷 이름"),
            (
                "Unique in the whole world, lower case. AWS invents one when it is left out.",
                "전 세계에서 고유한 소문자 이름이에요. 비우면 AWS가 자동으로 정해요.",
            ),
            advanced=True,
            mutable=False,
        ),
    ] = None


class BucketPolicy(ResourceProperties):
    """The resource-based policy of a bucket and its objects; a bucket has one at most."""

    TYPE: ClassVar[str] = "AWS::S3::BucketPolicy"

    Bucket: Annotated[
        Reference,
        to("AWS::S3::Bucket"),
        about(
            ("Bucket", "버킷"),
            ("The bucket the policy is attached to.", "정책을 연결한 버킷이에요."),
            mutable=False,
        ),
    ]
    PolicyDocument: Annotated[
        JsonDocument,
        about(
            ("Policy", "정책"),
            (
                "Who may do what with the bucket and its objects: each statement names a Principal and a Resource.",
                "누가 버킷과 그 객체에 무엇을 할 수 있는지 정해요. 정책 문마다 Principal과 Resource를 써야 해요.",
            ),
        ),
    ]


class OriginDown(Properties):
    """The origin answers every request with 503 until the fault is cleared."""
