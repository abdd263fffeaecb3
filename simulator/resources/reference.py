"""References from one resource to another: how they are written, read, and where a field may point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Discriminator, GetCoreSchemaHandler, Tag
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to another resource, or to one of its attributes. Written as in CloudFormation:
    `{"Ref": id}` or `{"Fn::GetAtt": [id, attribute]}`; nothing else is understood."""

    target: str
    attribute: str | None = None

    def as_json(self) -> dict[str, Any]:
        if self.attribute is None:
            return {"Ref": self.target}
        return {"Fn::GetAtt": [self.target, self.attribute]}

    @classmethod
    def read(cls, value: object) -> Reference | None:
        """The reference a raw value is, or None when it is something else."""
        if isinstance(value, Reference):
            return value
        if not isinstance(value, dict) or len(value) != 1:
            return None
        match value:
            case {"Ref": str(target)}:
                return cls(target)
            case {"Fn::GetAtt": [str(target), str(attribute)]}:
                return cls(target, attribute)
        return None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: object) -> Reference:
            found = cls.read(value)
            if found is None:
                raise PydanticCustomError("not_a_reference", "not a reference")
            return found

        return core_schema.no_info_plain_validator_function(
            validate, serialization=core_schema.plain_serializer_function_ser_schema(cls.as_json)
        )


def refer(id: str, attribute: str | None = None) -> dict[str, Any]:
    """A reference as it is written in a document."""
    return Reference(id, attribute).as_json()


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference field may point to: a type, and the attribute to ask for (None for a `Ref`)."""

    type: str
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class To:
    """`Annotated` metadata of a reference field: every allowed target."""

    targets: tuple[Target, ...]


def to(*types: str, attribute: str | None = None) -> To:
    """References of one form: a `Ref` to any of the types, or the same attribute of each."""
    return To(tuple(Target(type_, attribute) for type_ in types))


def _reference_or_text(value: object) -> str:
    return "reference" if isinstance(value, (dict, Reference)) else "text"


#: A property that takes a reference or a literal string.
ReferenceOrText = Annotated[
    Annotated[Reference, Tag("reference")] | Annotated[str, Tag("text")], Discriminator(_reference_or_text)
]
