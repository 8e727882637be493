"""Reliability of pods and containers: requests, probes, spread, updates, disruption, finished jobs."""

import pytest

from tests.engine.importers.kubernetes.manifests import APP, MAIN, one_container, read_manifests, value

TEMPLATE = "template: {metadata: {labels: {app: x}}, spec: {containers: [{name: main, image: i}]}}"

OPEN_AND_TIGHT = (
    "volumes: [{name: s, secret: {secretName: open}},"
    " {name: t, secret: {secretName: tight, defaultMode: 0400}}]"
)
PARTS = (
    "volumeMounts: [{name: d, mountPath: /a, subPath: a},"
    " {name: d, mountPath: /b, subPath: b, readOnly: true}]"
)


def controller(kind: str, spec: str = "", api_version: str = "apps/v1") -> str:
    more = f", {spec}" if spec else ""
    return f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{{TEMPLATE}{more}}}\n"


def budget(spec: str) -> str:
    return (
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b}\n"
        f"spec: {{selector: {{matchLabels: {{app: x}}}}, {spec}}}\n"
    )


@pytest.mark.parametrize(
    ("container", "pod", "expected"),
    [
        ("", "", {"memory_request": False, "cpu_request": False, "ephemeral_storage_limit": False}),
        ("resources: {requests: {memory: 1Gi}}", "", {"memory_request": True, "cpu_request": False}),
        ("resources: {limits: {memory: 1Gi, ephemeral-storage: 1Gi}}", "", {"memory_request": True}),
        ("resources: {limits: {ephemeral-storage: 1Gi}}", "", {"ephemeral_storage_limit": True}),
        ("", "", {"user_id": None, "root_group": None, "interactive": False, "probe_hosts": []}),
        ("securityContext: {runAsUser: 7, runAsGroup: 0}", "", {"user_id": 7, "root_group": True}),
        ("", "securityContext: {runAsGroup: 5}", {"root_group": False}),
        ("", "securityContext: {fsGroup: 0}", {"root_group": True}),
        ("stdin: true", "", {"interactive": True}),
        ("livenessProbe: {httpGet: {host: 10.0.0.1, port: 80}}", "", {"probe_hosts": ["10.0.0.1"]}),
        ("livenessProbe: {httpGet: {host: localhost, port: 80}}", "", {"probe_hosts": ["localhost"]}),
        ("readinessProbe: {httpGet: {path: /login/index.php?k=1}}", "", {"login_page": "/login/index.php"}),
        ("livenessProbe: {httpGet: {path: /healthz}}", "", {"login_page": None}),
        ("livenessProbe: {tcpSocket: {port: 80}}", "", {"login_page": None}),
        ("livenessProbe: {httpGet: {host: localhost}}", "hostNetwork: true", {"probe_hosts": []}),
        ("livenessProbe: {httpGet: {host: a}}", "hostNetwork: true", {"probe_hosts": ["a"]}),
        ("lifecycle: {preStop: {tcpSocket: {host: a, port: 80}}}", "", {"probe_hosts": ["a"]}),
        ("env: [{name: A, value: x}, {name: A, value: y}, {name: B}]", "", {"duplicate_env": ["A"]}),
        (
            "volumeMounts: [{name: s, mountPath: /s}, {name: t, mountPath: /t}]",
            OPEN_AND_TIGHT,
            {"open_secret_files": ["open"]},
        ),
        (
            PARTS,
            "volumes: [{name: d, emptyDir: {}}]",
            {"sub_paths": ["/a"]},
        ),
    ],
)
def test_containers_tell_their_upkeep(container: str, pod: str, expected: dict[str, object]) -> None:
    reading = one_container(container, pod)

    assert {name: value(reading, MAIN, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("pod", "expected"),
    [
        ("", {"sysctls": [], "runtime_class": "", "priority_class": "", "spread": False, "host_uts": False}),
        (
            "securityContext: {sysctls: [{name: net.core.somaxconn, value: '1'}]}",
            {"sysctls": ["net.core.somaxconn"]},
        ),
        (
            "runtimeClassName: gvisor, priorityClassName: high",
            {"runtime_class": "gvisor", "priority_class": "high"},
        ),
        ("topologySpreadConstraints: [{maxSkew: 1}]", {"spread": True}),
        ("affinity: {podAntiAffinity: {}}", {"spread": False}),
        (
            (
                "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                " [{topologyKey: zone}]}}"
            ),
            {"spread": True},
        ),
        ("hostNetwork: true", {"host_uts": True}),
    ],
)
def test_pods_tell_their_upkeep(pod: str, expected: dict[str, object]) -> None:
    reading = one_container("", pod)

    assert {name: value(reading, APP, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("spec", "replicas", "blocked"),
    [
        ("maxUnavailable: 1", 2, False),
        ("maxUnavailable: 0", 2, True),
        ("minAvailable: 100%", 2, True),
        ("minAvailable: 2", 2, True),
        ("minAvailable: 1", 2, False),
    ],
)
def test_budgets_protect_and_may_block(spec: str, replicas: int, *, blocked: bool) -> None:
    reading = read_manifests(controller("Deployment", f"replicas: {replicas}"), budget(spec))

    assert value(reading, "k8s:default/Deployment/x", "disruption_budget") is True
    assert value(reading, "k8s:default/Deployment/x", "disruption_blocked") is blocked
    unprotected = read_manifests(controller("Deployment"))
    assert value(unprotected, "k8s:default/Deployment/x", "disruption_budget") is False


def test_controllers_tell_how_they_update_and_scale() -> None:
    scaler = (
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\n"
        "spec: {minReplicas: 3, scaleTargetRef: {kind: Deployment, name: x}}\n"
    )
    plain = read_manifests(controller("Deployment"), scaler)
    recreated = read_manifests(controller("Deployment", "strategy: {type: Recreate}"))
    mismatched = read_manifests(controller("Deployment", "selector: {matchLabels: {app: y}}"))

    uid = "k8s:default/Deployment/x"
    assert value(plain, uid, "update_strategy") == "RollingUpdate"
    assert value(plain, uid, "autoscaled_from") == 3
    assert value(plain, uid, "api_version") == "apps/v1"
    assert value(plain, uid, "selector_matches") is None
    assert value(recreated, uid, "update_strategy") == "Recreate"
    assert value(mismatched, uid, "selector_matches") is False


def test_what_keda_starts_from_zero_runs() -> None:
    scaler = (
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s}\n"
        "spec: {scaleTargetRef: {name: x}}\n"
    )
    uid = "k8s:default/Deployment/x"

    scaled = read_manifests(controller("Deployment", "replicas: 0"), scaler)
    stopped = read_manifests(controller("Deployment", "replicas: 0"))

    assert (value(scaled, uid, "replicas"), value(scaled, uid, "autoscaled_from")) == (1, 0)
    assert value(stopped, uid, "replicas") == 0


