"""Frames as bytes: encoded once by the worker, thinned for live viewers, whole in storage.

A *batch* is the frames of consecutive ticks `(after, through]`. A stored batch has every frame. A message
to browsers has at most `MESSAGE_FRAMES` of them, evenly spaced and always the last; decisions and commands
of the frames left out move to the next kept one, so that nothing that was decided is ever lost; a moved command says
which tick took it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

FrameJson = dict[str, Any]

MESSAGE_FRAMES = 20
#: What a message on the publish channel starts with: kind, epoch, after, through.
HEADER = struct.Struct(">cIQQ")
FRAMES, STATUS = b"F", b"S"
#: To sockets instead of browsers: the run changed hands. Close, and let browsers come back with the session
#: they have now.
RETURN = b"R"


def encode(value: Any) -> bytes:
    """Deflated JSON."""
    return zlib.compress(orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY), 6)


def decode(blob: bytes | memoryview) -> Any:
    return orjson.loads(zlib.decompress(blob))


def thin(frames: Sequence[FrameJson], limit: int = MESSAGE_FRAMES) -> list[FrameJson]:
    """At most `limit` frames that keep the last one and every decision and command. Input is not changed."""
    if len(frames) <= limit:
        return list(frames)
    kept: list[FrameJson] = []
    start = 0
    for index in range(limit):
        end = (index + 1) * len(frames) // limit
        group = frames[start:end]
        last = group[-1]
        kept.append(
            {
                **last,
                "decisions": [decision for frame in group for decision in frame.get("decisions", ())],
                "commands": [
                    {**command, "tick": frame["id"]}
                    for frame in group
                    for command in frame.get("commands", ())
                ],
            }
        )
        start = end
    return kept


def message_payload(
    epoch: int,
    after: int,
    frames: Sequence[FrameJson],
    achieved_speed: float | None,
    limit: int = MESSAGE_FRAMES,
) -> bytes:
    """What a browser gets as one binary message."""
    return encode(
        {
            "type": "frames",
            "epoch": epoch,
            "after": after,
            "through": frames[-1]["id"] if frames else after,
            "achieved_speed": achieved_speed,
            "frames": thin(frames, limit),
        }
    )


@dataclass(frozen=True, slots=True)
class Message:
    """A message on the publish channel. `payload` goes to the browser as it is."""

    kind: bytes
    epoch: int
    after: int
    through: int
    payload: bytes

    def as_bytes(self) -> bytes:
        return HEADER.pack(self.kind, self.epoch, self.after, self.through) + self.payload

    @classmethod
    def from_bytes(cls, data: bytes) -> Message:
        kind, epoch, after, through = HEADER.unpack_from(data)
        return cls(kind, epoch, after, through, data[HEADER.size :])


@dataclass(frozen=True, slots=True)
class Batch:
    """Stored frames of the ticks `(after, through]`, complete."""

    after: int
    through: int
    blob: bytes

    @property
    def frames(self) -> list[FrameJson]:
        return decode(self.blob)
