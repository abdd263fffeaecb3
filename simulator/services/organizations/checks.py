"""Rules of an organisation that a property alone cannot know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from simulator.problems import Problem
from simulator.resources.reference import Reference
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.iam.checks import policy_problems
from simulator.services.iam.directory import ORGANIZATION_KINDS
from simulator.services.iam.naming import resolved
from simulator.services.iam.sizes import LIMITS, size_of
from simulator.services.organizations.properties import (
    MAX_ATTACHED,
    MAX_DEPTH,
    Account,
    Organization,
    OrganizationalUnit,
    OrganizationPolicy,
)
from simulator.text import Text


def there_is_one_organization(one: TypedResource[Organization], world: TypedResources) -> Iterator[Problem]:
    if any(other.id < one.id for other in world.all(Organization)):
        yield Problem(
            "SecondOrganization",
            (one.id,),
            Text("There is an organisation already.", "조직이 이미 있어요."),
            Text(
                "An architecture has one. Delete one of them.",
                "아키텍처에 조직은 하나만 둘 수 있어요. 하나를 지우세요.",
            ),
        )


def units_end_at_the_root(
    unit: TypedResource[OrganizationalUnit], world: TypedResources
) -> Iterator[Problem]:
    """No unit is above itself, and none is too deep."""
    at = (unit.id, "Properties", "ParentId")
    above: TypedResource[OrganizationalUnit] | None = unit
    seen: list[str] = []
    while above is not None and above.id not in seen:
        seen.append(above.id)
        found = world.get(above.properties.ParentId)
        above = found if found is not None and isinstance(found.properties, OrganizationalUnit) else None
    if above is not None:
        yield Problem(
            "UnitAboveItself",
            at,
            Text("The unit would be above itself.", "조직 단위가 자기 자신의 상위 항목이 돼요."),
            Text("Choose the root or another unit.", "루트나 다른 조직 단위를 고르세요."),
        )
    elif len(seen) > MAX_DEPTH:
        yield Problem(
            "UnitTooDeep",
            at,
            Text.filled(
                f"Units are nested at most {MAX_DEPTH} deep.",
                f"조직 단위는 {MAX_DEPTH}단계까지만 둘 수 있어요.",
            ),
            Text("Move it up.", "더 위로 옮기세요."),
        )


def emails_are_unique(account: TypedResource[Account], world: TypedResources) -> Iterator[Problem]:
    email = account.properties.Email.lower()
    if any(other.id < account.id and other.properties.Email.lower() == email for other in world.all(Account)):
        yield Problem(
            "EmailTaken",
            (account.id, "Properties", "Email"),
            Text("Another account has this e-mail.", "다른 계정이 이미 쓰는 이메일이에요."),
            Text("Each account has one of its own.", "계정마다 다른 이메일을 쓰세요."),
        )


def content_is_in_order(
    policy: TypedResource[OrganizationPolicy], world: TypedResources
) -> Iterator[Problem]:
    kind, path = ORGANIZATION_KINDS[policy.properties.Type], (policy.id, "Properties", "Content")
    yield from policy_problems(policy.properties.Content, kind, path, world)
    limit = LIMITS[kind]
    size = size_of(resolved(policy.properties.Content, world), limit)
    if size > limit.characters:
        yield Problem(
            "PolicyTooLong",
            path,
            Text.filled(
                f"The policy has {size:,} characters, at most {limit.characters:,} are allowed.",
                f"정책이 {size:,}자예요. 최대 길이: {limit.characters:,}자",
            ),
            Text(
                "White space counts here. Write several policies.",
                "이 유형은 공백도 글자 수에 들어가요. 정책을 여러 개로 나누세요.",
            ),
        )


def not_too_many_at_one_place(
    policy: TypedResource[OrganizationPolicy], world: TypedResources
) -> Iterator[Problem]:
    """Policies of one type at a target, FullAWSAccess among them. The one that is too many is told."""
    attached: Counter[str] = Counter()
    for other in world.all(OrganizationPolicy):
        if other.properties.Type == policy.properties.Type and other.id <= policy.id:
            attached.update({reference.target for reference in other.properties.TargetIds})
    for index, reference in enumerate(policy.properties.TargetIds):
        if attached[reference.target] + 1 > MAX_ATTACHED and _first(policy, reference) == index:
            yield Problem(
                "TooManyPolicies",
                (policy.id, "Properties", "TargetIds", index),
                Text.filled(
                    f"At most {MAX_ATTACHED} policies of a type are attached to one place, FullAWSAccess included.",
                    f"한 곳에 연결할 수 있는 같은 유형의 정책은 FullAWSAccess를 포함해 최대 {MAX_ATTACHED}개예요.",
                ),
                Text("Join policies, or attach them higher up.", "정책을 합치거나 더 위에 연결하세요."),
            )


def _first(policy: TypedResource[OrganizationPolicy], reference: Reference) -> int:
    return next(
        index for index, one in enumerate(policy.properties.TargetIds) if one.target == reference.target
    )
