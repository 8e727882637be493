"""Where the pods of a workload may run: spread over nodes, and away from the pods of others."""

from collections.abc import Iterator
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.fact_memo import FactMemo
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model import Fact

_REQUIRED: Final = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED: Final = "preferredDuringSchedulingIgnoredDuringExecution"
_SPREAD: Final = "topologySpreadConstraints"
_AFFINITY: Final = "affinity"
_ALL: Final = "*"


def placement_facts(pod: Section, namespace: str, memo: FactMemo) -> dict[str, Fact]:
    """Return whether the pods are spread, and the other namespaces whose pods they keep away."""
    return memo.facts(
        pod,
        *(placement_facts, pod.wording(_SPREAD, _AFFINITY), namespace),
        compute=lambda: {"spread": _spread(pod, namespace), **_repelled(pod, namespace)},
    )


def _spread(pod: Section, namespace: str) -> Fact:
    if pod.sections(_SPREAD):
        return pod.stated(_SPREAD, value=True)
    affinity = pod.section(_AFFINITY)
    if any(namespace in _namespaces(term, namespace) for term in _terms(affinity, _REQUIRED, _PREFERRED)):
        return affinity.stated("podAntiAffinity", value=True)
    return pod.defaulted(value=False, why="Neither spread constraints nor anti-affinity are set.")


def _repelled(pod: Section, namespace: str) -> dict[str, Fact]:
    affinity = pod.section(_AFFINITY)
    named = [name for term in _terms(affinity, _REQUIRED) for name in _namespaces(term, namespace)]
    others = sorted({name for name in named if name != namespace})
    return {"repelled_namespaces": affinity.stated("podAntiAffinity", list(others))} if others else {}


def _terms(affinity: Section, *kinds: str) -> Iterator[Section]:
    """The terms of an anti-affinity, required or preferred."""
    anti = affinity.section("podAntiAffinity")
    for kind in kinds:
        for entry in anti.sections(kind):
            yield entry if kind == _REQUIRED else entry.section("podAffinityTerm")


def _namespaces(term: Section, own: str) -> list[str]:
    """The namespaces that a term is about; a selector may match any, the own one too."""
    named = [name for name, _line in term.texts("namespaces")]
    if "namespaceSelector" in term:
        return [*named, _ALL, own]
    return named or [own]
