"""Fields of a properties model, found once by looking at the model: the form, the walk over references and
the catalogue all read them."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from simulator.resources.properties import About, JsonText, Properties
from simulator.resources.reference import Reference, Target, To
from simulator.text import Language, Text

FieldType = Literal[
    "integer", "number", "string", "boolean", "choice", "reference", "object", "list", "variant", "json"
]

_SCALARS: dict[Any, FieldType] = {int: "integer", float: "number", str: "string", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `literal` references also take a string; lengths bound strings and lists; "json" takes an object
    of another language, or its text."""

    name: str
    type: FieldType
    about: About
    required: bool = False
    nullable: bool = False
    default: Any = None
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    choices: tuple[tuple[Any, Text], ...] = ()
    targets: tuple[Target, ...] = ()
    literal: bool = False
    fields: tuple[Field, ...] = ()
    item: Field | None = None
    discriminator: str | None = None
    variants: tuple[Variant, ...] = ()

    def as_json(self, language: Language) -> dict[str, Any]:
        attributes = {target.attribute for target in self.targets}
        return {
            "name": self.name,
            "label": self.about.label.get(language),
            "help": self.about.help.get(language),
            "type": self.type,
            "required": self.required,
            "default": self.default,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "exclusive_minimum": self.exclusive_minimum,
            "exclusive_maximum": self.exclusive_maximum,
            "min_length": self.min_length,
            "max_length": self.max_length,
            "pattern": self.pattern,
            "unit": self.about.unit.get(language) if self.about.unit else None,
            "choices": [{"value": value, "label": label.get(language)} for value, label in self.choices],
            "references": [target.type for target in self.targets],
            "targets": [{"type": target.type, "attribute": target.attribute} for target in self.targets],
            "attribute": next(iter(attributes)) if len(attributes) == 1 else None,
            "literal": self.literal,
            "fields": [field.as_json(language) for field in self.fields],
            "item": self.item.as_json(language) if self.item else None,
            "discriminator": self.discriminator,
            "variants": [variant.as_json(language) for variant in self.variants],
            "advanced": self.about.advanced,
            "mutable": self.about.mutable,
        }


@dataclass(frozen=True, slots=True)
class Variant:
    """One form a variant field may take, chosen by its discriminator's value."""

    value: str
    label: Text
    fields: tuple[Field, ...]

    def as_json(self, language: Language) -> dict[str, Any]:
        return {
            "value": self.value,
            "label": self.label.get(language),
            "fields": [field.as_json(language) for field in self.fields],
        }


@cache
def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    """The fields of a model, in the order declared. Raises TypeError for one nobody explained."""
    return tuple(_field(name, info) for name, info in model.model_fields.items())


def _field(name: str, info: FieldInfo) -> Field:
    default = None
    if info.default_factory is None and info.default is not PydanticUndefined:
        default = _plain(info.default)
    return _described(
        name, info.annotation, list(info.metadata), info.is_required(), default, _discriminator(info)
    )


def _discriminator(info: FieldInfo) -> str | None:
    return info.discriminator if isinstance(info.discriminator, str) else None


def _described(
    name: str,
    annotation: Any,
    metadata: list[Any],
    required: bool,
    default: Any,
    discriminator: str | None = None,
) -> Field:
    nullable = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            metadata += [
                found for item in more for found in (item.metadata if isinstance(item, FieldInfo) else [item])
            ]
            continue
        members = _members(annotation)
        if type(None) in members:
            nullable = True
            rest = tuple(member for member in members if member is not type(None))
            annotation = rest[0] if len(rest) == 1 else Union[rest]  # noqa: UP007 - built at run time
            continue
        break
    about = next((item for item in metadata if isinstance(item, About)), None)
    if about is None:
        raise TypeError(f"the field {name} has no label and help")
    targets = next((item.targets for item in metadata if isinstance(item, To)), ())
    json = any(isinstance(item, JsonText) for item in metadata)
    shape = {"type": "json"} if json else _shape(name, annotation, about, targets, discriminator)
    return Field(
        name=name,
        about=about,
        required=required,
        nullable=nullable,
        default=default,
        **shape,
        **_limits(metadata),
    )


