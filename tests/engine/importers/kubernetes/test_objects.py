"""Documents become objects: lists unfold, later ones win, unknown kinds are counted, nothing raises."""

import pytest

from tests.engine.importers.kubernetes.manifests import (
    APP,
    messages,
    one_container,
    pod,
    read_manifests,
    value,
)
from threatmodel.engine.importers import TextFile, read

POD = "{containers: [{name: main, image: i}]}"
HOST_PID = "{hostPID: true, containers: [{name: main, image: i}]}"


def test_lists_of_every_kind_unfold() -> None:
    reading = read_manifests(
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n"
        "    kind: Secret\n    metadata: {name: inner}\n",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleList\nitems:\n- metadata: {name: r}\n",
        "apiVersion: v1\nkind: ConfigMapList\nitems:\n"
        "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: c}\n",
    )

    assert {"k8s:default/Secret/inner", "k8s:default/Role/r", "k8s:default/ConfigMap/c"} <= set(
        reading.model.elements
    )
    assert not reading.problems


def test_a_later_definition_replaces_an_earlier_one_with_a_note() -> None:
    first = pod("{hostPID: true, containers: [{name: main, image: i}]}")
    reading = read_manifests(first, pod(POD))

    assert value(reading, APP, "host_pid") is False
    expected = "Pod app in namespace default has 2 different definitions, the first at 1.yaml:1; "
    assert messages(reading) == [expected + "the last one is used, as kubectl apply would."]
    assert reading.problems[0].severity == "info"


def test_objects_that_are_all_defined_twice_are_noted_together() -> None:
    first = [pod(HOST_PID, name=f"app-{n:02}") for n in range(22)]
    second = [pod(POD, name=f"app-{n:02}") for n in range(22)]
    reading = read_manifests(*first, *second)

    (problem,) = reading.problems
    assert problem.message.startswith(
        "22 Pod objects in namespace default have different definitions, app-00 at 1.yaml:1 and 23.yaml:1; "
        "the last one of each is used, as kubectl apply would: app-00, app-01, "
    )
    assert problem.message.endswith("app-19 and 2 more.")


def test_the_same_definition_twice_is_no_problem() -> None:
    reading = read_manifests(pod(POD), pod(POD))

    assert not reading.problems


def test_kinds_that_are_not_understood_are_reported_once() -> None:
    widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n"
    reading = read_manifests(pod(POD), widget, f"{widget}---\n{widget}")

    assert messages(reading) == [
        ("Kind Widget of apiVersion example.com/v1 is not supported, 3 documents, first at 2.yaml:1.")
    ]


def test_a_known_name_in_a_foreign_group_is_another_kind() -> None:
    reading = read_manifests(
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: s}\n", pod(POD)
    )

    assert "k8s:default/Service/s" not in reading.model.elements
    assert "Kind Service of apiVersion serving.knative.dev/v1" in messages(reading)[0]


def test_wrong_shapes_are_reported_with_their_line_and_the_rest_is_used() -> None:
    reading = read_manifests(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec:\n  hostPID: true\n  volumes: {a: b}\n"
        "  containers:\n  - text\n  - name: main\n    image: i\n    ports: 80\n"
    )

    assert value(reading, APP, "host_pid") is True
    assert {(p.line, p.severity, p.message) for p in reading.problems} == {
        (6, "warning", "volumes should be a list, not a mapping; ignored."),
        (8, "warning", "An entry of containers should be a mapping, not text; ignored."),
        (11, "warning", "ports should be a list, not a number; ignored."),
    }


def test_null_is_like_an_absent_key() -> None:
    reading = one_container("ports: null, env: ~, securityContext: null", "volumes: null")

    assert not reading.problems


def test_what_annotations_say_is_not_kept() -> None:
    reading = read_manifests(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s, annotations:"
        " {kubectl.kubernetes.io/last-applied-configuration: canary-one}}\n"
        "stringData: {password: canary-two}\ndata: {token: Y2FuYXJ5LXRocmVl}\n"
    )

    assert "canary" not in repr(reading.model.elements)
    assert value(reading, "k8s:default/Secret/s", "keys") == ["password", "token"]
    assert value(reading, "k8s:default/Secret/s", "values_in_manifest") is True


def test_an_object_without_a_name_is_left_out() -> None:
    reading = read_manifests("apiVersion: v1\nkind: Service\nmetadata: {}\n", pod(POD))

    assert messages(reading) == ["A Service without metadata.name cannot be identified; it is ignored."]


def test_many_warnings_of_one_file_are_cut_short() -> None:
    services = "---\n".join("apiVersion: v1\nkind: Service\nmetadata: {}\n" for _ in range(500))

    assert len(read_manifests(services, pod(POD)).problems) == 201


def test_selectors_that_match_too_much_are_bounded() -> None:
    pods = "---\n".join(
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p{n}, labels: {{a: b}}}}\nspec: {{containers: []}}\n"
        for n in range(600)
    )
    services = "---\n".join(
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: s{n}}}\nspec: {{selector: {{a: b}}}}\n"
        for n in range(500)
    )
    reading = read_manifests(pods, services)

    assert sum(relation.type == "selects" for relation in reading.model.relations) < 300_000
    assert (
        "Selectors match too many objects; some Services, NetworkPolicies and admission webhooks "
        "are not resolved." in messages(reading)
    )


