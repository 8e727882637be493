"""Likelihood and impact follow from the factors of the score; mitigations only ever lower what is left."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.analysis.risk_levels import (
    IMPACT_FACTORS,
    LEVELS,
    LIKELIHOOD_FACTORS,
    likelihood_left,
    risk_levels,
)
from threatmodel.engine.analysis.threat_score import Factor
from threatmodel.engine.library.taxonomies import SEVERITIES

SHARES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.8, 1.0]), max_size=6)


def factors(**points: int) -> list[dict[str, Any]]:
    return [{"factor": name, "points": number} for name, number in points.items()]


def test_without_factors_the_severity_alone_counts() -> None:
    levels = [risk_levels(severity, [], is_gap=False) for severity in SEVERITIES]

    assert [(one.likelihood, one.impact) for one in levels] == [(3, 5), (3, 4), (3, 3), (3, 2), (3, 1)]
    assert [one.score for one in levels] == [15, 12, 9, 6, 3]


@pytest.mark.parametrize(
    ("points", "levels"),
    [
        ({"reach": 2, "exposure": 4}, (4, 3)),
        ({"reach": 2, "exposure": 4, "exploited": 4}, (5, 3)),
        ({"reach": -4}, (2, 3)),
        ({"reach": -2}, (3, 3)),
        ({"likelihood": -8}, (1, 3)),
        ({"likelihood": 8, "exposure": 4}, (5, 3)),
        ({"criticality": 4}, (3, 4)),
        ({"criticality": 4, "gain": 5, "data": 2, "scope": 2}, (3, 5)),
        ({"criticality": -4}, (3, 2)),
        ({"limit": -6, "severity": 48, "situation": 24}, (3, 3)),
    ],
)
def test_four_points_are_a_level_on_one_side(points: dict[str, int], levels: tuple[int, int]) -> None:
    assert risk_levels("medium", factors(**points), is_gap=False) == levels


def test_a_hardening_gap_is_less_likely_to_be_used() -> None:
    assert risk_levels("medium", [], is_gap=True) == (2, 3)


def test_no_factor_counts_on_both_sides() -> None:
    known = set(Factor.__args__)  # type: ignore[attr-defined]

    assert not LIKELIHOOD_FACTORS & IMPACT_FACTORS
    assert known >= LIKELIHOOD_FACTORS | IMPACT_FACTORS
    assert known - LIKELIHOOD_FACTORS - IMPACT_FACTORS == {"severity", "situation", "limit"}


@given(st.sampled_from(LEVELS), SHARES, st.sampled_from([0.0, 0.25, 0.5, 0.8, 1.0]))
def test_another_mitigation_never_raises_the_likelihood(level: int, shares: list[float], more: float) -> None:
    before = likelihood_left(level, shares)

    assert 0 <= likelihood_left(level, [*shares, more]) <= before <= level
    assert likelihood_left(level, [*shares, 0.0]) == before
    assert (before == 0) == (1.0 in shares)


@given(st.sampled_from(LEVELS), st.lists(st.sampled_from([0.25, 0.5, 0.8]), min_size=2, max_size=4))
def test_the_order_of_mitigations_does_not_matter(level: int, shares: list[float]) -> None:
    assert len({likelihood_left(level, one) for one in permutations(shares)}) == 1
