"""A class over the API: from the code on the wall to the exported table, and who may see what of it."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dashboard.accounts.models import Role
from dashboard.runs.models import Run, RunCommand, Status
from labs.classroom import actions
from labs.classroom.models import Participant, Phase, Session
from labs.guided import trials
from labs.guided.models import Attempt
from tests.labs.conftest import Caller

LAB = "zone-outage"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No broker: graders are called by the tests."""
    monkeypatch.setattr("labs.guided.tasks.ask", lambda times=1: None)


@pytest.fixture
def teacher(instructor: Any, browser_of: Any, hot: str) -> Caller:
    instructor.role = Role.INSTRUCTOR
    instructor.save()
    return Caller(browser_of(instructor), instructor)


@pytest.fixture
def session(labs: Any, teacher: Caller) -> dict[str, Any]:
    answer = teacher.post("/classes", {"lab": LAB, "minutes": 30, "title": "Monday"})
    assert answer.status_code == 201, answer.content
    return answer.json()


def control(teacher: Caller, session: dict[str, Any], action: str, **rest: Any) -> Any:
    return teacher.post(f"/classes/{session['id']}/control", {"action": action, **rest})


def join(caller: Caller, session: dict[str, Any], nickname: str) -> dict[str, Any]:
    answer = caller.post("/join", {"code": session["code"], "nickname": nickname})
    assert answer.status_code == 201, answer.content
    return answer.json()


