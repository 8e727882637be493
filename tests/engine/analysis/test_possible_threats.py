"""A rule whose facts are missing gives a possible threat, which knows the answers that decide it."""

from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace

from tests.engine.analysis.tiny_library import LIBRARY, rule
from threatmodel.engine.analysis.coverage import coverage
from threatmodel.engine.analysis.rule_evaluation import Analysis, Threat, analyze, folded_anew
from threatmodel.engine.analysis.threat_score import BASE_SCORES, lowest_score, points_of
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.model import CATALOGUE, Element, Fact, Flow, Model, Source

PERSON = Source("person")


def element(uid: str, kind: str, parent: str | None = None, **facts: Any) -> Element:
    known = {name: Fact(value=value, source=PERSON) for name, value in facts.items()}
    return Element(uid, kind, uid, parent, known, PERSON)


def model_of(*elements: Element, flows: tuple[Flow, ...] = ()) -> Model:
    return Model({one.uid: one for one in elements}, (), {flow.uid: flow for flow in flows})


def possible_of(condition: str, kind: str = "datastore", **facts: Any) -> Threat:
    """The possible threat of a rule with this condition on an element with these facts."""
    library = Library((rule("at-fault", kind, condition, evidence=["name"]),), {}, {})
    (threat,) = analyze(model_of(element("e", kind, **facts)), library).possible
    return threat


def ways(some: tuple[tuple[Any, ...], ...]) -> list[dict[str, Any]]:
    return [{answer.fact: answer.value for answer in way} for way in some]


def test_it_has_the_identity_severity_and_score_that_it_would_have_if_found() -> None:
    library = Library((rule("bare", "datastore", "!self.backed_up", severity="high"),), {}, {})
    unknown, known = element("e", "datastore", criticality="high"), element("e", "datastore", backed_up=False)

    (possible,) = analyze(model_of(unknown), library).possible
    (found,) = analyze(model_of(known), library).threats

    assert possible.fingerprint == found.fingerprint
    assert (possible.severity, possible.title) == ("high", found.title)
    assert possible.score == found.score + 2  # by its criticality
    assert (possible.evidence, found.waits_for) == ((), ())
    assert possible.is_possible
    assert not found.is_possible
    assert [(one.element, one.fact) for one in possible.waits_for] == [("e", "backed_up")]


def test_one_that_a_usual_value_rules_out_scores_least_and_says_why() -> None:
    usual = possible_of("self.privileged", "container")
    other = possible_of("self.run_as_root", "container")

    assert usual.severity == other.severity
    assert usual.score < lowest_score("low") < other.score
    assert points_of(usual.factors) == usual.score
    (factor,) = [one for one in usual.factors if one.factor == "usual"]
    assert (factor.element, factor.fact, factor.value) == ("e", "privileged", False)
    assert "usual" not in {one.factor for one in other.factors}


def test_a_usual_value_counts_only_where_it_rules_it_out_by_itself() -> None:
    either = possible_of("self.privileged || self.run_as_root", "container")
    both = possible_of("self.privileged && self.run_as_root", "container")
    reverse = possible_of("!self.privileged", "container")

    assert "usual" not in {one.factor for one in (*either.factors, *reverse.factors)}
    assert "usual" in {one.factor for one in both.factors}


def test_a_list_that_is_usually_empty_counts_as_well() -> None:
    threat = possible_of("self.capabilities_added.exists(c, c == 'SYS_ADMIN')", "container")

    assert [one.value for one in threat.factors if one.factor == "usual"] == [[]]


def test_no_usual_value_makes_a_score_negative() -> None:
    library = Library(
        tuple(
            rule(f"at-fault-{severity}", "container", "self.privileged", severity=severity)
            for severity in BASE_SCORES
        ),
        {},
        {},
    )
    unimportant = element("e", "container", criticality="low", data_classification="public")

    possible = analyze(model_of(unimportant), library).possible

    assert len(possible) == len(BASE_SCORES)
    assert all(one.score >= 0 for one in possible)
    assert all(points_of(one.factors) == one.score for one in possible)


STRIDE_OF_ROLES = {
    "actor": "SR",
    "external-service": "SR",
    "workload": "STRIDE",
    "datastore": "TRID",
    "flow": "TID",
}


