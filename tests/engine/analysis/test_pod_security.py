"""Each check of the Pod Security Standards, both ways and by version, and what unknown facts make of it."""

# ruff: noqa: E501  # a case on each line makes a table

from pathlib import Path
from typing import Any

import pytest

from tests.engine.golden import FIXTURES, assert_golden, read_folder
from tests.engine.importers.kubernetes.manifests import APP, MAIN, one_container, pod, read_manifests
from threatmodel.engine.analysis.pod_security import LATEST, PodSecurity, UnknownVersion, pod_security
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.model import CATALOGUE, Element, Fact, Model, Source

KUBERNETES = FIXTURES / "kubernetes"
HARDENED = (
    "allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: {drop: [ALL]}, "
    "seccompProfile: {type: RuntimeDefault}"
)


def judged(container: str = "", spec: str = "", context: str = HARDENED, version: str = "") -> PodSecurity:
    """A pod that is restricted but for what is added."""
    both = ", ".join(
        part for part in (f"securityContext: {{{context}}}" if context else "", container) if part
    )
    return pod_security(one_container(both, spec).model, version)[APP]


def blocking(found: PodSecurity) -> set[str]:
    return {blocker.check for blocker in found.blockers}


def test_a_hardened_pod_is_restricted() -> None:
    assert judged() == PodSecurity("restricted", LATEST)


def test_a_pod_that_sets_nothing_is_baseline_and_its_blockers_name_what_to_set() -> None:
    found = judged(context="")

    assert str(found) == "baseline"
    assert blocking(found) == {
        "privilege-escalation",
        "run-as-non-root",
        "seccomp-restricted",
        "capabilities-restricted",
    }


BASELINE = [
    ("host-process", "", "securityContext: {windowsOptions: {hostProcess: true}}", ""),
    ("host-namespaces", "", "hostPID: true", ""),
    ("host-namespaces", "", "hostIPC: true", ""),
    ("host-namespaces", "", "hostNetwork: true", ""),
    ("privileged", "", "", "privileged: true"),
    ("capabilities-baseline", "", "", "capabilities: {add: [NET_RAW], drop: [ALL]}"),
    ("host-path-volumes", "", "volumes: [{name: v, hostPath: {path: /}}]", ""),
    ("host-ports", "ports: [{containerPort: 80, hostPort: 80}]", "", ""),
    ("host-probes-and-hooks", "livenessProbe: {httpGet: {host: other, port: 80}}", "", ""),
    ("host-probes-and-hooks", "lifecycle: {preStop: {tcpSocket: {host: other, port: 80}}}", "", ""),
    ("apparmor", "", "", "appArmorProfile: {type: Unconfined}"),
    ("selinux", "", "", "seLinuxOptions: {type: spc_t}"),
    ("selinux", "", "", "seLinuxOptions: {user: root}"),
    ("selinux", "", "securityContext: {seLinuxOptions: {role: admin}}", ""),
    ("proc-mount", "", "", "procMount: Unmasked"),
    ("seccomp-baseline", "", "", "seccompProfile: {type: Unconfined}"),
    ("sysctls", "", "securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}", ""),
]


@pytest.mark.parametrize(("check", "container", "spec", "context"), BASELINE)
def test_what_baseline_forbids_leaves_the_pod_privileged(
    check: str, container: str, spec: str, context: str
) -> None:
    found = judged(container, spec, context or HARDENED)

    assert found.level == "privileged"
    assert found.is_certain
    assert blocking(found) == {check}
    assert all(blocker.file == "1.yaml" and blocker.line == 4 for blocker in found.blockers)


FINE = [
    ("", "hostPID: false, hostIPC: false, hostNetwork: false", HARDENED),
    ("", "", f"{HARDENED}, privileged: false, procMount: Default"),
    ("", "", f"{HARDENED}, appArmorProfile: {{type: Localhost, localhostProfile: p}}"),
    ("", "", f"{HARDENED}, seLinuxOptions: {{type: container_t, level: 's0:c1'}}"),
    ("ports: [{containerPort: 80}]", "", HARDENED),
    ("livenessProbe: {httpGet: {port: 80}}", "", HARDENED),
    ("", "securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: '1'}]}", HARDENED),
    ("", "volumes: [{name: a, emptyDir: {}}, {name: b, secret: {secretName: s}}, {name: c, csi: {driver: d}}]", HARDENED),
    ("", "volumes: [{name: a, persistentVolumeClaim: {claimName: c}}, {name: b, downwardAPI: {}}]", HARDENED),
    ("", "", HARDENED.replace("drop: [ALL]", "drop: [ALL], add: [NET_BIND_SERVICE]")),
    ("", "", f"{HARDENED}, runAsUser: 10001"),
]  # fmt: skip


