"""The examples of the OpenAPI document are what the API takes and answers."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema_rs import validator_for

from threatmodel.api.openapi import operations_of
from threatmodel.config.openapi_examples import REQUESTS, RESPONSES

pytestmark = pytest.mark.no_database
DOCUMENT: Final = json.loads((Path(__file__).parents[1] / "openapi.json").read_text())
BY_ID: Final = {one["operationId"]: one for _, _, one in operations_of(DOCUMENT)}
EXAMPLES: Final = [
    (name, content["schema"], example["value"])
    for name, operation in BY_ID.items()
    for part in (operation.get("requestBody", {}), *operation["responses"].values())
    for content in part.get("content", {}).values()
    for example in content.get("examples", {}).values()
]


def as_json_schema(part: Any) -> Any:
    """Return the schema in the words of JSON Schema: OpenAPI 3.0 says `nullable` for null."""
    if isinstance(part, list):
        return [as_json_schema(one) for one in part]
    if not isinstance(part, dict):
        return part
    plain = {key: as_json_schema(value) for key, value in part.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if part.get("nullable") is True else plain


SCHEMAS: Final = as_json_schema({"components": DOCUMENT["components"]})


def test_the_operations_that_programs_use_most_have_examples() -> None:
    assert set(REQUESTS) | set(RESPONSES) <= set(BY_ID)
    assert len({name for name, *_ in EXAMPLES}) >= 10


@pytest.mark.parametrize(("name", "schema", "value"), EXAMPLES, ids=[name for name, *_ in EXAMPLES])
def test_an_example_is_valid(name: str, schema: Any, value: Any) -> None:
    checked = validator_for({**SCHEMAS, "allOf": [as_json_schema(schema)]})

    assert [error.message for error in checked.iter_errors(value)] == []
