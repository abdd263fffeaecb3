"""What EC2 sees of a group's machines: credits, crashes, leaks, waste."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.cost import hourly_price
from simulator.services.ec2 import status
from simulator.services.ec2.properties import CreditSettings
from simulator.services.ec2.runtime import Instance
from tests.simulator.control.small_world import SmallArchitecture, SmallWorld, architecture

SEOUL = "ap-northeast-2"


def changed(arch: SmallArchitecture, name: str, **update: Any) -> SmallArchitecture:
    placed = arch.resources[name]
    placed.__dict__["properties"] = placed.properties.model_copy(update=update)
    return arch


def on(instance_type: str, credits: str | None = None, **application: Any) -> SmallArchitecture:
    """A group of this type, checked by EC2 alone, without policies."""
    arch = architecture(group={"HealthCheckType": "EC2"}, policies={})
    data = arch.resources["WebTemplate"].properties.LaunchTemplateData
    settings = CreditSettings(CpuCredits=credits) if credits else None  # type: ignore[arg-type]
    data = data.model_copy(update={"InstanceType": instance_type, "CreditSpecification": settings})
    changed(arch, "WebTemplate", LaunchTemplateData=data)
    return changed(arch, "WebApp", **application)


def first(world: SmallWorld) -> Instance:
    return next(iter(world.group.instances.values()))


def speed(world: SmallWorld, instance: Instance) -> float:
    assert instance.slot is not None
    return world.servers.slots[instance.slot]["speed"]


# --- credits --------------------------------------------------------------------------------------------


def test_other_types_have_no_credits() -> None:
    world = SmallWorld(on("m5.large"))
    world.run(10)
    values = world.metrics()
    assert values["CPUCreditBalance"] == {} and values["CPUCreditUsage"] is None
    assert first(world).host.account is None


def test_an_instance_of_long_standing_begins_with_a_days_credits_and_a_new_one_with_none() -> None:
    world = SmallWorld(on("t3.medium"))
    world.run(1)
    assert set(world.metrics()["CPUCreditBalance"].values()) == {576.0}
    world.group.set_desired(world.control, 3)
    world.run(60)
    assert sorted(world.metrics()["CPUCreditBalance"].values())[0] < 1


def test_both_vcpus_busy_for_an_hour_spend_ninety_six_credits_more_than_come_in() -> None:
    world = SmallWorld(on("t3.medium"))
    world.servers.load = 2.0  # keeps both instances wholly busy
    world.run(3600)
    assert first(world).host.account is not None
    assert list(world.metrics()["CPUCreditBalance"].values()) == pytest.approx([480.0, 480.0], abs=0.1)
    assert world.metrics()["CPUCreditUsage"] == pytest.approx(2 * 2 / 60, abs=1e-6)


def test_in_standard_mode_an_empty_balance_means_the_baseline_and_says_so() -> None:
    world = SmallWorld(on("t3.medium", "standard", CreditsBeforePercent=0.0))
    world.servers.load = 2.0
    full = speed(world, first(world))
    world.run(5)
    assert speed(world, first(world)) == pytest.approx(0.2 * full)
    assert first(world).cpu_percent(world.servers) == pytest.approx(20.0), (
        "the metric counts all of its vCPUs"
    )
    said = world.said("ec2.credits", "HeldToBaseline")
    assert {one.outcome["instance"] for one in said} == set(world.group.instances)
    world.run(600)
    assert len(world.said("ec2.credits")) == 2, "it does not flicker"
    assert set(world.metrics()["CPUCreditBalance"].values()) == {0.0}
    world.servers.load = 0.0
    world.run(120)
    assert speed(world, first(world)) == pytest.approx(full)
    assert world.said("ec2.credits", "BalanceAgain")


def test_in_unlimited_mode_speed_stays_and_the_surplus_is_charged_when_the_instance_ends() -> None:
    world = SmallWorld(on("t3.medium", CreditsBeforePercent=0.0))
    world.servers.load = 2.0
    full = speed(world, first(world))
    world.run(3600)
    assert speed(world, first(world)) == full and not world.said("ec2.credits")
    assert world.metrics()["CPUSurplusCreditBalance"] == pytest.approx(192.0, abs=0.2)
    assert world.group.machines.take_usd(SEOUL) == 0.0
    world.group.terminate_instances(world.control, 1)
    assert world.group.machines.take_usd(SEOUL) == pytest.approx(96.0 / 60 * 0.05, abs=1e-3)
    assert world.group.machines.take_usd(SEOUL) == 0.0


def test_a_new_t2_has_launch_credits_in_standard_mode_which_is_its_default() -> None:
    world = SmallWorld(on("t2.medium", CreditsBeforePercent=0.0))
    world.group.set_desired(world.control, 3)
    world.run(90)
    newest = list(world.group.instances.values())[-1]
    assert newest.host.account is not None
    assert newest.host.account.launch == pytest.approx(60.0)


# --- crashes and status checks --------------------------------------------------------------------------


def test_a_machine_that_stopped_is_replaced_at_once_without_any_balancers_check() -> None:
    world = SmallWorld(on("m5.large"))
    world.run(30)
    victim = world.group.oldest(1)[0]
    status.crash(world.control, world.group, victim, stopped=True)
    assert victim.state.value == "terminated"
    assert [one.outcome for one in world.said("autoscaling.health", "NotRunning")] == [victim.id]
    assert world.counted() == 2


def test_an_impaired_machine_is_seen_by_the_next_status_check_and_replaced_some_minutes_later() -> None:
    world = SmallWorld(on("m5.large"))
    world.run(30)
    victim = world.group.oldest(1)[0]
    status.crash(world.control, world.group, victim, stopped=False)
    assert victim.slot is None and world.metrics()["StatusCheckFailed"] == 0
    world.run_until(60)
    assert world.metrics()["StatusCheckFailed"] == 1
    world.run_until(60 + status.IMPAIRED_WAIT - 1)
    assert victim.ended_at is None
    world.run(1)
    assert victim.ended_at is not None and world.metrics()["StatusCheckFailed"] == 0
    assert [one.reason for one in world.said("autoscaling.health")] == ["StillImpaired"]


def test_an_impaired_machine_that_recovers_in_time_stays() -> None:
    world = SmallWorld(on("m5.large"))
    world.run(30)
    victim = world.group.oldest(1)[0]
    status.crash(world.control, world.group, victim, stopped=False)
    world.run(90)
    status.recover(world.control, world.group, victim)
    world.run(300)
    assert victim.ended_at is None and victim.slot is not None
    assert world.targets.state_of(victim.id) == "healthy"


def test_a_hung_application_passes_every_status_check() -> None:
    world = SmallWorld(on("m5.large"))
    (hung,) = world.group.hang(world.control, 1)
    world.run(600)
    assert world.metrics()["StatusCheckFailed"] == 0
    assert world.group.instances[hung].ended_at is None


# --- memory ---------------------------------------------------------------------------------------------


def test_a_leak_ends_in_a_kill_and_a_restart_again_and_again() -> None:
    world = SmallWorld(on("m5.large", CloudWatchAgent=True))  # 8,192 MiB, 300 of them taken
    leaking = world.group.oldest(1)[0]
    leaking.host.leak = 1_000.0
    world.run(240)
    assert world.metrics()["MemoryUtilization"] == pytest.approx((300 + 4_300) / 2 / 81.92, abs=0.5)
    world.run(300)
    (killed,) = world.said("ec2.instance", "OutOfMemory")
    assert killed.at == pytest.approx((8_192 - 300) / 1_000 * 60, abs=1)
    (back,) = world.said("ec2.instance", "ApplicationRestarted")
    assert (back.at or 0) - (killed.at or 0) == pytest.approx(30, abs=1), "its start-up time"
    world.run(480)
    assert len(world.said("ec2.instance", "OutOfMemory")) == 2


def test_without_the_agent_nobody_knows_the_memory() -> None:
    world = SmallWorld(on("m5.large"))
    world.run(5)
    assert world.metrics()["MemoryUtilization"] is None


# --- bytes, waste, the minimum --------------------------------------------------------------------------


def test_network_and_disk_follow_from_the_requests() -> None:
    world = SmallWorld(on("m5.large", DiskReadKBPerRequest=4.0))
    world.servers.rate = 100
    world.run(2)
    values = world.metrics()
    assert (values["NetworkIn"], values["NetworkOut"]) == (50_000.0, 100_000.0)
    assert (values["DiskReadBytes"], values["DiskWriteBytes"]) == (400_000.0, None)


def test_wasted_hours_are_those_beyond_what_the_work_needs_at_the_usual_use() -> None:
    world = SmallWorld(on("m5.large"))
    world.servers.load = 0.5  # one instance at 70 % would do
    world.run(3600)
    assert world.metrics()["WastedInstanceHours"] == pytest.approx(1.0)
    world.servers.load = 1.3  # 1.3 / 0.7 needs two
    world.run(3600)
    assert world.metrics()["WastedInstanceHours"] == pytest.approx(1.0)


def test_an_instance_that_ran_for_ten_seconds_is_billed_for_a_minute() -> None:
    world = SmallWorld(on("m5.large"))
    world.group.set_desired(world.control, 3)
    newest = list(world.group.instances.values())[-1]
    while newest.in_service_at is None:
        world.run(1)
    world.run(10)
    world.group.terminate_instances(world.control, [newest.id])
    assert world.group.machines.take_usd(SEOUL) == pytest.approx(hourly_price("m5.large", SEOUL) * 50 / 3600)


def test_a_world_with_all_of_it_goes_on_identically_from_its_state() -> None:
    world = SmallWorld(on("t3.medium", "standard", CreditsBeforePercent=0.1, CloudWatchAgent=True))
    world.servers.load = 2.0
    world.group.oldest(1)[0].host.leak = 900.0
    world.run(100)
    status.crash(world.control, world.group, world.group.oldest(2)[1], stopped=False)
    world.run(50)
    twin = world.copy()
    world.control.decisions.clear()
    for one in (world, twin):
        one.run(500)
    assert world.fingerprint() == twin.fingerprint()