@pytest.mark.parametrize(("container", "spec", "context"), FINE)
def test_what_restricted_allows_keeps_the_pod_restricted(container: str, spec: str, context: str) -> None:
    assert judged(container, spec, context) == PodSecurity("restricted", LATEST)


RESTRICTED = [
    ("restricted-volumes", "volumes: [{name: v, nfs: {server: s, path: /}}]", HARDENED),
    ("restricted-volumes", "volumes: [{name: v, iscsi: {}}]", HARDENED),
    ("privilege-escalation", "", HARDENED.replace("allowPrivilegeEscalation: false, ", "")),
    ("run-as-non-root", "", HARDENED.replace("runAsNonRoot: true", "runAsNonRoot: false")),
    ("run-as-non-root", "", HARDENED.replace("runAsNonRoot: true", "runAsUser: 7")),
    ("run-as-user", "", f"{HARDENED}, runAsUser: 0"),
    ("seccomp-restricted", "", HARDENED.replace(", seccompProfile: {type: RuntimeDefault}", "")),
    ("capabilities-restricted", "", HARDENED.replace("drop: [ALL]", "drop: [NET_RAW]")),
    ("capabilities-restricted", "", HARDENED.replace("drop: [ALL]", "drop: [ALL], add: [CHOWN]")),
]


@pytest.mark.parametrize(("check", "spec", "context"), RESTRICTED)
def test_what_restricted_forbids_leaves_the_pod_at_baseline(check: str, spec: str, context: str) -> None:
    found = judged("", spec, context)

    assert str(found) == "baseline"
    assert blocking(found) == {check}


def test_fields_of_the_pod_count_for_containers_that_do_not_set_their_own() -> None:
    shared = "securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}"
    own = "allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}"

    assert judged("", shared, own).level == "restricted"
    assert blocking(judged("", shared, f"{own}, runAsNonRoot: false")) == {"run-as-non-root"}


OWN_CONTEXT = (
    f"{HARDENED}, runAsUser: 7, seLinuxOptions: {{type: container_t}}, windowsOptions: {{hostProcess: false}}"
)
OVERRIDDEN = [
    ("runAsNonRoot: false", "run-as-non-root", "spec.securityContext.runAsNonRoot", "false"),
    ("runAsUser: 0", "run-as-user", "spec.securityContext.runAsUser", "0"),
    (
        "seccompProfile: {type: Unconfined}",
        "seccomp-baseline",
        "spec.securityContext.seccompProfile.type",
        "Unconfined",
    ),
    (
        "appArmorProfile: {type: Unconfined}",
        "apparmor",
        "spec.securityContext.appArmorProfile.type",
        "Unconfined",
    ),
    ("seLinuxOptions: {type: spc_t}", "selinux", "spec.securityContext.seLinuxOptions.type", "spc_t"),
    ("seLinuxOptions: {user: root}", "selinux", "spec.securityContext.seLinuxOptions.user", "root"),
    ("seLinuxOptions: {role: admin}", "selinux", "spec.securityContext.seLinuxOptions.role", "admin"),
    (
        "windowsOptions: {hostProcess: true}",
        "host-process",
        "spec.securityContext.windowsOptions.hostProcess",
        "true",
    ),
]


@pytest.mark.parametrize(("shared", "check", "field", "value"), OVERRIDDEN)
def test_a_field_of_the_pod_counts_though_every_container_overrides_it(
    shared: str, check: str, field: str, value: str
) -> None:
    own = f"{OWN_CONTEXT}, appArmorProfile: {{type: RuntimeDefault}}"
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec:\n"
        f"  securityContext:\n    {shared}\n"
        f"  containers:\n    - {{name: main, image: 'a:1', securityContext: {{{own}}}}}\n"
    )

    (blocker,) = pod_security(read_manifests(text).model)[APP].blockers

    assert (blocker.check, blocker.field, blocker.element, blocker.value) == (check, field, APP, value)
    assert (blocker.file, blocker.line) == ("1.yaml", 6)


