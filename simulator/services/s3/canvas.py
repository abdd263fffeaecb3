"""Buckets on the canvas."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.resources.draft import Draft
from simulator.services.s3.properties import Bucket


def drop_bucket(draft: Draft, position: Mapping[str, float]) -> str:
    return draft.add(Bucket.TYPE, {}, base="StaticBucket", canvas=position)
