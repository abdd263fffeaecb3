"""Identities and policies of a document, and which of the policies have a say about whom.

Terms
-----
principal
    Somebody of the document who can make requests: a user, a role, or an account's root user.
attached
    A policy with where it comes from, so that a statement can be shown where it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from simulator.problems import InvalidInput, Path
from simulator.resources.properties import ResourceProperties
from simulator.resources.reference import Reference
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.iam.accounts import account_number
from simulator.services.iam.arns import read_arn
from simulator.services.iam.evaluate import Level, Policies
from simulator.services.iam.managed import FULL_AWS_ACCESS, MANAGED, PREFIX
from simulator.services.iam.naming import arn_of, meant, name_of, resolved
from simulator.services.iam.parsing import Raw, read_policy
from simulator.services.iam.policy import Policy as ParsedPolicy
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.principals import RequesterKind, read_requester
from simulator.services.iam.properties import Group, ManagedPolicy, Policy, Role, User
from simulator.services.organizations.properties import (
    Account,
    Organization,
    OrganizationalUnit,
    OrganizationPolicy,
)
from simulator.services.s3.properties import Bucket, BucketPolicy

Identity = TypedResource[User] | TypedResource[Role] | TypedResource[Group]


@dataclass(frozen=True, slots=True)
class Attached:
    """A policy and where it stands: the path in the document, or () for one of AWS's own."""

    policy: ParsedPolicy
    name: str
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Principal:
    """id: logical id of the user or role; None for an account's root user."""

    arn: str
    name: str
    account: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """Every policy that has a say about a principal. attached: by layer, in the order of `policies`."""

    policies: Policies
    attached: dict[str, list[Attached]] = field(default_factory=dict)


