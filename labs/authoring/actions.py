"""What authors do: begin a scenario, write a draft, draw on boards, have it proved, preview it, hand it on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from dashboard.accounts.models import User
from dashboard.architectures import actions as architectures
from dashboard.architectures.models import Document, Revision
from labs.authoring import proving, tasks, yaml
from labs.authoring.models import Board, ProofRun, ProofState, Try
from labs.authoring.writing import document_of, document_source
from labs.guided import actions as guided
from labs.guided.models import Attempt
from labs.scenarios.actions import do_store, incompleteness
from labs.scenarios.content import CONTENT, read_files
from labs.scenarios.models import Scenario, Status, Version
from labs.scenarios.proof import variants
from simulator.problems import InvalidInput, Problem
from simulator.text import Text

#: Where a new scenario starts from: valid but for what only its author can say.
BLANK = CONTENT.parent / "authoring" / "blank"
#: Where an author's attempts at what they write belong: they are not what learners reached.
PREVIEW = "preview"
#: Tries of a proof that are asked for at a time: learners' grading comes in between.
AT_A_TIME = 2
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,59}\Z")

_HINT = Text("Look at the scenario's page.", "시나리오 페이지를 확인하세요.")
BAD_SLUG = Text(
    "Use lower-case letters, digits and hyphens, a letter first, two at least.",
    "소문자로 시작해 소문자, 숫자, 하이픈만 두 글자 이상 쓰세요.",
)
TAKEN = Text("There is a scenario of this name.", "같은 이름의 시나리오가 있어요.")
_SHIPPED = Text(
    "This scenario comes with the release and is changed only there. Make a copy of it.",
    "함께 제공되는 시나리오라 여기서는 바꿀 수 없어요. 사본을 만드세요.",
)
_NOT_DRAFT = Text(
    "This version is published or retired and stays as it is. Make a new version of it.",
    "게시했거나 게시를 종료한 버전은 바꿀 수 없어요. 새 버전을 만드세요.",
)
_NOT_READABLE = Text(
    "This architecture cannot be opened before its text is mended.",
    "텍스트를 고쳐야 이 아키텍처를 열 수 있어요.",
)
_NOT_OPENED = Text("There is no board of this file.", "이 파일로 연 워크벤치 문서가 없어요.")


class NewerDraftExists(Exception):
    """Somebody stored the draft in between."""

    def __init__(self, version: Version) -> None:
        self.version = version
        super().__init__(f"{version} is newer")


def _refusal(code: str, message: Text, hint: Text = _HINT) -> InvalidInput:
    return InvalidInput([Problem(code, (), message, hint)])


def editable(version: Version) -> bool:
    return not version.scenario.shipped and version.status in (Status.DRAFT, Status.PROVED)


def check_ours(version: Version) -> None:
    """Raises InvalidInput for what comes with the release."""
    if version.scenario.shipped:
        raise _refusal("Shipped", _SHIPPED)


def check_editable(version: Version) -> None:
    """Raises InvalidInput for what is not a draft of our own."""
    check_ours(version)
    if not editable(version):
        raise _refusal("NotDraft", _NOT_DRAFT)


def check_complete(version: Version) -> None:
    """Raises InvalidInput for what is not a whole lab in both languages yet."""
    if problems := list(incompleteness(version)):
        raise InvalidInput(problems)


# --- scenarios and versions --------------------------------------------------------------------------------


@transaction.atomic
def do_begin_scenario(slug: str, author: User, source: Version | None = None) -> Version:
    """A new scenario: blank, or a copy of a version. Raises InvalidInput."""
    return do_bring_in(slug, _renumbered(read_files(BLANK) if source is None else source.files, 1), author)


@transaction.atomic
def do_bring_in(slug: str, files: Mapping[str, str], author: User) -> Version:
    """A new scenario of these files. Raises InvalidInput when the name is malformed or taken."""
    if not _SLUG.match(slug):
        raise _refusal("BadName", BAD_SLUG)
    if Scenario.objects.filter(slug=slug).exists():
        raise _refusal("NameTaken", TAKEN)
    return do_store(slug, files, author)


@transaction.atomic
def do_begin_version(scenario: Scenario, author: User) -> Version:
    """The scenario's draft: the one there is, or a copy of the newest version. Raises InvalidInput."""
    if scenario.shipped:
        raise _refusal("Shipped", _SHIPPED)
    newest = scenario.versions.order_by("-number").first()
    if newest is None:
        return do_store(scenario.slug, _renumbered(read_files(BLANK), 1), author)
    if editable(newest):
        return newest
    return do_store(scenario.slug, _renumbered(newest.files, newest.number + 1), author)


