"""Rules of identities and their policies that a property alone cannot know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from simulator.problems import Path, Problem, Severity
from simulator.resources.fields import fields_of, references_in
from simulator.resources.reference import Reference
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.iam.accounts import DEFAULT_ACCOUNT, account_number
from simulator.services.iam.directory import Directory
from simulator.services.iam.findings import Finding
from simulator.services.iam.lint import check_policy, sites_of
from simulator.services.iam.managed import MANAGED, PREFIX
from simulator.services.iam.naming import arn_of, name_of, resolved
from simulator.services.iam.parsing import Raw, parse_policy
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.properties import Group, InstanceProfile, ManagedPolicy, Policy, Role, User
from simulator.services.iam.sizes import (
    INLINE_GROUP,
    INLINE_ROLE,
    INLINE_USER,
    LIMITS,
    Limit,
    size_of,
)
from simulator.services.iam.sizes import (
    MANAGED as MANAGED_LIMIT,
)
from simulator.services.s3.properties import BucketPolicy
from simulator.spelling import nearest
from simulator.text import Text

#: Where each kind has policies, and of which kind they are.
_INLINE_LIMITS: dict[type, Limit] = {User: INLINE_USER, Group: INLINE_GROUP, Role: INLINE_ROLE}
_ARN = re.compile(r"arn:aws:iam::(aws|\d{12}):policy/[\x21-\x7e]+", re.ASCII)


def documents_of(resource: TypedResource[Any]) -> Iterator[tuple[Raw, PolicyKind, Path]]:
    """The policies that stand in a resource, each with its path."""
    properties, at = resource.properties, (resource.id, "Properties")
    if isinstance(properties, Role):
        yield properties.AssumeRolePolicyDocument, PolicyKind.TRUST, (*at, "AssumeRolePolicyDocument")
    if isinstance(properties, (User, Group, Role)):
        for index, one in enumerate(properties.Policies):
            yield one.PolicyDocument, PolicyKind.IDENTITY, (*at, "Policies", index, "PolicyDocument")
    if isinstance(properties, (ManagedPolicy, Policy)):
        yield properties.PolicyDocument, PolicyKind.IDENTITY, (*at, "PolicyDocument")


def policies_are_in_order(resource: TypedResource[Any], world: TypedResources) -> Iterator[Problem]:
    """What the parser and the linter say of each policy."""
    for document, kind, path in documents_of(resource):
        yield from policy_problems(document, kind, path, world)


def policy_problems(document: Raw, kind: PolicyKind, path: Path, world: TypedResources) -> Iterator[Problem]:
    """A policy's problems, below its path. Its length is for `policies_are_not_too_long`."""
    for one in check_policy(resolved(document, world), kind, sized=False):
        yield Finding(one.code, (*path, *one.path), one.message, one.hint, one.severity, one.line, one.column)
    yield from dangling(document, path, world)


def stranger_problems(
    document: Raw, kind: PolicyKind, path: Path, world: TypedResources
) -> Iterator[Problem]:
    """Users and roles in a `Principal` that do not exist, in accounts whose identities stand in the document."""
    directory = Directory(world)
    for site in sites_of(parse_policy(resolved(document, world), kind, sized=False)):
        listed = site.raw.get(site.principal_name)
        named = listed.get("AWS", ()) if isinstance(listed, Mapping) else ()
        alone = isinstance(named, str)
        for index, text in enumerate([named] if alone else named):
            if directory.lacks(text):
                at = (*path, *site.path, site.principal_name, "AWS")
                yield Problem(
                    "PrincipalDoesNotExist",
                    at if alone else (*at, index),
                    Text.filled(
                        f"There is no {text[:120]}; AWS refuses a policy that names nobody.",
                        f"없는 보안 주체예요: {text[:120]}. AWS는 없는 보안 주체를 지정한 정책을 저장하지 않아요.",
                    ),
                    Text(
                        "Path and capitals count. Refer to the user or role, or name its account.",
                        "경로와 대소문자까지 맞아야 해요. 사용자나 역할을 참조하거나 계정을 쓰세요.",
                    ),
                    Severity.WARNING,
                )


