"""What AWS adds to a request's context from an organisation: whose member asks, and whose member is asked.

Guide: "AWS global condition context keys" (aws:PrincipalOrgID, aws:PrincipalOrgPaths, aws:PrincipalOrgMasterAccountId,
aws:ResourceOrgID, aws:ResourceOrgPaths). The ids of AWS are invented from logical ids, always the same.
"""

from __future__ import annotations

import hashlib

from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.iam.accounts import account_number
from simulator.services.iam.context import Scalar
from simulator.services.organizations.properties import Account, Organization, OrganizationalUnit

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _invented(logical_id: str, length: int) -> str:
    """Letters and digits, always the same for a logical id."""
    number = int.from_bytes(hashlib.sha256(logical_id.encode()).digest(), "big")
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)


def organization_id(organization: TypedResource[Organization]) -> str:
    return f"o-{_invented(organization.id, 10)}"


def root_id(organization: TypedResource[Organization]) -> str:
    return f"r-{_invented(organization.id, 4)}"


def unit_id(unit: TypedResource[OrganizationalUnit], organization: TypedResource[Organization]) -> str:
    return f"ou-{_invented(organization.id, 4)}-{_invented(unit.id, 8)}"


def management_account(organization: TypedResource[Organization]) -> str:
    """The account that the organisation itself stands in."""
    return account_number(organization.account)


def the_organization(world: TypedResources) -> TypedResource[Organization] | None:
    """A document has one at most; of more the first."""
    return next(iter(world.all(Organization)), None)


def keys_of(
    world: TypedResources, principal: str | None, resource: str
) -> dict[str, Scalar | list[Scalar] | None]:
    """Keys that follow from the accounts of who asks, None for nobody's, and of what is asked for."""
    organization = the_organization(world)
    if organization is None:
        return {}
    found: dict[str, Scalar | list[Scalar] | None] = {}
    if principal is not None and (path := _path(world, organization, principal)) is not None:
        found["aws:PrincipalOrgID"] = organization_id(organization)
        found["aws:PrincipalOrgPaths"] = [path]
        found["aws:PrincipalOrgMasterAccountId"] = management_account(organization)
    if (path := _path(world, organization, resource)) is not None:
        found["aws:ResourceOrgID"] = organization_id(organization)
        found["aws:ResourceOrgPaths"] = [path]
    return found


def _path(world: TypedResources, organization: TypedResource[Organization], account: str) -> str | None:
    """Where an account is in the organisation, as its paths are written; None outside of it."""
    top = f"{organization_id(organization)}/{root_id(organization)}/"
    member = next((one for one in world.all(Account) if account_number(one.id) == account), None)
    if member is None:
        return top if account == management_account(organization) else None
    units: list[str] = []
    visited: set[str] = set()
    above = world.get(member.properties.ParentIds[0]) if member.properties.ParentIds else None
    while above is not None and isinstance(above.properties, OrganizationalUnit) and above.id not in visited:
        visited.add(above.id)
        units.insert(0, unit_id(above, organization))
        above = world.get(above.properties.ParentId)
    return top + "".join(f"{one}/" for one in units)
