"""Where Envoy is administered, by the configuration that a service mounts or its image copies."""

import pytest

from tests.engine.importers.compose.readings import of

MOUNTED = """services:
  edge: {image: 'envoyproxy/envoy:v1.31.0', volumes: ['./envoy.yaml:/etc/envoy/envoy.yaml']}
"""
BUILT = "services: {edge: {build: ., ports: ['8001:8001']}}\n"
DOCKERFILE = (
    "FROM envoyproxy/envoy:v1.31.0\nCOPY envoy.yaml /etc/envoy.yaml\nCMD [envoy, -c, /etc/envoy.yaml]\n"
)
ADMIN = "admin:\n  address:\n    socket_address: {address: %s, port_value: %s}\n"


def admin_ports(files: dict[str, str]) -> object:
    fact = of(files).model.elements["compose:edge"].facts.get("open_admin_ports")
    return None if fact is None else fact.value


@pytest.mark.parametrize(
    "files",
    [{"compose.yaml": MOUNTED}, {"compose.yaml": BUILT, "Dockerfile": DOCKERFILE}],
    ids=["mounted", "built"],
)
def test_its_port_is_that_of_the_configuration(files: dict[str, str]) -> None:
    found = admin_ports({**files, "envoy.yaml": ADMIN % ("0.0.0.0", 8001)})

    assert found == [{"port": 8001, "setting": "admin"}]


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "'::1'"])
def test_an_address_of_the_container_itself_opens_none(address: str) -> None:
    assert admin_ports({"compose.yaml": MOUNTED, "envoy.yaml": ADMIN % (address, 8001)}) == []


@pytest.mark.parametrize("port", ["0", "70000", "x"])
def test_nor_does_a_port_that_is_none(port: str) -> None:
    assert admin_ports({"compose.yaml": MOUNTED, "envoy.yaml": ADMIN % ("0.0.0.0", port)}) == []


@pytest.mark.parametrize(
    "text",
    [
        "admin: {access_log_path: /dev/null}",
        "admin: {address: {pipe: {path: /run/admin.sock}}}",
        "static_resources: {listeners: []}",
    ],
)
def test_its_own_configuration_without_such_an_address_opens_none(text: str) -> None:
    assert admin_ports({"compose.yaml": MOUNTED, "envoy.yaml": f"{text}\n"}) == []


def test_without_a_configuration_the_default_of_the_image_counts() -> None:
    found = admin_ports({"compose.yaml": MOUNTED, "envoy.yaml": "resources: []\n"})

    assert found == [{"port": 9901, "setting": "default"}]


def test_either_spelling_of_the_keys_counts() -> None:
    admin = "admin: {address: {socketAddress: {address: 0.0.0.0, portValue: 8001}}}\n"

    assert admin_ports({"compose.yaml": MOUNTED, "envoy.yaml": admin}) == [{"port": 8001, "setting": "admin"}]


def test_the_place_is_the_line_of_the_port() -> None:
    reading = of({"compose.yaml": MOUNTED, "envoy.yaml": ADMIN % ("0.0.0.0", 8001)})

    source = reading.model.elements["compose:edge"].facts["open_admin_ports"].source
    assert (source.file, source.line) == ("envoy.yaml", 3)


def test_what_only_mounts_the_folder_has_no_such_port() -> None:
    compose = "services: {tester: {image: 'shop:1', volumes: ['./config:/config']}}\n"
    reading = of({"compose.yaml": compose, "config/envoy.yaml": ADMIN % ("0.0.0.0", 9901)})

    assert "open_admin_ports" not in reading.model.elements["compose:tester"].facts


def test_keys_of_the_same_name_in_files_of_others_are_none_of_it() -> None:
    compose = "services: {app: {image: 'shop:1', volumes: ['./app.yaml:/etc/app.yaml']}}\n"
    reading = of({"compose.yaml": compose, "app.yaml": "admin: {address: 0.0.0.0:9000}\n"})

    assert "open_admin_ports" not in reading.model.elements["compose:app"].facts
