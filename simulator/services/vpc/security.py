"""The rule of security groups: whether a connection may be opened.

All rules of all groups count together and each only allows: one that fits is enough. A source is given by its
addresses, as a block that a rule must cover wholly (0.0.0.0/0 stands for anybody on the internet), and by the
groups it carries. Rules are stateful: what may be asked may be answered.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, field_validator

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.subject import Given, Subject, read
from simulator.services.vpc import security_reasons as words
from simulator.services.vpc.security_reasons import REASONS, SecurityReason
from simulator.text import Text

GUIDE = "Security group rules"
ANYBODY = "0.0.0.0/0"


class RuleInput(Given):
    """One rule: of protocol and ports, and one other end. IpProtocol -1 is everything on every port."""

    IpProtocol: Literal["tcp", "udp", "icmp", "-1"] = "tcp"
    FromPort: int | None = None
    ToPort: int | None = None
    CidrIp: str | None = None
    GroupId: str | None = None


class GroupInput(Given):
    GroupId: str
    SecurityGroupIngress: tuple[RuleInput, ...] = Field((), max_length=1_000)
    SecurityGroupEgress: tuple[RuleInput, ...] = Field((), max_length=1_000)


class EndInput(Given):
    """One end: its addresses as blocks, and its groups; None where nothing restricts it."""

    name: str = ""
    addresses: tuple[str, ...] = Field(min_length=1, max_length=100)
    groups: tuple[GroupInput, ...] | None = Field(None, max_length=100)

    @field_validator("addresses")
    @classmethod
    def _are_blocks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for block in value:
            ipaddress.IPv4Network(block)
        return value


class ConnectInput(Given):
    source: EndInput
    destination: EndInput
    protocol: Literal["tcp", "udp", "icmp"] = "tcp"
    port: int = Field(ge=0, le=65_535)


def connect(given: ConnectInput | dict[str, Any]) -> Decision:
    """Whether the source may open a connection to the destination; every rule with why it does not allow it."""
    given = read(ConnectInput, given)
    rows: list[Candidate] = []
    out = _allowed(given, given.source, given.destination, "SecurityGroupEgress", rows)
    into = _allowed(given, given.destination, given.source, "SecurityGroupIngress", rows)
    facts: dict[str, Any] = {
        "source": given.source.name or ", ".join(given.source.addresses),
        "destination": given.destination.name or ", ".join(given.destination.addresses),
        "port": given.port,
        "protocol": given.protocol,
    }
    if out is False:
        reason = SecurityReason.NO_EGRESS
    elif into is False:
        reason = SecurityReason.NO_INGRESS
    elif into is None:
        reason = SecurityReason.UNRESTRICTED
    else:
        reason = SecurityReason.ALLOWED
        facts["rule"] = into
    outcome = out is not False and into is not False
    text = REASONS[reason].format(**facts)
    return Decision("ec2.security_group", outcome, reason.value, text, tuple(rows), facts, GUIDE)


def _allowed(
    given: ConnectInput, end: EndInput, other: EndInput, side: str, rows: list[Candidate]
) -> str | Literal[False] | None:
    """The first rule that allows it; False if none does; None if nothing restricts this end."""
    if end.groups is None:
        return None
    others = {group.GroupId for group in other.groups or ()}
    found: str | Literal[False] = False
    egress = side == "SecurityGroupEgress"
    if egress and not any(group.SecurityGroupEgress for group in end.groups):
        return None  # a group without outbound rules of its own has AWS's default one: everywhere
    for group in end.groups:
        rules: Sequence[RuleInput] = getattr(group, side)
        for number, rule in enumerate(rules):
            name = f"{group.GroupId} {'out' if egress else 'in'} {number + 1}"
            why = _misfit(rule, given.protocol, given.port, other.addresses, others)
            if why is None and found is False:
                found = name
            verdict = Verdict.REJECTED if why else Verdict.CHOSEN if found == name else Verdict.ELIGIBLE
            rows.append(Candidate(name, verdict, _told(rule), why or words.FITS))
    return found


def _misfit(
    rule: RuleInput, protocol: str, port: int, addresses: Sequence[str], groups: set[str]
) -> Text | None:
    """Why a rule does not allow it, or None."""
    if rule.IpProtocol not in ("-1", protocol):
        return words.OTHER_PROTOCOL
    if rule.IpProtocol in ("tcp", "udp"):
        first = rule.FromPort if rule.FromPort is not None else 0
        last = rule.ToPort if rule.ToPort is not None else first
        if not first <= port <= last:
            return words.OTHER_PORT
    if rule.GroupId is not None:
        return None if rule.GroupId in groups else words.OTHER_GROUP
    block = ipaddress.IPv4Network(rule.CidrIp or ANYBODY)
    covered = all(ipaddress.IPv4Network(address).subnet_of(block) for address in addresses)
    return None if covered else words.OTHER_ADDRESS


def _told(rule: RuleInput) -> dict[str, Any]:
    ports = None if rule.FromPort is None else f"{rule.FromPort}-{rule.ToPort}"
    if rule.FromPort is not None and rule.FromPort == rule.ToPort:
        ports = str(rule.FromPort)
    end = rule.GroupId or rule.CidrIp
    return {
        "protocol": "all" if rule.IpProtocol == "-1" else rule.IpProtocol,
        "ports": ports,
        "other_end": end,
    }


SUBJECTS = (
    Subject(
        "ec2.security_group",
        Text("Whether security groups let a connection be opened", "보안 그룹이 연결을 허용하는지"),
        ConnectInput,
        bool,
        connect,
    ),
)
