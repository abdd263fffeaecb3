"""Buckets on the canvas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from simulator.services.s3.properties import Bucket

if TYPE_CHECKING:
    from simulator.resources.draft import Draft


def drop_bucket(draft: Draft, position: Mapping[str, float]) -> str:
    return draft.add(Bucket.TYPE, {}, base="StaticBucket", canvas=position)
