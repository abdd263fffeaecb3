"""Identities of a document: limits, rules, wires, and which policies have a say about whom."""

from __future__ import annotations

import json
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from simulator.document import Architecture, check_document, edit, parse_document, wires
from simulator.engine import World
from simulator.problems import InvalidInput, Severity
from simulator.services.iam.accounts import DEFAULT_ACCOUNT, account_number
from simulator.services.iam.directory import Directory
from simulator.services.iam.evaluate import Authorizer
from simulator.services.iam.managed import FULL_AWS_ACCESS, MANAGED, PREFIX
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.properties import MAX_GROUPS, MAX_MANAGED
from simulator.services.iam.request import request
from simulator.services.organizations.properties import MAX_ATTACHED, MAX_DEPTH
from simulator.services.registry import catalogue

USER, GROUP, ROLE = "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"
MANAGED_POLICY, INLINE, PROFILE = "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::InstanceProfile"
ORGANIZATION, UNIT = "AWS::Organizations::Organization", "AWS::Organizations::OrganizationalUnit"
ACCOUNT, LIMIT = "AWS::Organizations::Account", "AWS::Organizations::Policy"
BUCKET = "AWS::S3::Bucket"
ROOT_ID = {"Fn::GetAtt": ["Org", "RootId"]}


def policy(*actions: str, effect: str = "Allow", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": effect, "Action": list(actions), "Resource": resource, **more}],
    }


TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def resource(type_: str, account: str | None = None, **properties: Any) -> dict[str, Any]:
    return {"Type": type_, "Properties": properties} | ({"Account": account} if account else {})


def document(**resources: Any) -> Any:
    return parse_document({"SchemaVersion": 1, "Resources": resources})


def codes(**resources: Any) -> list[tuple[str, tuple[Any, ...]]]:
    return [(problem.code, problem.path) for problem in check_document(document(**resources))]


def inline(name: str, *actions: str, **more: Any) -> dict[str, Any]:
    return {"PolicyName": name, "PolicyDocument": policy(*actions, **more)}


# --- properties and rules -------------------------------------------------------------------------------


def test_a_whole_set_of_identities_is_in_order() -> None:
    found = document(
        Alice=resource(
            USER, UserName="alice", Path="/dev/", Groups=[{"Ref": "Dev"}], Policies=[inline("own", "s3:Get*")]
        ),
        Dev=resource(GROUP, ManagedPolicyArns=[{"Ref": "Shared"}, f"{PREFIX}AmazonS3ReadOnlyAccess"]),
        Shared=resource(MANAGED_POLICY, PolicyDocument=policy("sqs:ListQueues")),
        App=resource(
            ROLE,
            AssumeRolePolicyDocument=TRUST,
            PermissionsBoundary={"Ref": "Shared"},
            Policies=[inline("a", "s3:Get*")],
        ),
        Beside=resource(
            INLINE, PolicyName="beside", PolicyDocument=policy("ec2:Describe*"), Roles=[{"Ref": "App"}]
        ),
        Profile=resource(PROFILE, Roles=[{"Ref": "App"}]),
        Org=resource(ORGANIZATION),
        Team=resource(UNIT, Name="Team", ParentId=ROOT_ID),
        Sandbox=resource(
            ACCOUNT, AccountName="Sandbox", Email="sandbox@example.com", ParentIds=[{"Ref": "Team"}]
        ),
        Guard=resource(
            LIMIT, Name="Guard", Content=policy("iam:*", effect="Deny"), TargetIds=[{"Ref": "Team"}]
        ),
    )
    assert check_document(found) == ()
    assert World.create(found, seed=1).advance(2)


@pytest.mark.parametrize(
    "type_", [USER, GROUP, ROLE, MANAGED_POLICY, INLINE, PROFILE, ORGANIZATION, UNIT, ACCOUNT, LIMIT]
)
def test_what_is_dropped_on_the_canvas_is_in_order(type_: str) -> None:
    made = edit(document(), {"kind": "create", "type": type_, "position": {"x": 10, "y": 20}})
    assert check_document(made.document) == ()


def test_a_policy_may_be_written_as_text_and_its_mistakes_have_lines() -> None:
    text = json.dumps(policy("s3:GetObject"), indent=2)
    assert codes(P=resource(MANAGED_POLICY, PolicyDocument=text)) == []
    wrong = text.replace('"Allow"', '"Permit"')
    (problem,) = check_document(document(P=resource(MANAGED_POLICY, PolicyDocument=wrong)))
    assert problem.code == "InvalidEffect"
    assert problem.path == ("P", "Properties", "PolicyDocument", "Statement", 0, "Effect")
    assert problem.as_json()["line"] == 5


