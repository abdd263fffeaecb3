"""CPU credits of running instances: settled every second by the rule in `credits.py`, throttled when empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.control import Control
from simulator.cost import INSTANCE_TYPES
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.ec2.credits import STANDARD_GUIDE, Account, mode_of, opened, settle
from simulator.services.ec2.reasons import CREDITS, LAYER, CreditReason
from simulator.services.ec2.runtime import BILLED, Instance

#: A throttled instance is let go once it has credits for so many seconds of all its vCPUs.
RELEASED_AFTER_SECONDS = 10.0


def settle_in(instance: Instance) -> None:
    """Give an instance the credits that it has earned before the world began."""
    burst = INSTANCE_TYPES[instance.instance_type].burst
    if burst is not None:
        instance.host.account = Account(earned=burst.most * instance.software.credits_before)


def meter(control: Control, owner: str, instance: Instance, seconds: float) -> tuple[float, float]:
    """Settle what an instance of a burstable type did in the last `seconds`: (credits used, surplus charged)."""
    if instance.state not in BILLED:
        return 0.0, 0.0
    type_ = INSTANCE_TYPES[instance.instance_type]
    host, burst = instance.host, type_.burst
    assert burst is not None
    mode = mode_of(burst, host.machine.credits)
    account = host.account if host.account is not None else opened(burst, mode)
    used = 0.0
    if instance.slot is not None and not instance.hung:
        used = control.servers.busy_fraction(instance.slot) * instance.share * type_.vcpus * seconds / 60.0
    host.account, charged = settle(burst, mode, account, used, seconds)
    if mode == "standard":
        _throttle(control, owner, instance, type_.vcpus)
    elif host.throttled:
        host.throttled = False
        instance.keep_pace(control.servers)
    return used, charged


def _throttle(control: Control, owner: str, instance: Instance, vcpus: int) -> None:
    host = instance.host
    account = host.account
    assert account is not None
    if host.throttled:
        held = account.balance < vcpus * RELEASED_AFTER_SECONDS / 60.0
    else:
        held = account.empty
    if held == host.throttled:
        return
    host.throttled = held
    instance.keep_pace(control.servers)
    _say(control, owner, instance, CreditReason.THROTTLED if held else CreditReason.RELEASED)


def _say(control: Control, owner: str, instance: Instance, reason: CreditReason) -> None:
    type_ = INSTANCE_TYPES[instance.instance_type]
    account, burst = instance.host.account, type_.burst
    assert account is not None and burst is not None
    facts: dict[str, Any] = {
        "instance": instance.id,
        "type": type_.name,
        "baseline": f"{100.0 * type_.baseline:g}",
        "balance": f"{max(account.balance, 0.0):.2f}",
        "earned_per_hour": burst.earned,
        "most": burst.most,
        "mode": "standard",
    }
    text = CREDITS[reason].format(**facts)
    row = Candidate(instance.id, Verdict.CHOSEN, {"zone": instance.zone, "balance": facts["balance"]})
    outcome = {"instance": instance.id, "throttled": instance.host.throttled}
    decision = Decision("ec2.credits", outcome, reason.value, text, (row,), facts, STANDARD_GUIDE)
    control.decide(decision, owner, LAYER)
    control.changed()


def measure(instances: Sequence[Instance]) -> dict[str, Any]:
    """CPUCreditBalance by instance, and the surplus that those in unlimited mode owe together."""
    accounts = [(one.id, one.host.account) for one in instances]
    return {
        "CPUCreditBalance": {
            id: round(max(account.balance, 0.0), 3) for id, account in accounts if account is not None
        },
        "CPUSurplusCreditBalance": round(
            sum(account.surplus for _, account in accounts if account is not None), 3
        ),
    }
