"""Pods that operators make: what is known of them, and what only the operator knows."""

import pytest

from tests.engine.importers.kubernetes.manifests import messages, read_manifests, value

OPERATED = (
    "apiVersion: kafka.strimzi.io/v1\nkind: KafkaConnect\nmetadata: {name: sink, namespace: data}\n"
    "spec: {bootstrapServers: 'events:9092', image: 'example.com/connect:1'%s}\n"
)


def test_what_an_operator_sets_for_its_containers_is_unknown_and_no_default_of_kubernetes() -> None:
    reading = read_manifests(OPERATED % "")

    workload, container = "k8s:data/KafkaConnect/sink", "k8s:data/KafkaConnect/sink/connect"
    for name in ("service_account", "token_mounted", "disruption_budget"):
        assert value(reading, workload, name) is None
    for name in ("run_as_non_root", "seccomp", "memory_limit", "liveness_check", "capabilities_dropped"):
        assert value(reading, container, name) is None
    assert value(reading, container, "privileged") is False
    assert not [one for one in reading.model.relations if one.type == "runs_as"]


def test_what_the_object_says_of_the_containers_of_an_operator_is_known() -> None:
    more = (
        ", resources: {limits: {memory: 1Gi}}, template: {pod: {serviceAccountName: own, "
        "securityContext: {runAsNonRoot: true}}}"
    )

    reading = read_manifests(OPERATED % more)

    assert value(reading, "k8s:data/KafkaConnect/sink", "service_account") == "own"
    assert value(reading, "k8s:data/KafkaConnect/sink/connect", "memory_limit") is True
    assert value(reading, "k8s:data/KafkaConnect/sink/connect", "run_as_non_root") is True


TASK = (
    "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\n"
    "spec: {steps: [{name: go, image: 'go:1'}]}\n"
)


def test_containers_that_people_write_keep_the_defaults_of_kubernetes() -> None:
    reading = read_manifests(TASK)

    assert value(reading, "k8s:default/Task/build/go", "run_as_non_root") is False
    assert value(reading, "k8s:default/Task/build", "service_account") == "default"


def templated(kind: str, api: str) -> str:
    return (
        f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: build}}\n"
        "spec: {template: {spec: {containers: [{name: a, image: 'a:1'}]}}}\n"
    )


def pod(more: str) -> str:
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: build}\n"
        f"spec: {{{more}containers: [{{name: a, image: 'a:1'}}]}}\n"
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TASK, "Task"),
        (templated("AutoscalingRunnerSet", "actions.github.com/v1alpha1"), "AutoscalingRunnerSet"),
        (templated("Job", "batch/v1"), "Job"),
        (pod("restartPolicy: OnFailure, "), "Pod"),
    ],
)
def test_pods_that_end_when_their_work_is_done_are_known(text: str, kind: str) -> None:
    assert value(read_manifests(text), f"k8s:default/{kind}/build", "runs_to_completion") is True


def test_pods_that_stay_are_not_called_short_lived() -> None:
    assert value(read_manifests(pod("")), "k8s:default/Pod/build", "runs_to_completion") is None


