"""Whatever the OpenAPI schema allows, and what it does not, is answered without an error of the server.

BULKHEAD_SCHEMA_EXAMPLES says how many requests are made up for each operation. BULKHEAD_SCHEMA_COVERAGE=1
adds about 65 for each: every bound of every field by itself.
"""

import os
from typing import Any, Final, cast

import pytest
import requests
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from rest_framework.test import APIClient

from tests.people import People
from tests.security.sample_objects import Things
from tests.security.test_odd_values import client_who_may
from tests.security.test_unknown_fields import SCHEMA
from threatmodel.engine.library.loader import load_library

# PostgreSQL is the stricter: the numbers and texts that SQLite refuses are in test_odd_values.py.
pytestmark = pytest.mark.services
EXAMPLES: Final = int(os.environ.get("BULKHEAD_SCHEMA_EXAMPLES", "5"))


def _has_choice(operation: dict[str, Any]) -> bool:
    """Whether requests of an operation differ in more than their ids, which are those of the things.

    The one request of another is made by test_tenancy.py, and with odd numbers by test_odd_values.py.
    """
    return "requestBody" in operation or any(
        one.get("in") != "path" for one in operation.get("parameters", ())
    )


_CHOICES: Final = {
    path: {method: one for method, one in operations.items() if _has_choice(one)}
    for path, operations in SCHEMA["paths"].items()
}
schema = schemathesis.openapi.from_dict({**SCHEMA, "paths": _CHOICES})
# Odd values of each field by itself are in test_odd_values.py.
schema.config.phases.coverage.enabled = os.environ.get("BULKHEAD_SCHEMA_COVERAGE") == "1"


@pytest.fixture
def owner(cast: People) -> APIClient:
    """Somebody who may do everything in the team of the things and in the instance."""
    return client_who_may(cast)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_is_an_error_of_the_server(
    case: schemathesis.Case[Any], owner: APIClient, things: Things
) -> None:
    """Each request is taken back, so that the next one finds the things of the team as they were."""
    generated = case.path_parameters or {}
    known = {**things, "rule": load_library().rules[0].id} if "/library/" in case.path else things
    case.path_parameters = {name: known.get(name, value) for name, value in generated.items()}
    made = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    content_type = str(made.headers.get("Content-Type", "application/json"))
    body = cast("str", made.body or "")  # bytes as well; the client takes both
    with transaction.atomic():
        answer = owner.generic(str(made.method), made.path_url, body, content_type=content_type)
        transaction.set_rollback(True)
    assert answer.status_code < 500, (made.method, made.path_url[:500], str(made.body)[:500])
