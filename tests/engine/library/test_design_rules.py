"""What a design review looks for is found in a drawing: the elements, the flows and a few answers."""

from collections.abc import Iterable, Mapping

import pytest

from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.condition_names import BASE_FACTS, DERIVED_FACTS, SCOPES
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.model import CATALOGUE, Element, Fact, FactValue, Flow, Model, Relation, Source

LIBRARY = load_library()
DRAWN = Source("person", by="somebody", at="2026-01-01T00:00:00Z")
Facts = Mapping[str, FactValue]


def facts(values: Facts) -> dict[str, Fact]:
    return {name: Fact(value, DRAWN) for name, value in values.items()}


def drawn(kind: str, uid: str, parent: str | None = None, **values: FactValue) -> Element:
    return Element(uid, kind, uid, parent, facts(values), DRAWN)


def call(source: str, destination: str, **values: FactValue) -> Flow:
    return Flow(f"{source}->{destination}", source, destination, "", facts(values), "drawn", "", DRAWN)


def found(
    elements: Iterable[Element], flows: Iterable[Flow] = (), relations: Iterable[Relation] = ()
) -> set[tuple[str, str]]:
    model = Model({e.uid: e for e in elements}, list(relations), {f.uid: f for f in flows})
    return {(threat.rule, threat.element) for threat in analyze(model, LIBRARY).threats}


INTERNET = drawn("internet", "internet")
TWO_ZONES = (
    drawn("boundary", "outer", trust_level="semi-trusted"),
    drawn("boundary", "inner", trust_level="trusted"),
)


def test_unauthenticated_and_unencrypted_flow_across_a_boundary() -> None:
    elements = [*TWO_ZONES, drawn("workload", "web", "outer"), drawn("workload", "orders", "inner")]

    crossing = found(elements, [call("web", "orders", authenticated=False, encrypted=False)])
    answered = found(elements, [call("web", "orders", authenticated=True, encrypted=True)])

    assert crossing == {
        ("flow-unauthenticated-across-boundary", "web->orders"),
        ("flow-plaintext-across-boundary", "web->orders"),
    }
    assert answered == set()


def test_the_same_flow_inside_one_zone_is_no_crossing() -> None:
    elements = [*TWO_ZONES, drawn("workload", "web", "inner"), drawn("workload", "orders", "inner")]

    assert found(elements, [call("web", "orders", authenticated=False, encrypted=False)]) == {
        ("flow-callers-not-authenticated", "web->orders"),
        ("flow-plaintext-in-zone", "web->orders"),
    }


def test_one_unencrypted_flow_of_a_drawing_of_which_nothing_else_is_known_is_found() -> None:
    services = [drawn("workload", f"service-{number}") for number in range(13)]
    pairs = [(f"service-{number}", f"service-{number + 1}") for number in range(4)]
    marked = call("service-8", "service-9", protocol="http", encrypted=False)

    before = found(services, [call(source, target) for source, target in pairs])
    after = found(services, [*(call(source, target) for source, target in pairs), marked])

    assert before == set()
    assert after == {("flow-plaintext-in-zone", "service-8->service-9")}


def test_confidential_data_makes_an_unencrypted_flow_inside_a_zone_worse() -> None:
    services = [drawn("workload", "web"), drawn("workload", "orders")]

    rules = found(services, [call("web", "orders", encrypted=False, data_classification="restricted")])

    assert rules == {("flow-confidential-in-clear-in-zone", "web->orders")}


def test_store_that_the_internet_reaches_without_a_hop() -> None:
    store = drawn("datastore", "customers")

    assert ("store-reachable-from-internet", "customers") in found(
        [INTERNET, store], [call("internet", "customers")]
    )
    assert ("store-open-to-the-internet", "customers") in found(
        [INTERNET, drawn("datastore", "customers", authentication_required=False)],
        [call("internet", "customers")],
    )


