"""Generated network policies admit the flows of the model, in the form of Kubernetes or of Cilium."""

from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Fact, Flow, Model, Source
from threatmodel.engine.remediation.object_index import ObjectIndex
from threatmodel.engine.remediation.patch_formats import component, merge_patches
from threatmodel.engine.remediation.patched_files import search_in_files
from threatmodel.engine.remediation.recipes.cilium_policies import cilium_policy
from threatmodel.engine.remediation.recipes.context import NoFix, PolicyKind
from threatmodel.engine.remediation.recipes.network_policies import admitted_ports, merged_ports
from threatmodel.engine.remediation.recipes.network_policies import policy_of as make_policy
from threatmodel.engine.remediation.verified_fixes import Fixes

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: NAMESPACE}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME, version: "1"}}
    spec:
      containers:
        - {name: NAME, image: "shop/NAME:1", ENV}
---
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: db, namespace: data}
spec: {selector: {app: db}, ports: [{port: 5432}]}
"""


def deployment(name: str, namespace: str, env: str = "env: []") -> str:
    return DEPLOYMENT.replace("NAMESPACE", namespace).replace("NAME", name).replace("ENV", env)


MANIFESTS = (
    deployment("web", "shop", 'env: [{name: DB_URL, value: "postgres://db.data:5432/shop"}]')
    + deployment("db", "data")
    + SERVICE
)


def policy_of(name: str, policies: PolicyKind, manifests: str = MANIFESTS) -> tuple[dict[str, Any], Fixes]:
    found = search_in_files(
        [TextFile("all.yaml", manifests.encode())], load_library(), policies=policies, quote_credentials=True
    )
    wanted = [
        one
        for one in found.analysis.threats
        if one.rule == "workload-incoming-traffic-open" and one.element.endswith(name)
    ]
    fixes = found.fixes_of(wanted)
    assert wanted
    assert fixes.left == ()
    (text,) = fixes.texts
    return list(yaml.safe_load_all(text.file().data))[-1], fixes


def test_a_policy_selects_pods_by_what_their_workload_selects_them_by() -> None:
    policy, _ = policy_of("db", "kubernetes")

    assert policy["kind"] == "NetworkPolicy"
    assert policy["spec"]["podSelector"] == {"matchLabels": {"app": "db"}}


def test_pods_that_are_selected_by_expressions_are_named_by_all_their_labels() -> None:
    chosen = "{matchLabels: {app: db}, matchExpressions: [{key: version, operator: In, values: ['1']}]}"
    manifests = MANIFESTS.replace("selector: {matchLabels: {app: db}}", f"selector: {chosen}")

    policy, _ = policy_of("db", "kubernetes", manifests)

    assert policy["spec"]["podSelector"] == {"matchLabels": {"app": "db", "version": "1"}}


@pytest.mark.parametrize(("name", "side", "peer"), [("db", "ingress", "web"), ("web", "egress", "db")])
def test_cilium_admits_the_same_flows(name: str, side: str, peer: str) -> None:
    policy, fixes = policy_of(name, "cilium")

    assert (policy["apiVersion"], policy["kind"]) == ("cilium.io/v2", "CiliumNetworkPolicy")
    assert policy["spec"]["endpointSelector"] == {"matchLabels": {"app": name}}
    rule = policy["spec"][side][0]
    (endpoint,) = rule["fromEndpoints" if side == "ingress" else "toEndpoints"]
    place = {"web": "shop", "db": "data"}[peer]
    assert endpoint["matchLabels"] == {"app": peer, "k8s:io.kubernetes.pod.namespace": place}
    assert rule["toPorts"] == [{"ports": [{"port": "5432", "protocol": "TCP"}]}]
    assert fixes.uncovered == ()


def test_cilium_refuses_everyone_where_no_caller_is_drawn() -> None:
    policy, _ = policy_of("web", "cilium")

    assert policy["spec"]["ingress"] == [{}]


def test_a_policy_of_cilium_is_a_resource_of_the_component() -> None:
    _, fixes = policy_of("db", "cilium")

    text = component(merge_patches(fixes.changes))

    assert "resources:\n  - ciliumnetworkpolicy-data-db-traffic.yaml\n" in text
    assert "patches:" not in text


STATSD = (
    deployment("web", "shop", 'env: [{name: STATSD_URL, value: "statsd.data:8125"}]')
    + deployment("statsd", "data", "ports: [{containerPort: 8125, protocol: PROTOCOL}]")
    + """\
