"""What one rule finds on many elements is one row, and the rows come in the order in which to start."""

import re

import pytest
from msgspec.structs import replace

from threatmodel.engine.analysis.cause_groups import group_by_cause, title_of_several
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.analysis.threat_score import ScoreFactor
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.library.taxonomies import CAUSES
from threatmodel.engine.model import Element, Fact, Model, Relation, Source

LIBRARY = load_library()
FILE = Source("file", "shop.yaml", 1)
SINGULAR = re.compile(r"^3 (\w+ ){1,2}(is|has|does|runs|shares|exposes|uses|allows|accepts)\b")


def _container(uid: str, **facts: bool) -> Element:
    return Element(uid, "container", uid, None, {k: Fact(v, FILE) for k, v in facts.items()}, FILE)


def _model(*elements: Element) -> Model:
    return Model({element.uid: element for element in elements}, (), {})


def test_each_threat_is_in_one_cause_and_the_worst_leads() -> None:
    threats = analyze(
        _model(
            _container("a", cpu_limit=False, memory_limit=False),
            _container("b", cpu_limit=False, privileged=True, selinux_disabled=True),
            _container("c", cpu_limit=False, memory_limit=False),
        ),
        LIBRARY,
    ).threats

    causes = group_by_cause(threats)

    grouped = [threat.fingerprint for cause in causes for threat in cause.threats]
    assert sorted(grouped) == sorted(threat.fingerprint for threat in threats)
    assert [cause.id for cause in causes].count("platform-defaults") == 1
    assert all(cause.worst.score == max(one.score for one in cause.threats) for cause in causes)
    scores = [cause.worst.score for cause in causes]
    assert scores == sorted(scores, reverse=True)


def test_a_rule_may_have_a_cause_in_one_situation_alone() -> None:
    rules = {rule.id: rule for rule in LIBRARY.rules}

    assert rules["role-writes-secrets"].cause_at("info") == "implied-permissions"
    assert rules["role-writes-secrets"].cause_at("low") == ""
    assert rules["container-cpu-unlimited"].cause_at("low") == "platform-defaults"
    assert rules["container-privileged"].cause_at("critical") == ""


@pytest.mark.parametrize("rule", [rule for rule in LIBRARY.rules if rule.cause], ids=lambda rule: rule.id)
def test_causes_of_one_severity_are_those_of_a_situation(rule: Rule) -> None:
    severities = CAUSES[rule.cause].severities

    assert rule.severity not in severities
    assert severities <= {case.severity for case in rule.severity_if}


def test_of_two_equally_bad_causes_the_one_on_more_elements_comes_first() -> None:
    model = _model(
        _container("a", selinux_disabled=True),
        _container("b", selinux_disabled=True),
        Element("c", "container", "c", None, {"apparmor": Fact("unconfined", FILE)}, FILE),
    )

    causes = group_by_cause(analyze(model, LIBRARY).threats)

    assert [(cause.id, len(cause.threats)) for cause in causes] == [
        ("container-selinux-disabled", 2),
        ("container-apparmor-unconfined", 1),
    ]


def test_of_two_equal_scores_the_riskier_cause_comes_before_the_one_on_more_elements() -> None:
    model = _model(
        _container("a", selinux_disabled=True),
        _container("b", selinux_disabled=True),
        Element("c", "container", "c", None, {"apparmor": Fact("unconfined", FILE)}, FILE),
    )
    *many, one = sorted(analyze(model, LIBRARY).threats, key=lambda threat: threat.element)
    beyond = (ScoreFactor("gain", 5), ScoreFactor("limit", -5))
    riskier = replace(one, score=many[0].score, factors=(*many[0].factors, *beyond))

    causes = group_by_cause([*many, riskier])

    assert [cause.id for cause in causes] == ["container-apparmor-unconfined", "container-selinux-disabled"]


