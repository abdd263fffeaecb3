"""The secret access key that a call of CreateAccessKey answers with: told once, to who may steer the run.

No secret is kept anywhere: it follows from the command and the server's key, and that it was told is noted with the
command. So it is in no frame, no snapshot, no export and no log.
"""

from __future__ import annotations

import base64

from django.utils import timezone
from django.utils.crypto import salted_hmac

from dashboard.runs.models import Run, RunCommand
from simulator.problems import InvalidInput, Problem
from simulator.text import Text

OPERATION = "create_access_key"
#: Bytes of a secret: forty characters of base64, as AWS's have.
_BYTES = 30

_NO_KEY = Problem(
    "NoSecret",
    (),
    Text("This command made no access key.", "액세스 키를 만든 명령이 아니에요."),
    Text("Wait until the key is there, or make one.", "키가 생길 때까지 기다리거나 새로 만들어 보세요."),
)
_TOLD = Problem(
    "SecretToldAlready",
    (),
    Text(
        "The secret access key was shown already; nobody can look it up again.",
        "비밀 액세스 키는 이미 한 번 보여 줘서 다시 볼 수 없어요.",
    ),
    Text(
        "Make another access key, change over to it, and delete this one.",
        "새 액세스 키를 만들어 교체한 다음 이 키를 삭제하세요.",
    ),
)


def tell(run: Run, sequence: int) -> str:
    """The secret access key of the key this command made. Raises InvalidInput the second time."""
    row = RunCommand.objects.filter(run=run, sequence=sequence, applied_at_tick__isnull=False).first()
    if row is None or row.problems or row.payload.get("operation") != OPERATION:
        raise InvalidInput([_NO_KEY])
    fresh = RunCommand.objects.filter(pk=row.pk, secret_told_at=None)
    if fresh.update(secret_told_at=timezone.now()) != 1:
        raise InvalidInput([_TOLD])
    digest = salted_hmac("access key", f"{run.pk}/{run.epoch}/{sequence}", algorithm="sha256").digest()
    return base64.b64encode(digest[:_BYTES]).decode()
