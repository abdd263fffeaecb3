"""What a document has that a question can be about: principals, policies, resources and accounts, by their ARNs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.problems import Path, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.iam.accounts import account_number
from simulator.services.iam.checks import documents_of, policy_problems
from simulator.services.iam.directory import ORGANIZATION_KINDS, Attached, Directory
from simulator.services.iam.managed import MANAGED
from simulator.services.iam.naming import arn_of, name_of
from simulator.services.iam.parsing import Raw
from simulator.services.iam.policy import KINDS, PolicyKind
from simulator.services.iam.properties import Group, ManagedPolicy, Policy, Role, User
from simulator.services.organizations.properties import Account, OrganizationPolicy
from simulator.services.s3.properties import BucketPolicy
from simulator.text import Language

_KINDS: dict[type, str] = {User: "user", Group: "group", Role: "role"}


@dataclass(frozen=True, slots=True)
class Written:
    """A policy as it stands in the document. owner: the resource it is written in."""

    owner: TypedResource[Any]
    name: str
    kind: PolicyKind
    path: Path
    document: Raw


def written_policies(world: TypedResources) -> Iterator[Written]:
    """Every policy of the document, in the order of its resources."""
    for resource in world.resources.values():
        properties, at = resource.properties, (resource.id, "Properties")
        path: Path
        if isinstance(properties, OrganizationPolicy):
            kind = ORGANIZATION_KINDS[properties.Type]
            yield Written(resource, properties.Name, kind, (*at, "Content"), properties.Content)
        elif isinstance(properties, BucketPolicy):
            path = (*at, "PolicyDocument")
            yield Written(resource, resource.id, PolicyKind.RESOURCE, path, properties.PolicyDocument)
        else:
            for document, kind, path in documents_of(resource):
                yield Written(resource, _name(resource, path), kind, path, document)


def _name(resource: TypedResource[Any], path: Path) -> str:
    """An inline policy's own name; the others are called as what they are written in."""
    if path[2] == "Policies" and isinstance(path[3], int):
        return str(resource.properties.Policies[path[3]].PolicyName)
    return name_of(resource)


def overview(world: TypedResources, language: Language) -> dict[str, Any]:
    """The whole document as a question sees it, as JSON."""
    directory = Directory(world)
    identities = [one for model in (User, Group, Role) for one in world.all(model)]
    return {
        "identities": [_identity(directory, one) for one in identities],
        "roots": [
            {"arn": one.arn, "account": one.account} for one in directory.principals() if one.id is None
        ],
        "policies": [_written(one, world, language) for one in written_policies(world)],
        "resources": list(_resources(directory)),
        "accounts": [
            {
                "id": one.id,
                "number": account_number(one.id),
                "name": one.properties.AccountName,
                "levels": [name for _, name in directory.chain(one)],
            }
            for one in world.all(Account)
        ],
        "managed": sorted(MANAGED),
    }


def _identity(directory: Directory, one: TypedResource[Any]) -> dict[str, Any]:
    """A user, group or role with its policies. trust: where it is written who may assume the role."""
    boundary = directory.boundary_of(one)
    is_role = isinstance(one.properties, Role)
    return {
        "kind": _KINDS[type(one.properties)],
        "id": one.id,
        "name": name_of(one),
        "arn": arn_of(one),
        "account": account_number(one.account),
        "policies": [_attached(each) for each in directory.attached_to(one)],
        "boundary": None if boundary is None else _attached(boundary),
        "trust": [one.id, "Properties", "AssumeRolePolicyDocument"] if is_role else None,
    }


def _attached(one: Attached) -> dict[str, Any]:
    return {"name": one.name, "path": list(one.path) or None}


def _written(one: Written, world: TypedResources, language: Language) -> dict[str, Any]:
    """errors, warnings: how many there are; `/policies/check` tells them."""
    found = list(policy_problems(one.document, one.kind, one.path, world))
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    return {
        "path": list(one.path),
        "name": one.name,
        "kind": one.kind.value,
        "label": KINDS[one.kind].get(language),
        "owner": one.owner.id,
        "type": one.owner.type,
        "errors": errors,
        "warnings": len(found) - errors,
    }


def _resources(directory: Directory) -> Iterator[dict[str, Any]]:
    """What has an ARN, with the policy it has of its own."""
    for one in directory.world.resources.values():
        if (arn := arn_of(one)) is None or isinstance(one.properties, (ManagedPolicy, Policy)):
            continue
        policy = directory.resource_policy_of(arn)
        yield {
            "id": one.id,
            "type": one.type,
            "arn": arn,
            "account": account_number(one.account),
            "policy": None if policy is None else list(policy.path),
        }
