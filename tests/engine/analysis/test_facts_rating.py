"""Likelihood and impact follow from the factors of the score."""

from typing import Any

import pytest

from threatmodel.engine.analysis.facts_rating import IMPACT_FACTORS, LIKELIHOOD_FACTORS, levels_of_facts
from threatmodel.engine.analysis.threat_score import Factor
from threatmodel.engine.library.taxonomies import SEVERITIES


def factors(**points: int) -> list[dict[str, Any]]:
    return [{"factor": name, "points": number} for name, number in points.items()]


def test_without_factors_the_severity_alone_counts() -> None:
    levels = [levels_of_facts(severity, [], is_gap=False) for severity in SEVERITIES]

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
    assert levels_of_facts("medium", factors(**points), is_gap=False) == levels


def test_a_hardening_gap_is_less_likely_to_be_used() -> None:
    assert levels_of_facts("medium", [], is_gap=True) == (2, 3)


def test_no_factor_counts_on_both_sides() -> None:
    known = set(Factor.__args__)  # type: ignore[attr-defined]

    assert not LIKELIHOOD_FACTORS & IMPACT_FACTORS
    assert known >= LIKELIHOOD_FACTORS | IMPACT_FACTORS
    assert known - LIKELIHOOD_FACTORS - IMPACT_FACTORS == {"severity", "situation", "usual", "limit"}