def test_a_policy_that_is_neither_object_nor_text_is_refused() -> None:
    assert codes(P=resource(MANAGED_POLICY, PolicyDocument=7)) == [
        ("NotJson", ("P", "Properties", "PolicyDocument"))
    ]


def test_a_mistake_within_an_inline_policy_is_located() -> None:
    given = {"PolicyName": "x", "PolicyDocument": policy("GetObject")}
    assert codes(A=resource(USER, Policies=[given])) == [
        ("InvalidAction", ("A", "Properties", "Policies", 0, "PolicyDocument", "Statement", 0, "Action", 0))
    ]


def test_the_linter_warns_in_a_document_too() -> None:
    (problem,) = check_document(document(P=resource(MANAGED_POLICY, PolicyDocument=policy("*"))))
    assert (problem.code, problem.severity) == ("AdministratorAccess", Severity.WARNING)


def test_groups_do_not_nest_and_have_no_boundary() -> None:
    assert codes(A=resource(GROUP), B=resource(GROUP, Groups=[{"Ref": "A"}])) == [
        ("GroupsDoNotNest", ("B", "Properties", "Groups"))
    ]
    assert codes(B=resource(GROUP, PermissionsBoundary="x"))[0][0] == "GroupHasNoBoundary"


@pytest.mark.parametrize("name", ["LoginProfile", "AccessKeys"])
def test_groups_do_not_sign_in(name: str) -> None:
    given: dict[str, Any] = {name: {}}
    assert codes(B=resource(GROUP, **given)) == [("GroupDoesNotSignIn", ("B", "Properties", name))]


def test_a_group_is_no_member_of_a_group_and_no_principal() -> None:
    assert codes(A=resource(GROUP), U=resource(USER, Groups=[{"Ref": "U"}]))[0][0] != "GroupsDoNotNest"
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": {"Fn::GetAtt": ["A", "Arn"]}},
            "Action": "sts:AssumeRole",
        },
    }
    assert (
        "GroupAsPrincipal",
        ("R", "Properties", "AssumeRolePolicyDocument", "Statement", "Principal", "AWS"),
    ) in codes(A=resource(GROUP), R=resource(ROLE, AssumeRolePolicyDocument=trust))


def test_a_reference_within_a_policy_must_lead_somewhere() -> None:
    given = policy("s3:GetObject", resource={"Fn::GetAtt": ["Nowhere", "Arn"]})
    found = codes(P=resource(MANAGED_POLICY, PolicyDocument=given))
    assert (
        "UnknownReferenceInPolicy",
        ("P", "Properties", "PolicyDocument", "Statement", 0, "Resource"),
    ) in found


@pytest.mark.parametrize(
    ("most", "make"),
    [
        (MAX_GROUPS, lambda count: resource(USER, Groups=["g"] * count)),
        (MAX_MANAGED, lambda count: resource(USER, ManagedPolicyArns=[f"{PREFIX}AWSDenyAll"] * count)),
        (64, lambda count: resource(USER, UserName="a" * count)),
        (128, lambda count: resource(GROUP, GroupName="a" * count)),
        (64, lambda count: resource(ROLE, RoleName="a" * count, AssumeRolePolicyDocument=TRUST)),
        (43_200, lambda count: resource(ROLE, MaxSessionDuration=count, AssumeRolePolicyDocument=TRUST)),
    ],
)
def test_a_limit_is_the_last_that_is_taken(most: int, make: Any) -> None:
    assert not [code for code, _ in codes(X=make(most)) if code in ("WrongLength", "OutOfRange")]
    assert [code for code, _ in codes(X=make(most + 1)) if code in ("WrongLength", "OutOfRange")]