apiVersion: v1
kind: Service
metadata: {name: statsd, namespace: data}
spec: {selector: {app: statsd}, ports: [{port: 8125, protocol: PROTOCOL}]}
"""
)


@pytest.mark.parametrize("protocol", ["TCP", "UDP", "SCTP"])
@pytest.mark.parametrize("policies", ["kubernetes", "cilium"])
@pytest.mark.parametrize(("name", "side"), [("statsd", "ingress"), ("web", "egress")])
def test_flows_are_admitted_over_the_protocol_of_their_port(
    name: str, side: str, policies: PolicyKind, protocol: str
) -> None:
    policy, fixes = policy_of(name, policies, STATSD.replace("PROTOCOL", protocol))

    assert ports_of(policy, side) == [(8125, protocol)]
    assert admitted_after(fixes) == {"admitted"}


@pytest.mark.parametrize("policies", ["kubernetes", "cilium"])
def test_dns_is_admitted_over_both_protocols_of_its_port(policies: PolicyKind) -> None:
    both = "ports: [{containerPort: 5353, protocol: UDP}, {containerPort: 5353, protocol: TCP}]"
    manifests = (
        deployment("web", "shop", 'env: [{name: RESOLVER, value: "dns://dns.data:53"}]')
        + deployment("dns", "data", both)
        + """\
apiVersion: v1
kind: Service
metadata: {name: dns, namespace: data}
spec:
  selector: {app: dns}
  ports: [{name: u, port: 53, targetPort: 5353, protocol: UDP}, {name: t, port: 53, targetPort: 5353}]
