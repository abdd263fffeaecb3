"""IAM once more, slowly: the guide's sentences over plain JSON, nothing compiled, nothing shared with the product.

Regular expressions stand in for wildcards and are built anew for each comparison, every statement of every layer is
asked about every request, and the decision is taken from sets of what was found.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

Json = Any
NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}


def listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def text(value: Json) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


# --- patterns and variables -----------------------------------------------------------------------------


def expression(pattern: str, *, wildcards: bool = True) -> str:
    """The pattern as a regular expression; characters shielded by a backslash are literal."""
    found, position = "", 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            position += 1
            found += re.escape(pattern[position])
        elif wildcards and character == "*":
            found += ".*"
        elif wildcards and character == "?":
            found += "."
        else:
            found += re.escape(character)
        position += 1
    return found


def fits(pattern: str, value: str, *, wildcards: bool = True) -> bool:
    return re.fullmatch(expression(pattern, wildcards=wildcards), value, re.DOTALL) is not None


def shield(value: str) -> str:
    return "".join("\\" + character for character in value)


def values_of(context: dict[str, Json], key: str) -> list[str]:
    for name, value in context.items():
        if name.lower() == key.lower() and value is not None:
            return [text(one) for one in listed(value)]
    return []


def substituted(pattern: str, context: dict[str, Json]) -> str | None:
    """With variables filled in; None when one has no value."""
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        inside = match[1]
        if inside in ("*", "?", "$"):
            return shield(inside)
        key, _, default = inside.partition(", '")
        found = values_of(context, key)
        if len(found) == 1:
            return shield(found[0])
        if default:
            return shield(default[:-1])
        missing = True
        return ""

    full = re.sub(r"\$\{([*?$]|[a-zA-Z0-9:/_-]+(?:, '[^']+')?)\}", value, pattern)
    return None if missing else full


def parts(pattern: str) -> list[str]:
    """An ARN pattern's six parts: colons within variables do not count."""
    shielded = re.sub(r"\$\{[^}]*\}", lambda match: match[0].replace(":", "\0"), pattern)
    return [part.replace("\0", ":") for part in shielded.split(":", 5)]


def arn_fits(pattern: str, value: str) -> bool:
    if pattern == "*":
        return True
    wanted, actual = unshielded_parts(pattern), value.split(":", 5)
    if 1 < len(wanted) < 6 and wanted[0] == "arn" and wanted[-1].endswith("*") and wanted[-1][-2:-1] != "\\":
        wanted += ["*"] * (6 - len(wanted))
    if len(wanted) != 6 or len(actual) != 6 or actual[0] != "arn":
        return False
    return all(fits(one, other) for one, other in zip(wanted, actual, strict=True))


def unshielded_parts(pattern: str) -> list[str]:
    """Cut at the first five colons that are not shielded."""
    found, current, position = [], "", 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            current += pattern[position : position + 2]
            position += 2
            continue
        if character == ":" and len(found) < 5:
            found.append(current)
            current = ""
        else:
            current += character
        position += 1
    return [*found, current]


def resource_fits(pattern: str, resource: str, context: dict[str, Json], variables: bool) -> bool:
    if pattern == "*":
        return True
    cut = parts(pattern) if variables else pattern.split(":", 5)
    if 1 < len(cut) < 6 and cut[0] == "arn" and cut[-1].endswith("*"):
        cut += ["*"] * (6 - len(cut))
    if len(cut) != 6:
        return False
    if variables:
        last = substituted(cut[-1], context)
        if last is None:
            return False
        # Before the fifth colon a variable is text, and its colon and braces are.
        cut = [*(re.sub(r"\$\{[^}]*\}", lambda match: shield(match[0]), one) for one in cut[:-1]), last]
    return arn_fits(":".join(cut), resource)


# --- conditions -----------------------------------------------------------------------------------------


def number(value: str) -> Fraction | None:
    return Fraction(value) if re.fullmatch(r"[+-]?\d+(\.\d+)?", value, re.ASCII) else None


