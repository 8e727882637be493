"""Programs whose first visitor becomes their administrator."""

import pytest

from threatmodel.engine.importers.products.first_administrators import (
    account_password,
    first_visitor_administers,
)
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


def test_a_variable_sets_the_password_of_the_first_account() -> None:
    airflow = product_called("Airflow")

    assert account_password(airflow, {"_AIRFLOW_WWW_USER_PASSWORD": "x"}) == (
        "_AIRFLOW_WWW_USER_PASSWORD",
        "x",
    )
    assert account_password(airflow, {"AIRFLOW_PASSWORD": "x"}) == ("", "")
    assert account_password(product_called("Redis"), {"_AIRFLOW_WWW_USER_PASSWORD": "x"}) == ("", "")
    assert account_password(None, {"_AIRFLOW_WWW_USER_PASSWORD": "x"}) == ("", "")
