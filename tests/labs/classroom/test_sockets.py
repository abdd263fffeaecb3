"""Sockets of a class: everybody hears of the session, only the instructor of what students do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from labs.classroom import actions
from tests.dashboard.test_live import ORIGIN, Socket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel_layer(hot: str, settings: Any) -> None:
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [{"address": hot, "socket_timeout": None}]},
        }
    }


@pytest.fixture
def session(labs: Any, instructor: Any, channel_layer: None) -> Any:
    return actions.do_open(instructor, labs["zone-outage"])


class Listener:
    """One person's socket of a session, through the whole web process's application."""

    def __init__(self, session: Any, client: Any) -> None:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        headers = [(b"host", b"localhost"), (b"cookie", cookies.encode()), ORIGIN]
        self.socket = Socket(f"/ws/classes/{session.pk}/", "", headers)

    async def connect(self) -> None:
        assert await self.socket.connect()

    async def everything(self, seconds: float = 1.0) -> list[dict[str, Any]]:
        """All that comes until nothing comes for a while."""
        found = []
        while True:
            try:
                message = await self.socket.receive(seconds)
            except TimeoutError:
                return found
            found.append(json.loads(message["text"]) if message.get("text") else message)


@pytest.fixture
def open_socket(browser_of: Any, session: Any) -> Any:
    async def open_(person: Any = None) -> Listener:
        listener = Listener(session, await sync_to_async(browser_of)(person))
        await listener.connect()
        return listener

    return open_


async def test_strangers_are_turned_away(session, student, administrator, open_socket):
    for person in (student, administrator, None):
        listener = await open_socket(person)
        assert [message["code"] for message in await listener.everything()] == [4404]


async def test_students_hear_of_the_session_and_the_instructor_of_the_wall(
    session, instructor, student, other_student, open_socket
):
    place = (await sync_to_async(actions.do_join)(session, student, "Mina")).participant
    await sync_to_async(actions.do_join)(session, other_student, "Juno")
    desk, mina, juno = [await open_socket(who) for who in (instructor, student, other_student)]
    for socket in (desk, mina, juno):
        assert (await socket.everything())[0]["phase"] == "lobby"

    await sync_to_async(actions.do_start)(session)
    for socket in (desk, mina, juno):
        assert [(m["type"], m["phase"]) for m in await socket.everything()] == [("session", "running")]

    await sync_to_async(actions.do_ask_for_help)(place, True)
    assert [m["type"] for m in await desk.everything()] == ["wall"]
    assert await mina.everything() == await juno.everything() == []
    for socket in (desk, mina, juno):
        await socket.socket.disconnect()


async def test_several_changes_are_told_as_the_last(session, instructor, open_socket):
    desk = await open_socket(instructor)
    await desk.everything()
    for text in ("a", "b", "c"):
        await sync_to_async(actions.do_announce)(session, text)
    told = await desk.everything()
    assert told[-1]["announcement"] == "c"
    assert [m["sequence"] for m in told] == sorted({m["sequence"] for m in told})
    await desk.socket.disconnect()


async def test_nothing_is_done_over_a_socket(session, instructor, open_socket):
    desk = await open_socket(instructor)
    await desk.everything()
    await desk.socket.to_server.put({"type": "websocket.receive", "text": json.dumps({"action": "end"})})
    await desk.everything()
    await sync_to_async(session.refresh_from_db)()
    assert session.phase == "lobby"
    await desk.socket.disconnect()
