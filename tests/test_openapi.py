"""The schema of the API is the one the front end's types are made from."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from tests.banned_words import banned_in
from threatmodel.api.openapi import operations_of

SNAPSHOT = Path(__file__).with_name("openapi.json")


def test_the_schema_is_the_snapshot() -> None:
    generator: Any = SchemaGenerator  # untyped in the library
    schema = generator().get_schema(request=None, public=True)

    assert json.loads(json.dumps(schema)) == json.loads(SNAPSHOT.read_text()), (
        "The API has changed. If that is meant, run make openapi and commit what it writes."
    )


def test_the_schema_follows_the_specification() -> None:
    # Its parsers of addresses take seconds to make, in each process that imports it.
    from openapi_spec_validator import OpenAPIV30SpecValidator  # noqa: PLC0415

    faults = OpenAPIV30SpecValidator(json.loads(SNAPSHOT.read_text())).iter_errors()

    assert [str(fault) for fault in faults] == []


def test_every_operation_has_a_summary_a_tag_and_a_name_of_its_own() -> None:
    operations = [one for _, _, one in operations_of(json.loads(SNAPSHOT.read_text()))]
    names = Counter(one["operationId"] for one in operations)

    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []
    assert [one["operationId"] for one in operations if not 3 < len(one.get("summary", "")) <= 120] == []
    assert [one["operationId"] for one in operations if len(one["tags"]) != 1] == []
    summaries = Counter((*one["tags"], one["summary"]) for one in operations)
    assert [summary for summary, count in summaries.items() if count > 1] == []


def test_every_part_of_an_address_and_every_page_parameter_is_described() -> None:
    schema = json.loads(SNAPSHOT.read_text())
    undescribed = {
        parameter["name"]
        for _, _, one in operations_of(schema)
        for parameter in one.get("parameters", ())
        if parameter.get("in") == "path"
        or parameter.get("name") in ("page", "page_size", "search", "version")
        if not parameter.get("description")
    }

    assert undescribed == set(), "describe it in threatmodel/api/openapi_names.py"


def test_errors_are_described_once() -> None:
    schema = json.loads(SNAPSHOT.read_text())
    described = [
        (one["operationId"], status)
        for _, _, one in operations_of(schema)
        for status, response in one["responses"].items()
        if status >= "400" and status != "409" and "$ref" not in response
    ]

    assert described == []
    assert sorted(schema["components"]["responses"]) == [
        "Conflict", "Forbidden", "InvalidRequest", "NotFound", "TooManyRequests", "Unauthorized",
    ]  # fmt: skip


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
