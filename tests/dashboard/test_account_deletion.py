"""An account goes with everything: no table, no session, no socket, no key in Redis keeps anything of it."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from asgiref.sync import sync_to_async
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from dashboard.accounts.actions import do_create_visitor, do_delete_account
from dashboard.accounts.models import User
from dashboard.accounts.tokens import Scope, do_create_token
from dashboard.architectures.actions import do_create
from dashboard.runs import actions, consumers, owners, store
from dashboard.runs.models import Run

from .conftest import DOCUMENT, Api
from .test_live import Listener
from .test_slices import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis, pytest.mark.usefixtures("pages")]

SIGN_UP = {
    "username": "leaver-unlike-any-other",
    "email": "leaver@example.org",
    "password1": "correct horse",
    "password2": "correct horse",
}


def tables() -> dict[str, int]:
    """Rows of every table there is."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def redis_holds(url: str, text: str) -> list[str]:
    """Keys of Redis in whose name or value a text stands."""
    client = redis.Redis.from_url(url)
    found = []
    for key in client.scan_iter():
        kind = client.type(key).decode()
        value = {
            "string": lambda key=key: client.get(key),
            "hash": lambda key=key: client.hgetall(key),
            "zset": lambda key=key: client.zrange(key, 0, -1),
            "set": lambda key=key: client.smembers(key),
            "list": lambda key=key: client.lrange(key, 0, -1),
            "stream": lambda key=key: client.xrange(key),
        }[kind]()
        if text in key.decode(errors="replace") or text in repr(value):
            found.append(key.decode(errors="replace"))
    client.close()
    return found


def live_through(client: Any) -> tuple[User, str]:
    """Sign up through the page and do a bit of everything."""
    client.post("/accounts/signup/", SIGN_UP)
    user = User.objects.get(username=SIGN_UP["username"])
    api = Api(client)
    document = api.post("/documents", {"document": DOCUMENT})[1]["id"]
    api.put(f"/documents/{document}", {"document": {**DOCUMENT, "Name": "Second"}, "base_revision": 1})
    run = api.post("/runs", {"document": document, "speed": "max"})[1]["id"]
    api.post(f"/runs/{run}/control", {"action": "run"})
    api.post(f"/runs/{run}/commands", {"command": {"kind": "toy"}})
    work(Run.objects.get(pk=run), 4)
    client.post("/account/tokens/", {"token-name": "t", "token-scopes": ["read"], "token-lifetime": ""})
    about = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(user=user, action_flag=1, object_repr="something")
    LogEntry.objects.create(
        user=User.objects.get(username="administrator"),
        content_type=about,
        object_id=str(user.pk),
        object_repr=str(user),
        action_flag=2,
    )
    return user, run


def test_no_table_and_no_key_keeps_anything(
    toy: Any, hot: str, browser_of: Any, administrator: Any, settings: Any
) -> None:
    settings.RUN_CHECKPOINT_SECONDS = 0
    ContentType.objects.get_for_model(User)
    before = tables()
    client, elsewhere = browser_of(), browser_of()
    user, run = live_through(client)
    elsewhere.post("/accounts/login/", {"login": user.username, "password": "correct horse"})
    during = tables()
    grown = {label for label, count in during.items() if count > before[label]}
    assert grown >= {
        "accounts.User",
        "accounts.ApiToken",
        "account.EmailAddress",
        "admin.LogEntry",
        "sessions.Session",
        "architectures.Document",
        "architectures.Revision",
        "runs.Run",
        "runs.RunCommand",
        "runs.Checkpoint",
        "runs.FrameChunk",
    }
    assert redis_holds(hot, run)
    answer = client.post("/account/delete/", {"delete-proof": "correct horse"})
    assert (answer.status_code, answer.url) == (302, "/")
    assert tables() == before
    assert redis_holds(hot, run) == []
    assert redis_holds(hot, user.username) == []
    assert "_auth_user_id" not in client.session
    for browser in (client, elsewhere):
        assert Api(browser).get("/documents")[1] == []
        assert browser.get("/account/").status_code == 302


def test_others_keep_theirs(toy: Any, hot: str, browser_of: Any, student: Any, administrator: Any) -> None:
    other = browser_of(student)
    document = do_create(student, DOCUMENT).document
    mine = actions.do_create_run(student, document, seed=1)
    actions.do_run(mine, "max")
    work(mine)
    client = browser_of()
    live_through(client)
    client.post("/account/delete/", {"delete-proof": "correct horse"})
    assert Api(other).get(f"/runs/{mine.pk}")[1]["status"] == "running"
    assert store.load(str(mine.pk)) is not None and str(mine.pk) in store.scheduled([str(mine.pk)])
    assert [one["id"] for one in Api(other).get("/documents")[1]] == [str(document.pk)]


