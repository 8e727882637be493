"""One GET of the API as benchmarks measure it: the best of several times, the size and the queries."""

import time
from typing import Any, Final, NamedTuple

from benchmarks.processor_time import processor_seconds

_ROUNDS: Final = 5


class Read(NamedTuple):
    """`seconds` of wall time and of `processor` time, the best of several; `size` of the body in bytes."""

    seconds: float
    processor: float
    size: int
    queries: int


def read_measured(model: Any, path: str) -> Read:
    """Measure the GET of a path below a model, as the person who made it."""
    return get_measured(model.created_by, f"/api/models/{model.pk}/{path}")


def get_measured(user: Any, address: str) -> Read:
    """Measure a GET as the user."""
    from django.db import connection  # noqa: PLC0415 (Django is set up by scratch_database)
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from rest_framework.test import APIClient  # noqa: PLC0415

    client = APIClient(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    best, processor, size = float("inf"), float("inf"), 0
    for _ in range(_ROUNDS):
        started, used = time.perf_counter(), processor_seconds()
        response = client.get(address)
        best = min(best, time.perf_counter() - started)
        processor = min(processor, processor_seconds() - used)
        assert response.status_code == 200, response.content
        size = len(response.content)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return Read(best, processor, size, len(captured))
