"""What instructors and students do in a session. Every change is a row first; a nudge follows its commit."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from dashboard.accounts.actions import do_create_visitor
from dashboard.accounts.models import Role, User
from dashboard.architectures.models import Document
from dashboard.runs import actions as runs
from dashboard.runs.models import LIVE, Run
from labs.classroom import nudges
from labs.classroom.models import CODE_LENGTH, CODE_LETTERS, Happening, Participant, Phase, Session
from labs.guided import actions as guided
from labs.guided.models import Attempt
from labs.scenarios.models import Status, Version
from simulator.engine import parse_command
from simulator.problems import InvalidInput, Problem
from simulator.text import Text

MOST_PARTICIPANTS = 300
MOST_MINUTES = 24 * 60
#: Wrong rejoin codes for one place before it rests for a while.
REJOIN_TRIES, REJOIN_SECONDS = 5, 300
#: A page that looks again within this time was noticed.
NOTICE = timedelta(seconds=8)
#: Commands an instructor may give to students' worlds: what happens to them, not what they draw.
GIVEN = ("fault", "clear_fault", "traffic")


def _refusal(code: str, message: Text, hint: Text) -> InvalidInput:
    return InvalidInput([Problem(code, (), message, hint)])


def may_teach(user: object) -> bool:
    """Whether a person may open sessions."""
    return getattr(user, "is_authenticated", False) and (
        getattr(user, "is_superuser", False)
        or getattr(user, "role", "") in (Role.INSTRUCTOR, Role.AUTHOR, Role.ADMINISTRATOR)
    )


# --- the instructor ----------------------------------------------------------------------------------------


def do_open(instructor: User, version: Version, title: str = "", minutes: int = 45) -> Session:
    """A session in its lobby, pinned to this version. Raises InvalidInput."""
    if version.status != Status.PUBLISHED:
        raise _refusal(
            "NotPublished",
            Text("Only a published lab can be taught.", "게시된 실습으로만 수업을 열 수 있어요."),
            Text("Choose one from the catalogue.", "실습 목록에서 고르세요."),
        )
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        try:
            with transaction.atomic():
                return Session.objects.create(
                    code=code,
                    instructor=instructor,
                    version=version,
                    title=(title.strip() or version.title(instructor.language))[:200],
                    left=_minutes(minutes),
                )
        except IntegrityError:
            continue


def _minutes(minutes: int) -> timedelta:
    if not 1 <= minutes <= MOST_MINUTES:
        raise _refusal(
            "BadMinutes",
            Text("A class lasts between 1 minute and 24 hours.", "수업 시간은 1분에서 24시간 사이예요."),
            Text("Give another number of minutes.", "다른 시간을 입력하세요."),
        )
    return timedelta(minutes=minutes)


def do_start(session: Session) -> Session:
    """Begin, or go on after a pause: the clock runs and everybody may work."""
    return _turn(session, Phase.RUNNING, (Phase.LOBBY, Phase.PAUSED), "start")


def do_pause(session: Session) -> Session:
    """Everybody stops: runs rest, nothing can be handed in, the clock stands."""
    return _turn(session, Phase.PAUSED, (Phase.RUNNING,), "pause")


def do_end(session: Session) -> Session:
    """The class is over. What was handed in is still graded."""
    return _turn(session, Phase.ENDED, (Phase.LOBBY, Phase.RUNNING, Phase.PAUSED), "end")


def _turn(session: Session, phase: Phase, allowed: tuple[Phase, ...], kind: str) -> Session:
    now = timezone.now()
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session.pk)
        if session.phase == phase:
            return session
        if session.phase not in allowed:
            raise _refusal(
                "WrongPhase",
                Text("The class is not in a state for that.", "지금 수업 상태에서는 할 수 없어요."),
                Text("Look at the class again.", "수업 화면을 다시 확인하세요."),
            )
        session.left = session.left_at(now)
        session.phase = phase
        session.ends_at = now + session.left if phase == Phase.RUNNING else None
        if phase == Phase.ENDED:
            session.ended_at = now
        session.save(update_fields=["phase", "left", "ends_at", "ended_at"])
        _open_or_close(session)
        _hold(session)
        _changed(session, kind)
    if phase in (Phase.PAUSED, Phase.ENDED):
        for run in _live_runs(session):
            runs.do_pause(run)
    return session


def _hold(session: Session) -> None:
    """Worlds rest while the class is paused. Before it begins and after it ended they are the students' own."""
    documents = session.participants.values("attempt__document")
    Document.objects.filter(pk__in=documents).update(held=session.phase == Phase.PAUSED)