def _renumbered(files: Mapping[str, str], number: int) -> dict[str, str]:
    """The files with another version number, or as they are where it cannot be written."""
    raw = yaml.read(files.get("scenario.yaml", ""))
    if not isinstance(raw, dict):
        return dict(files)
    return {**files, "scenario.yaml": yaml.dump({**raw, "version": number})}


@transaction.atomic
def do_write(version: Version, files: Mapping[str, str], base_hash: str, author: User) -> Version:
    """Store a draft if nobody stored it since `base_hash`. Raises InvalidInput and NewerDraftExists.

    What was proved before the change is not proved any more, and a proof that runs ends.
    """
    Scenario.objects.select_for_update().get(pk=version.scenario_id)
    current = Version.objects.select_related("scenario").get(pk=version.pk)
    check_editable(current)
    if current.hash != base_hash:
        raise NewerDraftExists(current)
    stored = do_store(current.scenario.slug, files, author)
    if stored.hash != base_hash:
        proving.do_drop(stored)
    return stored


@transaction.atomic
def do_discard(version: Version) -> None:
    """Forget a draft, with previews and boards of it; a scenario without versions goes too. Raises InvalidInput."""
    version = Version.objects.select_for_update().select_related("scenario").get(pk=version.pk)
    check_editable(version)
    for attempt in Attempt.objects.filter(version=version).select_related("document"):
        _forget(attempt)
    Document.objects.filter(pk__in=[board.document_id for board in version.boards.all()]).delete()
    scenario = version.scenario
    version.delete()
    if not scenario.versions.exists():
        scenario.delete()


# --- boards ------------------------------------------------------------------------------------------------


@transaction.atomic
def do_open_board(version: Version, file: str, author: User) -> Board:
    """The author's board of one of the draft's files, drawn now or before. Raises InvalidInput."""
    check_editable(version)
    board = Board.objects.filter(version=version, file=file, author=author).first()
    if board is not None:
        return board
    content = document_of(version.files, file)
    if content is None and file != "start.yaml":
        content = document_of(version.files, "start.yaml")
    if not isinstance(content, dict):
        raise _refusal("NotReadable", _NOT_READABLE)
    saved = architectures.do_create(author, content, f"{version.scenario.slug} · {file}")
    return Board.objects.create(version=version, file=file, document=saved.document, author=author)


@transaction.atomic
def do_take_over(version: Version, file: str, author: User) -> dict[str, str]:
    """The draft's files with this one as it is drawn on the author's board. Raises InvalidInput."""
    check_editable(version)
    board = _board(version, file, author)
    saved = architectures.newest(board.document)
    board.taken_revision = saved.revision.number
    board.save(update_fields=["taken_revision"])
    start = None if file == "start.yaml" else document_of(version.files, "start.yaml")
    return {**version.files, file: document_source(saved.content.as_json(), start)}


@transaction.atomic
def do_close_board(version: Version, file: str, author: User) -> None:
    """Forget a board; the draft's file stays as it is. Raises InvalidInput."""
    _board(version, file, author).document.delete()


def _board(version: Version, file: str, author: User) -> Board:
    board = Board.objects.select_related("document").filter(version=version, file=file, author=author).first()
    if board is None:
        raise _refusal("NotOpened", _NOT_OPENED)
    return board


def has_changes(board: Board) -> bool:
    """Whether something was saved on the board since it was opened or taken over."""
    return Revision.objects.filter(document=board.document_id, number__gt=board.taken_revision).exists()


# --- proof and preview -------------------------------------------------------------------------------------


def do_ask_for_proof(version: Version, author: User) -> ProofRun:
    """Begin the proof of a draft, or go on with the one that runs on the same content. Raises InvalidInput."""
    check_editable(version)
    check_complete(version)
    content = version.content
    running = ProofRun.objects.filter(version=version, state=ProofState.RUNNING)
    found = running.filter(hash=version.hash).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            proving.do_drop(version)
            run = ProofRun.objects.create(version=version, hash=version.hash, asked_by=author)
            Try.objects.bulk_create(
                Try(run=run, variant=variant.name, seed=seed)
                for variant in variants(content)
                for seed in content.definition.seeds
            )
            transaction.on_commit(lambda: tasks.ask(AT_A_TIME))
    except IntegrityError:  # somebody else asked in the same moment
        return running.get()
    return run


@transaction.atomic
def do_preview(version: Version, author: User) -> Attempt:
    """The author's attempt at a version, from its start as it is written now. Raises InvalidInput."""
    check_complete(version)
    for attempt in previews(version, author):
        _forget(attempt)
    return guided.do_begin(author, version, PREVIEW)


def previews(version: Version, author: User) -> QuerySet[Attempt]:
    return Attempt.objects.filter(version=version, user=author, context=PREVIEW).select_related(
        "document", "user", "version__scenario"
    )


def _forget(attempt: Attempt) -> None:
    document = attempt.document
    attempt.delete()
    if document is not None:
        document.delete()
