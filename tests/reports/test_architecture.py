"""What reports say of the architecture, in words."""

from typing import Any

import pytest

from threatmodel.history.architecture_state import State
from threatmodel.reports.selectors.architecture import data_sets_of

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ""),
        ({"personal_data": False}, "None"),
        ({"personal_data": True}, "Yes"),
        ({"personal_data": True, "personal_data_categories": ["contact"]}, "contact"),
    ],
)
def test_personal_data_of_a_data_set_is_in_words(facts: dict[str, Any], said: str) -> None:
    row = {
        "gone": False,
        "kind": "data-set",
        "name": "Carts",
        "facts": {fact: {"value": value} for fact, value in facts.items()},
    }

    found = data_sets_of(State({"data:carts": row}, {}, {}))

    assert [one.personal for one in found] == [said]
