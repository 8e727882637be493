"""Root in a container: what the manifest states counts first, then the user that its image names."""

import pytest

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.scenario_threats import analyze_by
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Model

AGENT = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: watch}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      automountServiceAccountToken: false
      hostPID: true
      containers:
        - name: agent
          image: IMAGE
          securityContext: {USER}
          volumeMounts: [{name: root, mountPath: /host, readOnly: true}]
      volumes: [{name: root, hostPath: {path: /}}]
"""
UID = "k8s:watch/DaemonSet/agent"


def agent(image: str, user: str) -> Model:
    text = AGENT.replace("IMAGE", image).replace("USER", user)
    return read([TextFile("agent.yaml", text.encode())]).model


@pytest.mark.parametrize(
    ("image", "user", "expected"),
    [
        ("example.com/agent:1", "", False),
        ("example.com/agent:1", "runAsUser: 65534", True),
        ("example.com/agent:1", "runAsUser: 0", False),
        ("prom/node-exporter:v1.9.1", "", True),
        ("prom/node-exporter:v1.9.1", "runAsUser: 0", False),
        ("nginx:1.29", "", False),
    ],
)
def test_a_user_other_than_root_is_stated_or_that_of_the_image(image: str, user: str, expected: bool) -> None:
    values = ContextBuilder(agent(image, user)).values_of(f"{UID}/agent")

    assert values["runs_without_root"] is expected


@pytest.mark.parametrize(
    ("user", "step", "likelihoods"),
    [
        ("runAsUser: 0", "read-host-by-host-path", (0.4, 1.0)),
        ("runAsUser: 65534", "read-host-by-host-path", (0.4, 1.0)),
        ("runAsUser: 65534, runAsGroup: 0", "read-host-by-host-path", (0.4, 1.0)),
        ("runAsUser: 65534, runAsGroup: 65534", "read-world-readable-host-files", (0.0, 0.2)),
    ],
)
def test_an_agent_that_reads_its_host_takes_it_over_as_root_and_hardly_without(
    user: str, step: str, likelihoods: tuple[float, float]
) -> None:
    """Keys mostly belong to root: another user needs one that is readable for all, and such a path is remote.

    A user ID without a group has group 0 where the image does not know the user.
    """
    found = analyze_by(["pasta"], AttackAnalysis(agent("example.com/agent:1", user)), load_library())

    (takeover,) = (
        one
        for one in found.threats
        if one.element == UID and one.scenario and one.scenario.goal == "node-takeover"
    )
    assert takeover.scenario is not None
    assert step in {one.step for one in takeover.scenario.steps}
    least, most = likelihoods
    assert least < takeover.scenario.inherent < most


NO_PRIVILEGES = (
    "runAsUser: 65534, allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [SYS_TIME]}"
)


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (NO_PRIVILEGES, True),
        (NO_PRIVILEGES.replace("65534", "0"), False),
        (NO_PRIVILEGES.replace("SYS_TIME", "SYS_PTRACE"), False),
        (NO_PRIVILEGES.replace("drop: [ALL]", "drop: [NET_RAW]"), False),
        (NO_PRIVILEGES.replace("Escalation: false", "Escalation: true"), False),
        (NO_PRIVILEGES + ", privileged: true", False),
        ("", False),
    ],
)
def test_a_workload_lacks_privileges_without_root_and_capabilities(user: str, expected: bool) -> None:
    found = ContextBuilder(agent("example.com/agent:1", user)).values_of(UID)

    assert found["lacks_privileges"] is expected


def test_privileges_matter_where_a_pod_shares_processes_or_the_network_of_its_host() -> None:
    text = AGENT.replace("IMAGE", "example.com/agent:1").replace("USER", NO_PRIVILEGES)
    model = read([TextFile("agent.yaml", text.replace("hostPID: true", "hostPID: false").encode())]).model

    assert ContextBuilder(model).values_of(UID)["lacks_privileges"] is False


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/etc/kubernetes", True),
        ("/etc/kubernetes/pki", True),
        ("/var/lib/etcd", True),
        ("/var/lib/etcd-backups", False),
        ("/etc", False),
    ],
)
def test_a_workload_reads_the_control_plane_by_a_folder_of_its_nodes(path: str, expected: bool) -> None:
    text = (
        AGENT.replace("IMAGE", "example.com/agent:1").replace("USER", "").replace("path: /", f"path: {path}")
    )
    model = read([TextFile("agent.yaml", text.encode())]).model

    assert ContextBuilder(model).values_of(UID)["reads_control_plane"] is expected