def date(value: str) -> datetime | None:
    if re.fullmatch(r"\d{5,12}", value):
        return datetime.fromtimestamp(int(value), UTC)
    for length, rest in ((4, "-01-01T00:00:00Z"), (7, "-01T00:00:00Z"), (10, "T00:00:00Z"), (20, "")):
        if len(value) == length:
            try:
                return datetime.strptime(value + rest, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            except ValueError:
                return None
    return None


def one_fits(operator: str, wanted: str, actual: str, context: dict[str, Json], variables: bool) -> bool:
    """The positive test of one value of the policy against one of the request."""
    if operator.startswith(("String", "Arn", "Bool")) and variables:
        full = substituted(wanted, context)
        if full is None:
            return False
    else:
        full = shield(wanted) if operator in ("StringEquals", "StringEqualsIgnoreCase", "Bool") else wanted
    plain = re.sub(r"\\(.)", r"\1", full, flags=re.DOTALL)
    match operator:
        case "StringEquals":
            return plain == actual
        case "StringEqualsIgnoreCase":
            return plain.casefold() == actual.casefold()
        case "StringLike":
            return fits(full, actual)
        case "ArnEquals" | "ArnLike":
            return actual.startswith("arn:") and actual.count(":") >= 5 and arn_fits(full, actual)
        case "Bool":
            known = {"true", "false"}
            return plain.lower() in known and plain.lower() == actual.lower()
        case "BinaryEquals":
            return base64.b64decode(wanted) == base64.b64decode(actual)
        case "IpAddress":
            try:
                return ipaddress.ip_address(actual) in ipaddress.ip_network(wanted, strict=False)
            except ValueError:
                return False
    left = number(actual) if operator.startswith("Numeric") else date(actual)
    right = number(wanted) if operator.startswith("Numeric") else date(wanted)
    if left is None or right is None:
        return False
    comparison = operator.removeprefix("Numeric").removeprefix("Date")
    return {
        "Equals": left == right,
        "LessThan": left < right,
        "LessThanEquals": left <= right,
        "GreaterThan": left > right,
        "GreaterThanEquals": left >= right,
    }[comparison]


def condition_holds(
    operator: str, key: str, wanted: Json, context: dict[str, Json], variables: bool = True
) -> bool:
    prefix, _, name = operator.rpartition(":")
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    actual = values_of(context, key)
    expected = [text(one) for one in listed(wanted)]
    if name == "Null":
        if prefix:
            return prefix == "ForAllValues"
        return any((one == "true") != any(actual) for one in expected if one in ("true", "false"))
    negated = name in NEGATED
    if not actual:
        return if_exists or prefix == "ForAllValues" or (negated and not prefix)
    positive = NEGATED.get(name, name)
    passes = [
        any(one_fits(positive, one, value, context, variables) for one in expected) != negated
        for value in actual
    ]
    if prefix == "ForAllValues":
        return all(passes) or not any(actual)
    if prefix == "ForAnyValue":
        return any(passes) and any(actual)
    return passes[0] if len(actual) == 1 else negated


# --- principals -----------------------------------------------------------------------------------------


def account_of(principal: str) -> str | None:
    found = re.fullmatch(r"arn:aws:(?:iam|sts)::(\d{12}):(?!saml-provider|oidc-provider).*", principal)
    return found[1] if found else None


def role_of(principal: str) -> str | None:
    """The ARN of the role behind a session, or of the role itself."""
    if found := re.fullmatch(r"arn:aws:sts::(\d+):assumed-role/([^/]+)/.+", principal):
        return f"arn:aws:iam::{found[1]}:role/{found[2]}"
    return principal if ":role/" in principal else None


def names(element: Json, principal: str) -> set[str]:
    """In which ways an element names the principal: itself, its role or user, its account, everyone."""
    if element == "*":
        return {"everyone"}
    found = set()
    account, role = account_of(principal), role_of(principal)
    for kind, values in element.items():
        for value in listed(values):
            if kind == "AWS" and value == "*":
                found.add("everyone")
            if principal != "*" and value == principal:
                found.add("itself")
            if role is not None and value == role:
                found.add("role")
            if principal.startswith(f"arn:aws:sts::{account}:federated-user/"):
                if value == f"arn:aws:iam::{account}:user/" + principal.rsplit("/", 1)[-1]:
                    found.add("role")
            if account is not None and value in (account, f"arn:aws:iam::{account}:root"):
                found.add("account")
                if principal.endswith(":root"):
                    found.add("itself")
    if principal.endswith((":role/app", ":role/other")) and "itself" in found:
        found.discard("itself")
    return found


def ways(statement: Json, principal: str, bounded: bool) -> set[str]:
    """In which ways a statement reaches the principal; empty: not at all."""
    if "Principal" in statement:
        found = names(statement["Principal"], principal)
        if "everyone" in found and account_of(principal) and narrowed(statement):
            found.add("itself")
        return found
    if "NotPrincipal" not in statement:
        return {"itself"}
    found = names(statement["NotPrincipal"], principal)
    if statement["Effect"] == "Allow":
        return set() if found else {"everyone"}
    identities = set()
    if account_of(principal):
        identities |= {"account"}
        if role_of(principal):
            identities |= {"role"}
    if not (role_of(principal) == principal or principal.endswith(":root")):
        identities |= {"itself"}
    spared = identities <= found and not bounded and principal != "*"
    return set() if spared else {"everyone"}


def narrowed(statement: Json) -> bool:
    """Whether a condition names principals by their ARN."""
    operators = {"ArnEquals", "ArnLike", "StringEquals", "StringEqualsIgnoreCase", "StringLike"}
    return any(
        key.lower() == "aws:principalarn"
        for operator, keys in statement.get("Condition", {}).items()
        if operator in operators
        for key in keys
    )


# --- statements and layers ------------------------------------------------------------------------------


def matches(statement: Json, request: Json, context: dict[str, Json], variables: bool) -> bool:
    """Action, resource and conditions."""
    action, resource = request["action"].lower(), request["resource"]["resource"]
    for element, expected in (("Action", True), ("NotAction", False)):
        if element in statement:
            if any(fits(one.lower(), action) for one in listed(statement[element])) != expected:
                return False
    for element, expected in (("Resource", True), ("NotResource", False)):
        if element in statement:
            found = any(
                resource_fits(one, resource, context, variables) for one in listed(statement[element])
            )
            if found != expected:
                return False
    return all(
        condition_holds(operator, key, wanted, context, variables)
        for operator, keys in statement.get("Condition", {}).items()
        for key, wanted in keys.items()
    )


def said(
    policies: list[Json], request: Json, context: dict[str, Json], bounded: bool
) -> tuple[bool, set[str]]:
    """Whether the policies deny, and in which ways they allow."""
    denies, allowed = False, set()
    for policy in policies:
        variables = policy.get("Version") == "2012-10-17"
        for statement in listed(policy["Statement"]):
            if matches(statement, request, context, variables):
                found = ways(statement, request["principal"], bounded)
                if found and statement["Effect"] == "Deny":
                    denies = True
                elif found:
                    allowed |= found
    return denies, allowed


def whole_context(request: Json) -> dict[str, Json]:
    """The context with what follows from who asks."""
    principal = request["principal"]
    account, role = account_of(principal), role_of(principal)
    service = principal.endswith(".amazonaws.com")
    derived = {
        "aws:ResourceAccount": request["resource"]["accountId"],
        "aws:PrincipalAccount": account,
        "aws:PrincipalArn": role or (principal if account else None),
        "aws:username": principal.rsplit("/", 1)[-1] if ":user/" in principal else None,
        "aws:PrincipalIsAWSService": "true" if service else "false",
        "aws:PrincipalServiceName": principal if service else None,
        "aws:PrincipalType": (
            "Anonymous"
            if principal == "*"
            else "AssumedRole"
            if role
            else "User"
            if ":user/" in principal
            else "FederatedUser"
            if ":federated-user/" in principal
            else "Account"
            if principal.endswith(":root")
            else None
        ),
    }
    given = {key.lower() for key in request["context"]}
    return {
        **{key: value for key, value in derived.items() if value is not None and key.lower() not in given},
        **request["context"],
    }


def decide(given: Json) -> str:
    """Allowed, ImplicitlyDenied or ExplicitlyDenied."""
    request = given["request"]
    principal, context = request["principal"], whole_context(request)
    account = account_of(principal)
    bounded = bool(given.get("permission_boundaries"))
    linked = "AWSServiceRoleFor" in principal
    root, federated = principal.endswith(":root"), ":federated-user/" in principal
    session = bool(role_of(principal)) or federated

    def layer(policies: list[Json] | None) -> tuple[bool, set[str]] | None:
        return said(policies, request, context, bounded) if policies else None

    everything = (False, {"itself"})
    identity = said(given.get("identity_policies") or [], request, context, bounded)
    boundary = layer(given.get("permission_boundaries"))
    session_policy = layer([given["session_policy"]] if given.get("session_policy") else None)
    resource = layer([given["resource_policy"]] if given.get("resource_policy") else None) or (False, set())
    endpoint = layer(given.get("endpoint_policies"))
    scps = [said(one["policies"], request, context, bounded) for one in given.get("scps") or []]
    rcps = [said(one["policies"], request, context, bounded) for one in given.get("rcps") or []]
    if account is None or root:
        identity, boundary = (everything if root else (False, set())), None
    if not session:
        session_policy = None
    if account is None or linked:
        scps = []
    if linked:
        rcps = []

    if any(one and one[0] for one in (identity, boundary, session_policy, resource, endpoint, *scps, *rcps)):
        return "ExplicitlyDenied"
    if not all(allowed for _, allowed in scps) or (endpoint and not endpoint[1]):
        return "ImplicitlyDenied"

    own_policy_needed = re.match(
        r"arn:aws:(iam::\d+:role/|kms:[^:]*:\d+:key/)", request["resource"]["resource"]
    )
    own_policy_needed = own_policy_needed and request["action"].lower().startswith(("sts:", "kms:"))
    within_limits = (boundary is None or boundary[1]) and (session_policy is None or session_policy[1])
    if federated and session_policy is None:
        within_limits = False
    named = resource[1]
    if account is None:
        allowed = bool(named)
    elif account != request["resource"]["accountId"]:
        allowed = bool(named and identity[1] and within_limits)
    elif "itself" in named:
        allowed = True
    elif own_policy_needed and not named:
        allowed = False
    elif root:
        allowed = True
    else:
        allowed = bool((named - {"account"} or identity[1]) and within_limits)
    return "Allowed" if allowed else "ImplicitlyDenied"
