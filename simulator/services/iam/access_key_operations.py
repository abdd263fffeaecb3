"""Calls of IAM's API about a user's access keys: parameters, and how they are offered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.resources.properties import Properties, about
from simulator.services.kinds import Operation
from simulator.text import Text

STATUSES = {"Active": ("Active", "활성"), "Inactive": ("Inactive", "비활성")}

IdOfKey = Annotated[
    str,
    Field(max_length=128, pattern=r"^(\w{16,})?$"),
    about(
        ("Access key ID", "액세스 키 ID"),
        (
            "It begins with AKIA. The table above shows the user's.",
            "AKIA로 시작해요. 위 표에 사용자의 키가 있어요.",
        ),
    ),
]


class CreateAccessKey(Properties):
    """It has no parameters beside the user's name, which is the resource."""


class UpdateAccessKey(Properties):
    AccessKeyId: IdOfKey = ""
    Status: Annotated[
        Literal["Active", "Inactive"],
        about(
            ("Status", "상태"),
            ("Requests signed with an inactive key are refused.", "비활성 키로 서명한 요청은 거부돼요."),
            choices=STATUSES,
        ),
    ] = "Inactive"


class DeleteAccessKey(Properties):
    AccessKeyId: IdOfKey = ""


OPERATIONS = (
    Operation(
        "create_access_key",
        Text("Create an access key", "액세스 키 만들기"),
        Text(
            "Two at most: one in use, and one to change over to. The secret access key is shown this one time.",
            "최대 두 개예요. 하나는 사용하고, 하나는 교체할 때 써요. 비밀 액세스 키는 지금 한 번만 볼 수 있어요.",
        ),
        CreateAccessKey,
    ),
    Operation(
        "update_access_key",
        Text("Activate or deactivate a key", "액세스 키 활성화 또는 비활성화"),
        Text(
            "Deactivate a key before it is deleted: if something still uses it, it can be activated again.",
            "삭제하기 전에 먼저 비활성화하세요. 아직 쓰는 곳이 있으면 다시 활성화할 수 있어요.",
        ),
        UpdateAccessKey,
    ),
    Operation(
        "delete_access_key",
        Text("Delete an access key", "액세스 키 삭제"),
        Text("It cannot be brought back.", "삭제한 키는 되돌릴 수 없어요."),
        DeleteAccessKey,
    ),
)