def test_what_is_drawn_leads_with_each_category_of_its_role() -> None:
    """Nothing is known but what calls what; of flows also those inside of one zone."""
    kinds = ("actor", "external-service", "workload", "datastore")
    flows = tuple(Flow(f"{kind}-calls", "workload", kind) for kind in ("external-service", "datastore"))
    flows = (*flows, Flow("is-called", "actor", "workload"))
    model = model_of(*(element(kind, kind) for kind in kinds), flows=flows)

    analysis = analyze(model, LIBRARY, methods=("stride",))

    assert analysis.threats == ()
    for uid in (*kinds, *model.flows):
        rows = [one for one in analysis.possible if one.element == uid and not one.folded_under]
        shown = {category[0].upper() for row in rows for category in row.methods["stride"]}
        assert shown >= {*STRIDE_OF_ROLES.get(uid, STRIDE_OF_ROLES["flow"])}, uid
        assert len(rows) <= 6


def test_what_files_do_not_say_of_a_workload_is_not_possible_at_once() -> None:
    """Manifests say nothing about a program, so they raise no questions about it."""
    about_the_program = {
        "actions_logged",
        "authorization_checked",
        "input_parameterized",
        "resources_limited",
    }
    read = model_of(element("w", "workload", controller="Deployment"))

    asked = {question.fact for question in analyze(read, LIBRARY).questions}

    assert asked
    assert not asked & about_the_program


def test_a_drawn_workload_is_asked_for_limits_only_without_its_containers() -> None:
    with_container = model_of(element("w", "workload"), element("c", "container", "w"))
    asked = {(question.element, question.fact) for question in analyze(with_container, LIBRARY).questions}

    assert ("w", "resources_limited") not in asked
    assert ("c", "memory_limit") in asked


def test_flows_that_were_inferred_are_not_asked_for_limits_or_encryption_inside_a_zone() -> None:
    ends = (element("a", "workload"), element("b", "workload"))
    inferred = model_of(*ends, flows=(Flow("f", "a", "b", origin="inferred"),))
    in_another_tool = model_of(*ends, flows=(Flow("f", "a", "b", origin="declared"),))

    assert not [one for one in analyze(inferred, LIBRARY).possible if one.element == "f"]
    assert {one.rule for one in analyze(in_another_tool, LIBRARY).possible if one.element == "f"} == {
        "flow-plaintext-in-zone",
        "flow-unlimited-inside",
    }


def test_either_value_of_a_single_fact_decides_it() -> None:
    threat = possible_of("!self.backed_up")

    assert ways(threat.applies_if) == [{"backed_up": False}]
    assert ways(threat.ruled_out_if) == [{"backed_up": True}]


def test_of_two_facts_that_must_both_hold_either_rules_it_out() -> None:
    threat = possible_of("!self.backed_up && !self.encrypted_at_rest")

    assert {one.fact for one in threat.waits_for} == {"backed_up", "encrypted_at_rest"}
    assert ways(threat.applies_if) == [{"backed_up": False, "encrypted_at_rest": False}]
    assert sorted(map(str, ways(threat.ruled_out_if))) == [
        "{'backed_up': True}",
        "{'encrypted_at_rest': True}",
    ]


def test_of_two_facts_either_of_which_is_enough_no_more_is_answered_than_needed() -> None:
    threat = possible_of("!self.backed_up || !self.encrypted_at_rest")

    assert ways(threat.applies_if) == [{"backed_up": False}, {"encrypted_at_rest": False}]
    assert ways(threat.ruled_out_if) == [{"backed_up": True, "encrypted_at_rest": True}]


def test_each_option_that_decides_is_listed() -> None:
    options = CATALOGUE.fact("datastore", "criticality")
    assert options is not None

    threat = possible_of("self.criticality in ['high', 'critical']")

    assert ways(threat.applies_if) == [{"criticality": one} for one in ("high", "critical")]
    ruled_out = [one for one in options.options if one not in {"high", "critical"}]
    assert ways(threat.ruled_out_if) == [{"criticality": one} for one in ruled_out]


def test_of_a_list_only_its_emptiness_is_an_answer() -> None:
    threat = possible_of("self.capabilities_added.exists(c, c == 'SYS_ADMIN')", "container")

    assert threat.applies_if == ()
    assert ways(threat.ruled_out_if) == [{"capabilities_added": []}]


