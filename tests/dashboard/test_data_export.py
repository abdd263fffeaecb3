"""Everything of a person in one ZIP."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from typing import Any

import pytest

from dashboard.accounts import data
from dashboard.accounts.tokens import Scope, do_create_token
from dashboard.architectures.actions import do_create, do_save
from dashboard.runs import archive
from dashboard.runs.frames import encode
from dashboard.runs.models import FrameChunk, Run
from simulator.document import parse_document
from simulator.engine import World

from .conftest import DOCUMENT

pytestmark = [pytest.mark.django_db, pytest.mark.redis, pytest.mark.usefixtures("hot", "pages")]

TICKS = 20


@pytest.fixture(scope="module")
def frames() -> list[dict[str, Any]]:
    world = World.create(parse_document(DOCUMENT), seed=7)
    return json.loads(json.dumps([frame.as_json() for frame in world.advance(TICKS)]))


@pytest.fixture
def told(run: Run, frames: list[dict[str, Any]]) -> Run:
    FrameChunk.objects.create(run=run, after=0, through=TICKS, blob=encode(frames))
    Run.objects.filter(pk=run.pk).update(tick=TICKS)
    run.commands.create(sequence=1, payload={"kind": "traffic", "resource": "Viewers", "multiplier": 2})
    return run


def unzipped(client: Any) -> zipfile.ZipFile:
    answer = client.get("/account/export/")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/zip"
    assert 'filename="stratolab-' in answer.headers["Content-Disposition"]
    whole = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert whole.testzip() is None
    return whole


def folder_of(document: Any) -> str:
    return f"documents/files-for-seoul-{str(document.pk)[:8]}"


def test_it_holds_documents_runs_and_the_profile(
    browser_of: Any, student: Any, document: Any, told: Run, frames: list[dict[str, Any]]
) -> None:
    changed = json.loads(json.dumps(DOCUMENT).replace('"Rate": 20', '"Rate": 30'))
    do_save(document, changed, 1)
    whole = unzipped(browser_of(student))
    folder, run = folder_of(document), f"runs/{told.pk}"
    names = {
        "README.txt",
        "profile.json",
        "tokens.json",
        "dictionary.csv",
        f"{folder}/document.yaml",
        f"{folder}/document.json",
        f"{run}/run.json",
        f"{run}/frames.csv",
        f"{run}/decisions.csv",
    }
    assert set(whole.namelist()) == names
    current = json.loads(whole.read(f"{folder}/document.json"))
    assert current["Resources"]["Viewers"]["Properties"]["Traffic"]["Rate"] == 30
    assert parse_document(whole.read(f"{folder}/document.yaml")).as_json() == current
    about = json.loads(whole.read(f"{run}/run.json"))
    assert (about["seed"], about["tick"], about["revision"]) == (7, TICKS, 1)
    assert [(one["sequence"], one["payload"]["kind"]) for one in about["commands"]] == [(1, "traffic")]
    rows = list(csv.DictReader(io.StringIO(whole.read(f"{run}/frames.csv").decode(), newline="")))
    arrived = [row["value"] for row in rows if row["metric"] == "arrived"]
    assert arrived == [str(frame["demand"]["arrived"]) for frame in frames]
    decisions = list(csv.DictReader(io.StringIO(whole.read(f"{run}/decisions.csv").decode(), newline="")))
    assert len(decisions) == sum(len(frame["decisions"]) for frame in frames)
    profile = json.loads(whole.read("profile.json"))
    assert (profile["username"], profile["role"]) == ("student", "learner")


def test_the_readme_names_every_file_in_both_languages(browser_of: Any, student: Any, told: Run) -> None:
    whole = unzipped(browser_of(student))
    english, korean = whole.read("README.txt").decode().split("Stratolab: 내 데이터")
    for name in set(whole.namelist()) - {"README.txt"}:
        for text in (english, korean):
            assert name.rpartition("/")[2] in text, name


def test_nothing_of_others_and_no_secret_is_in_it(
    browser_of: Any, student: Any, other_student: Any, told: Run
) -> None:
    do_create(other_student, DOCUMENT, "Theirs")
    token, secret = do_create_token(student, "Notebook", [Scope.READ])
    whole = unzipped(browser_of(student))
    everything = b"".join(whole.read(name) for name in whole.namelist()).decode()
    assert "Theirs" not in everything and "other-student" not in everything
    assert "Notebook" in everything
    for hidden in (secret, token.digest, student.password):
        assert hidden not in everything


def test_what_other_apps_keep_is_in_it(browser_of: Any, student: Any) -> None:
    from allauth.account.models import EmailAddress, EmailConfirmation

    address = EmailAddress.objects.create(user=student, email="s@example.org", primary=True)
    EmailConfirmation.objects.create(email_address=address, key="k")
    whole = unzipped(browser_of(student))
    assert json.loads(whole.read("more/account.emailaddress.jsonl"))["email"] == "s@example.org"
    assert "more/account.emailconfirmation.jsonl" in whole.namelist(), "what hangs on it as well"


def test_every_model_that_goes_with_a_person_is_followed() -> None:
    """Nothing that deletion takes away is missing from what one could have kept."""
    from dashboard.accounts.models import User

    followed = {model for model, _ in data._belongings(User, "")} | set(data.TOLD)
    for relation in User._meta.related_objects:
        if not relation.many_to_many and relation.on_delete.__name__ == "CASCADE":
            assert relation.related_model in followed, relation.related_model


def test_a_person_without_anything_gets_a_whole_zip(browser_of: Any, student: Any) -> None:
    assert set(unzipped(browser_of(student)).namelist()) == {"README.txt", "profile.json", "tokens.json"}


def test_memory_does_not_grow_with_the_runs(
    student: Any, told: Run, frames: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_length(ticks: int) -> Any:
        def many(run: str, after: int, before: int | None = None) -> Any:
            return ({**frames[tick % TICKS], "id": tick} for tick in range(1, ticks + 1))

        return many

    def peak(ticks: int) -> tuple[int, int]:
        monkeypatch.setattr(archive, "frames", of_length(ticks))
        tracemalloc.start()
        written = sum(len(piece) for piece in data.pieces(student))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most, written

    peak(10)  # what is made once
    short, little = peak(2_000)
    long, much = peak(8_000)
    assert much > 3 * little
    assert long < 1.1 * short + 100_000


def test_it_cannot_be_asked_for_without_end(browser_of: Any, student: Any, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "exports": 1}
    client = browser_of(student)
    unzipped(client)
    refused = client.get("/account/export/", headers={"Accept-Language": "ko"})
    assert refused.status_code == 429 and "요청이 너무 많아요" in refused.content.decode()
