"""Programs whose first visitor becomes their administrator."""

import pytest

from threatmodel.engine.importers.products.first_administrators import first_visitor_administers, weak_account
from threatmodel.engine.importers.products.images import product_called


@pytest.mark.parametrize(
    ("product", "variables", "words", "expected"),
    [
        ("Portainer", {}, ("-H unix:///var/run/docker.sock",), True),
        ("Portainer", {}, ("--admin-password-file=/run/secrets/admin",), False),
        ("Nextcloud", {}, (), True),
        ("Nextcloud", {"NEXTCLOUD_ADMIN_USER": ""}, (), True),
        ("Nextcloud", {"NEXTCLOUD_ADMIN_USER": "${ADMIN}"}, (), False),
        ("Redis", {}, (), False),
    ],
)
def test_a_setting_makes_the_account(
    product: str, variables: dict[str, str], words: tuple[str, ...], expected: bool
) -> None:
    found = first_visitor_administers(product_called(product), variables=variables, words=words)

    assert found is expected


@pytest.mark.parametrize(
    ("product", "variables", "expected"),
    [
        ("Airflow", {"_AIRFLOW_WWW_USER_PASSWORD": "airflow"}, "_AIRFLOW_WWW_USER_PASSWORD"),
        ("Airflow", {"_AIRFLOW_WWW_USER_PASSWORD": "kT9-wmQ2-rr81-Zp"}, ""),
        ("Airflow", {"AIRFLOW_PASSWORD": "airflow"}, ""),
        ("Redis", {"_AIRFLOW_WWW_USER_PASSWORD": "airflow"}, ""),
        (
            "Concourse",
            {"CONCOURSE_ADD_LOCAL_USER": "ann:kT9-wmQ2-rr81-Zp,guest:guest"},
            "CONCOURSE_ADD_LOCAL_USER",
        ),
        ("Concourse", {"CONCOURSE_ADD_LOCAL_USER": "maintainer:maintainer"}, "CONCOURSE_ADD_LOCAL_USER"),
        ("Concourse", {"CONCOURSE_ADD_LOCAL_USER": "ann:kT9-wmQ2-rr81-Zp"}, ""),
        ("Concourse", {"CONCOURSE_ADD_LOCAL_USER": "ann:$2a$10$sKZelZprWWcBAWbp28rB1u"}, ""),
        ("Concourse", {"CONCOURSE_ADD_LOCAL_USER": "${USERS}"}, ""),
    ],
)
def test_a_variable_makes_an_account_with_a_trivial_password(
    product: str, variables: dict[str, str], expected: str
) -> None:
    assert weak_account(product_called(product), variables) == expected


def test_an_unknown_program_makes_no_account() -> None:
    assert weak_account(None, {"_AIRFLOW_WWW_USER_PASSWORD": "airflow"}) == ""
