"""Mitigations only ever lower the likelihood that is left."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.analysis.risk_levels import LEVELS, likelihood_left

SHARES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.8, 1.0]), max_size=6)


@given(st.sampled_from(LEVELS), SHARES, st.sampled_from([0.0, 0.25, 0.5, 0.8, 1.0]))
def test_another_mitigation_never_raises_the_likelihood(level: int, shares: list[float], more: float) -> None:
    before = likelihood_left(level, shares)

    assert 0 <= likelihood_left(level, [*shares, more]) <= before <= level
    assert likelihood_left(level, [*shares, 0.0]) == before
    assert (before == 0) == (1.0 in shares)


@given(st.sampled_from(LEVELS), st.lists(st.sampled_from([0.25, 0.5, 0.8]), min_size=2, max_size=4))
def test_the_order_of_mitigations_does_not_matter(level: int, shares: list[float]) -> None:
    assert len({likelihood_left(level, one) for one in permutations(shares)}) == 1
