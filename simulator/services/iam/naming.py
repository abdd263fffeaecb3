"""What resources are called in policies: names, ARNs, and what references within a policy stand for.

Within a policy ``{"Fn::GetAtt": ["AppRole", "Arn"]}`` or ``{"Ref": "Alice"}`` stand for ARN and name, as in
CloudFormation; they are replaced before the policy is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.resources.properties import ResourceProperties
from simulator.resources.reference import Reference
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.iam.accounts import account_number
from simulator.services.iam.membership import (
    management_account,
    organization_id,
    root_id,
    the_organization,
    unit_id,
)
from simulator.services.iam.properties import Group, InstanceProfile, ManagedPolicy, Policy, Role, User
from simulator.services.organizations.properties import Account, Organization, OrganizationalUnit
from simulator.services.s3.properties import Bucket

_NAMES: dict[type[ResourceProperties], str] = {
    User: "UserName",
    Group: "GroupName",
    Role: "RoleName",
    ManagedPolicy: "ManagedPolicyName",
    Policy: "PolicyName",
    InstanceProfile: "InstanceProfileName",
    Bucket: "BucketName",
}


def name_of(resource: TypedResource[Any]) -> str:
    """What an identity or policy is called; AWS invents a name from the logical id when none is given."""
    properties = resource.properties
    attribute = _NAMES.get(type(properties))
    if attribute is not None and (name := getattr(properties, attribute)) is not None:
        return str(name)
    return resource.id.lower() if isinstance(properties, Bucket) else resource.id


_ARN_TYPES: dict[type[ResourceProperties], str] = {
    User: "user",
    Group: "group",
    Role: "role",
    ManagedPolicy: "policy",
}


def arn_of(resource: TypedResource[Any]) -> str | None:
    """The ARN of a resource that policies may name; None for one without."""
    properties = resource.properties
    if isinstance(properties, Bucket):
        return f"arn:aws:s3:::{name_of(resource)}"
    kind = _ARN_TYPES.get(type(properties))
    if kind is None:
        return None
    return f"arn:aws:iam::{account_number(resource.account)}:{kind}{properties.Path}{name_of(resource)}"


def resolved(document: Any, world: TypedResources) -> Any:
    """The policy with references replaced by what they stand for; one that stands for nothing here stays."""
    reference = Reference.read(document)
    if reference is not None:
        return meant(reference, world) or document
    if isinstance(document, dict):
        return {key: resolved(value, world) for key, value in document.items()}
    if isinstance(document, list):
        return [resolved(value, world) for value in document]
    return document


#: What stands for an organisation: a `Ref` is its id.
_ORGANIZATION: Mapping[str, Callable[[TypedResource[Organization]], str | None]] = {
    "Id": organization_id,
    "RootId": root_id,
    "ManagementAccountId": management_account,
}


def meant(reference: Reference, world: TypedResources) -> str | None:
    """The name, ARN or number a reference stands for; None when it stands for nothing here."""
    resource = world.get(reference)
    if resource is None:
        return None
    if reference.attribute in ("Arn", "PolicyArn"):
        return arn_of(resource)
    if reference.attribute == "AccountId" or (
        reference.attribute is None and isinstance(resource.properties, Account)
    ):
        return account_number(resource.id)
    if isinstance(resource.properties, Organization):
        stands_for = _ORGANIZATION.get(reference.attribute or "Id")
        return None if stands_for is None else stands_for(resource)
    if reference.attribute == "Id" and isinstance(resource.properties, OrganizationalUnit):
        organization = the_organization(world)
        return None if organization is None else unit_id(resource, organization)
    if reference.attribute is not None:
        return None
    # A `Ref` to a managed policy is its ARN; to the others it is the name.
    return arn_of(resource) if isinstance(resource.properties, ManagedPolicy) else name_of(resource)
