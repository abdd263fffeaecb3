"""Policies that AWS manages: the documents of the best known ones by ARN, as AWS publishes them.

AWS has more than a thousand; those in ``managed.json`` are carried so that a document may attach them. The file is
written by ``scripts/iam_managed.py``. The documents of the others are not known here, and the check of a document says
so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PREFIX = "arn:aws:iam::aws:policy/"


def _carried() -> dict[str, dict[str, Any]]:
    raw = json.loads(Path(__file__).with_name("managed.json").read_text("utf-8"))
    return {PREFIX + name: document for name, document in raw["policies"].items()}


MANAGED: dict[str, dict[str, Any]] = _carried()

#: Attached to every root, unit and account of an organisation.
FULL_AWS_ACCESS: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
