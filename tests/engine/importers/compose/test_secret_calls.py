"""Who mounts the password of a store calls it, and logs in as whose password that is."""

import pytest

from tests.engine.importers.compose.projects import read_files
from tests.engine.importers.compose.readings import calls

STORE = """  db:
    image: mysql:8.4
    secrets: [root, tls]
    environment: {MYSQL_ROOT_PASSWORD_FILE: /run/secrets/root}
"""
END = "secrets: {root: {external: true}, tls: {external: true}, other: {external: true}}\n"


def project(app: str) -> str:
    return f"services:\n  app: {app}\n{STORE}{END}"


def test_a_service_that_mounts_the_password_of_a_store_calls_it_as_its_administrator() -> None:
    reading = read_files(
        {"compose.yaml": project("{image: acme/app, secrets: [{source: root, target: pw}]}")}
    )

    (flow,) = reading.model.flows.values()
    assert calls(reading) == {"app->db": 3306}
    assert flow.provenance.why == "app mounts the secret with the password of db."
    assert reading.model.elements["compose:db"].facts["superuser_login"].value is True


@pytest.mark.parametrize(
    "app",
    [
        "{image: acme/app, secrets: [other]}",
        "{image: acme/app, secrets: [tls]}",
        "{image: acme/app}",
        "{image: 'redis:7', secrets: [root]}",
    ],
    ids=["another secret", "a certificate of both", "no secret", "another store"],
)
def test_others_are_not_concluded_to_call_it(app: str) -> None:
    assert not read_files({"compose.yaml": project(app)}).model.flows