def test_jobs_tell_when_they_end_and_what_they_leave() -> None:
    job = read_manifests(controller("Job", "activeDeadlineSeconds: 5", "batch/v1"))

    assert value(job, "k8s:default/Job/x", "job_deadline") is True
    assert value(job, "k8s:default/Job/x", "job_cleanup") is False


def test_loose_and_dangling_policies_are_reported() -> None:
    def policy(name: str, spec: str) -> str:
        head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        return f"{head}metadata: {{name: {name}}}\nspec: {spec}\n"

    anyone = read_manifests(
        controller("Deployment"),
        policy("a", "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 80}]}]}"),
        policy("nobody", "{podSelector: {matchLabels: {app: gone}}}"),
    )
    of_every_pod = policy("a", "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}")
    closed = read_manifests(controller("Deployment"), of_every_pod)
    prepared = read_manifests(of_every_pod, "apiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n")
    operated = read_manifests(
        policy("db", "{podSelector: {matchLabels: {app: db}}}"),
        "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\nspec: {instances: 3}\n",
    )

    uid = "k8s:default/Deployment/x"
    assert value(anyone, uid, "ingress_policy") is True
    assert value(anyone, uid, "ingress_from_anywhere") is True
    assert value(anyone, "namespace:default", "dangling_policies") == ["nobody"]
    assert value(prepared, "namespace:default", "dangling_policies") == []
    assert value(operated, "namespace:default", "dangling_policies") == []
    assert operated.model.elements["namespace:default"].facts["dangling_policies"].source.why == (
        "A NetworkPolicy may select pods that an operator makes and no file shows."
    )
    assert value(anyone, "namespace:default", "storage_opened_by") == []
    assert value(closed, uid, "ingress_from_anywhere") is False
    assert value(closed, uid, "egress_to_anywhere") is False


def block(excepted: str) -> str:
    """A rule that admits all addresses but these to iSCSI."""
    return f"{{from: [{{ipBlock: {{cidr: 0.0.0.0/0, except: [{excepted}]}}}}], ports: [{{port: 3260}}]}}"


def test_policies_that_open_ports_of_storage_to_everyone_are_named() -> None:
    def policy(name: str, rule: str, more: str = "") -> str:
        head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        spec = f"{{podSelector: {{matchLabels: {{app: {name}}}}}{more}, ingress: [{rule}]}}"
        return f"{head}metadata: {{name: {name}}}\nspec: {spec}\n"

    found = read_manifests(
        controller("Deployment"),
        policy("iscsi", "{ports: [{port: 3260}]}"),
        policy("nfs", "{from: [{podSelector: {}}], ports: [{port: 2049}]}"),
        policy("web", "{ports: [{port: 80}]}"),
        policy("range", "{ports: [{port: 3000, endPort: 4000}]}"),
        policy("range-of-others", "{ports: [{port: 3000, endPort: 3259}]}"),
        policy("every-port", "{ports: [{protocol: TCP}]}"),
        policy("by-name", "{ports: [{port: iscsi}]}"),
        policy("udp", "{ports: [{protocol: UDP, port: 3260}]}"),
        policy("egress", "{ports: [{port: 3260}]}", ", policyTypes: [Egress]"),
        policy("world", "{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{protocol: TCP, port: 3260}]}"),
        policy("metadata", block("169.254.169.254/32")),
        policy("outside", block("10.0.0.0/8")),
    )

    named = ["iscsi", "metadata", "range", "world"]
    assert value(found, "namespace:default", "storage_opened_by") == named


def test_volumes_tell_what_becomes_of_their_data_and_ingresses_what_they_miss() -> None:
    reading = read_manifests(
        "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: pv}\nspec: {nfs: {server: a, path: /}}\n",
        "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: c}\n",
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: p}\nspec: {storageClassName: c}\n",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\n"
        "spec: {defaultBackend: {service: {name: missing, port: {number: 80}}}}\n",
    )

    assert value(reading, "k8s:/PersistentVolume/pv", "reclaim_policy") == "Retain"
    assert value(reading, "k8s:default/PersistentVolumeClaim/p", "reclaim_policy") == "Delete"
    assert value(reading, "k8s:default/Ingress/i", "dangling_backends") == ["missing"]