def test_a_fact_that_no_question_is_about_gives_no_possible_threat() -> None:
    facts = CATALOGUE.kinds["volume"].facts.values()
    fact = next(one.name for one in facts if not one.question and one.type == "list")
    library = Library((rule("at-fault", "volume", f"self.{fact}.exists(x, x == 'a')"),), {}, {})

    assert analyze(model_of(element("v", "volume")), library).possible == ()


def test_answers_decide_it_as_they_say() -> None:
    """Each listed answer of every rule on a drawn system has its effect."""
    drawn = model_of(
        element("user", "actor"),
        element("web", "workload"),
        element("c", "container", "web"),
        element("db", "datastore"),
        element("q", "queue"),
        element("ns", "namespace"),
    )
    checked = 0
    for threat in analyze(drawn, LIBRARY).possible:
        for some, is_found in ((threat.applies_if, True), (threat.ruled_out_if, False)):
            for way in some:
                after = analyze(_answered(drawn, way), LIBRARY)
                found = threat.fingerprint in {one.fingerprint for one in after.threats}
                still = threat.fingerprint in {one.fingerprint for one in after.possible}
                assert (found, still) == (is_found, False), (threat.rule, way)
                checked += 1
    assert checked > 50


def _answered(model: Model, way: tuple[Any, ...]) -> Model:
    elements = dict(model.elements)
    for answer in way:
        before = elements[answer.element]
        facts = {**before.facts, answer.fact: Fact(value=answer.value, source=PERSON)}
        elements[answer.element] = element_with(before, facts)
    return Model(elements, model.relations, model.flows, as_of=model.as_of)


def element_with(before: Element, facts: dict[str, Fact]) -> Element:
    return Element(before.uid, before.kind, before.name, before.parent, facts, before.source)


# --- what leads -----------------------------------------------------------------------------------


def library_of(**severities: tuple[str, list[str]]) -> Library:
    """Rules on data stores that wait for a fact of their own name, with severity and STRIDE categories."""
    rules = [
        rule(name.replace("_", "-"), "datastore", f"!self.{name}", severity=severity, stride=categories)
        for name, (severity, categories) in severities.items()
    ]
    return Library(tuple(rules), {}, {})


def leading(analysis: Analysis) -> list[str]:
    return sorted(one.rule for one in analysis.possible if not one.folded_under)


def test_the_strongest_of_each_category_leads_and_the_others_are_folded_under_it() -> None:
    library = library_of(
        backed_up=("high", ["denial-of-service"]),
        encrypted_at_rest=("medium", ["information-disclosure"]),
        authentication_required=("low", ["information-disclosure"]),
    )

    analysis = analyze(model_of(element("e", "datastore")), library)

    assert leading(analysis) == ["backed-up", "encrypted-at-rest"]
    by_rule = {one.rule: one for one in analysis.possible}
    assert by_rule["authentication-required"].folded_under == by_rule["encrypted-at-rest"].fingerprint


def test_nothing_leads_for_a_category_that_a_found_threat_has() -> None:
    library = library_of(
        backed_up=("high", ["denial-of-service"]),
        encrypted_at_rest=("medium", ["information-disclosure"]),
        authentication_required=("low", ["information-disclosure"]),
    )

    analysis = analyze(model_of(element("e", "datastore", encrypted_at_rest=False)), library)

    assert leading(analysis) == ["backed-up"]
    folded = next(one for one in analysis.possible if one.rule == "authentication-required")
    assert folded.folded_under == next(o for o in analysis.possible if o.rule == "backed-up").fingerprint


def test_a_category_that_does_not_apply_to_the_role_leads_nothing() -> None:
    library = library_of(
        backed_up=("medium", ["denial-of-service"]), encrypted_at_rest=("high", ["elevation-of-privilege"])
    )

    assert leading(analyze(model_of(element("e", "datastore")), library)) == ["backed-up"]


def test_an_element_always_has_a_row_for_its_possible_threats() -> None:
    library = library_of(
        backed_up=("medium", ["elevation-of-privilege"]),
        encrypted_at_rest=("high", ["elevation-of-privilege"]),
    )

    assert leading(analyze(model_of(element("e", "datastore")), library)) == ["encrypted-at-rest"]