def tiles(teacher: Caller, session: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {tile["nickname"]: tile for tile in teacher.get(f"/classes/{session['id']}").json()["tiles"]}


# --- opening and joining -----------------------------------------------------------------------------------


def test_only_instructors_open_classes(labs, learner, visitor, teacher):
    for caller in (learner, visitor):
        assert caller.post("/classes", {"lab": LAB}).status_code == 403
    assert teacher.post("/classes", {"lab": "no-such-lab"}).status_code == 404
    assert teacher.post("/classes", {"lab": LAB, "minutes": 0}).status_code == 422


def test_a_class_keeps_the_version_it_was_opened_with(labs, session):
    assert Session.objects.get().version == labs[LAB]


def test_people_join_by_the_code_without_an_account(session, visitor, teacher):
    place = join(visitor, session, "Mina")
    assert place["session"]["phase"] == "lobby"
    assert len(place["rejoin"]) == 8
    assert place["document"] is not None
    assert Participant.objects.get().user.is_anonymous_visitor
    assert tiles(teacher, session)["Mina"]["number"] == 1


def test_joining_as_a_visitor_counts_as_making_an_account(session, visitor, monkeypatch):
    monkeypatch.setattr(
        "dashboard.api.limits.exceeded", lambda budget, *_: 7.0 if budget == "accounts" else None
    )
    answer = visitor.post("/join", {"code": session["code"], "nickname": "Mina"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")
    assert Participant.objects.count() == 0


def test_a_code_is_read_from_a_wall(session, visitor):
    shown = session["code"]
    spoken = f" {shown[:3].lower()} {shown[3:].lower()} "
    assert visitor.post("/join", {"code": spoken, "nickname": "A"}).status_code == 201
    assert visitor.post("/join", {"code": "ZZZZZZ", "nickname": "A"}).status_code == 404


def test_joining_twice_keeps_the_place(session, learner):
    first, again = join(learner, session, "Mina"), join(learner, session, "Somebody")
    assert (first["id"], again["nickname"], again["rejoin"]) == (again["id"], "Mina", None)


def test_a_nickname_is_one_persons(session, learner, other_learner):
    join(learner, session, "Mina")
    answer = other_learner.post("/join", {"code": session["code"], "nickname": " MINA "})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "NicknameTaken")
    for bad in ("", "   ", "x\u200by\n"):
        assert other_learner.post("/join", {"code": session["code"], "nickname": bad}).status_code == 422


def test_people_come_back_on_another_device(session, visitor, browser_of):
    place = join(visitor, session, "Mina")
    elsewhere = Caller(browser_of())
    entry = {"code": session["code"], "nickname": "mina", "rejoin": place["rejoin"]}
    answer = elsewhere.post("/rejoin", entry)
    assert (answer.status_code, answer.json()["id"]) == (200, place["id"])
    assert elsewhere.get(f"/attempts/{place['attempt']}").status_code == 200


def test_guessing_a_rejoin_code_is_slowed_by_place(session, visitor, browser_of):
    place = join(visitor, session, "Mina")
    guesser = Caller(browser_of())
    for guess in range(actions.REJOIN_TRIES):
        entry = {"code": session["code"], "nickname": "Mina", "rejoin": f"{guess:08}"}
        assert guesser.post("/rejoin", entry).status_code == 422
    right = {"code": session["code"], "nickname": "Mina", "rejoin": place["rejoin"]}
    assert guesser.post("/rejoin", right).status_code == 422


def test_the_instructor_gives_a_new_code(session, visitor, teacher, browser_of):
    place = join(visitor, session, "Mina")
    path = f"/classes/{session['id']}/places/{place['id']}/rejoin"
    assert visitor.post(path).status_code == 404
    fresh = teacher.post(path).json()["rejoin"]
    other = Caller(browser_of())
    old = {"code": session["code"], "nickname": "Mina", "rejoin": place["rejoin"]}
    assert other.post("/rejoin", old).status_code == 422
    assert other.post("/rejoin", {**old, "rejoin": fresh}).status_code == 200


def test_nobody_takes_an_accounts_place_by_its_code(session, learner, browser_of):
    place = join(learner, session, "Mina")
    entry = {"code": session["code"], "nickname": "Mina", "rejoin": place["rejoin"]}
    assert Caller(browser_of()).post("/rejoin", entry).status_code == 403


def test_joining_late_is_allowed_until_the_end(session, teacher, learner, other_learner):
    control(teacher, session, "start")
    join(learner, session, "Late")
    control(teacher, session, "end")
    answer = other_learner.post("/join", {"code": session["code"], "nickname": "Later"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "ClassEnded")


# --- time --------------------------------------------------------------------------------------------------


def may_work(caller: Caller, place: dict[str, Any]) -> bool:
    answer = caller.post(f"/attempts/{place['attempt']}/hints", {"number": 1})
    assert answer.status_code in (200, 422)
    return answer.status_code == 200


def test_work_is_open_exactly_while_the_class_runs(session, teacher, learner):
    place = join(learner, session, "Mina")
    assert not may_work(learner, place)
    assert control(teacher, session, "start").json()["phase"] == "running"
    assert may_work(learner, place)
    control(teacher, session, "pause")
    assert not may_work(learner, place)
    refused = learner.post(f"/attempts/{place['attempt']}/submissions", {"key": "a-key-of-mine"})
    assert refused.json()["error"]["code"] == "Closed"
    control(teacher, session, "start")
    assert may_work(learner, place)
    control(teacher, session, "end")
    assert not may_work(learner, place)


def test_time_runs_out_by_the_servers_clock(session, teacher, learner):
    place = join(learner, session, "Mina")
    control(teacher, session, "start")
    past = timezone.now() - timedelta(seconds=1)
    Session.objects.update(ends_at=past)
    Attempt.objects.update(closes_at=past)
    assert not may_work(learner, place)
    assert learner.get(f"/classes/{session['id']}/place").json()["session"]["phase"] == "ended"
    assert Session.objects.get().phase == Phase.ENDED


def test_a_pause_stops_the_clock(session, teacher):
    control(teacher, session, "start")
    Session.objects.update(ends_at=timezone.now() + timedelta(minutes=10))
    control(teacher, session, "pause")
    left = Session.objects.get().left
    assert timedelta(minutes=9, seconds=50) < left <= timedelta(minutes=10)
    assert control(teacher, session, "start").json()["left_s"] == pytest.approx(left.total_seconds(), abs=2)


def test_time_is_extended_for_everybody(session, teacher, learner):
    join(learner, session, "Mina")
    control(teacher, session, "start")
    before = Session.objects.get().ends_at
    control(teacher, session, "extend", minutes=7)
    after = Session.objects.get().ends_at
    assert after - before == pytest.approx(timedelta(minutes=7), abs=timedelta(seconds=1))
    assert Attempt.objects.get().closes_at == after


def test_pausing_stops_every_run(session, teacher, learner):
    place = join(learner, session, "Mina")
    control(teacher, session, "start")
    run = Run.objects.get(document=place["document"])
    learner.post(f"/runs/{run.pk}/control", {"action": "run"})
    control(teacher, session, "pause")
    run.refresh_from_db()
    assert run.status == Status.PAUSED
    for action in ("run", "step"):
        refused = learner.post(f"/runs/{run.pk}/control", {"action": action})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "Held")
    another = learner.post("/runs", {"document": place["document"]}).json()
    assert learner.post(f"/runs/{another['id']}/control", {"action": "run"}).status_code == 422
    control(teacher, session, "start")
    assert learner.post(f"/runs/{run.pk}/control", {"action": "run"}).status_code == 200


def test_each_change_raises_the_sequence(session, teacher):
    seen = [session["sequence"]]
    for action in ("start", "pause", "start", "end"):
        seen.append(control(teacher, session, action).json()["sequence"])
    assert seen == sorted(set(seen))
    assert control(teacher, session, "start").status_code == 422


# --- what the instructor gives -----------------------------------------------------------------------------

OUTAGE = {"kind": "fault", "fault": "zone_outage", "resource": "SubnetA", "duration": 60}


def test_a_fault_reaches_every_world_or_one(session, teacher, learner, other_learner):
    mina, juno = join(learner, session, "Mina"), join(other_learner, session, "Juno")
    control(teacher, session, "start")
    answer = control(teacher, session, "give", command=OUTAGE).json()
    assert (answer["taken"], answer["refused"]) == (2, [])
    answer = control(teacher, session, "give", command=OUTAGE, participant=mina["id"]).json()
    assert answer["taken"] == 1
    counts = {str(c.run.document_id): 0 for c in RunCommand.objects.select_related("run")}
    for command in RunCommand.objects.select_related("run"):
        counts[str(command.run.document_id)] += 1
    assert counts == {mina["document"]: 2, juno["document"]: 1}


def test_an_instructor_does_not_draw_for_students(session, teacher, learner):
    join(learner, session, "Mina")
    command = {"kind": "set", "resource": "WebGroup", "path": ["Properties", "MinSize"], "value": 4}
    assert control(teacher, session, "give", command=command).status_code == 422
    assert control(teacher, session, "give", command={"kind": "fault", "fault": "x"}).status_code == 422
    assert RunCommand.objects.count() == 0


def test_an_announcement_is_for_everybody(session, teacher, learner):
    join(learner, session, "Mina")
    control(teacher, session, "announce", text="  Look at zone 2a  ")
    state = learner.get(f"/classes/{session['id']}/place").json()["session"]
    assert state["announcement"] == "Look at zone 2a"


def test_a_raised_hand_is_seen_on_the_wall_only(session, teacher, learner, other_learner):
    join(learner, session, "Mina")
    join(other_learner, session, "Juno")
    learner.post(f"/classes/{session['id']}/help", {"needs": True})
    assert tiles(teacher, session)["Mina"]["help_s"] is not None
    assert tiles(teacher, session)["Juno"]["help_s"] is None
    assert "Mina" not in other_learner.get(f"/classes/{session['id']}/place").content.decode()


# --- grading and export ------------------------------------------------------------------------------------


@pytest.fixture
def played(
    session, teacher, learner, other_learner, labs, django_capture_on_commit_callbacks
) -> dict[str, Any]:
    """Mina hands in the solution, a student named like a formula hands in nothing."""
    mina = join(learner, session, "Mina")
    join(other_learner, session, "=1+1")
    control(teacher, session, "start")
    base = learner.get(f"/documents/{mina['document']}").json()["revision"]
    solution = labs[LAB].content.solution.as_json()
    learner.put(f"/documents/{mina['document']}", {"document": solution, "base_revision": base})
    learner.post(f"/attempts/{mina['attempt']}/predictions", {"prediction": "dark", "option": "errors"})
    with django_capture_on_commit_callbacks(execute=True):
        learner.post(f"/attempts/{mina['attempt']}/submissions", {"key": "a-key-of-mine"})
    while (trial := trials.take()) is not None:
        trials.work(trial)
    return session


def test_the_wall_and_the_projector_show_results(played, teacher):
    shown = tiles(teacher, played)
    assert (shown["Mina"]["stars"], shown["Mina"]["submissions"]) == (2, 1)
    assert shown["=1+1"]["stars"] is None
    wall = teacher.get(f"/classes/{played['id']}/projector").json()
    assert (wall["students"], wall["passed"], wall["names"]) == (2, 1, ["Mina", "=1+1"])
    control(teacher, played, "names", hidden=True)
    assert teacher.get(f"/classes/{played['id']}/projector").json()["names"] == ["#1", "#2"]


def test_results_are_exported_for_spreadsheets(played, teacher):
    answer = teacher.get(f"/classes/{played['id']}/export?format=csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, mina, other = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    row = dict(zip(head, mina, strict=True))
    assert (row["Nickname"], row["Stars"], row["Points of 100"], row["Predictions right"]) == (
        "Mina",
        "2",
        "100",
        "1",
    )
    assert row["Keep serving through the outage"] == "1"
    assert dict(zip(head, other, strict=True))["Nickname"] == "'=1+1"
    korean = teacher.get(f"/classes/{played['id']}/export?format=csv", headers={"accept-language": "ko"})
    assert "닉네임" in korean.content.decode("utf-8-sig")


def test_the_workbook_holds_the_same_and_no_formula(played, teacher):
    answer = teacher.get(f"/classes/{played['id']}/export?format=xlsx")
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    texts = book.read("xl/sharedStrings.xml").decode()
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "Mina" in texts
    assert "=1+1" in texts
    assert "<f>" not in sheet


# --- who may see what --------------------------------------------------------------------------------------


def test_a_class_is_its_instructors(session, teacher, learner, visitor, administrator, browser_of, hot):
    join(learner, session, "Mina")
    for caller in (learner, visitor, Caller(browser_of(administrator))):
        for path in ("", "/projector", "/export"):
            assert caller.get(f"/classes/{session['id']}{path}").status_code == 404
        for action in ("start", "end", "announce", "give"):
            assert control(caller, session, action, text="x", command=OUTAGE).status_code == 404
    assert Session.objects.get().phase == Phase.LOBBY
    assert learner.get("/classes").json() == []
    assert [one["id"] for one in teacher.get("/classes").json()] == [session["id"]]


def test_a_students_work_is_nobody_elses(session, learner, other_learner, teacher):
    mina = join(learner, session, "Mina")
    join(other_learner, session, "Juno")
    run = Run.objects.get(document=mina["document"])
    for caller in (other_learner, teacher):
        for path in (f"/attempts/{mina['attempt']}", f"/documents/{mina['document']}", f"/runs/{run.pk}"):
            assert caller.get(path).status_code == 404


def test_who_is_not_in_a_class_has_no_place(session, learner, visitor):
    for caller in (learner, visitor):
        assert caller.get(f"/classes/{session['id']}/place").status_code == 404
        assert caller.post(f"/classes/{session['id']}/help", {"needs": True}).status_code == 404


def test_who_joins_while_the_class_begins_may_work(session, teacher, learner, other_learner):
    """Between reading the session and taking the place, somebody pressed a button."""
    seen = Session.objects.get()
    control(teacher, session, "start")
    late = actions.do_join(seen, learner.user, "Mina").participant
    assert not Attempt.objects.get(pk=late.attempt_id).closed
    seen = Session.objects.get()
    control(teacher, session, "pause")
    later = actions.do_join(seen, other_learner.user, "Juno").participant
    assert Attempt.objects.get(pk=later.attempt_id).closed
    assert all(place.attempt.document.held for place in Participant.objects.all())


# --- a class of many ---------------------------------------------------------------------------------------


def test_a_look_at_the_wall_asks_as_little_for_many_as_for_few(
    session, teacher, browser_of, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr("labs.guided.standing.GLANCE_SECONDS", 0.0)
    for number in range(12):
        join(Caller(browser_of()), session, f"Student {number}")
    assert len(tiles(teacher, session)) == 12  # from now on their designs are known
    for look in ("", "/projector"):
        with django_assert_max_num_queries(9):
            assert teacher.get(f"/classes/{session['id']}{look}").status_code == 200


def test_a_page_that_looks_often_is_noticed_now_and_then(session, learner):
    join(learner, session, "Mina")
    place = Participant.objects.get()
    for seconds, noticed in ((1, False), (7, False), (9, True), (12, False), (18, True)):
        before = Participant.objects.get().seen_at
        now = place.joined_at + timedelta(seconds=seconds)
        actions.do_notice(Participant.objects.get(), now)
        assert Participant.objects.get().seen_at == (now if noticed else before)
