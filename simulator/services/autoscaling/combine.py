"""Several dynamic policies together: out if any asks for it, in only if all that may scale in do."""

from __future__ import annotations

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling.reasons import SCALING, ScalingReason


def combine(decisions: dict[str, Decision], scales_in: dict[str, bool], capacity: int) -> Decision:
    """One decision of several policies: out if any wants out, in only if all that may scale in want in."""
    if len(decisions) == 1:
        return next(iter(decisions.values()))
    wanted = {policy: decision.outcome["capacity"] for policy, decision in decisions.items()}
    largest = max(wanted, key=lambda policy: wanted[policy])
    asked = [policy for policy in decisions if scales_in[policy]]
    willing = [policy for policy in asked if wanted[policy] < capacity]
    chosen = largest
    if wanted[largest] <= capacity and asked and len(willing) == len(asked):
        chosen = max(willing, key=lambda policy: wanted[policy])
    decision = decisions[chosen]
    rows = tuple(
        Candidate(
            policy,
            Verdict.CHOSEN if policy == chosen else Verdict.ELIGIBLE,
            {"capacity": one.outcome["capacity"], "alarm": one.outcome["alarm"], "reason": one.reason},
            one.text,
        )
        for policy, one in decisions.items()
    )
    reason, text, outcome = decision.reason, decision.text, decision.outcome
    if wanted[chosen] == capacity and 0 < len(willing) < len(asked):
        reason = ScalingReason.ANOTHER_POLICY.value
        text = SCALING[ScalingReason.ANOTHER_POLICY].format(willing=len(willing), policies=len(asked))
    evidence = {**decision.evidence, "policy": chosen}
    return Decision(decision.subject, outcome, reason, text, rows, evidence, decision.source)
