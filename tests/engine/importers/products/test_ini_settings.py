"""Settings in INI files, by the names of the variables that mean the same."""

from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.products.ini_settings import ini_file_of, settings_in

TEXT = """
app_mode = production
[auth.anonymous]
# enabled = false
enabled = true
; org_role = Admin
org_role=Viewer
[server]
root_url = https://a.example/?b=c
"""


def test_sections_and_keys_are_parts_of_the_name() -> None:
    assert settings_in(product_called("Grafana"), TEXT) == {
        "GF_AUTH_ANONYMOUS_ENABLED": ("true", 5),
        "GF_AUTH_ANONYMOUS_ORG_ROLE": ("Viewer", 7),
        "GF_SERVER_ROOT_URL": ("https://a.example/?b=c", 9),
    }
    assert "GITEA__SERVER__ROOT_URL" in settings_in(product_called("Gitea"), TEXT)


def test_only_some_products_have_such_a_file() -> None:
    assert ini_file_of(product_called("Airflow")) == "airflow.cfg"
    assert ini_file_of(product_called("Redis")) == ""
    assert ini_file_of(None) == ""