def test_store_behind_a_hop_is_not_reachable_from_the_internet() -> None:
    elements = [INTERNET, drawn("workload", "api"), drawn("datastore", "customers")]

    rules = {rule for rule, _ in found(elements, [call("internet", "api"), call("api", "customers")])}

    assert not {"store-reachable-from-internet", "store-open-to-the-internet"} & rules


@pytest.mark.parametrize(
    ("kind", "relation", "rule"),
    [
        ("secret", "reads_secret", "secret-shared-across-trust"),
        ("volume", "mounts", "volume-shared-across-trust"),
    ],
)
def test_secret_or_volume_that_several_trust_levels_use(kind: str, relation: str, rule: str) -> None:
    shared = drawn(kind, "shared")
    users = [Relation(relation, "web", "shared"), Relation(relation, "orders", "shared")]

    across = [*TWO_ZONES, drawn("workload", "web", "outer"), drawn("workload", "orders", "inner"), shared]
    within = [*TWO_ZONES, drawn("workload", "web", "inner"), drawn("workload", "orders", "inner"), shared]

    assert (rule, "shared") in found(across, relations=users)
    assert (rule, "shared") not in found(within, relations=users)


@pytest.mark.parametrize("rule", ["secret-shared-across-trust", "volume-shared-across-trust"])
def test_facing_the_internet_is_a_trust_level_too(rule: str) -> None:
    kind, relation = ("secret", "reads_secret") if rule.startswith("secret") else ("volume", "mounts")
    elements = [INTERNET, drawn("workload", "web"), drawn("workload", "orders"), drawn(kind, "shared")]
    users = [Relation(relation, "web", "shared"), Relation(relation, "orders", "shared")]

    assert (rule, "shared") in found(elements, [call("internet", "web")], users)


def test_exposed_workload_and_its_database_in_one_blast_radius() -> None:
    flows = [call("internet", "shop"), call("shop", "db")]
    rule = ("flow-exposed-workload-beside-its-database", "shop->db")

    beside = [INTERNET, *TWO_ZONES, drawn("workload", "shop", "outer"), drawn("datastore", "db", "outer")]
    apart = [INTERNET, *TWO_ZONES, drawn("workload", "shop", "outer"), drawn("datastore", "db", "inner")]

    assert rule in found(beside, flows)
    assert rule not in found(apart, flows)


def test_exposed_workload_beside_what_vouches_for_people() -> None:
    flows = [call("internet", "shop"), call("shop", "vault")]
    elements = [
        INTERNET,
        *TWO_ZONES,
        drawn("workload", "shop", "outer"),
        drawn("workload", "vault", "outer", purpose="identity"),
    ]

    assert ("flow-exposed-workload-beside-identity", "shop->vault") in found(elements, flows)


def test_pipeline_that_pushes_to_the_registry_that_production_pulls_from() -> None:
    elements = [
        drawn("ci-pipeline", "build", change_approval=False),
        drawn("registry", "harbour"),
        drawn("image", "shop-image"),
        drawn("workload", "shop"),
        drawn("container", "server", "shop"),
    ]
    runs = [Relation("uses_image", "server", "shop-image"), Relation("pulled_from", "shop-image", "harbour")]
    rule = ("pipeline-feeds-production-unchecked", "build")

    assert rule in found(elements, [call("build", "harbour")], runs)
    assert rule not in found(elements, [call("build", "harbour")], runs[:1])  # nothing comes from there
    assert rule not in found(elements, [], runs)  # it pushes elsewhere


def test_no_control_of_outgoing_or_incoming_traffic() -> None:
    both = found([drawn("workload", "shop", egress_policy=False, ingress_policy=False)])

    assert both == {("workload-outgoing-traffic-open", "shop"), ("workload-incoming-traffic-open", "shop")}
    assert found([drawn("workload", "shop", egress_policy=True, ingress_policy=True)]) == set()


