"""Security contexts resolve as Kubernetes resolves them: the container's over the pod's, then the default."""

import pytest

from tests.engine.importers.kubernetes.manifests import APP, MAIN, fact, one_container, value

DEFAULTS: dict[str, object] = {
    "privileged": False,
    "allow_privilege_escalation": True,
    "run_as_root": None,
    "run_as_non_root": False,
    "capabilities_added": [],
    "capabilities_dropped": [],
    "seccomp": "not-set",
    "apparmor": "not-set",
    "selinux_disabled": False,
    "proc_mount": "default",
    "host_process": False,
    "read_only_root_filesystem": False,
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_silence_means_the_platforms_default(name: str) -> None:
    reading = one_container("")

    assert value(reading, MAIN, name) == DEFAULTS[name]
    if DEFAULTS[name] is not None:
        source = fact(reading, MAIN, name).source
        assert (source.origin, source.file, source.line) == ("default", "1.yaml", 4)
        assert source.why.endswith(".")


@pytest.mark.parametrize(
    ("container", "pod", "expected"),
    [
        ("{privileged: true}", "{}", {"privileged": True, "allow_privilege_escalation": True}),
        ("{privileged: true}", "{}", {"seccomp": "unconfined"}),
        ("{allowPrivilegeEscalation: false}", "{}", {"allow_privilege_escalation": False}),
        (
            "{allowPrivilegeEscalation: false, capabilities: {add: [SYS_ADMIN]}}",
            "{}",
            {"allow_privilege_escalation": True},
        ),
        ("{runAsUser: 0}", "{runAsUser: 5}", {"run_as_root": True, "run_as_non_root": False}),
        ("{}", "{runAsUser: 5}", {"run_as_root": False, "run_as_non_root": True}),
        ("{}", "{runAsNonRoot: true}", {"run_as_root": False, "run_as_non_root": True}),
        ("{runAsNonRoot: false}", "{runAsNonRoot: true}", {"run_as_non_root": False, "run_as_root": None}),
        (
            "{capabilities: {add: [cap_net_raw, Chown], drop: [all]}}",
            "{}",
            {"capabilities_added": ["NET_RAW", "CHOWN"]},
        ),
        ("{capabilities: {drop: [all]}}", "{}", {"capabilities_dropped": ["ALL"]}),
        ("{}", "{seccompProfile: {type: RuntimeDefault}}", {"seccomp": "runtime-default"}),
        (
            "{seccompProfile: {type: Unconfined}}",
            "{seccompProfile: {type: RuntimeDefault}}",
            {"seccomp": "unconfined"},
        ),
        ("{appArmorProfile: {type: Unconfined}}", "{}", {"apparmor": "unconfined"}),
        ("{seLinuxOptions: {type: spc_t}}", "{}", {"selinux_disabled": True}),
        ("{procMount: Unmasked}", "{}", {"proc_mount": "unmasked"}),
        ("{}", "{windowsOptions: {hostProcess: true}}", {"host_process": True}),
        ("{readOnlyRootFilesystem: true}", "{}", {"read_only_root_filesystem": True}),
    ],
)
def test_the_containers_context_wins_over_the_pods(
    container: str, pod: str, expected: dict[str, object]
) -> None:
    reading = one_container(f"securityContext: {container}", f"securityContext: {pod}")

    assert {name: value(reading, MAIN, name) for name in expected} == expected


def test_privileges_know_the_line_they_stand_on() -> None:
    reading = one_container("\n   securityContext: {\n     privileged: true}")

    source = fact(reading, MAIN, "privileged").source

    assert (source.origin, source.file, source.line) == ("file", "1.yaml", 6)


def test_a_workload_shares_nothing_with_its_host_unless_it_says_so() -> None:
    closed = one_container("")
    shared = one_container("", "hostPID: true, hostIPC: true, hostNetwork: true, hostUsers: false")

    names = ("host_pid", "host_ipc", "host_network", "host_users")
    assert [value(closed, APP, name) for name in names] == [False, False, False, True]
    assert [value(shared, APP, name) for name in names] == [True, True, True, False]


def test_ports_of_a_pod_on_the_hosts_network_are_ports_of_the_host() -> None:
    reading = one_container("ports: [{containerPort: 53, protocol: UDP}]", "hostNetwork: true")

    assert value(reading, MAIN, "ports") == [
        {"port": 53, "protocol": "udp", "name": "", "host_port": 53, "host_ip": ""}
    ]