MODEL = (
    "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: llama, namespace: ai}\n"
    "spec: {predictor: {serviceAccountName: models, %s}}\n"
)
CALLER = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec: {containers: [{name: app, "
    "image: 'example.com/app:1', env: [{name: MODEL_URL, value: 'http://llama-predictor.ai/v1'}]}]}\n"
)
SERVED = (
    "model: {modelFormat: {name: huggingface}, args: [--trust_remote_code], "
    "env: [{name: HF_TOKEN, valueFrom: {secretKeyRef: {name: hub, key: token}}}], "
    "resources: {limits: {memory: 24Gi, nvidia.com/gpu: '1'}}}"
)
OWN_SERVER = (
    "containers: [{name: kserve-container, image: 'example.com/server:1', args: [--trust_remote_code]}]"
)


@pytest.mark.parametrize("predictor", [SERVED, OWN_SERVER])
def test_a_model_of_kserve_runs_a_server_that_its_service_leads_to(predictor: str) -> None:
    reading = read_manifests(MODEL % predictor, CALLER)

    workload = "k8s:ai/InferenceService/llama"
    (flow,) = reading.model.flows.values()
    assert (flow.destination, flow.facts["port"].value) == (workload, 8080)
    assert value(reading, f"{workload}/kserve-container", "remote_code_option") == "--trust_remote_code"
    assert value(reading, workload, "service_account") == "models"
    assert not messages(reading)


@pytest.mark.parametrize("framework", ["model", "sklearn"])
def test_the_address_of_a_model_of_kserve_is_that_of_its_server(framework: str) -> None:
    uri = "storageUri: 'https://models.example/m.joblib'"
    reading = read_manifests(MODEL % f"{framework}: {{{uri}}}")

    container = "k8s:ai/InferenceService/llama/kserve-container"
    served = {"name": "https://models.example/m.joblib", "pinned": False, "executable": True}
    assert value(reading, container, "models") == [served]


def test_the_secret_that_a_model_of_kserve_reads_is_used() -> None:
    model = read_manifests(MODEL % SERVED).model

    read = {(one.type, one.target) for one in model.relations}
    assert ("reads_secret", "k8s:ai/Secret/hub") in read


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("SparkApplication", "DRIVER"),
        ("ScheduledSparkApplication", "{schedule: '@daily', template: DRIVER}"),
    ],
)
def test_the_driver_of_a_spark_application_is_a_container_with_its_variables(kind: str, spec: str) -> None:
    variable = "{name: AWS_SECRET_ACCESS_KEY, value: x7Kq2}"
    driver = f"{{image: 'acme/etl:1', driver: {{serviceAccount: spark, env: [{variable}]}}}}"
    reading = read_manifests(
        f"apiVersion: sparkoperator.k8s.io/v1beta2\nkind: {kind}\nmetadata: {{name: etl, namespace: data}}\n"
        f"spec: {spec.replace('DRIVER', driver)}\n"
    )

    workload = f"k8s:data/{kind}/etl"
    (record,) = value(reading, f"{workload}/spark-kubernetes-driver", "env")
    assert (record["name"], record["credential"]) == ("AWS_SECRET_ACCESS_KEY", True)
    assert value(reading, workload, "service_account") == "spark"
    assert not messages(reading)


RAY = """
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: train, namespace: ml}
spec:
  headGroupSpec:
    serviceType: LoadBalancer
    template: {spec: {serviceAccountName: trainer, containers: [{name: head, image: "rayproject/ray:2.9.3"}]}}
  workerGroupSpecs:
  - groupName: gpu
    template:
      spec:
        containers:
        - name: worker
          image: rayproject/ray:2.9.3
          securityContext: {privileged: true}
          volumeMounts: [{name: sets, mountPath: /sets}]
        volumes: [{name: sets, hostPath: {path: /data/sets}}]
  - groupName: cpu
    template: {spec: {containers: [{name: worker, image: "rayproject/ray:2.9.3"}]}}
"""


def test_a_ray_cluster_has_its_head_its_workers_and_a_service() -> None:
    reading = read_manifests(RAY)

    workload = "k8s:ml/RayCluster/train"
    assert value(reading, workload, "service_account") == "trainer"
    assert value(reading, workload, "authentication_required") is False
    assert value(reading, f"{workload}/head", "privileged") is False
    assert value(reading, f"{workload}/worker", "privileged") is True
    assert [one["source"] for one in value(reading, f"{workload}/worker", "mounts")] == ["/data/sets"]
    published = {one.facts["port"].value for one in reading.model.flows.values() if one.source == "internet"}
    assert published == {6379, 8265, 10001, 8000}