def test_what_containers_inherit_is_named_once_in_its_place() -> None:
    rest = HARDENED.replace("runAsNonRoot: true, ", "")
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec:\n"
        "  securityContext:\n    runAsNonRoot: false\n    runAsUser: 0\n"
        f"  containers:\n    - {{name: main, image: 'a:1', securityContext: {{{rest}}}}}\n"
        f"    - {{name: side, image: 'a:1', securityContext: {{{rest}, runAsUser: 0}}}}\n"
    )

    blockers = pod_security(read_manifests(text).model)[APP].blockers

    assert sorted((b.check, b.element, b.line) for b in blockers) == [
        ("run-as-non-root", APP, 6),
        ("run-as-user", APP, 7),
        ("run-as-user", f"{APP}/side", 10),
    ]


def test_ephemeral_containers_count() -> None:
    bad = "{name: debug, image: 'a:1', securityContext: {privileged: true}}"

    found = judged("", f"ephemeralContainers: [{bad}]")

    assert [(b.check, b.element) for b in found.blockers] == [("privileged", f"{APP}/debug")]


def test_init_containers_count() -> None:
    bad = "{name: first, image: 'a:1', securityContext: {privileged: true}}"

    found = judged("", f"initContainers: [{bad}]")

    assert [(b.check, b.element, b.value) for b in found.blockers] == [("privileged", f"{APP}/first", True)]


def test_an_entry_of_a_list_is_named_with_its_line() -> None:
    context = (
        "securityContext:\n        capabilities:\n          add:\n            - CHOWN\n            - SYS_TIME"
    )
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: app}}\nspec:\n  containers:\n    - name: main\n      {context}\n"

    (blocker,) = pod_security(read_manifests(text).model)[APP].blockers

    assert (blocker.element, blocker.value, blocker.line) == (MAIN, "SYS_TIME", 11)


def sysctl(name: str) -> str:
    return f"securityContext: {{sysctls: [{{name: {name}, value: '1'}}]}}"


USER_NAMESPACE = "hostUsers: false"
VERSIONED = [
    ("livenessProbe: {httpGet: {host: other, port: 80}}", "", HARDENED, "1.33", "1.34", "host-probes-and-hooks"),
    ("", "", HARDENED.replace("seccompProfile: {type: RuntimeDefault}", "seccompProfile: {type: Unconfined}"),
     "1.18", "1.19", "seccomp-baseline"),
    ("", "", f"{HARDENED}, runAsUser: 0", "1.22", "1.23", "run-as-user"),
    ("", "", HARDENED.replace("capabilities: {drop: [ALL]}, ", ""), "1.21", "1.22", "capabilities-restricted"),
    ("", "", HARDENED.replace("allowPrivilegeEscalation: false, ", ""), "1.7", "1.8", "privilege-escalation"),
    ("", USER_NAMESPACE, f"{HARDENED}, procMount: Unmasked", None, "1.35", "proc-mount-restricted"),
]  # fmt: skip


@pytest.mark.parametrize(("container", "spec", "context", "fine_in", "checked_in", "check"), VERSIONED)
def test_a_check_begins_with_its_release(
    container: str, spec: str, context: str, fine_in: str | None, checked_in: str, check: str
) -> None:
    assert check in blocking(judged(container, spec, context, checked_in))
    if fine_in:
        assert check not in blocking(judged(container, spec, context, fine_in))


RELAXED = [
    ("", sysctl("net.ipv4.ip_local_reserved_ports"), HARDENED, "1.26", "1.27", "sysctls"),
    ("", sysctl("net.ipv4.tcp_fin_timeout"), HARDENED, "1.28", "1.29", "sysctls"),
    ("", sysctl("net.ipv4.tcp_rmem"), HARDENED, "1.31", "1.32", "sysctls"),
    ("", sysctl("net.ipv4.tcp_notsent_lowat"), HARDENED, "1.36", "1.37", "sysctls"),
    ("", "", f"{HARDENED}, seLinuxOptions: {{type: container_engine_t}}", "1.30", "1.31", "selinux"),
    ("", USER_NAMESPACE, HARDENED.replace("runAsNonRoot: true", "runAsNonRoot: false"), "1.34", "1.35", "run-as-non-root"),
    ("", USER_NAMESPACE, f"{HARDENED}, runAsUser: 0", "1.34", "1.35", "run-as-user"),
    ("", USER_NAMESPACE, f"{HARDENED}, procMount: Unmasked", "1.34", "1.35", "proc-mount"),
    ("", "os: {name: windows}", HARDENED.replace("allowPrivilegeEscalation: false, ", ""), "1.24", "1.25", "privilege-escalation"),
    ("", "os: {name: windows}", HARDENED.replace("capabilities: {drop: [ALL]}, ", ""), "1.24", "1.25", "capabilities-restricted"),
    ("", "os: {name: windows}", HARDENED.replace(", seccompProfile: {type: RuntimeDefault}", ""), "1.24", "1.25", "seccomp-restricted"),
]  # fmt: skip


