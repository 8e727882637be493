"""How a service refuses what a person asked for: each fault says what to change, by field."""

from collections.abc import Mapping
from typing import Any


class Refused(ValueError):
    """Something cannot be so; `problems` says what is wrong by field of the request, as the API shows it."""

    def __init__(self, problems: Mapping[str, Any]) -> None:
        super().__init__("; ".join(f"{field}: {said}" for field, said in problems.items()))
        self.problems = dict(problems)
