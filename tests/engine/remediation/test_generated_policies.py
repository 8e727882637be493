"""Generated network policies admit the flows of the model, in the form of Kubernetes or of Cilium."""

from typing import Any

import pytest
import yaml

from threatmodel.engine.importers import TextFile
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.remediation.patch_formats import component, merge_patches
from threatmodel.engine.remediation.patched_files import search_in_files
from threatmodel.engine.remediation.recipes.context import PolicyKind
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
