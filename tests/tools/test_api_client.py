"""What the generator of the Python client gets of the OpenAPI document."""

from typing import Any

import pytest

from tools.api_client import client_document

pytestmark = pytest.mark.no_database
TOKEN: Any = {"tokenAuth": []}
PAGE: Any = {"name": "page", "in": "query", "schema": {"type": "integer", "default": 1}}
FILE: Any = {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
ERROR: Any = {"$ref": "#/components/responses/NotFound"}
OPERATION: Any = {"security": [TOKEN, {"cookieAuth": []}], "responses": {"200": FILE, "404": ERROR}}
DOCUMENT: Any = {
    "paths": {
        "/api/a/": {"get": {**OPERATION, "parameters": [PAGE]}, "post": {"security": [{"cookieAuth": []}]}},
        "/api/b/": {"get": {"security": [{"cookieAuth": []}]}},
    },
    "components": {"schemas": {"Fact": {"properties": {"default": {"type": "string", "default": ""}}}}},
}


def test_operations_that_no_token_may_use_are_left_out() -> None:
    paths = client_document(DOCUMENT)["paths"]

    assert {path: [*methods] for path, methods in paths.items()} == {"/api/a/": ["get"]}
    assert paths["/api/a/"]["get"]["security"] == [TOKEN]


def test_files_are_bytes_and_errors_are_raised() -> None:
    responses = client_document(DOCUMENT)["paths"]["/api/a/"]["get"]["responses"]

    assert [*responses] == ["200"]
    assert [*responses["200"]["content"]] == ["application/octet-stream"]


def test_values_that_are_not_given_are_not_sent() -> None:
    document = client_document(DOCUMENT)

    (page,) = document["paths"]["/api/a/"]["get"]["parameters"]
    assert page["schema"] == {"type": "integer"}
    assert document["components"]["schemas"]["Fact"]["properties"] == {"default": {"type": "string"}}
