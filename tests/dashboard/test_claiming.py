"""What a visitor made goes with them when they sign up or log in: through the real pages, while it runs."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from dashboard.accounts.models import User
from dashboard.architectures.models import Document
from dashboard.runs import consumers, store
from dashboard.runs.models import Run

from .conftest import DOCUMENT, Api
from .test_live import Listener
from .test_slices import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis, pytest.mark.usefixtures("pages")]

SIGN_UP = {"username": "newcomer", "email": "", "password1": "correct horse", "password2": "correct horse"}


class Visit:
    """A browser without an account that has drawn something and runs it."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.api = Api(client)
        self.document = self.api.post("/documents", {"document": DOCUMENT})[1]["id"]
        self.run = self.api.post("/runs", {"document": self.document, "speed": "max"})[1]["id"]
        assert self.api.post(f"/runs/{self.run}/control", {"action": "run"})[0] == 200
        self.visitor = User.objects.get(is_anonymous_visitor=True, runs=self.run)

    def row(self) -> Run:
        return Run.objects.get(pk=self.run)


@pytest.fixture
def visit(toy: Any, hot: str, browser_of: Any, settings: Any) -> Visit:
    settings.RUN_SLICE_MS = 1  # not more than a socket is sent at once
    return Visit(browser_of())


def sign_up(visit: Visit) -> None:
    assert visit.client.post("/accounts/signup/", SIGN_UP).status_code == 302


def log_in(visit: Visit) -> None:
    form = {"login": "student", "password": "correct horse"}
    assert visit.client.post("/accounts/login/", form).status_code == 302


def test_signing_up_keeps_documents_and_runs(visit: Visit) -> None:
    work(visit.row())
    before = store.load(visit.run).tick
    sign_up(visit)
    newcomer = User.objects.get(username="newcomer")
    assert Document.objects.get(pk=visit.document).owner == newcomer
    assert visit.row().owner == newcomer
    assert not User.objects.filter(is_anonymous_visitor=True).exists()
    assert [one["id"] for one in visit.api.get("/documents")[1]] == [visit.document]
    assert visit.api.get(f"/runs/{visit.run}")[1]["status"] == "running"
    work(visit.row())
    assert store.load(visit.run).tick > before, "the run goes on as if nothing had happened"
    assert visit.api.post(f"/runs/{visit.run}/commands", {"command": {"kind": "toy"}})[0] == 202
    assert visit.api.post(f"/runs/{visit.run}/control", {"action": "pause"})[1]["status"] == "paused"


def test_logging_in_adds_them_to_what_one_has(visit: Visit, student: Any, document: Any) -> None:
    log_in(visit)
    assert {str(one.pk) for one in Document.objects.owned_by(student)} == {visit.document, str(document.pk)}
    assert visit.row().owner == student
    assert visit.api.get(f"/runs/{visit.run}")[1]["read_only"] is False


def test_turns_of_a_run_that_is_going_are_counted_for_the_new_owner(visit: Visit, student: Any) -> None:
    log_in(visit)
    hash_ = store.connection().hgetall(store.key(visit.run))
    assert hash_[b"owner"] == str(student.pk).encode()


def test_a_wrong_password_claims_nothing(visit: Visit, student: Any) -> None:
    visit.client.post("/accounts/login/", {"login": "student", "password": "wrong"})
    assert visit.row().owner == visit.visitor
    assert visit.api.get(f"/runs/{visit.run}")[0] == 200


def test_another_account_claims_nothing_when_it_logs_in_from_an_account(
    visit: Visit, student: Any, other_student: Any
) -> None:
    """Only visitors are claimed: whoever changes accounts keeps them apart."""
    log_in(visit)
    visit.client.post("/accounts/logout/")
    visit.client.post("/accounts/login/", {"login": "other-student", "password": "correct horse"})
    assert visit.row().owner == student
    assert visit.api.get(f"/runs/{visit.run}")[0] == 404


def test_the_old_session_is_nobodys(visit: Visit, browser_of: Any, student: Any) -> None:
    stolen = browser_of()
    stolen.cookies = visit.client.cookies.copy()
    log_in(visit)
    assert Api(stolen).get(f"/runs/{visit.run}")[0] == 404
    assert Api(stolen).get("/documents")[1] == []


async def test_an_open_socket_comes_back_with_the_new_session(visit: Visit, student: Any) -> None:
    await sync_to_async(work)(await sync_to_async(visit.row)())
    listener = Listener(await sync_to_async(visit.row)(), visit.client)
    assert await listener.connect()
    await listener.listen(5)
    assert listener.statuses[0]["read_only"] is False
    await sync_to_async(log_in)(visit)
    with pytest.raises(ConnectionError, match=str(consumers.RIGHTS_CHANGED)):
        for _ in range(20):
            await listener.listen(5)
    again = Listener(await sync_to_async(visit.row)(), visit.client, last=listener.through)
    assert await again.connect()
    await again.listen(5)
    assert (again.statuses[0]["read_only"], again.statuses[0]["status"]) == (False, "running")
    for _ in range(20):  # a slice may come before the run's next second is due
        await sync_to_async(work)(await sync_to_async(visit.row)())
        await again.listen(1)
        if again.through > listener.through:
            break
    assert again.through > listener.through
    await again.leave()


async def test_a_socket_that_does_not_come_back_hears_no_more(visit: Visit, student: Any) -> None:
    listener = Listener(await sync_to_async(visit.row)(), visit.client)
    await listener.connect()
    await listener.listen(5)
    await sync_to_async(log_in)(visit)
    with pytest.raises(ConnectionError):
        for _ in range(20):
            await listener.listen(5)
    heard = listener.through
    await sync_to_async(work)(await sync_to_async(visit.row)())
    await asyncio.sleep(0.1)
    assert listener.socket.to_browser.empty() and listener.through == heard


def test_two_visitors_with_one_lab_each_keep_what_the_account_had(student: Any, visit: Visit) -> None:
    """Where there can be one of a kind, the account's own stays, and the rest still moves."""
    from allauth.account.models import EmailAddress
    from django.contrib.admin.models import LogEntry

    EmailAddress.objects.create(user=student, email="s@example.org", primary=True, verified=True)
    EmailAddress.objects.create(user=visit.visitor, email="s@example.org", primary=True)
    LogEntry.objects.create(user=visit.visitor, action_flag=1, object_repr="x")
    log_in(visit)
    assert list(EmailAddress.objects.values_list("user", "verified")) == [(student.pk, True)]
    assert LogEntry.objects.get().user == student
    assert visit.row().owner == student


def test_runs_are_handed_over_though_redis_is_away(
    visit: Visit, student: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import redis

    from dashboard.accounts.actions import do_adopt

    def away(*args: Any, **options: Any) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(store, "control", away)
    do_adopt(visit.visitor, student)
    assert visit.row().owner == student


def test_an_account_is_never_adopted(student: Any, other_student: Any, document: Any) -> None:
    from dashboard.accounts.actions import do_adopt

    do_adopt(student, other_student)
    assert User.objects.filter(pk=student.pk).exists()
    assert Document.objects.get(pk=document.pk).owner == student
