"""The score of a threat is the sum of its factors, and each factor names the fact that it comes from."""

from itertools import pairwise, product
from typing import Any

from msgspec.structs import replace

from threatmodel.engine.analysis.contextual_severity import SituatedSeverity
from threatmodel.engine.analysis.reach_grades import REACH_GRADES, Reach
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.analysis.threat_score import (
    ScoreFactor,
    context_factors,
    is_hardening_gap,
    lowest_score,
    overridden_score,
    points_of,
    risk_order,
    score_factors,
)
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import Rule, build_rule
from threatmodel.engine.library.taxonomies import GAINS, SEVERITIES, Gain, Severity
from threatmodel.engine.model import Element, Fact, Flow, Model, Source

FROM_FILE = Source(origin="file", file="a.yaml", line=3)
HIGHEST: dict[str, Any] = {
    "uid": "shop",
    "internet_facing": True,
    "criticality": "critical",
    "data_classification": "restricted",
}
LOWEST: dict[str, Any] = {"uid": "shop", "criticality": "low", "data_classification": "public"}


def _rule(
    severity: Severity, gains: Gain | None = None, *, gap: bool = False, when: str = "self.privileged"
) -> Rule:
    raw = {
        "id": "of-this-test",
        "title": "of this test",
        "applies_to": "container" if "privileged" in when else "image",
        "when": when,
        "stride": ["tampering"],
        "severity": severity,
        "hardening_gap": gap,
        "evidence": ["privileged"],
        "why": "of this test",
        "controls": ["of-this-test"],
        "references": [],
        **({"gains": gains} if gains else {}),
    }
    return build_rule(raw, where="this test")


def _score(rule: Rule, **facts: Any) -> int:
    return points_of(
        score_factors(
            rule, SituatedSeverity(rule.severity), context_factors({"self": {"uid": "it", **facts}})
        )
    )


def test_each_factor_names_its_fact_and_the_element_that_has_it() -> None:
    pod = {"uid": "shop", "internet_facing": True, "criticality": "high"}
    context = context_factors({"self": {"uid": "shop/web"}, "pod": pod})

    assert score_factors(_rule("high", "credentials"), SituatedSeverity("high"), context) == (
        ScoreFactor("severity", 72, value="high"),
        ScoreFactor("gain", 3, value="credentials"),
        ScoreFactor("exposure", 4, "shop", "internet_facing", True),
        ScoreFactor("criticality", 2, "shop", "criticality", "high"),
        ScoreFactor("limit", -1),
    )


def test_what_is_unknown_adds_nothing() -> None:
    assert _score(_rule("high"), internet_facing=False) == 72


def test_the_situation_that_changed_the_severity_is_a_factor() -> None:
    context = context_factors({"self": {"uid": "db"}})

    assert score_factors(_rule("high"), SituatedSeverity("medium", "nobody calls it"), context) == (
        ScoreFactor("severity", 72, value="high"),
        ScoreFactor("situation", -24, value="nobody calls it"),
    )


def test_of_several_elements_the_one_that_adds_most_counts() -> None:
    ends = {
        "self": {"uid": "f", "data_classification": "internal"},
        "destination": {"uid": "db", "data_classification": "confidential"},
    }

    assert score_factors(_rule("high"), SituatedSeverity("high"), context_factors(ends))[1:] == (
        ScoreFactor("data", 1, "db", "data_classification", "confidential"),
    )


def test_more_is_gained_the_higher_the_score() -> None:
    gained = [_score(_rule("high", gain)) for gain in GAINS]

    assert gained == sorted(gained, reverse=True)
    assert gained[-1] > _score(_rule("high"))


def test_exposure_counts_half_for_what_only_an_attacker_inside_can_use() -> None:
    reached = {"internet_facing": True}

    assert _score(_rule("high", "data-access"), **reached) - _score(_rule("high", "data-access")) == 4
    assert _score(_rule("high", "node-control"), **reached) - _score(_rule("high", "node-control")) == 2


def test_what_an_exposed_component_calls_is_nearer_to_the_internet() -> None:
    rule = _rule("high", "data-access")

    assert _score(rule) < _score(rule, called_by_exposed=True) < _score(rule, internet_facing=True)


def test_a_right_in_the_cluster_outranks_one_in_a_namespace() -> None:
    rule = _rule("high", "credentials", when="self.rules.exists(r, 'secrets' in r.resources)")
    subjects = [{"name": "a", "scope": "shop"}]

    wide = _score(rule, subjects=[*subjects, {"name": "b", "scope": "cluster"}])

    assert wide > _score(rule) > _score(rule, subjects=subjects)
    assert _score(_rule("high"), subjects=subjects) == 72, "only rules about permissions have a scope"


def test_a_weakness_on_each_node_outranks_one_on_some() -> None:
    context = {"self": {"uid": "a/a"}, "pod": {"uid": "a", "controller": "DaemonSet"}}

    factors = score_factors(
        _rule("critical", "node-control"), SituatedSeverity("critical"), context_factors(context)
    )

    assert ScoreFactor("scope", 1, "a", "controller", "DaemonSet") in factors


