"""OWASP Risk Rating and CVSS: only what is known counts, and what is not says so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threatmodel.engine.analysis.cvss_rating import InvalidVector, cvss_of_findings, cvss_of_vector
from threatmodel.engine.analysis.facts_rating import levels_of_facts
from threatmodel.engine.analysis.owasp_rating import (
    LIKELIHOOD_GROUPS,
    OWASP_FACTORS,
    OWASP_IDS,
    owasp_means,
    owasp_word,
)
from threatmodel.engine.analysis.risk_rating import Answers, RatedThreat, rate

BARE = RatedThreat("high", (), (), is_gap=False)
FACTS = levels_of_facts("high", (), is_gap=False)
BUSINESS = [factor.id for factor in OWASP_FACTORS if factor.group == "business-impact"]
LOG4SHELL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"
VALUES = st.dictionaries(st.sampled_from(OWASP_IDS), st.integers(0, 9))


def score_factor(factor: str, points: int = 4, **of: Any) -> dict[str, Any]:
    return {"factor": factor, "points": points, "element": "", "fact": "", "value": None, **of}


def vulnerability(score: float, **of: Any) -> dict[str, Any]:
    record = {"id": "CVE-2021-44228", "status": "affected", "cvss": "3.1", "vector": LOG4SHELL, **of}
    return {"fact": "vulnerabilities", "value": [{**record, "score": score}]}


# The example of the methodology, "Determining the Severity of the Risk".
EXAMPLE = dict(zip(OWASP_IDS, (5, 2, 7, 1, 3, 6, 9, 2, 9, 7, 5, 8, 1, 2, 1, 5), strict=True))


def test_the_example_of_the_methodology() -> None:
    means = owasp_means(EXAMPLE)

    assert (means.likelihood.score, means.technical.score, means.business.score) == (4.375, 7.25, 2.25)
    assert [owasp_word(one) for one in (4.375, 7.25, 2.25)] == ["medium", "high", "low"]
    assert (means.likelihood.level, means.impact.level) == (3, 2)


def test_without_the_business_the_technical_impact_counts() -> None:
    technical = {key: value for key, value in EXAMPLE.items() if key not in BUSINESS}

    assert owasp_means(technical).impact.score == 7.25


@given(VALUES, st.sampled_from(OWASP_IDS), st.integers(0, 9))
def test_a_mean_stays_within_what_was_said_before(values: dict[str, int], key: str, value: int) -> None:
    unknown = {one: said for one, said in values.items() if one != key}
    before, after = owasp_means(unknown), owasp_means({**unknown, key: value})

    for mean in ("likelihood", "technical", "business"):
        was, now = getattr(before, mean), getattr(after, mean)
        assert 0 <= was.least <= now.least <= now.most <= was.most <= 9
        assert (now.score is None) == (now.least < now.most)
        assert (now.level is None) == (now.score is None)


@given(VALUES)
def test_a_side_without_all_its_factors_keeps_the_level_of_the_facts(values: dict[str, int]) -> None:
    rating = rate("owasp", BARE, Answers(of_threat=values))
    likelihood = {factor.id for factor in OWASP_FACTORS if factor.group in LIKELIHOOD_GROUPS}

    assert rating.likelihood_by == ("owasp" if likelihood <= values.keys() else "facts")
    if rating.likelihood_by == "facts":
        assert rating.levels.likelihood == FACTS.likelihood
    if rating.impact_by == "facts":
        assert rating.levels.impact == FACTS.impact
    assert rating.owasp
    unknown = {one.id for one in rating.owasp.factors if one.source == "unknown"}
    assert unknown == set(OWASP_IDS) - values.keys()


def test_facts_prove_factors_and_a_person_can_say_otherwise() -> None:
    threat = RatedThreat(
        "critical",
        (
            score_factor("exposure", fact="internet_facing", value=True),
            score_factor("exploited", fact="vulnerabilities", value="CVE-2021-44228"),
            score_factor("gain", 5, value="cluster-control"),
        ),
        (vulnerability(10.0),),
        is_gap=False,
    )

    rating = rate("owasp", threat, Answers({"size": 6}, {"size": 2, "awareness": 1, "skill": 3}))

    assert rating.owasp
    known = {one.id: (one.value, one.source) for one in rating.owasp.factors if one.source != "unknown"}
    assert known == {
        "size": (6, "threat"),
        "skill": (3, "model"),
        "awareness": (9, "facts"),
        "discovery": (9, "facts"),
        "confidentiality": (9, "facts"),
        "integrity": (9, "facts"),
        "availability": (9, "facts"),
    }


def test_exposure_of_what_only_insiders_use_proves_nothing() -> None:
    threat = RatedThreat("high", (score_factor("exposure", 2, fact="from_internet"),), (), is_gap=False)

    rating = rate("owasp", threat, Answers())

    assert rating.owasp
    assert {one.source for one in rating.owasp.factors} == {"unknown"}


@pytest.mark.parametrize(
    ("vector", "score", "level"),
    [
        (LOG4SHELL, 10.0, 5),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U", 9.0, 5),
        ("CVSS:3.0/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 1.8, 2),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0, 1),
        ("CVSS:3.1/AV:P/AC:H/PR:L/UI:N/S:C/C:L/I:H/A:H", 7.0, 4),
        ("CVSS:3.1/AV:P/AC:H/PR:L/UI:N/S:C/C:L/I:H/A:H/RL:O/MAV:X", 6.7, 3),
        ("CVSS:3.1/AV:P/AC:H/PR:L/UI:N/S:C/C:L/I:H/A:H/MAV:P", 6.9, 3),
        ("CVSS:3.1/AV:P/AC:H/PR:L/UI:N/S:C/C:L/I:H/A:H/CR:L", 6.8, 3),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3, 5),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", 8.1, 4),
    ],
)
def test_a_vector_gives_the_impact_and_facts_the_likelihood(vector: str, score: float, level: int) -> None:
    rating = rate("cvss", BARE, Answers(vector=vector))

    assert rating.cvss
    assert (rating.cvss.score, rating.levels) == (score, (FACTS.likelihood, level))
    assert (rating.likelihood_by, rating.impact_by) == ("facts", "cvss")
    assert rating.cvss.metrics[0].name == "Attack Vector"


@pytest.mark.parametrize(
    "vector",
    ["", "AV:N/AC:L/Au:N/C:P/I:P/A:P", "CVSS:3.1/AV:N", "CVSS:3.1/AV:Q/AC:L", "CVSS:4.0/" + "A" * 500],
)
def test_what_is_no_vector_is_refused(vector: str) -> None:
    with pytest.raises(InvalidVector):
        cvss_of_vector(vector)


def test_the_worst_finding_that_affects_counts_until_a_person_enters_a_vector() -> None:
    evidence = (
        vulnerability(10.0, status="not-affected"),
        vulnerability(7.5, id="CVE-2024-1", vector=""),
        vulnerability(5.0, id="CVE-2024-2"),
        vulnerability(9.9, id="CVE-2010-1", cvss="2.0"),
    )
    threat = RatedThreat("high", (), evidence, is_gap=False)

    found = cvss_of_findings(evidence)
    entered = rate("cvss", threat, Answers(vector=LOG4SHELL)).cvss

    assert found
    assert (found.finding, found.score, found.metrics) == ("CVE-2024-1", 7.5, ())
    assert entered
    assert (entered.finding, entered.score) == ("", 10.0)


def test_without_vector_and_finding_facts_count() -> None:
    rating = rate("cvss", BARE, Answers())

    assert (rating.levels, rating.impact_by, rating.cvss) == (FACTS, "facts", None)