def test_a_hardening_gap_on_many_elements_stays_below_a_weakness_on_one() -> None:
    gaps = [_container(f"gap-{n}", memory_limit=False) for n in range(20)]

    causes = group_by_cause(analyze(_model(*gaps, _container("z", selinux_disabled=True)), LIBRARY).threats)

    assert [cause.id for cause in causes] == ["container-selinux-disabled", "platform-defaults"]


def test_what_several_rules_find_for_one_reason_is_one_row() -> None:
    model = _model(_container("a", cpu_limit=False, memory_limit=False), _container("b", cpu_limit=False))

    (cause,) = group_by_cause(analyze(model, LIBRARY).threats)

    assert cause.id == "platform-defaults"
    assert {*cause.rules} == {"container-cpu-unlimited", "container-memory-unlimited"}
    assert len(cause.threats) == 3


def test_what_one_rule_finds_with_another_severity_is_another_row() -> None:
    tag = {"mutable_tag": Fact(True, FILE)}
    images = [Element(uid, "image", uid, None, tag, FILE) for uid in ("agent-image", "web-image")]
    containers = [_container("agent", privileged=True), _container("web", privileged=False)]
    runs = [Relation("uses_image", uid, f"{uid}-image") for uid in ("agent", "web")]
    model = Model({one.uid: one for one in (*images, *containers)}, runs, {})

    causes = group_by_cause(analyze(model, LIBRARY).threats)

    assert [
        (cause.worst.severity, [threat.element for threat in cause.threats])
        for cause in causes
        if cause.id == "image-mutable-tag"
    ] == [("medium", ["agent-image"]), ("low", ["web-image"])]


@pytest.mark.parametrize(
    ("title", "kinds", "expected"),
    [
        ("shop/web may run as root", ["container"], "3 containers may run as root"),
        ("shop/web runs privileged", ["container"], "3 containers run privileged"),
        ("shop/web only waits for people", ["container"], "3 containers only wait for people"),
        (
            "shop/web exposes monitoring to the internet",
            ["workload"],
            "3 workloads expose monitoring to the internet",
        ),
        ("shop/web copies all requests elsewhere", ["ingress"], "3 ingresses copy all requests elsewhere"),
        ("No memory limit on shop/web", ["container", "workload"], "No memory limit on 3 elements"),
        ("Secret shop/web is never rotated", ["secret"], "3 secrets are never rotated"),
        ("shop/web may read secrets cluster-wide", ["role"], "3 roles may read secrets"),
        ("shop/web may read secrets in shop", ["role"], "3 roles may read secrets"),
        ("Wildcard verbs in role shop/web", ["role"], "Wildcard verbs in 3 roles"),
        ("shop/web deploys without approval", ["ci-pipeline"], "3 CI pipelines deploy without approval"),
        ("No encryption on shop/web", ["flow"], "No encryption on 3 flows"),
        ("Data store shop/web is reachable", ["workload", "datastore"], "3 data stores are reachable"),
        ("Hard-coded key in shop/web: A, B", ["container"], "Hard-coded key in 3 containers, such as A, B"),
        (
            "Unencrypted overlay network shop/web",
            ["network"],
            "Unencrypted overlay network shop/web and 2 more",
        ),
        (
            "Compromised shop/web reads data of ledger",
            ["workload"],
            "Compromised shop/web reads data of ledger and 2 more",
        ),
        ("No rate limit on another", ["flow"], "No rate limit on another and 2 more"),
    ],
)
def test_the_title_counts_the_elements(title: str, kinds: list[str], expected: str) -> None:
    assert title_of_several(title, "shop/web", kinds, 3) == expected


def test_the_title_of_every_rule_has_a_plural() -> None:
    for rule in LIBRARY.rules:
        title = re.sub(r"\{\w+\.name\}", "shop/web", rule.title)

        plural = title_of_several(title, "shop/web", [rule.applies_to[0]], 3)

        assert "3 " in plural or plural.endswith(" and 2 more"), plural
        assert not SINGULAR.search(plural), plural