def trusted_principals_exist(role: TypedResource[Role], world: TypedResources) -> Iterator[Problem]:
    """Users and roles that the trust policy names."""
    at = (role.id, "Properties", "AssumeRolePolicyDocument")
    yield from stranger_problems(role.properties.AssumeRolePolicyDocument, PolicyKind.TRUST, at, world)


def dangling(document: Any, path: Path, world: TypedResources) -> Iterator[Problem]:
    """References within a policy that stand for nothing."""
    reference = Reference.read(document)
    if reference is not None:
        if resolved(document, world) == document and reference.target not in world:
            yield Problem(
                "UnknownReferenceInPolicy",
                path,
                Text.filled(
                    f"There is no resource {reference.target[:60]}.",
                    f"문서에 없는 리소스예요: {reference.target[:60]}",
                ),
                Text("Name a resource of the document.", "문서에 있는 리소스를 쓰세요."),
            )
        return
    steps: Sequence[tuple[str | int, Any]] = ()
    if isinstance(document, dict):
        steps = list(document.items())
    elif isinstance(document, list):
        steps = list(enumerate(document))
    for step, value in steps:
        yield from dangling(value, (*path, step), world)


def policies_are_not_too_long(resource: TypedResource[Any], world: TypedResources) -> Iterator[Problem]:
    """Managed and trust policies each by itself, inline policies of an identity together."""
    limit = _INLINE_LIMITS.get(type(resource.properties))
    inline = 0
    for document, kind, path in documents_of(resource):
        written = resolved(document, world)
        if kind is PolicyKind.TRUST:
            yield from _too_long(size_of(written, LIMITS[kind]), LIMITS[kind], path)
        elif isinstance(resource.properties, ManagedPolicy):
            yield from _too_long(size_of(written, MANAGED_LIMIT), MANAGED_LIMIT, path)
        elif limit is not None:
            inline += size_of(written, limit)
    if limit is not None:
        yield from _too_long(inline, limit, (resource.id, "Properties", "Policies"))


def _too_long(size: int, limit: Limit, path: Path) -> Iterator[Problem]:
    if size > limit.characters:
        yield Problem(
            "PolicyTooLong",
            path,
            Text.filled(
                f"The policies here have {size:,} characters, at most {limit.characters:,} are allowed.",
                f"정책이 모두 {size:,}자예요. 최대 길이: {limit.characters:,}자",
            ),
            Text(
                "White space does not count. Join statements, or attach several managed policies.",
                "공백은 세지 않아요. 정책 문을 합치거나 관리형 정책 여러 개로 나누세요.",
            ),
        )


def names_are_unique(resource: TypedResource[Any], world: TypedResources) -> Iterator[Problem]:
    """Names of one kind are unique in an account, capitals aside. The second one is told."""
    name, account = name_of(resource).lower(), account_number(resource.account)
    for other in world.all(type(resource.properties)):
        if (
            other.id < resource.id
            and name_of(other).lower() == name
            and account_number(other.account) == account
        ):
            yield Problem(
                "NameTaken",
                (resource.id, "Properties"),
                Text.filled(
                    f"{other.id} has the name {name_of(resource)} already.",
                    f"{other.id} 리소스가 이미 {name_of(resource)} 이름을 써요.",
                ),
                Text(
                    "Names differ by more than capitals.",
                    "대소문자만 다른 이름도 쓸 수 없으니 다른 이름을 쓰세요.",
                ),
            )
            return


