"""Whatever is given as a policy is read, or refused with problems that say where. Nothing crashes.

Long form: ``make fuzz`` sets FUZZ_DOCUMENTS to 100,000.
"""

from __future__ import annotations

import json
import os
from random import Random

import pytest

from simulator.problems import InvalidInput, Severity
from simulator.services.iam.decide import AuthorizeInput, authorize, policies_of, request_of
from simulator.services.iam.evaluate import Authorizer
from simulator.services.iam.parsing import parse_policy
from simulator.services.iam.policy import PolicyKind
from simulator.services.subject import read
from tests.simulator.iam import slow
from tests.simulator.iam.documents import a_document
from tests.simulator.iam.strategies import PRINCIPALS, TARGETS, a_context, a_world

DOCUMENTS = int(os.environ.get("FUZZ_DOCUMENTS", "2500"))
PARTS = 10
KINDS = list(PolicyKind)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_document_is_read_or_refused_with_a_place(part: int) -> None:
    order = Random(part)
    read_ones = 0
    for _ in range(DOCUMENTS // PARTS):
        document = a_document(order)
        kind = order.choice(KINDS)
        parsed = parse_policy(document, kind)
        errors = [problem for problem in parsed.problems if problem.severity is Severity.ERROR]
        assert (parsed.policy is None) == bool(errors)
        read_ones += parsed.policy is not None
        for problem in parsed.problems:
            json.dumps(problem.as_json())
            problem.message.ko.encode(), problem.message.en.encode()
            assert problem.hint.en and problem.hint.ko
            if isinstance(document, str) and not problem.code.endswith("TooLong"):
                lines = document.split("\n")
                assert problem.line is not None and problem.column is not None
                assert 1 <= problem.line <= len(lines)
                assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
            elif not isinstance(document, str):
                assert stands(document, problem.path), (document, problem)
        if parsed.policy is not None:
            decided(document, order)
    assert read_ones > DOCUMENTS // PARTS // 20


def stands(document: object, path: tuple[str | int, ...]) -> bool:
    """Whether a path leads somewhere in a document."""
    for step in path:
        if (isinstance(document, dict) and step in document) or (
            isinstance(document, list) and isinstance(step, int) and step < len(document)
        ):
            document = document[step]
        else:
            return False
    return True


def decided(document: object, order: Random) -> None:
    """Asks a policy that could be read about a request, explanation and all."""
    action, resource = order.choice(TARGETS)
    asked = {
        "principal": order.choice(PRINCIPALS),
        "action": action,
        "resource": {"resource": resource, "accountId": "111111111111"},
        "context": a_context(order),
    }
    layer = order.choice(["identity_policies", "resource_policy", "session_policy"])
    given = {"request": asked, layer: [document] if layer == "identity_policies" else document}
    try:
        decision = authorize(given)
    except InvalidInput as error:  # read as another kind than the one it was made for
        assert error.problems
    else:
        json.dumps(decision.as_json(), allow_nan=False)


@pytest.mark.parametrize("part", range(PARTS))
def test_many_worlds_are_decided_as_the_slow_twin_does(part: int) -> None:
    order = Random(1_000 + part)
    for _ in range(DOCUMENTS // PARTS // 4):
        world = a_world(order)
        given = read(AuthorizeInput, world)
        asked = request_of(given)
        assert Authorizer(policies_of(given, asked)).outcome(asked).value == slow.decide(world), world
