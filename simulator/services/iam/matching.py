"""One statement against one request, element by element.

Guide: "IAM JSON policy elements reference". A statement applies when the request's action, resource, principal and
context all fit; an element left out fits everything, and a Not… element fits what its list does not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from simulator.services.iam.arns import ArnPattern, Name, NameMatcher, arn_pattern, matcher
from simulator.services.iam.conditions.clauses import Clause
from simulator.services.iam.context import Context
from simulator.services.iam.patterns import Matcher, glob
from simulator.services.iam.policy import Effect, Policy, Statement
from simulator.services.iam.principals import Grade, Named
from simulator.services.iam.request import Request
from simulator.services.iam.variables import tokens_of

_PRINCIPAL_ARN = "aws:principalarn"
#: Operators by which a condition names principals, wildcards or not.
_NAMING = frozenset({"ArnEquals", "ArnLike", "StringEquals", "StringEqualsIgnoreCase", "StringLike"})


@lru_cache(8192)
def action_matcher(pattern: str) -> Matcher:
    """Whether an action, in lower case, fits. Service and name have no colon, so no star reaches over theirs."""
    return glob(tokens_of(pattern.lower(), variables=False))


class ResourcePattern:
    """One entry of `Resource` or `NotResource`."""

    __slots__ = ("fixed", "pattern")

    def __init__(self, text: str, *, variables: bool) -> None:
        self.pattern: ArnPattern = arn_pattern(text, variables=variables)
        #: Whether a name fits, where no variable has to be filled in.
        self.fixed: NameMatcher | None = None if self.pattern.has_variables else matcher(self.pattern)

    def test(self, context: Context) -> NameMatcher | None:
        """Whether a name fits, in this context; None when a variable has no value, and nothing fits."""
        if self.fixed is not None:
            return self.fixed
        full = self.pattern.filled(context.single)
        return None if full is None else matcher(full)

    def fits(self, name: Name, context: Context) -> bool:
        test = self.test(context)
        return test is not None and test(name)


class StatementRule:
    """A statement of a policy, ready to be asked about many requests."""

    __slots__ = (
        "_resource_fits",
        "allows",
        "clauses",
        "grants_by_principal_arn",
        "named",
        "policy",
        "resources",
        "statement",
    )

    def __init__(self, policy: Policy, statement: Statement) -> None:
        variables = policy.has_variables
        self.policy = policy
        self.statement = statement
        self.allows = statement.effect is Effect.ALLOW
        self.resources = tuple(
            ResourcePattern(text, variables=variables) for text in statement.resources or ()
        )
        self.clauses = tuple(Clause(one, variables=variables) for one in statement.conditions)
        self.named = None if statement.principals is None else Named(statement.principals)
        self.grants_by_principal_arn = any(_names_principals(clause) for clause in self.clauses)
        self._resource_fits = self._resource_test()

    # --- the elements ---------------------------------------------------------------------------------

    def fits_action(self, action: str) -> bool:
        statement = self.statement
        listed = any(action_matcher(pattern)(action) for pattern in statement.actions)
        return listed is not statement.not_action

    def fits_resource(self, request: Request) -> bool:
        return self._resource_fits(request.resource, request.context)

    def fits_conditions(self, request: Request) -> bool:
        context = request.context
        return all(clause.holds(context) for clause in self.clauses)

    def grade(self, request: Request) -> Grade:
        """How closely the requester is named; `DIRECT` where a policy of this kind names nobody."""
        named = self.named
        if named is None:
            return Grade.DIRECT
        if self.statement.not_principal:
            return self._grade_of_rest(named, request)
        grade = named.grade(request.requester)
        if grade is Grade.EVERYONE and self.grants_by_principal_arn and request.requester.account is not None:
            return Grade.DIRECT
        return grade

    def _grade_of_rest(self, named: Named, request: Request) -> Grade:
        """NotPrincipal: everyone but those named.

        A Deny spares only who is named with every identity they have, account included, and nobody who has a
        permissions boundary. An Allow leaves out whoever is named with any of them.
        """
        if self.allows:
            spared = named.lists_any_of(request.requester)
        else:
            spared = named.lists_all_of(request.requester) and not request.bounded
        return Grade.NONE if spared else Grade.EVERYONE

    # --- together -------------------------------------------------------------------------------------

    def applies(self, request: Request) -> bool:
        return self.fits_action(request.action) and self.applies_beyond_action(request) is not Grade.NONE

    def applies_beyond_action(self, request: Request) -> Grade:
        """The grade at which it applies to a request whose action is known to fit; `NONE` when it does not."""
        if not self._resource_fits(request.resource, request.context):
            return Grade.NONE
        grade = Grade.DIRECT if self.named is None else self.grade(request)
        if grade is Grade.NONE:
            return grade
        context = request.context
        for clause in self.clauses:
            if not clause.holds(context):
                return Grade.NONE
        return grade

    def _resource_test(self) -> Callable[[Name, Context], bool]:
        """The `Resource` element as one function, short for the common case of one pattern without variables."""
        wanted = not self.statement.not_resource
        resources = self.resources
        if self.statement.resources is None:
            return lambda name, context: True
        tests = [pattern.fixed for pattern in resources if pattern.fixed is not None]
        if len(tests) == len(resources) == 1 and wanted:
            only = tests[0]
            return lambda name, context: only(name)
        if len(tests) == len(resources):
            return lambda name, context: any(test(name) for test in tests) is wanted
        return lambda name, context: any(one.fits(name, context) for one in resources) is wanted


def _names_principals(clause: Clause) -> bool:
    """Whether the condition grants by ``aws:PrincipalArn``, which counts as naming the principal itself."""
    condition = clause.condition
    return (
        condition.key.lower() == _PRINCIPAL_ARN
        and condition.operator in _NAMING
        and condition.set_operator is None
        and not condition.if_exists
    )


@lru_cache(2048)
def rules_of(policy: Policy) -> tuple[StatementRule, ...]:
    """The statements of a policy, compiled once."""
    return tuple(StatementRule(policy, statement) for statement in policy.statements)
