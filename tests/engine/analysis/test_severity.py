"""The score of a threat is the sum of its factors, and each factor names the fact that it comes from."""

from itertools import pairwise, product
from typing import Any

from threatmodel.engine.analysis.rules import analyze
from threatmodel.engine.analysis.severity import (
    SCORING_FACTS,
    ScoreFactor,
    context_factors,
    points_of,
    score_factors,
)
from threatmodel.engine.library.frameworks import SEVERITIES, Severity
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model, Source

FROM_FILE = Source(origin="file", file="a.yaml", line=3)
HIGHEST: dict[str, Any] = {
    "uid": "shop",
    "internet_facing": True,
    "criticality": "critical",
    "data_classification": "restricted",
}


def test_each_factor_names_its_fact_and_the_element_that_has_it() -> None:
    pod = {"uid": "shop", "internet_facing": True, "criticality": "high"}

    factors = score_factors("high", context_factors({"self": {"uid": "shop/web"}, "pod": pod}))

    assert factors == (
        ScoreFactor("severity", 72),
        ScoreFactor("exposure", 5, "shop", "internet_facing", True),
        ScoreFactor("criticality", 2, "shop", "criticality", "high"),
    )


def test_what_is_unknown_adds_nothing() -> None:
    assert context_factors({"self": {"uid": "a", "internet_facing": False}}) == ()


def test_of_several_elements_the_one_that_adds_most_counts() -> None:
    ends = {
        "self": {"uid": "f", "data_classification": "internal"},
        "destination": {"uid": "db", "data_classification": "confidential"},
    }

    assert context_factors(ends) == (ScoreFactor("data", 1, "db", "data_classification", "confidential"),)


def test_what_would_leave_the_band_is_taken_away_again() -> None:
    factors = context_factors({"self": HIGHEST})

    assert factors[-1] == ScoreFactor("limit", -2)
    assert points_of(score_factors("medium", factors)) == 57


def test_no_context_moves_a_score_past_another_severity() -> None:
    ranges = [(min(scores), max(scores)) for scores in map(_possible_scores, SEVERITIES)]

    assert all(worse[0] > better[1] for worse, better in pairwise(ranges))
    assert ranges[0][1] <= 100
    assert ranges[-1][0] >= 0


def _possible_scores(severity: Severity) -> set[int]:
    """The scores of threats of this severity in all contexts of one element."""
    kinds = (CATALOGUE.fact("workload", fact) for fact in sorted(SCORING_FACTS))
    values = [kind.options if kind and kind.options else (True, False) for kind in kinds]
    contexts = [
        {"uid": "a", **dict(zip(sorted(SCORING_FACTS), one, strict=True))} for one in product(*values)
    ]
    return {points_of(score_factors(severity, context_factors({"self": one}))) for one in contexts}


def test_the_points_of_every_threat_add_up_to_its_score() -> None:
    facts = {
        "privileged": Fact(True, FROM_FILE),
        "criticality": Fact("critical", FROM_FILE),
        "data_classification": Fact("restricted", FROM_FILE),
    }
    elements = {
        "internet": Element("internet", "internet", "internet", None, {}, FROM_FILE),
        "shop": Element("shop", "workload", "shop", None, facts, FROM_FILE),
        "web": Element("web", "container", "web", "shop", facts, FROM_FILE),
    }
    flow = Flow("f", "internet", "shop", facts={"encrypted": Fact(False, FROM_FILE)})

    threats = analyze(Model(elements, flows={"f": flow}), load_library()).threats

    assert {threat.element for threat in threats} == {"f", "web"}
    assert all(points_of(threat.factors) == threat.score for threat in threats)
    assert all(one.element in {*elements, "f", ""} for threat in threats for one in threat.factors)
