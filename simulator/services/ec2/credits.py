"""CPU credits of burstable instance types: what a stretch of time earns, spends and charges.

Terms, as in AWS's guide ("Key concepts and definitions for burstable performance instances"):

credit
    One vCPU busy for one minute.
earned, launch
    A running instance earns credits all the time, up to a day's worth. A T2 in standard mode also gets launch
    credits when it starts: spent first, and not counted towards that limit.
standard
    With an empty balance an instance is held to its baseline: it spends what it earns.
unlimited
    With an empty balance it goes on with surplus credits. What it earns later pays them back first. Surplus
    beyond a day's worth, and whatever is left when it stops, ends or becomes standard, is charged.

AWS charges excess surplus at the end of each hour; here it is charged as it arises, which is the same amount.
In standard mode AWS lowers performance gradually as the balance nears zero; here it drops at zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from pydantic import Field

from simulator.cost.instance_types import INSTANCE_TYPES, Burst
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.ec2.reasons import CREDITS, CreditReason
from simulator.services.subject import Given, Subject, read, refuse
from simulator.text import Text

GUIDE = "Key concepts and definitions for burstable performance instances"
UNLIMITED_GUIDE = "Unlimited mode concepts"
STANDARD_GUIDE = "Standard mode concepts"

Mode = Literal["standard", "unlimited"]

#: Credits so few are none: less than a hundredth of a second of a vCPU.
NOTHING = 1e-6
#: Hours a stopped T3 keeps its credits; a T2 loses them at once.
KEPT_STOPPED_HOURS = 7 * 24.0


@dataclass(frozen=True, slots=True)
class Account:
    """Credits of one instance: earned and launch credits it has, surplus it owes."""

    earned: float = 0.0
    launch: float = 0.0
    surplus: float = 0.0

    @property
    def balance(self) -> float:
        """CPUCreditBalance."""
        return self.earned + self.launch

    @property
    def empty(self) -> bool:
        return self.balance <= NOTHING

    def as_json(self) -> dict[str, float]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, float]) -> Account:
        return cls(**row)


def mode_of(burst: Burst, asked: str | None) -> Mode:
    """The mode of an instance: what its CreditSpecification asks for, or AWS's default for the family."""
    if asked is not None:
        return "unlimited" if asked == "unlimited" else "standard"
    return "unlimited" if burst.unlimited else "standard"


def opened(burst: Burst, mode: Mode) -> Account:
    """The account of an instance that has just been started."""
    return Account(launch=burst.launch if mode == "standard" else 0.0)


def settle(burst: Burst, mode: Mode, account: Account, used: float, seconds: float) -> tuple[Account, float]:
    """The account after `seconds` in which `used` credits were spent, and the surplus credits charged for.

    What is earned pays back surplus before it is kept. In standard mode the throttle keeps anybody from spending
    more than there is; what the second before it overdrew is earned back first.
    """
    income = burst.earned * seconds / 3600.0
    from_launch = min(account.launch, used)
    rest = used - from_launch
    change = account.earned - account.surplus + income - rest
    if change >= 0.0:
        return Account(min(change, burst.most), account.launch - from_launch), 0.0
    if mode == "standard":
        return Account(change, account.launch - from_launch), 0.0
    charged = max(0.0, -change - burst.most)
    return Account(0.0, account.launch - from_launch, -change - charged), charged


def closed(account: Account) -> float:
    """Surplus credits charged when the instance stops, ends, or becomes standard."""
    return account.surplus


def switched(account: Account, mode: Mode) -> tuple[Account, float]:
    """The account after its mode was changed to `mode`, and the surplus credits charged for."""
    if mode == "unlimited":
        return replace(account, launch=0.0), 0.0
    return replace(account, surplus=0.0), account.surplus


# --- callable alone -----------------------------------------------------------------------------------------


class CreditsInput(Given):
    """Hours of CPU use, one after the other, of an instance that begins with the given credits."""

    InstanceType: str
    CpuCredits: Literal["standard", "unlimited"] | None = None
    CPUCreditBalance: float | None = Field(None, ge=0)
    CPUSurplusCreditBalance: float = Field(0.0, ge=0)
    cpu_percent: tuple[float, ...] = Field(min_length=1, max_length=1_000)
    seconds: float = Field(3600.0, gt=0, le=86_400)


