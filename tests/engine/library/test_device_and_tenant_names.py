"""What names say of devices, tenants, updates and webhooks."""

import pytest

from threatmodel.engine.library.device_and_tenant_names import (
    names_broker,
    names_device,
    names_outside_tenant,
    names_passing_device,
    names_tenant,
    names_updates,
    names_webhooks,
    number_of,
)


@pytest.mark.parametrize(
    "name",
    [
        "Smart meter",
        "Sensors",
        "iot-device",
        "Camera 12",
        "Meter device B",
        "EDGE GATEWAY",
        "PLC",
        "Gas meters",
    ],
)
def test_names_of_devices(name: str) -> None:
    assert names_device(name)


@pytest.mark.parametrize(
    "name",
    [
        "Device registry",
        "device-api",
        "User device",
        "Mobile devices",
        "API gateway",
        "Biosensor",
        "Sensor data",
        "Issue tracker",
        "",
    ],
)
def test_other_names(name: str) -> None:
    assert not names_device(name)


def test_a_gateway_passes_on_what_it_gets() -> None:
    assert names_passing_device("Home gateway")
    assert not names_passing_device("Thermostat")
    assert not names_passing_device("API gateway")


@pytest.mark.parametrize(
    "name", ["Tenant user", "tenants-db", "Multitenant API", "SaaS admin", "Organization"]
)
def test_names_of_tenants(name: str) -> None:
    assert names_tenant(name)


@pytest.mark.parametrize("name", ["Customer", "Lieutenant", "Reorganization", "User"])
def test_names_of_others(name: str) -> None:
    assert not names_tenant(name)


def test_an_external_service_is_no_tenant_by_what_its_provider_sells() -> None:
    assert not names_outside_tenant("SaaS CRM")
    assert names_outside_tenant("Tenant identity provider")


def test_a_letter_or_number_tells_one_from_others() -> None:
    assert number_of("Tenant A database") == "a"
    assert number_of("tenant-12") == "12"
    assert number_of("Tenant database") == ""


def test_names_of_brokers_updates_and_webhooks() -> None:
    assert names_broker("MQTT server")
    assert names_updates("OTA bucket")
    assert names_updates("firmware-storage")
    assert names_webhooks("Webhooks of customers")
    assert not names_broker("Brokerage")
    assert not names_updates("Quota service")
    assert not names_webhooks("Hook")
