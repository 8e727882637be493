"""What titles of threats name: elements, those a role is bound to and where, and variables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.analysis.evaluation_context import EvaluationContext
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.model.name_validation import name_in

_CLUSTER: Final = "cluster"
_NAMED_VARIABLES: Final = 2  # names of variables are long
_VARIABLES: Final = frozenset(
    {"env", "env_from", "argument_credentials", "weak_keys", "credential_keys", "open_buckets"}
)


def names_in_titles(scope: EvaluationContext) -> dict[str, str]:
    """Return what to put into titles, by holder, and as `subjects` and `scope`.

    A part of a workload is named with its workload. Without subjects, the role itself is named.
    """
    names = {holder: str(scope.variables[holder]["name"]) for holder in scope.holders}
    if scope.holders.get("pod", scope.holders["self"]) != scope.holders["self"]:
        names["self"] = name_in(names["pod"], "workload", names["self"])
    subjects = scope.variables["self"].get("subjects")
    if subjects:
        names["subjects"] = some_of([one["name"] for one in subjects], 1)
        names["scope"] = _scope([one["scope"] for one in subjects])
    else:
        names["subjects"] = f"Role {names['self']}"
        names["scope"] = f"in {names['ns']}" if "ns" in names else _scope([_CLUSTER])
    return names


def variables_named(evidence: Iterable[Evidence]) -> str:
    """Return the names of some variables, arguments and keys of the evidence, never their values."""
    values = [one.value for one in evidence if one.fact in _VARIABLES]
    return some_of([name for value in values for name in _names_of(value)], _NAMED_VARIABLES)


def some_of(names: Sequence[str], most: int) -> str:
    """Return the first names, each once, and how many more there are."""
    called = list(dict.fromkeys(names))
    rest = len(called) - most
    return ", ".join(called[:most]) + (f" and {rest} more" if rest > 0 else "")


def _names_of(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [str(value["name"])]
    return [name for one in value for name in _names_of(one)] if isinstance(value, list) else [str(value)]


def _scope(scopes: Sequence[str]) -> str:
    """Where permissions hold: cluster-wide, in the one namespace, or in how many."""
    if _CLUSTER in scopes:
        return "cluster-wide"
    namespaces = {*scopes}
    return f"in {scopes[0]}" if len(namespaces) == 1 else f"in {len(namespaces)} namespaces"