def credits(given: CreditsInput | dict[str, Any]) -> Decision:
    """What is left after the given stretches of use; each use is what the software wants, not what it gets."""
    given = read(CreditsInput, given)
    type_ = INSTANCE_TYPES.get(given.InstanceType)
    if type_ is None:
        raise refuse(
            "UnknownInstanceType",
            ("InstanceType",),
            Text.filled("There is no such instance type.", "이런 인스턴스 유형은 없어요."),
        )
    if any(not 0 <= percent <= 100 for percent in given.cpu_percent):
        raise refuse(
            "OutOfRange", ("cpu_percent",), Text.filled("CPU use is 0 to 100 %.", "CPU 사용률은 0~100%예요.")
        )
    facts: dict[str, Any] = {"type": type_.name, "baseline": f"{100 * type_.baseline:g}"}
    if type_.burst is None:
        return _said(CreditReason.NO_CREDITS, {"CPUCreditBalance": None}, facts, (), GUIDE)
    burst, mode = type_.burst, mode_of(type_.burst, given.CpuCredits)
    account = opened(burst, mode)
    if given.CPUCreditBalance is not None:
        earned = min(given.CPUCreditBalance, burst.most)
        account = Account(earned, min(given.CPUCreditBalance - earned, burst.launch))
    account = replace(account, surplus=given.CPUSurplusCreditBalance)
    rows: list[Candidate] = []
    charged = 0.0
    throttled = False
    for number, percent in enumerate(given.cpu_percent):
        account, used, extra, held = _stretch(burst, mode, account, type_.vcpus, percent, given.seconds)
        charged += extra
        throttled = throttled or held
        rows.append(
            Candidate(
                str(number + 1),
                Verdict.REJECTED if held else Verdict.CHOSEN,
                {
                    "cpu_percent": percent,
                    "CPUCreditUsage": round(used, 6),
                    "CPUCreditBalance": round(account.balance, 6),
                    "CPUSurplusCreditBalance": round(account.surplus, 6),
                    "CPUSurplusCreditsCharged": round(extra, 6),
                },
            )
        )
    outcome = {
        "CPUCreditBalance": round(account.balance, 6),
        "CPUSurplusCreditBalance": round(account.surplus, 6),
        "CPUSurplusCreditsCharged": round(charged, 6),
        "throttled": throttled,
    }
    facts |= {
        "mode": mode,
        "earned_per_hour": burst.earned,
        "most": burst.most,
        "balance": f"{account.balance:.1f}",
        "surplus": f"{account.surplus:.1f}",
        "charged": f"{charged:.1f}",
    }
    reason = CreditReason.WITHIN
    if throttled:
        reason = CreditReason.THROTTLED
    elif charged > NOTHING:
        reason = CreditReason.CHARGED
    elif account.surplus > NOTHING:
        reason = CreditReason.SURPLUS
    return _said(
        reason, outcome, facts, tuple(rows), STANDARD_GUIDE if mode == "standard" else UNLIMITED_GUIDE
    )


def _stretch(
    burst: Burst, mode: Mode, account: Account, vcpus: int, percent: float, seconds: float
) -> tuple[Account, float, float, bool]:
    """(account, credits used, surplus credits charged, whether it was held to the baseline) of one stretch."""
    wanted = vcpus * percent / 100.0 * seconds / 60.0
    income = burst.earned * seconds / 3600.0
    used = wanted
    if mode == "standard":
        used = min(wanted, account.balance + income)
    after, charged = settle(burst, mode, account, used, seconds)
    return after, used, charged, used < wanted - NOTHING


def _said(
    reason: CreditReason, outcome: Any, facts: dict[str, Any], rows: tuple[Candidate, ...], source: str
) -> Decision:
    text = CREDITS[reason].format(**facts)
    return Decision("ec2.credits", outcome, reason.value, text, rows, facts, source)


SUBJECT = Subject(
    "ec2.credits",
    Text("CPU credits of a burstable instance, stretch by stretch", "버스트 가능 인스턴스의 CPU 크레딧 변화"),
    CreditsInput,
    dict[str, float | bool | None],
    credits,
)
