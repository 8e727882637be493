"""An edit evaluates again only the subjects that it can change."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.engine.analysis.random_models import PERSON
from tests.engine.analysis.tiny_library import LIBRARY, TINY
from threatmodel.engine.analysis.incremental_analysis import IncrementalAnalyzer
from threatmodel.engine.analysis.model_edits import (
    Edit,
    ElementMoved,
    ElementRemoved,
    FactSet,
    FlowPut,
    FlowRemoved,
    InvalidEdit,
)
from threatmodel.engine.analysis.rule_evaluation import RuleEvaluator, SubjectResult
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source


def drawn(uid: str, kind: str, parent: str | None = None, **facts: Any) -> Element:
    return Element(uid, kind, uid, parent, {n: Fact(v, PERSON) for n, v in facts.items()}, PERSON)


def shop() -> Model:
    parts = [
        drawn("internet", "internet"),
        drawn("shop", "namespace"),
        *(drawn(f"web{n}", "workload", "shop") for n in range(5)),
        *(drawn(f"web{n}/main", "container", f"web{n}", privileged=n == 0) for n in range(5)),
    ]
    return Model({e.uid: e for e in parts}, (), {"in": Flow("in", "internet", "web1")})


class Counting(RuleEvaluator):
    """Counts who is judged."""

    judged: list[str]

    def of(self, facts: Any, subject: Any, scope: Any) -> SubjectResult:
        self.judged.append(scope.holders["self"])
        return super().of(facts, subject, scope)


def counted(analyzer: IncrementalAnalyzer, *edited: Edit) -> set[str]:
    judge = Counting(LIBRARY)
    judge.judged = []
    analyzer._evaluator = judge
    analyzer.edit(*edited)
    return set(judge.judged)


def test_personal_data_of_a_workload_leaves_its_neighbors_alone() -> None:
    """Though their namespace serves personal data from then on."""
    edit = FactSet("web3", "personal_data", Fact(True, PERSON))

    evaluated = counted(IncrementalAnalyzer(shop(), LIBRARY), edit)

    assert evaluated <= {"web3", "web3/main", "shop", "in"}  # the flow crosses into the namespace


def test_a_moved_workload_leaves_the_others_that_run_its_image_alone() -> None:
    model = Model(
        {**shop().elements, "other": drawn("other", "namespace"), "app": drawn("app", "image")},
        [Relation("uses_image", f"web{n}/main", "app") for n in range(5)],
        {},
    )

    evaluated = counted(IncrementalAnalyzer(model, LIBRARY), ElementMoved("web3", "other"))

    assert evaluated <= {"web3", "web3/main", "shop", "other"}


def test_a_fact_of_a_container_evaluates_that_container_alone() -> None:
    edit = FactSet("web3/main", "selinux_disabled", Fact(True, PERSON))

    assert counted(IncrementalAnalyzer(shop(), LIBRARY), edit) == {"web3/main"}


def test_what_gives_a_container_control_of_its_host_evaluates_its_workload_and_namespace_too() -> None:
    edit = FactSet("web3/main", "privileged", Fact(True, PERSON))

    assert counted(IncrementalAnalyzer(shop(), LIBRARY), edit) == {"shop", "web3", "web3/main"}


def test_a_fact_that_no_rule_reads_evaluates_nothing() -> None:
    edit = FactSet("shop", "declared", Fact(True, PERSON))

    assert counted(IncrementalAnalyzer(shop(), TINY), edit) <= {"shop"}


def test_what_the_internet_reaches_is_evaluated_with_its_containers() -> None:
    judged = counted(IncrementalAnalyzer(shop(), LIBRARY), FlowPut(Flow("in2", "internet", "web2")))

    assert judged == {"in2", "web2", "web2/main"}


def test_an_equal_derived_value_is_not_followed_further() -> None:
    analyzer = IncrementalAnalyzer(shop(), LIBRARY)
    again = replace(analyzer.model.flows["in"], name="renamed")

    assert counted(analyzer, FlowPut(again)) <= {"in", "web1", "web1/main"}


def test_another_line_of_the_same_fact_shows_in_the_evidence() -> None:
    analyzer = IncrementalAnalyzer(shop(), LIBRARY)
    moved = Fact(True, Source("file", "b.yaml", 9))

    found = analyzer.edit(FactSet("web0/main", "privileged", moved))

    (threat,) = [t for t in found.threats if t.rule == "container-privileged"]
    assert ("b.yaml", 9) in {(e.file, e.line) for e in threat.evidence}


@pytest.mark.parametrize(
    "edit",
    [
        FactSet("nobody", "privileged", None),
        ElementRemoved("nobody"),
        FlowRemoved("nobody"),
        ElementMoved("x", None),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_an_edit_of_what_is_not_there_changes_nothing(edit: Edit) -> None:
    analyzer = IncrementalAnalyzer(shop(), LIBRARY)
    model, before = analyzer.model, analyzer.analysis

    with pytest.raises(InvalidEdit):
        analyzer.edit(ElementRemoved("web0"), edit)

    assert analyzer.model is model
    assert analyzer.analysis == before
