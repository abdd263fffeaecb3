"""Buckets and their policies on the canvas."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.resources.draft import Draft
from simulator.resources.reference import refer
from simulator.services.iam.accounts import account_number
from simulator.services.s3.properties import Bucket, BucketPolicy


def drop_bucket(draft: Draft, position: Mapping[str, float]) -> str:
    return draft.add(Bucket.TYPE, {}, base="StaticBucket", canvas=position)


def drop_bucket_policy(draft: Draft, position: Mapping[str, float]) -> str:
    """A policy for the nearest bucket that has none, else for a new one: its own account reads the objects."""
    taken = {draft.target(policy, "Bucket") for policy in draft.of_type(BucketPolicy.TYPE)}
    free = [bucket for bucket in draft.of_type(Bucket.TYPE) if bucket not in taken]
    bucket = draft.nearest(free, position) or drop_bucket(draft, position)
    account = draft.resources[bucket].get("Account")
    name = draft.value(bucket, "BucketName")
    name = name if isinstance(name, str) else bucket.lower()
    statement = {
        "Sid": "ReadObjects",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account_number(account)}:root"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    properties = {
        "Bucket": refer(bucket),
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }
    id = draft.add(BucketPolicy.TYPE, properties, base=f"{bucket}Policy", region=draft.region_of(bucket))
    if account is not None:
        draft.resources[id]["Account"] = account
    return id