def _open_or_close(session: Session) -> None:
    """Attempts are open exactly while the class runs, and close by themselves when its time is over."""
    Attempt.objects.filter(participant__session=session).update(
        closed=session.phase != Phase.RUNNING, closes_at=session.ends_at
    )


def do_extend(session: Session, minutes: int) -> Session:
    """More time, or less with a negative number; never less than none."""
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session.pk)
        now = timezone.now()
        left = max(timedelta(0), session.left_at(now) + timedelta(minutes=minutes))
        if session.phase == Phase.ENDED or left > timedelta(minutes=MOST_MINUTES):
            return session
        session.left = left
        if session.phase == Phase.RUNNING:
            session.ends_at = now + left
        session.save(update_fields=["left", "ends_at"])
        _open_or_close(session)
        _changed(session, "extend", minutes=minutes)
    return session


@transaction.atomic
def do_announce(session: Session, text: str) -> Session:
    """A sentence for everybody; an empty one takes it away."""
    Session.objects.filter(pk=session.pk).update(
        announcement=text.strip()[:500], announced_at=timezone.now() if text.strip() else None
    )
    _changed(session, "announce", text=text.strip()[:500])
    session.refresh_from_db()
    return session


@transaction.atomic
def do_hide_names(session: Session, hidden: bool) -> Session:
    """Numbers instead of nicknames on the projector."""
    Session.objects.filter(pk=session.pk).update(names_hidden=hidden)
    _changed(session, "names", hidden=hidden)
    session.refresh_from_db()
    return session


@dataclass(frozen=True)
class Given:
    """How many worlds a command was given to, and whose did not take it (no such resource, not going)."""

    taken: int
    refused: tuple[str, ...]


def do_give(session: Session, command: Mapping[str, Any], participant: Participant | None = None) -> Given:
    """Make something happen in everybody's world, or in one student's. Raises InvalidInput."""
    if command.get("kind") not in GIVEN:
        raise _refusal(
            "NotForClasses",
            Text(
                "Only faults and traffic can be given to a class.",
                "수업에는 장애와 트래픽 변경만 적용할 수 있어요.",
            ),
            Text("Choose a fault or a traffic change.", "장애나 트래픽 변경을 고르세요."),
        )
    parse_command(command)
    chosen = session.participants.filter(pk=participant.pk) if participant else session.participants.all()
    taken, refused = 0, []
    places = list(chosen.select_related("attempt"))
    newest = _newest_runs(places)
    for place in places:
        run = newest.get(place.attempt.document_id)
        try:
            if run is None or run.status not in LIVE:
                raise InvalidInput([])
            runs.do_command(run, dict(command))
            taken += 1
        except InvalidInput:
            refused.append(place.nickname)
    with transaction.atomic():
        _changed(
            session,
            "give",
            command=dict(command),
            taken=taken,
            to=participant.nickname if participant else "",
        )
    return Given(taken, tuple(refused))


def do_settle(session: Session) -> Session:
    """End a session whose time ran out. Called by whoever looks at it."""
    if session.phase == Phase.RUNNING and session.phase_at(timezone.now()) == Phase.ENDED:
        return do_end(session)
    return session


# --- students ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A place in a session. rejoin: the code for another device, told once; empty when it was told before."""

    participant: Participant
    rejoin: str = ""


def find(code: str) -> Session | None:
    """The session people mean by this code; letters that look alike are not used, case does not matter."""
    wanted = "".join(letter for letter in code.upper() if letter.isalnum())[:12]
    return Session.objects.select_related("version__scenario").filter(code=wanted).first()