def test_critical_asset_without_monitoring() -> None:
    assert ("critical-workload-without-detection", "shop") in found(
        [drawn("workload", "shop", criticality="critical", runtime_detection=False)]
    )
    assert found([drawn("workload", "shop", criticality="low", runtime_detection=False)]) == {
        ("workload-without-detection", "shop")
    }


def test_single_control_before_something_critical() -> None:
    elements = [INTERNET, drawn("workload", "shop", criticality="high", purpose="web")]
    rule = ("flow-without-defense-in-depth", "internet->shop")

    one = call("internet", "shop", encrypted=True, authenticated=True, validated=False, rate_limited=False)
    two = call("internet", "shop", encrypted=True, authenticated=True, validated=True, rate_limited=False)

    assert rule in found(elements, [one])
    assert rule not in found(elements, [two])


def test_unowned_element() -> None:
    assert ("workload-without-owner", "shop") in found([drawn("workload", "shop", owner="")])
    both = found([drawn("queue", "jobs", owner="", criticality="high")])
    assert {rule for rule, _ in both if "owner" in rule} == {"critical-store-without-owner"}
    assert ("critical-store-without-owner", "db") in found(
        [drawn("datastore", "db", owner="", criticality="critical")]
    )
    assert found([drawn("workload", "shop", owner="payments")]) == set()


# Rules about facts that only files of one format have; drawings need none of them.
OF_FILES_ALONE = {
    "compose-host-folder-writable": "compose",
    "container-port-on-every-address": "compose",
    "container-source-code-mounted": "compose",
    "workload-restarts-forever": "compose",
    "network-flat": "the default network of compose",
    "network-overlay-unencrypted": "swarm",
    "container-gitops-sources-open": "known by its image",
    "container-in-kube-system": "the registry of an image",
    "container-user-code-beside-credentials": "known by its image",
    "container-readiness-unchecked": "probes",
    "container-secret-in-environment": "whole secrets as variables; single ones are asked for",
    "cronjob-privileged-or-community-image": "the kind of controller",
    "ingress-dashboard-unauthenticated": "known by its host name",
    "role-equals-cluster-admin": "the scope of a binding; role-wildcard-resources speaks of the others",
    "role-changes-network": "the scope of a binding",
    "role-writes-config-everywhere": "the scope of a binding",
    "secret-files-in-manifest": "the names of entries",
    "secret-private-key-in-manifest": "the kind of entries",
    "workload-uses-default-account": "the name of an account",
}


def test_no_rule_asks_a_question_and_then_waits_for_a_fact_without_one() -> None:
    """Such a rule would never fire in a drawing, whatever people answer."""
    waiting = {rule.id for rule in LIBRARY.rules if _asked(rule) and _out_of_reach(rule)}

    assert waiting - OF_FILES_ALONE.keys() == set()
    assert OF_FILES_ALONE.keys() - waiting == set()


def _asked(rule: Rule) -> set[str]:
    return {f"{holder}.{fact}" for holder, fact in _told(rule) if _question(rule, holder, fact)}


def _out_of_reach(rule: Rule) -> set[str]:
    return {
        f"{holder}.{fact}"
        for holder, fact in _told(rule)
        if not _question(rule, holder, fact) and f"has({holder}.{fact})" not in rule.when
    }


def _told(rule: Rule) -> list[tuple[str, str]]:
    """The facts it reads that a person has to state; the others follow from the model."""
    return [
        (holder, fact)
        for holder, fact in rule.asks
        if fact not in BASE_FACTS
        and not any(fact in DERIVED_FACTS.get(kind, ()) for kind in _kinds(rule, holder))
    ]


def _question(rule: Rule, holder: str, fact: str) -> bool:
    types = (CATALOGUE.fact(kind, fact) for kind in _kinds(rule, holder))
    return any(fact_type.question for fact_type in types if fact_type)


def _kinds(rule: Rule, holder: str) -> tuple[str, ...]:
    return rule.applies_to if holder == "self" else SCOPES.get(holder, ())
