"""Policies of administrators are evaluated against the flows, in tiers around NetworkPolicies."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests, value
from tests.engine.importers.kubernetes.test_policy_evaluation import (
    CALLER,
    SHOP,
    pod,
    policy,
    service,
    verdict,
)

NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: red}}\n"
API_POD = "k8s:shop/Pod/api"
ALL = "{namespaces: {}}"
WEB = "{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}"
OTHER = "{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: other}}}}"
EARLIER = "{{pods: {{namespaces: {{namespaceSelector: {}}}, podSelector: {{}}}}}}"
NOBODY = policy("{podSelector: {matchLabels: {app: api}}, ingress: []}")
ANYBODY = policy("{podSelector: {matchLabels: {app: api}}, ingress: [{}]}")


def admin(rules: str, *, subject: str = ALL, priority: int = 10, name: str = "a") -> str:
    """An AdminNetworkPolicy; `rules` are in flow style: ingress: [...]."""
    return (
        "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\n"
        f"metadata: {{name: {name}}}\n"
        f"spec: {{priority: {priority}, subject: {subject}, {rules}}}\n"
    )


def baseline(rules: str, *, subject: str = ALL) -> str:
    text = admin(rules, subject=subject, name="default").replace("priority: 10, ", "")
    return text.replace("AdminNetworkPolicy", "BaselineAdminNetworkPolicy")


def cluster(rules: str, *, tier: str = "Admin", priority: int = 10, subject: str = ALL) -> str:
    return (
        "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: c}\n"
        f"spec: {{tier: {tier}, priority: {priority}, subject: {subject}, {rules}}}\n"
    )


def ingress(*rules: str) -> str:
    return f"ingress: [{', '.join(rules)}]"


def rule(action: str, peer: str = ALL, more: str = "", side: str = "from") -> str:
    return f"{{action: {action}, {side}: [{peer}]{more}}}"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (ingress(rule("Deny")), "blocked"),
        (ingress(rule("Deny", WEB)), "blocked"),
        (ingress(rule("Deny", OTHER)), "open"),
        (ingress(rule("Deny", "{namespaces: {matchLabels: {team: red}}}")), "blocked"),
        (ingress(rule("Deny", "{namespaces: {matchLabels: {team: blue}}}")), "open"),
        (ingress(rule("Deny", "{pods: {podSelector: {matchLabels: {app: web}}}}")), "blocked"),
        (ingress(rule("Deny", "{namespaces: {namespaceSelector: {}}}")), "blocked"),  # an earlier form
        (ingress(rule("Deny", EARLIER.format("{matchLabels: {team: red}}"))), "blocked"),
        (ingress(rule("Deny", EARLIER.format("{matchLabels: {team: blue}}"))), "open"),
        (ingress(rule("Allow", WEB), rule("Deny")), "admitted"),
        (ingress(rule("Deny"), rule("Allow", WEB)), "blocked"),
        (ingress(rule("Pass", WEB), rule("Deny")), "open"),
        (ingress(rule("Deny", more=", ports: [{portNumber: {protocol: TCP, port: 8080}}]")), "blocked"),
        (ingress(rule("Deny", more=", ports: [{portNumber: {protocol: TCP, port: 443}}]")), "open"),
        (ingress(rule("Deny", more=", ports: [{portNumber: {protocol: UDP, port: 8080}}]")), "open"),
        (ingress(rule("Deny", more=", ports: [{portRange: {start: 8000, end: 9000}}]")), "blocked"),
        (ingress(rule("Deny", more=", ports: [{namedPort: web}]")), "blocked"),
        (ingress(rule("Deny", more=", ports: [{namedPort: metrics}]")), "open"),
        (f"egress: [{rule('Deny', side='to')}]", "blocked"),
        (f"egress: [{rule('Deny', '{networks: [0.0.0.0/0]}', side='to')}]", "blocked"),
        (f"egress: [{rule('Deny', '{networks: [10.0.0.0/8]}', side='to')}]", None),
        (f"egress: [{rule('Deny', '{networks: [203.0.113.0/24]}', side='to')}]", "open"),
        (f"egress: [{rule('Deny', '{nodes: {}}', side='to')}]", "open"),
        ("egress: []", "open"),
    ],
)
def test_rules_are_tried_in_their_order(rules: str, expected: str | None) -> None:
    assert verdict(read_manifests(NAMESPACE, *SHOP, admin(rules))) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (", protocols: [{tcp: {destinationPort: {number: 8080}}}]", "blocked"),
        (", protocols: [{tcp: {destinationPort: {range: {start: 1, end: 1024}}}}]", "admitted"),
        (", protocols: [{tcp: {}}]", "blocked"),
        (", protocols: [{udp: {destinationPort: {number: 8080}}}]", "admitted"),
        (", protocols: [{destinationNamedPort: web}]", "blocked"),
    ],
)
def test_the_second_version_names_ports_by_protocol(more: str, expected: str) -> None:
    rules = ingress(rule("Deny", WEB, more), rule("Accept", WEB))

    assert verdict(read_manifests(*SHOP, cluster(rules))) == expected


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ((admin(ingress(rule("Allow"))), NOBODY), "admitted"),
        ((admin(ingress(rule("Deny"))), ANYBODY), "blocked"),
        ((admin(ingress(rule("Pass"), rule("Deny"))), NOBODY), "blocked"),
        ((admin(ingress(rule("Pass"), rule("Deny"))), ANYBODY), "admitted"),
        ((admin(ingress(rule("Allow", OTHER))), NOBODY), "blocked"),
        ((baseline(ingress(rule("Deny"))),), "blocked"),
        ((baseline(ingress(rule("Deny"))), ANYBODY), "admitted"),
        ((baseline(ingress(rule("Allow"))), NOBODY), "blocked"),
        ((baseline(ingress(rule("Allow", WEB), rule("Deny"))),), "admitted"),
        ((admin(ingress(rule("Pass"))), baseline(ingress(rule("Deny")))), "blocked"),
        ((admin(ingress(rule("Allow"))), baseline(ingress(rule("Deny")))), "admitted"),
        ((cluster(ingress(rule("Deny")), tier="Baseline"),), "blocked"),
        ((cluster(ingress(rule("Deny")), tier="Baseline"), ANYBODY), "admitted"),
    ],
)
def test_the_tiers_stand_before_and_behind_network_policies(policies: tuple[str, ...], expected: str) -> None:
    assert verdict(read_manifests(*SHOP, *policies)) == expected


def test_the_lower_number_comes_first() -> None:
    deny = admin(ingress(rule("Deny")), priority=20)
    allow = admin(ingress(rule("Allow")), priority=10, name="b")

    assert verdict(read_manifests(*SHOP, deny, allow)) == "admitted"
    assert verdict(read_manifests(*SHOP, deny, allow.replace("priority: 10", "priority: 30"))) == "blocked"


def test_of_one_priority_any_may_come_first() -> None:
    deny, allow = admin(ingress(rule("Deny"))), admin(ingress(rule("Allow")), name="b")

    assert verdict(read_manifests(*SHOP, deny, allow)) is None
    assert verdict(read_manifests(*SHOP, deny, deny.replace("name: a", "name: b"))) == "blocked"


def test_both_ends_have_to_let_traffic_pass() -> None:
    out = admin(f"egress: [{rule('Allow', side='to')}]")

    assert verdict(read_manifests(*SHOP, out, NOBODY)) == "blocked"
    assert verdict(read_manifests(*SHOP, out)) == "admitted"


def test_only_the_subject_is_concerned() -> None:
    deny = ingress(rule("Deny"))

    elsewhere = admin(deny, subject="{namespaces: {matchLabels: {kubernetes.io/metadata.name: far}}}")
    web = admin(deny, subject="{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}")
    api = admin(deny, subject="{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: api}}}}")

    assert [verdict(read_manifests(*SHOP, one)) for one in (elsewhere, web, api)] == [
        "open",
        "open",
        "blocked",
    ]


def test_pods_on_the_network_of_their_node_are_neither_subject_nor_peer() -> None:
    on_node = pod("web", env="http://api", extra="hostNetwork: true, ")

    reading = read_manifests(on_node, pod("api"), service("api"), admin(ingress(rule("Deny"))))

    assert verdict(reading) == "open"


def test_a_peer_that_is_not_evaluated_is_named_and_leaves_the_flow_open() -> None:
    names = "{domainNames: ['*.example.com']}"
    labels = "{namespaces: {sameLabels: [team]}}"

    by_name = read_manifests(*SHOP, cluster(f"egress: [{rule('Accept', names, side='to')}]"))
    by_labels = read_manifests(*SHOP, admin(ingress(rule("Deny", labels))))

    assert verdict(by_name) == "open"  # a name of a host is that of no pod
    assert "Not supported as a policy peer: domainNames." in messages(by_name)
    assert verdict(by_labels) is None
    assert "Not supported as a policy peer: namespaces." in messages(by_labels)


def test_a_policy_of_another_group_is_not_taken_for_one() -> None:
    antrea = cluster(ingress(rule("Deny"))).replace(
        "policy.networking.k8s.io/v1alpha2", "crd.antrea.io/v1beta1"
    )

    assert verdict(read_manifests(*SHOP, antrea)) == "open"


@pytest.mark.parametrize(
    ("policies", "restricted", "anywhere"),
    [
        ((admin(ingress(rule("Deny"))),), True, False),
        ((admin(ingress(rule("Allow", OTHER), rule("Deny"))),), True, False),
        ((admin(ingress(rule("Deny", OTHER))),), False, False),
        ((admin(ingress(rule("Pass"), rule("Deny"))),), False, False),
        ((admin(ingress(rule("Allow"))), NOBODY), False, True),
        ((admin(ingress(rule("Deny"))), ANYBODY), True, False),
        (
            (admin(ingress(rule("Allow", more=", ports: [{portNumber: {port: 53}}]"), rule("Deny"))),),
            True,
            True,
        ),
        ((baseline(ingress(rule("Deny"))),), True, False),
        ((baseline(ingress(rule("Deny"))), ANYBODY), False, True),
    ],
)
def test_a_workload_knows_whether_its_traffic_is_restricted(
    policies: tuple[str, ...], restricted: bool, anywhere: bool
) -> None:
    reading = read_manifests(NAMESPACE, *SHOP, *policies)

    assert value(reading, API_POD, "ingress_policy") is restricted
    assert value(reading, API_POD, "ingress_from_anywhere") is anywhere


def test_a_namespace_denies_by_default_when_a_tier_denies_all_of_it() -> None:
    out = f"egress: [{rule('Deny', side='to')}]"
    everywhere = f"egress: [{rule('Deny', '{networks: [0.0.0.0/0]}', side='to')}]"

    denied = read_manifests(NAMESPACE, CALLER, baseline(f"{ingress(rule('Deny'))}, {everywhere}"))
    to_pods = read_manifests(NAMESPACE, CALLER, baseline(out))
    allowed = read_manifests(NAMESPACE, CALLER, policy("{podSelector: {}}"), admin(ingress(rule("Allow"))))

    assert value(denied, "namespace:shop", "default_deny_ingress") is True
    assert value(denied, "namespace:shop", "default_deny_egress") is True
    assert value(to_pods, "namespace:shop", "default_deny_egress") is False  # addresses outside stay open
    assert value(allowed, "namespace:shop", "default_deny_ingress") is False


def test_the_fact_names_the_policy_and_its_line() -> None:
    reading = read_manifests(*SHOP, admin(ingress(rule("Deny"))))

    fact = reading.model.flows["flow:k8s:shop/Pod/web->k8s:shop/Pod/api:8080"].facts["policy"]
    assert fact.source.why == "AdminNetworkPolicy a forbids this traffic, whatever NetworkPolicies say."
    assert (fact.source.file, fact.source.line) == ("4.yaml", 4)


@pytest.mark.parametrize("shape", ["5", "text", "[1, {}]", "{a: [b]}", "null", "[{from: 3, to: {}}]"])
def test_no_shape_of_its_parts_raises(shape: str) -> None:
    rules = f"{{action: Deny, from: {shape}, to: {shape}, ports: {shape}, protocols: {shape}}}"
    odd = admin(f"ingress: [{rules}], egress: [{rules}]", subject=shape)

    for text in (odd, cluster(f"ingress: {shape}, egress: {shape}"), cluster(ingress(rule("Deny", shape)))):
        assert read_manifests(*SHOP, text).model.elements


def test_whom_administrators_deny_is_not_admitted_without_need() -> None:
    admits = policy("{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {}}]}]}")
    other = pod("other")
    on_a_port = rule("Deny", OTHER, ", ports: [{portNumber: {port: 1}}]")

    def idle(*policies: str) -> object:
        return value(read_manifests(*SHOP, other, admits, *policies), API_POD, "admitted_without_flow")

    assert idle() == ["other"]
    assert idle(admin(ingress(rule("Deny", OTHER)))) == []
    assert idle(admin(ingress(on_a_port))) == ["other"]
    assert idle(baseline(ingress(rule("Deny", OTHER)))) == ["other"]