def do_join(session: Session, user: User, nickname: str) -> Place:
    """Take a place, late or early; who has one keeps it. Raises InvalidInput."""
    known = Participant.objects.filter(session=session, user=user).first()
    if known is not None:
        return Place(known)
    if do_settle(session).phase == Phase.ENDED:
        raise _refusal(
            "ClassEnded",
            Text("This class is over.", "이미 끝난 수업이에요."),
            Text("Ask your instructor.", "강사에게 문의하세요."),
        )
    name = " ".join(nickname.split())[:30]
    if not name or not name.isprintable():
        raise _refusal(
            "BadNickname",
            Text("Choose a nickname of up to 30 characters.", "30자 이하의 닉네임을 입력하세요."),
            Text("Letters, digits and spaces are fine.", "글자, 숫자, 공백을 쓸 수 있어요."),
        )
    rejoin = f"{secrets.randbelow(10**8):08}"
    try:
        with transaction.atomic():
            # As it is now: the class may have begun or paused since it was read.
            session = Session.objects.select_for_update().get(pk=session.pk)
            most = session.participants.aggregate(most=Max("number"))["most"] or 0
            if session.participants.count() >= MOST_PARTICIPANTS:
                raise _refusal(
                    "ClassFull",
                    Text("This class is full.", "수업 정원이 찼어요."),
                    Text("Ask your instructor.", "강사에게 문의하세요."),
                )
            attempt = guided.do_begin(user, session.version, context=f"class:{session.pk}")
            Attempt.objects.filter(pk=attempt.pk).update(
                closed=not session.may_work(timezone.now()), closes_at=session.ends_at
            )
            place = Participant.objects.create(
                session=session,
                user=user,
                attempt=attempt,
                number=most + 1,
                nickname=name,
                rejoin=_digest(session, rejoin),
            )
            _hold(session)
            transaction.on_commit(lambda: nudges.wall(session.pk))
    except IntegrityError:
        raise _refusal(
            "NicknameTaken",
            Text("Somebody in this class has this nickname.", "이 수업에서 이미 쓰고 있는 닉네임이에요."),
            Text(
                "Choose another one, or come back with your own code.",
                "다른 닉네임을 쓰거나, 내 코드로 다시 들어오세요.",
            ),
        ) from None
    return Place(place, rejoin)


def do_join_as_visitor(session: Session, nickname: str, language: str = "") -> Place:
    """A place for somebody without an account."""
    with transaction.atomic():
        return do_join(session, do_create_visitor(language), nickname)


def find_place(session: Session, nickname: str, rejoin: str) -> Participant:
    """The place of this nickname for who knows its code. Raises InvalidInput; guessing is slowed by place."""
    place = (
        session.participants.select_related("user")
        .filter(nickname__iexact=" ".join(nickname.split()))
        .first()
    )
    wrong = _refusal(
        "WrongRejoin",
        Text("Nickname and code do not belong together.", "닉네임과 코드가 맞지 않아요."),
        Text("Ask your instructor for a new code.", "강사에게 새 코드를 요청하세요."),
    )
    if place is None:
        raise wrong
    tries = f"classroom:rejoin:{place.pk}"
    cache.add(tries, 0, REJOIN_SECONDS)
    if cache.incr(tries) > REJOIN_TRIES or not hmac.compare_digest(place.rejoin, _digest(session, rejoin)):
        raise wrong
    cache.delete(tries)
    return place


@transaction.atomic
def do_new_rejoin(place: Participant) -> str:
    """A new code for another device; the old one is worth nothing from now on."""
    rejoin = f"{secrets.randbelow(10**8):08}"
    Participant.objects.filter(pk=place.pk).update(rejoin=_digest(place.session, rejoin))
    cache.delete(f"classroom:rejoin:{place.pk}")
    return rejoin


def _digest(session: Session, rejoin: str) -> str:
    digits = "".join(letter for letter in rejoin if letter.isdigit())
    return hashlib.sha256(f"{session.pk}:{digits}".encode()).hexdigest()


def do_ask_for_help(place: Participant, needs: bool) -> None:
    """Raise a hand or take it down. The instructor sees it, nobody else."""
    since = timezone.now() if needs else None
    Participant.objects.filter(pk=place.pk).update(needs_help_since=since)
    nudges.wall(place.session_id)


def do_notice(place: Participant, now: datetime | None = None) -> None:
    """The student's page is there. Noted now and then: pages look often, and all of a class share one database."""
    now = now or timezone.now()
    if now - place.seen_at >= NOTICE:
        Participant.objects.filter(pk=place.pk).update(seen_at=now)


# --- shared ------------------------------------------------------------------------------------------------


def _changed(session: Session, kind: str, **detail: Any) -> None:
    Session.objects.filter(pk=session.pk).update(sequence=F("sequence") + 1)
    session.refresh_from_db(fields=["sequence"])
    Happening.objects.create(session=session, kind=kind, detail=detail)
    transaction.on_commit(lambda: nudges.everybody(session.pk, session.sequence))


def _newest_runs(places: Sequence[Participant]) -> dict[Any, Run]:
    """The run each student works with, by document."""
    documents = [place.attempt.document_id for place in places]
    return {run.document_id: run for run in Run.objects.filter(document__in=documents).order_by("created_at")}


def _live_runs(session: Session) -> list[Run]:
    documents = session.participants.values("attempt__document")
    return list(Run.objects.filter(document__in=documents).running())
