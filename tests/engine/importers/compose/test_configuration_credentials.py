"""Credentials in configuration files that services mount."""

import pytest

from tests.engine.importers.compose.projects import read_files
from threatmodel.engine.importers import Reading

COMPOSE = "services: {edge: {image: 'haproxy:3.2', volumes: ['./conf:/usr/local/etc/haproxy/conf']}}"
STATS = "listen stats\n bind *:9999\n # stats auth old:Zk2\n stats auth ops:Zx81kqPw0Tr\n"


def configurations(reading: Reading) -> dict[str, dict[str, object]]:
    """The facts of each configuration by its name."""
    return {
        one.name: {name: fact.value for name, fact in one.facts.items()}
        for one in reading.model.elements.values()
        if one.kind == "config"
    }


def test_a_mounted_file_with_a_credential_is_a_configuration_that_the_container_reads() -> None:
    reading = read_files({"app/compose.yaml": COMPOSE, "app/conf/haproxy.cfg": STATS})

    assert configurations(reading) == {"conf/haproxy.cfg": {"credential_keys": ["stats auth"]}}
    (read,) = (one for one in reading.model.relations if one.type == "reads_config")
    assert read.source == "compose:edge/edge"
    fact = reading.model.elements[read.target].facts["credential_keys"]
    assert (fact.source.file, fact.source.line) == ("app/conf/haproxy.cfg", 4)
    assert "Zx81kqPw0Tr" not in repr(reading)


@pytest.mark.parametrize(
    ("name", "text", "weak"),
    [
        ("haproxy.cfg", "stats auth admin:admin@123\n", ["stats auth"]),
        ("server.toml", '[api]\nsecret="you-must-replace-this"\n', ["secret"]),
        ("app.properties", "db.password=changeme\n", ["db.password"]),
    ],
)
def test_a_trivial_one_is_told_apart(name: str, text: str, weak: list[str]) -> None:
    reading = read_files({"compose.yaml": COMPOSE, f"conf/{name}": text})

    assert configurations(reading) == {f"conf/{name}": {"credential_keys": weak, "weak_keys": weak}}


def test_a_mounted_file_of_no_format_is_reported_as_what_it_is() -> None:
    reading = read_files({"compose.yaml": COMPOSE, "conf/models.yaml": "models: [{name: small}]\n"})

    (problem,) = reading.problems
    assert problem.message == "This configuration of edge names no other service; ignored."


def test_variables_that_a_configuration_reads_say_which_models_are_called() -> None:
    """LiteLLM writes them so."""
    models = "model_list:\n  - litellm_params: {api_key: os.environ/OPENAI_API_KEY}\n"

    reading = read_files({"compose.yaml": COMPOSE, "conf/models.yaml": models})

    (flow,) = reading.model.flows.values()
    assert (flow.source, flow.destination) == ("compose:edge", "external:api.openai.com")
    assert (flow.provenance.file, flow.provenance.line) == ("conf/models.yaml", 2)
    assert not reading.problems


@pytest.mark.parametrize(
    "files",
    [
        {"conf/haproxy.cfg": "frontend web\n bind :80\n"},
        {"conf/server.toml": 'secret = "${API_SECRET}"\n'},
        {"elsewhere/haproxy.cfg": STATS},
    ],
)
def test_a_file_without_a_credential_or_a_mount_is_none(files: dict[str, str]) -> None:
    assert configurations(read_files({"compose.yaml": COMPOSE, **files})) == {}


def test_a_file_that_the_project_declares_as_a_config_is_drawn_once() -> None:
    compose = (
        "services: {edge: {image: 'haproxy:3.2', configs: [proxy]}}\n"
        "configs: {proxy: {file: ./haproxy.cfg}}\n"
    )

    reading = read_files({"compose.yaml": compose, "haproxy.cfg": STATS})

    (name,) = configurations(reading)
    assert name == "proxy"
    assert configurations(reading)[name]["credential_keys"] == ["stats auth"]
