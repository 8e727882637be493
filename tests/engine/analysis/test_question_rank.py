"""Questions are ranked by the worst that their answers could decide, by one function for all."""

import pytest

from threatmodel.engine.analysis.question_rank import rank_order, severity_rank
from threatmodel.engine.analysis.rule_evaluation import Question, question_order

_RANKED = (
    (("critical", 2),),
    (("critical", 1), ("high", 1)),
    (("critical", 1), ("medium", 4_000)),
    (("critical", 1),),
    (("high", 4_000),),
    (("medium", 19), ("low", 1)),
    (("medium", 19),),
    (("low", 1),),
    (("info", 1),),
    (),
)


def test_a_worse_severity_outranks_any_number_of_lesser_ones() -> None:
    ranks = [severity_rank(raised) for raised in _RANKED]  # type: ignore[arg-type]

    assert ranks == sorted(set(ranks), reverse=True)


def test_equal_ranks_are_ordered_by_what_the_threats_would_score() -> None:
    assert rank_order((("high", 1),), 80) < rank_order((("high", 1),), 70) < rank_order((("low", 9),), 900)


@pytest.mark.parametrize("count", [4_095, 10**9])
def test_a_rank_fits_its_column(count: int) -> None:
    every = tuple((severity, count) for severity in ("critical", "high", "medium", "low", "info"))

    assert severity_rank(every) < 2**63  # type: ignore[arg-type]


def test_an_analysis_lists_one_critical_threat_before_many_of_medium() -> None:
    many = Question("a", "rotated", "", ("r",), 900, (("medium", 19),))
    worst = Question("b", "patched", "", ("r",), 94, (("critical", 1),))

    assert sorted([many, worst], key=question_order) == [worst, many]
