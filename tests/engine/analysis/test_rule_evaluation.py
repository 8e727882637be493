"""Threats, questions and evidence, on rules small enough to see through."""

import random
from typing import Any

import pytest
from msgspec.structs import replace

from threatmodel.engine.analysis.rule_evaluation import Analysis, analyze, in_order, threat_order
from threatmodel.engine.analysis.threat_fingerprint import fingerprint
from threatmodel.engine.library.condition_names import facts_read
from threatmodel.engine.library.loader import Control, Library
from threatmodel.engine.library.rules import InvalidRule, Rule, build_rule, check_rule
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source

FROM_FILE = Source(origin="file", file="a.yaml", line=3)


def rule(rule_id: str = "container-privileged", **changes: Any) -> Rule:
    raw = {
        "id": rule_id,
        "title": "{self.name} runs privileged",
        "applies_to": "container",
        "when": "self.privileged",
        "stride": ["elevation-of-privilege"],
        "severity": "critical",
        "evidence": ["privileged"],
        "why": "Because.",
        "controls": ["drop-it"],
        "references": [],
        **changes,
    }
    return build_rule(raw, where=rule_id)


def element(uid: str, kind: str = "container", parent: str | None = None, **facts: Any) -> Element:
    known = {
        name: value if isinstance(value, Fact) else Fact(value, FROM_FILE) for name, value in facts.items()
    }
    return Element(uid, kind, uid, parent, known, FROM_FILE)


def run(rules: list[Rule], *elements: Element, **graph: Any) -> Analysis:
    return analyze(Model({e.uid: e for e in elements}, **graph), Library(tuple(rules), {}, {}))


def test_a_true_condition_is_a_threat_with_its_evidence() -> None:
    privileged = Fact(True, Source(origin="file", file="a.yaml", line=12))

    (threat,) = run([rule()], element("web", privileged=privileged)).threats

    assert threat.title == "web runs privileged"
    assert [(e.fact, e.value, e.file, e.line) for e in threat.evidence] == [
        ("privileged", True, "a.yaml", 12)
    ]


@pytest.mark.parametrize(("part", "called"), [("server", "shop/server"), ("shop", "shop")])
def test_parts_of_a_workload_are_called_by_its_name_too(part: str, called: str) -> None:
    around = Element("w", "workload", "shop", None, {}, FROM_FILE)
    privileged = {"privileged": Fact(True, FROM_FILE)}
    told = run([rule()], around, Element("c", "container", part, "w", privileged, FROM_FILE))
    asked = run([rule()], around, Element("c", "container", part, "w", {}, FROM_FILE))

    assert [threat.title for threat in told.threats] == [f"{called} runs privileged"]
    assert [question.text for question in asked.questions] == [f"Does {called} run privileged?"]


def test_a_false_condition_raises_nothing() -> None:
    assert run([rule()], element("web", privileged=False)) == Analysis((), ())


def test_an_unknown_fact_is_a_question_and_no_threat() -> None:
    result = run([rule()], element("web"))

    assert result.threats == ()
    assert [(q.element, q.fact, q.text) for q in result.questions] == [
        ("web", "privileged", "Does web run privileged?")
    ]


def test_logic_absorbs_what_is_unknown() -> None:
    either = rule(when="self.privileged || self.host_process")
    both = rule("other-rule", when="self.privileged && self.host_process")

    threats = run([either, both], element("web", host_process=True)).threats
    silence = run([both], element("web", host_process=False))

    assert [t.rule for t in threats] == ["container-privileged"]
    assert silence == Analysis((), ())


def test_rules_that_wait_for_one_fact_share_one_question_weighted_by_their_severities() -> None:
    rules = [rule(), rule("second-rule", severity="low")]

    (question,) = run(rules, element("web")).questions

    assert question.rules == ("container-privileged", "second-rule")
    assert question.weight == 90 + 8
    assert question.could_raise == (("critical", 1), ("low", 1))


def test_what_many_wait_for_weighs_more_and_is_counted() -> None:
    shared = rule(when="self.privileged && pod.host_pid", severity="high")
    inside = [element(name, parent="p", privileged=True) for name in ("a", "b", "c")]

    (question,) = run([shared], element("p", "workload"), *inside).questions

    assert question.could_raise == (("high", 3),)
    assert question.weight == 3 * 72


def test_what_waits_where_the_internet_reaches_is_asked_first() -> None:
    parts = [element("net", "internet"), element("hidden", "workload"), element("open", "workload")]
    flow = Flow("f", "net", "open", "", {}, "drawn", "", FROM_FILE)
    model = Model({part.uid: part for part in parts}, flows={"f": flow})
    asked = rule(applies_to="workload", when="self.host_pid", evidence=["host_pid"])

    questions = analyze(model, Library((asked,), {}, {})).questions

    assert [(one.element, one.weight) for one in questions] == [("open", 92), ("hidden", 90)]


def test_a_question_about_the_pod_is_asked_of_the_pod() -> None:
    shared = rule(when="self.privileged && pod.host_pid")

    (question,) = run([shared], element("p", "workload"), element("c", parent="p", privileged=True)).questions

    assert (question.element, question.fact) == ("p", "host_pid")


def test_a_rule_about_an_element_that_is_not_in_the_context_does_not_fire() -> None:
    assert run([rule(when="ns.declared && self.privileged")], element("web", privileged=True)) == Analysis(
        (), ()
    )


