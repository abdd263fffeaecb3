"""Identities on the canvas: what each brings along, and the wires to groups and policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.resources.draft import Draft
from simulator.resources.reference import Reference, refer
from simulator.services.iam.policy import CURRENT_VERSION
from simulator.services.iam.properties import Group, InstanceProfile, ManagedPolicy, Policy, Role, User
from simulator.services.kinds import Link

_LISTS = {User.TYPE: "Users", Group.TYPE: "Groups", Role.TYPE: "Roles"}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": CURRENT_VERSION, "Statement": list(statements)}


def drop_user(draft: Draft, position: Mapping[str, float]) -> str:
    return draft.add(User.TYPE, {}, base="User", canvas=position)


def drop_group(draft: Draft, position: Mapping[str, float]) -> str:
    return draft.add(Group.TYPE, {}, base="UserGroup", canvas=position)


def drop_role(draft: Draft, position: Mapping[str, float]) -> str:
    """A role that instances may assume."""
    trust = policy(
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    )
    return draft.add(Role.TYPE, {"AssumeRolePolicyDocument": trust}, base="Role", canvas=position)


def drop_managed_policy(draft: Draft, position: Mapping[str, float]) -> str:
    """A policy that grants little: who has it sees the names of the buckets."""
    grants = policy({"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"})
    return draft.add(ManagedPolicy.TYPE, {"PolicyDocument": grants}, base="ManagedPolicy", canvas=position)


def drop_inline_policy(draft: Draft, position: Mapping[str, float]) -> str:
    """A policy that grants little, written into the nearest identity or a new user; it stands nowhere else."""
    id = draft.free_id("InlinePolicy")
    grants = policy({"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"})
    identities = [one for type_ in _LISTS for one in draft.of_type(type_)]
    beside = {"x": position["x"] - 280, "y": position["y"]}
    holder = draft.nearest(identities, position) or drop_user(draft, beside)
    listed = {_LISTS[draft.resources[holder]["Type"]]: [refer(holder)]}
    properties = {"PolicyName": id, "PolicyDocument": grants, **listed}
    made = draft.add(Policy.TYPE, properties, base=id, canvas=position)
    if (account := draft.resources[holder].get("Account")) is not None:
        draft.resources[made]["Account"] = account
    return made


def drop_instance_profile(draft: Draft, position: Mapping[str, float]) -> str:
    """A profile for the nearest role that has none, else for a new one."""
    taken = {role for id in draft.of_type(InstanceProfile.TYPE) for _, role in draft.targets(id, "Roles")}
    free = [role for role in draft.of_type(Role.TYPE) if role not in taken]
    role = draft.nearest(free, position) or drop_role(draft, position)
    made = draft.add(InstanceProfile.TYPE, {"Roles": [refer(role)]}, base=f"{role}Profile")
    if (account := draft.resources[role].get("Account")) is not None:
        draft.resources[made]["Account"] = account
    return made


# --- wires ----------------------------------------------------------------------------------------------


def join(draft: Draft, user: str, group: str) -> None:
    draft.items(user, "Groups").append(refer(group))


def leave(draft: Draft, user: str, group: str) -> None:
    _take_out(draft, user, "Groups", group)


def attach(draft: Draft, identity: str, managed: str) -> None:
    draft.items(identity, "ManagedPolicyArns").append(refer(managed))


def detach(draft: Draft, identity: str, managed: str) -> None:
    """Whichever of the two names the other."""
    _take_out(draft, identity, "ManagedPolicyArns", managed)
    _take_out(draft, managed, _LISTS[draft.resources[identity]["Type"]], identity)


def write_into(draft: Draft, identity: str, inline: str) -> None:
    """An inline policy names the identities it stands in."""
    draft.items(inline, _LISTS[draft.resources[identity]["Type"]]).append(refer(identity))


def take_from(draft: Draft, identity: str, inline: str) -> None:
    _take_out(draft, inline, _LISTS[draft.resources[identity]["Type"]], identity)


def _take_out(draft: Draft, id: str, name: str, target: str) -> None:
    if not isinstance(draft.value(id, name), list):
        return
    kept = [item for item in draft.items(id, name) if not _refers(item, target)]
    draft.properties(id)[name] = kept
    if not kept:
        del draft.properties(id)[name]


def _refers(item: object, target: str) -> bool:
    reference = Reference.read(item)
    return reference is not None and reference.target == target


def links_of_user(draft: Draft) -> Iterator[Link]:
    for user in draft.of_type(User.TYPE):
        for index, group in draft.targets(user, "Groups"):
            yield Link(user, group, (user, "Properties", "Groups", index))
    yield from _policies(draft, User.TYPE)


def links_of_group(draft: Draft) -> Iterator[Link]:
    yield from _policies(draft, Group.TYPE)


def links_of_role(draft: Draft) -> Iterator[Link]:
    yield from _policies(draft, Role.TYPE)


def _policies(draft: Draft, type_: str) -> Iterator[Link]:
    """An identity is wired to its policies, whichever of the two names the other."""
    for identity in draft.of_type(type_):
        for index, managed in draft.targets(identity, "ManagedPolicyArns"):
            yield Link(identity, managed, (identity, "Properties", "ManagedPolicyArns", index))
    for managed in draft.of_type(ManagedPolicy.TYPE):
        for index, identity in draft.targets(managed, _LISTS[type_]):
            if draft.type_of(identity) == type_:
                yield Link(identity, managed, (managed, "Properties", _LISTS[type_], index))
    for inline in draft.of_type(Policy.TYPE):
        for index, identity in draft.targets(inline, _LISTS[type_]):
            if draft.type_of(identity) == type_:
                yield Link(identity, inline, (inline, "Properties", _LISTS[type_], index))