def what_belongs_together_is_in_one_account(
    resource: TypedResource[Any], world: TypedResources
) -> Iterator[Problem]:
    """Groups, policies and boundaries are of the account of whoever has them; so is a bucket's policy.

    What is owned and names no account is in its owner's.
    """
    if resource.account is None and isinstance(resource.properties, (BucketPolicy, InstanceProfile)):
        return
    model: type[BaseModel] = type(resource.properties)
    fields = fields_of(model)
    for path, _, reference in references_in(fields, resource.properties.model_dump()):
        other = world.get(reference)
        if other is None or account_number(other.account) == account_number(resource.account):
            continue
        mine, theirs = resource.account or DEFAULT_ACCOUNT, other.account or DEFAULT_ACCOUNT
        yield Problem(
            "OtherAccount",
            (resource.id, "Properties", *path),
            Text.filled(
                f"{other.id} is in the account {theirs}, {resource.id} in {mine}.",
                f"계정이 서로 달라요: {other.id}({theirs}), {resource.id}({mine})",
            ),
            Text(
                "Move one of them. Between accounts, name ARNs in policies that both sides have.",
                "둘 중 하나를 옮기세요. 계정이 다르면 양쪽 정책에 ARN을 써서 허용해야 해요.",
            ),
        )


def managed_policies_are_known(resource: TypedResource[Any], world: TypedResources) -> Iterator[Problem]:
    """ARNs of managed policies: of the document, or of those of AWS that are carried here."""
    properties, at = resource.properties, (resource.id, "Properties")
    listed: list[tuple[Any, Path]] = [
        (value, (*at, "ManagedPolicyArns", index)) for index, value in enumerate(properties.ManagedPolicyArns)
    ]
    if (boundary := getattr(properties, "PermissionsBoundary", None)) is not None:
        listed.append((boundary, (*at, "PermissionsBoundary")))
    own = {arn_of(one) for one in world.all(ManagedPolicy)}
    for value, path in listed:
        if isinstance(value, str) and value not in MANAGED and value not in own:
            yield _unknown(value, path)


def _unknown(value: str, path: Path) -> Problem:
    if not _ARN.fullmatch(value):
        return Problem(
            "NotAPolicyArn",
            path,
            Text.filled(f"{value[:60]} is no ARN of a policy.", f"정책의 ARN이 아니에요: {value[:60]}"),
            Text(
                "arn:aws:iam::account:policy/name, or a reference.",
                "arn:aws:iam::account:policy/name 형식이나 참조를 쓰세요.",
            ),
        )
    near = nearest(value, MANAGED, cutoff=0.0) or f"{PREFIX}ReadOnlyAccess"
    return Problem(
        "UnknownManagedPolicy",
        path,
        Text.filled(
            f"The policy {value[:80]} is not known here, and grants nothing.",
            f"{value[:80]} 정책은 여기에 없는 정책이라 아무 권한도 주지 않아요.",
        ),
        Text.filled(
            f"Did you mean {near}? Others are written as a managed policy of one's own.",
            f"혹시 {near}인가요? 그 밖의 정책은 고객 관리형 정책으로 직접 작성하세요.",
        ),
        Severity.WARNING,
    )


def inline_policy_is_attached(policy: TypedResource[Policy], world: TypedResources) -> Iterator[Problem]:
    properties = policy.properties
    if not (properties.Users or properties.Groups or properties.Roles):
        yield Problem(
            "PolicyWithoutIdentity",
            (policy.id, "Properties"),
            Text(
                "An inline policy stands in a user, a group or a role.",
                "인라인 정책은 사용자, 그룹, 역할 중 하나에 있어야 해요.",
            ),
            Text("Name one, or make it a managed policy.", "연결할 대상을 쓰거나 관리형 정책으로 바꾸세요."),
        )


def boundary_allows_something(identity: TypedResource[Any], world: TypedResources) -> Iterator[Problem]:
    """A boundary on an identity that has no policy: it limits nothing, and grants nothing."""
    directory = Directory(world)
    if directory.boundary_of(identity) is not None and not any(directory.attached_to(identity)):
        yield Problem(
            "BoundaryWithoutPolicy",
            (identity.id, "Properties", "PermissionsBoundary"),
            Text(
                "There is a permissions boundary and no policy: the identity may do nothing.",
                "권한 경계만 있고 정책이 없어서 아무 작업도 할 수 없어요.",
            ),
            Text(
                "A boundary only limits. Attach a policy that grants.",
                "권한 경계는 제한만 해요. 권한을 주는 정책을 연결하세요.",
            ),
            Severity.WARNING,
        )