def test_evidence_shows_only_the_matching_items_each_with_its_line() -> None:
    mounts = [{"source": "/etc"}, {"source": "/"}, {"source": "/"}]
    fact = Fact(mounts, FROM_FILE, item_lines=(10, 11, 12))
    root = rule(
        when="self.mounts.exists(m, m.source == '/')",
        evidence=[{"fact": "mounts", "where": "item.source == '/'"}],
    )

    (threat,) = run([root], element("web", mounts=fact)).threats

    assert [(e.value, e.line) for e in threat.evidence] == [({"source": "/"}, 11), ({"source": "/"}, 12)]


def test_a_fact_without_a_line_points_to_its_element() -> None:
    default = Fact(True, Source(origin="default", why="Docker allows it unless told otherwise."))

    (threat,) = run([rule()], element("web", privileged=default)).threats

    assert (threat.evidence[0].file, threat.evidence[0].line, threat.evidence[0].origin) == (
        "a.yaml",
        3,
        "default",
    )


def test_a_flow_rule_sees_both_ends_and_the_boundaries_between() -> None:
    crossing = rule(
        applies_to="flow",
        title="{source.name} talks to {destination.name}",
        when="crosses.exists(z, z.kind == 'namespace') && destination.purpose == 'database'",
        evidence=["crosses_boundary", "destination.purpose"],
    )
    elements = (
        element("ns", "namespace"),
        element("web", "workload"),
        element("db", "workload", "ns", purpose="database"),
    )

    (threat,) = run([crossing], *elements, flows={"f": Flow("f", "web", "db")}).threats

    assert threat.title == "web talks to db"
    assert [(e.fact, e.element) for e in threat.evidence] == [("crosses_boundary", "f"), ("purpose", "db")]


def test_exposure_to_the_internet_raises_the_score_within_the_band() -> None:
    elements = (
        element("internet", "internet"),
        element("p", "workload"),
        element("c", parent="p", privileged=True),
    )

    inside = run([rule()], *elements).threats[0].score
    exposed = run([rule()], *elements, flows={"f": Flow("f", "internet", "p")}).threats[0].score

    assert (inside, exposed) == (90, 92)


def test_the_image_of_a_container_is_in_scope() -> None:
    floating = rule(when="image.mutable_tag", evidence=["image.mutable_tag"])
    elements = (element("web"), element("image:x", "image", mutable_tag=True))

    (threat,) = run([floating], *elements, relations=[Relation("uses_image", "web", "image:x")]).threats

    assert threat.evidence[0].element == "image:x"


def test_methods_choose_the_rules() -> None:
    privacy = rule("privacy-rule", stride=[], linddun=["data-disclosure"])
    web = element("web", privileged=True, personal_data=True)
    model, library = Model({"web": web}), Library((rule(), privacy), {}, {})

    def found(*methods: str) -> list[str]:
        return sorted(t.rule for t in analyze(model, library, methods=frozenset(methods)).threats)

    assert found("stride") == ["container-privileged"]
    assert found("linddun") == ["privacy-rule"]
    assert found("stride", "linddun") == ["container-privileged", "privacy-rule"]


def test_the_order_of_the_elements_does_not_change_the_result() -> None:
    elements = [element(f"c{n}", privileged=bool(n % 2)) for n in range(20)] + [
        element(f"u{n}") for n in range(5)
    ]
    expected = run([rule()], *elements)

    random.Random(7).shuffle(elements)

    assert run([rule()], *elements) == expected


def test_the_fingerprint_depends_on_the_rule_and_the_uid_alone() -> None:
    assert fingerprint("a", "b") != fingerprint("ab", "")
    assert len(fingerprint("a", "b")) == 32
    before = run([rule()], element("web", privileged=True)).threats[0].fingerprint
    moved = Element(
        "web", "container", "renamed", None, {"privileged": Fact(True, Source(origin="person"))}, FROM_FILE
    )
    assert run([rule()], moved).threats[0].fingerprint == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"when": "self.privileged &&"}, "not a CEL expression"),
        ({"when": "self.priviliged"}, "self.priviliged is not a fact of container"),
        ({"when": "pod.privileged"}, "pod.privileged is not a fact of workload"),
        ({"controls": ["unknown-control"]}, "unknown control unknown-control"),
        ({"references": ["attack:T9999"]}, "unknown reference attack:T9999"),
        ({"applies_to": "containr"}, "unknown kind 'containr'"),
        ({"severity": "urgent"}, "severity"),
        ({"stride": ["elevation"]}, "stride"),
        ({"evidence": []}, "evidence"),
        ({"evidence": ["image.tagz"]}, "image.tagz is not a fact"),
    ],
)
def test_a_faulty_rule_is_refused_with_what_is_wrong(changes: dict[str, Any], message: str) -> None:
    known = Control("drop-it", "Drop it", "preventive", "deploy", "Drop it.", "It is gone.", ())

    with pytest.raises(InvalidRule, match=message):
        check_rule(rule(**changes), {"drop-it": known}, {})


def test_facts_are_read_from_the_condition_but_not_from_its_strings() -> None:
    condition = "self.mounts.exists(source, source.path == 'self.secret') || pod.host_pid"

    assert list(facts_read(condition)) == [("self", "mounts"), ("source", "path"), ("pod", "host_pid")]


def test_threats_are_put_in_order_as_by_their_keys() -> None:
    rules = [rule(), rule("container-other", title="Another one", severity="low")]
    found = run(rules, *(element(uid, privileged=True) for uid in "bcda"))
    same = [
        replace(found.threats[0], factors=(), score=score, title=title)
        for score in (3, 50)
        for title in ("b", "a")
    ]
    threats = [*found.threats, *same]

    assert in_order(threats) == tuple(sorted(threats, key=threat_order))
    assert in_order(reversed(threats)) == in_order(threats)