@pytest.mark.parametrize(
    ("most", "make"),
    [
        (2_048, lambda sid: resource(USER, Policies=[{"PolicyName": "p", "PolicyDocument": sid}])),
        (5_120, lambda sid: resource(GROUP, Policies=[{"PolicyName": "p", "PolicyDocument": sid}])),
        (
            10_240,
            lambda sid: resource(
                ROLE, AssumeRolePolicyDocument=TRUST, Policies=[{"PolicyName": "p", "PolicyDocument": sid}]
            ),
        ),
        (6_144, lambda sid: resource(MANAGED_POLICY, PolicyDocument=sid)),
        (5_120, lambda sid: resource(LIMIT, Name="n", Content=sid)),
    ],
)
def test_policies_have_their_own_limits_of_size(most: int, make: Any) -> None:
    def sized(characters: int) -> dict[str, Any]:
        empty = policy("s3:GetObject", Sid="")
        room = characters - len(json.dumps(empty, separators=(",", ":")))
        return policy("s3:GetObject", Sid="a" * room)

    assert "PolicyTooLong" not in {code for code, _ in codes(X=make(sized(most)))}
    assert "PolicyTooLong" in {code for code, _ in codes(X=make(sized(most + 1)))}


def test_inline_policies_of_one_identity_count_together() -> None:
    half = {"PolicyName": "p", "PolicyDocument": policy("s3:GetObject", Sid="a" * 1_000)}
    assert codes(X=resource(USER, Policies=[half])) == []
    assert ("PolicyTooLong", ("X", "Properties", "Policies")) in codes(
        X=resource(USER, Policies=[half, half])
    )


def test_names_differ_by_more_than_capitals_within_an_account() -> None:
    assert codes(A=resource(USER, UserName="bob"), B=resource(USER, UserName="BOB")) == [
        ("NameTaken", ("B", "Properties"))
    ]
    assert codes(A=resource(USER, UserName="bob"), B=resource(USER, "Other", UserName="bob")) == []


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"Groups": [{"Ref": "Dev"}]}, ("Groups", 0)),
        ({"ManagedPolicyArns": [{"Ref": "Shared"}]}, ("ManagedPolicyArns", 0)),
        ({"PermissionsBoundary": {"Ref": "Shared"}}, ("PermissionsBoundary",)),
    ],
)
def test_what_a_user_has_is_of_its_account(properties: dict[str, Any], path: tuple[Any, ...]) -> None:
    shared = resource(MANAGED_POLICY, PolicyDocument=policy("s3:ListAllMyBuckets"))
    others = {"Dev": resource(GROUP), "Shared": shared}
    assert "OtherAccount" not in {code for code, _ in codes(U=resource(USER, **properties), **others)}
    found = codes(U=resource(USER, "Sandbox", **properties), **others)
    assert ("OtherAccount", ("U", "Properties", *path)) in found


def test_a_dropped_profile_goes_to_a_role_without_one_and_its_account() -> None:
    made = document(R=resource(ROLE, "Sandbox", AssumeRolePolicyDocument=TRUST))
    drop = {"kind": "create", "type": PROFILE, "position": {"x": 0, "y": 0}}
    first = edit(made, drop)
    assert first.created == ["RProfile"] and first.document.resources["RProfile"].account == "Sandbox"
    second = edit(first.document, drop)
    assert {second.document.resources[id].type for id in second.created} == {ROLE, PROFILE}
    assert check_document(second.document) == ()


def test_an_instance_profile_has_exactly_one_role() -> None:
    role = resource(ROLE, AssumeRolePolicyDocument=TRUST)
    assert codes(R=role, P=resource(PROFILE, Roles=[]))[0][0] == "WrongLength"
    assert (
        codes(R=role, S=role, P=resource(PROFILE, Roles=[{"Ref": "R"}, {"Ref": "S"}]))[0][0] == "WrongLength"
    )


def test_an_inline_policy_stands_in_something() -> None:
    assert ("PolicyWithoutIdentity", ("P", "Properties")) in codes(
        P=resource(INLINE, PolicyName="p", PolicyDocument=policy("s3:GetObject"))
    )


def test_a_boundary_alone_is_pointed_out() -> None:
    found = codes(U=resource(USER, PermissionsBoundary=f"{PREFIX}PowerUserAccess"))
    assert found == [("BoundaryWithoutPolicy", ("U", "Properties", "PermissionsBoundary"))]


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        (f"{PREFIX}AdministratorAccess", None),
        (f"arn:aws:iam::{DEFAULT_ACCOUNT}:policy/Own", None),
        (f"{PREFIX}SomethingElse", "UnknownManagedPolicy"),
        ("AdministratorAccess", "NotAPolicyArn"),
    ],
)
def test_arns_of_managed_policies_are_those_known_here(arn: str, code: str | None) -> None:
    own = resource(MANAGED_POLICY, ManagedPolicyName="Own", PolicyDocument=policy("s3:GetObject"))
    found = codes(U=resource(USER, ManagedPolicyArns=[arn]), Own=own)
    assert found == ([(code, ("U", "Properties", "ManagedPolicyArns", 0))] if code else [])


