"""Runtime classes and user namespaces: what a privilege in a container means for its node."""

import pytest

from tests.engine.analysis.drawn_models import element, model, values
from tests.engine.importers.kubernetes.manifests import APP, one_container, read_manifests, value
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.importers.products.runtimes import isolation_of
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Relation

LIBRARY = load_library()
POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\n"
    "spec: {runtimeClassName: strong, containers: [{name: a, image: b}]}\n"
)


def rules(reading: Reading) -> set[str]:
    return {threat.rule for threat in analyze(reading.model, LIBRARY).threats}


@pytest.mark.parametrize(
    ("runtime", "isolation"),
    [
        ("", ""),
        ("gvisor", "user-space-kernel"),
        ("runsc", "user-space-kernel"),
        ("kata-qemu", "virtual-machine"),
        ("kata-qemu-nvidia-gpu", "virtual-machine"),
        ("kata-vm-isolation", "virtual-machine"),
        ("kata-cc-isolation", "confidential-vm"),
        ("kata-qemu-snp", "confidential-vm"),
        ("nvidia-legacy", "shared-kernel"),
        ("wasmtime", ""),
    ],
)
def test_isolation_follows_from_the_name_of_the_runtime(runtime: str, isolation: str) -> None:
    assert isolation_of(runtime) == isolation


@pytest.mark.parametrize(
    ("handler", "isolation"), [("kata", "virtual-machine"), ("runc", "shared-kernel"), ("unheard", None)]
)
def test_handler_of_a_declared_runtime_class_decides(handler: str, isolation: str | None) -> None:
    declared = (
        f"apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {{name: strong}}\nhandler: {handler}\n"
    )

    assert value(read_manifests(POD, declared), APP, "isolation") == isolation
    assert value(read_manifests(POD), APP, "isolation") is None
    assert value(one_container(""), APP, "isolation") == "shared-kernel"


def test_runtime_of_a_compose_service_decides() -> None:
    text = "services:\n  build: {image: builder, runtime: kata-runtime}\n  web: {image: nginx}\n"
    reading = read([TextFile("compose.yaml", text.encode())])

    assert value(reading, "compose:build", "isolation") == "virtual-machine"
    assert value(reading, "compose:web", "isolation") is None


@pytest.mark.parametrize(
    ("spec", "expected", "unexpected"),
    [
        ("", "container-privileged", "container-privileged-in-sandbox"),
        ("hostUsers: false", "container-kernel-privileges-isolated", "container-privileged"),
        ("runtimeClassName: kata", "container-privileged-in-sandbox", "container-privileged"),
    ],
)
def test_privileged_container_is_judged_by_its_isolation(spec: str, expected: str, unexpected: str) -> None:
    found = rules(one_container("securityContext: {privileged: true, runAsUser: 0}", spec))

    assert expected in found
    assert unexpected not in found
    assert "container-runs-as-root" not in found, "privileges say it already"
    assert ("container-root-isolated" in found) == bool(spec)


def test_root_in_a_user_namespace_is_a_hardening_gap() -> None:
    context = "securityContext: {runAsUser: 0, procMount: Unmasked, capabilities: {add: [SYS_ADMIN]}}"
    found = rules(one_container(context, "hostUsers: false"))

    assert {"container-root-isolated", "container-kernel-privileges-isolated"} <= found
    assert not {"container-runs-as-root", "container-proc-unmasked", "container-capability-sys-admin"} & found


def test_drawn_node_that_remaps_users_isolates_what_runs_on_it() -> None:
    found = model(
        element("remapping", "node", user_namespaces=True),
        element("rootless", "node", rootless=True),
        element("plain", "node"),
        element("a", "workload"),
        element("a/main", "container", "a"),
        element("b", "workload", host_users=True),
        element("b/main", "container", "b"),
        element("c", "workload", host_users=True),
        element("c/main", "container", "c"),
        element("d", "container", "remapping"),
        element("e", "container", "plain"),
        element("f", "container"),
        relations=tuple(
            Relation("runs_on", pod, node)
            for pod, node in (("a", "remapping"), ("b", "remapping"), ("c", "rootless"))
        ),
    )

    isolated = {
        uid: values(found, uid)["host_isolation"] for uid in ("a/main", "b/main", "c/main", "d", "e", "f")
    }
    assert isolated == {
        "a/main": "user-namespace",
        "b/main": "none",  # exempt from remapping
        "c/main": "user-namespace",
        "d": "user-namespace",
        "e": "none",
        "f": "none",
    }
