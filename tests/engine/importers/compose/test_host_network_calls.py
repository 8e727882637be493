"""Calls of localhost and of the API of Docker, for services on the network of the host and others."""

from collections.abc import Callable

from tests.engine.importers.compose.projects import read_files
from tests.engine.importers.compose.test_flow_inference import app, drawn
from threatmodel.engine.importers import Reading

ReadTexts = Callable[..., Reading]

BROKER = """services:
  broker: {image: 'eclipse-mosquitto:2.0.22', ports: ['1884:1883']}
  gateway: {image: x/gateway:1, NETWORKenvironment: {MQTT_URL: 'mqtt://127.0.0.1:1884', OWN_URL: 'http://localhost:9000'}}
"""


def test_localhost_on_the_host_network_is_who_publishes_the_port(read_texts: ReadTexts) -> None:
    flows = drawn(read_texts(BROKER.replace("NETWORK", "network_mode: host, ")))

    assert flows.keys() == {"internet->broker", "gateway->broker"}
    assert flows["gateway->broker"] == {"protocol": "mqtt", "port": 1883, "encrypted": False}


def test_localhost_on_a_network_of_its_own_is_the_service_itself(read_texts: ReadTexts) -> None:
    assert drawn(read_texts(BROKER.replace("NETWORK", ""))).keys() == {"internet->broker"}


def test_the_docker_api_over_tcp_is_noted_on_the_host(read_texts: ReadTexts) -> None:
    reading = read_texts(app("environment: {DOCKER_HOST: 'tcp://host.docker.internal:2375'}"))

    assert reading.model.elements["node:compose"].facts["runtime_api_tcp"].value is True
    assert drawn(reading) == {"app->node:compose": {"protocol": "http", "port": 2375}}


def test_the_docker_api_on_loopback_is_that_of_the_host_for_who_is_on_its_network(
    read_texts: ReadTexts,
) -> None:
    given = "network_mode: host\nenvironment: {DOCKER_HOST: 'tcp://127.0.0.1:2375'}"
    reading = read_texts(app(given))

    assert reading.model.elements["node:compose"].facts["runtime_api_tcp"].value is True


def test_a_health_check_names_a_port_on_the_network_of_the_host(read_texts: ReadTexts) -> None:
    checked = "healthcheck: {test: [CMD, curl, -f, 'http://localhost:8000/health']}"
    reading = read_texts(app(f"network_mode: host\n{checked}"))

    assert drawn(reading) == {"internet->app": {"protocol": "http", "port": 8000, "encrypted": False}}
    assert drawn(read_texts(app(checked))) == {}


def test_a_command_line_names_a_port_on_the_network_of_the_host(read_texts: ReadTexts) -> None:
    flows = drawn(
        read_texts(app("network_mode: host\ncommand: uvicorn main:app --host 0.0.0.0 --port 51821"))
    )

    assert flows == {"internet->app": {"port": 51821}}


def test_a_dockerfile_names_a_port_on_the_network_of_the_host() -> None:
    compose = (
        "services: {app: {build: ., network_mode: host}, job: {build: ., network_mode: host, command: work}}"
    )
    dockerfile = 'FROM python:3.13\nEXPOSE 9100/tcp\nCMD ["gunicorn", "-b", "0.0.0.0:9200", "app"]\n'

    reading = read_files({"compose.yaml": compose, "Dockerfile": dockerfile})

    assert set(reading.model.flows) == {
        "flow:internet->compose:app:9100",
        "flow:internet->compose:app:9200",
    }
