"""The severity of a rule in a situation follows from all that its cases read."""

from typing import Any

import pytest

from tests.engine.analysis.tiny_library import LIBRARY, rule
from threatmodel.engine.analysis.contextual_severity import ContextualSeverities
from threatmodel.engine.analysis.evaluation_context import EvaluationContext
from threatmodel.engine.analysis.incremental_analysis import IncrementalAnalyzer
from threatmodel.engine.analysis.model_edits import ElementMoved
from threatmodel.engine.analysis.rule_evaluation import analyze
from threatmodel.engine.model import Element, Fact, Flow, Model, Source

FILE = Source("file", "a.yaml", 3)
IN_CLEAR = {"encrypted": Fact(value=False, source=FILE)}
PLAINTEXT = "flow-plaintext-across-boundary"


def between_zones() -> Model:
    """One flow from a namespace to another one, and one with equal facts that leaves the cluster."""
    kinds = {"shop": "namespace", "stock": "namespace", "partner": "cluster"}
    zones = {uid: Element(uid, kind, uid, None, {}, FILE) for uid, kind in kinds.items()}
    parents = {"web": "shop", "api": "stock", "remote": "partner"}
    workloads = {uid: Element(uid, "workload", uid, zone, {}, FILE) for uid, zone in parents.items()}
    flows = {uid: Flow(uid, "web", uid, "", IN_CLEAR) for uid in ("api", "remote")}
    return Model({**zones, **workloads}, (), flows)


def test_flows_of_equal_facts_have_the_severity_of_the_boundaries_that_each_crosses() -> None:
    found = analyze(between_zones(), LIBRARY).threats

    severities = {one.element: one.severity for one in found if one.rule == PLAINTEXT}

    assert severities == {"api": "low", "remote": "medium"}


def test_a_moved_end_of_a_flow_changes_the_severity() -> None:
    analyzer = IncrementalAnalyzer(between_zones(), LIBRARY)

    found = analyzer.edit(ElementMoved("api", "partner"))

    assert [one.severity for one in analyzer.threats_of("api") if one.rule == PLAINTEXT] == ["medium"]
    assert found == analyze(analyzer.model, LIBRARY)


@pytest.mark.parametrize(
    ("when", "changes"),
    [
        ("self.purpose == 'cache'", {"self": {"purpose": "cache"}}),
        ("self['purpose'] == 'cache'", {"self": {"purpose": "cache"}}),
        ("has(self.uid) && self['purpose'] == 'cache'", {"self": {"uid": "f", "purpose": "cache"}}),
        ("size(destination) > 0", {"destination": {"uid": "d"}}),
        ("crosses.exists(z, z.kind == 'cluster')", {"crosses": [{"kind": "cluster"}]}),
        ("crosses.exists(z, has(z.audited) && z.audited)", {"crosses": [{"kind": "a", "audited": True}]}),
        ("crosses.exists(z, true)", {"crosses": [{"kind": "cluster"}]}),
        ("size(crosses) > 0", {"crosses": [{"kind": "cluster"}]}),
        ("self.data.exists(d, d.special)", {"self": {"data": [{"special": True}]}}),
    ],
)
def test_what_a_case_reads_is_told_apart(when: str, changes: dict[str, Any]) -> None:
    case = {"severity": "high", "because": "as this test says", "when": when}
    one = rule("of-this-test", "flow", "self.encrypted", severity_if=[case])
    severities = ContextualSeverities()

    def severity(**variables: Any) -> str:
        around = {"self": {"uid": "f"}, "destination": {}, "crosses": [], **variables}
        return severities.of(one, EvaluationContext(around, {"self": "f", "destination": "d"})).severity

    assert [severity(), severity(**changes), severity()] == ["medium", "high", "medium"]