def test_policies_of_aws_are_carried_as_they_are() -> None:
    real = json.loads(aws_managed_policies_data)
    by_arn = {f"arn:aws:iam::aws:policy{one['Path']}{name}": one["Document"] for name, one in real.items()}
    assert len(MANAGED) >= 60
    for arn, given in MANAGED.items():
        assert by_arn[arn] == given, arn


@pytest.mark.parametrize("arn", MANAGED)
def test_every_policy_of_aws_may_be_attached_and_be_a_boundary(arn: str) -> None:
    attached = resource(USER, ManagedPolicyArns=[arn], PermissionsBoundary=arn)
    assert codes(U=attached) == []
    found = directory(U=attached).gather(f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/U", DEFAULT_ACCOUNT)
    names = [one.name for layer in ("identity", "boundary") for one in found.attached[layer]]
    assert names == [arn.removeprefix(PREFIX)] * 2


@pytest.mark.parametrize(("type_", "field"), [(USER, "ManagedPolicyArns"), (ROLE, "PermissionsBoundary")])
def test_the_form_offers_every_policy_of_aws(type_: str, field: str) -> None:
    kind = next(one for one in catalogue("ko")["kinds"] if one["type"] == type_)
    found = next(one for one in kind["fields"] if one["name"] == field)
    choices = (found["item"] or found)["choices"]
    assert {one["value"] for one in choices} == set(MANAGED)
    assert [one["label"] for one in choices] == sorted(one["label"] for one in choices)


# --- the organisation -----------------------------------------------------------------------------------


def units(depth: int) -> dict[str, Any]:
    parents = [ROOT_ID, *({"Ref": f"U{number}"} for number in range(depth - 1))]
    return {
        f"U{number}": resource(UNIT, Name=f"U{number}", ParentId=parent)
        for number, parent in enumerate(parents)
    }


def test_units_are_nested_only_so_deep() -> None:
    assert codes(Org=resource(ORGANIZATION), **units(MAX_DEPTH)) == []
    found = codes(Org=resource(ORGANIZATION), **units(MAX_DEPTH + 1))
    assert found == [("UnitTooDeep", (f"U{MAX_DEPTH}", "Properties", "ParentId"))]


def test_no_unit_is_above_itself() -> None:
    found = codes(
        A=resource(UNIT, Name="A", ParentId={"Ref": "B"}), B=resource(UNIT, Name="B", ParentId={"Ref": "A"})
    )
    assert {code for code, _ in found} == {"UnitAboveItself"}


def test_an_architecture_has_one_organization_and_accounts_their_own_mail() -> None:
    assert codes(A=resource(ORGANIZATION), B=resource(ORGANIZATION)) == [("SecondOrganization", ("B",))]
    account = resource(ACCOUNT, AccountName="x", Email="x@example.com")
    assert codes(A=account, B=account) == [("EmailTaken", ("B", "Properties", "Email"))]


def test_policies_at_one_place_are_counted_with_the_one_of_aws() -> None:
    limits = {
        f"L{number}": resource(LIMIT, Name="n", Content=policy("iam:*", effect="Deny"), TargetIds=[ROOT_ID])
        for number in range(MAX_ATTACHED)
    }
    found = codes(Org=resource(ORGANIZATION), **limits)
    assert found == [("TooManyPolicies", (f"L{MAX_ATTACHED - 1}", "Properties", "TargetIds", 0))]


# --- wires ----------------------------------------------------------------------------------------------


#: Wires whose reference stands in the source, and those whose reference stands in the target.
WIRES = [
    (USER, GROUP, "Groups", False),
    (USER, MANAGED_POLICY, "ManagedPolicyArns", False),
    (ROLE, MANAGED_POLICY, "ManagedPolicyArns", False),
    (USER, INLINE, "Users", True),
    (GROUP, INLINE, "Groups", True),
    (ROLE, INLINE, "Roles", True),
    (UNIT, ACCOUNT, "ParentIds", True),
    (UNIT, LIMIT, "TargetIds", True),
    (ACCOUNT, LIMIT, "TargetIds", True),
]


@pytest.mark.parametrize(("source", "target", "name", "in_target"), WIRES)
def test_a_wire_is_a_reference_and_goes_again(source: str, target: str, name: str, in_target: bool) -> None:
    made = document(Org=resource(ORGANIZATION))
    for type_ in (source, target):
        made = edit(made, {"kind": "create", "type": type_, "position": {"x": 0, "y": 0}}).document
    one = next(id for id, row in made.resources.items() if row.type == source)
    other = next(id for id, row in made.resources.items() if row.type == target)
    wire = {"source": one, "target": other}
    if {"source": one, "target": other} in pairs(made):
        made = edit(made, {"kind": "disconnect", **wire}).document
    holder, referred = (other, one) if in_target else (one, other)
    wired = edit(made, {"kind": "connect", **wire}).document
    assert {"Ref": referred} in wired.resources[holder].properties[name]
    assert wire in pairs(wired)
    loose = edit(wired, {"kind": "disconnect", **wire}).document
    assert wire not in pairs(loose)
    assert {"Ref": referred} not in loose.resources[holder].properties.get(name, [])


def pairs(made: Any) -> list[dict[str, str]]:
    return [{"source": wire["source"], "target": wire["target"]} for wire in wires(made)]


def test_a_unit_and_an_account_have_one_parent() -> None:
    made = document(
        Org=resource(ORGANIZATION),
        A=resource(UNIT, Name="A", ParentId=ROOT_ID),
        B=resource(UNIT, Name="B", ParentId=ROOT_ID),
        Box=resource(ACCOUNT, AccountName="Box", Email="box@example.com", ParentIds=[{"Ref": "A"}]),
    )
    for source, old, new in (("B", "Org", "A"), ("Box", "A", "B")):
        made = edit(made, {"kind": "connect", "source": new, "target": source}).document
        assert {"source": new, "target": source} in pairs(made)
        assert {"source": old, "target": source} not in pairs(made)
    assert check_document(made) == ()
    freed = edit(made, {"kind": "disconnect", "source": "A", "target": "B"}).document
    assert {"source": "Org", "target": "B"} in pairs(freed)
    assert check_document(freed) == ()
    rooted = edit(made, {"kind": "connect", "source": "Org", "target": "Box"}).document
    assert rooted.resources["Box"].properties["ParentIds"] == [ROOT_ID]


def test_a_boundary_is_no_wire() -> None:
    made = document(
        U=resource(USER, PermissionsBoundary={"Ref": "P"}),
        P=resource(MANAGED_POLICY, PolicyDocument=policy("s3:GetObject")),
    )
    assert wires(made) == []


def test_a_policy_that_names_its_users_is_wired_as_well() -> None:
    made = document(
        U=resource(USER),
        P=resource(MANAGED_POLICY, PolicyDocument=policy("s3:GetObject"), Users=[{"Ref": "U"}]),
    )
    assert [(wire["source"], wire["target"]) for wire in wires(made)] == [("U", "P")]
    loose = edit(made, {"kind": "disconnect", "source": "U", "target": "P"}).document
    assert wires(loose) == []


def refusal(source: str, target: str) -> Any:
    """What is said of a wire that is none, however the two are set up."""
    made = document()
    for type_ in (source, target):
        made = edit(made, {"kind": "create", "type": type_, "position": {"x": 0, "y": 0}}).document
    one = next(id for id, row in made.resources.items() if row.type == source)
    other = [id for id, row in made.resources.items() if row.type == target][-1]
    with pytest.raises(InvalidInput) as caught:
        edit(made, {"kind": "connect", "source": one, "target": other})
    return caught.value.problems[0]


def test_a_group_is_not_wired_to_a_group() -> None:
    assert "group" in refusal(GROUP, GROUP).message.en


@pytest.mark.parametrize(
    ("source", "target", "word"),
    [
        (GROUP, ROLE, "sign in"),
        (GROUP, BUCKET, "sign in"),
        (USER, ROLE, "trust policy"),
        (ROLE, USER, "trust policy"),
        (ROLE, ROLE, "trust policy"),
        (USER, USER, "group"),
        (USER, BUCKET, "bucket policy"),
        (ROLE, GROUP, "Only users"),
        (USER, ACCOUNT, "settings"),
        (MANAGED_POLICY, USER, "from the identity"),
        (MANAGED_POLICY, BUCKET, "bucket policy"),
        (ACCOUNT, ORGANIZATION, "downwards"),
        (LIMIT, ACCOUNT, "to the policy"),
        (LIMIT, USER, "limits everybody"),
        (USER, ORGANIZATION, "No wire joins"),
        ("AWS::Route53::HostedZone", ROLE, "No wire joins"),
        ("AWS::Route53::HostedZone", "Lab::Clients", "Requests do not flow"),
    ],
)
def test_wires_that_people_try_are_refused_with_what_to_do(source: str, target: str, word: str) -> None:
    told = refusal(source, target)
    assert told.code == "WireRefused" and word in told.message.en and told.message.ko


# --- which policies have a say --------------------------------------------------------------------------


def directory(**resources: Any) -> Directory:
    return Directory(Architecture.of(document(**resources)))


def arn(kind: str, name: str, account: str | None = None) -> str:
    return f"arn:aws:iam::{account_number(account)}:{kind}/{name}"


def test_account_numbers_are_always_the_same() -> None:
    assert account_number(None) == DEFAULT_ACCOUNT
    assert account_number("123456789012") == "123456789012"
    assert account_number("Sandbox") == account_number("Sandbox") != account_number("Prod")
    assert len(account_number("Sandbox")) == 12


def test_principals_are_users_roles_and_root_users() -> None:
    found = directory(
        Org=resource(ORGANIZATION),
        Sandbox=resource(ACCOUNT, AccountName="Sandbox", Email="s@example.com"),
        Alice=resource(USER, UserName="alice", Path="/dev/"),
        App=resource(ROLE, "Sandbox", AssumeRolePolicyDocument=TRUST),
        Dev=resource(GROUP),
    ).principals()
    assert [one.arn for one in found] == [
        arn("user", "dev/alice"),
        arn("role", "App", "Sandbox"),
        f"arn:aws:iam::{DEFAULT_ACCOUNT}:root",
        f"arn:aws:iam::{account_number('Sandbox')}:root",
    ]
    assert [one.id for one in found] == ["Alice", "App", None, None]


def test_a_user_has_its_own_policies_and_those_of_its_groups() -> None:
    found = directory(
        Alice=resource(
            USER,
            UserName="alice",
            Groups=[{"Ref": "Dev"}, "ops"],
            Policies=[inline("own", "s3:GetObject")],
            ManagedPolicyArns=[{"Ref": "Shared"}],
        ),
        Dev=resource(GROUP, Policies=[inline("of-dev", "sqs:*")]),
        Ops=resource(
            GROUP, GroupName="ops", ManagedPolicyArns=[f"{PREFIX}AmazonS3ReadOnlyAccess", {"Ref": "Shared"}]
        ),
        Other=resource(GROUP, Policies=[inline("of-other", "rds:*")]),
        Shared=resource(MANAGED_POLICY, PolicyDocument=policy("sns:*"), Users=[{"Ref": "Alice"}]),
        Beside=resource(
            INLINE,
            PolicyName="beside",
            PolicyDocument=policy("ec2:*"),
            Users=["alice"],
            Groups=[{"Ref": "Other"}],
        ),
    ).gather(arn("user", "alice"), DEFAULT_ACCOUNT)
    assert [(one.name, one.path[:1]) for one in found.attached["identity"]] == [
        ("own", ("Alice",)),
        ("beside", ("Beside",)),
        ("Shared", ("Shared",)),
        ("of-dev", ("Dev",)),
        ("AmazonS3ReadOnlyAccess", ()),
        ("Shared", ("Shared",)),
    ]
    assert found.policies.identity == tuple(one.policy for one in found.attached["identity"])
    assert found.attached["identity"][0].path == ("Alice", "Properties", "Policies", 0, "PolicyDocument")


def test_a_session_has_the_policies_of_its_role() -> None:
    made = directory(
        App=resource(
            ROLE,
            RoleName="app",
            Path="/service/",
            AssumeRolePolicyDocument=TRUST,
            Policies=[inline("p", "s3:GetObject")],
        )
    )
    session = f"arn:aws:sts::{DEFAULT_ACCOUNT}:assumed-role/app/i-0abc"
    found = made.gather(session, DEFAULT_ACCOUNT, session_policy=policy("s3:*"))
    assert [one.name for one in found.attached["identity"]] == ["p"]
    assert found.policies.session is not None
    role = made.identity(session)
    assert role is not None and role.id == "App"
    trusted = made.trust_policy(role)
    assert trusted is not None and trusted.policy.kind is PolicyKind.TRUST


def test_a_boundary_limits_whoever_has_it() -> None:
    made = directory(
        U=resource(
            USER,
            UserName="u",
            ManagedPolicyArns=[f"{PREFIX}AdministratorAccess"],
            PermissionsBoundary={"Ref": "B"},
        ),
        B=resource(MANAGED_POLICY, PolicyDocument=policy("s3:*")),
    )
    found = made.gather(arn("user", "u"), DEFAULT_ACCOUNT)
    authorizer = Authorizer(found.policies)
    asked = [
        request(arn("user", "u"), action, "*", DEFAULT_ACCOUNT)
        for action in ("s3:ListAllMyBuckets", "iam:ListUsers")
    ]
    assert [authorizer.ruling(one).reason for one in asked] == ["IdentityAllows", "BoundaryDoesNotAllow"]


def test_references_within_policies_stand_for_arns() -> None:
    made = directory(
        U=resource(
            USER,
            UserName="u",
            Policies=[inline("p", "sts:AssumeRole", resource={"Fn::GetAtt": ["R", "Arn"]})],
        ),
        R=resource(ROLE, RoleName="r", AssumeRolePolicyDocument=TRUST),
    )
    (attached,) = made.gather(arn("user", "u"), DEFAULT_ACCOUNT).attached["identity"]
    assert attached.policy.statements[0].resources == (arn("role", "r"),)


def organization(**more: Any) -> Directory:
    return directory(
        Org=resource(ORGANIZATION),
        Team=resource(UNIT, Name="Team", ParentId=ROOT_ID),
        Sandbox=resource(ACCOUNT, AccountName="Sandbox", Email="s@example.com", ParentIds=[{"Ref": "Team"}]),
        Admin=resource(USER, "Sandbox", UserName="admin", ManagedPolicyArns=[f"{PREFIX}AdministratorAccess"]),
        Chief=resource(USER, UserName="chief", ManagedPolicyArns=[f"{PREFIX}AdministratorAccess"]),
        NoIam=resource(
            LIMIT, Name="NoIam", Content=policy("iam:*", effect="Deny"), TargetIds=[{"Ref": "Team"}]
        ),
        **more,
    )


def test_every_level_has_the_policy_of_aws_and_what_is_attached() -> None:
    made = organization()
    found = made.levels(account_number("Sandbox"), PolicyKind.SCP)
    assert [(name, [one.name for one in there]) for name, there in found] == [
        ("Root", ["FullAWSAccess"]),
        ("Team", ["FullAWSAccess", "NoIam"]),
        ("Sandbox", ["FullAWSAccess"]),
    ]
    assert made.levels(DEFAULT_ACCOUNT, PolicyKind.SCP) == []
    assert FULL_AWS_ACCESS["Statement"][0]["Action"] == "*"


def test_the_administrator_of_a_member_account_is_limited_and_that_of_the_management_account_is_not() -> None:
    made = organization()
    outcomes = {}
    for name, account in (("admin", "Sandbox"), ("chief", None)):
        number, who = account_number(account), arn("user", name, account)
        authorizer = Authorizer(made.gather(who, number).policies)
        ruling = authorizer.ruling(request(who, "iam:CreateUser", f"arn:aws:iam::{number}:user/new", number))
        outcomes[name] = (ruling.outcome.value, ruling.layer)
    assert outcomes == {"admin": ("ExplicitlyDenied", "scp"), "chief": ("Allowed", "identity")}


def test_resource_control_policies_come_from_the_account_of_the_resource() -> None:
    deny = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:PrincipalAccount": account_number("Sandbox")}},
            }
        ],
    }
    made = organization(
        OnlyOwn=resource(
            LIMIT,
            Name="OnlyOwn",
            Type="RESOURCE_CONTROL_POLICY",
            Content=deny,
            TargetIds=[{"Ref": "Sandbox"}],
        )
    )
    share = policy("s3:GetObject", Principal="*")
    for name, account, outcome in (("chief", None, "ExplicitlyDenied"), ("admin", "Sandbox", "Allowed")):
        who = arn("user", name, account)
        found = made.gather(who, account_number("Sandbox"), resource_policy=share)
        asked = request(who, "s3:GetObject", "arn:aws:s3:::b/k", account_number("Sandbox"))
        assert Authorizer(found.policies).outcome(asked).value == outcome