@pytest.mark.parametrize("proof", ["", "wrong", "delete", "삭제", "correct horse "])
def test_a_wrong_password_deletes_nothing(
    hot: str, browser_of: Any, student: Any, run: Run, proof: str
) -> None:
    client = browser_of(student)
    assert client.post("/account/delete/", {"delete-proof": proof}).status_code == 422
    assert User.objects.filter(pk=student.pk).exists() and Run.objects.filter(pk=run.pk).exists()
    assert client.get("/account/").status_code == 200


def test_the_password_cannot_be_guessed_here(hot: str, browser_of: Any, student: Any) -> None:
    client = browser_of(student)
    answers = [client.post("/account/delete/", {"delete-proof": "wrong"}).status_code for _ in range(11)]
    assert answers[0] == 422 and answers[-1] == 429
    assert client.post("/account/delete/", {"delete-proof": "correct horse"}).status_code == 429
    assert User.objects.filter(pk=student.pk).exists()


@pytest.mark.parametrize(
    ("word", "gone"), [("delete", True), (" Delete ", True), ("삭제", True), ("yes", False)]
)
def test_a_visitor_types_a_word(hot: str, browser_of: Any, word: str, gone: bool) -> None:
    visitor = do_create_visitor()
    do_create(visitor, DOCUMENT)
    answer = browser_of(visitor).post("/account/delete/", {"delete-proof": word})
    assert answer.status_code == (302 if gone else 422)
    assert User.objects.filter(pk=visitor.pk).exists() is not gone


def test_a_token_goes_with_its_owner(hot: str, browser_of: Any, student: Any) -> None:
    _, secret = do_create_token(student, "t", [Scope.READ])
    do_delete_account(student)
    headers = {"Authorization": f"Bearer {secret}"}
    assert browser_of().get("/api/v1/documents", headers=headers).status_code == 401


def test_only_the_persons_sessions_end(hot: str, browser_of: Any, student: Any, other_student: Any) -> None:
    browser_of(student), browser_of(student), browser_of(other_student)
    assert Session.objects.count() == 3
    do_delete_account(student)
    (left,) = Session.objects.all()
    assert left.get_decoded()["_auth_user_id"] == str(other_student.pk)


async def test_open_sockets_close_and_come_back_as_strangers(
    toy: Any, run: Run, student: Any, browser_of: Any, settings: Any
) -> None:
    settings.RUN_SLICE_MS = 1  # not more than a socket is sent at once
    client = await sync_to_async(browser_of)(student)
    await sync_to_async(actions.do_run)(run, "max")
    await sync_to_async(work)(run)
    listener = Listener(run, client)
    await listener.connect()
    await listener.listen(5)
    await sync_to_async(client.post)("/account/delete/", {"delete-proof": "correct horse"})
    with pytest.raises(ConnectionError, match=f"{consumers.RIGHTS_CHANGED}|{consumers.NOT_FOUND}"):
        for _ in range(20):
            await listener.listen(5)
    again = Listener(run, client)
    await again.connect()
    with pytest.raises(ConnectionError, match=str(consumers.NOT_FOUND)):
        await again.listen(5)


def test_a_worker_in_the_middle_of_a_slice_brings_nothing_back(
    toy: Any, hot: str, run: Run, student: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account goes while the slice is computed; its commit is refused."""
    from .conftest import ToyWorld

    id = str(run.pk)
    actions.do_run(run, "max")
    work(run)
    plain = ToyWorld.advance

    def advance(world: ToyWorld, ticks: int) -> Any:
        monkeypatch.setattr(ToyWorld, "advance", plain)
        do_delete_account(User.objects.get(pk=student.pk))
        return plain(world, ticks)

    hot_before = store.load(id)
    monkeypatch.setattr(ToyWorld, "advance", advance)
    from dashboard.runs.slices import run_slice

    run_slice(id, hot_before.generation, hot_before.slice, "w")
    assert not Run.objects.exists()
    assert redis_holds(hot, id) == []


def test_the_database_forgets_though_redis_is_away(
    hot: str, run: Run, student: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(owners.store, "forget", away)
    do_delete_account(student)
    assert not User.objects.exists() and not Run.objects.exists()
