"""Nudges: "look again", sent over the channel layer. Losing one costs a moment, never a fact."""

from __future__ import annotations

import logging
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

log = logging.getLogger(__name__)


def group(session: UUID) -> str:
    """Everybody of a session."""
    return f"class.{session.hex}"


def desk(session: UUID) -> str:
    """The instructor's sockets of a session: what students do goes here and nowhere else."""
    return f"desk.{session.hex}"


def everybody(session: UUID, sequence: int) -> None:
    _send(group(session), {"type": "session.changed", "sequence": sequence})


def wall(session: UUID) -> None:
    _send(desk(session), {"type": "wall.changed"})


def _send(name: str, message: dict[str, object]) -> None:
    try:
        async_to_sync(get_channel_layer().group_send)(name, message)
    except (
        Exception
    ) as error:  # whatever the layer's transport raises: the row is written, looking again shows it
        log.warning("a nudge was lost: %s", error)
