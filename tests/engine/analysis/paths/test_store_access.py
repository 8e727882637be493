"""A stolen password opens a store only where more than its callers can connect to it."""

import pytest

from tests.engine.analysis.paths.test_attack_paths import model_of
from threatmodel.engine.analysis.paths.attack_graph import GraphBuilder
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.library.attack_steps import State, load_steps
from threatmodel.engine.model import Model

WORKLOAD = """
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: shop}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers:
        - name: NAME
          image: IMAGE
          ports: [{containerPort: 5432}]
          env:
            - {name: DATABASE_HOST, value: CALLS}
            - {name: POSTGRES_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
"""
SERVICE = """
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
"""
POLICY = """
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: policy, namespace: shop}
spec:
  podSelector: {matchLabels: {app: APP}}
  policyTypes: [TYPE]
  RULES
"""
WEB_ONLY = "ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]"
ANYONE = "ingress: [{from: [{namespaceSelector: {}}]}]"
DATABASE_ONLY = "egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]"
NOWHERE = "egress: []"


def shop(*, app: str = "", direction: str = "", rules: str = "") -> Model:
    """A database, web that calls it, and a report that has its password only."""
    pods = [
        WORKLOAD.replace("NAME", name).replace("IMAGE", image).replace("CALLS", calls)
        for name, image, calls in (
            ("db", "postgres:16", "none"),
            ("web", "example.org/web:1.0", "db:5432"),
            ("report", "example.org/report:1.0", "none"),
        )
    ]
    policy = POLICY.replace("APP", app).replace("TYPE", direction).replace("RULES", rules) if app else ""
    return model_of(shop="".join((*pods, SERVICE, policy)))


def is_unlocked(model: Model, secret: str, store: str) -> bool:
    graph = GraphBuilder(model, load_steps()).build()
    steps = Searcher(graph, []).edges_between(State(secret, "read"), State(store, "read"))
    return "unlock-store-with-secret" in {one.step.id for one in steps}


@pytest.mark.parametrize(
    ("app", "direction", "rules", "unlocked"),
    [
        pytest.param("", "", "", True, id="no policy"),
        pytest.param("db", "Ingress", WEB_ONLY, False, id="the store admits its caller alone"),
        pytest.param("db", "Ingress", ANYONE, True, id="the store admits every namespace"),
        pytest.param("web", "Egress", DATABASE_ONLY, True, id="the caller may connect to the store alone"),
        pytest.param("report", "Egress", NOWHERE, False, id="another reader may connect to nothing"),
    ],
)
def test_policies_decide_who_can_use_a_password(app: str, direction: str, rules: str, unlocked: bool) -> None:
    model = shop(app=app, direction=direction, rules=rules)

    assert is_unlocked(model, "k8s:shop/Secret/db", "k8s:shop/Deployment/db") is unlocked


@pytest.mark.parametrize("policy", [WEB_ONLY, ANYONE])
def test_a_caller_gets_to_its_store_whatever_policies_say_of_others(policy: str) -> None:
    graph = GraphBuilder(shop(app="db", direction="Ingress", rules=policy), load_steps()).build()
    ends = State("k8s:shop/Deployment/web", "execute"), State("k8s:shop/Deployment/db", "read")

    steps = Searcher(graph, []).edges_between(*ends)

    assert "use-credentials-of-caller" in {one.step.id for one in steps}


@pytest.mark.parametrize(
    ("networks", "ports", "unlocked"),
    [
        pytest.param("[front]", "[]", False, id="no network in common"),
        pytest.param("[front, back]", "[]", True, id="the network of the store"),
        pytest.param("[front]", '["5432:5432"]', True, id="the port is published"),
    ],
)
def test_a_service_on_another_network_cannot_use_a_password(
    networks: str, ports: str, unlocked: bool
) -> None:
    text = f"""
services:
  db: {{image: "postgres:16", networks: [back], secrets: [password], ports: {ports}}}
  web:
    image: "example.org/web:1.0"
    networks: [back]
    secrets: [password]
    environment: {{DB_HOST: "db:5432"}}
  report: {{image: "example.org/report:1.0", networks: {networks}, secrets: [password]}}
networks: {{front: {{}}, back: {{}}}}
secrets: {{password: {{file: password.txt}}}}
"""

    assert is_unlocked(model_of(compose=text), "compose:secret/password", "compose:db") is unlocked
