"""Everything there is of a person, as one ZIP, made while it is sent.

Documents, runs and tokens have a form of their own. What other apps keep of a person is found by following the
foreign keys that lead to them, so that no app can be forgotten.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from dashboard.accounts.models import ApiToken, User
from dashboard.architectures.models import Document
from dashboard.runs import export
from dashboard.runs.models import Run
from dashboard.runs.status import as_json
from dashboard.streaming import Pieces, gathered
from simulator.document.canonical import as_yaml

README = """\
Stratolab: your data
====================

profile.json      your account: names, role, language, dates
tokens.json       your API tokens; the secrets themselves are stored nowhere
documents/        one folder an architecture: its current revision as document.yaml and as document.json
runs/             one folder a run:
  run.json        document, revision, seed, script, state, and every command with the tick it was applied at
  frames.csv      every number of every simulated second, one a row, with its unit
  decisions.csv   every decision with its reason; what it looked at is JSON in a cell
dictionary.csv    what the columns and metrics mean, in English and Korean
more/             what else names you, one file a kind, one JSON object a line

An architecture runs again with: python -m simulator run document.yaml --seed SEED
In CSV, a text that begins with = + - or @ has an apostrophe in front, so that no spreadsheet takes it for a formula.


Stratolab: 내 데이터
====================

profile.json      계정 정보: 이름, 역할, 언어, 날짜
tokens.json       API 토큰 목록. 토큰 값 자체는 어디에도 저장하지 않아요
documents/        아키텍처마다 폴더 하나: 현재 리비전을 document.yaml과 document.json으로 담았어요
runs/             실행마다 폴더 하나:
  run.json        문서, 리비전, 시드, 스크립트, 상태, 그리고 적용된 틱이 적힌 모든 명령
  frames.csv      시뮬레이션 1초마다의 모든 값. 한 행에 값 하나와 단위가 있어요
  decisions.csv   모든 결정과 그 이유. 결정에 쓰인 사실은 칸 안에 JSON으로 들어 있어요
dictionary.csv    열과 지표의 뜻(영어, 한국어)
more/             그 밖에 나와 관련된 기록. 종류마다 파일 하나, 한 줄에 JSON 객체 하나예요

다시 실행하기: python -m simulator run document.yaml --seed SEED
CSV에서 = + - @로 시작하는 글 앞에는 작은따옴표가 있어요. 스프레드시트가 수식으로 계산하지 않게 하려는 거예요.
"""

PROFILE = ("username", "first_name", "last_name", "email", "role", "language", "is_anonymous_visitor")
TOKEN = ("name", "scopes", "prefix", "created_at", "last_used_at", "expires_at", "revoked_at")
#: Models with a form of their own, or that say nothing the forms do not.
TOLD = (ApiToken, Document, Run)

Entry = tuple[str, Iterable[bytes]]


def archive_name(user: User) -> str:
    return f"stratolab-{slugify(user.get_username()) or 'data'}.zip"


def pieces(user: User) -> Pieces:
    """The ZIP's bytes. What is in memory at a time: some chunks of frames, and a line for each file."""
    return gathered(_zipped(_entries(user)))


def _entries(user: User) -> Iterator[Entry]:
    yield "README.txt", [README.encode()]
    dates = {name: getattr(user, name) for name in ("date_joined", "last_login")}
    yield "profile.json", [_json({**{name: getattr(user, name) for name in PROFILE}, **dates})]
    yield "tokens.json", [_json(list(ApiToken.objects.filter(user=user).values(*TOKEN)))]
    for pk in list(Document.objects.owned_by(user).values_list("pk", flat=True)):
        yield from _document(Document.objects.filter(pk=pk).first())
    runs = list(Run.objects.owned_by(user).values_list("pk", flat=True))
    for pk in runs:
        yield from _run(Run.objects.select_related("revision").filter(pk=pk).first())
        if pk == runs[-1]:
            yield "dictionary.csv", export.dictionary("csv")
    yield from _more(user)


def _document(document: Document | None) -> Iterator[Entry]:
    revision = document.revisions.filter(number=document.head).first() if document else None
    if document is None or revision is None:
        return  # deleted while the rest was sent
    folder = f"documents/{slugify(document.name)[:60] or 'document'}-{str(document.pk)[:8]}"
    yield f"{folder}/document.yaml", [as_yaml(revision.content).encode()]
    yield f"{folder}/document.json", [_json(revision.content)]


def _run(run: Run | None) -> Iterator[Entry]:
    if run is None:
        return
    folder = f"runs/{run.pk}"
    commands = run.commands.order_by("sequence").values(
        "sequence", "applied_at_tick", "payload", "problems", "created_at"
    )
    told = {**as_json(run), "script": run.script, "ended_at": run.ended_at, "commands": list(commands)}
    yield f"{folder}/run.json", [_json(told)]
    for table in ("frames", "decisions"):
        yield f"{folder}/{table}.csv", export.pieces(run, table, "csv")


def _more(user: User) -> Iterator[Entry]:
    for model, path in _belongings(User, ""):
        rows = model._base_manager.filter(**{path: user.pk})
        if rows.exists():
            yield f"more/{model._meta.label_lower}.jsonl", _lines(model, rows)


def _belongings(model: type[models.Model], path: str) -> Iterator[tuple[type[models.Model], str]]:
    """Models whose rows go with a row of `model`, each with the path of foreign keys that leads back to it."""
    for relation in model._meta.related_objects:
        field = relation.field
        goes_along = relation.on_delete is models.CASCADE
        if relation.many_to_many or not goes_along or relation.related_model in TOLD:
            continue
        back = f"{field.name}__{path}" if path else field.name
        yield relation.related_model, back
        yield from _belongings(relation.related_model, back)


def _lines(model: type[models.Model], rows: models.QuerySet[Any]) -> Iterator[bytes]:
    names = [
        field.attname for field in model._meta.concrete_fields if not isinstance(field, models.BinaryField)
    ]
    for row in rows.order_by("pk").values(*names).iterator(chunk_size=100):
        yield json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n"


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n").encode()


class _Sink:
    """Takes what a ZIP writes and gives it away at once. It cannot seek: sizes follow each file's bytes."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def _zipped(entries: Iterable[Entry]) -> Iterator[bytes]:
    sink = _Sink()
    now = timezone.localtime().timetuple()[:6]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as whole:  # type: ignore[call-overload]
        for name, parts in entries:
            info = zipfile.ZipInfo(name, now)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            with whole.open(info, "w", force_zip64=True) as file:
                for part in parts:
                    file.write(part)
                    yield sink.take()
    yield sink.take()
