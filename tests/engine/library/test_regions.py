"""Regions are compared by what they name, and nothing is concluded from an unknown name."""

import pytest

from threatmodel.engine.library.regions import is_within


@pytest.mark.parametrize(
    ("region", "allowed", "within"),
    [
        ("eu-central-1", ["Germany"], True),
        ("eu-central-1a", ["Germany"], True),
        ("europe-west3-b", ["de"], True),
        ("Germany West Central", ["Germany"], None),
        ("germanywestcentral", ["EU"], True),
        ("eu-west-2", ["EU"], False),  # London
        ("europe-west6", ["EU"], False),  # Zurich
        ("norwayeast", ["EU"], False),
        ("norwayeast", ["EEA"], True),
        ("us-east-1", ["EU", "Canada"], False),
        ("us_east1", ["United States"], True),
        ("us-east1-c", ["United States"], True),
        ("EU", ["European Union"], True),
        ("EU", ["Germany"], None),
        ("France", ["Germany"], False),
        ("our basement", ["Our  Basement"], True),
        ("our basement", ["EU"], None),
        ("us-east-1", ["our basement"], None),
        ("us-east-1", ["our basement", "USA"], True),
        ("us-east-1", [], False),
    ],
)
def test_where_a_region_lies(region: str, allowed: list[str], within: bool | None) -> None:
    assert is_within(region, allowed) is within
