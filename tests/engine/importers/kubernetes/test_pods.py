"""Pod templates of every workload kind become workloads with containers, environment, limits and identity."""

import pytest

from tests.engine.importers.kubernetes.manifests import (
    APP,
    MAIN,
    fact,
    messages,
    one_container,
    pod,
    read_manifests,
    value,
)

TEMPLATE = "template: {metadata: {labels: {app: x}}, spec: {containers: [{name: main, image: busybox}]}}"


@pytest.mark.parametrize(
    ("api_version", "kind", "spec", "replicas"),
    [
        ("v1", "Pod", "{containers: [{name: main, image: busybox}]}", 1),
        ("apps/v1", "Deployment", f"{{replicas: 3, {TEMPLATE}}}", 3),
        ("extensions/v1beta1", "Deployment", f"{{{TEMPLATE}}}", 1),
        ("apps/v1beta2", "StatefulSet", f"{{{TEMPLATE}}}", 1),
        ("apps/v1", "DaemonSet", f"{{{TEMPLATE}}}", None),
        ("apps/v1", "ReplicaSet", f"{{{TEMPLATE}}}", 1),
        ("v1", "ReplicationController", f"{{replicas: 0, {TEMPLATE}}}", 0),
        ("batch/v1", "Job", f"{{{TEMPLATE}}}", None),
        ("batch/v1beta1", "CronJob", f"{{jobTemplate: {{spec: {{{TEMPLATE}}}}}}}", None),
    ],
)
def test_every_workload_kind_is_read(api_version: str, kind: str, spec: str, replicas: int | None) -> None:
    reading = read_manifests(
        f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {spec}\n"
    )

    uid = f"k8s:default/{kind}/x"
    assert value(reading, uid, "controller") == kind
    assert value(reading, uid, "replicas") == replicas
    assert reading.model.elements[uid].parent == "namespace:default"
    assert reading.model.elements[f"{uid}/main"].parent == uid
    assert [e.uid for e in reading.model.related("runs_on", uid)] == ["node:kubernetes"]
    assert not reading.problems


def test_a_sidecar_that_starts_first_says_nothing_about_the_whole() -> None:
    reading = read_manifests(
        pod(
            "{initContainers: [{name: log, image: 'fluent/fluent-bit:3.0', restartPolicy: Always}],"
            " containers: [{name: db, image: 'postgres:16'}]}"
        )
    )

    assert value(reading, APP, "purpose") == "database"


def test_init_sidecar_and_ephemeral_containers_are_distinguished() -> None:
    reading = read_manifests(
        pod(
            "{initContainers: [{name: a, image: i}, {name: b, image: i, restartPolicy: Always}],"
            " containers: [{name: c, image: i}], ephemeralContainers: [{name: d, image: i}]}"
        )
    )

    kinds = {name: reading.model.elements[f"{APP}/{name}"].kind for name in "abcd"}
    assert kinds == {"a": "init-container", "b": "container", "c": "container", "d": "container"}


def test_environment_keeps_names_and_origins_but_no_value() -> None:
    reading = one_container(
        "env: [{name: ADMIN_PASSWORD, value: changeme}, {name: DEBUG, value: 'true'}, {name: NOTHING},"
        " {name: URL, value: 'http://$(HOST)'}, {name: TOKEN, valueFrom: {secretKeyRef: {name: s, key: k}}},"
        " {name: LEVEL, valueFrom: {configMapKeyRef: {name: c, key: l}}},"
        " {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}],"
        " envFrom: [{secretRef: {name: whole}}, {configMapRef: {name: c}}]"
    )

    records = {record["name"]: record for record in value(reading, MAIN, "env")}
    assert {name: record["origin"] for name, record in records.items()} == {
        "ADMIN_PASSWORD": "literal",
        "DEBUG": "literal",
        "NOTHING": "empty",
        "URL": "interpolated",
        "TOKEN": "secret",
        "LEVEL": "config",
        "IP": "field",
    }
    assert (records["ADMIN_PASSWORD"]["credential"], records["ADMIN_PASSWORD"]["weak"]) == (True, True)
    assert records["DEBUG"]["debug"] is True
    assert records["TOKEN"]["ref"] == "s/k"
    assert value(reading, MAIN, "env_from") == [
        {"kind": "secret", "name": "whole"},
        {"kind": "config", "name": "c"},
    ]
    assert {e.name for e in reading.model.related("reads_secret", MAIN)} == {"s", "whole"}
    assert {e.name for e in reading.model.related("reads_config", MAIN)} == {"c"}
    assert value(reading, "k8s:default/Secret/s", "external") is True


