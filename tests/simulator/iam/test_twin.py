"""The decision against its slow twin, and what must hold of any decision."""

from __future__ import annotations

import copy
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.services.iam.conditions.clauses import Clause
from simulator.services.iam.conditions.names import read_operator
from simulator.services.iam.context import Context
from simulator.services.iam.decide import AuthorizeInput, authorize, condition, policies_of, request_of
from simulator.services.iam.evaluate import Authorizer
from simulator.services.iam.explain import explain
from simulator.services.iam.policy import Condition
from simulator.services.subject import read
from tests.simulator.iam import slow
from tests.simulator.iam.strategies import conditions, contexts, layers_of, statements, worlds


def outcome(world: dict[str, Any]) -> str:
    given_ = read(AuthorizeInput, world)
    asked = request_of(given_)
    return Authorizer(policies_of(given_, asked)).outcome(asked).value


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_it_decides_as_the_slow_twin_does(world: dict[str, Any]) -> None:
    assert outcome(world) == slow.decide(world)


@settings(max_examples=600, deadline=None)
@given(conditions, contexts, st.booleans())
def test_a_condition_holds_as_the_slow_twin_says(
    one: tuple[str, str, Any], context: dict[str, Any], variables: bool
) -> None:
    operator, key, wanted = one
    expected = slow.condition_holds(operator, key, wanted, context, variables)
    name = read_operator(operator)
    assert name is not None
    values = Context({"values": wanted if isinstance(wanted, list) else [wanted]}).values("values")
    clause = Clause(
        Condition(name.operator, key, values, name.set_operator, name.if_exists), variables=variables
    )
    assert clause.holds(Context(context)) == clause.result(Context(context)).holds == expected
    if variables:
        asked = {"operator": operator, "context_key": key, "policy_values": wanted, "context": context}
        assert condition(asked).outcome == expected


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_the_explanation_says_what_was_decided(world: dict[str, Any]) -> None:
    given_ = read(AuthorizeInput, world)
    asked = request_of(given_)
    authorizer = Authorizer(policies_of(given_, asked))
    decision = explain(authorizer, asked)
    assert decision.outcome == authorizer.outcome(asked).value == authorize(world).outcome
    rules = [rule for layer in authorizer.layers for rule in layer.rules]
    assert len(decision.candidates) == len(rules)
    for candidate, rule in zip(decision.candidates, rules, strict=True):
        elements = candidate.values["elements"]
        assert all(one["fits"] for one in elements) == rule.applies(asked)
    layers = decision.evidence["layers"]
    assert sum(layer["decides"] for layer in layers) == 1
    denying = [
        candidate
        for candidate in decision.candidates
        if candidate.values["applies"] and candidate.values["effect"] == "Deny"
    ]
    assert bool(denying) == (decision.outcome == "ExplicitlyDenied")
    assert any(layer["verdict"] == "denies" for layer in layers) == bool(denying)
    chosen = [candidate for candidate in decision.candidates if candidate.verdict == "chosen"]
    if decision.outcome == "ExplicitlyDenied":
        assert [candidate.values["effect"] for candidate in chosen] == ["Deny"]
    elif decision.outcome == "Allowed":
        assert all(candidate.values["effect"] == "Allow" for candidate in chosen)
        assert chosen or decision.reason == "RootMayEverything" or decision.evidence["layer"] == "identity"
    else:
        assert not chosen


@settings(max_examples=150, deadline=None)
@given(worlds(), st.data())
def test_one_more_deny_never_allows(world: dict[str, Any], data: Any) -> None:
    before = outcome(world)
    more = with_statement(world, data, "Deny")
    assert outcome(more) == before or outcome(more) == "ExplicitlyDenied"


@settings(max_examples=150, deadline=None)
@given(worlds(), st.data())
def test_one_more_allow_never_denies(world: dict[str, Any], data: Any) -> None:
    before = outcome(world)
    after = outcome(with_statement(world, data, "Allow"))
    assert after == before or (before, after) == ("ImplicitlyDenied", "Allowed")


def with_statement(world: dict[str, Any], data: Any, effect: str) -> dict[str, Any]:
    """The world with one statement more in one of its policies."""
    more = copy.deepcopy(world)
    there = layers_of(more)
    if not there:
        more["identity_policies"].append({"Version": "2012-10-17", "Statement": []})
        there = layers_of(more)
    policy = data.draw(st.sampled_from(there))
    examples = policy["Statement"]
    with_principal = any({"Principal", "NotPrincipal"} & set(one) for one in examples)
    trust = bool(examples) and not any({"Resource", "NotResource"} & set(one) for one in examples)
    policy["Statement"] = [
        *examples,
        data.draw(statements(with_principal=with_principal, trust=trust, effect=effect)),
    ]
    return more


@settings(max_examples=150, deadline=None)
@given(worlds(), st.integers())
def test_no_order_matters(world: dict[str, Any], seed: int) -> None:
    """Neither of statements nor of policies nor of an organisation's levels, nor of elements and values."""
    shuffled = copy.deepcopy(world)
    order = random.Random(seed)
    for name in ("identity_policies", "endpoint_policies", "scps", "rcps"):
        order.shuffle(shuffled[name] or [])
    for level in shuffled["scps"] + shuffled["rcps"]:
        order.shuffle(level["policies"])
    for policy in layers_of(shuffled):
        order.shuffle(policy["Statement"])
        policy["Statement"] = [mixed(statement, order) for statement in policy["Statement"]]
    assert outcome(shuffled) == outcome(world)


def mixed(value: Any, order: random.Random) -> Any:
    """The same JSON with its keys and lists in another order."""
    if isinstance(value, dict):
        items = [(key, mixed(one, order)) for key, one in value.items()]
        order.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return order.sample(value, len(value))
    return value


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_capitals_of_actions_and_keys_do_not_matter(world: dict[str, Any]) -> None:
    loud = copy.deepcopy(world)
    loud["request"]["action"] = loud["request"]["action"].upper()
    loud["request"]["context"] = {key.upper(): value for key, value in loud["request"]["context"].items()}
    for policy in layers_of(loud):
        for statement in policy["Statement"]:
            for name in ("Action", "NotAction"):
                if name in statement:
                    written = statement[name]
                    statement[name] = (
                        written.upper() if isinstance(written, str) else [one.upper() for one in written]
                    )
            for keys in statement.get("Condition", {}).values():
                for key in list(keys):
                    keys[key.upper()] = keys.pop(key)
    assert outcome(loud) == outcome(world)
