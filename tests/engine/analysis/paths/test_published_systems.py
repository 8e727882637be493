"""Attack paths of systems as they are often run: behind a proxy, with a backup job, with a cloud role."""

import pytest

from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.paths.fix_ranking import steps_stopped
from threatmodel.engine.analysis.paths.path_types import AttackPath
from threatmodel.engine.analysis.paths.what_if import ControlApplied
from threatmodel.engine.importers import TextFile, read

BEHIND_PROXY = """
services:
  proxy:
    image: traefik:v3.1
    command: [--providers.docker=true]
    ports: ["443:443"]
  web:
    image: example.org/shop-web:1.0
    environment: {DATABASE_URL: "postgres://shop@db:5432/shop"}
    labels:
      - traefik.http.routers.web.rule=Host(`shop.example.org`)
      - traefik.http.services.web.loadbalancer.server.port=3000
  db:
    image: postgres:16
"""

WITH_BACKUP = """
services:
  db:
    image: postgres:16
    volumes: ["pgdata:/var/lib/postgresql/data", "shared:/PLACE"]
  backup:
    image: example.org/backup:2
    volumes: ["VOLUME:/backup:ro"]
volumes: {pgdata: {}, shared: {}}
"""

CLOUD_ROLE = """
apiVersion: v1
kind: ServiceAccount
metadata:
  name: api
  namespace: pay
  annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/pay-api"}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: pay, labels: {app: api}}
spec:
  serviceAccountName: api
  containers: [{name: api, image: "example.org/api:1", ports: [{containerPort: 8080}]}]
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: pay}
spec: {type: LoadBalancer, selector: {app: api}, ports: [{port: 443, targetPort: 8080}]}
"""


def paths_to(text: str, attacker: str, goal: str) -> list[AttackPath]:
    found = AttackAnalysis(read([TextFile("system.yaml", text.encode())]).model).results().paths
    return [
        path
        for path in found
        if (path.attacker.id, path.goal.id, path.is_possible) == (attacker, goal, False)
    ]


def steps(path: AttackPath) -> list[str]:
    return [step.edge.step.id for step in path.steps]


def test_requests_reach_what_a_proxy_publishes_without_a_fault_of_the_proxy() -> None:
    best = paths_to(BEHIND_PROXY, "internet", "stored-data")[0]

    assert steps(best) == [
        "enter-from-internet",
        "pass-reverse-proxy",
        "exploit-application",
        "use-credentials-of-caller",
    ]
    assert best.steps[1].edge.end.element == "compose:web"


def test_who_reads_the_volume_of_a_database_reads_its_data() -> None:
    text = WITH_BACKUP.replace("VOLUME", "pgdata").replace("PLACE", "var/lib/other")

    found = [steps(path) for path in paths_to(text, "compromised-workload", "stored-data")]

    assert ["run-in-only-container", "read-mounted-volume", "read-store-by-volume"] in found


@pytest.mark.parametrize("place", ["var/log/postgresql", "docker-entrypoint-initdb.d", "run/postgresql"])
def test_other_folders_of_a_database_hold_no_data(place: str) -> None:
    text = WITH_BACKUP.replace("VOLUME", "shared").replace("PLACE", place)

    found = [steps(path) for path in paths_to(text, "compromised-workload", "stored-data")]

    assert found
    assert not any("read-store-by-volume" in path for path in found)


def test_the_cloud_role_of_a_pod_is_a_goal() -> None:
    [best, *_] = paths_to(CLOUD_ROLE, "internet", "cloud-role")

    assert steps(best) == ["enter-from-internet", "exploit-application", "steal-mounted-token"]
    assert not paths_to(CLOUD_ROLE.replace("eks.amazonaws.com", "example.org"), "internet", "cloud-role")


def test_a_pod_without_a_token_of_the_cluster_has_its_cloud_role_all_the_same() -> None:
    text = CLOUD_ROLE.replace(
        "  serviceAccountName", "  automountServiceAccountToken: false\n  serviceAccountName"
    )

    [best, *_] = paths_to(text, "internet", "cloud-role")

    assert steps(best)[-1] == "fetch-cloud-role-of-pod"


NAMESPACES = """
apiVersion: v1
kind: Namespace
metadata: {name: NS}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: NS, labels: {app: web}}
spec: {containers: [{name: web, image: "example.org/web:1", ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: NS}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 443, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db-1, namespace: NS, labels: {app: db-1}}
spec: {containers: [{name: db, image: "postgres:16", ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db-2, namespace: NS, labels: {app: db-2}}
spec: {containers: [{name: db, image: "postgres:16", ports: [{containerPort: 5432}]}]}
---
"""


def test_network_policies_are_one_change_of_a_namespace() -> None:
    text = NAMESPACES.replace("NS", "shop")
    analysis = AttackAnalysis(read([TextFile("system.yaml", text.encode())]).model)

    best = analysis.results().fixes[0]

    assert (best.control, best.subject) == ("network-policy-egress", "namespace:shop")
    assert {state.element for state in best.goals} == {"k8s:shop/Pod/db-1", "k8s:shop/Pod/db-2"}
    assert analysis.what_if([ControlApplied(best.control, best.subject)]).risk == pytest.approx(best.risk)


def test_an_egress_policy_of_a_namespace_keeps_its_pods_from_the_node_too() -> None:
    text = NAMESPACES.replace("NS", "shop")
    graph = AttackAnalysis(read([TextFile("system.yaml", text.encode())]).model).graph

    stopped = steps_stopped(graph, "network-policy-egress", "namespace:shop")

    assert {(graph.edges[one].step.id, graph.edges[one].subject) for one in stopped} == {
        (step, f"k8s:shop/Pod/{pod}")
        for step in ("enter-cluster-network", "reach-node-from-pod")
        for pod in ("web", "db-1", "db-2")
    }


def test_a_policy_of_one_namespace_leaves_the_others_open() -> None:
    text = NAMESPACES.replace("NS", "shop") + NAMESPACES.replace("NS", "billing")
    analysis = AttackAnalysis(read([TextFile("system.yaml", text.encode())]).model)

    after = analysis.what_if([ControlApplied("network-policy-ingress", "namespace:shop")])

    assert {state.element for state in after.out_of_reach} == {"k8s:shop/Pod/db-1", "k8s:shop/Pod/db-2"}


WORKFLOWS = """
apiVersion: v1
kind: Pod
metadata: {name: runner, namespace: ci}
spec: {serviceAccountName: runner, containers: [{name: main, image: "example.org/runner:1"}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: runner, namespace: ci}
rules: [{apiGroups: [argoproj.io], resources: [workflows], verbs: [create]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: runner, namespace: ci}
roleRef: {kind: Role, name: runner}
subjects: [{kind: ServiceAccount, name: runner, namespace: ci}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: deployer, namespace: ci}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: deployer}
roleRef: {kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]
"""


def test_a_token_that_starts_workflows_leads_to_the_cluster_admin_account_beside() -> None:
    found = [steps(path) for path in paths_to(WORKFLOWS, "compromised-workload", "cluster-takeover")]

    assert any("create-pods-through-operator" in path for path in found)
    others = WORKFLOWS.replace("resources: [workflows]", "resources: [eventsources]")
    assert not paths_to(others, "compromised-workload", "cluster-takeover")
