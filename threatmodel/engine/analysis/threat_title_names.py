"""What titles of threats name: elements, those a role is bound to and where, and variables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.analysis.evaluation_context import EvaluationContext
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.model.name_validation import name_in, port_in_name

_CLUSTER: Final = "cluster"
_NAMED_VARIABLES: Final = 2  # names of variables are long
_VARIABLES: Final = frozenset(
    {
        "env",
        "env_from",
        "argument_credentials",
        "weak_keys",
        "credential_keys",
        "open_buckets",
        "open_debugger",
    }
)


class NamesInTitles(dict[str, str]):
    """What to put into the titles of one context, by holder, and as `subjects` and `scope`.

    A part of a workload is named with its workload, and the destination of a flow with the port in the name
    of the flow. Without subjects, the role itself is named. Each is worked out when a title asks for it; what
    the context does not have is called by its word.
    """

    def __init__(self, scope: EvaluationContext) -> None:
        self._scope = scope

    def __missing__(self, word: str) -> str:
        self[word] = name = self._name(word)
        return name

    def _name(self, word: str) -> str:
        holders, variables = self._scope.holders, self._scope.variables
        if word == "self" and holders.get("pod", holders["self"]) != holders["self"]:
            return name_in(self["pod"], "workload", str(variables["self"]["name"]))
        if word == "destination":
            return f"{variables[word]['name']}{port_in_name(str(variables['self']['name']))}"
        if word in holders:
            return str(variables[word]["name"])
        subjects = variables["self"].get("subjects")
        if word == "subjects":
            return some_of([one["name"] for one in subjects], 1) if subjects else f"Role {self['self']}"
        if word == "scope":
            if subjects:
                return _scope([one["scope"] for one in subjects])
            return f"in {self['ns']}" if "ns" in holders else _scope([_CLUSTER])
        return word


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
