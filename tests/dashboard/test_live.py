"""The socket: who may listen, and that nobody misses, doubles or disorders a frame."""

from __future__ import annotations

import asyncio
import functools
import json
import random
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from config.asgi import application
from dashboard.runs import actions, consumers, frames, slices, store
from dashboard.runs.hub import Viewer
from dashboard.runs.models import Run, Status

from .test_slices import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]

ORIGIN = (b"origin", b"http://localhost")


class Socket:
    """The server's side of a websocket without a network."""

    def __init__(self, path: str, query: str, headers: list[tuple[bytes, bytes]]) -> None:
        self.to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.to_browser: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {
            "type": "websocket",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
            "subprotocols": [],
        }
        self.server = asyncio.create_task(application(scope, self.to_server.get, self.to_browser.put))

    async def connect(self) -> bool:
        await self.to_server.put({"type": "websocket.connect"})
        return (await self.receive(5))["type"] == "websocket.accept"

    async def receive(self, seconds: float) -> dict[str, Any]:
        return await asyncio.wait_for(self.to_browser.get(), seconds)

    async def disconnect(self) -> None:
        await self.to_server.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.server, 5)


class Listener:
    """A browser's socket: decodes, and checks order as it listens."""

    def __init__(
        self,
        run: Run,
        client: Any,
        last: int = 0,
        origin: tuple[bytes, bytes] | None = ORIGIN,
        epoch: int | None = None,
    ) -> None:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        headers = [(b"host", b"localhost"), (b"cookie", cookies.encode())]
        headers += [origin] if origin else []
        self.socket = Socket(
            f"/ws/runs/{run.pk}/", f"last={last}" + (f"&epoch={epoch}" if epoch else ""), headers
        )
        self.ids: list[int] = []
        self.decisions: list[str] = []
        self.statuses: list[dict[str, Any]] = []
        self.through = last

    async def connect(self) -> bool:
        return await self.socket.connect()

    async def listen(self, seconds: float = 0.3) -> bool:
        """Take one message; False when none came."""
        try:
            message = await self.socket.receive(seconds)
        except TimeoutError:
            return False
        if message["type"] == "websocket.close":
            raise ConnectionError(message.get("code"))
        if message.get("text"):
            self.statuses.append(json.loads(message["text"]))
            return True
        content = frames.decode(message["bytes"])
        assert content["after"] <= self.through, "a hole"
        ids = [frame["id"] for frame in content["frames"]]
        assert ids == sorted(set(ids)) and ids[0] > self.through, "doubled or out of order"
        assert content["through"] == ids[-1]
        self.through = content["through"]
        self.ids += ids
        self.decisions += [one["id"] for frame in content["frames"] for one in frame["decisions"]]
        return True

    async def listen_to_all(self) -> None:
        while await self.listen():
            pass

    async def leave(self) -> None:
        await self.socket.disconnect()


async def advance(run: Run, pieces: int = 1) -> int:
    """Do slices of the run; the tick reached."""
    await sync_to_async(work)(run, pieces)
    hot = await sync_to_async(store.load)(str(run.pk))
    return hot.tick


@pytest.fixture
def quick(settings: Any) -> None:
    settings.RUN_SLICE_MS = 1
    settings.RUN_CHECKPOINT_SECONDS = 0


async def test_a_listener_gets_the_status_then_frames(
    toy: Any, run: Run, student: Any, browser_of: Any, quick: None
) -> None:
    listener = Listener(run, await sync_to_async(browser_of)(student))
    assert await listener.connect()
    assert await listener.listen(5)
    assert (listener.statuses[0]["status"], listener.statuses[0]["read_only"]) == ("created", False)
    await sync_to_async(actions.do_run)(run, "max")
    reached = await advance(run, 5)
    await sync_to_async(actions.do_pause)(run)
    await advance(run)
    await listener.listen_to_all()
    assert listener.through == reached
    assert listener.statuses[-1]["status"] == "paused"
    assert listener.decisions == [f"{tick}.1" for tick in range(7, reached + 1, 7)]
    await listener.leave()


async def test_a_late_listener_gets_what_was_before(
    toy: Any, run: Run, student: Any, browser_of: Any, quick: None
) -> None:
    await sync_to_async(actions.do_run)(run, "max")
    reached = await advance(run, 8)
    listener = Listener(run, await sync_to_async(browser_of)(student))
    await listener.connect()
    await listener.listen_to_all()
    assert listener.through == reached
    assert listener.decisions == [f"{tick}.1" for tick in range(7, reached + 1, 7)]
    await listener.leave()


async def test_random_disconnects_lose_nothing(
    toy: Any, run: Run, student: Any, browser_of: Any, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "REPLAY_TICKS", 10**6)
    dice = random.Random(5)
    client = await sync_to_async(browser_of)(student)
    await sync_to_async(actions.do_run)(run, "max")
    through, decisions = 0, []
    for _ in range(12):
        listener = Listener(run, client, last=through)
        await listener.connect()
        for _ in range(dice.randrange(4)):
            await advance(run, dice.randrange(1, 4))
            for _ in range(dice.randrange(3)):
                await listener.listen(0.05)
        await listener.leave()
        through = listener.through
        decisions += listener.decisions
        await advance(run, dice.randrange(3))
    await sync_to_async(actions.do_pause)(run)
    reached = await advance(run)
    listener = Listener(run, client, last=through)
    await listener.connect()
    await listener.listen_to_all()
    await listener.leave()
    assert listener.through == reached
    assert decisions + listener.decisions == [f"{tick}.1" for tick in range(7, reached + 1, 7)]


