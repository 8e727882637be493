"""What the API server sends to the workloads behind admission webhooks, and of which namespaces."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from threatmodel.engine.importers.kubernetes.cluster.admission import (
    MUTATING,
    admission_webhooks,
    client_config_target,
    words_of_rules,
)
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import all_hold, label_selector, selects
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.services import Service
from threatmodel.engine.model import Fact, Source

CLUSTER_SCOPE: Final = "cluster"

_Reviews = list[tuple[dict[str, Any], Section]]


def write_admission_reviews(
    graph: GraphWriter,
    by_kind: Mapping[str, Mapping[tuple[str, str], KubernetesObject]],
    services: Mapping[tuple[str, str], Service],
    namespaces: Mapping[str, Mapping[str, str]],
    limit: FanoutLimit,
) -> None:
    """Put on each workload what it reviews. `namespaces` are those of the files with their labels."""
    reviews: dict[str, _Reviews] = defaultdict(list)
    for found, hook in admission_webhooks(by_kind):
        target = client_config_target(hook.section("clientConfig"))
        service = services.get(target.service) if target.service else None
        if service is None or _is_for_some_objects(hook):
            continue
        rules = hook.sections("rules")
        if not rules:
            continue
        if not limit.spend(len(namespaces) * len(service.targets) * len(rules)):
            break
        for scope in _scopes(hook.section("namespaceSelector"), namespaces):
            for uid in service.targets:
                reviews[uid] += [(_review(found, rule, scope), hook) for rule in rules]
    for uid, records in reviews.items():
        graph.builder.add_facts(uid, {"admission_reviews": _listed(records)})


def _is_for_some_objects(hook: Section) -> bool:
    """Whether it is sent only objects that have certain labels or meet conditions (not evaluated)."""
    wanted = label_selector(hook.section("objectSelector"))
    return bool(hook.sections("matchConditions")) or not all_hold(wanted, {})


def _scopes(selector: Section, namespaces: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The namespaces that a selector means; the cluster where it leaves out none of the files."""
    chosen = [name for name, labels in namespaces.items() if selects(selector, labels)]
    yield from (CLUSTER_SCOPE,) if len(chosen) == len(namespaces) else chosen


def _review(found: KubernetesObject, rule: Section, scope: str) -> dict[str, Any]:
    return {
        "configuration": found.name,
        "changes_objects": found.kind == MUTATING,
        "api_groups": words_of_rules([rule], "apiGroups"),
        "resources": words_of_rules([rule], "resources"),
        "operations": [word.upper() for word in words_of_rules([rule], "operations")],
        "scope": scope,
    }


def _listed(records: _Reviews) -> Fact:
    first = records[0][1]
    return Fact(
        [record for record, _ in records],
        Source("file", first.file, first.line),
        tuple([hook.line for _, hook in records]),
        tuple([hook.file for _, hook in records]),
    )
