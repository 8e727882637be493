"""Keys of services: providers, models, devices, namespaces, and what is none."""

import pytest

from tests.engine.importers.compose.projects import flows, read_files, services, web_facts

# --- what others run ------------------------------------------------------------------------------


def test_the_service_of_a_provider_is_outside_and_runs_no_container() -> None:
    text = (
        "services:\n  app: {image: 'a:1', depends_on: [db]}\n"
        "  db: {provider: {type: cloud, options: {password: canary}}}\n"
    )
    reading = read_files({"compose.yaml": text})

    assert reading.model.elements["compose:db"].kind == "external-service"
    assert services(reading) == {"compose:app"}
    assert flows(reading) == {("compose:app", "compose:db")}
    assert not reading.problems
    assert "canary" not in repr(reading)


def test_a_service_calls_the_models_it_is_given() -> None:
    text = (
        "services:\n  chat: {image: 'a:1', models: [llm]}\n"
        "  search: {image: 'a:1', models: {llm: {endpoint_var: URL}, embed: {}}}\n"
        "models:\n  llm: {model: ai/smollm2}\n"
    )
    reading = read_files({"compose.yaml": text})

    assert reading.model.elements["compose:model/llm"].name == "Model llm (ai/smollm2)"
    assert flows(reading) == {
        ("compose:chat", "compose:model/llm"),
        ("compose:search", "compose:model/llm"),
        ("compose:search", "compose:model/embed"),
    }


def test_use_api_socket_mounts_the_socket_of_the_runtime() -> None:
    reading = read_files({"compose.yaml": "services:\n  ci: {image: 'a:1', use_api_socket: true}\n"})

    mounts = web_facts(reading, "compose:ci/ci")["mounts"]
    assert isinstance(mounts, list)
    assert [mount["source"] for mount in mounts] == ["/var/run/docker.sock"]


@pytest.mark.parametrize(
    "text",
    [
        "gpus: all",
        "gpus: [{driver: nvidia}]",
        "deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}",
        "deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 1}]}}}",
    ],
)
def test_graphics_processors_are_devices(text: str) -> None:
    reading = read_files({"compose.yaml": f"services:\n  ml:\n    image: a:1\n    {text}\n"})

    assert web_facts(reading, "compose:ml/ml")["devices"] == ["/dev/nvidia"]


def test_a_key_that_is_none_is_reported_once() -> None:
    text = "services:\n  a: {image: 'a:1', color: {A: b}, x-note: c}\n  b: {image: 'a:1', color: {}}\n"

    (problem,) = read_files({"compose.yaml": text}).problems

    assert problem.message == "Unknown service key 'color', 2 times; it is ignored."
    assert (problem.line, problem.severity) == (2, "info")


def test_a_misspelled_key_is_a_warning_in_each_service() -> None:
    text = "services:\n  a: {image: 'a:1', priviledged: true}\n  b: {image: 'a:1', priviledged: true}\n"

    problems = read_files({"compose.yaml": text}).problems

    said = "Unknown service key 'priviledged'; it is ignored. Did you mean privileged?"
    assert [(one.line, one.severity, one.message) for one in problems] == [
        (2, "warning", said),
        (3, "warning", said),
    ]


@pytest.mark.parametrize("value", ["${UNSET}", "maybe", "''"])
def test_a_flag_that_cannot_be_read_is_a_warning(value: str) -> None:
    text = f"services:\n  a:\n    image: a:1\n    privileged: {value}\n"

    (problem,) = read_files({"compose.yaml": text}).problems

    assert (problem.line, problem.severity) == (4, "warning")
    assert problem.message == "privileged should be true or false; the default is used."


@pytest.mark.parametrize(
    ("text", "fact", "expected"),
    [
        ("userns_mode: host", "host_users", True),
        ("cgroup: host", "host_cgroup", True),
        ("pid: host", "host_pid", True),
        ("ipc: host", "host_ipc", True),
        ("uts: host", "host_uts", True),
        ("deploy: {replicas: 3}", "replicas", 3),
    ],
)
def test_namespaces_of_the_host(text: str, fact: str, *, expected: object) -> None:
    reading = read_files({"compose.yaml": f"services:\n  a:\n    image: a:1\n    {text}\n"})

    assert web_facts(reading, "compose:a")[fact] == expected


def test_keys_without_a_meaning_for_the_model_are_known() -> None:
    text = (
        "services:\n  a:\n    image: a:1\n    annotations: {a: b}\n"
        "    develop: {watch: [{path: ., action: sync, target: /}]}\n"
        "    credential_spec: {file: a.json}\n    label_file: [a]\n    post_start: [{command: x}]\n"
    )

    assert not read_files({"compose.yaml": text}).problems
