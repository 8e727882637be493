"""The errors of services for requests that cannot be fulfilled."""

from collections.abc import Mapping
from typing import Any


class InvalidRequest(ValueError):
    """A request that cannot be fulfilled; `problems` are messages by field, as the API shows them."""

    def __init__(self, problems: Mapping[str, Any]) -> None:
        super().__init__("; ".join(f"{field}: {problem}" for field, problem in problems.items()))
        self.problems = dict(problems)


class OutdatedEdit(Exception):
    """Another person has edited the row since the version that the request is based on."""
