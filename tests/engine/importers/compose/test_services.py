"""Compose files become workloads, containers, mounts, networks and secrets, with lines and defaults."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.engine.importers.compose.services import facts, service, value
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.model.serialization import model_to_json

ReadTexts = Callable[[Mapping[str, str] | str], Reading]


def test_no_value_of_a_credential_is_kept(root: Path) -> None:
    path = root / "fixtures" / "compose" / "shop" / "compose.yaml"
    assert path.read_text().count("canary") == 4

    reading = read([TextFile("compose.yaml", path.read_bytes())])

    assert "canary" not in json.dumps(model_to_json(reading.model)) + repr(reading.problems)


def test_a_service_is_a_workload_with_one_container_on_the_docker_host(read_texts: ReadTexts) -> None:
    elements = read_texts(service("")).model.elements

    assert (elements["compose:a"].kind, elements["compose:a"].parent) == ("workload", "node:compose")
    assert (elements["compose:a/a"].kind, elements["compose:a/a"].parent) == ("container", "compose:a")
    assert elements["node:compose"].name == "Docker host"


def test_silence_gets_the_defaults_of_docker(read_texts: ReadTexts) -> None:
    reading = read_texts(service(""))

    expected = {
        "privileged": False, "allow_privilege_escalation": True, "seccomp": "runtime-default",
        "apparmor": "runtime-default", "capabilities_added": [], "capabilities_dropped": [], "devices": [],
        "read_only_root_filesystem": False, "memory_limit": False, "cpu_limit": False, "pids_limit": False,
        "run_as_non_root": False, "mounts": [], "ports": [], "env": [],
    }  # fmt: skip
    found = facts(reading, "compose:a/a")
    assert {name: found[name].value for name in expected} == expected
    assert {found[name].source.origin for name in expected} == {"default"}
    assert "run_as_root" not in found
    assert "liveness_check" not in found
    workload = facts(reading, "compose:a")
    assert [workload[name].value for name in ("host_pid", "host_ipc", "host_network", "token_mounted")] == [
        False
    ] * 4


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("privileged: true", "privileged", True),
        ("privileged: ${PRIVILEGED:-true}", "privileged", True),
        ("security_opt: ['no-new-privileges:true']", "allow_privilege_escalation", False),
        ("security_opt: [no-new-privileges]", "allow_privilege_escalation", False),
        ("security_opt: ['no-new-privileges=false']", "allow_privilege_escalation", True),
        ("security_opt: ['seccomp:unconfined']", "seccomp", "unconfined"),
        ("security_opt: ['seccomp=./profile.json']", "seccomp", "localhost"),
        ("security_opt: ['apparmor=unconfined']", "apparmor", "unconfined"),
        ("privileged: true", "seccomp", "unconfined"),
        ("security_opt: ['label=disable']", "selinux_disabled", True),
        ("security_opt: ['systempaths=unconfined']", "proc_mount", "unmasked"),
        ('user: "1000:0"', "user_id", 1000),
        ('user: "1000:0"', "root_group", True),
        ("group_add: [root]", "root_group", True),
        ("tty: true", "interactive", True),
        ("stdin_open: true", "interactive", True),
        ("tty: false", "interactive", False),
        ("ulimits: {nofile: 1024}", "open_files_limit", True),
        ("secrets: [key]", "open_secret_files", ["key"]),
        ("secrets: [{source: key, mode: 0400}]", "open_secret_files", []),
        ("secrets: [{source: key, mode: 0444}]", "open_secret_files", ["key"]),
        ("cap_add: [cap_sys_admin, net_raw]", "capabilities_added", ["SYS_ADMIN", "NET_RAW"]),
        ("cap_drop: [all]", "capabilities_dropped", ["ALL"]),
        ("user: root", "run_as_root", True),
        ("user: '0:0'", "run_as_root", True),
        ("user: 1000:1000", "run_as_root", False),
        ("user: postgres", "run_as_non_root", True),
        ("read_only: true", "read_only_root_filesystem", True),
        ("devices: ['/dev/kvm:/dev/kvm:rwm']", "devices", ["/dev/kvm"]),
        ("devices: ['${STICK:?required}:/dev/ttyACM0']", "devices", ["/dev/ttyACM0"]),
        ("devices: [{source: $STICK, target: /dev/ttyACM0}]", "devices", ["/dev/ttyACM0"]),
        ("devices: ['vendor.example/gpu=all']", "devices", ["vendor.example/gpu=all"]),
        ("mem_limit: 64m", "memory_limit", True),
        ("deploy: {resources: {limits: {memory: 64M}}}", "memory_limit", True),
        ("cpus: 0.5", "cpu_limit", True),
        ("pids_limit: -1", "pids_limit", False),
        ("pids_limit: 100", "pids_limit", True),
        ("healthcheck: {test: [CMD, x]}", "liveness_check", True),
        ("healthcheck: {disable: true}", "liveness_check", False),
        ("healthcheck: {test: [NONE]}", "liveness_check", False),
        ("pull_policy: always", "image_pull_policy", "always"),
        ("entrypoint: /bin/run --fast", "command", "/bin/run"),
        ("command: [/usr/sbin/sshd, -D]", "ssh_server", True),
        ("command: run --api-key=abcdef", "argument_credentials", ["--api-key"]),
        (
            "env_file: [a.env, {path: b.env}]",
            "env_from",
            [{"kind": "file", "name": n} for n in ("a.env", "b.env")],
        ),
    ],
)
def test_settings_of_a_container(read_texts: ReadTexts, text: str, name: str, expected: object) -> None:
    fact = facts(read_texts(service(text)), "compose:a/a")[name]

    assert fact.value == expected
    assert fact.source.line == 4


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("pid: host", "host_pid", True),
        ("ipc: host", "host_ipc", True),
        ("ipc: shareable", "host_ipc", False),
        ("network_mode: host", "host_network", True),
        ("network_mode: bridge", "host_network", False),
        ("userns_mode: host", "host_users", True),
        ("uts: host", "host_uts", True),
        ("cgroup: host", "host_cgroup", True),
        ("cgroup: private", "host_cgroup", False),
        ("cgroup_parent: m-executor", "host_cgroup", True),
        ("sysctls: {net.core.somaxconn: 1024}", "sysctls", ["net.core.somaxconn"]),
        ("sysctls: [kernel.msgmax=1]", "sysctls", ["kernel.msgmax"]),
        ("restart: always", "restart_policy", "always"),
        ("restart: no", "restart_policy", "no"),
        ("profiles: [debug]", "profiles", ["debug"]),
        ("deploy: {replicas: 3}", "replicas", 3),
        ("extra_hosts: ['a:1.2.3.4']", "host_aliases", True),
        ("extra_hosts: {a: '1.2.3.4', 'host.docker.internal': host-gateway}", "host_aliases", True),
        ("extra_hosts: ['host.docker.internal:host-gateway']", "host_aliases", False),
        ("extra_hosts: ['host.docker.internal=host-gateway']", "host_aliases", False),
        ("extra_hosts: {'host.docker.internal': host-gateway}", "host_aliases", False),
        ("build: .", "built_here", True),
    ],
)
def test_settings_of_a_workload(read_texts: ReadTexts, text: str, name: str, expected: object) -> None:
    assert value(read_texts(service(text)), "compose:a", name) == expected


def test_an_unset_user_variable_leaves_the_user_unknown(read_texts: ReadTexts) -> None:
    found = facts(read_texts(service("user: ${UID}:${GID}")), "compose:a/a")

    assert "run_as_root" not in found
    assert "run_as_non_root" not in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'8080:80'", (80, "tcp", 8080, "")),
        ("8080:80", (80, "tcp", 8080, "")),
        ("'127.0.0.1:8080:80/udp'", (80, "udp", 8080, "127.0.0.1")),
        ("'[::1]:8080:80'", (80, "tcp", 8080, "[::1]")),
        ("'0.0.0.0:8080:80'", (80, "tcp", 8080, "")),
        ("80", (80, "tcp", 0, "")),
        ("'${PORT:-9000}:80'", (80, "tcp", 9000, "")),
        ("'${PORT}:80'", (80, "tcp", 0, "")),
        (
            "{target: 80, published: '8080', protocol: tcp, host_ip: 127.0.0.1}",
            (80, "tcp", 8080, "127.0.0.1"),
        ),
    ],
)
def test_ports_in_every_syntax(read_texts: ReadTexts, text: str, expected: tuple[object, ...]) -> None:
    (record,) = value(read_texts(service(f"ports:\n  - {text}")), "compose:a/a", "ports")

    assert (record["port"], record["protocol"], record["host_port"], record["host_ip"]) == expected


def test_ranges_of_ports_are_paired_and_bounded(read_texts: ReadTexts) -> None:
    short = value(read_texts(service("ports: ['8000-8002:9000-9002']")), "compose:a/a", "ports")
    long = value(read_texts(service("ports: ['20000-60000:20000-60000']")), "compose:a/a", "ports")

    assert [(record["port"], record["host_port"]) for record in short] == [
        (9000, 8000),
        (9001, 8001),
        (9002, 8002),
    ]
    assert len(long) == 64


def test_a_port_that_is_not_understood_is_reported(read_texts: ReadTexts) -> None:
    (problem,) = read_texts(service("ports: ['${PORT}', '99999']")).problems[:1]

    assert (problem.severity, problem.line) == ("warning", 4)


@pytest.mark.parametrize(
    ("text", "source", "path", "kind", "read_only", "propagation"),
    [
        (
            "/var/run/docker.sock:/var/run/docker.sock",
            "/var/run/docker.sock",
            "/var/run/docker.sock",
            "host-path",
            False,
            "none",
        ),
        ("/var//run/docker.sock/:/s:ro", "/var/run/docker.sock", "/s", "host-path", True, "none"),
        ("//var/run/docker.sock:/s", "/var/run/docker.sock", "/s", "host-path", False, "none"),
        ("/:/host:ro,rslave", "/", "/host", "host-path", True, "host-to-container"),
        ("/mnt:/mnt:rshared", "/mnt", "/mnt", "host-path", False, "bidirectional"),
        ("./src/:/src", "./src", "/src", "host-path", False, "none"),
        (".:/src", ".", "/src", "host-path", False, "none"),
        ("~/.ssh:/ssh", "~/.ssh", "/ssh", "host-path", False, "none"),
        ("${PWD}/x:/x", "./x", "/x", "host-path", False, "none"),
        ("${MEDIA}:/media", "${MEDIA}", "/media", "host-path", False, "none"),
        ("${MEDIA:-/srv/media}:/media", "/srv/media", "/media", "host-path", False, "none"),
        ("'C:\\data:/data'", "C:\\data", "/data", "host-path", False, "none"),
        ("data:/data", "data", "/data", "named", False, "none"),
        ("/anonymous", "", "/anonymous", "named", False, "none"),
        ("{type: bind, source: /etc, target: /e, read_only: true}", "/etc", "/e", "host-path", True, "none"),
        (
            "{type: bind, source: /x, target: /x, bind: {propagation: rshared}}",
            "/x",
            "/x",
            "host-path",
            False,
            "bidirectional",
        ),
        ("{type: volume, source: data, target: /d}", "data", "/d", "named", False, "none"),
        ("{type: tmpfs, target: /t}", "", "/t", "tmpfs", False, "none"),
    ],
)
def test_mounts_in_every_syntax(
    read_texts: ReadTexts, text: str, source: str, path: str, kind: str, propagation: str, *, read_only: bool
) -> None:
    reading = read_texts(service(f"volumes:\n  - {text}"))
    (record,) = value(reading, "compose:a/a", "mounts")

    found = (record["source"], record["path"], record["type"], record["read_only"], record["propagation"])
    assert found == (source, path, kind, read_only, propagation)
    assert (record["volume"] in reading.model.elements) == bool(record["volume"])
    assert facts(reading, "compose:a/a")["mounts"].item_lines == (5,)


def test_a_bind_mount_is_a_volume_on_the_host(read_texts: ReadTexts) -> None:
    reading = read_texts(service("volumes: ['/etc/:/e']"))

    volume = reading.model.elements["compose:volume/bind:/etc"]
    assert (volume.kind, volume.parent, volume.facts["host_path"].value) == ("volume", "node:compose", "/etc")
    assert reading.model.related("mounts", "compose:a/a") == (volume,)


@pytest.mark.parametrize(
    ("text", "origin", "credential", "weak"),
    [
        ("DB_PASSWORD: kf93hf93k", "literal", True, False),
        ("DB_PASSWORD: postgres", "literal", True, True),
        ("DB_PASSWORD: ${DB_PASSWORD}", "interpolated", True, False),
        ("DB_PASSWORD: $DB_PASSWORD", "interpolated", True, False),
        ("DB_PASSWORD: ${DB_PASSWORD:?set it}", "interpolated", True, False),
        ("DB_PASSWORD: ${DB_PASSWORD:-changeme}", "literal", True, True),
        ("DB_PASSWORD:", "interpolated", True, False),
        ("DB_PASSWORD: ''", "empty", True, True),
        ("EMAIL_PASSWORD: ${EMAIL_PASSWORD:-''}", "empty", True, False),
        ("DB_PASSWORD_FILE: /run/secrets/x", "file", False, False),
        ("URL: redis://:hunter2x@${HOST}", "literal", True, False),
        ("URL: redis://:${PW}@cache", "interpolated", True, False),  # as its password
        ("MYSQL_ALLOW_EMPTY_PASSWORD: 'yes'", "literal", False, True),
        ("MYSQL_ALLOW_EMPTY_PASSWORD: yes", "literal", False, True),
        ("MODE: fast", "literal", False, False),
    ],
)
def test_environment(read_texts: ReadTexts, text: str, origin: str, *, credential: bool, weak: bool) -> None:
    (record,) = value(read_texts(service(f"environment:\n  {text}")), "compose:a/a", "env")

    assert (record["origin"], record["credential"], record["weak"]) == (origin, credential, weak)
    assert record["name"] == text.partition(":")[0]


def test_environment_as_a_list(read_texts: ReadTexts) -> None:
    reading = read_texts(service("environment:\n  - A=1\n  - B\n  - C=x=y"))

    records = value(reading, "compose:a/a", "env")
    assert [(record["name"], record["origin"]) for record in records] == [
        ("A", "literal"),
        ("B", "interpolated"),
        ("C", "literal"),
    ]
    assert facts(reading, "compose:a/a")["env"].item_lines == (5, 6, 7)


def test_secrets_and_configs(read_texts: ReadTexts) -> None:
    text = service("secrets: [s, {source: t, target: /k}]\nconfigs: [c]")
    declared = "secrets:\n  s: {file: ./s.txt}\n  t: {content: canary}\nconfigs:\n  c: {external: true}\n"
    reading = read_texts(text + declared)

    assert value(reading, "compose:secret/s", "from_file") == "./s.txt"
    assert value(reading, "compose:secret/s", "values_in_manifest") is False
    assert value(reading, "compose:secret/t", "values_in_manifest") is True
    assert value(reading, "compose:config/c", "external") is True
    read_secrets = [element.uid for element in reading.model.related("reads_secret", "compose:a/a")]
    assert read_secrets == ["compose:secret/s", "compose:secret/t"]
    assert {record["path"] for record in value(reading, "compose:a/a", "mounts")} == {
        "/run/secrets/s",
        "/k",
        "/c",
    }


def test_networks(read_texts: ReadTexts) -> None:
    reading = read_texts(
        "services:\n"
        "  a: {image: x, networks: [front]}\n"
        "  b: {image: x}\n"
        "  c: {image: x, network_mode: 'service:a'}\n"
        "  d: {image: x, network_mode: none}\n"
        "  e: {image: x, network_mode: 'container:elsewhere'}\n"
        "networks:\n"
        "  front: {internal: true, driver: bridge}\n"
    )

    members = {r.source: r.target for r in reading.model.relations if r.type == "member_of"}
    assert members == {
        "compose:a": "network:front",
        "compose:b": "network:default",
        "compose:c": "network:front",
    }
    assert value(reading, "network:front", "internal") is True
    assert value(reading, "network:default", "default_network") is True


def test_images(read_texts: ReadTexts) -> None:
    reading = read_texts(
        "services:\n"
        "  a: {image: redis}\n"
        "  b: {image: 'redis:latest'}\n"
        "  c: {build: .}\n"
        "  d: {image: 'x/y:${TAG}'}\n"
        "  e: {image: '${IMAGE}'}\n"
        "  f: {image: 'redis:7.2'}\n"
    )

    assert value(reading, "image:redis:latest", "tag") == "latest"
    assert value(reading, "image:redis:latest", "mutable_tag") is True
    assert value(reading, "image:redis:7.2", "mutable_tag") is False
    assert value(reading, "image:build/c", "publisher") == "own"
    assert "mutable_tag" not in facts(reading, "image:x/y")
    assert [(p.severity, p.line) for p in reading.problems] == [("warning", 6)]


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("image: redis", False),
        ("image: redis\n    command: redis-server --requirepass x", True),
        ("image: redis\n    command: redis-server /etc/redis.conf", None),
        ("image: mongo", False),
        ("image: mongo\n    environment: {MONGO_INITDB_ROOT_USERNAME: x}", True),
        ("image: postgres\n    environment: {POSTGRES_PASSWORD: x}", True),
        ("image: postgres\n    environment: {POSTGRES_HOST_AUTH_METHOD: trust}", False),
        ("image: 'elasticsearch:7.17.1'", False),
        ("image: 'elasticsearch:8.9.0'", True),
        ("image: example/unknown", None),
    ],
)
def test_authentication_of_known_products(read_texts: ReadTexts, text: str, *, required: bool | None) -> None:
    found = facts(read_texts(f"services:\n  a:\n    {text}\n"), "compose:a").get("authentication_required")

    assert (found.value if found else None) is required


@pytest.mark.parametrize(
    ("networks", "expected"),
    [(["a", "a"], True), (["a, b", "a"], True), (["a", "b"], None), (["a", ""], None)],
)
def test_a_network_that_each_service_joins_is_known(
    read_texts: ReadTexts, networks: list[str], expected: bool | None
) -> None:
    text = "services:\n" + "".join(
        f"  s{n}: {{image: 'acme/x:1'{', networks: [' + names + ']' if names else ''}}}\n"
        for n, names in enumerate(networks)
    )
    facts = read_texts(text).model.elements["network:a"].facts

    assert (facts["joined_by_all"].value if "joined_by_all" in facts else None) is expected
