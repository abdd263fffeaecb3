"""Viewers that are slow or mean harm, without a network: what each gets, and that nothing of them stays."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session

from config.asgi import application
from dashboard.runs import actions, consumers, seats
from dashboard.runs.frames import FRAMES, STATUS, Message
from dashboard.runs.hub import Viewer, hub
from dashboard.runs.models import Run
from dashboard.runs.seats import Seats

from .test_live import ORIGIN, Listener, Socket, advance

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


@pytest.fixture(autouse=True)
def empty_seats(monkeypatch: pytest.MonkeyPatch) -> Iterator[Seats]:
    fresh = Seats()
    monkeypatch.setattr(consumers, "seats", fresh)
    yield fresh
    assert not fresh.taken, "every seat is given back"


async def closing(listener: Listener, seconds: float = 5) -> tuple[int, str]:
    """The code and reason with which the socket is closed; what is sent before is thrown away."""
    while True:
        message = await listener.socket.receive(seconds)
        if message["type"] == "websocket.close":
            return message["code"], message["reason"]


class TestSlow:
    def test_the_buffer_of_one_viewer_has_an_end(self) -> None:
        viewer = Viewer(limit=8)
        for tick in range(1_000):
            viewer.offer(Message(FRAMES, 1, tick, tick + 1, b"x"))
        assert [message.through for message in viewer.messages] == list(range(993, 1_001))
        for tick in range(1_000):
            viewer.offer(Message(STATUS, 1, tick, tick, b"x"))
        assert len(viewer.messages) == 8

    async def test_who_takes_nothing_is_dropped(
        self, toy: Any, run: Run, student: Any, browser_of: Any, settings: Any, empty_seats: Seats
    ) -> None:
        settings.SOCKET_SEND_SECONDS = 0.2
        client = await sync_to_async(browser_of)(student)
        listener = Listener(run, client)
        sent = 0

        async def full(message: dict[str, Any]) -> None:
            nonlocal sent
            sent += 1
            if message["type"] == "websocket.send":
                await asyncio.Event().wait()  # the client's window is closed for good

        listener.socket.server.cancel()
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        scope = {
            "type": "websocket",
            "path": f"/ws/runs/{run.pk}/",
            "query_string": b"",
            "headers": [(b"host", b"localhost"), (b"cookie", cookies.encode()), ORIGIN],
            "subprotocols": [],
        }
        incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        await incoming.put({"type": "websocket.connect"})
        await asyncio.wait_for(application(scope, incoming.get, full), 10)
        assert sent == 2, "accepted, then one message that was never taken"
        assert hub().viewers == {} and not empty_seats.taken

    async def test_frames_missed_do_not_wait_in_memory(
        self,
        toy: Any,
        run: Run,
        student: Any,
        browser_of: Any,
        settings: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """What leaves the thread that reads them is one message's bytes, however many frames there are."""
        settings.RUN_SLICE_MS = 1
        await sync_to_async(actions.do_run)(run, "max")
        reached = await advance(run, 8)
        consumer = consumers.RunConsumer()
        consumer.run_id, consumer.epoch = str(run.pk), 1
        found = await consumer.stored(0, None)
        assert found is not None and isinstance(found[0], bytes) and found[1] == reached


class TestTalkative:
    async def test_a_flood_of_messages_ends_the_socket(
        self, toy: Any, run: Run, student: Any, browser_of: Any
    ) -> None:
        listener = Listener(run, await sync_to_async(browser_of)(student))
        assert await listener.connect()
        for _ in range(consumers.MESSAGES_ALLOWED + 1):
            await listener.socket.to_server.put({"type": "websocket.receive", "text": "hello"})
        assert (await closing(listener))[0] == consumers.TALKS
        await listener.leave()

    async def test_a_few_messages_change_nothing(
        self, toy: Any, run: Run, student: Any, browser_of: Any
    ) -> None:
        listener = Listener(run, await sync_to_async(browser_of)(student))
        assert await listener.connect()
        for _ in range(consumers.MESSAGES_ALLOWED):
            await listener.socket.to_server.put({"type": "websocket.receive", "bytes": b"\0"})
        await sync_to_async(actions.do_pause)(run)
        await sync_to_async(actions.do_run)(run)
        await listener.listen_to_all()
        assert listener.statuses[-1]["status"] == "running"
        await listener.leave()


