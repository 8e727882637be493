"""Who controls the host or the cluster, and what other rules then say about the same element."""

from collections.abc import Mapping

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.rule_evaluation import Threat, analyze
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Model

LIBRARY = load_library()
POD = "k8s:ci/Pod/runner"
IMAGE = "image:example.org/runner"


def pod(container: str = "", *, spec: str = "", volume: str = "") -> str:
    volumes = f"volumes: [{{name: host, hostPath: {{path: {volume}}}}}]" if volume else ""
    return f"""
apiVersion: v1
kind: Pod
metadata: {{name: runner, namespace: ci}}
spec:
  serviceAccountName: runner
  {spec}
  {volumes}
  containers:
    - name: main
      image: example.org/runner:1.2.3
      {container}
"""


def account(verbs: str, resources: str, *, kind: str = "ClusterRole", name: str = "runner") -> str:
    namespace = "" if kind == "ClusterRole" else ", namespace: ci"
    return f"""
apiVersion: v1
kind: ServiceAccount
metadata: {{name: runner, namespace: ci}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {kind}
metadata: {{name: {name}{namespace}}}
rules: [{{verbs: [{verbs}], resources: [{resources}], apiGroups: [""]}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {kind}Binding
metadata: {{name: {name}{namespace}}}
roleRef: {{kind: {kind}, name: {name}}}
subjects: [{{kind: ServiceAccount, name: runner, namespace: ci}}]
"""


def model(*texts: str) -> Model:
    return read_manifests(*texts).model


def threats(*texts: str) -> Mapping[tuple[str, str], Threat]:
    return {(one.rule, one.element): one for one in analyze(model(*texts), LIBRARY).threats}


MOUNT = "volumeMounts: [{name: host, mountPath: /host}]"
READ_ONLY = "volumeMounts: [{name: host, mountPath: /host, readOnly: true}]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (pod("securityContext: {privileged: true}"), True),
        (pod("securityContext: {privileged: true}", spec="hostUsers: false"), False),
        (pod(MOUNT, volume="/var/run/docker.sock"), True),
        (pod(MOUNT, volume="/"), True),
        (pod(READ_ONLY, volume="/"), False),
        (pod(MOUNT, volume="/srv"), False),
        (pod(), False),
    ],
)
def test_a_container_controls_its_host_by_privileges_the_runtime_or_the_root(
    text: str, expected: bool
) -> None:
    facts = ContextBuilder(model(text))

    controls = [facts.values_of(uid)["controls_host"] for uid in (f"{POD}/main", POD)]

    assert controls == [expected, expected]
    assert facts.values_of(IMAGE)["powerful_workloads"] == (["runner"] if expected else [])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (account("'*'", "'*'"), True),
        (account("list", "secrets"), False),
        (account("'*'", "'*'", kind="Role"), False),
    ],
)
def test_a_workload_whose_token_takes_the_cluster_over_makes_its_image_powerful(
    given: str, expected: bool
) -> None:
    facts = ContextBuilder(model(pod(), given))

    assert facts.values_of(POD)["controls_cluster"] is expected
    assert facts.values_of(IMAGE)["powerful_workloads"] == (["runner"] if expected else [])


def test_a_workload_without_a_token_controls_no_cluster() -> None:
    given = pod(spec="automountServiceAccountToken: false")

    assert ContextBuilder(model(given, account("'*'", "'*'"))).values_of(POD)["controls_cluster"] is False


def test_a_container_that_controls_its_host_has_no_rows_about_its_user_or_file_system() -> None:
    before = {rule for rule, uid in threats(pod()) if uid == f"{POD}/main"}
    after = {
        rule for rule, uid in threats(pod("securityContext: {privileged: true}")) if uid == f"{POD}/main"
    }

    assert before - after == {
        "container-may-run-as-root",
        "container-capabilities-not-dropped",
        "container-privilege-escalation-allowed",
        "container-seccomp-not-set",
        "container-root-filesystem-writable",
    }
    assert after - before == {"container-privileged"}


@pytest.mark.parametrize(
    ("container", "severity"), [("", "low"), ("securityContext: {privileged: true}", "medium")]
)
def test_an_image_counts_by_what_runs_it(container: str, severity: str) -> None:
    given = pod(container).replace("runner:1.2.3", "runner:latest")

    threat = threats(given)["image-mutable-tag", IMAGE]

    assert threat.severity == severity
    assert [one.value for one in threat.evidence if one.fact == "powerful_workloads"] == (
        [["runner"]] if container else []
    )


def test_what_a_token_reads_is_a_row_of_the_workload_and_the_role_is_low() -> None:
    found = threats(pod(), account("list", "secrets"))

    assert found["workload-token-reads-all-secrets", POD].severity == "high"
    assert found["role-reads-secrets", "k8s:/ClusterRole/runner"].severity == "low"


def test_a_role_that_is_not_of_workloads_alone_stays_high() -> None:
    found = threats(account("list", "secrets"))

    assert found["role-reads-secrets", "k8s:/ClusterRole/runner"].severity == "high"


def test_what_subjects_with_cluster_admin_may_do_besides_is_info() -> None:
    both = (pod(), account("'*'", "'*'"), account("list", "secrets", kind="Role", name="reader"))

    assert threats(*both)["role-reads-secrets", "k8s:ci/Role/reader"].severity == "info"


def test_the_title_of_a_binding_names_its_subjects() -> None:
    binding = """
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: admins}
roleRef: {kind: ClusterRole, name: cluster-admin}
subjects: [SUBJECTS]
"""
    names = ["{kind: ServiceAccount, name: runner, namespace: ci}", "{kind: User, name: ann}"]

    titles = [
        threats(binding.replace("SUBJECTS", ", ".join(names[:count])))[
            "role-cluster-admin-bound", "k8s:/ClusterRole/cluster-admin"
        ].title
        for count in (1, 2)
    ]

    assert titles == ["runner bound to cluster-admin", "runner and 1 more bound to cluster-admin"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (pod("securityContext: {privileged: true}"), True),
        (pod(MOUNT, volume="/srv"), True),
        (pod(READ_ONLY, volume="/srv"), False),
        (pod(), False),
    ],
)
def test_a_workload_writes_to_its_host_by_privileges_or_a_writable_path(text: str, expected: bool) -> None:
    assert ContextBuilder(model(text)).values_of(POD)["writes_host"] is expected