def test_many_accounts_with_many_grants_are_bounded_and_then_unknown() -> None:
    rbac = "apiVersion: rbac.authorization.k8s.io/v1\nkind: "
    role = rbac + "ClusterRole\nmetadata: {name: r}\nrules: [{verbs: [get]}]\n"
    bindings = "---\n".join(
        f"{rbac}ClusterRoleBinding\nmetadata: {{name: b{n}}}\n"
        "subjects: [{kind: Group, name: 'system:authenticated'}]\nroleRef: {kind: ClusterRole, name: r}\n"
        for n in range(500)
    )
    accounts = "---\n".join(
        f"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: a{n}}}\n" for n in range(500)
    )
    reading = read_manifests(role, bindings, accounts)

    known = sum("rules" in e.facts for e in reading.model.elements.values() if e.kind == "service-account")
    assert 0 < known < 500
    assert any("unknown permissions" in message for message in messages(reading))


# --- pods of a dump without their controllers -----------------------------------------------------


def pod_of(kind: str, owner: str, name: str, labels: str = "{app: api}") -> str:
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {labels}, "
        f"ownerReferences: [{{kind: {kind}, name: {owner}, controller: true}}]}}\n"
        "spec: {containers: [{name: c, image: 'a:1'}]}\n"
    )


HASHED = "{app: api, pod-template-hash: 6d5f7c9b8d}"
REPLICAS = [pod_of("ReplicaSet", "api-6d5f7c9b8d", f"api-6d5f7c9b8d-{n}", HASHED) for n in ("x2", "x1")]


@pytest.mark.parametrize(
    ("pods", "uid"),
    [
        (REPLICAS, "k8s:default/Deployment/api"),
        ([pod_of("StatefulSet", "db", f"db-{n}") for n in range(2)], "k8s:default/StatefulSet/db"),
        ([pod_of("DaemonSet", "agent", f"agent-{n}") for n in "ab"], "k8s:default/DaemonSet/agent"),
        ([pod_of("ReplicaSet", "bare", f"bare-{n}") for n in "ab"], "k8s:default/ReplicaSet/bare"),
    ],
)
def test_pods_whose_controller_is_not_there_mean_it_once(pods: list[str], uid: str) -> None:
    reading = read_manifests(*pods)

    workloads = {one.uid for one in reading.model.elements.values() if one.kind == "workload"}
    assert workloads == {uid}
    assert [one.name for one in reading.model.children(uid)] == ["c"]
    assert reading.model.elements[uid].source.file


def test_a_deployment_counts_instead_of_the_pods_of_its_replica_set() -> None:
    deployment = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\n"
        "spec: {replicas: 7, template: {spec: {containers: [{name: c, image: 'a:2'}]}}}\n"
    )
    reading = read_manifests(*REPLICAS, deployment)

    (workload,) = [one for one in reading.model.elements.values() if one.kind == "workload"]
    assert (workload.uid, workload.facts["replicas"].value) == ("k8s:default/Deployment/api", 7)


def test_a_pod_that_a_node_made_is_a_pod() -> None:
    reading = read_manifests(pod_of("Node", "node-1", "etcd-node-1"))

    assert "k8s:default/Pod/etcd-node-1" in reading.model.elements


def test_kinds_of_kubernetes_that_say_nothing_are_passed_over() -> None:
    lease = "apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: {name: leader}\n"
    own = "---\napiVersion: example.com/v1\nkind: Lease\nmetadata: {name: flat}\n"

    problems = read([TextFile("a.yaml", (lease + own).encode())]).problems

    assert [p.message for p in problems if "Lease" in p.message] == [
        ("Kind Lease of apiVersion example.com/v1 is not supported, 1 document, first at a.yaml:5.")
    ]


def test_a_secret_without_a_value_holds_none() -> None:
    text = "apiVersion: v1\nkind: Secret\nmetadata: {name: %s}\ndata: {token: '%s'}\n"
    files = [TextFile(f"{name}.yaml", (text % (name, value)).encode()) for name, value in _VALUES]

    elements = read(files).model.elements

    held = {
        name: elements[f"k8s:default/Secret/{name}"].facts["values_in_manifest"].value for name, _ in _VALUES
    }
    assert held == {"empty": False, "full": True, "later": False, "yours": False}


_VALUES = (("empty", ""), ("full", "c2hoaA=="), ("later", "${TOKEN}"), ("yours", "<your token>"))


@pytest.mark.parametrize(
    ("image", "remedy"),
    [
        ("ko://example.com/cmd/web", "ko resolve"),
        ("${REGISTRY}/web:1", "the resulting file"),
        ("a b", "reference."),
    ],
)
def test_a_text_that_means_an_image_is_reported_with_what_to_do(image: str, remedy: str) -> None:
    text = f"kind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: '{image}'}}]}}\n"

    assert remedy in read([TextFile("a.yaml", text.encode())]).problems[0].message


def test_a_release_of_a_chart_is_reported_with_what_to_do() -> None:
    text = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\n"

    assert (
        "import the output of `helm template`"
        in read([TextFile("a.yaml", text.encode())]).problems[0].message
    )