class TestTooMany:
    async def test_an_account_has_so_many_sockets(
        self, toy: Any, run: Run, student: Any, browser_of: Any, settings: Any, empty_seats: Seats
    ) -> None:
        settings.SOCKETS_PER_ACCOUNT = 2
        client = await sync_to_async(browser_of)(student)
        first = [Listener(run, client) for _ in range(2)]
        for listener in first:
            assert await listener.connect()
        third = Listener(run, client)
        assert await third.connect()
        assert await closing(third) == (consumers.TOO_MANY, consumers.REASONS[consumers.TOO_MANY])
        await first[0].leave()
        await third.leave()
        again = Listener(run, client)
        assert await again.connect() and await again.listen(5), "a seat that was left is free again"
        await again.leave()
        await first[1].leave()

    async def test_a_full_process_refuses_before_the_handshake(
        self, toy: Any, run: Run, student: Any, browser_of: Any, settings: Any, empty_seats: Seats
    ) -> None:
        settings.SOCKETS_PER_PROCESS = 1
        client = await sync_to_async(browser_of)(student)
        first = Listener(run, client)
        assert await first.connect()
        assert not await Listener(run, client).connect()
        await first.leave()

    def test_visitors_leave_seats_to_accounts(self, settings: Any) -> None:
        settings.SOCKETS_PER_PROCESS = 10
        found = Seats()
        for _ in range(8):
            assert found.refusal(None) is None
            found.take(None)
        assert found.refusal(None) == "visitors"
        assert found.refusal(7) is None

    def test_opening_again_and_again_is_refused_for_a_minute(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = [600.0]
        monkeypatch.setattr(seats.time, "monotonic", lambda: clock[0])
        found = Seats()
        answers = [found.refusal(7) for _ in range(seats.OPENED_PER_MINUTE + 1)]
        assert answers[-2:] == [None, "reconnecting"] and found.refusal(8) is None
        clock[0] += 60
        assert found.refusal(7) is None and len(found.opened) == 1, "the last minute is forgotten"


class TestForgedIds:
    @pytest.mark.parametrize(
        "query",
        [
            "last=-5",
            "last=99999999999",
            "last=9" * 3,
            "last=1e3",
            "last=٣",
            "last=",
            "last=abc&last=3",
            "",
            "epoch=x",
        ],
    )
    async def test_claims_that_cannot_be_true_get_every_frame(
        self, toy: Any, run: Run, student: Any, browser_of: Any, settings: Any, query: str
    ) -> None:
        settings.RUN_SLICE_MS = 1
        await sync_to_async(actions.do_run)(run, "max")
        await advance(run, 2)
        await sync_to_async(actions.do_pause)(run)
        reached = await advance(run)
        listener = await with_query(run, query, await sync_to_async(browser_of)(student))
        await listener.listen_to_all()
        assert listener.ids[0] == 1 and listener.through == reached
        await listener.leave()

    async def test_an_id_of_another_epoch_counts_for_nothing(
        self, toy: Any, run: Run, student: Any, browser_of: Any, settings: Any
    ) -> None:
        """Without this, whoever was away during a reset would miss the new run's first frames."""
        settings.RUN_SLICE_MS = 1
        await sync_to_async(actions.do_reset)(run)
        await sync_to_async(actions.do_run)(run, "max")
        reached = await advance(run, 3)
        client = await sync_to_async(browser_of)(student)
        listener = await with_query(run, f"last={reached - 1}&epoch=1", client)
        await listener.listen_to_all()
        assert listener.ids[0] == 1
        await listener.leave()
        same = await with_query(run, f"last={reached - 1}&epoch=2", client)
        same.through = reached - 1
        await same.listen_to_all()
        assert same.ids[0] == reached
        await same.leave()


async def with_query(run: Run, query: str, client: Any) -> Listener:
    """A listener whose address has any query, connected."""
    listener = Listener(run, client)
    listener.socket.server.cancel()
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = [(b"host", b"localhost"), (b"cookie", cookies.encode()), ORIGIN]
    listener.socket = Socket(f"/ws/runs/{run.pk}/", query, headers)
    assert await listener.connect()
    return listener


class TestRights:
    async def test_a_session_that_ends_ends_its_sockets(
        self, toy: Any, run: Run, student: Any, browser_of: Any, settings: Any
    ) -> None:
        settings.SOCKET_SESSION_SECONDS = 0.1
        listener = Listener(run, await sync_to_async(browser_of)(student))
        assert await listener.connect() and await listener.listen(5)
        await asyncio.sleep(0.3)
        assert not await listener.listen(0.1), "a session that lasts is left alone"
        await Session.objects.all().adelete()
        assert (await closing(listener))[0] == consumers.SESSION_ENDED
        await listener.leave()

    async def test_a_changed_password_ends_the_other_sessions_sockets(
        self, toy: Any, run: Run, student: Any, browser_of: Any, settings: Any
    ) -> None:
        settings.SOCKET_SESSION_SECONDS = 0.1
        listener = Listener(run, await sync_to_async(browser_of)(student))
        assert await listener.connect()
        student.set_password("another horse")
        await student.asave()
        assert (await closing(listener))[0] == consumers.SESSION_ENDED
        await listener.leave()

    async def test_an_account_that_is_closed_loses_its_sockets(
        self, toy: Any, run: Run, student: Any, browser_of: Any, settings: Any
    ) -> None:
        settings.SOCKET_SESSION_SECONDS = 0.1
        listener = Listener(run, await sync_to_async(browser_of)(student))
        assert await listener.connect()
        student.is_active = False
        await student.asave()
        assert (await closing(listener))[0] == consumers.SESSION_ENDED
        await listener.leave()

    async def test_a_run_that_is_no_longer_theirs_is_no_longer_told(
        self, toy: Any, run: Run, student: Any, other_student: Any, browser_of: Any, settings: Any
    ) -> None:
        settings.SOCKET_SESSION_SECONDS = 0.1
        listener = Listener(run, await sync_to_async(browser_of)(student))
        assert await listener.connect()
        await Run.objects.filter(pk=run.pk).aupdate(owner=other_student)
        assert (await closing(listener))[0] == consumers.NOT_FOUND
        await listener.leave()

    async def test_an_expired_session_is_nobody(
        self, toy: Any, run: Run, student: Any, browser_of: Any
    ) -> None:
        client = await sync_to_async(browser_of)(student)
        await Session.objects.aupdate(expire_date="2020-01-01T00:00Z")
        listener = Listener(run, client)
        assert await listener.connect()
        assert (await closing(listener))[0] == consumers.NOT_FOUND
        await listener.leave()

    @pytest.mark.parametrize("id_", ["0" * 32, "-" * 36, "00000000-0000-0000-0000-000000000000"])
    async def test_no_run_is_told_apart_from_one_that_is_not_yours(
        self, toy: Any, run: Run, student: Any, browser_of: Any, id_: str
    ) -> None:
        client = await sync_to_async(browser_of)(student)
        run.pk = id_
        listener = Listener(run, client)
        assert await listener.connect()
        assert await closing(listener) == (consumers.NOT_FOUND, consumers.REASONS[consumers.NOT_FOUND])
        await listener.leave()


async def test_without_redis_a_viewer_is_told_to_come_later(
    toy: Any, run: Run, student: Any, browser_of: Any, settings: Any, tmp_path: Any
) -> None:
    client = await sync_to_async(browser_of)(student)
    settings.REDIS_URL = f"unix://{tmp_path}/none.sock"
    listener = Listener(run, client)
    assert await listener.connect()
    assert (await closing(listener))[0] == consumers.TRY_LATER
    await listener.leave()
    assert hub().viewers == {}, "who could not join is not kept"
