"""What every model of properties is built from: its base, what a person is told about a field, refusals.

A service's `properties.py` declares its own models with these; `fields.py` reads them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainValidator
from pydantic_core import PydanticCustomError

from simulator.spelling import nearest
from simulator.text import Text


@dataclass(frozen=True, slots=True)
class About:
    """What a person is told about a field.

    unit: stands behind the number. choices: labels of the allowed values, in the order shown.
    advanced: folded away in the form. mutable: may be changed while the world runs.
    """

    label: Text
    help: Text
    unit: Text | None = None
    advanced: bool = False
    mutable: bool = True
    choices: Mapping[str, Text] = field(default_factory=dict)


def about(
    label: tuple[str, str],
    help: tuple[str, str],
    *,
    unit: Text | None = None,
    advanced: bool = False,
    mutable: bool = True,
    choices: Mapping[str, tuple[str, str] | Text] | None = None,
) -> About:
    """An `About` from (English, Korean) pairs."""
    labels = {
        value: pair if isinstance(pair, Text) else Text(*pair) for value, pair in (choices or {}).items()
    }
    return About(Text(*label), Text(*help), unit, advanced, mutable, labels)


class Properties(BaseModel):
    """Base of every group of properties. Field names are CloudFormation's; nothing undeclared is taken,
    and no value is bent to fit: "2" is not a number and 1 is not true."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, validate_default=True
    )


class ResourceProperties(Properties):
    """The properties of a resource. `TYPE` is the resource type, as in CloudFormation."""

    TYPE: ClassVar[str]


def refuse(
    code: str, en: str, ko: str, hint_en: str, hint_ko: str, within: tuple[str | int, ...] = ()
) -> PydanticCustomError:
    """The error a model's own validator raises: becomes a `Problem` with this code and these texts.

    within: where below the value that was validated, such as the place in a list that is wrong as a whole.
    """
    context = {"code": code, "en": en, "ko": ko, "hint_en": hint_en, "hint_ko": hint_ko, "within": within}
    return PydanticCustomError("lab_problem", "{code}", context)


@dataclass(frozen=True, slots=True)
class JsonText:
    """`Annotated` metadata of a field that holds JSON of another language, such as a policy."""


def _object_or_text(value: object) -> dict[str, Any] | str:
    if isinstance(value, (dict, str)):
        return value
    raise refuse(
        "NotJson",
        "Here must stand an object, or the text of one.",
        "객체나 객체의 텍스트가 와야 해요.",
        "Write it in braces.",
        "중괄호로 묶어 쓰세요.",
    )


#: JSON of another language, as an object or as its text. Its own checks read it.
JsonDocument = Annotated[Any, PlainValidator(_object_or_text), JsonText()]


def demand_known(value: str, table: Collection[str], code: str, en: str, ko: str) -> str:
    """`value` when the table has it. Refuses otherwise, naming the nearest entry in the hint."""
    if value in table:
        return value
    near = nearest(value, table) or next(iter(table))
    raise refuse(
        code,
        f'There is no {en} called "{value[:60]}".',
        f'{ko} 목록에 "{value[:60]}" 값이 없어요.',
        f"Did you mean {near}?",
        f"혹시 {near}인가요?",
    )


def known(table: Collection[str], code: str, en: str, ko: str) -> AfterValidator:
    """Take only strings of `table`; the texts say what was asked for."""
    return AfterValidator(lambda value: demand_known(value, table, code, en, ko))