"""
    )

    policy, fixes = policy_of("dns", policies, manifests)

    assert ports_of(policy, "ingress") == [(5353, "TCP"), (5353, "UDP")]
    assert admitted_after(fixes) == {"admitted"}


@pytest.mark.parametrize(
    ("protocol", "port", "is_pod", "expected"),
    [
        ("udp", None, True, [{"protocol": "UDP"}]),
        ("udp", None, False, []),
        ("https", None, True, []),
        ("", 9000, False, [{"protocol": "TCP", "port": 9000}]),
        ("statsd", 8125, True, [{"protocol": "UDP", "port": 8125}]),
        ("syslog", 514, True, [{"protocol": "TCP", "port": 514}, {"protocol": "UDP", "port": 514}]),
    ],
)
def test_what_is_not_known_of_a_flow_is_not_narrowed(
    protocol: str, port: int | None, expected: list[Any], *, is_pod: bool
) -> None:
    facts = {"protocol": Fact(protocol, Source("person"))} if protocol else {}
    flow = Flow("a", "x", "y", facts=facts)

    assert admitted_ports(Model({}, {}, {}), flow, port, is_pod=is_pod) == expected


def test_ports_in_a_row_are_a_range() -> None:
    tcp = [{"protocol": "TCP", "port": port} for port in (9002, 80, 9000, 9001, 9000, 443, 444, 65535)]
    udp = [{"protocol": "UDP", "port": port} for port in (9000, 9003)]

    assert merged_ports([*udp, *tcp]) == [
        {"protocol": "TCP", "port": 80},
        {"protocol": "TCP", "port": 443},
        {"protocol": "TCP", "port": 444},
        {"protocol": "TCP", "port": 9000, "endPort": 9002},
        {"protocol": "TCP", "port": 65535},
        *udp,
    ]
    assert merged_ports([*tcp, {"protocol": "TCP"}]) == [{"protocol": "TCP"}]


@pytest.mark.parametrize("policies", ["kubernetes", "cilium"])
def test_flows_to_ports_in_a_row_are_admitted_by_one_rule(policies: PolicyKind) -> None:
    urls = ", ".join(f'{{name: URL_{port}, value: "http://api.data:{port}"}}' for port in (9000, 9001, 9002))
    declared = ", ".join(f"{{containerPort: {port}}}" for port in (9000, 9001, 9002))
    offered = ", ".join(f"{{name: p{port}, port: {port}}}" for port in (9000, 9001, 9002))
    manifests = (
        deployment("web", "shop", f"env: [{urls}]")
        + deployment("api", "data", f"ports: [{declared}]")
        + SERVICE.replace("db", "api").replace("{port: 5432}", offered)
    )

    policy, fixes = policy_of("api", policies, manifests)

    (rule,) = policy["spec"]["ingress"]
    (port,) = rule["ports"] if "ports" in rule else rule["toPorts"][0]["ports"]
    assert (int(port["port"]), port["endPort"]) == (9000, 9002)
    assert admitted_after(fixes) == {"admitted"}


def test_all_ports_of_a_protocol_are_port_0_of_cilium() -> None:
    rule = {"from": [{"podSelector": {"matchLabels": {"app": "a"}}}], "ports": [{"protocol": "UDP"}]}
    spec = {"podSelector": {}, "ingress": [rule], "egress": []}

    found = cilium_policy({"metadata": {}, "spec": spec})

    assert found["spec"]["ingress"][0]["toPorts"] == [{"ports": [{"port": "0", "protocol": "UDP"}]}]


def test_ports_of_cilium_are_split_into_rules_of_forty() -> None:
    ports = [{"protocol": "TCP", "port": port} for port in range(1_000, 1_180, 2)]
    rule = {"from": [{"podSelector": {"matchLabels": {"app": "a"}}}], "ports": ports}
    spec = {"podSelector": {}, "ingress": [rule], "egress": []}

    (found,) = cilium_policy({"metadata": {}, "spec": spec})["spec"]["ingress"]

    assert [len(one["ports"]) for one in found["toPorts"]] == [40, 40, 10]
    admitted = [int(port["port"]) for one in found["toPorts"] for port in one["ports"]]
    assert admitted == [one["port"] for one in ports]


def on_host_network(name: str) -> str:
    """The manifests with the pods of a workload in the network of their host."""
    head, mark, tail = MANIFESTS.partition(f"kind: Deployment\nmetadata: {{name: {name}")
    return head + mark + tail.replace("    spec:\n", "    spec:\n      hostNetwork: true\n", 1)


def test_a_caller_in_the_network_of_its_host_is_admitted_by_the_addresses_of_nodes() -> None:
    files = [TextFile("all.yaml", on_host_network("web").encode())]
    model = read(files).model

    policy = make_policy(model, model.elements["k8s:data/Deployment/db"], ObjectIndex(files))

    (rule,) = policy["spec"]["ingress"]
    assert rule["ports"] == [{"protocol": "TCP", "port": 5432}]
    assert [peer["ipBlock"]["cidr"] for peer in rule["from"]] == [
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
    ]
    assert cilium_policy(policy)["spec"]["ingress"] == [
        {
            "fromEntities": ["host", "remote-node"],
            "toPorts": [{"ports": [{"port": "5432", "protocol": "TCP"}]}],
        }
    ]


def test_what_a_pod_in_the_network_of_its_host_calls_gets_a_policy_with_a_note() -> None:
    policy, fixes = policy_of("db", "kubernetes", on_host_network("web"))

    assert len(policy["spec"]["ingress"][0]["from"]) == 3
    assert any("narrow the private ranges" in note for note in fixes.notes)


def test_the_addresses_of_nodes_are_never_admitted_to_all_ports() -> None:
    files = [TextFile("all.yaml", on_host_network("web").encode())]
    model = read(files).model
    flows = {
        uid: replace(flow, facts={name: fact for name, fact in flow.facts.items() if name != "port"})
        for uid, flow in model.flows.items()
    }
    without_ports = Model(model.elements, model.relations, flows)

    policy = make_policy(without_ports, model.elements["k8s:data/Deployment/db"], ObjectIndex(files))

    assert policy["spec"]["ingress"] == []


def test_cilium_names_nodes_without_addresses() -> None:
    policy, fixes = policy_of("db", "cilium", on_host_network("web"))

    assert policy["spec"]["ingress"][0]["fromEntities"] == ["host", "remote-node"]
    assert not any("narrow the private ranges" in note for note in fixes.notes)


def test_a_workload_in_the_network_of_its_host_gets_no_policy() -> None:
    files = [TextFile("all.yaml", on_host_network("web").encode())]
    found = search_in_files(files, load_library(), policies="kubernetes", quote_credentials=True)
    model, objects = read(files).model, ObjectIndex(files)

    assert not [
        one
        for one in found.analysis.threats
        if one.rule.endswith("-traffic-open") and one.element.endswith("web")
    ]
    with pytest.raises(NoFix, match="network of their host"):
        make_policy(model, model.elements["k8s:shop/Deployment/web"], objects)


def ports_of(policy: dict[str, Any], side: str) -> list[tuple[int, str]]:
    rule = policy["spec"][side][0]
    ports = rule["ports"] if "ports" in rule else rule["toPorts"][0]["ports"]
    return [(int(one["port"]), one["protocol"]) for one in ports]


def admitted_after(fixes: Fixes) -> set[str]:
    """What policies make of the flows of the patched files."""
    patched = read([text.file() for text in fixes.texts])
    return {str(flow.facts["policy"].value) for flow in patched.model.flows.values()}
