"""One document, one sequence of bytes; and YAML for people."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any


def canonical(raw: dict[str, Any]) -> bytes:
    """Sorted keys, no spaces, UTF-8, without Name and Metadata: what the hash and a run depend on."""
    bare = {
        "SchemaVersion": raw["SchemaVersion"],
        "Resources": {
            id: {key: value for key, value in resource.items() if key != "Metadata"}
            for id, resource in raw["Resources"].items()
        },
    }
    return json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def size(raw: dict[str, Any]) -> int:
    """Bytes of the document as it is stored, names and layout included."""
    return len(json.dumps(raw, separators=(",", ":"), ensure_ascii=False).encode())


# --- YAML -----------------------------------------------------------------------------------------------

#: Text that any YAML parser, of 1.1 or 1.2, reads as text without quotes.
_BARE = re.compile(r"[A-Za-z/][A-Za-z0-9_./*-]*(::?[A-Za-z0-9_./-]+|[ ][A-Za-z0-9_./(][A-Za-z0-9_./()-]*)*\Z")
_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off"])
#: Characters JSON leaves alone and YAML wants escaped between double quotes.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_FLOW_WIDTH = 100


def as_yaml(raw: Any) -> str:
    """YAML 1.2 that reads back as exactly `raw`: block style, short leaves (references, positions) in one line."""
    lines: list[str] = []
    if raw:
        _block(raw, 0, lines)
    else:
        lines.append(_flow(raw))
    return "\n".join(lines) + "\n"


def _block(value: Any, indent: int, lines: list[str]) -> None:
    pad = " " * indent
    if isinstance(value, dict):
        for key, item in value.items():
            _entry(f"{pad}{_scalar(key)}:", item, indent + 2, lines)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and not _fits(item, indent):
                nested: list[str] = []
                _block(item, indent + 2, nested)
                nested[0] = f"{pad}- {nested[0].lstrip()}"
                lines.extend(nested)
            else:
                _entry(f"{pad}-", item, indent + 2, lines)
    else:
        lines.append(pad + _flow(value))


def _entry(head: str, item: Any, indent: int, lines: list[str]) -> None:
    if _fits(item, len(head)):
        lines.append(f"{head} {_flow(item)}")
    else:
        lines.append(head)
        _block(item, indent, lines)


def _fits(value: Any, used: int) -> bool:
    """Whether a value is shown in one line: scalars, empty containers, and small leaves."""
    if not isinstance(value, (dict, list)) or not value:
        return True
    children = list(value.values()) if isinstance(value, dict) else value
    if any(isinstance(child, dict) and not _is_reference(child) for child in children):
        return False
    if any(isinstance(child, list) for child in children) and not _is_reference(value):
        return False
    return used + len(_flow(value)) < _FLOW_WIDTH


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)) in ("Ref", "Fn::GetAtt")


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        if _BARE.match(value) and value.lower() not in _WORDS:
            return value
        quoted = json.dumps(value, ensure_ascii=False)
        return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)
    return json.dumps(value)
