"""Administrators of a compose project whose password others have too."""

import pytest

from tests.engine.importers.compose.readings import of


def reused(services: str, **files: str) -> dict[str, object]:
    elements = of({"compose.yaml": f"services:\n{services}", **files}).model.elements
    return {
        uid.removeprefix("compose:"): element.facts["admin_password_reused"].value
        for uid, element in elements.items()
        if "admin_password_reused" in element.facts
    }


@pytest.mark.parametrize("password", ["sesame-4711", "${DB_PASSWORD}", "${DB_PASSWORD:-x}"])
def test_the_application_has_the_password_of_the_administrator(password: str) -> None:
    environment = f"{{MYSQL_ROOT_PASSWORD: '{password}', MYSQL_PASSWORD: '{password}'}}"

    assert reused(f"  db: {{image: 'mysql:8', environment: {environment}}}\n") == {"db": ["MYSQL_PASSWORD"]}


TWO = """  db: {image: "postgres:17", environment: {POSTGRES_PASSWORD: "%s"}}
  files: {image: "minio/minio:1", environment: {MINIO_ROOT_PASSWORD: "%s"}}
  app: {image: "acme/app:1", environment: {POSTGRES_PASSWORD: "sesame-4711"}}
"""


def test_administrators_of_two_servers_have_one_password() -> None:
    assert reused(TWO % ("sesame-4711", "sesame-4711")) == {"db": ["files"], "files": ["db"]}


@pytest.mark.parametrize("passwords", [("sesame-4711", "sesame-4712"), ("", "")])
def test_passwords_of_their_own_and_empty_ones_are_not_reused(passwords: tuple[str, str]) -> None:
    assert reused(TWO % passwords) == {}


def test_copies_of_one_server_have_one_administrator() -> None:
    environment = "environment: {POSTGRES_PASSWORD: sesame-4711}"
    services = f"""  primary: {{image: "postgres:17", {environment}}}
  replica: {{image: "postgres:17", {environment}}}
"""

    assert reused(services) == {}


def test_the_value_is_in_no_sentence() -> None:
    fact = (
        of({"compose.yaml": f"services:\n{TWO % ('sesame-4711', 'sesame-4711')}"})
        .model.elements["compose:db"]
        .facts["admin_password_reused"]
    )

    assert fact.source.why == "The value of POSTGRES_PASSWORD is also that of files."
    assert (fact.source.file, fact.source.line) == ("compose.yaml", 2)
