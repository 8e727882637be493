"""The schema of the API is the one the front end's types are made from."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from tests.banned_words import banned_in

SNAPSHOT = Path(__file__).with_name("openapi.json")


def test_the_schema_is_the_snapshot() -> None:
    generator: Any = SchemaGenerator  # untyped in the library
    schema = generator().get_schema(request=None, public=True)

    assert json.loads(json.dumps(schema)) == json.loads(SNAPSHOT.read_text()), (
        "The API has changed. If that is meant, run make openapi and commit what it writes."
    )


def test_descriptions_use_no_banned_word() -> None:
    found = {
        text: words for text in _descriptions(json.loads(SNAPSHOT.read_text())) if (words := banned_in(text))
    }

    assert found == {}


def _descriptions(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        text = schema.get("description")
        if isinstance(text, str):
            yield text
        for part in schema.values():
            yield from _descriptions(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _descriptions(part)


def test_the_schema_is_served_to_people_who_are_signed_in(alice: APIClient, nobody: APIClient) -> None:
    assert nobody.get("/api/schema/").status_code == 403
    assert alice.get("/api/schema/").status_code == 200
