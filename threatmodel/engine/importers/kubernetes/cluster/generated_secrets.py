"""Secrets that controllers make from objects of the files: sealed, kept elsewhere, or certificates."""

from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.manifest.kinds import api_group
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.products.operators import SECRET_MAKERS, SecretMaker
from threatmodel.engine.model import Fact

_Key = tuple[str, str]
_ByKind = Mapping[str, Mapping[_Key, KubernetesObject]]

_KINDS: Final = sorted({kind for kind, _group in SECRET_MAKERS})


def write_generated_secrets(graph: GraphWriter, by_kind: _ByKind) -> frozenset[_Key]:
    """Add the Secrets that are made and not declared, and return their namespaces and names."""
    declared = by_kind.get("Secret", {})
    generated = {key: found for key, found in _generated(by_kind) if key not in declared}
    for (namespace, name), found in generated.items():
        uid = object_uid(namespace, "Secret", name)
        parent = graph.namespace(namespace)
        graph.element(uid, "secret", name, parent, _facts(found), found.source)
    return frozenset(generated)


def write_open_secret_stores(graph: GraphWriter, by_kind: _ByKind) -> None:
    """Add to the cluster through which stores of External Secrets any namespace may read."""
    stores = list(by_kind.get("ClusterSecretStore", {}).values())
    if not stores:
        return
    opened = [found for found in stores if not found.spec.sections("conditions")]
    said = opened[0] if opened else stores[0]
    why = "A store without conditions serves every namespace."
    fact = said.spec.inferred([found.name for found in opened], why)
    graph.builder.add_facts(graph.cluster(), {"open_secret_stores": fact})


def _generated(by_kind: _ByKind) -> Iterator[tuple[_Key, KubernetesObject]]:
    for kind in _KINDS:
        for found in by_kind.get(kind, {}).values():
            yield (found.namespace, _name(found)), found


def _maker(found: KubernetesObject) -> SecretMaker:
    return SECRET_MAKERS[found.kind, api_group(found.root.text("apiVersion"))]


def _name(found: KubernetesObject) -> str:
    *way, last = _maker(found).named_by
    section = found.spec
    for key in way:
        section = section.section(key)
    return section.name(last) or found.name


def _facts(found: KubernetesObject) -> dict[str, Fact]:
    why = f"Generated for {found.title}; the files do not contain its values."
    facts = {
        "external": found.root.inferred(value=True, why=why),
        "values_in_manifest": found.root.inferred(value=False, why=why),
    }
    if kind := _maker(found).type:
        facts["type"] = found.root.inferred(kind, why)
    return facts
