"""Backup and restore: nothing is lost, and nothing is replaced by accident or by something broken."""

from __future__ import annotations

import fcntl
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from dashboard.accounts.models import User
from dashboard.architectures.models import Document, Revision
from dashboard.backup import archive, rows, saving
from dashboard.backup.archive import BadArchive, Reader, Writer
from dashboard.backup.beside import beside
from dashboard.backup.restoring import CannotRestore, restore
from dashboard.runs import actions, store
from dashboard.runs.models import Checkpoint, FrameChunk, Run, RunCommand
from dashboard.runs.scheduler import Scheduler

from .test_real_worlds import expected
from .test_slices import another_worker, frames_of, work, work_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """A lab that runs in the project's own folder meanwhile is none of these tests' business."""
    settings.VAR_DIR = tmp_path


def backup(file: Path) -> str:
    said = StringIO()
    call_command("backup", str(file), stderr=said)
    return said.getvalue()


def put_back(file: Path, *, replace: bool = True) -> str:
    said = StringIO()
    call_command("restore", str(file), replace=replace, stdout=said)
    return said.getvalue()


def everything() -> dict[str, list[Any]]:
    """Every row of every table but the one that counts migrations."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table != "django_migrations":
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                found[table] = cursor.fetchall()
    return found


# ----------------------------------------------------------------------------------------- the round trip


@pytest.mark.redis
def test_a_run_goes_on_from_its_checkpoint_with_the_same_frames(
    run: Run, settings: Any, tmp_path: Path, student: User
) -> None:
    settings.RUN_SLICE_MS = 5
    settings.RUN_CHECKPOINT_SECONDS = 0
    settings.RUN_CHECKPOINT_TICKS = 20
    actions.do_run(run, "max")
    work_until(run, 25)
    actions.do_command(run, {"kind": "traffic", "resource": "Viewers", "multiplier": 3})
    work(run, 2)
    work_until(run, 45)
    student.groups.add(Group.objects.create(name="one"))
    saved = everything()
    assert "rows of" in backup(tmp_path / "lab.zip")

    # Life goes on, and then all is lost.
    work_until(run, 80)
    before = frames_of(run)
    actions.do_command(run, {"kind": "traffic", "resource": "Viewers", "multiplier": 9})
    Document.objects.all().delete()
    User.objects.create(username="later")
    put_back(tmp_path / "lab.zip")
    assert everything() == saved
    assert store.load(str(run.pk)) is None, "what Redis knew was of another life"

    another_worker()
    scheduler = Scheduler()
    scheduler.find_lost()
    scheduler.find_lost()
    run.refresh_from_db()
    assert run.checkpoints.exists()
    work_until(run, 80)
    frames = frames_of(run)
    assert frames == expected(run, frames[-1]["id"])
    assert frames[: len(before)] == before[: len(frames)]


def test_every_kind_of_value_survives(student: User, document: Document, tmp_path: Path) -> None:
    run = actions.do_create_run(student, document, seed=2**40, script={"events": [], "duration": 9})
    other = actions.do_create_run(student, document, seed=0)
    Checkpoint.objects.create(run=run, tick=3, blob=bytes(range(256)))
    FrameChunk.objects.create(run=run, after=0, through=3, blob=b"")
    RunCommand.objects.create(run=run, sequence=1, payload={"text": "한글 \u2028 \ud83d\ude80", "big": 2**70})
    student.groups.add(Group.objects.create(name="one"))
    student.user_permissions.add(Permission.objects.order_by("pk").last())
    saved = everything()
    backup(tmp_path / "lab.zip")
    call_command("flush", interactive=False, verbosity=0)
    said = put_back(tmp_path / "lab.zip")
    assert "Restored" in said and "brought up" not in said
    assert everything() == saved
    assert bytes(Checkpoint.objects.get().blob) == bytes(range(256))
    assert Run.objects.get(pk=other.pk).script is None
    # Keys go on where they were.
    assert User.objects.create(username="next").pk > student.pk


def test_many_rows_come_in_batches(student: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BATCH", 3)
    for count in range(8):
        User.objects.create(username=f"u{count}")
    saved = everything()
    backup(tmp_path / "lab.zip")
    put_back(tmp_path / "lab.zip")
    assert everything() == saved and User.objects.count() == 9


def test_a_backup_is_of_one_moment_and_nobody_waits_for_it(student: User, tmp_path: Path) -> None:
    class Meanwhile(io.BytesIO):
        """Somebody signs up while the first bytes are written."""

        done = False

        @staticmethod
        def sign_up() -> None:
            User.objects.create(username="meanwhile")
            connection.close()

        def write(self, data: Any) -> int:
            if not self.done:
                self.done = True
                somebody = threading.Thread(target=self.sign_up)
                somebody.start()
                somebody.join()
            return super().write(data)

    stream = Meanwhile()
    saving.save(stream)
    assert User.objects.filter(username="meanwhile").exists()
    reader = Reader(stream)
    users = next(table for table in reader.manifest.tables if table.model == "accounts.user")
    assert users.rows == 1


def test_a_backup_goes_to_standard_output(student: User, capfdbinary: Any) -> None:
    call_command("backup", "-", stderr=StringIO())
    reader = Reader(io.BytesIO(capfdbinary.readouterr().out))
    reader.verify()
    manifest = reader.manifest
    assert (manifest.format, manifest.database) == (1, connection.vendor)
    assert manifest.stratolab == saving.version() and manifest.engine


def test_only_its_owner_reads_a_backup(student: User, tmp_path: Path) -> None:
    backup(tmp_path / "lab.zip")
    assert (tmp_path / "lab.zip").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.part"))


# ------------------------------------------------------------------------------------------ what is refused


def test_a_file_that_is_there_is_not_overwritten(student: User, tmp_path: Path) -> None:
    (tmp_path / "lab.zip").write_text("precious")
    with pytest.raises(CommandError, match="exists already"):
        backup(tmp_path / "lab.zip")
    assert (tmp_path / "lab.zip").read_text() == "precious"


def test_a_database_with_people_in_it_is_not_replaced_by_accident(student: User, tmp_path: Path) -> None:
    backup(tmp_path / "lab.zip")
    User.objects.create(username="later")
    with pytest.raises(CommandError, match=r"not empty.*--replace"):
        put_back(tmp_path / "lab.zip", replace=False)
    assert User.objects.count() == 2
    put_back(tmp_path / "lab.zip")
    assert User.objects.count() == 1


def test_an_empty_database_needs_no_asking(student: User, tmp_path: Path) -> None:
    backup(tmp_path / "lab.zip")
    User.objects.all().delete()
    put_back(tmp_path / "lab.zip", replace=False)
    assert User.objects.get() == student


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    "spoil",
    [cut, lambda content: b"", lambda content: b"text" * 99],
    ids=["cut off", "empty", "something else"],
)
def test_a_damaged_archive_changes_nothing(student: User, tmp_path: Path, spoil: Any) -> None:
    backup(tmp_path / "lab.zip")
    (tmp_path / "bad.zip").write_bytes(spoil((tmp_path / "lab.zip").read_bytes()))
    saved = everything()
    with pytest.raises(CommandError, match="damaged"):
        put_back(tmp_path / "bad.zip")
    assert everything() == saved


def test_one_wrong_byte_is_never_taken_for_a_row(student: User) -> None:
    """Wherever it is: it is refused, or it is in a part of the file that carries nothing."""
    stream = io.BytesIO()
    saving.save(stream)
    whole = stream.getvalue()

    def content_of(data: bytes) -> dict[str, Any]:
        reader = Reader(io.BytesIO(data))
        reader.verify()
        return {table.model: list(reader.rows(table)) for table in reader.manifest.tables}

    right, refused = content_of(whole), 0
    for at in range(0, len(whole), 7):
        spoiled = whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :]
        try:
            assert content_of(spoiled) == right
        except BadArchive:
            refused += 1
    assert refused > len(whole) / 7 / 2


def rewritten(file: Path, change: Any) -> io.BytesIO:
    """The archive with another manifest; `change` edits it. The ZIP itself is whole."""
    stream = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == archive.MANIFEST:
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest).encode()
            new.writestr(name, content)
    return stream


def test_a_row_less_is_noticed(student: User, tmp_path: Path) -> None:
    def change(manifest: Any) -> None:
        next(table for table in manifest["tables"] if table["rows"])["rows"] += 1

    backup(tmp_path / "lab.zip")
    with pytest.raises(BadArchive, match="not what was written"):
        Reader(rewritten(tmp_path / "lab.zip", change)).verify()


def test_a_zip_that_is_no_backup_is_refused() -> None:
    for content in (None, b"{}", b"[]", b'{"format": 1}', b"no json"):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as file:
            file.writestr("manifest.json" if content is not None else "letter.txt", content or b"")
        with pytest.raises(BadArchive, match=r"not a backup|incomplete"):
            Reader(stream)


def test_an_archive_of_a_newer_schema_is_refused(student: User, tmp_path: Path) -> None:
    backup(tmp_path / "lab.zip")
    newer = rewritten(tmp_path / "lab.zip", lambda one: one["migrations"].append(["runs", "9999_later"]))
    with pytest.raises(CannotRestore, match=r"newer version.*runs\.9999_later.*upgrade first"):
        restore(Reader(newer), replace=True)
    later = rewritten(tmp_path / "lab.zip", lambda one: one.update(format=archive.FORMAT + 1))
    with pytest.raises(BadArchive, match="format 2"):
        Reader(later)


def test_a_database_of_a_newer_version_is_not_backed_up(student: User, tmp_path: Path) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("runs", "9999_later")
    try:
        with pytest.raises(CommandError, match="newer version"):
            backup(tmp_path / "lab.zip")
    finally:
        recorder.record_unapplied("runs", "9999_later")
    assert not list(tmp_path.glob("lab.zip*"))


def test_rows_that_do_not_fit_change_nothing(student: User, tmp_path: Path) -> None:
    """An archive whose checksums are right and whose references lead nowhere."""
    stream = io.BytesIO()
    with saving.one_moment("default") as reading:
        writer = Writer(stream)
        state = MigrationExecutor(connections[reading]).loader.project_state()
        for model in rows.tables_of(state):
            columns = [field.attname for field in rows.fields_of(model)]
            content = list(rows.read(model, reading))
            if model._meta.label_lower == "runs.checkpoint":
                lost = {
                    "id": 1,
                    "run_id": "0" * 32,
                    "tick": 1,
                    "blob": "",
                    "created_at": "2026-01-01T00:00:00Z",
                }
                content = [[lost[name] for name in columns]]
            writer.table(model._meta.label_lower, columns, content)
        applied = [list(node) for node in MigrationExecutor(connections[reading]).loader.applied_migrations]
        writer.close(stratolab="1", engine="1", created_at="", database="sqlite", migrations=applied)
    saved = everything()
    with pytest.raises(CannotRestore, match="nothing changed"):
        restore(Reader(stream), replace=True)
    assert everything() == saved
    assert not list(Path(connection.settings_dict["NAME"]).parent.glob("*.restoring*"))


def test_a_lab_that_runs_on_this_folder_is_not_restored(student: User, settings: Any, tmp_path: Path) -> None:
    backup(tmp_path / "lab.zip")
    with (settings.VAR_DIR / "stratolab.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match=r"is running.*Stop it first"):
            put_back(tmp_path / "lab.zip")


@pytest.mark.redis
def test_a_lab_whose_workers_or_scheduler_are_there_is_not_restored(
    student: User, hot: str, tmp_path: Path
) -> None:
    backup(tmp_path / "lab.zip")
    store.beat("w1@elsewhere")
    with pytest.raises(CommandError, match="at work"):
        put_back(tmp_path / "lab.zip")
    store.connection().flushdb()
    store.hold_lease("somebody", 60_000)
    with pytest.raises(CommandError, match="at work"):
        put_back(tmp_path / "lab.zip")


def test_a_redis_of_ones_own_is_emptied_by_its_files(student: User, settings: Any, tmp_path: Path) -> None:
    settings.REDIS_URL = f"unix://{tmp_path / 'nobody.sock'}"
    settings.EMBEDDED_VALKEY = True
    log = tmp_path / "valkey" / "appendonlydir" / "log"
    log.parent.mkdir(parents=True)
    log.write_text("of another life")
    backup(tmp_path / "lab.zip")
    put_back(tmp_path / "lab.zip")
    assert not log.exists()


def test_another_redis_must_be_there(student: User, settings: Any, tmp_path: Path) -> None:
    settings.REDIS_URL = f"unix://{tmp_path / 'nobody.sock'}"
    settings.EMBEDDED_VALKEY = False
    backup(tmp_path / "lab.zip")
    with pytest.raises(CommandError, match="Redis does not answer"):
        put_back(tmp_path / "lab.zip")


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        put_back(tmp_path / "absent.zip")


# ------------------------------------------------------------------------------------- an older version's


@contextmanager
def elsewhere(folder: Path) -> Iterator[dict[str, Any]]:
    """What a connection has to change to be on an empty database of its own."""
    if connection.vendor != "postgresql":
        yield {"NAME": str(folder / "old.sqlite3")}
        return
    options = {name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "pool"}
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA old")
        yield {"OPTIONS": {**options, "options": "-c search_path=old"}}
        cursor.execute("DROP SCHEMA old CASCADE")


@pytest.fixture
def old_database(tmp_path: Path) -> Iterator[str]:
    """A database as the first version of the lab had it, with one person in it."""
    with elsewhere(tmp_path) as changes, beside("default", "old", **changes) as old:
        executor = MigrationExecutor(connections[old])
        state = executor.migrate([("runs", "0001_initial")])
        person = state.apps.get_model("accounts", "User")
        person.objects.using(old).create(username="pioneer", password="!")
        yield old


def test_an_archive_of_an_older_version_is_brought_up_to_date(old_database: str) -> None:
    stream = io.BytesIO()
    manifest = saving.save(stream, old_database)
    columns = next(table.columns for table in manifest.tables if table.model == "accounts.user")
    assert "role" not in columns
    restored = restore(Reader(stream), replace=True)
    assert restored.upgraded
    person = User.objects.get()
    assert (person.username, person.role) == ("pioneer", "learner")
    assert not Revision.objects.exists()
    # What migrate makes after its migrations is there too.
    assert ContentType.objects.get_for_model(Run).model == "run"
    assert Permission.objects.filter(codename="view_run").exists()
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_values_it_does_not_know_are_not_guessed() -> None:
    with pytest.raises(TypeError, match="cannot hold a set"):
        rows.encode({1})
