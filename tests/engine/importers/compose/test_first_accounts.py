"""Services of a compose project that make the first account of a program with a trivial password."""

import pytest

from tests.engine.importers.compose.readings import of

SERVICES = """services:
  web: {image: "apache/airflow:2.9.3", command: webserver, ports: ["8080:8080"]}
  init: {image: "IMAGE", environment: {_AIRFLOW_WWW_USER_PASSWORD: "VALUE"}}
  other: {image: "redis:7"}
"""


def default_logins(image: str, password: str) -> set[str]:
    files = {"compose.yaml": SERVICES.replace("IMAGE", image).replace("VALUE", password)}
    elements = of(files).model.elements
    return {uid for uid, one in elements.items() if "default_login" in one.facts}


@pytest.mark.parametrize("password", ["airflow", "${_AIRFLOW_WWW_USER_PASSWORD:-airflow}", "admin"])
def test_services_of_the_program_with_ports_have_the_login_that_another_makes(password: str) -> None:
    assert default_logins("apache/airflow:2.9.3", password) == {"compose:web"}


@pytest.mark.parametrize(
    ("image", "password"),
    [
        ("apache/airflow:2.9.3", "kT9-wmQ2-rr81-Zp"),
        ("apache/airflow:2.9.3", "${_AIRFLOW_WWW_USER_PASSWORD}"),
        ("acme/init:1", "airflow"),
    ],
)
def test_a_password_of_its_own_and_another_program_are_no_default_login(image: str, password: str) -> None:
    assert default_logins(image, password) == set()
