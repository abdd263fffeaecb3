"""YAML as the editor writes it: block style, small things on one line, no comments."""

from __future__ import annotations

import io
import json
from typing import Any

from ruamel.yaml import YAML

from simulator.document import reading
from simulator.problems import InvalidInput


def dump(value: Any) -> str:
    """Text that `simulator.document.reading` reads as the same value."""
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = None
    writer.allow_unicode = True
    writer.width = 110
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    out = io.StringIO()
    writer.dump(value, out)
    written = out.getvalue()
    try:
        same = reading.read(written) == value
    except InvalidInput:
        same = False
    # Two readers of YAML may differ over a rare text; JSON is YAML that they agree on.
    return written if same else json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def read(source: str) -> Any:
    """The value, or None where the text cannot be read."""
    try:
        return reading.read(source)
    except InvalidInput:
        return None


def value_of(text: str) -> Any:
    """A value as people type it: 3, true, [a, b], or just words."""
    text = text.strip()
    try:
        return reading.read(text)
    except InvalidInput:
        return text


def typed(value: Any) -> str:
    """What somebody would type for a value."""
    if isinstance(value, str):
        return value if value_of(value) == value else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)