@pytest.mark.parametrize(("container", "spec", "context", "refused_in", "fine_in", "check"), RELAXED)
def test_a_later_release_allows_more(
    container: str, spec: str, context: str, refused_in: str, fine_in: str, check: str
) -> None:
    assert check in blocking(judged(container, spec, context, refused_in))
    assert check not in blocking(judged(container, spec, context, fine_in))


@pytest.mark.parametrize("version", ["", "latest", LATEST, f"v{LATEST}", f"{LATEST}.2"])
def test_the_latest_version_has_several_names(version: str) -> None:
    assert judged(version=version).version == LATEST


@pytest.mark.parametrize("text", ["newest", "1", "1.x", "-1.2", "1." + "9" * 40])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(UnknownVersion):
        pod_security(Model(), text)


# --- what the namespace enforces ---------------------------------------------------------------


def drawn(facts: dict[str, Any], container: dict[str, Any] | None) -> PodSecurity:
    """A workload that a person drew into a cluster, with the facts they stated."""
    told = Source("person")
    parts = [
        Element("cluster", "cluster", "c", None, {}, told),
        Element("web", "workload", "web", "cluster", {n: Fact(v, told) for n, v in facts.items()}, told),
    ]
    if container is not None:
        known = {n: Fact(v, told) for n, v in container.items()}
        parts.append(Element("web/main", "container", "main", "web", known, told))
    return pod_security(Model({part.uid: part for part in parts}))["web"]


def test_a_drawn_workload_is_unknown_above_privileged() -> None:
    assert str(drawn({}, None)) == "unknown above privileged"
    assert str(drawn({}, {})) == "unknown above privileged"
    assert str(drawn({}, {"privileged": True})) == "privileged"


def test_a_drawn_workload_of_which_everything_is_known_has_a_level() -> None:
    imported = one_container(f"securityContext: {{{HARDENED}}}").model
    pods = {n: f.value for n, f in imported.elements[APP].facts.items()} | {"operating_system": "linux"}
    told = {n: f.value for n, f in imported.elements[MAIN].facts.items()}
    rest = {"selinux_type": "", "selinux_user": "", "selinux_role": "", "user_id": 7}

    assert drawn(pods, told | rest).level == "restricted"
    assert str(drawn(pods, told)) == "unknown above privileged"
    host = [
        {
            "source": "/",
            "path": "/",
            "read_only": True,
            "type": "host-path",
            "volume": "",
            "propagation": "none",
        }
    ]
    assert blocking(drawn(pods, told | rest | {"mounts": host})) == {"host-path-volumes"}


def test_services_of_compose_have_no_level() -> None:
    compose = read([TextFile("compose.yaml", b"services: {web: {image: nginx}}")]).model

    assert pod_security(compose) == {}


def test_every_fact_of_the_table_is_in_the_catalogue() -> None:
    found = drawn({}, {})

    for one in found.unknown:
        kind = "workload" if one.element == "web" else "container"
        assert CATALOGUE.fact(kind, one.fact), one.fact


def summary(folder: Path) -> dict[str, Any]:
    return {
        uid: {
            "level": str(found),
            "blockers": [f"{b.check} {b.element} {b.value!r} {b.file}:{b.line}" for b in found.blockers],
        }
        for uid, found in pod_security(read_folder(folder).model).items()
    }


@pytest.mark.parametrize("name", sorted(path.name for path in KUBERNETES.iterdir() if path.is_dir()))
def test_fixtures_have_their_golden_levels(name: str) -> None:
    assert_golden(KUBERNETES / name / "pod-security.json", summary(KUBERNETES / name))


def test_a_pod_without_containers_is_unknown() -> None:
    assert str(pod_security(read_manifests(pod("{containers: []}")).model)[APP]) == "unknown above privileged"