def _members(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else ()


def _shape(
    name: str, annotation: Any, about: About, targets: tuple[Target, ...], discriminator: str | None
) -> dict[str, Any]:
    members = _members(annotation)
    if discriminator:
        return {
            "type": "variant",
            "discriminator": discriminator,
            "variants": tuple(_variant(model, discriminator, about) for model in members),
        }
    if annotation is Reference or members:
        if not targets:
            raise TypeError(f"the reference {name} does not say where it may point")
        return {
            "type": "reference",
            "targets": targets,
            "literal": bool(members),
            "choices": tuple(about.choices.items()),
        }
    if get_origin(annotation) is Literal:
        return {"type": "choice", "choices": tuple((v, about.choices[str(v)]) for v in get_args(annotation))}
    if get_origin(annotation) is list:
        return {"type": "list", "item": _described("", get_args(annotation)[0], [], True, None)}
    if isinstance(annotation, type) and issubclass(annotation, Properties):
        return {"type": "object", "fields": fields_of(annotation)}
    if annotation is str and about.choices:
        return {"type": "choice", "choices": tuple(about.choices.items())}
    return {"type": _SCALARS[annotation]}


def _variant(model: type[BaseModel], discriminator: str, about: About) -> Variant:
    (value,) = get_args(model.model_fields[discriminator].annotation)
    fields = tuple(_field(n, info) for n, info in model.model_fields.items() if n != discriminator)
    return Variant(value, about.choices[value], fields)


def _limits(metadata: list[Any]) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    for item in metadata:
        match item:
            case annotated_types.Ge(ge=bound):
                limits["minimum"] = bound
            case annotated_types.Gt(gt=bound):
                limits |= {"minimum": bound, "exclusive_minimum": True}
            case annotated_types.Le(le=bound):
                limits["maximum"] = bound
            case annotated_types.Lt(lt=bound):
                limits |= {"maximum": bound, "exclusive_maximum": True}
            case annotated_types.MinLen(min_length=bound):
                limits["min_length"] = bound
            case annotated_types.MaxLen(max_length=bound):
                limits["max_length"] = bound
            case _ if getattr(item, "pattern", None):
                limits["pattern"] = item.pattern
    return limits


def _plain(value: Any) -> Any:
    return value.model_dump() if isinstance(value, BaseModel) else value


def field_at(model: type[BaseModel], path: tuple[str | int, ...], raw: Any = None) -> Field | None:
    """The field at a path below Properties; `raw` (the properties there) chooses among variants."""
    fields = fields_of(model)
    found: Field | None = None
    for part in path:
        if isinstance(part, int):
            found = found.item if found else None
            raw = raw[part] if isinstance(raw, list) and 0 <= part < len(raw) else None
        else:
            found = next((field for field in fields if field.name == part), None)
            raw = raw.get(part) if isinstance(raw, dict) else None
        if found is None:
            return None
        fields = inner_fields(found, raw)
    return found


def inner_fields(field: Field, raw: Any) -> tuple[Field, ...]:
    """The fields inside an object, or inside the variant that `raw` is."""
    if field.type == "variant" and isinstance(raw, dict):
        chosen = raw.get(field.discriminator)
        return next((variant.fields for variant in field.variants if variant.value == chosen), ())
    return field.fields


def references_in(
    fields: tuple[Field, ...], raw: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Field, Reference]]:
    """Every reference written in a reference field of raw properties, however unfinished they are."""
    if not isinstance(raw, dict):
        return
    for field in fields:
        if field.name in raw:
            yield from _references(field, raw[field.name], (*path, field.name))


def _references(
    field: Field, raw: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Field, Reference]]:
    if field.type == "reference":
        reference = Reference.read(raw)
        if reference is not None:
            yield path, field, reference
    elif field.type == "list" and field.item is not None and isinstance(raw, list):
        for index, item in enumerate(raw):
            yield from _references(field.item, item, (*path, index))
    else:
        yield from references_in(inner_fields(field, raw), raw, path)
