"""Programs whose first visitor becomes their administrator."""

import pytest

from threatmodel.engine.importers.products.first_administrators import first_visitor_administers
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
