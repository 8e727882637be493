"""Flows follow from addresses in files of variables."""

import pytest

from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.model.serialization import model_to_json


@pytest.mark.parametrize(
    ("line", "called"),
    [
        ("DATABASE_URL=postgres://app:sEcr3t-canary@store:5432/app", True),
        ("export DATABASE_URL='postgresql://app:${DB_PASSWORD}@store/app'", True),
        ("DB_HOST=store", True),
        ("DATABASE_PASSWORD=store", False),
    ],
)
def test_an_address_in_a_file_of_variables_is_called_also_with_a_login(line: str, *, called: bool) -> None:
    compose = """
services:
  web: {image: "acme/web:1", env_file: [conf/web.env]}
  store: {image: "postgres:16"}
"""

    reading = read([TextFile("compose.yaml", compose.encode()), TextFile("conf/web.env", line.encode())])

    found = {(one.source, one.destination) for one in reading.model.flows.values()}
    assert (("compose:web", "compose:store") in found) is called
    assert "canary" not in repr(model_to_json(reading.model)) + repr(reading.problems)


def test_a_model_server_calls_no_store_of_the_applications_whose_file_it_is_given() -> None:
    compose = """
services:
  web: {image: "acme/web:1", env_file: [all.env]}
  models: {image: "ghcr.io/immich-app/immich-machine-learning:v2", env_file: [all.env]}
  store: {image: "postgres:16"}
"""
    variables = "DB_HOST=store\nMODELS_URL=http://models:3003\nWEB_URL=http://web:3001\n"

    reading = read([TextFile("compose.yaml", compose.encode()), TextFile("all.env", variables.encode())])

    found = {(one.source, one.destination) for one in reading.model.flows.values()}
    assert found == {("compose:web", "compose:store"), ("compose:web", "compose:models")}