class Directory:
    """The identities of a document. Policies that cannot be read are passed over: the document's check tells them.

    Names, ARNs and policies are looked up once, however many principals are asked about: the document must not change.
    """

    def __init__(self, world: TypedResources) -> None:
        self.world = world
        #: What was read so far, by place and kind: the policy as it is written, and None where it cannot be read.
        self.read: dict[tuple[Path, PolicyKind], tuple[Raw, Attached | None]] = {}
        self._own_policies: dict[str, tuple[Attached, ...]] = {}
        self._levels: dict[tuple[str, PolicyKind], list[tuple[str, list[Attached]]]] = {}

    @cached_property
    def _by_arn(self) -> dict[str, TypedResource[Any]]:
        """Of two resources with one ARN the first; the document's check refuses the second."""
        found: dict[str, TypedResource[Any]] = {}
        for one in self.world.resources.values():
            if (arn := arn_of(one)) is not None:
                found.setdefault(arn, one)
        return found

    @cached_property
    def _by_name(self) -> dict[tuple[type[ResourceProperties], str, str], TypedResource[Any]]:
        """Identities by kind, name in lower case, and account."""
        found: dict[tuple[type[ResourceProperties], str, str], TypedResource[Any]] = {}
        for one in (*self.world.all(User), *self.world.all(Group), *self.world.all(Role)):
            key = (type(one.properties), name_of(one).lower(), account_number(one.account))
            found.setdefault(key, one)
        return found

    @cached_property
    def _naming(self) -> dict[str, list[TypedResource[Policy] | TypedResource[ManagedPolicy]]]:
        """By the id of an identity the policies that list it: inline ones, then managed ones."""
        found: dict[str, list[TypedResource[Policy] | TypedResource[ManagedPolicy]]] = {}
        policies: list[TypedResource[Policy] | TypedResource[ManagedPolicy]] = [*self.world.all(Policy)]
        policies += self.world.all(ManagedPolicy)
        for policy in policies:
            for identity in dict.fromkeys(self._listed(policy)):
                found.setdefault(identity, []).append(policy)
        return found

    # --- who there is ---------------------------------------------------------------------------------

    def principals(self) -> list[Principal]:
        """Users and roles, then the root user of each account that is named."""
        found = [
            Principal(arn, name_of(one), account_number(one.account), one.id)
            for one in (*self.world.all(User), *self.world.all(Role))
            if (arn := arn_of(one)) is not None
        ]
        numbers = dict.fromkeys([*(one.account for one in found), *map(account_number, self._accounts())])
        return [*found, *(Principal(f"arn:aws:iam::{one}:root", "root", one) for one in numbers)]

    def _accounts(self) -> list[str]:
        return [account.id for account in self.world.all(Account)]

    def identity(self, principal: str) -> TypedResource[User] | TypedResource[Role] | None:
        """The user or role that makes a principal's requests; for a session its role."""
        requester = read_requester(principal)
        if requester is None or requester.account is None:
            return None
        if requester.kind in (RequesterKind.USER, RequesterKind.FEDERATED_USER):
            return self._named(User, requester.name, requester.account)
        if requester.role is not None:
            return self._named(Role, requester.role, requester.account)
        return None

    def _named[Model: ResourceProperties](
        self, model: type[Model], name: str, account: str
    ) -> TypedResource[Model] | None:
        return self._by_name.get((model, name.lower(), account))

    def accounts(self) -> set[str]:
        """Numbers of the accounts that the document speaks of: whoever is in one of them stands in the document."""
        labels = {None, *self._accounts(), *(one.account for one in self.world.resources.values())}
        return {account_number(label) for label in labels}

    def lacks(self, principal: str) -> bool:
        """Whether a user or role, or the role of a session, would have to stand in the document and does not."""
        requester = read_requester(principal)
        if requester is None or requester.account not in self.accounts():
            return False
        if requester.kind in (RequesterKind.USER, RequesterKind.ROLE):
            return principal not in {one.arn for one in self.principals() if one.id is not None}
        return requester.kind is RequesterKind.SESSION and self.identity(principal) is None

    # --- resources ------------------------------------------------------------------------------------

    def account_of(self, resource: str) -> str | None:
        """The number of the account a resource stands in, by its ARN; None when neither ARN nor document tells."""
        arn = read_arn(resource)
        if arn is None:
            return None
        if account_number(arn.account) == arn.account:
            return arn.account
        bucket = self._bucket(resource)
        return None if bucket is None else account_number(bucket.account)

    def _bucket(self, resource: str) -> TypedResource[Bucket] | None:
        """The bucket of the ARN of a bucket or an object."""
        found = self._by_arn.get(resource.partition("/")[0])
        return found if found is not None and isinstance(found.properties, Bucket) else None

    def resource_of(self, arn: str) -> TypedResource[Any] | None:
        """The resource an ARN names; for an object its bucket."""
        return self._by_arn.get(arn) or self._bucket(arn)

    def resource_policy_of(self, resource: str, action: str | None = None) -> Attached | None:
        """The resource-based policy that has a say about a resource: of a bucket, or who may assume a role.

        action: a role's trust policy has a say about those of STS alone. None when there is no policy.
        """
        bucket = self._bucket(resource)
        if bucket is not None:
            for one in self.world.all(BucketPolicy):
                if one.properties.Bucket.target == bucket.id:
                    path = (one.id, "Properties", "PolicyDocument")
                    document = one.properties.PolicyDocument
                    return next(self._read(document, PolicyKind.RESOURCE, one.id, path), None)
            return None
        if action is not None and not action.lower().startswith("sts:"):
            return None
        role = self._by_arn.get(resource)
        return self.trust_policy(role) if role is not None and isinstance(role.properties, Role) else None

    # --- what has a say -------------------------------------------------------------------------------

    def gather(
        self,
        principal: str,
        resource_account: str,
        *,
        resource_policy: Raw | Attached | None = None,
        resource_kind: PolicyKind = PolicyKind.RESOURCE,
        session_policy: Raw | None = None,
    ) -> Gathered:
        """The policies that have a say about a principal's requests to the resources of an account.

        resource_policy: as `resource_policy_of` found it, or given beside the document. Such a one is read here, as is
        a session policy: raises InvalidInput when it cannot be.
        """
        identity = self.identity(principal)
        requester = read_requester(principal)
        account = requester.account if requester else None
        attached = list(self.attached_to(identity)) if identity is not None else []
        boundary = self.boundary_of(identity) if identity is not None else None
        scps = self.levels(account, PolicyKind.SCP) if account is not None else []
        rcps = self.levels(resource_account, PolicyKind.RCP)
        resource = self._given(resource_policy, resource_kind)
        return Gathered(
            Policies(
                identity=tuple(one.policy for one in attached),
                resource=None if resource is None else resource.policy,
                boundary=None if boundary is None else (boundary.policy,),
                session=None if session_policy is None else read_policy(session_policy, PolicyKind.SESSION),
                scps=tuple(Level(name, tuple(one.policy for one in there)) for name, there in scps),
                rcps=tuple(Level(name, tuple(one.policy for one in there)) for name, there in rcps),
            ),
            {
                "identity": attached,
                "resource": [] if resource is None else [resource],
                "boundary": [] if boundary is None else [boundary],
                "scp": [one for _, there in scps for one in there],
                "rcp": [one for _, there in rcps for one in there],
            },
        )

    @staticmethod
    def _given(policy: Raw | Attached | None, kind: PolicyKind) -> Attached | None:
        if policy is None or isinstance(policy, Attached):
            return policy
        return Attached(read_policy(policy, kind), kind.value)

    def attached_to(self, identity: Identity) -> Iterator[Attached]:
        """Inline and managed policies of an identity; for a user those of its groups, too."""
        yield from self._own(identity)
        for group in self.groups_of(identity):
            yield from self._own(group)

    def groups_of(self, identity: Identity) -> Iterator[TypedResource[Group]]:
        """The groups a user is in, as far as they stand in the document; a role and a group are in none."""
        if isinstance(identity.properties, User):
            for value in identity.properties.Groups:
                group = self._referred(value, Group, identity)
                if group is not None:
                    yield group

    def _own(self, identity: Identity) -> tuple[Attached, ...]:
        """What an identity has by itself. Remembered: a group is asked for each of its users."""
        if identity.id not in self._own_policies:
            self._own_policies[identity.id] = tuple(self._found(identity))
        return self._own_policies[identity.id]

    def _found(self, identity: Identity) -> Iterator[Attached]:
        path: Path
        for index, one in enumerate(identity.properties.Policies):
            path = (identity.id, "Properties", "Policies", index, "PolicyDocument")
            yield from self._read(one.PolicyDocument, PolicyKind.IDENTITY, one.PolicyName, path)
        naming = self._naming.get(identity.id, ())
        for policy in naming:
            if isinstance(policy.properties, Policy):
                path = (policy.id, "Properties", "PolicyDocument")
                yield from self._read(
                    policy.properties.PolicyDocument, PolicyKind.IDENTITY, name_of(policy), path
                )
        seen: set[str] = set()
        for value in identity.properties.ManagedPolicyArns:
            yield from self._managed(value, PolicyKind.IDENTITY, seen)
        for policy in naming:
            if isinstance(policy.properties, ManagedPolicy):
                yield from self._managed(Reference(policy.id), PolicyKind.IDENTITY, seen)

    def _listed(self, policy: TypedResource[Policy] | TypedResource[ManagedPolicy]) -> Iterator[str]:
        """Ids of the identities that a policy lists."""
        properties = policy.properties
        listed: tuple[tuple[type[ResourceProperties], Sequence[Any]], ...] = (
            (User, properties.Users),
            (Group, properties.Groups),
            (Role, properties.Roles),
        )
        for model, values in listed:
            for value in values:
                found = self._referred(value, model, policy)
                if found is not None:
                    yield found.id

    def _referred[Model: ResourceProperties](
        self, value: Reference | str, model: type[Model], at: TypedResource[Any]
    ) -> TypedResource[Model] | None:
        """The identity a reference or a name stands for, in the account of who names it."""
        if isinstance(value, str):
            return self._named(model, value, account_number(at.account))
        found = self.world.get(value)
        return found if found is not None and isinstance(found.properties, model) else None

    def boundary_of(self, identity: Identity) -> Attached | None:
        """The permissions boundary of a user or role."""
        value = getattr(identity.properties, "PermissionsBoundary", None)
        return None if value is None else next(self._managed(value, PolicyKind.BOUNDARY, set()), None)

    def _managed(self, value: Reference | str, kind: PolicyKind, seen: set[str]) -> Iterator[Attached]:
        """A managed policy of the document or of AWS, once."""
        arn = value if isinstance(value, str) else (meant(value, self.world) or "")
        if arn in seen:
            return
        seen.add(arn)
        if arn in MANAGED:
            yield Attached(read_policy(MANAGED[arn], kind), arn.removeprefix(PREFIX))
        one = self._by_arn.get(arn)
        if one is not None and isinstance(one.properties, ManagedPolicy):
            path = (one.id, "Properties", "PolicyDocument")
            yield from self._read(one.properties.PolicyDocument, kind, name_of(one), path)

    def trust_policy(self, role: TypedResource[Role]) -> Attached | None:
        """Who may assume a role."""
        path = (role.id, "Properties", "AssumeRolePolicyDocument")
        found = self._read(role.properties.AssumeRolePolicyDocument, PolicyKind.TRUST, name_of(role), path)
        return next(found, None)

    def _read(self, document: Raw, kind: PolicyKind, name: str, path: Path) -> Iterator[Attached]:
        """The policy at a place of the document, if it can be read; each is read once."""
        if (path, kind) not in self.read:
            try:
                found = Attached(read_policy(resolved(document, self.world), kind), name, path)
            except InvalidInput:
                self.read[path, kind] = document, None
            else:
                self.read[path, kind] = document, found
        if (attached := self.read[path, kind][1]) is not None:
            yield attached

    # --- the organisation -----------------------------------------------------------------------------

    def levels(self, account: str, kind: PolicyKind) -> list[tuple[str, list[Attached]]]:
        """What an organisation attaches to the root, the units and an account, from the root down.

        AWS attaches FullAWSAccess to every level. The management account, and accounts outside, have no levels.
        """
        if (account, kind) not in self._levels:
            members = (one for one in self.world.all(Account) if account_number(one.id) == account)
            self._levels[account, kind] = [
                (name, [*self._full_access(kind), *self._of_organization(id, kind)])
                for member in islice(members, 1)
                for id, name in self.chain(member)
            ]
        return self._levels[account, kind]

    def chain(self, member: TypedResource[Account]) -> list[tuple[str, str]]:
        """(id, name) of the root, the units and the account itself."""
        found = [(member.id, member.properties.AccountName)]
        parents = member.properties.ParentIds
        above = self.world.get(parents[0]) if parents else None
        visited: set[str] = set()
        while (
            above is not None and isinstance(above.properties, OrganizationalUnit) and above.id not in visited
        ):
            visited.add(above.id)
            found.insert(0, (above.id, above.properties.Name))
            above = self.world.get(above.properties.ParentId)
        root = above if above is not None and isinstance(above.properties, Organization) else None
        roots = [root] if root is not None else list(self.world.all(Organization))[:1]
        return [*((one.id, "Root") for one in roots), *found]

    def _full_access(self, kind: PolicyKind) -> list[Attached]:
        """RCPFullAWSAccess is taken for granted by the evaluation itself."""
        if kind is PolicyKind.RCP:
            return []
        return [Attached(read_policy(FULL_AWS_ACCESS, kind), "FullAWSAccess")]

    def _of_organization(self, target: str, kind: PolicyKind) -> Iterator[Attached]:
        for one in self.world.all(OrganizationPolicy):
            if ORGANIZATION_KINDS[one.properties.Type] is kind:
                if any(reference.target == target for reference in one.properties.TargetIds):
                    path = (one.id, "Properties", "Content")
                    yield from self._read(one.properties.Content, kind, one.properties.Name, path)


ORGANIZATION_KINDS: Mapping[str, PolicyKind] = {
    "SERVICE_CONTROL_POLICY": PolicyKind.SCP,
    "RESOURCE_CONTROL_POLICY": PolicyKind.RCP,
}
