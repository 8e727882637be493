"""The hardening gaps of a component are one row of a list, and each gap stays a threat."""

from collections.abc import Mapping

from threatmodel.engine.analysis.hardening_groups import HardeningGroup, group_hardening_gaps
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Element, Fact, FactValue, Model, Source

LIBRARY = load_library()
FILE = Source("file", "shop.yaml", 1)


def _element(kind: str, uid: str, parent: str | None, facts: Mapping[str, FactValue]) -> Element:
    return Element(uid, kind, uid, parent, {name: Fact(value, FILE) for name, value in facts.items()}, FILE)


def _shop() -> Model:
    """A workload without owner, and two containers without limits, one of them privileged."""
    lax = {"read_only_root_filesystem": False, "cpu_limit": False, "memory_limit": False}
    elements = [
        _element("workload", "shop", None, {"controller": "Deployment", "owner": ""}),
        _element("container", "shop/web", "shop", lax),
        _element("container", "shop/proxy", "shop", {**lax, "privileged": True}),
        _element("workload", "other", None, {"controller": "Deployment"}),
        _element("container", "other/job", "other", {"read_only_root_filesystem": False}),
    ]
    return Model({element.uid: element for element in elements}, (), {})


def test_gaps_of_a_workload_and_its_containers_are_one_row_in_the_place_of_the_worst() -> None:
    threats = analyze(_shop(), LIBRARY).threats

    rows = group_hardening_gaps(threats)

    (hardening_gap,) = (row for row in rows if isinstance(row, HardeningGroup))
    assert hardening_gap.component == "shop"
    assert {threat.element for threat in hardening_gap.threats} == {"shop", "shop/web", "shop/proxy"}
    assert hardening_gap.worst.severity == "low"
    assert hardening_gap.rules[0] == hardening_gap.worst.rule
    assert len(hardening_gap.rules) == len(set(hardening_gap.rules))
    scores = [row.worst.score if isinstance(row, HardeningGroup) else row.score for row in rows]
    assert scores == sorted(scores, reverse=True)


def test_every_threat_is_in_exactly_one_row() -> None:
    threats = analyze(_shop(), LIBRARY).threats

    rows = group_hardening_gaps(threats)

    shown = [t for row in rows for t in (row.threats if isinstance(row, HardeningGroup) else (row,))]
    assert sorted(t.fingerprint for t in shown) == sorted(t.fingerprint for t in threats)


def test_a_fault_that_opens_something_has_its_own_row() -> None:
    rows = group_hardening_gaps(analyze(_shop(), LIBRARY).threats)

    assert "container-privileged" in {row.rule for row in rows if not isinstance(row, HardeningGroup)}


def test_a_gap_that_is_the_only_one_stays_a_threat() -> None:
    rows = group_hardening_gaps(analyze(_shop(), LIBRARY).threats)

    assert ("container-root-filesystem-writable", "other/job") in {
        (row.rule, row.element) for row in rows if not isinstance(row, HardeningGroup)
    }


def test_rules_of_low_severity_that_give_no_access_are_hardening_gaps_and_none_above_medium_is() -> None:
    for rule in LIBRARY.rules:
        if rule.severity in ("low", "info"):
            assert rule.hardening_gap or rule.id == "callers-not-authenticated", rule.id
        elif rule.hardening_gap:
            assert rule.severity == "medium", rule.id