async def test_who_was_away_for_long_is_told_where_the_replay_starts(
    toy: Any, run: Run, student: Any, browser_of: Any, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "REPLAY_TICKS", 50)
    await sync_to_async(actions.do_run)(run, "max")
    reached = await advance(run, 12)
    assert reached > 60
    socket = Listener(run, await sync_to_async(browser_of)(student), last=3).socket
    await socket.connect()
    await socket.receive(5)  # the status
    content = frames.decode((await socket.receive(5))["bytes"])
    assert (content["after"], content["frames"][0]["id"]) == (reached - 50, reached - 49)
    await socket.disconnect()


async def test_a_slow_listener_loses_messages_but_no_decision(
    toy: Any, run: Run, student: Any, browser_of: Any, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "MESSAGE_SECONDS", 0)
    monkeypatch.setattr(consumers, "REPLAY_TICKS", 10**6)
    monkeypatch.setattr(consumers, "Viewer", functools.partial(Viewer, limit=2))
    listener = Listener(run, await sync_to_async(browser_of)(student))
    await listener.connect()
    await listener.listen(5)
    await sync_to_async(actions.do_run)(run, "max")
    reached = await advance(run, 30)
    await asyncio.sleep(0.1)
    await listener.listen_to_all()
    assert listener.through == reached
    assert listener.decisions == [f"{tick}.1" for tick in range(7, reached + 1, 7)]
    await listener.leave()


async def test_after_a_reset_frames_begin_again(
    toy: Any, run: Run, student: Any, browser_of: Any, quick: None
) -> None:
    listener = Listener(run, await sync_to_async(browser_of)(student))
    await sync_to_async(actions.do_run)(run, "max")
    await advance(run, 3)
    await listener.connect()
    await listener.listen_to_all()
    await sync_to_async(actions.do_reset)(run)
    await listener.listen_to_all()
    assert (listener.statuses[-1]["epoch"], listener.statuses[-1]["tick"]) == (2, 0)
    listener.through = 0
    await sync_to_async(actions.do_step)(run)
    await advance(run)
    await listener.listen_to_all()
    assert listener.ids[-1] == listener.through == 1
    await listener.leave()


@pytest.mark.parametrize("person", ["other_student", "instructor", "administrator", None])
async def test_nobody_else_may_listen(
    toy: Any, run: Run, browser_of: Any, person: str | None, student: Any, request: pytest.FixtureRequest
) -> None:
    from dashboard.accounts.models import User

    someone = await User.objects.acreate(username="someone") if person else None
    listener = Listener(run, await sync_to_async(browser_of)(someone))
    await listener.connect()
    with pytest.raises(ConnectionError, match="4404"):
        await listener.listen(5)


async def test_the_stranger_may_watch_the_demo_which_goes_on(toy: Any, run: Run, browser_of: Any) -> None:
    await Run.objects.filter(pk=run.pk).aupdate(shared=True, status=Status.PAUSED, unwatched=True)
    listener = Listener(run, await sync_to_async(browser_of)())
    assert await listener.connect()
    await listener.listen(5)
    assert (listener.statuses[0]["status"], listener.statuses[0]["read_only"]) == ("running", True)
    assert await sync_to_async(store.last_watched)([str(run.pk)]) != {str(run.pk): None}
    await listener.leave()


@pytest.mark.parametrize("origin", [(b"origin", b"http://evil.example"), None])
async def test_another_sites_page_may_not_connect(
    toy: Any, run: Run, student: Any, browser_of: Any, origin: tuple[bytes, bytes] | None
) -> None:
    assert not await Listener(run, await sync_to_async(browser_of)(student), origin=origin).connect()


async def test_why_a_run_failed_is_told_in_the_viewers_language(
    toy: Any, run: Run, student: Any, browser_of: Any, quick: None
) -> None:
    await sync_to_async(actions.do_run)(run, "max")
    await sync_to_async(actions.do_command)(run, {"kind": "broken"})
    await sync_to_async(work)(run)
    client = await sync_to_async(browser_of)(student)
    client.cookies["django_language"] = "ko"
    listener = Listener(run, client)
    await listener.connect()
    await listener.listen(5)
    assert listener.statuses[0]["status"] == "failed"
    assert listener.statuses[0]["problems"][0]["message"].startswith("시뮬레이터")
    await listener.leave()


async def test_a_viewer_who_is_ahead_of_a_run_that_catches_up_sees_nothing_twice(
    toy: Any, run: Run, student: Any, browser_of: Any, quick: None, settings: Any
) -> None:
    """Redis lost everything: the run is back at its last checkpoint, which viewers have seen long ago."""
    client = await sync_to_async(browser_of)(student)
    await sync_to_async(actions.do_run)(run, "max")
    while await advance(run) < 70:
        pass
    settings.RUN_CHECKPOINT_TICKS = 10_000
    reached = await advance(run, 3)
    await sync_to_async(store.connection().flushall)()
    await sync_to_async(run.refresh_from_db)()
    await sync_to_async(actions.revive)(run)
    back_at = (await sync_to_async(store.load)(str(run.pk))).tick
    assert back_at < reached
    listener = Listener(run, client, last=reached, epoch=1)
    assert await listener.connect()
    while await advance(run) < reached + 20:
        await listener.listen()
    # The newest frames go out with a later slice: messages are a fifth of a second apart.
    for _ in range(30):
        if listener.ids:
            break
        await advance(run)
        await listener.listen()
    assert listener.ids and listener.ids[0] > reached
    await listener.leave()