def test_the_token_is_mounted_unless_pod_or_account_refuses_it_and_the_pod_decides() -> None:
    account = (
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\nautomountServiceAccountToken: false\n"
    )
    spec = "{serviceAccountName: a, containers: [{name: main, image: i}]%s}"

    assert value(one_container(""), APP, "token_mounted") is True
    assert value(one_container("", "automountServiceAccountToken: false"), APP, "token_mounted") is False
    assert value(read_manifests(account, pod(spec % "")), APP, "token_mounted") is False
    insists = pod(spec % ", automountServiceAccountToken: true")
    assert value(read_manifests(account, insists), APP, "token_mounted") is True


def test_a_pod_without_account_runs_as_the_default_account_of_its_namespace() -> None:
    reading = one_container("")

    (account,) = reading.model.related("runs_as", APP)
    assert account.uid == "k8s:default/ServiceAccount/default"
    assert (account.facts["default_account"].value, account.facts["declared"].value) == (True, False)
    assert fact(reading, APP, "service_account").source.origin == "default"


def test_limits_come_from_the_container_the_pod_or_a_limit_range() -> None:
    limit_range = (
        "apiVersion: v1\nkind: LimitRange\nmetadata: {name: r}\n"
        "spec: {limits: [{type: Container, default: {memory: 1Gi}}]}\n"
    )
    bare = pod("{containers: [{name: main, image: i}]}")
    own = one_container("resources: {limits: {cpu: 1}}")
    shared = one_container("", "resources: {limits: {memory: 1Gi}}")
    ranged = read_manifests(limit_range, bare)

    assert (value(own, MAIN, "cpu_limit"), value(own, MAIN, "memory_limit")) == (True, False)
    assert value(shared, MAIN, "memory_limit") is True
    assert value(ranged, MAIN, "memory_limit") is True
    assert fact(ranged, MAIN, "memory_limit").source.file == "1.yaml"


def test_arguments_are_named_and_never_kept() -> None:
    reading = one_container(
        "command: [/usr/bin/app], args: ['--token=hunter2-canary', '--insecure-skip-tls-verify']"
    )

    assert value(reading, MAIN, "argument_credentials") == ["--token"]
    assert value(reading, MAIN, "insecure_tls_options") == ["--insecure-skip-tls-verify"]
    assert value(reading, MAIN, "command") == "/usr/bin/app"
    assert "canary" not in repr(reading.model.elements)


def test_a_pull_policy_follows_the_tag_when_none_is_set() -> None:
    reading = read_manifests(pod("{containers: [{name: a, image: i}, {name: b, image: 'i:1'}]}"))

    assert value(reading, f"{APP}/a", "image_pull_policy") == "always"
    assert value(reading, f"{APP}/b", "image_pull_policy") == "if-not-present"


def test_pods_of_a_controller_in_the_input_are_not_added_again() -> None:
    deployment = f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: x}}\nspec: {{{TEMPLATE}}}\n"
    replica_set = (
        "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: x-1, ownerReferences:"
        f" [{{kind: Deployment, name: x}}]}}\nspec: {{{TEMPLATE}}}\n"
    )

    assert "k8s:default/ReplicaSet/x-1" not in read_manifests(deployment, replica_set).model.elements
    assert "k8s:default/Deployment/x" in read_manifests(replica_set).model.elements


def test_two_containers_of_one_name_keep_the_first() -> None:
    reading = read_manifests(pod("{containers: [{name: a, image: one}, {name: a, image: two}]}"))

    assert {e.name for e in reading.model.related("uses_image", f"{APP}/a")} == {"one:latest"}
    assert messages(reading) == ["The pod has two containers a; the first is used."]