def test_groups_of_workers_are_pods_of_their_own_whatever_the_names_in_them() -> None:
    """The first group has a container and a volume of the same names, without any privilege."""
    reading = read_manifests(
        """
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: train, namespace: ml}
spec:
  headGroupSpec:
    template:
      spec: {containers: [{name: head, image: "rayproject/ray:2.9.3"}], volumes: [{name: data, emptyDir: {}}]}
  workerGroupSpecs:
  - groupName: small
    template: {spec: {containers: [{name: worker, image: "rayproject/ray:2.9.3"}]}}
  - groupName: gpu
    template:
      spec:
        hostPID: true
        containers:
        - name: worker
          image: rayproject/ray:2.9.3
          securityContext: {privileged: true}
          volumeMounts: [{name: data, mountPath: /host}]
        volumes: [{name: data, hostPath: {path: /}}]
"""
    )

    workload = "k8s:ml/RayCluster/train"
    assert value(reading, f"{workload}/worker", "privileged") is False
    assert value(reading, f"{workload}/gpu-worker", "privileged") is True
    assert [one["source"] for one in value(reading, f"{workload}/gpu-worker", "mounts")] == ["/"]
    assert value(reading, workload, "host_pid") is True
    assert not messages(reading)


@pytest.mark.parametrize(
    ("http", "protocol", "encrypted"),
    [("", "https", True), (", http: {tls: {selfSignedCertificate: {disabled: true}}}", "http", False)],
)
def test_kibana_of_an_operator_serves_tls_unless_it_is_switched_off(
    http: str, protocol: str, encrypted: bool
) -> None:
    reading = read_manifests(
        "apiVersion: kibana.k8s.elastic.co/v1\nkind: Kibana\nmetadata: {name: logs}\n"
        f"spec: {{version: 8.13.4, count: 1{http}}}\n---\n"
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: portal}\nspec: {selector: "
        "{matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: "
        f"[{{name: c, image: 'x:1', env: [{{name: KIBANA_URL, value: '{protocol}://logs-kb-http:5601'}}]}}]}}}}}}\n"
    )

    (flow,) = [one for one in reading.model.flows.values() if one.destination == "k8s:default/Kibana/logs"]
    assert (flow.facts["protocol"].value, flow.facts["encrypted"].value) == (protocol, encrypted)


def test_kibana_of_an_operator_is_what_an_ingress_leads_to() -> None:
    reading = read_manifests(
        "apiVersion: kibana.k8s.elastic.co/v1\nkind: Kibana\nmetadata: {name: logs}\n"
        "spec: {version: 8.13.4, count: 1}\n---\n"
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\n"
        "spec: {rules: [{http: {paths: [{path: /, pathType: Prefix, "
        "backend: {service: {name: logs-kb-http, port: {number: 5601}}}}]}}]}\n"
    )

    assert value(reading, "image:docker.elastic.co/kibana/kibana", "tag") == "8.13.4"
    assert "k8s:default/Kibana/logs" in {one.destination for one in reading.model.flows.values()}


_BEAT = """apiVersion: beat.k8s.elastic.co/v1beta1
kind: Beat
metadata: {name: logs, namespace: ops}
spec:
  type: filebeat
  version: 9.1.0
  elasticsearchRef: {name: search, namespace: data}
  KIND:
    podTemplate: {spec: {hostNetwork: true, containers: [{name: filebeat, securityContext: {runAsUser: 0}}]}}
---
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: search, namespace: data}
spec: {version: 9.1.0}
"""


@pytest.mark.parametrize("kind", ["daemonSet", "deployment"])
def test_a_beat_is_a_pod_that_calls_what_its_references_name(kind: str) -> None:
    reading = read_manifests(_BEAT.replace("KIND", kind))

    assert value(reading, "k8s:ops/Beat/logs", "host_network") is True
    assert value(reading, "k8s:ops/Beat/logs/filebeat", "user_id") == 0
    assert "image:docker.elastic.co/beats/filebeat" in reading.model.elements
    (flow,) = [one for one in reading.model.flows.values() if one.source == "k8s:ops/Beat/logs"]
    assert (flow.destination, flow.facts["encrypted"].value) == ("k8s:data/Elasticsearch/search", True)


def test_a_beat_calls_in_clear_what_serves_without_tls() -> None:
    clear = "spec: {version: 9.1.0, http: {tls: {selfSignedCertificate: {disabled: true}}}}"
    text = _BEAT.replace("KIND", "daemonSet").replace("spec: {version: 9.1.0}", clear)

    (flow,) = [one for one in read_manifests(text).model.flows.values() if one.source == "k8s:ops/Beat/logs"]

    assert (flow.facts["protocol"].value, flow.facts["encrypted"].value) == ("http", False)
