"""The words of policies, for whoever writes one: what may stand where.

Elements and limits are the parser's own; actions and keys are the catalogue's, a dated table that is never whole.
"""

from __future__ import annotations

from typing import Any

from simulator.services.iam.catalogue import GLOBAL_KEYS, MANY_VALUED, catalogue
from simulator.services.iam.catalogue.access import access_of
from simulator.services.iam.catalogue.keys import SERVICE_KEYS
from simulator.services.iam.conditions.families import OPERATORS
from simulator.services.iam.parsing import POLICY_ELEMENTS, STATEMENT_ELEMENTS
from simulator.services.iam.policy import (
    KINDS,
    VERSIONS,
    WITH_PRINCIPAL,
    Effect,
    PolicyKind,
    SetOperator,
)
from simulator.services.iam.principal_names import PRINCIPAL_KEYS
from simulator.services.iam.sizes import LIMITS
from simulator.services.iam.variables import FIXED
from simulator.text import Language


def vocabulary(language: Language) -> dict[str, Any]:
    """Everything there is to complete, as JSON."""
    tables = catalogue()
    return {
        "dated": tables.dated,
        "kinds": {kind.value: _kind(kind, language) for kind in PolicyKind},
        "versions": list(VERSIONS),
        "effects": [one.value for one in Effect],
        "principals": list(PRINCIPAL_KEYS),
        "services": [
            {"prefix": prefix, "actions": _actions(prefix, tables.actions.get(prefix))}
            for prefix in sorted(tables.services)
        ],
        "operators": [
            {
                "name": one.name,
                "family": one.family.value,
                "negated": one.negated,
                "if_exists": one.name != "Null",
                "variables": one.takes_variables,
            }
            for one in OPERATORS.values()
        ],
        "set_operators": [one.value for one in SetOperator],
        "if_exists": "IfExists",
        "keys": [
            {"name": key.name, "family": key.family.value, "many": key.many} for key in GLOBAL_KEYS.values()
        ],
        "service_keys": {
            prefix: [
                {"name": key.name, "family": key.family.value, "many": key.name.lower() in MANY_VALUED}
                for key in keys
            ]
            for prefix, keys in SERVICE_KEYS.items()
        },
        "variables": [key.name for key in GLOBAL_KEYS.values() if not key.many],
        "escapes": list(FIXED),
    }


def _kind(kind: PolicyKind, language: Language) -> dict[str, Any]:
    """Elements of a kind, and how many characters it may have."""
    return {
        "label": KINDS[kind].get(language),
        "policy": [name for name in POLICY_ELEMENTS if name != "Id" or kind in WITH_PRINCIPAL],
        "statement": [name for name in STATEMENT_ELEMENTS if may_have(kind, name)],
        "limit": LIMITS[kind].characters,
        "white_space": LIMITS[kind].white_space,
    }


def may_have(kind: PolicyKind, element: str) -> bool:
    """Whether the statements of a kind may have an element; the parser refuses the others, the linter warns of them."""
    if element == "NotPrincipal":
        return kind in WITH_PRINCIPAL and kind not in (PolicyKind.TRUST, PolicyKind.RCP)
    if element == "Principal":
        return kind in WITH_PRINCIPAL
    if element in ("Resource", "NotResource"):
        return kind is not PolicyKind.TRUST
    return True


def _actions(prefix: str, names: dict[str, str] | None) -> list[list[str]] | None:
    """Name and access of each action; None for a service whose actions are not known here."""
    if names is None:
        return None
    return [[name, access_of(prefix, name)] for name in sorted(names.values())]