@pytest.mark.parametrize(
    ("container", "required"),
    [
        ("image: 'redis:7'", False),
        ("image: 'redis:7', args: [--requirepass, $(PASSWORD)]", True),
        (
            "image: postgres, env: [{name: POSTGRES_PASSWORD, valueFrom: {secretKeyRef: {name: s, key: k}}}]",
            True,
        ),
        (
            "image: redis, env: [{name: REDIS_PASSWORD, valueFrom: {secretKeyRef: {name: s, key: k}}}]",
            True,
        ),
        ("image: 'redis:7', envFrom: [{secretRef: {name: unseen}}]", None),
        ("image: 'example/app:1'", None),
    ],
)
def test_a_known_store_says_whether_it_asks_for_credentials(container: str, *, required: bool | None) -> None:
    reading = read_manifests(pod(f"{{containers: [{{name: main, {container}}}]}}"))

    assert value(reading, APP, "authentication_required") is required


ROLLOUT = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n"
FUNCTION = "apiVersion: serving.knative.dev/v1\nkind: Service\n"


def test_kinds_of_others_are_workloads_where_they_hold_a_pod_template() -> None:
    reading = read_manifests(
        f"{ROLLOUT}metadata: {{name: web}}\nspec: {{replicas: 4, {TEMPLATE}}}\n",
        f"{FUNCTION}metadata: {{name: fn}}\nspec: {{{TEMPLATE}}}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: fn}\nspec: {selector: {app: x}, ports: []}\n",
        f"{ROLLOUT}metadata: {{name: ref}}\nspec: {{workloadRef: {{kind: Deployment, name: web}}}}\n",
    )

    rollout, function = "k8s:default/Rollout/web", "k8s:default/Service.serving.knative.dev/fn"
    assert [value(reading, uid, "controller") for uid in (rollout, function)] == ["other", "other"]
    assert value(reading, rollout, "replicas") == 4
    assert value(reading, rollout, "api_version") is None
    assert value(reading, f"{rollout}/main", "privileged") is False
    assert [e.uid for e in reading.model.related("selects", "k8s:default/Service/fn")] == [rollout, function]


def test_what_of_a_kind_of_others_is_read_is_reported() -> None:
    reading = read_manifests(
        f"{ROLLOUT}metadata: {{name: web}}\nspec: {{{TEMPLATE}}}\n",
        f"{ROLLOUT}metadata: {{name: ref}}\nspec: {{workloadRef: {{kind: Deployment, name: web}}}}\n",
    )

    about = "Kind Rollout of apiVersion argoproj.io/v1alpha1"
    unread = f"{about} is not supported, 1 document, first at 2.yaml:1."
    template = f"{about} is supported for its pod template only, 1 document, first at 1.yaml:1."
    assert messages(reading) == [unread, template]


def test_what_a_kind_of_others_owns_is_not_added_twice() -> None:
    owned = "ownerReferences: [{apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web}]"
    reading = read_manifests(
        f"{ROLLOUT}metadata: {{name: web}}\nspec: {{{TEMPLATE}}}\n",
        f"apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {{name: web-1, {owned}}}\nspec: {{{TEMPLATE}}}\n",
    )

    assert [e.uid for e in reading.model.elements.values() if e.kind == "workload"] == [
        "k8s:default/Rollout/web"
    ]


def test_credentials_of_a_command_line_and_insecure_variables_are_at_their_own_lines() -> None:
    text = """apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  containers:
    - name: main
      image: example/app:1
      command: [sh, -c]
      args:
        - serve
        - --db-password=hunter2
        - psql postgres://a:hunter2@store/x
        - mysql -phunter2
        - serve
        - http://a:hunter2@canary/x@h
      env:
        - {name: MODE, value: fast}
        - {name: SKIP_TLS_VERIFY, value: "true"}
"""

    facts = read_manifests(text).model.elements[MAIN].facts

    credentials = facts["argument_credentials"]
    assert isinstance(credentials.value, list)
    assert dict(zip(credentials.value, credentials.item_lines, strict=True)) == {
        "--db-password": 11,
        "URL of store": 12,
        "mysql -p": 13,
        "argument 10": 15,
    }
    assert facts["insecure_tls_options"].item_lines == (18,)
