"""What the Dockerfile of a service sets counts for it: variables, ports, and that it only adds data."""

import pytest

from tests.engine.importers.compose.projects import read_files
from tests.engine.importers.compose.test_flow_inference import drawn
from threatmodel.engine.importers import Reading

SHOP = """services:
  web: {build: web, KEYSdepends_on: [orders]}
  orders: {build: orders}
"""
WEB = "FROM nginx:1.29\nENV ORDERS_URL=http://orders:8080 \\\n    TITLE=orders\n"
ORDERS = 'FROM python:3.13\nEXPOSE 8080/tcp\nCMD ["python", "orders.py"]\n'


def shop(*, keys: str = "", web: str = WEB, orders: str = ORDERS) -> Reading:
    return read_files(
        {"compose.yaml": SHOP.replace("KEYS", keys), "web/Dockerfile": web, "orders/Dockerfile": orders}
    )


def test_a_variable_of_the_dockerfile_names_whom_the_service_calls() -> None:
    (flow,) = shop().model.flows.values()

    assert (flow.source, flow.destination, flow.facts["port"].value) == (
        "compose:web",
        "compose:orders",
        8080,
    )
    assert (flow.provenance.file, flow.provenance.line) == ("web/Dockerfile", 2)
    assert flow.why == "The variable ORDERS_URL of web names orders."


def test_a_variable_of_the_service_replaces_that_of_the_dockerfile() -> None:
    reading = shop(keys="environment: {ORDERS_URL: 'http://orders:9000'}, ")

    assert drawn(reading)["web->orders"]["port"] == 9000


def test_a_call_that_is_assumed_goes_to_the_port_that_the_dockerfile_exposes() -> None:
    assert drawn(shop(web="FROM nginx:1.29\n"))["web->orders"] == {"port": 8080, "protocol": "http"}


def test_another_command_line_may_open_other_ports() -> None:
    text = SHOP.replace("KEYS", "").replace("{build: orders}", "{build: orders, command: work}")
    reading = read_files(
        {"compose.yaml": text, "web/Dockerfile": "FROM nginx:1.29\n", "orders/Dockerfile": ORDERS}
    )

    assert drawn(reading)["web->orders"] == {}


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM mongo:8\nCOPY *.js /docker-entrypoint-initdb.d/\n", False),
        ("FROM mongo:8\nCOPY *.js /docker-entrypoint-initdb.d/\nENV MONGO_INITDB_ROOT_USERNAME=root\n", True),
        ("FROM mongo:8\nCOPY mongod.conf /etc/\n", None),
        ("FROM mongo:8\nRUN ./configure\n", None),
        ("FROM mongo:8\nCMD [mongod, --auth]\n", None),
    ],
)
def test_an_image_that_only_adds_data_lets_in_whom_its_base_does(
    dockerfile: str, expected: bool | None
) -> None:
    reading = read_files({"compose.yaml": "services: {db: {build: .}}", "Dockerfile": dockerfile})

    fact = reading.model.elements["compose:db"].facts.get("authentication_required")
    assert (fact.value if fact else None) is expected


MQTT = """services:
  mqtt: {build: ., volumes: ['./mosquitto.conf:/mosquitto/config/mosquitto.conf'], ports: ['1883:1883']}
"""
BROKER = 'FROM eclipse-mosquitto:2\nCOPY start.sh /\nENTRYPOINT ["sh", "/start.sh"]\n'


@pytest.mark.parametrize(
    ("text", "required", "encrypted"),
    [
        ("listener 1883\nallow_anonymous false\npassword_file /passwords\n", True, False),
        ("listener 1883\nallow_anonymous true\n", False, False),
        ("listener 1883\nallow_anonymous false\ncafile /certs/ca.crt\n", True, None),
        ("listener 1883\n", None, None),
    ],
)
def test_a_file_that_an_image_of_ones_own_is_given_says_whom_it_lets_in(
    text: str, required: bool | None, encrypted: bool | None
) -> None:
    reading = read_files({"compose.yaml": MQTT, "Dockerfile": BROKER, "mosquitto.conf": text})

    fact = reading.model.elements["compose:mqtt"].facts.get("authentication_required")
    assert (fact.value if fact else None) is required
    assert drawn(reading)["internet->mqtt"].get("encrypted") is encrypted
