"""Sockets of a class: everybody hears of the session, only the instructor of what students do."""

from __future__ import annotations

import json
from typing import Any

import pytest
import redis
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer

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

    async def everything(self, *, some: bool = True) -> list[dict[str, Any]]:
        """All that comes until nothing comes for a while. some: something will, and a busy machine takes its time."""
        found: list[dict[str, Any]] = []
        while True:
            try:
                message = await self.socket.receive(15.0 if some and not found else 1.0)
            except TimeoutError:
                return found
            found.append(json.loads(message["text"]) if message.get("text") else message)

    async def told(self, announcement: str) -> list[dict[str, Any]]:
        """All that comes until the session says this."""
        found: list[dict[str, Any]] = []
        while not found or found[-1].get("announcement") != announcement:
            found.append(json.loads((await self.socket.receive(15.0))["text"]))
        return found


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
        assert {(m["type"], m["phase"]) for m in await socket.everything()} == {("session", "running")}

    await sync_to_async(actions.do_ask_for_help)(place, True)
    # The session may be told again at any time; the wall is told to the desk alone.
    assert "wall" in [m["type"] for m in await desk.everything()]
    for socket in (mina, juno):
        assert "wall" not in [m["type"] for m in await socket.everything(some=False)]
    for socket in (desk, mina, juno):
        await socket.socket.disconnect()


async def test_several_changes_are_told_as_the_last(session, instructor, open_socket):
    desk = await open_socket(instructor)
    await desk.everything()
    for text in ("a", "b", "c"):
        await sync_to_async(actions.do_announce)(session, text)
    told = await desk.told("c")
    sequences = [m["sequence"] for m in told]
    assert sequences == sorted(sequences)
    await desk.socket.disconnect()


async def test_nothing_is_done_over_a_socket(session, instructor, open_socket):
    desk = await open_socket(instructor)
    await desk.everything()
    await desk.socket.to_server.put({"type": "websocket.receive", "text": json.dumps({"action": "end"})})
    await desk.everything(some=False)
    await sync_to_async(session.refresh_from_db)()
    assert session.phase == "lobby"
    await desk.socket.disconnect()


async def test_when_redis_goes_away_pages_are_sent_away_to_come_back(
    session, instructor, open_socket, monkeypatch, caplog
):
    async def away(channel: str) -> None:
        raise redis.ConnectionError("away")

    monkeypatch.setattr(get_channel_layer(), "receive", away)
    desk = await open_socket(instructor)
    assert (await desk.everything())[-1] == {"type": "websocket.close", "code": 1013}
    assert desk.socket.server.done() and desk.socket.server.exception() is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]

    monkeypatch.undo()
    back = await open_socket(instructor)
    assert (await back.everything())[0]["phase"] == "lobby"
    await back.socket.disconnect()
