"""The schema of the API is the one the front end's types are made from."""

import json
from pathlib import Path
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

SNAPSHOT = Path(__file__).with_name("openapi.json")


def test_the_schema_is_the_snapshot() -> None:
    generator: Any = SchemaGenerator  # untyped in the library
    schema = generator().get_schema(request=None, public=True)

    assert json.loads(json.dumps(schema)) == json.loads(SNAPSHOT.read_text()), (
        "The API has changed. If that is meant: make openapi, or "
        "python manage.py spectacular --format openapi-json --file tests/openapi.json, "
        "then npm --prefix frontend run api, and commit both."
    )


def test_the_schema_is_served_to_people_who_are_signed_in(alice: APIClient, nobody: APIClient) -> None:
    assert nobody.get("/api/schema/").status_code == 403
    assert alice.get("/api/schema/").status_code == 200