def test_a_vulnerability_that_is_used_in_attacks_comes_first() -> None:
    rule = _rule("high", "code-execution", when="self.vulnerabilities.exists(v, v.severity == 'critical')")
    known = {"id": "CVE-2026-0001", "severity": "critical", "status": "affected", "exploited": False}

    used = _score(rule, vulnerabilities=[{**known, "exploited": True}])

    assert used > _score(rule, vulnerabilities=[known])
    assert _score(rule, vulnerabilities=[{**known, "exploited": True, "status": "not-affected"}]) < used


def test_what_would_leave_the_band_is_taken_away_again_and_decides_between_equals() -> None:
    high, highest = (
        score_factors(
            _rule("medium", "cluster-control"), SituatedSeverity("medium"), context_factors({"self": facts})
        )
        for facts in ({**HIGHEST, "criticality": "medium"}, HIGHEST)
    )

    assert highest[-1].factor == "limit"
    assert points_of(high) == points_of(highest) == 56
    assert risk_order(highest) < risk_order(high)


def test_a_gap_that_is_high_in_its_situation_is_scored_as_a_weakness() -> None:
    gap, context = _rule("low", gap=True), context_factors({"self": {"uid": "it"}})

    assert [
        points_of(score_factors(gap, SituatedSeverity(severity), context))
        for severity in ("low", "medium", "high")
    ] == [
        points_of(score_factors(_rule("low", gap=True), SituatedSeverity("low"), context)),
        points_of(score_factors(_rule("medium", gap=True), SituatedSeverity("medium"), context)),
        points_of(score_factors(_rule("high"), SituatedSeverity("high"), context)),
    ]
    assert is_hardening_gap(gap, "medium")
    assert not is_hardening_gap(gap, "high")


def test_no_context_moves_a_score_past_another_severity_and_gaps_stay_below_all_weaknesses() -> None:
    bands = [(severity, gap) for gap in (False, True) for severity in SEVERITIES if _exists(severity, gap)]
    ranges = [(min(scores), max(scores)) for scores in (_possible_scores(*band) for band in bands)]

    assert all(worse[0] > better[1] for worse, better in pairwise(ranges))
    assert ranges[0][1] <= 100
    assert ranges[-1][0] >= 0


def test_what_informs_is_in_one_band_below_the_gaps() -> None:
    """A right of a role that no one has is not where a review starts, and below nothing that counts."""
    notes = {score for gap in (False, True) for score in _possible_scores("info", gap=gap)}

    assert max(notes) < min(_possible_scores("low", gap=True))


def test_a_gap_that_a_person_rates_stays_below_the_weaknesses_unless_it_is_high() -> None:
    of_gaps = {
        severity: overridden_score(severity, computed="low", score=8, is_gap=True) for severity in SEVERITIES
    }

    assert of_gaps["high"] == overridden_score("high", computed="low", score=24, is_gap=False)
    assert of_gaps["info"] < of_gaps["low"] == 8 < of_gaps["medium"] < lowest_score("low")


def _exists(severity: Severity, gap: bool) -> bool:
    """Of gaps, none is above medium; what is only worth a note is a gap."""
    return severity not in {"critical", "high"} if gap else severity != "info"


def _possible_scores(severity: Severity, gap: bool) -> set[int]:
    return {
        _score(_rule(severity, gain, gap=gap), **facts)
        for gain, facts in product((None, *GAINS), (HIGHEST, LOWEST, {}))
    }


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


def test_reach_orders_what_is_otherwise_alike() -> None:
    """On a path, behind an assumed compromise, behind an unknown fact, on no path; and it says which."""
    rule = _rule("high", "credentials")
    facts = {"self": {"uid": "it"}}

    factors = [
        score_factors(rule, SituatedSeverity("high"), context_factors(facts, Reach(grade)))
        for grade in REACH_GRADES
    ]

    scores = [points_of(one) for one in factors]
    assert scores == sorted(set(scores), reverse=True)
    assert [one[2] for one in factors] == [
        ScoreFactor("reach", points, value=grade)
        for points, grade in zip((2, 0, -2, -4), REACH_GRADES, strict=True)
    ]


def test_reach_that_was_not_computed_adds_nothing() -> None:
    assert context_factors({"self": {"uid": "it"}}).reach == ()


def test_reach_does_not_count_where_nobody_attacks() -> None:
    """What endangers the privacy of people does so without any attacker."""
    privacy = replace(_rule("high"), methods={"stride": (), "linddun": ("unawareness",)})

    factors = score_factors(
        privacy, SituatedSeverity("high"), context_factors({"self": {"uid": "it"}}, Reach("unreached"))
    )

    assert [one.factor for one in factors] == ["severity"]


def test_analyses_score_by_the_reach_of_each_element() -> None:
    privileged = {"privileged": Fact(True, FROM_FILE)}
    model = Model({uid: Element(uid, "container", uid, None, privileged, FROM_FILE) for uid in ("a", "b")})

    found = analyze(model, load_library(), reach={"a": Reach("unreached"), "b": Reach("reached")}).threats

    scores = {one: {t.rule: t.score for t in found if t.element == one} for one in ("a", "b")}
    assert scores["a"].keys() == scores["b"].keys()
    assert scores["a"]["container-privileged"] < scores["b"]["container-privileged"]
