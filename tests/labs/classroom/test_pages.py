"""The classroom's pages: who gets them, and the way in without an account."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from dashboard.accounts.models import Role
from labs.classroom import actions
from labs.classroom.models import Participant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages", "hot")]


@pytest.fixture
def teacher(instructor: Any) -> Any:
    instructor.role = Role.INSTRUCTOR
    instructor.save()
    return instructor


@pytest.fixture
def session(labs: Any, teacher: Any) -> Any:
    return actions.do_open(teacher, labs["zone-outage"], "Monday")


def test_an_instructor_opens_a_class_from_the_list(labs, teacher, browser_of):
    browser = browser_of(teacher)
    version = labs["zone-outage"]
    answer = browser.post("/classes/", {"version": version.pk, "title": "Monday", "minutes": "30"})
    assert answer.status_code == 302
    assert "Monday" in browser.get("/classes/").content.decode()
    assert browser.get(answer.url).status_code == 200


def test_bad_minutes_are_said_and_nothing_is_lost(labs, teacher, browser_of):
    answer = browser_of(teacher).post(
        "/classes/", {"version": labs["zone-outage"].pk, "title": "Monday", "minutes": "soon"}
    )
    assert answer.status_code == 422
    assert 'value="Monday"' in answer.content.decode()


def test_only_instructors_have_a_list(student, browser_of):
    for person in (student, None):
        assert browser_of(person).get("/classes/").status_code == 403


def test_desk_and_projector_are_the_instructors(session, teacher, student, administrator, browser_of):
    for page in ("", "projector/", "qr.svg"):
        path = f"/classes/{session.pk}/{page}"
        assert browser_of(teacher).get(path).status_code == 200
        for person in (student, administrator, None):
            assert browser_of(person).get(path).status_code == 404


def test_the_qr_code_is_a_picture_of_the_join_address(session, teacher, browser_of):
    answer = browser_of(teacher).get(f"/classes/{session.pk}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert ElementTree.fromstring(answer.content).tag.endswith("svg")


def test_people_join_with_code_and_nickname_and_get_their_code_once(session, browser_of):
    browser = browser_of()
    assert "Monday" in browser.get(f"/join/{session.code}/").content.decode()
    answer = browser.post("/join/", {"code": session.code.lower(), "nickname": "Mina"})
    shown = re.search(r"(\d{4}) (\d{4})", answer.content.decode())
    assert shown is not None
    place = Participant.objects.get()
    assert actions.find_place(session, "Mina", shown[1] + shown[2]) == place
    assert browser.get(f"/classes/{session.pk}/play/").status_code == 200
    again = browser.post("/join/", {"code": session.code, "nickname": "Mina"})
    assert again.status_code == 302


def test_a_wrong_code_is_said_and_kept(db, browser_of):
    answer = browser_of().post("/join/", {"code": "ZZZZZZ", "nickname": "Mina"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="ZZZZZZ"' in text
    assert 'value="Mina"' in text


def test_coming_back_by_the_personal_code(session, browser_of):
    place = actions.do_join_as_visitor(session, "Mina")
    browser = browser_of()
    given = {"code": session.code, "nickname": "Mina", "rejoin": place.rejoin}
    assert browser.post("/join/", given).status_code == 302
    assert browser.get(f"/classes/{session.pk}/play/").status_code == 200
    wrong = browser_of().post("/join/", {**given, "rejoin": "00000000"})
    assert wrong.status_code == 422


def test_the_questions_come_before_the_player(session, teacher, student, browser_of):
    actions.do_join(session, student, "Mina")
    browser = browser_of(student)
    path = f"/classes/{session.pk}/play/"
    early = browser.post(path, {"prediction-dark": "errors"})
    assert early.status_code == 422  # the class has not begun
    actions.do_start(session)
    assert browser.post(path, {"prediction-dark": "errors"}).status_code == 302
    text = browser.get(path).content.decode()
    assert 'id="class-bar"' in text
    assert "Mina" in text


def test_strangers_have_no_player_and_instructors_are_led_to_their_desk(
    session, teacher, student, browser_of
):
    path = f"/classes/{session.pk}/play/"
    for person in (student, None):
        assert browser_of(person).get(path).status_code == 404
    assert browser_of(teacher).get(path).url == f"/classes/{session.pk}/"


def test_too_many_new_visitors_are_asked_to_wait(session, browser_of, monkeypatch):
    monkeypatch.setattr(
        "dashboard.api.limits.exceeded", lambda budget, *_: 7.0 if budget == "accounts" else None
    )
    given = {"code": session.code, "nickname": "Mina", "prediction-dark": "errors"}
    for path in ("/join/", "/labs/zone-outage/"):
        assert browser_of().post(path, given).status_code == 429
    assert Participant.objects.count() == 0