@pytest.mark.parametrize("personal", [True, None])
def test_privacy_leads_only_where_personal_data_is_known(personal: bool | None) -> None:
    private = rule("private", "datastore", "!self.backed_up", stride=[], linddun=["linking"], severity="low")
    other = rule("other", "datastore", "!self.encrypted_at_rest", severity="high")
    facts: dict[str, Any] = {} if personal is None else {"personal_data": personal}

    analysis = analyze(model_of(element("e", "datastore", **facts)), Library((private, other), {}, {}))

    assert leading(analysis) == (["other", "private"] if personal else ["other"])


def test_a_drawn_element_shows_at_most_one_row_for_each_category_of_its_role() -> None:
    kinds = [kind for kind in CATALOGUE.kinds.values() if kind.drawn and kind.dfd]
    drawn = model_of(*(element(f"e-{kind.id}", kind.id) for kind in kinds))

    analysis = analyze(drawn, LIBRARY)

    rows = Counter(one.element for one in analysis.possible if not one.folded_under)
    assert rows
    for kind in kinds:
        roles = {*kind.dfd}
        applying = [one for one in METHODS["stride"].categories.values() if roles & one.roles]
        assert rows[f"e-{kind.id}"] <= max(1, len(applying))
    assert rows["e-container"] <= 6
    keys = {one.fingerprint for one in analysis.possible if not one.folded_under}
    assert {one.folded_under for one in analysis.possible} <= {"", *keys}


def test_analyses_that_are_put_together_are_folded_as_one() -> None:
    library = library_of(
        backed_up=("high", ["denial-of-service"]), encrypted_at_rest=("medium", ["denial-of-service"])
    )
    model = model_of(element("e", "datastore"))
    whole = analyze(model, library)
    parts = [analyze(model, Library((one,), {}, {})) for one in library.rules]
    together = Analysis((), (), tuple(threat for part in parts for threat in part.possible))

    assert folded_anew(model, together).possible == whole.possible


def test_possible_threats_do_not_settle_a_cell_of_the_grid() -> None:
    library = library_of(backed_up=("high", ["denial-of-service"]))
    model = model_of(element("e", "datastore"))

    grid = coverage(model, library, analyze(model, library), "stride")

    assert grid.rows[0].cells["denial-of-service"].state == "waiting"
    assert grid.settled == 0


def test_of_a_category_that_leads_which_is_mainly_about_it() -> None:
    """One that touches it beside others folds, though it scores more."""
    injection = replace(
        rule("at-fault-first", "datastore", "!self.queries_parameterized", severity="high"),
        methods={"stride": ("tampering", "information-disclosure"), "linddun": (), "pasta": ()},
    )
    disclosure = replace(
        rule("at-fault-second", "datastore", "!self.encrypted_at_rest", severity="medium"),
        methods={"stride": ("information-disclosure",), "linddun": (), "pasta": ()},
    )
    library = Library((injection, disclosure), {}, {})

    possible = analyze(model_of(element("e", "datastore")), library).possible

    assert [(one.rule, one.folded_under) for one in possible] == [
        ("at-fault-first", ""),
        ("at-fault-second", ""),
    ]


def test_of_equal_ones_that_leads_which_waits_for_fewer_facts() -> None:
    two = rule("at-fault-first", "datastore", "!self.encrypted_at_rest && !self.access_logged")
    one = rule("at-fault-second", "datastore", "!self.backed_up")

    possible = analyze(model_of(element("e", "datastore")), Library((two, one), {}, {})).possible

    (head,) = [threat for threat in possible if not threat.folded_under]
    assert head.rule == "at-fault-second"


def test_an_ordinary_fact_of_a_flow_counts_as_that_of_an_element() -> None:
    """Nearly all programs verify certificates."""
    flow = Flow("f", "a", "b", facts={"encrypted": Fact(value=True, source=PERSON)})
    library = Library((rule("at-fault", "flow", "flow.encrypted && !flow.certificate_verified"),), {}, {})

    (threat,) = analyze(
        model_of(element("a", "workload"), element("b", "workload"), flows=(flow,)), library
    ).possible

    assert "usual" in {one.factor for one in threat.factors}
